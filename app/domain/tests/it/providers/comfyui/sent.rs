//! Rule 11: what ComfyUI is sent, field by field.

use super::{
    paper::Comfy,
    stage::{draw, node, request, saved, with_reference, workflow},
};
use domain::{images, providers::comfyui::ComfyUi, providers::config::Secret};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

#[tokio::test]
async fn every_place_is_filled_and_nothing_else_is_touched() {
    let comfy = Comfy::new().await;
    let request = request(0);
    draw(&comfy.provider(workflow()), request.clone())
        .await
        .unwrap();
    let body = comfy.asked("POST /prompt")[0].json();
    let id = request.job.to_string();
    assert_eq!(
        (&body["prompt_id"], &body["client_id"]),
        (&json!(id), &json!(id))
    );
    let mut expected = workflow();
    expected["6"]["inputs"]["text"] = json!(request.prompt);
    expected["7"]["inputs"]["text"] = json!("umbrellas");
    expected["3"]["inputs"]["seed"] = json!(4711);
    expected["5"]["inputs"]["width"] = json!(1280);
    expected["5"]["inputs"]["height"] = json!(720);
    assert_eq!(body["prompt"], expected);
    assert!(comfy.asked("POST /upload/image").is_empty());
}

#[tokio::test]
async fn the_kind_of_a_node_decides_which_input_is_set() {
    let comfy = Comfy::new().await;
    let mut graph = workflow();
    let sdxl = json!({ "text_g": "a", "text_l": "b", "width": 7, "clip": ["4", 1] });
    graph["6"] = node("throughline:prompt", "CLIPTextEncodeSDXL", sdxl);
    graph["7"] = node(
        "throughline:prompt",
        "PrimitiveString",
        json!({ "value": "c" }),
    );
    graph["3"] = node(
        "throughline:seed",
        "RandomNoise",
        json!({ "noise_seed": 9 }),
    );
    let request = request(0);
    draw(&comfy.provider(graph), request.clone()).await.unwrap();
    let drawn = comfy.drawn();
    let words = json!(request.prompt);
    assert_eq!(
        drawn["6"]["inputs"],
        json!({ "text_g": words, "text_l": words, "width": 7, "clip": ["4", 1] })
    );
    assert_eq!(drawn["7"]["inputs"]["value"], words);
    assert_eq!(drawn["3"]["inputs"]["noise_seed"], json!(4711));
}

#[tokio::test]
async fn without_a_negative_prompt_the_workflows_own_stays() {
    let comfy = Comfy::new().await;
    let mut request = request(0);
    request.negative_prompt = None;
    draw(&comfy.provider(workflow()), request).await.unwrap();
    assert_eq!(comfy.drawn()["7"]["inputs"]["text"], json!("blurry"));
}

#[tokio::test]
async fn every_seed_becomes_one_that_comfyui_takes() {
    for (seed, sent) in [(0, 0), (i64::MAX, i64::MAX as u64), (-1, u64::MAX)] {
        let comfy = Comfy::new().await;
        let mut request = request(0);
        request.seed = seed;
        draw(&comfy.provider(workflow()), request).await.unwrap();
        assert_eq!(comfy.drawn()["3"]["inputs"]["seed"], json!(sent));
    }
}

#[tokio::test]
async fn the_size_fits_and_comes_in_whole_blocks() {
    for (asked, most, drawn) in [
        ((1280, 720), 2048, (1280, 720)),
        ((720, 1280), 1024, (576, 1024)),
        ((1000, 1001), 2048, (1000, 1000)),
        ((4096, 1716), 1024, (1024, 432)),
        ((5000, 10), 1024, (1024, 64)),
    ] {
        let comfy = Comfy::new().await;
        let mut config = comfy.config(workflow());
        config.options.insert("max_side".into(), json!(most));
        let mut request = request(0);
        (request.width, request.height) = asked;
        draw(&ComfyUi::new(config).unwrap(), request).await.unwrap();
        let inputs = comfy.drawn()["5"]["inputs"].take();
        assert_eq!(
            (&inputs["width"], &inputs["height"]),
            (&json!(drawn.0), &json!(drawn.1))
        );
    }
}

#[tokio::test]
async fn a_reference_is_uploaded_under_the_name_of_its_content() {
    let comfy = Comfy::new().await;
    let request = request(1);
    let drawn = draw(&comfy.provider(with_reference()), request.clone())
        .await
        .unwrap();
    let parts = comfy.asked("POST /upload/image")[0].parts();
    let text = |name: &str| {
        let part = parts.iter().find(|part| part.name == name).unwrap();
        String::from_utf8(part.body.clone()).unwrap()
    };
    assert_eq!(
        [text("overwrite"), text("subfolder"), text("type")],
        ["true", "throughline", "input"]
    );
    let image = parts.iter().find(|part| part.name == "image").unwrap();
    let expected = images::fitted(request.references[0].bytes.clone(), 2048)
        .await
        .unwrap();
    assert_eq!(image.body, expected);
    assert_eq!(image.content_type.as_deref(), Some("image/png"));
    let name = format!("{:x}.png", Sha256::digest(&expected));
    assert_eq!(image.file.as_ref(), Some(&name));
    assert_eq!(
        comfy.drawn()["10"]["inputs"]["image"],
        json!(format!("throughline/{name}"))
    );
    assert_eq!(drawn.cost, Some(0.75), "a reference costs more");
}

