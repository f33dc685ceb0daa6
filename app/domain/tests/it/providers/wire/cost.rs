//! Which failures certainly cost nothing: what never reached the provider, and what it refused.

use super::{settings, wire};
use crate::providers::peer::{Peer, Reply, nobody};
use domain::{
    model::kinds::JobErrorCode,
    providers::{ProviderError, config::Config, wire::Wire},
};
use serde_json::json;
use std::time::Duration;

async fn failure(config: &Config) -> ProviderError {
    let wire = Wire::new(config).unwrap();
    let call = wire.post(wire.url("x").unwrap()).json(&json!({}));
    wire.json(call).await.unwrap_err()
}

async fn answered(reply: Reply) -> ProviderError {
    let peer = Peer::always(reply).await;
    let mut config = settings(&peer.url());
    config.timeout = Duration::from_millis(500);
    failure(&config).await
}

#[tokio::test]
async fn what_is_refused_cost_nothing() {
    for status in [400, 401, 403, 404, 413, 422, 425, 429, 500, 529] {
        let error = answered(Reply::json(status, json!({ "error": "No." }))).await;
        assert!(error.free, "{status}");
    }
    let later = Reply::json(503, json!({ "error": "Later." })).with_header("Retry-After", "7");
    assert!(answered(later).await.free);
}

#[tokio::test]
async fn what_is_to_be_asked_elsewhere_cost_nothing_and_what_is_to_be_fetched_there_may_have() {
    for (status, free) in [
        (301, false),
        (302, false),
        (303, false),
        (307, true),
        (308, true),
    ] {
        let elsewhere = Reply::redirect(status, "http://127.0.0.1:9/elsewhere");
        let error = answered(elsewhere).await;
        assert!(error.message.contains("not followed"), "{error}");
        assert_eq!(error.free, free, "{status}");
        let nowhere = answered(Reply::json(status, json!({ "error": "Gone." }))).await;
        assert_eq!(nowhere.free, free, "{status} to nowhere");
    }
}

#[tokio::test]
async fn a_gateway_that_gave_up_does_not_know_what_was_drawn() {
    for status in [408, 499, 502, 503, 504, 520, 524, 598, 599] {
        let error = answered(Reply::json(status, json!({ "error": "Late." }))).await;
        assert_eq!(error.code, JobErrorCode::Temporary, "{status}");
        assert!(!error.free, "{status}");
    }
}

#[tokio::test]
async fn what_never_reached_the_provider_cost_nothing() {
    let away = failure(&settings(&nobody().await)).await;
    assert!(away.free, "{away}");
    let peer = Peer::always(Reply::json(200, json!({}))).await;
    let secure = peer.url().replace("http://", "https://");
    let unsafe_line = failure(&settings(&secure)).await;
    assert!(unsafe_line.free, "{unsafe_line}");
    let mut private = settings(&peer.url());
    private.allow_private = false;
    let refused = failure(&private).await;
    assert!(refused.free, "{refused}");
}

#[tokio::test]
async fn an_answer_that_was_lost_may_have_been_paid() {
    let whole = || Reply::json(200, json!({ "data": "a picture" }));
    for reply in [
        Reply::close(),
        whole().cut_after(5),
        Reply::hang(),
        Reply::bytes(200, "text/html", "<html>Welcome</html>"),
    ] {
        let error = answered(reply.clone()).await;
        assert!(!error.free, "{reply:?}: {error}");
    }
}

#[tokio::test]
async fn a_picture_that_cannot_be_fetched_was_drawn_all_the_same() {
    for status in [401, 404, 503] {
        let peer = Peer::always(Reply::json(status, json!({}))).await;
        let error = wire(&peer).fetch_picture("/picture").await.unwrap_err();
        assert!(!error.free, "{status}");
    }
    let config = settings(&nobody().await);
    let away = Wire::new(&config).unwrap().fetch_picture("/picture").await;
    assert!(!away.unwrap_err().free);
}

#[test]
fn whoever_is_told_to_wait_or_whose_key_is_refused_was_not_served() {
    use JobErrorCode::{AuthError, Permanent, RateLimit, Temporary};
    for (code, free) in [
        (AuthError, true),
        (RateLimit, true),
        (Permanent, false),
        (Temporary, false),
    ] {
        assert_eq!(ProviderError::new(code, "No.").free, free, "{code}");
    }
}
