//! Who can draw.

use crate::{answer::Answer, openapi::refusals, state::AppState};
use axum::{Json, extract::State};
use domain::{ctx::Ctx, model::views::ProviderView, services::choice};
use utoipa_axum::{router::OpenApiRouter, routes};

/// `/api/providers`.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::default().routes(routes!(list))
}

/// Everybody who can draw, and what they can do, by name.
#[utoipa::path(
    get,
    path = "/api/providers",
    operation_id = "listProviders",
    tag = "Generating",
    responses(
        (status = 200, description = "The providers that are set up.", body = [ProviderView]),
        refusals::Asking
    )
)]
async fn list(State(ctx): State<Ctx>) -> Answer<Json<Vec<ProviderView>>> {
    Ok(Json(choice::list(&ctx)?))
}
