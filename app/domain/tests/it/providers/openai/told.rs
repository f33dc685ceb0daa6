//! What is understood of what the API answers, and what the provider says of itself.

use super::{answer, drawn, good, option, provider, reference, settings};
use crate::providers::peer::{Peer, Reply};
use base64::{Engine, prelude::BASE64_STANDARD};
use domain::{
    model::kinds::{
        JobErrorCode::{AuthError, Permanent, Temporary},
        ProviderKind,
    },
    providers::{ImageProvider, config::Config},
    testing::png,
};
use serde_json::{Value, json};

#[tokio::test]
async fn the_picture_its_price_and_what_was_used_come_back() {
    let peer = Peer::always(good()).await;
    let provider = provider(settings(&peer.url(), |_| {}));
    let told = drawn(&provider, vec![]).await.unwrap();
    assert_eq!((told.bytes, told.cost), (png(9), Some(0.25)));
    let record = json!({
        "created": 1_753_000_000, "model": "gpt-image-1", "size": "1536x1024",
        "revised_prompt": "Mara, revised",
        "usage": { "input_tokens": 40, "output_tokens": 4160, "total_tokens": 4200 },
    });
    assert_eq!(told.metadata, record);
    let two = vec![reference(1, "identity"), reference(2, "style")];
    assert_eq!(drawn(&provider, two).await.unwrap().cost, Some(1.25));
}

#[tokio::test]
async fn a_picture_is_read_in_whatever_way_it_is_written() {
    let base64 = BASE64_STANDARD.encode(png(9));
    let (one, two) = base64.split_at(30);
    for first in [
        json!({ "b64_json": format!("data:image/png;base64,{base64}") }),
        json!({ "b64_json": format!("{one}\n{two}\n"), "url": null }),
        json!({ "b64_json": null, "url": format!("data:image/png;base64,{base64}") }),
    ] {
        let peer = Peer::always(Reply::json(200, json!({ "data": [first], "error": null }))).await;
        let provider = provider(settings(&peer.url(), |_| {}));
        assert_eq!(drawn(&provider, vec![]).await.unwrap().bytes, png(9));
    }
}

#[tokio::test]
async fn a_reference_that_cannot_be_read_is_not_paid_for() {
    let peer = Peer::always(good()).await;
    let provider = provider(settings(&peer.url(), |_| {}));
    let mut broken = reference(1, "identity");
    broken.bytes = broken.bytes.slice(..40);
    let error = drawn(&provider, vec![broken]).await.unwrap_err();
    assert_eq!(error.code, Permanent);
    assert!(
        error
            .message
            .starts_with("The reference picture cannot be used"),
        "{error}"
    );
    assert!(peer.asked().is_empty());
}

#[tokio::test]
async fn words_that_are_not_drawn_cost_nothing_and_what_is_inside_a_success_may_have() {
    for (status, code, free) in [
        (400, "content_policy_violation", true),
        (400, "moderation_blocked", true),
        (403, "moderation_blocked", true),
        (200, "moderation_blocked", false),
        (200, "server_error", false),
        (200, "something_new", false),
    ] {
        let words = json!({ "error": { "code": code, "message": "Not this." } });
        let peer = Peer::always(Reply::json(status, words)).await;
        let provider = provider(settings(&peer.url(), |_| {}));
        let error = drawn(&provider, vec![]).await.unwrap_err();
        assert_eq!(
            (error.message.as_str(), error.free),
            ("Not this.", free),
            "{status} {code}"
        );
    }
}

#[test]
fn the_capabilities_are_those_of_the_model() {
    let told =
        |change: fn(&mut Config)| provider(settings("https://a.example", change)).capabilities();
    let gpt = told(|_| {});
    assert_eq!(
        (gpt.name.as_str(), gpt.kind),
        ("studio", ProviderKind::OpenAi)
    );
    assert_eq!(
        (gpt.label.as_str(), gpt.cost),
        ("gpt-image-1 at a.example", 0.25)
    );
    assert_eq!((gpt.references, gpt.max_side), (16, 1536));
    assert!(gpt.roles && !gpt.weights && !gpt.seeds && !gpt.negative && !gpt.progress);
    assert_eq!(
        told(|config| config.model = Some("dall-e-3".into())).references,
        0
    );
    let few = told(|config| option(config, "references", json!(4)));
    assert_eq!(few.references, 4);
    let unnamed = told(|config| config.model = None);
    assert_eq!(unnamed.label, "OpenAI Images at a.example");
}

/// What the test of the connection says when the list of models is answered like this.
async fn tested(reply: Reply, change: impl FnOnce(&mut Config)) -> (Peer, Result<String, String>) {
    let peer = Peer::always(reply).await;
    let provider = provider(settings(&peer.url(), change));
    let said = provider.test().await;
    (
        peer,
        said.map_err(|error| format!("{}: {}", error.code, error.message)),
    )
}

fn models(names: &[&str]) -> Reply {
    let data: Vec<Value> = names.iter().map(|name| json!({ "id": name })).collect();
    Reply::json(200, json!({ "object": "list", "data": data }))
}

#[tokio::test]
async fn the_test_looks_for_the_model_in_the_list() {
    let (peer, said) = tested(models(&["gpt-4", "gpt-image-1"]), |_| {}).await;
    assert_eq!(said, Ok("gpt-image-1 is there; 2 models in all.".into()));
    assert_eq!(peer.asked()[0].line(), "GET /v1/models");
    assert!(peer.asked()[0].header("authorization").is_some());
    let (_, said) = tested(models(&["gpt-4"]), |_| {}).await;
    assert_eq!(
        said,
        Err(format!(
            "{Permanent}: gpt-image-1 is not there; 1 model in all."
        ))
    );
    let (_, said) = tested(models(&[]), |config| config.model = None).await;
    assert!(said.unwrap().ends_with("0 models in all. None is set."));
}

#[tokio::test]
async fn the_test_says_what_it_could_not_find_out() {
    let (_, said) = tested(
        Reply::bytes(404, "text/plain", "404 page not found"),
        |_| {},
    )
    .await;
    let said = said.unwrap();
    assert!(
        said.contains("lists no models and did not look at the key"),
        "{said}"
    );
    let azure = |config: &mut Config| {
        config.base_url.set_path("/openai/deployments/pictures");
        option(config, "api_version", json!("2025-04-01-preview"));
    };
    let (peer, said) = tested(models(&["gpt-4"]), azure).await;
    assert!(
        said.unwrap()
            .contains("Whether the deployment pictures is there shows when it draws.")
    );
    let asked = &peer.asked()[0];
    assert_eq!(
        (asked.path.as_str(), asked.query.as_str()),
        ("/openai/models", "api-version=2025-04-01-preview")
    );
}

#[tokio::test]
async fn the_test_fails_with_the_providers_words() {
    let refused = Reply::json(
        401,
        json!({ "error": { "message": "Incorrect API key provided." } }),
    );
    let (_, said) = tested(refused, |_| {}).await;
    assert_eq!(
        said,
        Err(format!("{AuthError}: Incorrect API key provided."))
    );
    let (_, said) = tested(Reply::close(), |_| {}).await;
    assert_eq!(
        said,
        Err(format!("{Temporary}: The provider's answer broke off."))
    );
    let (_, said) = tested(Reply::json(200, answer(&png(1))), |_| {}).await;
    assert_eq!(
        said,
        Err(format!(
            "{Permanent}: gpt-image-1 is not there; 1 model in all."
        ))
    );
}
