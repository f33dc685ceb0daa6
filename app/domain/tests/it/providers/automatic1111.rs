//! The web UI of AUTOMATIC1111: every field of what is asked. `answers` is about what comes back, `progress` about what
//! happens meanwhile, `faults` about jobs that meet it, `several` about one with several references.

mod answers;
mod faults;
mod progress;
mod several;

use super::peer::{Asked, Peer, Reply};
use base64::{Engine, prelude::BASE64_STANDARD};
use domain::{
    model::{
        ids::JobId,
        kinds::{AssetType, ProviderKind},
    },
    providers::{
        Drawn, ImageProvider, Progress, ProviderError, Reference, Request,
        automatic1111::Automatic1111, config::Config,
    },
    testing::png,
};
use serde_json::{Value, json};

const WORDS: &str = "POST /sdapi/v1/txt2img";
const PICTURE: &str = "POST /sdapi/v1/img2img";

/// The settings for a peer, with some of them changed.
fn config(url: &str, changed: Value) -> Config {
    let mut table = json!({
        "kind": "automatic1111",
        "base_url": url,
        "allow_private": true,
        "timeout": "10s",
        "price": 0.02,
        "price_reference": 0.01,
    });
    for (name, value) in changed.as_object().unwrap() {
        table[name] = value.clone();
    }
    let password = |name: &str| (name == "WEBUI_PASSWORD").then(|| "lantern".to_owned());
    Config::parse("workshop", table.as_object().unwrap(), password).unwrap()
}

fn provider(url: &str, changed: Value) -> Automatic1111 {
    Automatic1111::new(config(url, changed)).unwrap()
}

fn encoded(bytes: &[u8]) -> String {
    BASE64_STANDARD.encode(bytes)
}

/// An answer with these pictures.
fn pictures(images: Value) -> Reply {
    let info = json!({ "seed": 42, "sampler_name": "Euler" }).to_string();
    Reply::json(
        200,
        json!({ "images": images, "parameters": {}, "info": info }),
    )
}

fn request(references: Vec<Reference>) -> Request {
    Request {
        job: JobId::new(),
        prompt: "Mara Quill\nSoaked; the (red:1.2) scarf".into(),
        negative_prompt: None,
        name: "Mara Quill".into(),
        asset_type: AssetType::Character,
        description: "Soaked; the (red:1.2) scarf".into(),
        tags: vec!["rain-soaked".into()],
        visual_style: "Film noir".into(),
        width: 1280,
        height: 720,
        seed: 42,
        references,
    }
}

fn reference(shade: u8, weight: f64) -> Reference {
    Reference {
        bytes: png(shade),
        name: String::new(),
        role: "identity".into(),
        weight,
    }
}

async fn draw(provider: &Automatic1111, request: Request) -> Result<Drawn, ProviderError> {
    provider.draw(request, &Progress::new(0)).await
}

/// What the peer is asked for a request.
async fn asked(changed: Value, request: Request) -> Asked {
    let peer = Peer::always(pictures(json!([encoded(&png(1))]))).await;
    draw(&provider(&peer.url(), changed), request)
        .await
        .unwrap();
    let posted = |asked: &Asked| asked.method == "POST";
    let mut all: Vec<_> = peer.asked().into_iter().filter(posted).collect();
    assert_eq!(all.len(), 1, "{all:?}");
    all.remove(0)
}

#[tokio::test]
async fn words_alone_are_sent_with_size_and_seed() {
    let request = request(Vec::new());
    let expected = json!({
        "prompt": request.prompt,
        "seed": 42,
        "width": 1280,
        "height": 720,
        "batch_size": 1,
        "n_iter": 1,
        "force_task_id": request.job.to_string(),
    });
    let asked = asked(json!({}), request).await;
    assert_eq!((asked.line().as_str(), asked.query.as_str()), (WORDS, ""));
    assert_eq!(asked.header("authorization"), None);
    assert_eq!(asked.json(), expected);
}

#[tokio::test]
async fn every_option_has_its_field() {
    let request = Request {
        negative_prompt: Some("umbrellas".into()),
        ..request(Vec::new())
    };
    let job = request.job.to_string();
    let prompt = request.prompt.clone();
    let changed = json!({
        "model": "dreamshaper_8",
        "options": {
            "steps": 28,
            "cfg_scale": 6.5,
            "sampler": "DPM++ 2M",
            "scheduler": "Karras",
            "denoising": 0.6,
            "max_side": 1024,
        },
    });
    assert_eq!(
        asked(changed, request).await.json(),
        json!({
            "prompt": prompt,
            "negative_prompt": "umbrellas",
            "seed": 42,
            "steps": 28,
            "cfg_scale": 6.5,
            "sampler_name": "DPM++ 2M",
            "scheduler": "Karras",
            "width": 1024,
            "height": 576,
            "batch_size": 1,
            "n_iter": 1,
            "override_settings": { "sd_model_checkpoint": "dreamshaper_8" },
            "force_task_id": job,
        })
    );
}

