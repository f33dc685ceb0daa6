//! What the pictures of a film cost.

use super::PROJECT;
use crate::{answer::Answer, extract::Place, openapi::refusals, state::AppState};
use axum::{Extension, Json, extract::State};
use domain::{
    ctx::{Ctx, Viewer},
    model::ids::ProjectId,
    services::costs::{self, CostsView},
};
use utoipa_axum::{router::OpenApiRouter, routes};

/// `/api/projects/{project}/costs`.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::default().routes(routes!(show))
}

/// What the pictures of a film cost, in credits: in all, by scene, by asset and by provider.
#[utoipa::path(
    get,
    context_path = PROJECT,
    path = "/costs",
    operation_id = "getCosts",
    tag = "Jobs",
    responses((status = 200, description = "The sums.", body = CostsView), refusals::Looking)
)]
async fn show(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(project): Place<ProjectId>,
) -> Answer<Json<CostsView>> {
    Ok(Json(costs::get(&ctx, viewer, project).await?))
}
