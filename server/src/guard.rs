//! What stands before every handler: which hosts are answered, whose requests may change something,
//! and the headers that tell a browser to be careful.

use crate::{
    answer::{Answer, Refusal},
    cookies::Cookies,
    state::Hosts,
};
use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use tower_http::csrf::{CsrfLayer, ProtectionError};

/// This machine's own names. A page elsewhere that lets its name lead here is not one of them.
const LOCAL: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

/// For everything that is no page and no picture: nothing may run, load or frame it.
const NOTHING: &str =
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox";

/// The headers of every answer that does not say otherwise itself.
const CAREFUL: [(HeaderName, &str); 8] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::CONTENT_SECURITY_POLICY, NOTHING),
    (header::CACHE_CONTROL, "no-store"),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
];

/// Refuses requests to a name that is not ours: a page elsewhere may let its own name lead to this
/// machine, and its scripts would then be of the same origin as we are.
pub async fn known_host(State(hosts): State<Hosts>, request: Request, next: Next) -> Answer {
    let host = host(request.uri(), request.headers()).unwrap_or_default();
    if is_local(host) || hosts.know(&host.to_ascii_lowercase()) {
        return Ok(next.run(request).await);
    }
    let sentence = "This host is not answered. Start Throughline with --allow-host to add it.";
    Err(Refusal::new(StatusCode::FORBIDDEN, "host", sentence))
}

/// The host that a request is for, without its port.
pub(crate) fn host<'a>(uri: &'a Uri, headers: &'a HeaderMap) -> Option<&'a str> {
    let named = uri.authority().map(|authority| authority.as_str());
    named
        .or_else(|| headers.get(header::HOST)?.to_str().ok())
        .map(name_of)
}

/// Whether a host, without its port, is one of this machine's own names.
pub(crate) fn is_local(host: &str) -> bool {
    LOCAL.iter().any(|name| name.eq_ignore_ascii_case(host))
}

/// A host without its port.
fn name_of(host: &str) -> &str {
    if host.starts_with('[') {
        return host.find(']').map_or(host, |end| &host[..=end]);
    }
    host.split_once(':').map_or(host, |(name, _)| name)
}

/// Refuses a change that another site's page asks for. Scripts send neither of the two headers and pass.
pub fn own_pages_alone() -> CsrfLayer<fn(ProtectionError) -> Response> {
    CsrfLayer::new().with_rejection_response(cross_site)
}

fn cross_site(_: ProtectionError) -> Response {
    let sentence = "This was asked for by another site's page, so it was not done.";
    Refusal::new(StatusCode::FORBIDDEN, "cross_site", sentence).into_response()
}

/// Adds the careful headers where an answer has none of its own.
pub async fn careful(cookies: Cookies, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    if cookies.secure {
        // Not heeded on a connection that is not encrypted, so it does no harm where there is none.
        let years = HeaderValue::from_static("max-age=63072000");
        response
            .headers_mut()
            .insert(header::STRICT_TRANSPORT_SECURITY, years);
    }
    for (name, value) in CAREFUL {
        response
            .headers_mut()
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::Auth;

    #[test]
    fn a_host_loses_its_port_and_nothing_else() {
        assert_eq!(name_of("localhost:3000"), "localhost");
        assert_eq!(name_of("127.0.0.1"), "127.0.0.1");
        assert_eq!(name_of("[::1]:3000"), "[::1]");
        assert_eq!(
            name_of("localhost.evil.example:80"),
            "localhost.evil.example"
        );
        assert_eq!(name_of("[::1"), "[::1");
    }

    #[test]
    fn cookies_are_strict_but_at_this_machines_own_names() {
        for (uri, header, secure) in [
            ("/", "127.0.0.1:3000", false),
            ("/", "LocalHost", false),
            ("/", "[::1]:3000", false),
            ("/", "films.example.com:3000", true),
            ("/", "localhost.evil.example", true),
            ("/", "", true),
            ("http://films.example.com/", "localhost", true),
            ("http://localhost:3000/", "films.example.com", false),
        ] {
            let headers = HeaderMap::from_iter([(header::HOST, header.parse().unwrap())]);
            let uri: Uri = uri.parse().unwrap();
            let cookies = Cookies::of(Auth::Accounts, host(&uri, &headers));
            assert_eq!(cookies.secure, secure, "{uri} {header}");
        }
        assert!(Cookies::of(Auth::Accounts, None).secure);
    }
}
