//! The way in and out.

use super::{WithAccounts, again, form};
use crate::{
    answer::{Answer, Refusal},
    cookies::Cookies,
    extract::Fields,
    forms::lead_to,
    state::AppState,
    viewer::SESSION,
};
use app::pages::door::own_path;
use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, header, request::Parts},
    response::Response,
};
use domain::{
    act::Notice,
    ctx::Ctx,
    services::accounts::{self, LIFETIME, NewUser},
};
use serde::Deserialize;

/// Who signs in, and where they wanted to go.
#[derive(Deserialize)]
pub(super) struct SignIn {
    email: String,
    password: String,
    #[serde(default)]
    next: String,
}

pub(super) async fn login(
    _: WithAccounts,
    State(state): State<AppState>,
    cookies: Cookies,
    asked: Parts,
    Fields(given): Fields<SignIn>,
) -> Answer {
    let next = own_path(&given.next);
    let before = cookies.read(&asked.headers, SESSION);
    let entered = accounts::login(&state.ctx, &given.email, &given.password, before.as_deref());
    match entered.await {
        Ok(session) => {
            let cookie = cookies.set(SESSION, &session.token, lifetime());
            Ok(with(cookie, lead_to(next, Ok(None))?))
        }
        Err(err) => {
            let query = form_urlencoded::Serializer::new(String::new())
                .append_pair("next", next)
                .finish();
            let address = format!("/login?{query}");
            let refilled = form("login", vec![("email", given.email)]);
            again(state, asked, &address, err.into(), refilled).await
        }
    }
}

pub(super) async fn logout(
    _: WithAccounts,
    State(ctx): State<Ctx>,
    cookies: Cookies,
    headers: HeaderMap,
) -> Answer {
    if let Some(token) = cookies.read(&headers, SESSION) {
        accounts::logout(&ctx, &token).await?;
    }
    let said = Notice::done("You are signed out", None);
    Ok(with(
        cookies.gone(SESSION),
        lead_to("/login", Ok(Some(said)))?,
    ))
}

/// Makes the first who can sign in, and lets them in.
pub(super) async fn welcome(
    _: WithAccounts,
    State(state): State<AppState>,
    cookies: Cookies,
    asked: Parts,
    Fields(new): Fields<NewUser>,
) -> Answer {
    let typed = vec![("name", new.name.clone()), ("email", new.email.clone())];
    match begin(&state.ctx, new).await {
        Ok(token) => {
            let said = Notice::done("You are signed in. Add others under Account.", None);
            let cookie = cookies.set(SESSION, &token, lifetime());
            Ok(with(cookie, lead_to("/", Ok(Some(said)))?))
        }
        Err(refusal) => again(state, asked, "/welcome", refusal, form("welcome", typed)).await,
    }
}

async fn begin(ctx: &Ctx, new: NewUser) -> Answer<String> {
    let (email, password) = (new.email.clone(), new.password.clone());
    accounts::begin(ctx, new).await?;
    let entered = accounts::login(ctx, &email, &password, None).await;
    Ok(entered.map_err(Refusal::from)?.token)
}

/// How long the browser keeps a session: as long as it can last.
fn lifetime() -> u32 {
    u32::try_from(LIFETIME.as_secs()).unwrap_or(u32::MAX)
}

fn with(cookie: Option<HeaderValue>, mut response: Response) -> Response {
    if let Some(cookie) = cookie {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}
