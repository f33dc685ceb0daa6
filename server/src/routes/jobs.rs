//! Jobs: looked at, ended, tried again.

use crate::{
    answer::{Answer, Refusal},
    extract::{Asked, Paging, Place},
    state::AppState,
};
use axum::{
    Extension, Json, Router,
    extract::State,
    routing::{get, post},
};
use domain::{
    ctx::{Ctx, Viewer},
    jobs::queue,
    model::{
        ids::{JobId, ProjectId},
        kinds::JobStatus,
        views::JobView,
    },
    services::boards,
};
use serde::Deserialize;

/// `/api/images/jobs/{job}` and a project's list of them.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/api/images/jobs/{job}", get(show))
        .route("/api/images/jobs/{job}/cancel", post(cancel))
        .route("/api/images/jobs/{job}/retry", post(retry))
        .route("/api/projects/{project}/jobs", get(list))
}

async fn show(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(job): Place<JobId>,
) -> Answer<Json<JobView>> {
    Ok(Json(queue::get(&ctx, viewer, job).await?))
}

async fn cancel(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(job): Place<JobId>,
) -> Answer<Json<JobView>> {
    Ok(Json(queue::cancel(&ctx, viewer, job).await?))
}

async fn retry(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(job): Place<JobId>,
) -> Answer<Json<JobView>> {
    Ok(Json(queue::retry(&ctx, viewer, job).await?))
}

#[derive(Debug, Deserialize)]
struct Which {
    status: Option<String>,
}

async fn list(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(project): Place<ProjectId>,
    Asked(which): Asked<Which>,
    Asked(paging): Asked<Paging>,
) -> Answer<Json<Vec<JobView>>> {
    let status = which
        .status
        .map(|word| word.parse::<JobStatus>())
        .transpose();
    let status =
        status.map_err(|err| Refusal::invalid(format!("The status is none of a job's: {err}.")))?;
    let queue = boards::queue(&ctx, viewer, project, status, Some(paging.limit(100)?)).await?;
    Ok(Json(queue.rows.into_iter().map(|row| row.job).collect()))
}
