//! What an answer that is no success amounts to: its class, its words, its wait.

use domain::{
    model::kinds::JobErrorCode::{self, AuthError, Permanent, RateLimit, Temporary},
    providers::wire::classify,
};
use reqwest::{
    StatusCode,
    header::{HeaderMap, HeaderValue, RETRY_AFTER},
};
use std::time::Duration;

fn classified(status: u16, body: &str) -> (JobErrorCode, String) {
    let status = StatusCode::from_u16(status).unwrap();
    let error = classify(status, &HeaderMap::new(), body.as_bytes());
    (error.code, error.message)
}

#[test]
fn each_status_has_its_class() {
    for (class, statuses) in [
        (AuthError, &[401, 403][..]),
        (RateLimit, &[429][..]),
        (
            Temporary,
            &[408, 425, 499, 500, 502, 503, 504, 529, 599][..],
        ),
        (Permanent, &[304, 400, 402, 404, 409, 413, 422, 451][..]),
    ] {
        for status in statuses {
            assert_eq!(classified(*status, "no").0, class, "{status}");
        }
    }
}

#[test]
fn a_providers_own_words_are_found() {
    let long = "so ".repeat(200);
    for (body, words) in [
        (r#"{"error":{"message":"One.","code":1}}"#, "One."),
        (r#"{"error":"Two."}"#, "Two."),
        (r#"{"error":"","detail":"Three."}"#, "Three."),
        (r#"{"message":"Four.\n\u0000Five."}"#, "Four. Five."),
        (
            r#"{"detail":[{"loc":["body","steps"],"msg":"too many"},{"msg":"odd"}]}"#,
            "steps: too many; odd",
        ),
        ("First line\nsecond line", "First line"),
        (
            "\n\n <html><body><h1>Not\there</h1></body></html>",
            "Not here",
        ),
        ("\u{FFFD}PNG\0", "The provider answered 400 Bad Request."),
        ("{}", "The provider answered 400 Bad Request."),
        ("", "The provider answered 400 Bad Request."),
    ] {
        assert_eq!(classified(400, body).1, words);
    }
    let cut = classified(400, &long).1;
    assert!(cut.chars().count() == 300 && cut.ends_with('…'), "{cut}");
}

#[test]
fn a_provider_that_asks_for_patience_gets_it_up_to_an_hour() {
    let wait = |status, text: &str| {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, HeaderValue::from_str(text).unwrap());
        classify(StatusCode::from_u16(status).unwrap(), &headers, b"").retry_after
    };
    assert_eq!(wait(429, "7"), Some(Duration::from_secs(7)));
    assert_eq!(wait(503, "7"), Some(Duration::from_secs(7)));
    assert_eq!(wait(400, "7"), None);
    assert_eq!(wait(429, "86400"), Some(Duration::from_secs(3600)));
    assert_eq!(
        wait(429, "Wed, 21 Oct 2015 07:28:00 GMT"),
        Some(Duration::ZERO)
    );
    assert_eq!(
        wait(429, "Tue, 31 Dec 2999 23:59:59 GMT"),
        Some(Duration::from_secs(3600))
    );
    assert_eq!(wait(429, "soon"), None);
}
