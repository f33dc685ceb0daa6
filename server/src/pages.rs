//! The pages: what the framework renders, with what it needs around it.

use crate::{
    answer::Refusal,
    cookies::Cookies,
    flash, guard,
    state::{AppState, Pictures},
};
use app::{
    notice::{Flash, Reader, Theme},
    shell::{App, shell},
    site::Elsewhere,
};
use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderMap, StatusCode, header, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use domain::ctx::Viewer;
use leptos::prelude::{provide_context, use_context};
use leptos_axum::{
    LeptosRoutes, ResponseOptions, generate_route_list, render_app_async_with_context,
};

/// The cookie that holds the reader's theme.
pub const THEME: &str = "theme";

/// The header of a page's own script that asks for the page's state again.
const LOOK: &str = "x-look";

/// The pages.
pub fn routes(state: &AppState) -> Router<AppState> {
    let pages = generate_route_list(App);
    Router::new().leptos_routes_with_context(state, pages, around(state.clone()), shell)
}

/// What has no route: an address with a slash too many leads to the one without, all else is missing.
pub async fn elsewhere(State(state): State<AppState>, request: Request) -> Response {
    let path = request.uri().path();
    let plain = path.trim_end_matches('/');
    // Two slashes at the beginning would lead to another host.
    if plain.starts_with('/') && !plain.starts_with("//") && plain.len() < path.len() {
        let query = request
            .uri()
            .query()
            .map(|query| format!("?{query}"))
            .unwrap_or_default();
        return Redirect::permanent(&format!("{plain}{query}")).into_response();
    }
    if request.uri().path_and_query().is_none() {
        return Refusal::no_such_address().into_response();
    }
    missing(State(state), request).await
}

/// The page for an address at which there is nothing.
pub async fn missing(State(state): State<AppState>, request: Request) -> Response {
    let page = render_app_async_with_context(around(state), shell);
    let mut response = page(request).await.into_response();
    if response.status() == StatusCode::OK {
        *response.status_mut() = StatusCode::NOT_FOUND;
    }
    response
}

/// What pages find around them.
fn around(state: AppState) -> impl Fn() + Clone + Send + Sync + 'static {
    move || {
        provide_context(state.ctx.clone());
        provide_context(state.site.clone());
        if state.pictures == Pictures::Redirect {
            provide_context(Elsewhere(state.ctx.storage.origin()));
        }
        let Some(parts) = use_context::<Parts>() else {
            return;
        };
        if let Some(viewer) = parts.extensions.get::<Viewer>() {
            provide_context(*viewer);
        }
        if let Some(reader) = parts.extensions.get::<Reader>() {
            provide_context(reader.clone());
        }
        let cookies = Cookies::of(state.auth, guard::host(&parts.uri, &parts.headers));
        provide_context(theme(cookies, &parts.headers));
        // A page that only looks whether something changed must not eat what the next one has to say.
        if !parts.headers.contains_key(LOOK) {
            provide_context(take_flash(cookies, &parts.headers));
        }
    }
}

fn theme(cookies: Cookies, headers: &HeaderMap) -> Theme {
    cookies
        .read(headers, THEME)
        .map(|word| Theme::named(&word))
        .unwrap_or_default()
}

/// The notice for this page, which is removed with the page's answer.
fn take_flash(cookies: Cookies, headers: &HeaderMap) -> Flash {
    if flash::is_there(cookies, headers)
        && let (Some(response), Some(gone)) =
            (use_context::<ResponseOptions>(), flash::gone(cookies))
    {
        response.append_header(header::SET_COOKIE, gone);
    }
    Flash(flash::read(cookies, headers))
}
