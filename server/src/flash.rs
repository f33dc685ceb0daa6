//! What a form's answer has to say on the page that follows, kept in a cookie for that one page.

use axum::http::{HeaderMap, HeaderValue};
use axum_extra::extract::cookie::CookieJar;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::act::Notice;

/// The cookie's name.
const COOKIE: &str = "flash";
/// Browsers throw larger cookies away.
const LARGEST: usize = 3_800;

/// The header that keeps a notice for the next page. One that is too large loses its undo and its end.
pub fn keep(mut notice: Notice) -> Option<HeaderValue> {
    let mut words = encode(&notice)?;
    if words.len() > LARGEST {
        notice.undo = None;
        notice.text = notice.text.chars().take(600).collect();
        words = encode(&notice)?;
    }
    cookie(COOKIE, &words, 60)
}

/// The header that removes it.
pub fn gone() -> Option<HeaderValue> {
    cookie(COOKIE, "", 0)
}

/// Whether the request carries a notice, readable or not.
pub fn is_there(headers: &HeaderMap) -> bool {
    CookieJar::from_headers(headers).get(COOKIE).is_some()
}

/// The notice that the request carries.
pub fn read(headers: &HeaderMap) -> Option<Notice> {
    let jar = CookieJar::from_headers(headers);
    let bytes = URL_SAFE_NO_PAD.decode(jar.get(COOKIE)?.value()).ok()?;
    serde_json::from_slice(&bytes).ok()
}

fn encode(notice: &Notice) -> Option<String> {
    serde_json::to_vec(notice)
        .ok()
        .map(|bytes| URL_SAFE_NO_PAD.encode(bytes))
}

/// A cookie for this site's pages alone that scripts cannot read, as the header that sets it.
pub fn cookie(name: &str, value: &str, seconds: u32) -> Option<HeaderValue> {
    let words = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}");
    HeaderValue::from_str(&words).ok()
}
