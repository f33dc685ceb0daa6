//! The gate to Stage 9.

use crate::{answer::Answer, extract::Place, state::AppState};
use axum::{Extension, Json, Router, extract::State, routing::get};
use domain::{
    ctx::{Ctx, Viewer},
    model::{paths::ScenePath, views::GateView},
    services::gate,
};

/// `/api/projects/{project}/scenes/{scene}/gate`.
pub fn routes() -> Router<AppState> {
    Router::new().route("/api/projects/{project}/scenes/{scene}/gate", get(show))
}

async fn show(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(path): Place<ScenePath>,
) -> Answer<Json<GateView>> {
    Ok(Json(gate::get(&ctx, viewer, path).await?))
}
