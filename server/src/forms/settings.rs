//! The form of the settings' page: whether a provider answers. With accounts it is there for admins alone.

use super::lead_to;
use crate::{
    answer::{Answer, Refusal},
    extract::Place,
    state::{AppState, Auth},
};
use app::notice::Reader;
use axum::{
    Router,
    extract::{FromRequestParts, State},
    http::request::Parts,
    routing::post,
};
use domain::{act::Notice, ctx::Ctx, services::providers};

/// The form. Its answer takes as long as the provider's.
pub fn routes() -> Router<AppState> {
    Router::new().route("/settings/providers/{name}/test", post(test))
}

/// That the one who asks keeps the installation: in local mode everybody does. For others there is nothing here.
struct Keeper;

impl FromRequestParts<AppState> for Keeper {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Answer<Self> {
        let reader = parts.extensions.get::<Reader>();
        match state.auth {
            Auth::Local(_) => Ok(Self),
            Auth::Accounts if reader.is_some_and(|reader| reader.is_admin) => Ok(Self),
            Auth::Accounts => Err(Refusal::no_such_address()),
        }
    }
}

async fn test(_: Keeper, State(ctx): State<Ctx>, Place(name): Place<String>) -> Answer {
    let said = providers::test(&ctx, &name).await;
    let said = said.map(|sentence| Some(Notice::done(sentence, None)));
    lead_to("/settings", said.map_err(Refusal::from))
}
