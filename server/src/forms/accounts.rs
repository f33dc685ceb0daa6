//! The forms of accounts: the way in and out, the reader's password, sessions and tokens, people, and who takes part in
//! a film. In local mode none of them is there.
//!
//! A form that is refused comes back in its page, with the reason and with all that was typed but the passwords.

mod door;
mod members;
mod own;

use crate::{
    answer::{Answer, Refusal},
    pages,
    state::{AppState, Auth},
};
use app::notice::Refilled;
use axum::{
    Router,
    body::Body,
    extract::{FromRequestParts, Request, State},
    http::{HeaderValue, Method, StatusCode, Uri, header, request::Parts, uri::PathAndQuery},
    response::Response,
    routing::post,
};
use domain::ctx::Viewer;
use std::mem::take;

/// The forms.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/login", post(door::login))
        .route("/logout", post(door::logout))
        .route("/welcome", post(door::welcome))
        .route("/account/password", post(own::change_password))
        .route("/account/sessions/end", post(own::end_sessions))
        .route("/account/tokens", post(own::make_token))
        .route("/account/tokens/{token}/revoke", post(own::revoke_token))
        .route("/account/people", post(own::add_person))
        .route("/projects/{project}/members", post(members::add))
        .route("/projects/{project}/members/{user}", post(members::change))
        .route(
            "/projects/{project}/members/{user}/remove",
            post(members::remove),
        )
}

/// That there are accounts. Every handler here takes it first; in local mode there is nothing at its address.
struct WithAccounts;

impl FromRequestParts<AppState> for WithAccounts {
    type Rejection = Refusal;

    async fn from_request_parts(_: &mut Parts, state: &AppState) -> Answer<Self> {
        match state.auth {
            Auth::Accounts => Ok(Self),
            Auth::Local(_) => Err(Refusal::no_such_address()),
        }
    }
}

/// Shows the page at the address with a form of it that was refused.
pub(super) async fn again(
    state: AppState,
    asked: Parts,
    address: &str,
    refusal: Refusal,
    refilled: Refilled,
) -> Answer {
    refusal.log();
    let refilled = Refilled {
        why: refusal.sentence().to_owned(),
        ..refilled
    };
    page(state, asked, address, refusal.status(), refilled).await
}

/// A form, for what came of it to be written into.
pub(super) fn form(name: &'static str, typed: Vec<(&'static str, String)>) -> Refilled {
    Refilled {
        form: name,
        why: String::new(),
        typed,
    }
}

/// The page at the address, with something that it shows this once. Nobody keeps the answer.
async fn page<T: Clone + Send + Sync + 'static>(
    state: AppState,
    mut asked: Parts,
    address: &str,
    status: StatusCode,
    shown: T,
) -> Answer {
    // The host stays: the page's cookies depend on it.
    let mut uri = take(&mut asked.uri).into_parts();
    let path: Result<PathAndQuery, _> = address.parse();
    uri.path_and_query = Some(path.map_err(|_| Refusal::no_such_address())?);
    asked.uri = Uri::from_parts(uri).map_err(|_| Refusal::no_such_address())?;
    asked.method = Method::GET;
    // What the reader may look at is shown, whatever the form was about to change.
    if let Some(viewer) = asked.extensions.get::<Viewer>().copied() {
        asked.extensions.insert(viewer.looking());
    }
    asked.extensions.insert(shown);
    let request = Request::from_parts(asked, Body::empty());
    let mut response = pages::missing(State(state), request).await;
    // A page that could be made is answered as missing by the one way to it from here.
    if response.status() == StatusCode::NOT_FOUND {
        *response.status_mut() = status;
    }
    keep_nowhere(&mut response);
    Ok(response)
}

fn keep_nowhere(response: &mut Response) {
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
}
