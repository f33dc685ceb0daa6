//! Scene asset instances.

use crate::{
    answer::Answer,
    extract::{Asked, Body, Paging, Place},
    state::AppState,
};
use axum::{Extension, Json, Router, extract::State, http::StatusCode, routing::get};
use domain::{
    ctx::{Ctx, Viewer},
    model::{
        paths::{InstancePath, ScenePath},
        views::InstanceView,
    },
    services::instances::{self, InstanceInput, NewInstance},
};

/// `/api/projects/{project}/scenes/{scene}/assets`.
pub fn routes() -> Router<AppState> {
    const ALL: &str = "/api/projects/{project}/scenes/{scene}/assets";
    const ONE: &str = "/api/projects/{project}/scenes/{scene}/assets/{instance}";
    Router::new()
        .route(ALL, get(list).post(create))
        .route(ONE, get(show).put(update).delete(delete))
}

async fn list(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(path): Place<ScenePath>,
    Asked(paging): Asked<Paging>,
) -> Answer<Json<Vec<InstanceView>>> {
    Ok(Json(
        instances::list(&ctx, viewer, path, paging.limit(1_000)?).await?,
    ))
}

async fn create(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(path): Place<ScenePath>,
    Body(input): Body<NewInstance>,
) -> Answer<(StatusCode, Json<InstanceView>)> {
    Ok((
        StatusCode::CREATED,
        Json(instances::create(&ctx, viewer, path, input).await?),
    ))
}

async fn show(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(path): Place<InstancePath>,
) -> Answer<Json<InstanceView>> {
    Ok(Json(instances::get(&ctx, viewer, path).await?))
}

async fn update(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(path): Place<InstancePath>,
    Body(input): Body<InstanceInput>,
) -> Answer<Json<InstanceView>> {
    Ok(Json(instances::update(&ctx, viewer, path, input).await?))
}

async fn delete(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(path): Place<InstancePath>,
) -> Answer<StatusCode> {
    instances::delete(&ctx, viewer, path).await?;
    Ok(StatusCode::NO_CONTENT)
}
