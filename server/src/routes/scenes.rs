//! Scenes of a branch.

use super::SCENE;
use crate::{
    answer::Answer,
    extract::{Asked, Body, InBranch, Paging, Place},
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
    model::{ids::ProjectId, paths::ScenePath, views::SceneView},
    services::scenes::{self, SceneInput},
};
use utoipa_axum::{router::OpenApiRouter, routes};

const ALL: &str = "/api/projects/{project}/scenes";

/// `/api/projects/{project}/scenes`.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::default()
        .routes(routes!(list, create))
        .routes(routes!(show, update, delete))
}

/// The scenes of a branch, by number.
#[utoipa::path(
    get,
    path = ALL,
    operation_id = "listScenes",
    tag = "Scenes",
    params(InBranch, Paging),
    responses(
        (status = 200, description = "A page of scenes.", body = [SceneView]),
        refusals::Finding
    )
)]
async fn list(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(project): Place<ProjectId>,
    Asked(asked): Asked<InBranch>,
    Asked(paging): Asked<Paging>,
    uri: Uri,
) -> Answer<Listed<SceneView>> {
    let paging = paging.of(100)?;
    let page = scenes::list(&ctx, viewer, project, asked.branch()?, &paging).await?;
    Ok(Listed::at(&uri, page))
}

/// Makes a scene. The heading is needed; a number that is taken moves the later scenes up.
#[utoipa::path(
    post,
    path = ALL,
    operation_id = "createScene",
    tag = "Scenes",
    params(InBranch),
    request_body = SceneInput,
    responses((status = 201, description = "The scene.", body = SceneView), refusals::Changing)
)]
async fn create(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(project): Place<ProjectId>,
    Asked(asked): Asked<InBranch>,
    Body(input): Body<SceneInput>,
) -> Answer<(StatusCode, Json<SceneView>)> {
    let made = scenes::create(&ctx, viewer, project, asked.branch()?, input).await?;
    Ok((StatusCode::CREATED, Json(made)))
}

/// A scene.
#[utoipa::path(
    get,
    path = SCENE,
    operation_id = "getScene",
    tag = "Scenes",
    responses((status = 200, description = "The scene.", body = SceneView), refusals::Looking)
)]
async fn show(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(path): Place<ScenePath>,
) -> Answer<Json<SceneView>> {
    Ok(Json(scenes::get(&ctx, viewer, path).await?))
}

/// Changes a scene. What is left out stays, null clears; another number reorders.
#[utoipa::path(
    put,
    path = SCENE,
    operation_id = "updateScene",
    tag = "Scenes",
    request_body = SceneInput,
    responses((status = 200, description = "The scene.", body = SceneView), refusals::Changing)
)]
async fn update(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(path): Place<ScenePath>,
    Body(input): Body<SceneInput>,
) -> Answer<Json<SceneView>> {
    Ok(Json(scenes::update(&ctx, viewer, path, input).await?))
}

/// Deletes a scene with its history, unless an asset in it is locked.
#[utoipa::path(
    delete,
    path = SCENE,
    operation_id = "deleteScene",
    tag = "Scenes",
    responses((status = 204, description = "It is deleted."), refusals::Changing)
)]
async fn delete(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(path): Place<ScenePath>,
) -> Answer<StatusCode> {
    scenes::delete(&ctx, viewer, path).await?;
    Ok(StatusCode::NO_CONTENT)
}
