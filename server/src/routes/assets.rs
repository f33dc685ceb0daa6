//! Project assets.

use crate::{
    answer::Answer,
    extract::{Asked, Body, InBranch, Place},
    state::AppState,
};
use axum::{Extension, Json, Router, extract::State, http::StatusCode, routing::get};
use domain::{
    ctx::{Ctx, Viewer},
    model::{
        ids::{AssetId, ProjectId},
        views::AssetView,
    },
    services::assets::{self, AssetInput},
};
use serde::Deserialize;

/// `/api/projects/{project}/assets`.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/api/projects/{project}/assets", get(list).post(create))
        .route(
            "/api/projects/{project}/assets/{asset}",
            get(show).put(update).delete(delete),
        )
}

/// An asset of a project.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct AssetPath {
    /// The film.
    pub project: ProjectId,
    /// Its asset.
    pub asset: AssetId,
}

async fn list(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(project): Place<ProjectId>,
    Asked(asked): Asked<InBranch>,
) -> Answer<Json<Vec<AssetView>>> {
    let limit = asked.limit(100)?;
    let mut assets = assets::list(&ctx, viewer, project, asked.branch()?).await?;
    assets.truncate(limit);
    Ok(Json(assets))
}

async fn create(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(project): Place<ProjectId>,
    Asked(asked): Asked<InBranch>,
    Body(input): Body<AssetInput>,
) -> Answer<(StatusCode, Json<AssetView>)> {
    let made = assets::create(&ctx, viewer, project, asked.branch()?, input).await?;
    Ok((StatusCode::CREATED, Json(made)))
}

async fn show(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(at): Place<AssetPath>,
) -> Answer<Json<AssetView>> {
    Ok(Json(assets::get(&ctx, viewer, at.project, at.asset).await?))
}

async fn update(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(at): Place<AssetPath>,
    Body(input): Body<AssetInput>,
) -> Answer<Json<AssetView>> {
    Ok(Json(
        assets::update(&ctx, viewer, at.project, at.asset, input).await?,
    ))
}

#[derive(Debug, Deserialize)]
struct Forced {
    #[serde(default)]
    force: bool,
}

async fn delete(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(at): Place<AssetPath>,
    Asked(forced): Asked<Forced>,
) -> Answer<StatusCode> {
    assets::delete(&ctx, viewer, at.project, at.asset, forced.force).await?;
    Ok(StatusCode::NO_CONTENT)
}
