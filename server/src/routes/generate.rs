//! Asking for pictures.

use crate::{
    answer::Answer,
    extract::{Body, Place},
    state::AppState,
};
use axum::{Extension, Json, Router, extract::State, http::StatusCode, routing::post};
use domain::{
    ctx::{Ctx, Viewer},
    jobs::{
        bulk::{self, Entry},
        queue::{self, Ask},
    },
    model::{
        ids::JobId,
        kinds::JobStatus,
        paths::{InstancePath, ScenePath},
    },
};
use serde::{Deserialize, Serialize};

/// `…/assets/{instance}/generate-image` and `…/assets/bulk-generate`.
pub fn routes() -> Router<AppState> {
    const ALL: &str = "/api/projects/{project}/scenes/{scene}/assets";
    Router::new()
        .route(
            &format!("{ALL}/{{instance}}/generate-image"),
            post(generate),
        )
        .route(&format!("{ALL}/bulk-generate"), post(generate_many))
}

/// A job that was made, or made before under the same key.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Queued {
    job_id: JobId,
    status: JobStatus,
}

async fn generate(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(path): Place<InstancePath>,
    Body(ask): Body<Ask>,
) -> Answer<(StatusCode, Json<Queued>)> {
    let job = queue::create(&ctx, viewer, path, ask).await?;
    Ok((
        StatusCode::ACCEPTED,
        Json(Queued {
            job_id: job.job_id,
            status: job.status,
        }),
    ))
}

/// Instances by their ids, not yet known to be any.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Many {
    instance_ids: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Results {
    results: Vec<Entry>,
}

async fn generate_many(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(path): Place<ScenePath>,
    Body(many): Body<Many>,
) -> Answer<(StatusCode, Json<Results>)> {
    let results = bulk::create(&ctx, viewer, path, &many.instance_ids).await?;
    Ok((StatusCode::ACCEPTED, Json(Results { results })))
}
