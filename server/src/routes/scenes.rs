//! Scenes of a branch.

use crate::{
    answer::Answer,
    extract::{Asked, Body, InBranch, Place},
    state::AppState,
};
use axum::{Extension, Json, Router, extract::State, http::StatusCode, routing::get};
use domain::{
    ctx::{Ctx, Viewer},
    model::{ids::ProjectId, paths::ScenePath, views::SceneView},
    services::scenes::{self, SceneInput},
};

/// `/api/projects/{project}/scenes`.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/api/projects/{project}/scenes", get(list).post(create))
        .route(
            "/api/projects/{project}/scenes/{scene}",
            get(show).put(update).delete(delete),
        )
}

async fn list(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(project): Place<ProjectId>,
    Asked(asked): Asked<InBranch>,
) -> Answer<Json<Vec<SceneView>>> {
    let limit = asked.limit(100)?;
    let mut scenes = scenes::list(&ctx, viewer, project, asked.branch()?).await?;
    scenes.truncate(limit);
    Ok(Json(scenes))
}

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

async fn show(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(path): Place<ScenePath>,
) -> Answer<Json<SceneView>> {
    Ok(Json(scenes::get(&ctx, viewer, path).await?))
}

async fn update(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(path): Place<ScenePath>,
    Body(input): Body<SceneInput>,
) -> Answer<Json<SceneView>> {
    Ok(Json(scenes::update(&ctx, viewer, path, input).await?))
}

async fn delete(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(path): Place<ScenePath>,
) -> Answer<StatusCode> {
    scenes::delete(&ctx, viewer, path).await?;
    Ok(StatusCode::NO_CONTENT)
}