#[tokio::test]
async fn a_reference_is_drawn_over_as_far_as_its_weight_lets() {
    for (weight, strength) in [
        (0.0, 1.0),
        (0.05, 0.965),
        (0.5, 0.65),
        (0.75, 0.475),
        (0.9, 0.37),
        (1.0, 0.3),
    ] {
        let references = vec![reference(10, weight), reference(20, 0.9)];
        let asked = asked(json!({}), request(references)).await;
        assert_eq!(asked.line(), PICTURE);
        let body = asked.json();
        assert_eq!(body["denoising_strength"], strength, "{weight}");
        assert_eq!(body["resize_mode"], 1);
        assert_eq!(body["prompt"], request(Vec::new()).prompt);
        // The first alone, whatever is given.
        let images = body["init_images"].as_array().unwrap();
        assert_eq!(images.len(), 1);
        let bytes = BASE64_STANDARD.decode(images[0].as_str().unwrap()).unwrap();
        let sent = image::load_from_memory(&bytes).unwrap().to_rgb8();
        assert_eq!(sent.get_pixel(0, 0).0, [10, 90, 160]);
    }
}

#[tokio::test]
async fn a_strength_in_the_settings_comes_before_the_weight() {
    let options = json!({ "options": { "denoising": 0.1 } });
    let body = asked(options.clone(), request(vec![reference(10, 0.2)])).await;
    assert_eq!(body.json()["denoising_strength"], 0.1);
    let fixed = provider("http://127.0.0.1:9", options).capabilities();
    let weighed = provider("http://127.0.0.1:9", json!({})).capabilities();
    assert_eq!((fixed.weights, weighed.weights), (false, true));
}

#[tokio::test]
async fn sizes_are_multiples_of_eight_within_the_limit() {
    for (limit, (width, height), sent) in [
        (2048, (1280, 536), (1280, 536)),
        (2048, (1152, 864), (1152, 864)),
        (768, (1280, 720), (768, 432)),
        (768, (720, 1280), (432, 768)),
        (1000, (1280, 536), (1000, 416)),
        (1003, (4000, 4000), (1000, 1000)),
        (512, (1281, 7), (512, 64)),
    ] {
        let options = json!({ "options": { "max_side": limit } });
        let request = Request {
            width,
            height,
            ..request(Vec::new())
        };
        let body = asked(options, request).await.json();
        assert_eq!(
            (&body["width"], &body["height"]),
            (&json!(sent.0), &json!(sent.1))
        );
    }
}

#[tokio::test]
async fn every_seed_becomes_one_that_is_taken_and_none_a_random_one() {
    for (seed, sent) in [
        (0, 0_u32),
        (4_294_967_295, u32::MAX),
        (4_294_967_296, 0),
        (-1, u32::MAX),
    ] {
        let request = Request {
            seed,
            ..request(Vec::new())
        };
        let body = asked(json!({}), request).await.json();
        assert_eq!(body["seed"], sent, "{seed}");
    }
}

#[tokio::test]
async fn a_user_signs_with_name_and_password() {
    let signed = json!({ "user": "mara", "key_env": "WEBUI_PASSWORD" });
    let asked = asked(signed, request(Vec::new())).await;
    let expected = format!("Basic {}", encoded(b"mara:lantern"));
    assert_eq!(asked.header("authorization"), Some(expected.as_str()));
}

#[tokio::test]
async fn capabilities_say_what_it_can_do() {
    let named = json!({ "model": "dreamshaper_8", "options": { "max_side": 1030 } });
    let named = provider("http://127.0.0.1:7860", named).capabilities();
    assert_eq!(
        (named.name.as_str(), named.kind, named.label.as_str()),
        (
            "workshop",
            ProviderKind::Automatic1111,
            "dreamshaper_8 at 127.0.0.1:7860"
        )
    );
    assert_eq!((named.references, named.roles), (1, false));
    assert_eq!((named.max_side, named.cost), (1024, 0.02));
    assert_eq!(
        (named.seeds, named.negative, named.progress),
        (true, true, true)
    );
}

#[test]
fn settings_that_do_not_do_are_refused_in_a_sentence() {
    let url = "http://127.0.0.1:7860";
    let option = |name: &str, value: Value| {
        let mut options = json!({});
        options[name] = value;
        config(url, json!({ "options": options }))
    };
    let without_user = config(url, json!({ "key_env": "WEBUI_PASSWORD" }));
    for (config, words) in [
        (without_user, "user"),
        (option("quality", json!("high")), "quality"),
        (option("steps", json!(0)), "steps is a number from 1 to 150"),
        (option("steps", json!(12.5)), "steps is"),
        (option("cfg_scale", json!("7")), "cfg_scale is"),
        (
            option("denoising", json!(1.5)),
            "denoising is a number from 0 to 1",
        ),
        (option("max_side", json!(16)), "max_side is"),
        (option("sampler", json!(" ")), "sampler is"),
        (option("scheduler", json!(1)), "scheduler is"),
    ] {
        let Err(sentence) = Automatic1111::new(config) else {
            panic!("taken: {words}")
        };
        assert!(
            sentence.contains("workshop") && sentence.contains(words),
            "{sentence}"
        );
    }
}
