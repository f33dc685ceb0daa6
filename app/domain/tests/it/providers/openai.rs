//! The OpenAI Images API: every field of what is asked, what is understood of what comes back, and how jobs end that meet
//! its faults or draw from several references.

mod asked;
mod faults;
mod several;
mod told;

use super::{
    faults::config,
    peer::{Asked, Peer, Reply},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use bytes::Bytes;
use domain::{
    model::{
        ids::JobId,
        kinds::{AssetType, ProviderKind},
    },
    providers::{
        Drawn, ImageProvider, ProviderError, Reference, Request, config::Config, openai::OpenAi,
    },
    testing::png,
};
use serde_json::{Value, json};

/// Settings of `gpt-image-1` at an address, with changes.
fn settings(base: &str, change: impl FnOnce(&mut Config)) -> Config {
    let mut settings = config(ProviderKind::OpenAi, base);
    settings.model = Some("gpt-image-1".into());
    change(&mut settings);
    settings
}

fn provider(settings: Config) -> OpenAi {
    OpenAi::new(settings).unwrap()
}

/// An answer with these bytes as its picture.
fn answer(bytes: &Bytes) -> Value {
    json!({
        "created": 1_753_000_000,
        "data": [{ "b64_json": BASE64_STANDARD.encode(bytes), "revised_prompt": "Mara, revised" }],
        "usage": { "input_tokens": 40, "output_tokens": 4160, "total_tokens": 4200 },
    })
}

fn good() -> Reply {
    Reply::json(200, answer(&png(9)))
}

fn reference(shade: u8, role: &str) -> Reference {
    Reference {
        bytes: png(shade),
        name: String::new(),
        role: role.into(),
        weight: 0.8,
    }
}

fn request(references: Vec<Reference>) -> Request {
    Request {
        job: JobId::new(),
        prompt: "Mara in the oilskin coat.".into(),
        negative_prompt: Some("hats".into()),
        name: "Mara".into(),
        asset_type: AssetType::Character,
        description: "in the oilskin coat".into(),
        tags: vec![],
        visual_style: "Film noir".into(),
        width: 1280,
        height: 720,
        seed: 7,
        references,
    }
}

async fn drawn(provider: &OpenAi, references: Vec<Reference>) -> Result<Drawn, ProviderError> {
    let (progress, _) = tokio::sync::watch::channel(0);
    provider.draw(request(references), &progress).await
}

/// What a provider with these changes sends for these references.
async fn sent(change: impl FnOnce(&mut Config), references: Vec<Reference>) -> Asked {
    let peer = Peer::always(good()).await;
    let provider = provider(settings(&peer.url(), change));
    drawn(&provider, references).await.unwrap();
    let mut asked = peer.asked();
    assert_eq!(asked.len(), 1);
    asked.remove(0)
}

fn option(config: &mut Config, name: &str, value: Value) {
    config.options.insert(name.into(), value);
}
