//! The one who asks.

use crate::{answer::Answer, state::AppState};
use axum::{Extension, Json, Router, extract::State, routing::get};
use domain::{
    ctx::{Ctx, Viewer},
    services::users::{self, UserView},
};

/// `/api/me`.
pub fn routes() -> Router<AppState> {
    Router::new().route("/api/me", get(me))
}

async fn me(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
) -> Answer<Json<UserView>> {
    Ok(Json(users::get(&ctx, viewer).await?))
}
