//! A whole job with several references: the one in force alone is drawn over, as far as its weight lets; the negative
//! prompt has its field.

use super::{PICTURE, encoded, pictures, provider};
use crate::providers::{
    faults::process,
    peer::Peer,
    several::{NEGATIVE, SEED, SHADES, drawn, kept, shade, stage},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use domain::testing::{TestCtx, png};
use serde_json::{Value, json};
use std::sync::Arc;

on_both!(the_reference_in_force_is_drawn_over_by_its_weight);

async fn the_reference_in_force_is_drawn_over_by_its_weight(ctx: TestCtx) {
    let path = stage(&ctx).await;
    let peer = Peer::always(pictures(json!([encoded(&png(1))]))).await;
    let process = process(&ctx, Arc::new(provider(&peer.url(), json!({}))), 0);
    let done = drawn(&ctx, &process, path, Some(NEGATIVE)).await;
    kept(&done, 1, "0.03");
    let mut asked = peer.asked();
    asked.retain(|asked| asked.method == "POST");
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0].line(), PICTURE);
    let mut body = asked[0].json();
    let Value::Array(sent) = body["init_images"].take() else {
        panic!("{body}");
    };
    assert_eq!(
        body,
        json!({
            "prompt": done.0.prompt,
            "negative_prompt": NEGATIVE,
            "seed": SEED,
            "width": 1280,
            "height": 720,
            "batch_size": 1,
            "n_iter": 1,
            "force_task_id": done.0.id.to_string(),
            "init_images": null,
            "denoising_strength": 0.65,
            "resize_mode": 1,
        })
    );
    assert_eq!(sent.len(), 1);
    let bytes = BASE64_STANDARD.decode(sent[0].as_str().unwrap()).unwrap();
    assert_eq!(shade(&bytes), SHADES[0]);
}
