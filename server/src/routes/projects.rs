//! Films.

use super::PROJECT;
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
    model::{ids::ProjectId, views::ProjectView},
    services::projects::{self, ProjectInput},
};
use utoipa_axum::{router::OpenApiRouter, routes};

/// `/api/projects`.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::default()
        .routes(routes!(list, create))
        .routes(routes!(show, update, delete))
}

/// The films that you take part in, last changed first.
#[utoipa::path(
    get,
    path = "/api/projects",
    operation_id = "listProjects",
    tag = "Films",
    params(Paging),
    responses(
        (status = 200, description = "A page of films.", body = [ProjectView]),
        refusals::Listing
    )
)]
async fn list(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Asked(paging): Asked<Paging>,
    uri: Uri,
) -> Answer<Listed<ProjectView>> {
    let page = projects::list(&ctx, viewer, &paging.of(100)?).await?;
    Ok(Listed::at(&uri, page))
}

/// Makes a film, with its branch `main`. The title is needed.
#[utoipa::path(
    post,
    path = "/api/projects",
    operation_id = "createProject",
    tag = "Films",
    request_body = ProjectInput,
    responses((status = 201, description = "The film.", body = ProjectView), refusals::Making)
)]
async fn create(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Body(input): Body<ProjectInput>,
) -> Answer<(StatusCode, Json<ProjectView>)> {
    Ok((
        StatusCode::CREATED,
        Json(projects::create(&ctx, viewer, input).await?),
    ))
}

/// A film.
#[utoipa::path(
    get,
    path = PROJECT,
    operation_id = "getProject",
    tag = "Films",
    responses((status = 200, description = "The film.", body = ProjectView), refusals::Looking)
)]
async fn show(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(project): Place<ProjectId>,
) -> Answer<Json<ProjectView>> {
    Ok(Json(projects::get(&ctx, viewer, project).await?))
}

/// Changes a film. What is left out stays.
#[utoipa::path(
    put,
    path = PROJECT,
    operation_id = "updateProject",
    tag = "Films",
    request_body = ProjectInput,
    responses((status = 200, description = "The film.", body = ProjectView), refusals::Changing)
)]
async fn update(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(project): Place<ProjectId>,
    Body(input): Body<ProjectInput>,
) -> Answer<Json<ProjectView>> {
    Ok(Json(projects::update(&ctx, viewer, project, input).await?))
}

/// Deletes a film with everything in it. Only an owner may.
#[utoipa::path(
    delete,
    path = PROJECT,
    operation_id = "deleteProject",
    tag = "Films",
    responses((status = 204, description = "It is deleted."), refusals::Changing)
)]
async fn delete(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(project): Place<ProjectId>,
) -> Answer<StatusCode> {
    projects::delete(&ctx, viewer, project).await?;
    Ok(StatusCode::NO_CONTENT)
}
