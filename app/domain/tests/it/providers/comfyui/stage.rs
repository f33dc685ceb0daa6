//! What the tests of this provider have in common: workflows, settings, and short ways to a picture.

use crate::providers::faults;
use domain::{
    ctx::{Ctx, Settings},
    model::{
        ids::JobId,
        kinds::{AssetType, ProviderKind},
    },
    providers::{
        Drawn, ImageProvider, ProviderError, Providers, Reference, Request, comfyui::ComfyUi,
        config::Config,
    },
    testing::{TestCtx, png},
};
use serde_json::{Value, json};
use std::{collections::BTreeMap, sync::Arc};
use tokio::sync::watch;

/// A node of a workflow.
pub(super) fn node(title: &str, class: &str, inputs: Value) -> Value {
    json!({ "class_type": class, "inputs": inputs, "_meta": { "title": title } })
}

/// A workflow that draws from words alone.
pub(super) fn workflow() -> Value {
    let seed = json!({
        "seed": 1, "steps": 20, "cfg": 8.0, "model": ["4", 0], "positive": ["6", 0], "negative": ["7", 0],
        "latent_image": ["5", 0],
    });
    let size = json!({ "width": 512, "height": 512, "batch_size": 1 });
    json!({
        "3": node("throughline:seed", "KSampler", seed),
        "4": node("Load Checkpoint", "CheckpointLoaderSimple", json!({ "ckpt_name": "xl.safetensors" })),
        "5": node("throughline:size", "EmptyLatentImage", size),
        "6": node("throughline:prompt", "CLIPTextEncode", json!({ "text": "", "clip": ["4", 1] })),
        "7": node("throughline:negative", "CLIPTextEncode", json!({ "text": "blurry", "clip": ["4", 1] })),
        "8": node("VAE Decode", "VAEDecode", json!({ "samples": ["3", 0], "vae": ["4", 2] })),
        "9": node("Save", "SaveImage", json!({ "images": ["8", 0], "filename_prefix": "film" })),
    })
}

/// The same, drawing from a reference.
pub(super) fn with_reference() -> Value {
    let mut workflow = workflow();
    let image = json!({ "image": "of-something-else.png" });
    workflow["10"] = node("throughline:reference", "LoadImage", image);
    workflow
}

/// The settings of a ComfyUI at the address.
pub(super) fn config(base: &str, workflow: Value) -> Config {
    Config {
        key: None,
        workflow: Some(workflow),
        // Tests look after a prompt more often than anybody else would.
        options: BTreeMap::from([("poll_seconds".into(), json!(0.01))]),
        ..faults::config(ProviderKind::ComfyUi, base)
    }
}

/// What a provider is asked for, with as many references.
pub(super) fn request(references: u8) -> Request {
    let reference = |shade: u8| Reference {
        bytes: png(shade),
        name: String::new(),
        role: "identity".into(),
        weight: 0.8,
    };
    Request {
        job: JobId::new(),
        prompt: "Mara, soaked; the \"red\" neckerchief's gone".into(),
        negative_prompt: Some("umbrellas".into()),
        name: "Mara".into(),
        asset_type: AssetType::Character,
        description: "Mara, soaked".into(),
        tags: vec!["rain-soaked".into()],
        visual_style: "Film noir".into(),
        width: 1280,
        height: 720,
        seed: 4711,
        references: (0..references)
            .map(|number| reference(number * 50))
            .collect(),
    }
}

/// Draws, with nobody looking how far it is.
pub(super) async fn draw(provider: &ComfyUi, request: Request) -> Result<Drawn, ProviderError> {
    provider.draw(request, &watch::channel(0).0).await
}

/// A process that draws with this provider alone.
pub(super) fn process(ctx: &TestCtx, provider: ComfyUi, settings: Settings) -> Ctx {
    Ctx {
        providers: Providers::new(Arc::new(provider), Vec::new()),
        ..ctx.with(settings)
    }
}

/// What an ended prompt left at the node that saves.
pub(super) fn saved(names: &[&str]) -> Value {
    let image = |name: &&str| json!({ "filename": name, "subfolder": "film", "type": "output" });
    json!({ "9": { "images": names.iter().map(image).collect::<Vec<_>>() } })
}

/// How a prompt ends that fails in the middle.
pub(super) fn failed(event: &str, data: Value) -> Value {
    json!({
        "outputs": {},
        "status": { "status_str": "error", "completed": false, "messages": [["execution_start", {}], [event, data]] },
    })
}