#[tokio::test]
async fn no_place_keeps_the_picture_that_the_file_names() {
    let comfy = Comfy::new().await;
    let mut graph = with_reference();
    for (id, title) in [
        ("11", "throughline:reference2"),
        ("12", "throughline:reference3"),
    ] {
        graph[id] = node(
            title,
            "LoadImage",
            json!({ "image": "of-something-else.png" }),
        );
    }
    draw(&comfy.provider(graph), request(2)).await.unwrap();
    let drawn = comfy.drawn();
    let image = |id: &str| drawn[id]["inputs"]["image"].clone();
    assert_eq!(comfy.asked("POST /upload/image").len(), 2);
    assert_ne!(image("10"), image("11"));
    assert_eq!(image("12"), image("10"), "the most important one once more");
    assert!(!drawn.to_string().contains("of-something-else"));
}

#[tokio::test]
async fn more_references_than_places_are_left_out() {
    let comfy = Comfy::new().await;
    let drawn = draw(&comfy.provider(with_reference()), request(3))
        .await
        .unwrap();
    assert_eq!(comfy.asked("POST /upload/image").len(), 1);
    assert_eq!(drawn.cost, Some(0.75));
}

#[tokio::test]
async fn without_a_reference_another_workflow_draws() {
    let comfy = Comfy::new().await;
    let mut bare = workflow();
    bare["4"]["inputs"]["ckpt_name"] = json!("words.safetensors");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("bare.json");
    std::fs::write(&file, bare.to_string()).unwrap();
    for option in [bare, json!(file)] {
        let mut config = comfy.config(with_reference());
        config.options.insert("without_reference".into(), option);
        draw(&ComfyUi::new(config).unwrap(), request(0))
            .await
            .unwrap();
        let drawn = comfy.drawn();
        assert_eq!(
            drawn["4"]["inputs"]["ckpt_name"],
            json!("words.safetensors")
        );
        assert_eq!(drawn["10"], Value::Null);
    }
}

#[tokio::test]
async fn the_picture_is_fetched_from_the_node_that_saves() {
    let comfy = Comfy::new().await;
    comfy.outputs(saved(&["a b&c.png", "second.png"]));
    let drawn = draw(&comfy.provider(workflow()), request(0)).await.unwrap();
    let asked = &comfy.asked("GET /view")[0];
    let query: Vec<_> = asked.query.split('&').collect();
    assert_eq!(
        query,
        ["filename=a+b%26c.png", "subfolder=film", "type=output"]
    );
    assert_eq!(drawn.bytes, domain::testing::png(90));
    assert_eq!(drawn.cost, Some(0.25));
    assert_eq!(drawn.metadata["filename"], json!("a b&c.png"));
}

#[tokio::test]
async fn a_named_output_comes_before_every_other() {
    let comfy = Comfy::new().await;
    let mut graph = workflow();
    graph["12"] = node(
        "throughline:output",
        "PreviewImage",
        json!({ "images": ["8", 0] }),
    );
    comfy.outputs(json!({
        "9": { "images": [{ "filename": "saved.png", "subfolder": "", "type": "output" }] },
        "12": { "images": [{ "filename": "named.png", "subfolder": "", "type": "temp" }] },
    }));
    draw(&comfy.provider(graph), request(0)).await.unwrap();
    let asked = &comfy.asked("GET /view")[0];
    assert_eq!(asked.query, "filename=named.png&subfolder=&type=temp");
}

#[tokio::test]
async fn a_gateway_gets_its_key_with_every_request() {
    for (user, header) in [
        (None, "Bearer open-sesame-42"),
        (Some("mara"), "Basic bWFyYTpvcGVuLXNlc2FtZS00Mg=="),
    ] {
        let comfy = Comfy::new().await;
        let mut config = comfy.config(with_reference());
        config.key = Some(Secret::new("open-sesame-42"));
        config.user = user.map(str::to_owned);
        draw(&ComfyUi::new(config).unwrap(), request(1))
            .await
            .unwrap();
        let asked = comfy.peer.asked();
        assert!(asked.len() >= 6, "{asked:?}");
        for asked in asked {
            assert_eq!(
                asked.header("authorization"),
                Some(header),
                "{}",
                asked.line()
            );
        }
    }
}
