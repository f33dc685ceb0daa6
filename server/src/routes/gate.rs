//! The gate to Stage 9.

use super::SCENE;
use crate::{answer::Answer, extract::Place, openapi::refusals, state::AppState};
use axum::{Extension, Json, extract::State};
use domain::{
    ctx::{Ctx, Viewer},
    model::{paths::ScenePath, views::GateView},
    services::gate,
};
use utoipa_axum::{router::OpenApiRouter, routes};

/// `/api/projects/{project}/scenes/{scene}/gate`.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::default().routes(routes!(show))
}

/// Whether Stage 9 may begin with a scene, and what it still waits for.
#[utoipa::path(
    get,
    context_path = SCENE,
    path = "/gate",
    operation_id = "getGate",
    tag = "Scenes",
    responses(
        (status = 200, description = "The gate, with every asset of the scene.", body = GateView),
        refusals::Looking
    )
)]
async fn show(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(path): Place<ScenePath>,
) -> Answer<Json<GateView>> {
    Ok(Json(gate::get(&ctx, viewer, path).await?))
}
