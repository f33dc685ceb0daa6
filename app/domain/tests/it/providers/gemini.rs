//! The Gemini API: every field of what is asked. `settings` is about what it is set up with, `answers` about what comes
//! back, `faults` about jobs that meet it, `several` about one with several references.

mod answers;
mod faults;
mod settings;
mod several;

use super::peer::{Asked, Peer, Reply};
use base64::{Engine, prelude::BASE64_STANDARD};
use bytes::Bytes;
use domain::{
    model::{ids::JobId, kinds::AssetType},
    providers::{
        Drawn, ImageProvider, Progress, ProviderError, Reference, Request, config::Config,
        gemini::Gemini,
    },
    testing::png,
};
use serde_json::{Value, json};

const KEY: &str = "AIza-not-a-real-key";
const MODEL: &str = "gemini-2.5-flash-image";
const DRAW: &str = "POST /v1beta/models/gemini-2.5-flash-image:generateContent";

/// The settings for a peer, with some of them changed.
fn config(url: &str, changed: Value) -> Config {
    let mut table = json!({
        "kind": "gemini",
        "base_url": url,
        "model": MODEL,
        "key_env": "GEMINI_KEY",
        "allow_private": true,
        "timeout": "5s",
        "price": 0.04,
        "price_reference": 0.01,
    });
    for (name, value) in changed.as_object().unwrap() {
        table[name] = value.clone();
    }
    let key = |name: &str| (name == "GEMINI_KEY").then(|| KEY.to_owned());
    Config::parse("studio", table.as_object().unwrap(), key).unwrap()
}

fn provider(url: &str, changed: Value) -> Gemini {
    Gemini::new(config(url, changed)).unwrap()
}

/// An answer with one picture.
fn good() -> Reply {
    picture(json!([{ "inlineData": { "mimeType": "image/png", "data": encoded(&png(1)) } }]))
}

fn picture(parts: Value) -> Reply {
    Reply::json(
        200,
        json!({
            "candidates": [{ "content": { "role": "model", "parts": parts }, "finishReason": "STOP" }],
            "usageMetadata": { "promptTokenCount": 12, "candidatesTokenCount": 1290 },
            "modelVersion": MODEL,
            "responseId": "r-1",
        }),
    )
}

fn encoded(bytes: &[u8]) -> String {
    BASE64_STANDARD.encode(bytes)
}

fn request(references: Vec<Reference>) -> Request {
    Request {
        job: JobId::new(),
        prompt: "Mara Quill\nSoaked; the \"red\" scarf\nAspect ratio: 16:9".into(),
        negative_prompt: None,
        name: "Mara Quill".into(),
        asset_type: AssetType::Character,
        description: "Soaked; the \"red\" scarf".into(),
        tags: vec!["rain-soaked".into()],
        visual_style: "Film noir".into(),
        width: 1280,
        height: 720,
        seed: 42,
        references,
    }
}

fn reference(shade: u8, role: &str) -> Reference {
    Reference {
        bytes: png(shade),
        name: String::new(),
        role: role.into(),
        weight: 1.0,
    }
}

async fn draw(provider: &Gemini, request: Request) -> Result<Drawn, ProviderError> {
    provider.draw(request, &Progress::new(0)).await
}

/// What the peer is asked for a request.
async fn asked(changed: Value, request: Request) -> Asked {
    let peer = Peer::always(good()).await;
    draw(&provider(&peer.url(), changed), request)
        .await
        .unwrap();
    let mut all = peer.asked();
    assert_eq!(all.len(), 1, "{all:?}");
    all.remove(0)
}

#[tokio::test]
async fn words_alone_are_sent_with_shape_seed_and_key() {
    let asked = asked(json!({}), request(Vec::new())).await;
    assert_eq!((asked.line().as_str(), asked.query.as_str()), (DRAW, ""));
    assert_eq!(asked.header("x-goog-api-key"), Some(KEY));
    assert_eq!(asked.header("authorization"), None);
    assert_eq!(asked.header("content-type"), Some("application/json"));
    assert_eq!(
        asked.json(),
        json!({
            "contents": [{ "role": "user", "parts": [{ "text": request(Vec::new()).prompt }] }],
            "generationConfig": {
                "responseModalities": ["IMAGE"],
                "imageConfig": { "aspectRatio": "16:9" },
                "seed": 42,
            },
        })
    );
}

#[tokio::test]
async fn each_reference_follows_a_text_that_tells_its_role() {
    let references = vec![
        reference(10, "identity"),
        reference(20, "style"),
        reference(30, "location"),
        reference(40, "style"),
    ];
    let body = asked(json!({}), request(references)).await.json();
    let parts = body["contents"][0]["parts"].as_array().unwrap();
    // Three at most, whatever is given, and the prompt at the end.
    assert_eq!(parts.len(), 7, "{parts:?}");
    assert_eq!(parts[6], json!({ "text": request(Vec::new()).prompt }));
    for (index, (role, shade)) in [("identity", 10), ("style", 20), ("place", 30)]
        .into_iter()
        .enumerate()
    {
        let told = parts[2 * index]["text"].as_str().unwrap();
        assert!(told.contains(role), "{told}");
        let inline = &parts[2 * index + 1]["inlineData"];
        assert_eq!(inline["mimeType"], "image/png");
        let bytes = BASE64_STANDARD.decode(inline["data"].as_str().unwrap());
        let sent = image::load_from_memory(&bytes.unwrap()).unwrap().to_rgb8();
        assert_eq!(sent.dimensions(), (48, 27));
        assert_eq!(sent.get_pixel(0, 0).0, [shade, 90, 160]);
    }
}

