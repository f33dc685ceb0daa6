//! What the Gemini API answers, and what is understood.

use super::{MODEL, draw, encoded, good, picture, provider, reference, request};
use crate::providers::peer::{Peer, Reply};
use domain::{
    model::kinds::JobErrorCode,
    providers::{Drawn, ImageProvider, ProviderError},
    testing::png,
};
use serde_json::{Value, json};
use std::time::Duration;

async fn drawn(reply: Reply) -> Result<Drawn, ProviderError> {
    let peer = Peer::always(reply).await;
    let drawn = draw(&provider(&peer.url(), json!({})), request(Vec::new())).await;
    assert_eq!(peer.asked().len(), 1, "one call, whatever comes of it");
    drawn
}

async fn refused(reply: Reply) -> ProviderError {
    match drawn(reply).await {
        Err(error) => error,
        Ok(drawn) => panic!("{drawn:?}"),
    }
}

fn refusal(status: u16, word: &str, message: &str, details: Value) -> Reply {
    let error = json!({ "code": status, "message": message, "status": word, "details": details });
    Reply::json(status, json!({ "error": error }))
}

#[tokio::test]
async fn the_picture_its_cost_and_the_record_are_taken_over() {
    let peer = Peer::always(good()).await;
    let provider = provider(&peer.url(), json!({}));
    let alone = draw(&provider, request(Vec::new())).await.unwrap();
    assert_eq!((alone.bytes, alone.cost), (png(1), Some(0.04)));
    assert_eq!(
        alone.metadata,
        json!({
            "model": MODEL,
            "responseId": "r-1",
            "usageMetadata": { "promptTokenCount": 12, "candidatesTokenCount": 1290 },
        })
    );
    let two = vec![reference(1, "identity"), reference(2, "style")];
    let with_two = draw(&provider, request(two)).await.unwrap();
    assert_eq!(with_two.cost, Some(0.06));
}

#[tokio::test]
async fn the_first_picture_is_taken_from_among_words_and_drafts() {
    let inline = |shade| json!({ "mimeType": "image/png", "data": encoded(&png(shade)) });
    let parts = json!([
        { "text": "Here is your picture." },
        { "thought": true, "inlineData": inline(1) },
        { "inlineData": inline(2) },
        { "inlineData": inline(3) },
    ]);
    assert_eq!(drawn(picture(parts)).await.unwrap().bytes, png(2));
    let snake = json!([{ "inline_data": { "mime_type": "image/png", "data": encoded(&png(4)) } }]);
    assert_eq!(drawn(picture(snake)).await.unwrap().bytes, png(4));
    let mut wrapped = encoded(&png(5));
    wrapped.insert(60, '\n');
    let wrapped = json!([{ "inlineData": { "data": wrapped } }]);
    assert_eq!(drawn(picture(wrapped)).await.unwrap().bytes, png(5));
}

#[tokio::test]
async fn refusals_are_told_apart_by_googles_own_words() {
    use JobErrorCode::{AuthError, Permanent, RateLimit, Temporary};
    let invalid_key = json!([{ "@type": "ErrorInfo", "reason": "API_KEY_INVALID" }]);
    for (status, word, details, code) in [
        (400, "INVALID_ARGUMENT", json!([]), Permanent),
        (400, "INVALID_ARGUMENT", invalid_key, AuthError),
        (400, "FAILED_PRECONDITION", json!([]), Permanent),
        (401, "UNAUTHENTICATED", json!([]), AuthError),
        (403, "PERMISSION_DENIED", json!([]), AuthError),
        (404, "NOT_FOUND", json!([]), Permanent),
        (429, "RESOURCE_EXHAUSTED", json!([]), RateLimit),
        (500, "INTERNAL", json!([]), Temporary),
        (503, "UNAVAILABLE", json!([]), Temporary),
        (504, "DEADLINE_EXCEEDED", json!([]), Temporary),
        (499, "CANCELLED", json!([]), Temporary),
        // A gateway may have a status of its own.
        (400, "RESOURCE_EXHAUSTED", json!([]), RateLimit),
        (400, "UNAUTHENTICATED", json!([]), AuthError),
        (400, "UNAVAILABLE", json!([]), Temporary),
    ] {
        let error = refused(refusal(status, word, "As it says.", details)).await;
        assert_eq!(
            (error.code, error.message.as_str()),
            (code, "As it says."),
            "{status} {word}"
        );
    }
}

#[tokio::test]
async fn what_was_given_up_at_work_may_have_been_paid() {
    for (word, free) in [
        ("DEADLINE_EXCEEDED", false),
        ("CANCELLED", false),
        ("INVALID_ARGUMENT", true),
        ("RESOURCE_EXHAUSTED", true),
    ] {
        for status in [400, 429, 500] {
            let error = refused(refusal(status, word, "As it says.", json!([]))).await;
            assert_eq!(error.free, free, "{status} {word}");
        }
        let inside = json!({ "error": { "status": word, "message": "As it says." } });
        let error = refused(Reply::json(200, inside)).await;
        assert_eq!(error.free, free, "{word} inside a success");
    }
}

