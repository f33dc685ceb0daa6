//! What a form's answer has to say on the page that follows, kept in a cookie for that one page.

use crate::cookies::Cookies;
use axum::{
    extract::Request,
    http::{HeaderMap, HeaderValue, header},
    middleware::Next,
    response::Response,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::act::Notice;

/// The cookie's name.
const COOKIE: &str = "flash";
/// Browsers throw larger cookies away.
const LARGEST: usize = 3_800;

/// Gives the notice that a form's answer carries to the browser.
pub async fn carry(cookies: Cookies, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let notice = response.extensions_mut().remove::<Notice>();
    if let Some(cookie) = notice.and_then(|notice| keep(cookies, notice)) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// The header that keeps a notice for the next page. One that is too large loses its undo and its end.
pub fn keep(cookies: Cookies, mut notice: Notice) -> Option<HeaderValue> {
    let mut words = encode(&notice)?;
    if words.len() > LARGEST {
        notice.undo = None;
        notice.text = notice.text.chars().take(600).collect();
        words = encode(&notice)?;
    }
    cookies.set(COOKIE, &words, 60)
}

/// The header that removes it.
pub fn gone(cookies: Cookies) -> Option<HeaderValue> {
    cookies.gone(COOKIE)
}

/// Whether the request carries a notice, readable or not.
pub fn is_there(cookies: Cookies, headers: &HeaderMap) -> bool {
    cookies.read(headers, COOKIE).is_some()
}

/// The notice that the request carries.
pub fn read(cookies: Cookies, headers: &HeaderMap) -> Option<Notice> {
    let bytes = URL_SAFE_NO_PAD
        .decode(cookies.read(headers, COOKIE)?)
        .ok()?;
    serde_json::from_slice(&bytes).ok()
}

fn encode(notice: &Notice) -> Option<String> {
    serde_json::to_vec(notice)
        .ok()
        .map(|bytes| URL_SAFE_NO_PAD.encode(bytes))
}
