//! Who asks. In local mode that is always the one user, and a Bearer token is taken and ignored. With accounts it is
//! whoever the token or the session belongs to; everybody else reaches the door alone.

use crate::{
    answer::{Answer, Refusal},
    cookies::Cookies,
    extract::wants_page,
    state::{AppState, Auth},
};
use app::notice::Reader;
use axum::{
    extract::{FromRef, Request, State},
    http::{HeaderMap, Method, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    ctx::Viewer,
    db::seen_by,
    error::Error,
    model::{ids::UserId, kinds::UserRole},
    services::{accounts, tokens, users},
};

/// The session's cookie.
pub const SESSION: &str = "session";

/// What is answered to everybody.
const DOOR: [&str; 9] = [
    "/login",
    "/welcome",
    "/theme",
    "/healthz",
    "/readyz",
    "/favicon.svg",
    "/favicon.ico",
    "/api/login",
    "/api/openapi.json",
];
/// And everything below these.
const HALL: [&str; 2] = ["/pkg/", "/api/docs"];
/// Below these no page needs the reader's name.
const NO_PAGES: [&str; 3] = ["/api/", "/media/", "/pkg/"];

/// Notes who asks and what for, and serves them with their own eyes.
pub async fn who(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let found = match state.auth {
        Auth::Local(viewer) => Ok(Some(viewer)),
        Auth::Accounts => signed_in(&state, request.headers()).await,
    };
    let viewer = match found {
        Ok(Some(viewer)) => viewer,
        Ok(None) if is_open(request.uri().path()) => return next.run(request).await,
        Ok(None) => {
            let wanted = page(&request);
            return turned_away(&state, wanted).await.into_response();
        }
        Err(refusal) => return refusal.into_response(),
    };
    let viewer = if request.method().is_safe() {
        viewer.looking()
    } else {
        viewer
    };
    request.extensions_mut().insert(viewer);
    let path = request.uri().path();
    if state.auth == Auth::Accounts && !NO_PAGES.iter().any(|above| path.starts_with(above)) {
        match users::get(&state.ctx, viewer).await {
            Ok(user) => request.extensions_mut().insert(Reader {
                name: user.name,
                email: user.email,
                is_admin: user.role == UserRole::Admin,
            }),
            Err(err) => return Refusal::from(err).into_response(),
        };
    }
    seen_by(viewer.user, next.run(request)).await
}

fn is_open(path: &str) -> bool {
    DOOR.contains(&path) || HALL.iter().any(|above| path.starts_with(above))
}

/// Whose token or session the request carries. A token that does not hold is refused, whatever else there is.
async fn signed_in(state: &AppState, headers: &HeaderMap) -> Answer<Option<Viewer>> {
    if let Some(token) = bearer(headers) {
        let user = tokens::of_token(&state.ctx, token).await?;
        let user = user.ok_or_else(|| {
            Error::Unauthorized("This token does not hold, or not any more.".into())
        })?;
        return Ok(Some(Viewer::new(user)));
    }
    let user: Option<UserId> = match Cookies::from_ref(state).read(headers, SESSION) {
        Some(token) => accounts::of_session(&state.ctx, &token).await?,
        None => None,
    };
    Ok(user.map(Viewer::new))
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers
        .get(header::AUTHORIZATION)?
        .to_str()
        .ok()?
        .split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// Leads the reader of a page to the door, and tells a script what it lacks. `wanted` is the page.
async fn turned_away(state: &AppState, wanted: Option<String>) -> Answer {
    let Some(wanted) = wanted else {
        return Err(Error::Unauthorized("Sign in, or send a token as Bearer.".into()).into());
    };
    if accounts::is_fresh(&state.ctx).await? {
        return Ok(Redirect::to("/welcome").into_response());
    }
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("next", &wanted)
        .finish();
    Ok(Redirect::to(&format!("/login?{query}")).into_response())
}

/// The page that somebody wants to see; the first one where a form was sent.
fn page(request: &Request) -> Option<String> {
    if !wants_page(request.headers()) {
        return None;
    }
    let address = request.uri().path_and_query();
    let address = address.filter(|_| request.method() == Method::GET);
    Some(address.map_or("/", |address| address.as_str()).to_owned())
}
