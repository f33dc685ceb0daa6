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
    extract::{ConnectInfo, Request, State},
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
use std::net::SocketAddr;

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
/// What proxies say of those for whom they ask.
const FORWARDED: [&str; 3] = ["x-forwarded-for", "forwarded", "via"];
/// Below these no page needs the reader's name.
const NO_PAGES: [&str; 3] = ["/api/", "/media/", "/pkg/"];

/// Notes who asks and what for, and serves them with their own eyes.
pub async fn who(
    State(state): State<AppState>,
    cookies: Cookies,
    mut request: Request,
    next: Next,
) -> Response {
    let found = match state.auth {
        Auth::Local(viewer) => Ok(Some(viewer)),
        Auth::Accounts => signed_in(&state, cookies, request.headers()).await,
    };
    let viewer = match found {
        Ok(Some(viewer)) => viewer,
        // What is open to everybody is open with a token that does not hold any more, too.
        Ok(None) | Err(_) if is_open(&request) => return next.run(request).await,
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

fn is_open(request: &Request) -> bool {
    let path = request.uri().path();
    DOOR.contains(&path)
        || HALL.iter().any(|above| path.starts_with(above))
        || (path == "/metrics" && is_of_this_machine(request))
}

/// Whether something on this machine asks by itself, as what watches it does, and no proxy for somebody else.
fn is_of_this_machine(request: &Request) -> bool {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    peer.is_some_and(|peer| peer.0.ip().is_loopback())
        && !FORWARDED
            .iter()
            .any(|name| request.headers().contains_key(*name))
}

/// Whose token or session the request carries. A token that does not hold is refused, whatever else there is.
async fn signed_in(
    state: &AppState,
    cookies: Cookies,
    headers: &HeaderMap,
) -> Answer<Option<Viewer>> {
    if let Some(token) = bearer(headers) {
        let user = tokens::of_token(&state.ctx, token).await?;
        let user = user.ok_or_else(|| {
            Error::Unauthorized("This token does not hold, or not any more.".into())
        })?;
        return Ok(Some(Viewer::new(user)));
    }
    let user: Option<UserId> = match cookies.read(headers, SESSION) {
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
    let path = request.uri().path();
    let script = NO_PAGES.iter().any(|above| path.starts_with(above));
    // Uploading is the one thing that a page's own form asks of the API.
    if !wants_page(request.headers()) || (script && !path.ends_with("/upload-image")) {
        return None;
    }
    let address = request.uri().path_and_query();
    let address = address.filter(|_| request.method() == Method::GET);
    Some(address.map_or("/", |address| address.as_str()).to_owned())
}
