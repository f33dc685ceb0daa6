//! Asking for pictures.

use super::{ASSET, CAST, INSTANCE, assets::AssetPath, references::Results};
use crate::{
    answer::{Answer, Refusal},
    extract::{Body, Place},
    limits::Limits,
    openapi::refusals,
    state::AppState,
};
use axum::{
    Extension, Json,
    extract::State,
    http::{HeaderMap, StatusCode},
};
use domain::{
    ctx::{Ctx, Viewer},
    jobs::{
        bulk,
        queue::{self, Ask},
    },
    model::{
        ids::JobId,
        kinds::JobStatus,
        paths::{InstancePath, ScenePath},
        views::JobView,
    },
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The two `generate-image` and `…/assets/bulk-generate`.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::default()
        .routes(routes!(generate))
        .routes(routes!(generate_many))
        .routes(routes!(generate_master))
}

/// A job that was made, or made before under the same key.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Queued {
    /// Its key.
    job_id: JobId,
    /// Where it stands.
    status: JobStatus,
}

impl From<JobView> for Queued {
    fn from(job: JobView) -> Self {
        Self {
            job_id: job.job_id,
            status: job.status,
        }
    }
}

/// Asks for a picture of an asset in a scene.
///
/// It starts from the reference in force and the words of this scene. Asking again with the same key answers the
/// job that was made first.
#[utoipa::path(
    post,
    context_path = INSTANCE,
    path = "/generate-image",
    operation_id = "generateImage",
    tag = "Generating",
    params((
        "Idempotency-Key" = Option<String>, Header,
        description = "The same as `idempotencyKey` in the body, which wins."
    )),
    request_body = Ask,
    responses((status = 202, description = "The job.", body = Queued), refusals::Generating)
)]
async fn generate(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(path): Place<InstancePath>,
    headers: HeaderMap,
    Body(ask): Body<Ask>,
) -> Answer<(StatusCode, Json<Queued>)> {
    let job = queue::create(&ctx, viewer, path, keyed(ask, &headers)?).await?;
    Ok((StatusCode::ACCEPTED, Json(job.into())))
}

/// Asks for an asset's master image, from its own words.
#[utoipa::path(
    post,
    context_path = ASSET,
    path = "/generate-image",
    operation_id = "generateMasterImage",
    tag = "Generating",
    params((
        "Idempotency-Key" = Option<String>, Header,
        description = "The same as `idempotencyKey` in the body, which wins."
    )),
    request_body = Ask,
    responses((status = 202, description = "The job.", body = JobView), refusals::Generating)
)]
async fn generate_master(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(at): Place<AssetPath>,
    headers: HeaderMap,
    Body(ask): Body<Ask>,
) -> Answer<(StatusCode, Json<JobView>)> {
    let ask = keyed(ask, &headers)?;
    let job = queue::create_master(&ctx, viewer, at.project, at.asset, ask).await?;
    Ok((StatusCode::ACCEPTED, Json(job)))
}

/// The same with the header's key, where the body names none.
fn keyed(mut ask: Ask, headers: &HeaderMap) -> Answer<Ask> {
    if ask.idempotency_key.is_none()
        && let Some(key) = headers.get("idempotency-key")
    {
        let key = key
            .to_str()
            .map_err(|_| Refusal::invalid("The Idempotency-Key must be plain ASCII."))?;
        ask.idempotency_key = Some(key.to_owned());
    }
    Ok(ask)
}

/// Instances by their ids, not yet known to be any.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Instances {
    /// Their ids, 1,000 at most. Each counts once.
    instance_ids: Vec<String>,
}

/// Asks for a picture of each of these. One that cannot be does not stop the others.
#[utoipa::path(
    post,
    context_path = CAST,
    path = "/bulk-generate",
    operation_id = "bulkGenerate",
    tag = "Generating",
    request_body = Instances,
    responses(
        (status = 202, description = "What became of each.", body = Results),
        refusals::Generating
    )
)]
async fn generate_many(
    State(ctx): State<Ctx>,
    State(limits): State<Limits>,
    Extension(viewer): Extension<Viewer>,
    Place(path): Place<ScenePath>,
    Body(many): Body<Instances>,
) -> Answer<(StatusCode, Json<Results>)> {
    // One is counted before the list is read.
    limits.pictures(viewer, many.instance_ids.len().saturating_sub(1))?;
    let results = bulk::create(&ctx, viewer, path, &many.instance_ids).await?;
    Ok((StatusCode::ACCEPTED, Json(Results { results })))
}
