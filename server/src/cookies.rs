//! Cookies: for this site's pages alone, out of reach for scripts.

use crate::state::{AppState, Auth};
use axum::{
    extract::FromRef,
    http::{HeaderMap, HeaderValue},
};
use axum_extra::extract::cookie::CookieJar;
use std::borrow::Cow;

/// How cookies are set here. With accounts they are for encrypted connections and this very host alone, which
/// browsers hold to by the prefix of their names. Without, some browsers would keep no such cookie for this machine.
#[derive(Clone, Copy, Debug)]
pub struct Cookies {
    /// Whether that is so.
    pub secure: bool,
}

impl FromRef<AppState> for Cookies {
    fn from_ref(state: &AppState) -> Self {
        Self {
            secure: matches!(state.auth, Auth::Accounts),
        }
    }
}

impl Cookies {
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
