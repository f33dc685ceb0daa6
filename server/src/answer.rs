//! The one place that turns what went wrong into an HTTP answer.
//!
//! The policy: a handler returns a [`Refusal`], which is a status, a machine word and a sentence for a
//! person. On its way out it travels as an extension of an empty response, and [`say`] gives it its
//! body, because only there the request's id is known. What a person cannot use is logged under that
//! id and never sent.

use axum::{
    Json,
    extract::Request,
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use domain::error::Error;
use serde::Serialize;
use std::sync::Arc;
use tower_http::request_id::RequestId;
use tracing::Instrument;

/// What a handler answers.
pub type Answer<T = Response> = Result<T, Refusal>;

/// Why a request was not served.
#[derive(Clone, Debug)]
pub struct Refusal {
    status: StatusCode,
    code: &'static str,
    sentence: String,
    retry_after: Option<u64>,
    cause: Option<Arc<Error>>,
}

/// The body of a refusal.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    error: &'a str,
    code: &'a str,
    request_id: &'a str,
}

impl Refusal {
    /// A refusal that no use-case spoke.
    pub fn new(status: StatusCode, code: &'static str, sentence: impl Into<String>) -> Self {
        Self {
            status,
            code,
            sentence: sentence.into(),
            retry_after: None,
            cause: None,
        }
    }

    /// The request itself is wrong.
    pub fn invalid(sentence: impl Into<String>) -> Self {
        Error::Invalid(sentence.into()).into()
    }

    /// Nothing is at this address. Malformed ids are answered so too.
    pub fn no_such_address() -> Self {
        Error::NotFound("address").into()
    }

    /// The status of the answer.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The sentence for a person.
    pub fn sentence(&self) -> &str {
        &self.sentence
    }

    /// Writes into the log what is not sent.
    pub fn log(&self) {
        match &self.cause {
            Some(cause) if matches!(**cause, Error::Internal(_)) => {
                tracing::error!(error = ?cause, "a fault of ours")
            }
            Some(cause) => tracing::warn!(error = ?cause, "something that we rest on is away"),
            None => {}
        }
    }

    /// What an answer of a library's amounts to, if it is an error without words of ours.
    fn of_bare(response: &Response) -> Option<Self> {
        let status = response.status();
        let kind = response.headers().get(header::CONTENT_TYPE);
        let plain = kind.is_none_or(|kind| kind.as_bytes().starts_with(b"text/plain"));
        if !plain || !(status.is_client_error() || status.is_server_error()) {
            return None;
        }
        Some(match status {
            StatusCode::METHOD_NOT_ALLOWED => Self::new(
                status,
                "method_not_allowed",
                "This address does not take that method.",
            ),
            StatusCode::PAYLOAD_TOO_LARGE => {
                Error::TooLarge("The request is too large.".into()).into()
            }
            StatusCode::SERVICE_UNAVAILABLE => Error::Unavailable("the time was up".into()).into(),
            StatusCode::NOT_FOUND => Self::no_such_address(),
            _ if status.is_server_error() => Error::internal(status.to_string()).into(),
            _ => Self::new(status, "refused", "The request cannot be served."),
        })
    }

    fn into_body(self, id: &str, bare: &Response) -> Response {
        self.log();
        let body = Body {
            error: &self.sentence,
            code: self.code,
            request_id: id,
        };
        let mut response = (self.status, Json(body)).into_response();
        if let Some(seconds) = self.retry_after {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(
                header::WWW_AUTHENTICATE,
                HeaderValue::from_static("Bearer realm=\"Throughline\""),
            );
        }
        for kept in [header::ALLOW, header::CONTENT_RANGE, header::SET_COOKIE] {
            if let Some(value) = bare.headers().get(&kept) {
                response.headers_mut().insert(kept, value.clone());
            }
        }
        response
    }
}

