//! The one who asks, with their password and the browsers in which they are signed in.

use super::login::AccountsOn;
use crate::{
    answer::Answer, cookies::Cookies, extract::Body, openapi::refusals, state::AppState,
    viewer::SESSION,
};
use axum::{
    Extension, Json,
    extract::State,
    http::{HeaderMap, StatusCode},
};
use domain::{
    ctx::{Ctx, Viewer},
    services::{
        accounts::{self, SessionView},
        users::{self, UserView},
    },
};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// `/api/me`.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::default()
        .routes(routes!(me))
        .routes(routes!(change_password))
        .routes(routes!(sessions, end_sessions))
}

/// Who you are. In local mode, the one user.
#[utoipa::path(
    get,
    path = "/api/me",
    operation_id = "getMe",
    tag = "Accounts",
    responses((status = 200, description = "You.", body = UserView), refusals::Asking)
)]
async fn me(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
) -> Answer<Json<UserView>> {
    Ok(Json(users::get(&ctx, viewer).await?))
}

/// A change of the password.
#[derive(Deserialize, ToSchema)]
struct Passwords {
    /// The one that holds.
    old: String,
    /// The one that is to hold: 10 to 128 characters that are not easy to guess.
    new: String,
}

/// Changes your password. Every other session of yours ends; tokens stay.
#[utoipa::path(
    put,
    path = "/api/me/password",
    operation_id = "changePassword",
    tag = "Accounts",
    request_body = Passwords,
    responses((status = 204, description = "The new password holds."), refusals::Making)
)]
async fn change_password(
    _: AccountsOn,
    State(ctx): State<Ctx>,
    cookies: Cookies,
    Extension(viewer): Extension<Viewer>,
    headers: HeaderMap,
    Body(given): Body<Passwords>,
) -> Answer<StatusCode> {
    let keep = cookies.read(&headers, SESSION);
    accounts::change_password(&ctx, viewer, &given.old, &given.new, keep.as_deref()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The browsers in which you are signed in, newest first.
#[utoipa::path(
    get,
    path = "/api/me/sessions",
    operation_id = "listSessions",
    tag = "Accounts",
    responses((status = 200, description = "Your sessions.", body = [SessionView]), refusals::Making)
)]
async fn sessions(
    _: AccountsOn,
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
) -> Answer<Json<Vec<SessionView>>> {
    Ok(Json(accounts::sessions(&ctx, viewer).await?))
}

/// Signs you out everywhere but here.
#[utoipa::path(
    delete,
    path = "/api/me/sessions",
    operation_id = "endOtherSessions",
    tag = "Accounts",
    responses((status = 204, description = "All your other sessions have ended."), refusals::Making)
)]
async fn end_sessions(
    _: AccountsOn,
    State(ctx): State<Ctx>,
    cookies: Cookies,
    Extension(viewer): Extension<Viewer>,
    headers: HeaderMap,
) -> Answer<StatusCode> {
    let keep = cookies.read(&headers, SESSION);
    accounts::end_sessions(&ctx, viewer, keep.as_deref()).await?;
    Ok(StatusCode::NO_CONTENT)
}