#[tokio::test]
async fn the_wait_that_is_asked_for_is_told() {
    let retry = |delay: &str| json!([{ "@type": "RetryInfo", "retryDelay": delay }]);
    let full = "RESOURCE_EXHAUSTED";
    for (delay, header, wait) in [
        ("37s", None, Some(Duration::from_secs(37))),
        ("1.5s", None, Some(Duration::from_millis(1_500))),
        ("37s", Some("9"), Some(Duration::from_secs(37))),
        ("soon", Some("9"), Some(Duration::from_secs(9))),
        ("-4s", None, None),
        ("NaNs", None, None),
        ("1e300s", None, Some(Duration::from_secs(3600))),
    ] {
        let mut reply = refusal(429, full, "Quota exceeded.", retry(delay));
        if let Some(seconds) = header {
            reply = reply.with_header("retry-after", seconds);
        }
        assert_eq!(refused(reply).await.retry_after, wait, "{delay} {header:?}");
    }
}

#[tokio::test]
async fn a_success_with_a_refusal_inside_is_one() {
    let inside = |error: Value| Reply::json(200, json!({ "error": error }));
    let full = json!({ "code": 429, "message": "Slowly.", "details": [{ "retryDelay": "2s" }] });
    let error = refused(inside(full)).await;
    assert_eq!(
        (error.code, error.message.as_str(), error.retry_after),
        (
            JobErrorCode::RateLimit,
            "Slowly.",
            Some(Duration::from_secs(2))
        )
    );
    let error = refused(inside(json!("no such model"))).await;
    assert_eq!(
        (error.code, error.message.as_str()),
        (JobErrorCode::Permanent, "no such model")
    );
}

#[tokio::test]
async fn an_answer_without_a_picture_is_explained() {
    use JobErrorCode::{Permanent, Temporary};
    let ended = |reason: &str| json!({ "candidates": [{ "finishReason": reason }] });
    let said = json!([{ "text": "I cannot" }, { "text": "draw that." }]);
    for (body, code, words) in [
        (ended("SAFETY"), Permanent, "rules of safety"),
        (ended("IMAGE_SAFETY"), Permanent, "(IMAGE_SAFETY)"),
        (ended("PROHIBITED_CONTENT"), Permanent, "rules of safety"),
        (ended("RECITATION"), Permanent, "existing work"),
        (
            ended("MAX_TOKENS"),
            Temporary,
            "before the picture was done",
        ),
        (ended("OTHER"), Temporary, "(OTHER)"),
        (ended("NO_IMAGE"), Temporary, "(NO_IMAGE)"),
        (ended("SOMETHING_NEW"), Permanent, "(SOMETHING_NEW)"),
        (ended("STOP"), Permanent, "without a picture"),
        (json!({ "candidates": [] }), Permanent, "without a picture"),
        (json!({}), Permanent, "without a picture"),
        (
            json!({ "promptFeedback": { "blockReason": "SAFETY", "blockReasonMessage": "Blood." } }),
            Permanent,
            "(SAFETY). Blood.",
        ),
        (
            json!({ "candidates": [{ "finishReason": "IMAGE_SAFETY", "finishMessage": "Try other words." }] }),
            Permanent,
            "Try other words.",
        ),
        (
            json!({ "candidates": [{ "content": { "parts": said }, "finishReason": "STOP" }] }),
            Permanent,
            "in words instead of a picture: I cannot draw that.",
        ),
    ] {
        let told = body.to_string();
        let error = refused(Reply::json(200, body)).await;
        assert_eq!(error.code, code, "{told}");
        assert!(error.message.contains(words), "{}", error.message);
    }
}

#[tokio::test]
async fn a_picture_that_is_not_base64_is_none() {
    let error = refused(picture(json!([{ "inlineData": { "data": "%%%" } }]))).await;
    assert_eq!(error.code, JobErrorCode::Permanent);
    assert!(error.message.contains("base64"), "{}", error.message);
}

#[tokio::test]
async fn the_connection_is_tested_by_looking_for_the_model() {
    let model = |methods: Value| {
        json!({
            "name": "models/gemini-2.5-flash-image",
            "displayName": "Nano Banana",
            "supportedGenerationMethods": methods,
        })
    };
    let peer = Peer::always(Reply::json(200, model(json!(["generateContent"])))).await;
    let told = provider(&peer.url(), json!({})).test().await;
    assert_eq!(
        told,
        Ok("gemini-2.5-flash-image is there: Nano Banana.".into())
    );
    let asked = &peer.asked()[0];
    assert_eq!(asked.line(), "GET /v1beta/models/gemini-2.5-flash-image");
    assert_eq!(asked.header("x-goog-api-key"), Some(super::KEY));

    let peer = Peer::always(Reply::json(200, model(json!(["embedContent"])))).await;
    let error = provider(&peer.url(), json!({})).test().await.unwrap_err();
    assert_eq!(error.code, JobErrorCode::Permanent);

    let gone = refusal(404, "NOT_FOUND", "models/x is not found.", json!([]));
    let peer = Peer::always(gone).await;
    let error = provider(&peer.url(), json!({})).test().await.unwrap_err();
    assert_eq!(
        (error.code, error.message.as_str()),
        (JobErrorCode::Permanent, "models/x is not found.")
    );
}
