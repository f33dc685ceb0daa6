//! Jobs: looked at, ended, tried again.

use super::PROJECT;
use crate::{
    answer::{Answer, Refusal},
    extract::{Asked, Paging, Place},
    lists::Listed,
    openapi::refusals,
    state::AppState,
};
use axum::{Extension, Json, extract::State, http::Uri};
use domain::{
    ctx::{Ctx, Viewer},
    jobs::queue,
    model::{
        ids::{JobId, ProjectId},
        kinds::JobStatus,
        views::JobView,
    },
};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

/// `/api/images/jobs/{job}` and a project's list of them.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::default()
        .routes(routes!(show))
        .routes(routes!(cancel))
        .routes(routes!(retry))
        .routes(routes!(list))
}

/// A job.
#[utoipa::path(
    get,
    path = "/api/images/jobs/{job}",
    operation_id = "getJob",
    tag = "Jobs",
    responses((status = 200, description = "The job.", body = JobView), refusals::Looking)
)]
async fn show(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(job): Place<JobId>,
) -> Answer<Json<JobView>> {
    Ok(Json(queue::get(&ctx, viewer, job).await?))
}

/// Ends a job that waits or runs.
#[utoipa::path(
    post,
    path = "/api/images/jobs/{job}/cancel",
    operation_id = "cancelJob",
    tag = "Jobs",
    responses((status = 200, description = "The job.", body = JobView), refusals::Changing)
)]
async fn cancel(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(job): Place<JobId>,
) -> Answer<Json<JobView>> {
    Ok(Json(queue::cancel(&ctx, viewer, job).await?))
}

/// Tries a job again that failed or was cancelled.
#[utoipa::path(
    post,
    path = "/api/images/jobs/{job}/retry",
    operation_id = "retryJob",
    tag = "Jobs",
    responses((status = 200, description = "The job.", body = JobView), refusals::Generating)
)]
async fn retry(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(job): Place<JobId>,
) -> Answer<Json<JobView>> {
    Ok(Json(queue::retry(&ctx, viewer, job).await?))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Which {
    /// Only jobs that stand there.
    #[param(value_type = Option<JobStatus>)]
    status: Option<String>,
}

/// The jobs of a film, newest first.
#[utoipa::path(
    get,
    context_path = PROJECT,
    path = "/jobs",
    operation_id = "listJobs",
    tag = "Jobs",
    params(Which, Paging),
    responses((status = 200, description = "A page of jobs.", body = [JobView]), refusals::Finding)
)]
async fn list(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(project): Place<ProjectId>,
    Asked(which): Asked<Which>,
    Asked(paging): Asked<Paging>,
    uri: Uri,
) -> Answer<Listed<JobView>> {
    let status = which
        .status
        .map(|word| word.parse::<JobStatus>())
        .transpose();
    let status =
        status.map_err(|err| Refusal::invalid(format!("The status is none of a job's: {err}.")))?;
    let page = queue::page(&ctx, viewer, project, status, &paging.of(100)?).await?;
    Ok(Listed::at(&uri, page))
}
