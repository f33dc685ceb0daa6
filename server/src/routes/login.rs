//! Signing in and out, where there are accounts.

use crate::{
    answer::{Answer, Refusal},
    cookies::Cookies,
    extract::Body,
    openapi::refusals,
    state::{AppState, Auth},
    viewer::SESSION,
};
use axum::{
    Json,
    extract::{FromRequestParts, State},
    http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use domain::{
    ctx::Ctx,
    error::Error,
    services::{
        accounts::{self, LIFETIME},
        users::UserView,
    },
};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// `/api/login` and `/api/logout`.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::default()
        .routes(routes!(login))
        .routes(routes!(logout))
}

/// That there are accounts here: taken first by every handler that is of no use without.
pub(crate) struct AccountsOn;

impl FromRequestParts<AppState> for AccountsOn {
    type Rejection = Refusal;

    async fn from_request_parts(_: &mut Parts, state: &AppState) -> Answer<Self> {
        match state.auth {
            Auth::Accounts => Ok(Self),
            Auth::Local(_) => Err(Error::Conflict(
                "Accounts are off here; start with --auth password.".into(),
            )
            .into()),
        }
    }
}

/// Who signs in.
#[derive(Deserialize, ToSchema)]
struct Credentials {
    /// The e-mail address.
    email: String,
    /// The password.
    password: String,
}

/// Signs in: the session comes as a cookie. A session that the browser had before ends.
#[utoipa::path(
    post,
    path = "/api/login",
    operation_id = "login",
    tag = "Accounts",
    security(()),
    request_body = Credentials,
    responses((status = 200, description = "Who is signed in now.", body = UserView), refusals::Entering)
)]
async fn login(
    _: AccountsOn,
    State(ctx): State<Ctx>,
    cookies: Cookies,
    headers: HeaderMap,
    Body(given): Body<Credentials>,
) -> Answer {
    let before = cookies.read(&headers, SESSION);
    let signed_in = accounts::login(&ctx, &given.email, &given.password, before.as_deref()).await?;
    let seconds = u32::try_from(LIFETIME.as_secs()).unwrap_or(u32::MAX);
    let cookie = cookies.set(SESSION, &signed_in.token, seconds);
    Ok(with(cookie, Json(signed_in.user)))
}

/// Signs out: the session ends and its cookie goes.
#[utoipa::path(
    post,
    path = "/api/logout",
    operation_id = "logout",
    tag = "Accounts",
    responses((status = 204, description = "Nobody is signed in any more."), refusals::Making)
)]
async fn logout(
    _: AccountsOn,
    State(ctx): State<Ctx>,
    cookies: Cookies,
    headers: HeaderMap,
) -> Answer {
    if let Some(token) = cookies.read(&headers, SESSION) {
        accounts::logout(&ctx, &token).await?;
    }
    Ok(with(cookies.gone(SESSION), StatusCode::NO_CONTENT))
}

fn with(cookie: Option<HeaderValue>, answer: impl IntoResponse) -> Response {
    let mut response = answer.into_response();
    if let Some(cookie) = cookie {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}
