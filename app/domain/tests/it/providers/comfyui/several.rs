//! A whole job with several references: each stands in its own place of the workflow, and the negative prompt in its
//! own; roles and weights are the workflow's.

use super::{
    paper::Comfy,
    stage::{node, process, with_reference},
};
use crate::providers::several::{NEGATIVE, SEED, SHADES, drawn, kept, shade, stage};
use domain::testing::{TestCtx, settings};
use serde_json::{Value, json};

on_both!(three_references_stand_in_their_places);

fn with_three() -> Value {
    let mut workflow = with_reference();
    for (id, title) in [
        ("11", "throughline:reference2"),
        ("12", "throughline:reference3"),
    ] {
        let image = json!({ "image": "of-something-else.png" });
        workflow[id] = node(title, "LoadImage", image);
    }
    workflow
}

async fn three_references_stand_in_their_places(ctx: TestCtx) {
    let path = stage(&ctx).await;
    let comfy = Comfy::new().await;
    let process = process(&ctx, comfy.provider(with_three()), settings());
    let done = drawn(&ctx, &process, path, Some(NEGATIVE)).await;
    kept(&done, 3, "1.75");
    let uploads = comfy.asked("POST /upload/image");
    let mut names = Vec::new();
    for (upload, wanted) in uploads.iter().zip(SHADES) {
        let parts = upload.parts();
        let image = parts.iter().find(|part| part.name == "image").unwrap();
        assert_eq!(shade(&image.body), wanted);
        names.push(format!("throughline/{}", image.file.clone().unwrap()));
    }
    assert_eq!((names.len(), uploads.len(), comfy.paid()), (3, 3, 1));
    let mut expected = with_three();
    expected["6"]["inputs"]["text"] = json!(done.0.prompt);
    expected["7"]["inputs"]["text"] = json!(NEGATIVE);
    expected["3"]["inputs"]["seed"] = json!(SEED);
    expected["5"]["inputs"]["width"] = json!(1280);
    expected["5"]["inputs"]["height"] = json!(720);
    for (id, name) in ["10", "11", "12"].into_iter().zip(names) {
        expected[id]["inputs"]["image"] = json!(name);
    }
    assert_eq!(comfy.drawn(), expected);
}
