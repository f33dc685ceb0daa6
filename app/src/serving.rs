//! What pages share: who asks, and how a refusal reaches the reader.

use crate::site::Elsewhere;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use domain::{
    ctx::{Ctx, Viewer},
    error::Error,
};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;

/// Why a page cannot be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// A sentence for the reader.
    pub error: String,
    /// Whether there is no such page, or none of the reader's.
    pub missing: bool,
}

/// The context and the one who asks.
pub(crate) fn caller() -> Result<(Ctx, Viewer), Refused> {
    match (use_context(), use_context()) {
        (Some(ctx), Some(viewer)) => Ok((ctx, viewer)),
        _ => Err(Refused {
            error: "Sign in to see this.".into(),
            missing: false,
        }),
    }
}

/// A use-case's error as the reader sees it, with the answer's status set to match.
pub(crate) fn refused(err: Error) -> Refused {
    let status = match &err {
        Error::NotFound(_) => StatusCode::NOT_FOUND,
        Error::Invalid(_) => StatusCode::BAD_REQUEST,
        Error::Unauthorized(_) => StatusCode::UNAUTHORIZED,
        Error::Forbidden(_) => StatusCode::FORBIDDEN,
        Error::Changed(_) => StatusCode::PRECONDITION_FAILED,
        Error::Conflict(_) => StatusCode::CONFLICT,
        Error::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
        Error::Unsupported(_) => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        Error::Undecodable(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Error::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
        Error::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
        Error::StorageFull(_) => StatusCode::INSUFFICIENT_STORAGE,
        Error::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
    };
    if status.is_server_error() {
        leptos::logging::error!("{err:?}");
    }
    set_status(status);
    Refused {
        error: err.to_string(),
        missing: matches!(err, Error::NotFound(_)),
    }
}

/// Answers with this status.
fn set_status(status: StatusCode) {
    if let Some(response) = use_context::<ResponseOptions>() {
        response.set_status(status);
    }
}

/// Lets the page run its own scripts alone: nothing inline without the nonce, nothing from elsewhere.
pub(crate) fn secure(nonce: &str) {
    let elsewhere = use_context::<Elsewhere>().and_then(|elsewhere| elsewhere.0);
    let elsewhere = elsewhere.unwrap_or_default();
    let policy = format!(
        "default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; style-src 'self'; \
         style-src-attr 'unsafe-inline'; img-src 'self' data: blob: {elsewhere}; font-src 'self'; connect-src 'self'; \
         form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
    );
    if let (Some(response), Ok(policy)) = (
        use_context::<ResponseOptions>(),
        HeaderValue::from_str(&policy),
    ) {
        response.insert_header(header::CONTENT_SECURITY_POLICY, policy);
        let cached = HeaderValue::from_static("private, no-cache");
        response.insert_header(HeaderName::from_static("cache-control"), cached);
    }
}
