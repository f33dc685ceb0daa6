//! What a provider of the Gemini API is set up with.

use super::{config, provider};
use domain::{
    model::kinds::ProviderKind,
    providers::{ImageProvider, config::Config, gemini::Gemini},
};
use serde_json::json;

#[tokio::test]
async fn capabilities_say_what_it_can_do() {
    let capabilities = provider("https://example.com", json!({})).capabilities();
    assert_eq!(
        (capabilities.name.as_str(), capabilities.kind),
        ("studio", ProviderKind::Gemini)
    );
    assert_eq!(capabilities.label, "gemini-2.5-flash-image at example.com");
    assert_eq!((capabilities.references, capabilities.max_side), (3, 1584));
    assert_eq!((capabilities.roles, capabilities.weights), (true, false));
    assert_eq!((capabilities.seeds, capabilities.negative), (false, true));
    assert_eq!((capabilities.progress, capabilities.cost), (false, 0.04));
}

#[test]
fn settings_that_do_not_do_are_refused_in_a_sentence() {
    let url = "https://example.com";
    let nameless = Config {
        model: None,
        ..config(url, json!({}))
    };
    for (config, words) in [
        (nameless, "gemini-2.5-flash-image"),
        (config(url, json!({ "model": "../secrets" })), "../secrets"),
        (config(url, json!({ "model": "a b" })), "a b"),
        (config(url, json!({ "options": { "steps": 20 } })), "steps"),
        (
            config(url, json!({ "options": { "references": 15 } })),
            "0 to 14",
        ),
        (
            config(url, json!({ "options": { "references": "2" } })),
            "0 to 14",
        ),
        (
            config(url, json!({ "options": { "image_size": "8K" } })),
            "1K, 2K or 4K",
        ),
    ] {
        let Err(sentence) = Gemini::new(config) else {
            panic!("taken: {words}")
        };
        assert!(
            sentence.contains("studio") && sentence.contains(words),
            "{sentence}"
        );
    }
}