impl From<Error> for Refusal {
    fn from(err: Error) -> Self {
        let (status, retry_after) = match &err {
            Error::NotFound(_) => (StatusCode::NOT_FOUND, None),
            Error::Invalid(_) => (StatusCode::BAD_REQUEST, None),
            Error::Unauthorized(_) => (StatusCode::UNAUTHORIZED, None),
            Error::Forbidden(_) => (StatusCode::FORBIDDEN, None),
            Error::Changed(_) => (StatusCode::PRECONDITION_FAILED, None),
            Error::Conflict(_) => (StatusCode::CONFLICT, None),
            Error::TooLarge(_) => (StatusCode::PAYLOAD_TOO_LARGE, None),
            Error::Unsupported(_) => (StatusCode::UNSUPPORTED_MEDIA_TYPE, None),
            Error::Undecodable(_) => (StatusCode::UNPROCESSABLE_ENTITY, None),
            Error::TooMany { retry_after, .. } => {
                (StatusCode::TOO_MANY_REQUESTS, Some(*retry_after))
            }
            Error::Unavailable(_) => (StatusCode::SERVICE_UNAVAILABLE, Some(1)),
            Error::StorageFull(_) => (StatusCode::INSUFFICIENT_STORAGE, None),
            Error::Internal(_) => (StatusCode::INTERNAL_SERVER_ERROR, None),
        };
        let (code, sentence) = (err.code(), err.to_string());
        let cause = status.is_server_error().then(|| Arc::new(err));
        Self {
            status,
            code,
            sentence,
            retry_after,
            cause,
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// What a panic becomes: a fault of ours, like every other.
pub fn of_panic(panic: Box<dyn std::any::Any + Send>) -> Response {
    let words = panic.downcast_ref::<String>().map(String::as_str);
    let words = words
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("a panic without words");
    Refusal::from(Error::internal(words.to_owned())).into_response()
}

/// Gives refusals their body, and everything that is logged on the way the request's id.
pub async fn say(request: Request, next: Next) -> Response {
    let id = request
        .extensions()
        .get::<RequestId>()
        .and_then(|id| id.header_value().to_str().ok());
    let id = id.unwrap_or_default().to_owned();
    let span = tracing::info_span!("request", %id, method = %request.method(), path = %request.uri().path());
    let mut response = next.run(request).instrument(span.clone()).await;
    let refusal = response.extensions_mut().remove::<Refusal>();
    match refusal.or_else(|| Refusal::of_bare(&response)) {
        Some(refusal) => span.in_scope(|| refusal.into_body(&id, &response)),
        None => response,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{Router, body::Body, middleware::from_fn, routing::get};
    use tower::ServiceExt;
    use tower_http::{
        catch_panic::CatchPanicLayer,
        request_id::{MakeRequestUuid, SetRequestIdLayer},
    };

    async fn panics() -> &'static str {
        panic!("the path /home/mara and the key s3cret")
    }

    async fn fails() -> Answer<()> {
        Err(Error::internal("SELECT * FROM users".to_owned()).into())
    }

    async fn waits() -> Answer<()> {
        let message = "Wait a little.".to_owned();
        Err(Error::TooMany {
            message,
            retry_after: 30,
        }
        .into())
    }

    async fn asked(path: &str) -> (StatusCode, Response) {
        let router = Router::new()
            .route("/panics", get(panics))
            .route("/fails", get(fails))
            .route("/waits", get(waits))
            .layer(CatchPanicLayer::custom(of_panic))
            .layer(from_fn(say))
            .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid));
        let request = Request::builder().uri(path).body(Body::empty()).unwrap();
        let response = router.oneshot(request).await.unwrap();
        (response.status(), response)
    }

    #[tokio::test]
    async fn what_a_person_cannot_use_is_not_sent() {
        for path in ["/panics", "/fails"] {
            let (status, response) = asked(path).await;
            assert_eq!(status, 500);
            let body = axum::body::to_bytes(response.into_body(), usize::MAX)
                .await
                .unwrap();
            let body = String::from_utf8(body.to_vec()).unwrap();
            assert!(
                body.contains("\"internal\"") && body.contains("requestId"),
                "{body}"
            );
            assert!(!body.contains("mara") && !body.contains("SELECT"), "{body}");
        }
    }

    #[tokio::test]
    async fn who_asks_too_often_hears_when_to_ask_again() {
        let (status, response) = asked("/waits").await;
        assert_eq!(status, 429);
        assert_eq!(response.headers()[header::RETRY_AFTER], "30");
    }
}
