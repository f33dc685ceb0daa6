//! Films.

use crate::{
    answer::Answer,
    extract::{Asked, Body, Paging, Place},
    state::AppState,
};
use axum::{Extension, Json, Router, extract::State, http::StatusCode, routing::get};
use domain::{
    ctx::{Ctx, Viewer},
    model::{ids::ProjectId, views::ProjectView},
    services::projects::{self, ProjectInput},
};

/// `/api/projects`.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/api/projects", get(list).post(create))
        .route(
            "/api/projects/{project}",
            get(show).put(update).delete(delete),
        )
}

async fn list(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Asked(paging): Asked<Paging>,
) -> Answer<Json<Vec<ProjectView>>> {
    Ok(Json(
        projects::list(&ctx, viewer, paging.limit(100)?).await?,
    ))
}

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

async fn show(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(project): Place<ProjectId>,
) -> Answer<Json<ProjectView>> {
    Ok(Json(projects::get(&ctx, viewer, project).await?))
}

async fn update(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(project): Place<ProjectId>,
    Body(input): Body<ProjectInput>,
) -> Answer<Json<ProjectView>> {
    Ok(Json(projects::update(&ctx, viewer, project, input).await?))
}

async fn delete(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(project): Place<ProjectId>,
) -> Answer<StatusCode> {
    projects::delete(&ctx, viewer, project).await?;
    Ok(StatusCode::NO_CONTENT)
}
