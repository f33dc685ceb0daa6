//! A caller of the router, and what it needs around it.

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, HeaderValue, Method, Request, StatusCode, header},
};
use bytes::Bytes;
use domain::{
    ctx::Viewer,
    model::{
        ids::AttemptId,
        paths::{InstancePath, ScenePath},
    },
    services::tokens::{self, NewToken},
    testing::{TestCtx, png},
};
use serde_json::{Value, json};
use server::{router::router, state::AppState};
use std::ops::Deref;
use tower::ServiceExt;

/// A test's context with a caller in front of it.
pub(crate) struct Api {
    test: TestCtx,
    router: Router,
}

impl Deref for Api {
    type Target = TestCtx;
    fn deref(&self) -> &TestCtx {
        &self.test
    }
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Reply {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|err| panic!("{err}: {}", self.text()))
    }

    /// The body, after a look at the status.
    #[track_caller]
    pub(crate) fn expect(&self, status: u16) -> Value {
        assert_eq!(self.status.as_u16(), status, "{}", self.text());
        if self.body.is_empty() {
            Value::Null
        } else {
            self.json()
        }
    }

    /// The sentence of a refusal in the API's shape.
    #[track_caller]
    pub(crate) fn refusal(&self, status: u16, code: &str) -> String {
        let body = self.expect(status);
        assert_eq!(body["code"], code, "{body}");
        assert_eq!(body["requestId"], self.header("x-request-id"), "{body}");
        assert!(!self.header("x-request-id").is_empty());
        assert_eq!(body.as_object().unwrap().len(), 3, "{body}");
        body["error"].as_str().unwrap().to_owned()
    }
}

impl Api {
    pub(crate) async fn sqlite() -> Self {
        Self::over(TestCtx::sqlite().await)
    }

    /// On PostgreSQL, with the product before the walls as it is meant to run; what tests prepare is a superuser's.
    pub(crate) async fn postgres() -> Self {
        let test = TestCtx::postgres().await;
        let router = router(AppState::local(test.walled().await, test.viewer));
        Self { test, router }
    }

    pub(crate) fn over(test: TestCtx) -> Self {
        let router = router(AppState::local(test.clone(), test.viewer));
        Self { test, router }
    }

    /// With accounts: nobody is served who sends neither a token nor a cookie.
    pub(crate) async fn with_accounts() -> Self {
        let test = TestCtx::sqlite().await;
        let router = router(AppState::with_accounts(test.clone()));
        Self { test, router }
    }

    /// The same on PostgreSQL, before the walls.
    pub(crate) async fn with_accounts_on_postgres() -> Self {
        let test = TestCtx::postgres().await;
        let router = router(AppState::with_accounts(test.walled().await));
        Self { test, router }
    }

    /// A new token of somebody's, as it is sent behind `Bearer`.
    pub(crate) async fn token(&self, viewer: Viewer) -> String {
        let new = NewToken {
            name: "Tests".into(),
            expires_in_days: None,
        };
        tokens::create(&self.test, viewer, new).await.unwrap().token
    }

    /// What requests go to.
    pub(crate) fn router(&self) -> &Router {
        &self.router
    }

