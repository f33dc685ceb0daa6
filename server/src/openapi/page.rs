//! The page that shows the description, with everything that it needs from here: it works without a network.

use crate::{
    answer::{Answer, Refusal},
    extract::Place,
    state::AppState,
};
use axum::{
    Router,
    http::{HeaderName, header},
    response::{IntoResponse, Redirect},
    routing::get,
};
use bytes::Bytes;
use std::{
    borrow::Cow,
    sync::{Arc, LazyLock},
};
use utoipa_swagger_ui::Config;

/// The page runs its own scripts alone, and writes styles into its elements.
const ITS_OWN: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/// A script of a megabyte and a half need not be sent again each time.
const A_WHILE: &str = "private, max-age=3600";

/// No validator elsewhere is told of the description.
static CONFIG: LazyLock<Arc<Config<'static>>> =
    LazyLock::new(|| Arc::new(Config::from("/api/openapi.json").validator_url("none")));

/// `/api/docs`.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/api/docs", get(async || Redirect::permanent("/api/docs/")))
        .route("/api/docs/", get(async || file("index.html")))
        .route("/api/docs/{file}", get(named))
}

async fn named(Place(name): Place<String>) -> Answer {
    file(&name)
}

fn file(name: &str) -> Answer {
    let found = utoipa_swagger_ui::serve(name, CONFIG.clone());
    let file = found.ok().flatten().ok_or_else(Refusal::no_such_address)?;
    let bytes = match file.bytes {
        Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        Cow::Owned(bytes) => Bytes::from(bytes),
    };
    let headers: [(HeaderName, &str); 3] = [
        (header::CONTENT_TYPE, file.content_type.as_str()),
        (header::CONTENT_SECURITY_POLICY, ITS_OWN),
        (header::CACHE_CONTROL, A_WHILE),
    ];
    Ok((headers, bytes).into_response())
}
