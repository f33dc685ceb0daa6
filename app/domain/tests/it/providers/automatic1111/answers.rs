//! What the web UI answers, and what is understood.

use super::{draw, encoded, pictures, provider, reference, request};
use crate::providers::peer::{Peer, Reply};
use domain::{
    model::kinds::JobErrorCode::{self, AuthError, Permanent, Temporary},
    providers::{Drawn, ImageProvider, ProviderError},
    testing::png,
};
use serde_json::{Value, json};

async fn drawn(reply: Reply) -> Result<Drawn, ProviderError> {
    let peer = Peer::always(reply).await;
    draw(&provider(&peer.url(), json!({})), request(Vec::new())).await
}

async fn refused(reply: Reply) -> (JobErrorCode, String) {
    match drawn(reply).await {
        Err(error) => (error.code, error.message),
        Ok(drawn) => panic!("{drawn:?}"),
    }
}

#[tokio::test]
async fn the_picture_its_cost_and_the_record_are_taken_over() {
    let peer = Peer::always(pictures(json!([encoded(&png(1))]))).await;
    let provider = provider(&peer.url(), json!({}));
    let alone = draw(&provider, request(Vec::new())).await.unwrap();
    assert_eq!((alone.bytes, alone.cost), (png(1), Some(0.02)));
    assert_eq!(
        alone.metadata,
        json!({ "seed": 42, "info": { "seed": 42, "sampler_name": "Euler" } })
    );
    // Only the one that is sent is paid for.
    let two = vec![reference(1, 0.5), reference(2, 0.5)];
    let over = draw(&provider, request(two)).await.unwrap();
    assert_eq!(over.cost, Some(0.03));
}

#[tokio::test]
async fn the_first_picture_is_taken_however_it_is_written() {
    let several = json!([encoded(&png(1)), encoded(&png(2))]);
    assert_eq!(drawn(pictures(several)).await.unwrap().bytes, png(1));
    let named = format!("data:image/png;base64,{}", encoded(&png(3)));
    assert_eq!(drawn(pictures(json!([named]))).await.unwrap().bytes, png(3));
    let bare = json!({ "images": [encoded(&png(4))], "info": "no JSON" });
    let drawn = drawn(Reply::json(200, bare)).await.unwrap();
    assert_eq!(drawn.bytes, png(4));
    assert_eq!(drawn.metadata, json!({ "seed": null, "info": null }));
}

#[tokio::test]
async fn a_refusal_is_told_in_the_words_that_say_most() {
    let faults = json!([
        { "loc": ["body", "steps"], "msg": "value is not a valid integer", "type": "type_error" },
        { "loc": ["body", "width"], "msg": "field required", "type": "missing" },
    ]);
    let memory = "CUDA out of memory. Tried to allocate 20 MiB";
    for (status, body, code, words) in [
        (
            422,
            json!({ "detail": faults }),
            Permanent,
            "steps: value is not a valid integer; width: field required",
        ),
        (
            404,
            json!({ "error": "HTTPException", "detail": "Sampler not found", "errors": "" }),
            Permanent,
            "Sampler not found",
        ),
        (
            404,
            json!({ "detail": "Not Found" }),
            Permanent,
            "There is no API at this address. Start the web UI with --api.",
        ),
        (
            401,
            json!({ "detail": "Incorrect username or password" }),
            AuthError,
            "Incorrect username or password",
        ),
        (
            500,
            json!({ "error": "OutOfMemoryError", "detail": "", "body": "", "errors": memory }),
            Temporary,
            memory,
        ),
        (
            500,
            json!({ "error": "RuntimeError", "detail": "" }),
            Temporary,
            "RuntimeError",
        ),
        (
            200,
            json!({ "error": "ValueError", "errors": "Unknown checkpoint" }),
            Permanent,
            "Unknown checkpoint",
        ),
    ] {
        let refused = refused(Reply::json(status, body)).await;
        assert_eq!(refused, (code, words.to_owned()), "{status}");
    }
}

#[tokio::test]
async fn an_answer_without_a_picture_is_told_as_one() {
    for images in [json!([]), json!(null), json!([""]), json!([7])] {
        let (code, message) = refused(pictures(images)).await;
        assert_eq!(
            (code, message.as_str()),
            (Permanent, "The provider answered without a picture.",)
        );
    }
    let (code, message) = refused(pictures(json!(["%%%"]))).await;
    assert_eq!(code, Permanent);
    assert!(message.contains("not base64"), "{message}");
}

/// What testing the connection says, with a model in the settings or without.
async fn tested(model: Option<&str>, reply: Reply) -> Result<String, ProviderError> {
    let peer = Peer::always(reply).await;
    let changed = match model {
        Some(model) => json!({ "model": model }),
        None => json!({}),
    };
    let told = provider(&peer.url(), changed).test().await;
    assert_eq!(peer.asked()[0].line(), "GET /sdapi/v1/sd-models");
    told
}

fn models() -> Value {
    json!([
        { "title": "dreamshaper_8.safetensors [879db523c3]", "model_name": "dreamshaper_8" },
        { "title": "noir/film.ckpt", "model_name": "noir_film" },
    ])
}

#[tokio::test]
async fn the_connection_is_tested_by_looking_for_the_model() {
    let there = |model| tested(model, Reply::json(200, models()));
    assert_eq!(
        there(None).await,
        Ok("2 models in all; the one that is loaded draws.".into())
    );
    for model in [
        "dreamshaper_8",
        "noir_film",
        "film.ckpt",
        "DreamShaper_8.safetensors",
    ] {
        let sentence = format!("{model} is there; 2 models in all.");
        assert_eq!(there(Some(model)).await, Ok(sentence));
    }
    let error = there(Some("sdxl")).await.unwrap_err();
    assert_eq!(
        (error.code, error.message.as_str()),
        (
            Permanent,
            "There is no model sdxl. There is: dreamshaper_8, noir_film."
        )
    );
    let error = tested(Some("sdxl"), Reply::json(200, json!([]))).await;
    let error = error.unwrap_err();
    assert_eq!(error.message, "There is no model sdxl, nor any other.");
    let error = tested(None, Reply::json(200, json!({}))).await;
    assert_eq!(error.unwrap_err().code, Permanent);
    let closed = Reply::json(404, json!({ "detail": "Not Found" }));
    let error = tested(None, closed).await.unwrap_err();
    assert!(error.message.contains("--api"), "{}", error.message);
}
