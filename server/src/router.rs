//! Everything that is answered, put together.

use crate::{
    answer, flash, forms, guard, health, limits, live, media, metrics, pages, routes, site,
    state::AppState, viewer,
};
use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::StatusCode,
    middleware::{from_fn, from_fn_with_state},
};
use std::time::Duration;
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::CompressionLayer,
    limit::RequestBodyLimitLayer,
    request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer},
    timeout::TimeoutLayer,
};

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long an upload over a slow line, or drawing the sample film, may take.
const LONG_PATIENCE: Duration = Duration::from_secs(120);
/// Bytes of a body at most.
const MOST_BYTES: usize = 1024 * 1024;
/// Bytes of an upload that are read at most. What is over the limit of a picture is thrown away as it
/// comes, so that whoever sends it gets to see why it was refused.
const MOST_UPLOAD: usize = 64 * 1024 * 1024;

/// The whole product as one service.
pub fn router(state: AppState) -> Router {
    let ordinary = Router::new()
        .merge(routes::api())
        .merge(forms::routes().layer(from_fn_with_state(state.clone(), forms::missing_as_page)))
        .merge(pages::routes(&state))
        .layer(RequestBodyLimitLayer::new(MOST_BYTES))
        .layer(CompressionLayer::new())
        .layer(patience(PATIENCE));
    let slow = routes::uploads::routes()
        .merge(forms::slow_routes())
        .layer(from_fn_with_state(state.clone(), forms::missing_as_page))
        .layer(DefaultBodyLimit::max(MOST_UPLOAD))
        .layer(patience(LONG_PATIENCE));
    let pictures = media::routes().layer(patience(PATIENCE));
    Router::new()
        .merge(ordinary)
        .merge(slow)
        .merge(pictures)
        .merge(live::routes())
        .merge(site::routes())
        .merge(health::routes())
        .fallback(pages::elsewhere)
        .layer(from_fn_with_state(state.clone(), limits::held))
        .layer(from_fn(metrics::note_asker))
        .layer(from_fn_with_state(state.clone(), viewer::who))
        .layer(from_fn_with_state(state.clone(), flash::carry))
        .layer(guard::own_pages_alone())
        .layer(from_fn_with_state(state.clone(), guard::known_host))
        .layer(CatchPanicLayer::custom(answer::of_panic))
        .layer(from_fn(answer::say))
        .layer(from_fn_with_state(state.clone(), guard::careful))
        .layer(from_fn(metrics::measure))
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
        .with_state(state)
}

fn patience(time: Duration) -> TimeoutLayer {
    TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, time)
}
