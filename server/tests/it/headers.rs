//! What every kind of answer tells a browser to beware of.

mod evil;
mod html;
mod limits;
mod stored;

use crate::client::{Api, ELSEWHERE, Reply, at_host, form, request, send};
use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Request, StatusCode},
};
use domain::{
    model::paths::InstancePath,
    services::accounts::{self, NewUser},
};
use tower::ServiceExt;

/// How long a browser may keep an answer.
const NEVER: &str = "no-store";
const ASK_FIRST: &str = "private, no-cache";
const FOR_EVER: &str = "private, max-age=31536000, immutable";
const AN_HOUR: &str = "private, max-age=3600";
const STREAM: &str = "no-cache";

/// An answer without its body, which may have no end.
async fn head(router: &Router, request: Request<Body>) -> (StatusCode, HeaderMap) {
    let response = router.clone().oneshot(request).await.unwrap();
    (response.status(), response.headers().clone())
}

/// An address, the status of its answer, and how long that may be kept.
type Kind = (String, u16, &'static str);

/// One address of every kind.
async fn kinds(api: &Api) -> (InstancePath, Vec<Kind>) {
    let at = api.instance(api.scene().await, "Mara.").await;
    let sent = domain::services::instances::upload(
        api,
        api.viewer,
        at,
        Some("mara.png".into()),
        domain::testing::png(9),
    );
    let picture = sent.await.unwrap().image_key_url.unwrap();
    let film = format!("/projects/{}", at.project);
    let kinds = vec![
        ("/".to_owned(), 200, ASK_FIRST),
        (film.clone(), 200, ASK_FIRST),
        (format!("{film}/jobs"), 200, ASK_FIRST),
        (at.scene().address(), 200, ASK_FIRST),
        (at.address(), 200, ASK_FIRST),
        (format!("{}/handover", at.scene().address()), 200, ASK_FIRST),
        ("/nowhere".to_owned(), 404, ASK_FIRST),
        ("/projects/x".to_owned(), 404, ASK_FIRST),
        (format!("{film}/"), 308, NEVER),
        ("/projects".to_owned(), 303, NEVER),
        ("/api/me".to_owned(), 200, NEVER),
        ("/api/projects".to_owned(), 200, NEVER),
        (format!("/api{film}"), 200, NEVER),
        (format!("/api{film}/events"), 200, STREAM),
        ("/api/nothing".to_owned(), 404, NEVER),
        (format!("{picture}?w=1"), 400, NEVER),
        (format!("{picture}?w=320"), 200, FOR_EVER),
        (picture, 200, FOR_EVER),
        ("/media/attempts/1".to_owned(), 404, NEVER),
        ("/pkg/none.js".to_owned(), 404, NEVER),
        ("/favicon.ico".to_owned(), 204, NEVER),
        ("/api/docs/".to_owned(), 200, AN_HOUR),
        ("/api/docs/swagger-ui-bundle.js".to_owned(), 200, AN_HOUR),
        ("/api/docs/nothing.js".to_owned(), 404, NEVER),
        ("/healthz".to_owned(), 200, NEVER),
        ("/readyz".to_owned(), 200, NEVER),
    ];
    (at, kinds)
}

/// The headers that no answer lacks.
#[track_caller]
fn are_careful(address: &str, headers: &HeaderMap) {
    let value = |name: &str| {
        let value = headers.get(name).map(|value| value.to_str().unwrap());
        value.unwrap_or_default()
    };
    for (name, expected) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("x-frame-options", "DENY"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        assert_eq!(value(name), expected, "{address}: {name}");
    }
    let policy = value("content-security-policy");
    assert!(
        policy.starts_with("default-src 'none'"),
        "{address}: {policy}"
    );
    assert!(
        policy.contains("frame-ancestors 'none'") || policy.ends_with("sandbox"),
        "{address}: {policy}"
    );
    for lax in ["*", "http:", "https:", "'unsafe-eval'"] {
        assert!(
            !policy.split([' ', ';']).any(|word| word == lax),
            "{address}: {policy}"
        );
    }
    for feature in ["camera=()", "geolocation=()", "microphone=()"] {
        assert!(value("permissions-policy").contains(feature), "{address}");
    }
    assert!(!value("x-request-id").is_empty(), "{address}");
    for tells in ["server", "x-powered-by", "via"] {
        assert!(headers.get(tells).is_none(), "{address}: {tells}");
    }
    for value in headers.values() {
        let value = String::from_utf8_lossy(value.as_bytes());
        assert!(
            !value.contains(env!("CARGO_PKG_VERSION")),
            "{address}: {value}"
        );
    }
}

/// Every kind of answer, to the one whose token it is.
async fn every_kind(api: &Api, token: Option<String>) {
    let encrypted = token.is_some();
    for (address, status, cached) in kinds(api).await.1 {
        let mut asked = request("GET", &address).header("accept", "text/html");
        if let Some(token) = &token {
            asked = asked.header("authorization", format!("Bearer {token}"));
        }
        let mut asked = asked.body(Body::empty()).unwrap();
        if encrypted {
            asked = at_host(asked, ELSEWHERE);
        }
        let (came, headers) = head(api.router(), asked).await;
        assert_eq!(came.as_u16(), status, "{address}");
        are_careful(&address, &headers);
        assert_eq!(headers["cache-control"], cached, "{address}");
        let strict = headers.get("strict-transport-security");
        let strict = strict.map(|value| value.to_str().unwrap());
        assert_eq!(strict, encrypted.then_some("max-age=63072000"), "{address}");
    }
}

#[tokio::test]
async fn every_kind_of_answer_is_careful() {
    every_kind(&Api::sqlite().await, None).await;
}

#[tokio::test]
async fn every_kind_of_answer_is_careful_and_encrypted_where_there_are_accounts() {
    let api = Api::with_accounts().await;
    let token = api.token(api.viewer).await;
    every_kind(&api, Some(token)).await;
}

#[tokio::test]
async fn whoever_is_turned_away_is_answered_as_carefully() {
    let api = Api::with_accounts().await;
    for (address, accept, status) in [
        ("/", "text/html", 303),
        ("/", "*/*", 401),
        ("/api/me", "application/json", 401),
        ("/media/attempts/1", "image/webp", 401),
        ("/welcome", "text/html", 200),
    ] {
        let asked = request("GET", address).header("accept", accept);
        let asked = at_host(asked.body(Body::empty()).unwrap(), ELSEWHERE);
        let (came, headers) = head(api.router(), asked).await;
        assert_eq!(came.as_u16(), status, "{address}");
        are_careful(address, &headers);
        assert!(
            headers.contains_key("strict-transport-security"),
            "{address}"
        );
    }
    let foreign = request("POST", "/api/projects").header("origin", "https://evil.example");
    let (came, headers) = head(api.router(), foreign.body(Body::empty()).unwrap()).await;
    assert_eq!(came.as_u16(), 403);
    are_careful("a foreign page's request", &headers);
}

#[tokio::test]
async fn a_page_runs_its_own_scripts_alone() {
    let api = Api::sqlite().await;
    let (at, kinds) = kinds(&api).await;
    api.put(
        &crate::client::instance(at),
        serde_json::json!({"statusTags": ["wet"]}),
    )
    .await
    .expect(200);
    for (address, _, cached) in kinds {
        if cached == ASK_FIRST {
            html::runs_its_own_alone(&address, &api.get(&address).await);
        }
    }
    let doors = Api::with_accounts().await;
    html::runs_its_own_alone("/welcome", &doors.get("/welcome").await);
    let token = doors.token(doors.viewer).await;
    let film = doors.scene().await.project;
    for address in [
        "/account".to_owned(),
        "/".to_owned(),
        format!("/projects/{film}/members"),
    ] {
        let asked = request("GET", &address)
            .header("accept", "text/html")
            .header("authorization", format!("Bearer {token}"));
        let page = doors.send(asked.body(Body::empty()).unwrap()).await;
        assert_eq!(page.status.as_u16(), 200, "{address}");
        html::runs_its_own_alone(&address, &page);
    }
}

#[tokio::test]
async fn the_descriptions_page_loads_nothing_from_elsewhere() {
    let api = Api::sqlite().await;
    let page = api.get("/api/docs/").await;
    let policy = page.header("content-security-policy");
    assert!(policy.contains("script-src 'self'"), "{policy}");
    for tag in html::tags(&page.text()) {
        html::carries_no_script(&tag);
        if tag.name == "script" {
            assert!(tag.value("src").is_some(), "a script stands in the page");
        }
        for name in ["src", "href"] {
            let elsewhere = tag.value(name).is_some_and(|to| to.contains("//"));
            assert!(!elsewhere, "{tag:?}");
        }
    }
}

/// What is said of each cookie that an answer sets.
#[track_caller]
fn cookies(reply: &Reply) -> Vec<(String, Vec<String>)> {
    let set = reply.headers.get_all("set-cookie").iter();
    let set: Vec<_> = set
        .map(|cookie| {
            let mut parts = cookie.to_str().unwrap().split("; ").map(str::to_owned);
            let name = parts.next().unwrap();
            (name.split('=').next().unwrap().to_owned(), parts.collect())
        })
        .collect();
    assert!(!set.is_empty());
    set
}

#[tokio::test]
async fn cookies_are_for_this_host_alone_and_for_no_script() {
    let password = "quarry lantern 47 ember tallow";
    let local = Api::sqlite().await;
    let api = Api::with_accounts().await;
    let mara = NewUser {
        email: "mara@studio.example".into(),
        name: "Mara".into(),
        password: password.into(),
    };
    accounts::begin(&api, mara).await.unwrap();
    let token = api.token(api.viewer).await;
    let mut notice = form("/projects", "title=");
    let bearer = format!("Bearer {token}").parse().unwrap();
    notice.headers_mut().insert("authorization", bearer);
    let fields = format!("email=mara%40studio.example&password={password}").replace(' ', "+");
    let from_elsewhere = |request| send(api.router().clone(), at_host(request, ELSEWHERE));
    let theme = || form("/theme", "theme=dark");
    let login = || form("/login", &fields);
    for (reply, name) in [
        (from_elsewhere(theme()).await, "__Host-theme"),
        (from_elsewhere(login()).await, "__Host-session"),
        (from_elsewhere(notice).await, "__Host-flash"),
        (api.send(theme()).await, "theme"),
        (api.send(login()).await, "session"),
        (local.form("/theme", "theme=dark").await, "theme"),
        (local.form("/projects", "title=").await, "flash"),
    ] {
        let set = cookies(&reply);
        assert!(set.iter().any(|cookie| cookie.0 == name), "{set:?}");
        for (cookie, said) in set {
            let says = |word: &str| said.iter().any(|said| said == word);
            assert!(
                says("HttpOnly") && says("SameSite=Lax") && says("Path=/"),
                "{cookie}: {said:?}"
            );
            assert!(
                !said.iter().any(|said| said.starts_with("Domain")),
                "{cookie}: {said:?}"
            );
            // A browser keeps a cookie of that prefix only where it comes by an encrypted connection.
            let hosts_own = cookie.starts_with("__Host-");
            assert_eq!(hosts_own, name.starts_with("__Host-"), "{cookie}");
            assert_eq!(says("Secure"), hosts_own, "{cookie}: {said:?}");
        }
    }
}
