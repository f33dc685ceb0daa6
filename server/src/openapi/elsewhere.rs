//! What is answered outside of `routes`: pictures, the stream of events, and what those look at who keep this running.
//! Their handlers have rooms of their own, so they are described here, beside functions that only lend their names.

use super::{PictureBytes, refusals};
use crate::state::AppState;
use domain::events::Event;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The descriptions. As a router this answers nothing of use.
pub(super) fn described() -> OpenApiRouter<AppState> {
    OpenApiRouter::default()
        .routes(routes!(attempt_picture))
        .routes(routes!(master_picture))
        .routes(routes!(events))
        .routes(routes!(up))
        .routes(routes!(ready))
        .routes(routes!(figures))
}

/// How a picture is wanted.
#[derive(Clone, Copy, Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Scaled {
    /// 320, 640 or 1280: a WebP of that width, never wider than the original. The original bytes unless given.
    pub w: Option<u32>,
}

/// The picture of an attempt.
///
/// What stands under this address never changes, so it may be kept for ever.
#[utoipa::path(
    get,
    path = "/media/attempts/{attempt}",
    operation_id = "getAttemptPicture",
    tag = "Pictures",
    params(
        Scaled,
        ("Range" = Option<String>, Header, description = "A part of the bytes."),
        ("If-None-Match" = Option<String>, Header, description = "An `ETag` that you have.")
    ),
    responses(
        (status = 200, description = "The picture.", body = PictureBytes, content_type = "image/*"),
        (status = 206, description = "The part of it.", body = PictureBytes, content_type = "image/*"),
        (status = 304, description = "It is what you have."),
        (status = 307, description = "Where the store has it, for five minutes; only where the server is set so."),
        refusals::Seeing
    )
)]
async fn attempt_picture() {}

/// The master image of an asset.
///
/// What stands under this address never changes, so it may be kept for ever.
#[utoipa::path(
    get,
    path = "/media/assets/{asset}/{sha256}",
    operation_id = "getMasterPicture",
    tag = "Pictures",
    params(
        Scaled,
        ("Range" = Option<String>, Header, description = "A part of the bytes."),
        ("If-None-Match" = Option<String>, Header, description = "An `ETag` that you have.")
    ),
    responses(
        (status = 200, description = "The picture.", body = PictureBytes, content_type = "image/*"),
        (status = 206, description = "The part of it.", body = PictureBytes, content_type = "image/*"),
        (status = 304, description = "It is what you have."),
        (status = 307, description = "Where the store has it, for five minutes; only where the server is set so."),
        refusals::Seeing
    )
)]
async fn master_picture() {}

/// Where a stream of events begins.
#[derive(Clone, Copy, Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Since {
    /// The last event that was seen; what happens from now on unless given.
    pub since: Option<u64>,
}

/// What changes in a film, as server-sent events.
///
/// An event `change` says where, an event `refresh` that too much was missed to tell it one by one. Both only wake:
/// ask again for the state.
#[utoipa::path(
    get,
    path = "/api/projects/{project}/events",
    operation_id = "watchProject",
    tag = "Films",
    params(
        Since,
        (
            "Last-Event-ID" = Option<String>, Header,
            description = "The same, as browsers send it when they connect again; it wins."
        )
    ),
    responses(
        (
            status = 200, body = Event, content_type = "text/event-stream",
            description = "The stream, which does not end by itself. The data of each `change` is JSON."
        ),
        refusals::Finding
    )
)]
async fn events() {}

/// Whether the process is up.
#[utoipa::path(
    get,
    path = "/healthz",
    operation_id = "isUp",
    tag = "Running",
    security(()),
    responses(
        (status = 200, description = "It is.", body = String, content_type = "text/plain", example = "up\n"),
        refusals::Open
    )
)]
async fn up() {}

/// Whether the database and the storage answer.
#[utoipa::path(
    get,
    path = "/readyz",
    operation_id = "isReady",
    tag = "Running",
    security(()),
    responses(
        (
            status = 200, body = String, content_type = "text/plain",
            description = "They do.",
            example = "ready\n"
        ),
        refusals::Open
    )
)]
async fn ready() {}

/// Figures for Prometheus.
#[utoipa::path(
    get,
    path = "/metrics",
    operation_id = "getMetrics",
    tag = "Running",
    responses(
        (
            status = 200, body = String, content_type = "text/plain",
            description = "The figures.",
            example = "throughline_http_requests_total{method=\"GET\",route=\"/healthz\",status=\"200\"} 1\n"
        ),
        refusals::Asking
    )
)]
async fn figures() {}
