//! The history of an instance.

use crate::{
    answer::Answer,
    extract::{Asked, Place},
    state::AppState,
};
use axum::{
    Extension, Json, Router,
    extract::State,
    http::StatusCode,
    routing::{delete, get, post},
};
use domain::{
    ctx::{Ctx, Viewer},
    model::{
        paths::{AttemptPath, InstancePath},
        views::AttemptView,
    },
    services::attempts,
};
use serde::Deserialize;

/// `…/assets/{instance}/attempts`.
pub fn routes() -> Router<AppState> {
    const ALL: &str = "/api/projects/{project}/scenes/{scene}/assets/{instance}/attempts";
    const ONE: &str = "/api/projects/{project}/scenes/{scene}/assets/{instance}/attempts/{attempt}";
    Router::new()
        .route(ALL, get(list))
        .route(ONE, delete(remove))
        .route(&format!("{ONE}/select"), post(select))
        .route(&format!("{ONE}/restore"), post(restore))
}

#[derive(Debug, Deserialize)]
struct Which {
    #[serde(default)]
    deleted: bool,
}

async fn list(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(path): Place<InstancePath>,
    Asked(which): Asked<Which>,
) -> Answer<Json<Vec<AttemptView>>> {
    Ok(Json(match which.deleted {
        true => attempts::list_removed(&ctx, viewer, path).await?,
        false => attempts::list(&ctx, viewer, path).await?,
    }))
}

async fn select(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(path): Place<AttemptPath>,
) -> Answer<Json<AttemptView>> {
    Ok(Json(attempts::select(&ctx, viewer, path).await?))
}

async fn remove(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(path): Place<AttemptPath>,
) -> Answer<StatusCode> {
    attempts::delete(&ctx, viewer, path).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn restore(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(path): Place<AttemptPath>,
) -> Answer<Json<AttemptView>> {
    let (restored, _made_room) = attempts::restore(&ctx, viewer, path).await?;
    Ok(Json(restored))
}
