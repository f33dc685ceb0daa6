//! Cookies: for this site's pages alone, out of reach for scripts.

use crate::{
    guard,
    state::{AppState, Auth},
};
use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, HeaderValue, request::Parts},
};
use axum_extra::extract::cookie::CookieJar;
use std::{borrow::Cow, convert::Infallible};

/// How cookies are set in the answer to a request. With accounts they are for encrypted connections and this very
/// host alone, which browsers hold to by the prefix of their names. Not so without accounts and at this machine's own
/// names: some browsers, and most scripts, would never send such a cookie back there, as nothing is encrypted.
#[derive(Clone, Copy, Debug)]
pub struct Cookies {
    /// Whether that is so.
    pub secure: bool,
}

impl FromRequestParts<AppState> for Cookies {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Infallible> {
        Ok(Self::of(
            state.auth,
            guard::host(&parts.uri, &parts.headers),
        ))
    }
}

impl Cookies {
    /// Those of a request to this host. Where none is named, they are the strict ones.
    pub fn of(auth: Auth, host: Option<&str>) -> Self {
        Self {
            secure: auth == Auth::Accounts && !host.is_some_and(guard::is_local),
        }
    }

    fn name(self, name: &str) -> Cow<'_, str> {
        if self.secure {
            format!("__Host-{name}").into()
        } else {
            name.into()
        }
    }

    /// The header that sets a cookie for that many seconds. None for a value that no cookie can have.
    pub fn set(self, name: &str, value: &str, seconds: u32) -> Option<HeaderValue> {
        let name = self.name(name);
        let secure = if self.secure { "; Secure" } else { "" };
        let words =
            format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
        HeaderValue::from_str(&words).ok()
    }

    /// The header that removes it.
    pub fn gone(self, name: &str) -> Option<HeaderValue> {
        self.set(name, "", 0)
    }

    /// What the request's cookie says.
    pub fn read(self, headers: &HeaderMap, name: &str) -> Option<String> {
        let jar = CookieJar::from_headers(headers);
        Some(jar.get(&self.name(name))?.value().to_owned())
    }
}
