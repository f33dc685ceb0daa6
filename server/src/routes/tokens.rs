//! Scripts' access tokens.

use crate::{
    answer::Answer,
    extract::{Body, Place},
    openapi::refusals,
    state::AppState,
};
use axum::{Extension, Json, extract::State, http::StatusCode};
use domain::{
    ctx::{Ctx, Viewer},
    model::ids::ApiTokenId,
    services::tokens::{self, MadeToken, NewToken, TokenView},
};
use utoipa_axum::{router::OpenApiRouter, routes};

/// `/api/tokens`.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::default()
        .routes(routes!(list, create))
        .routes(routes!(revoke))
}

/// Your tokens that hold, newest first. The tokens themselves are not told again.
#[utoipa::path(
    get,
    path = "/api/tokens",
    operation_id = "listTokens",
    tag = "Accounts",
    responses((status = 200, description = "Your tokens.", body = [TokenView]), refusals::Asking)
)]
async fn list(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
) -> Answer<Json<Vec<TokenView>>> {
    Ok(Json(tokens::list(&ctx, viewer).await?))
}

/// Makes a token that a script sends as `Authorization: Bearer …`. It is told this once.
#[utoipa::path(
    post,
    path = "/api/tokens",
    operation_id = "createToken",
    tag = "Accounts",
    request_body = NewToken,
    responses((status = 201, description = "The token.", body = MadeToken), refusals::Making)
)]
async fn create(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Body(new): Body<NewToken>,
) -> Answer<(StatusCode, Json<MadeToken>)> {
    Ok((
        StatusCode::CREATED,
        Json(tokens::create(&ctx, viewer, new).await?),
    ))
}

/// Revokes a token. It does not hold from then on.
#[utoipa::path(
    delete,
    path = "/api/tokens/{token}",
    operation_id = "revokeToken",
    tag = "Accounts",
    responses((status = 204, description = "It is revoked."), refusals::Changing)
)]
async fn revoke(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(token): Place<ApiTokenId>,
) -> Answer<StatusCode> {
    tokens::revoke(&ctx, viewer, token).await?;
    Ok(StatusCode::NO_CONTENT)
}