    /// The same product as somebody else sees it.
    pub(crate) fn router_for(&self, viewer: Viewer) -> Router {
        router(AppState::local(self.test.clone(), viewer))
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Reply {
        send(self.router.clone(), request).await
    }

    pub(crate) async fn get(&self, address: &str) -> Reply {
        self.send(request("GET", address).body(Body::empty()).unwrap())
            .await
    }

    pub(crate) async fn get_with(&self, address: &str, name: &str, value: &str) -> Reply {
        self.send(
            request("GET", address)
                .header(name, value)
                .body(Body::empty())
                .unwrap(),
        )
        .await
    }

    pub(crate) async fn post(&self, address: &str, body: Value) -> Reply {
        self.call("POST", address, body).await
    }

    pub(crate) async fn put(&self, address: &str, body: Value) -> Reply {
        self.call("PUT", address, body).await
    }

    pub(crate) async fn delete(&self, address: &str) -> Reply {
        self.send(request("DELETE", address).body(Body::empty()).unwrap())
            .await
    }

    pub(crate) async fn call(&self, method: &str, address: &str, body: Value) -> Reply {
        let body = body.to_string();
        let request = request(method, address).header(header::CONTENT_TYPE, "application/json");
        self.send(
            request
                .header(header::CONTENT_LENGTH, body.len())
                .body(Body::from(body))
                .unwrap(),
        )
        .await
    }

    /// Sends a page's form.
    pub(crate) async fn form(&self, address: &str, fields: &str) -> Reply {
        self.send(form(address, fields)).await
    }

    pub(crate) async fn upload(&self, at: InstancePath, parts: &[Part<'_>]) -> Reply {
        self.send(multipart(&format!("{}/upload-image", instance(at)), parts).body)
            .await
    }

    /// Uploads that many pictures and answers their attempts, newest first.
    pub(crate) async fn pictures(&self, at: InstancePath, count: u8) -> Vec<AttemptId> {
        for shade in 0..count {
            self.upload(at, &[Part::image(&png(shade * 9 + 1))])
                .await
                .expect(200);
        }
        let listed = self
            .get(&format!("{}/attempts", instance(at)))
            .await
            .expect(200);
        listed
            .as_array()
            .unwrap()
            .iter()
            .map(|row| row["id"].as_str().unwrap().parse().unwrap())
            .collect()
    }
}

pub(crate) async fn send(router: Router, request: Request<Body>) -> Reply {
    let response = router.oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    Reply {
        status: parts.status,
        headers: parts.headers,
        body,
    }
}

pub(crate) fn request(method: &str, address: &str) -> axum::http::request::Builder {
    let method: Method = method.parse().unwrap();
    Request::builder()
        .method(method)
        .uri(address)
        .header(header::HOST, "127.0.0.1:3000")
}

/// The name of a server that is reached from elsewhere. Only those with accounts answer to it.
pub(crate) const ELSEWHERE: &str = "films.example.com";

/// The request as it is sent to another host.
pub(crate) fn at_host(mut request: Request<Body>, host: &'static str) -> Request<Body> {
    let host = HeaderValue::from_static(host);
    request.headers_mut().insert(header::HOST, host);
    request
}

pub(crate) fn form(address: &str, fields: &str) -> Request<Body> {
    request("POST", address)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(
            header::ACCEPT,
            "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        )
        .body(Body::from(fields.to_owned()))
        .unwrap()
}

/// One part of a multipart body.
pub(crate) struct Part<'a> {
    pub(crate) name: &'a str,
    pub(crate) filename: &'a str,
    pub(crate) bytes: &'a [u8],
}

impl<'a> Part<'a> {
    pub(crate) fn image(bytes: &'a [u8]) -> Self {
        Self {
            name: "image",
            filename: "mara.png",
            bytes,
        }
    }
}

/// A request that is still to be finished, for those who add headers.
pub(crate) struct Multipart {
    pub(crate) body: Request<Body>,
}

pub(crate) fn multipart(address: &str, parts: &[Part<'_>]) -> Multipart {
    let mut body = Vec::new();
    for part in parts {
        let head = format!(
            "--frame\r\nContent-Disposition: form-data; name=\"{}\"; filename=\"{}\"\r\nContent-Type: image/png\r\n\r\n",
            part.name, part.filename
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(part.bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--frame--\r\n");
    let request = request("POST", address)
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=frame");
    Multipart {
        body: request.body(Body::from(body)).unwrap(),
    }
}

pub(crate) fn scene(at: ScenePath) -> String {
    format!("/api/projects/{}/scenes/{}", at.project, at.scene)
}

pub(crate) fn instance(at: InstancePath) -> String {
    format!("{}/assets/{}", scene(at.scene()), at.instance)
}

/// The names of an object's fields, in order of the alphabet.
pub(crate) fn fields(value: &Value) -> Vec<&str> {
    let mut names: Vec<_> = value
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    names.sort_unstable();
    names
}

pub(crate) fn nothing() -> Value {
    json!({})
}
