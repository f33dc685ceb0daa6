//! Lines of work in a film.

use crate::{
    answer::Answer,
    extract::{Asked, Body, Paging, Place},
    lists::Listed,
    openapi::refusals,
    state::AppState,
};
use axum::{
    Extension, Json,
    extract::State,
    http::{StatusCode, Uri},
};
use domain::{
    ctx::{Ctx, Viewer},
    model::{
        ids::{BranchId, ProjectId},
        views::BranchView,
    },
    services::branches::{self, NewBranch},
};
use serde::Deserialize;
use utoipa_axum::{router::OpenApiRouter, routes};

const ALL: &str = "/api/projects/{project}/branches";
const ONE: &str = "/api/projects/{project}/branches/{branch}";

/// `/api/projects/{project}/branches`.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::default()
        .routes(routes!(list, create))
        .routes(routes!(delete))
        .routes(routes!(activate))
}

/// A branch of a film.
#[derive(Clone, Copy, Debug, Deserialize)]
struct BranchPath {
    project: ProjectId,
    branch: BranchId,
}

/// The branches of a film.
#[utoipa::path(
    get,
    path = ALL,
    operation_id = "listBranches",
    tag = "Branches",
    params(Paging),
    responses(
        (status = 200, description = "A page of branches.", body = [BranchView]),
        refusals::Finding
    )
)]
async fn list(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(project): Place<ProjectId>,
    Asked(paging): Asked<Paging>,
    uri: Uri,
) -> Answer<Listed<BranchView>> {
    let page = branches::list(&ctx, viewer, project, &paging.of(100)?).await?;
    Ok(Listed::at(&uri, page))
}

/// Makes a branch: empty, or as a copy of another with its scenes, its assets and the picture that each selected.
#[utoipa::path(
    post,
    path = ALL,
    operation_id = "createBranch",
    tag = "Branches",
    request_body = NewBranch,
    responses((status = 201, description = "The branch.", body = BranchView), refusals::Changing)
)]
async fn create(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(project): Place<ProjectId>,
    Body(new): Body<NewBranch>,
) -> Answer<(StatusCode, Json<BranchView>)> {
    Ok((
        StatusCode::CREATED,
        Json(branches::create(&ctx, viewer, project, new).await?),
    ))
}

/// Makes a branch the one that is worked on wherever none is named.
#[utoipa::path(
    post,
    context_path = ONE,
    path = "/activate",
    operation_id = "activateBranch",
    tag = "Branches",
    responses((status = 200, description = "The branch.", body = BranchView), refusals::Changing)
)]
async fn activate(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(at): Place<BranchPath>,
) -> Answer<Json<BranchView>> {
    Ok(Json(
        branches::activate(&ctx, viewer, at.project, at.branch).await?,
    ))
}

/// Deletes a branch with everything in it, unless it is the active one.
#[utoipa::path(
    delete,
    path = ONE,
    operation_id = "deleteBranch",
    tag = "Branches",
    responses((status = 204, description = "It is deleted."), refusals::Changing)
)]
async fn delete(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(at): Place<BranchPath>,
) -> Answer<StatusCode> {
    branches::delete(&ctx, viewer, at.project, at.branch).await?;
    Ok(StatusCode::NO_CONTENT)
}
