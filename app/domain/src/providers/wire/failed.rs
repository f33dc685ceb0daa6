//! What an answer that is no success amounts to, and a reference that never became part of a request.

use super::words::{self, permanent, temporary};
use crate::{error::Error, model::kinds::JobErrorCode, providers::ProviderError};
use reqwest::{StatusCode, header::HeaderMap};

/// What an answer that is no success amounts to, in the provider's own words.
pub fn classify(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> ProviderError {
    let code = match status.as_u16() {
        401 | 403 => JobErrorCode::AuthError,
        429 => JobErrorCode::RateLimit,
        408 | 425 | 499 | 500..=599 => JobErrorCode::Temporary,
        _ => JobErrorCode::Permanent,
    };
    let message =
        words::in_body(body).unwrap_or_else(|| format!("The provider answered {status}."));
    let passing = matches!(code, JobErrorCode::RateLimit | JobErrorCode::Temporary);
    ProviderError {
        retry_after: words::wait(headers).filter(|_| passing),
        free: !leaves_open(status, headers),
        ..ProviderError::new(code, message)
    }
}

/// Whether an answer does not say that nothing was drawn: a gateway gave up waiting for what is behind it, or the answer
/// is somewhere else.
pub(super) fn leaves_open(status: StatusCode, headers: &HeaderMap) -> bool {
    match status.as_u16() {
        300..=306 | 408 | 499 | 502 | 504 | 520 | 524 | 598 | 599 => true,
        // Whoever turns requests away says when to come back. A gateway says this of an answer that was lost as well.
        503 => words::wait(headers).is_none(),
        _ => false,
    }
}

/// A reference that cannot be sent. What is away on our side comes back.
pub(crate) fn unusable(err: Error) -> ProviderError {
    let message = format!("The reference picture cannot be used: {err}");
    let error = match err {
        Error::Unavailable(_) | Error::Internal(_) => temporary(message),
        _ => permanent(message),
    };
    error.unpaid()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_that_is_away_comes_back_and_one_that_is_broken_does_not() {
        use JobErrorCode::{Permanent, Temporary};
        for (err, code) in [
            (Error::Unavailable("away".into()), Temporary),
            (Error::internal("a fault"), Temporary),
            (Error::Undecodable("Not a picture.".into()), Permanent),
            (Error::TooLarge("Too large.".into()), Permanent),
        ] {
            let words = format!("The reference picture cannot be used: {err}");
            let error = unusable(err);
            assert_eq!((error.code, error.free), (code, true), "{error}");
            assert_eq!(error.message, words);
        }
    }
}