#[tokio::test]
async fn large_references_are_made_small_enough_to_be_taken() {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::RgbImage::new(2000, 1000)
        .write_to(&mut bytes, image::ImageFormat::Png)
        .unwrap();
    let large = Reference {
        bytes: Bytes::from(bytes.into_inner()),
        ..reference(0, "identity")
    };
    for (count, width) in [(1, 1024), (5, 512)] {
        let references = vec![large.clone(); count];
        let options = json!({ "options": { "references": 14 } });
        let body = asked(options, request(references)).await.json();
        let parts = body["contents"][0]["parts"].as_array().unwrap();
        assert_eq!(parts.len(), 2 * count + 1);
        let data = parts[1]["inlineData"]["data"].as_str().unwrap();
        let sent = image::load_from_memory(&BASE64_STANDARD.decode(data).unwrap()).unwrap();
        assert_eq!((sent.width(), sent.height()), (width, width / 2));
    }
}

#[tokio::test]
async fn options_say_how_many_references_and_how_large_a_picture() {
    let options = json!({ "options": { "references": 1, "image_size": "2K" } });
    let two = vec![reference(1, "identity"), reference(2, "style")];
    let body = asked(options.clone(), request(two.clone())).await.json();
    assert_eq!(
        body["contents"][0]["parts"].as_array().map(Vec::len),
        Some(3)
    );
    assert_eq!(
        body["generationConfig"]["imageConfig"],
        json!({ "aspectRatio": "16:9", "imageSize": "2K" })
    );
    let capabilities = provider("http://127.0.0.1:9", options).capabilities();
    assert_eq!((capabilities.references, capabilities.max_side), (1, 3168));
    let none = json!({ "options": { "references": 0 } });
    let body = asked(none, request(two)).await.json();
    assert_eq!(
        body["contents"][0]["parts"].as_array().map(Vec::len),
        Some(1)
    );
}

#[tokio::test]
async fn the_nearest_shape_is_asked_for() {
    for (width, height, shape) in [
        (1280, 720, "16:9"),
        (720, 1280, "9:16"),
        (1024, 1024, "1:1"),
        (1152, 864, "4:3"),
        (864, 1152, "3:4"),
        (1280, 536, "21:9"),
        (536, 1280, "9:16"),
        (1200, 800, "3:2"),
        (800, 1200, "2:3"),
        (1000, 800, "5:4"),
        (800, 1000, "4:5"),
        (8000, 10, "21:9"),
    ] {
        let request = Request {
            width,
            height,
            ..request(Vec::new())
        };
        let body = asked(json!({}), request).await.json();
        let sent = &body["generationConfig"]["imageConfig"]["aspectRatio"];
        assert_eq!(sent, shape, "{width} × {height}");
    }
}

#[tokio::test]
async fn every_seed_becomes_one_that_is_taken() {
    for (seed, sent) in [
        (0, 0),
        (2_147_483_647, 2_147_483_647),
        (2_147_483_648, 0),
        (-1, 2_147_483_647),
        (i64::MAX, 2_147_483_647),
    ] {
        let request = Request {
            seed,
            ..request(Vec::new())
        };
        let body = asked(json!({}), request).await.json();
        assert_eq!(body["generationConfig"]["seed"], sent, "{seed}");
    }
}

#[tokio::test]
async fn what_must_not_be_seen_is_told_in_words_after_the_prompt() {
    let request = Request {
        negative_prompt: Some("umbrellas".into()),
        ..request(Vec::new())
    };
    let prompt = request.prompt.clone();
    let body = asked(json!({}), request).await.json();
    let told = body["contents"][0]["parts"][0]["text"].as_str().unwrap();
    let rest = told.strip_prefix(&prompt).unwrap();
    assert!(rest.contains("umbrellas"), "{rest}");
}

#[tokio::test]
async fn a_gateway_below_a_path_or_a_version_is_found() {
    for (below, path) in [
        ("/", "/v1beta/models/m:generateContent"),
        ("/google", "/google/v1beta/models/m:generateContent"),
        ("/google/v1beta/", "/google/v1beta/models/m:generateContent"),
        ("/v1", "/v1/models/m:generateContent"),
    ] {
        let peer = Peer::always(good()).await;
        let url = format!("{}{below}", peer.url());
        let provider = provider(&url, json!({ "model": "models/m" }));
        draw(&provider, request(Vec::new())).await.unwrap();
        assert_eq!(peer.asked()[0].path, path, "{below}");
    }
}
