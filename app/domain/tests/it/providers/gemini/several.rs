//! A whole job with several references: each follows its role in words, and what must not be seen stands behind the
//! prompt; no weights.

use super::{DRAW, good, provider};
use crate::providers::{
    faults::process,
    peer::Peer,
    several::{NEGATIVE, SEED, SHADES, drawn, kept, name, shade, stage},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use domain::testing::TestCtx;
use serde_json::{Value, json};
use std::sync::Arc;

on_both!(three_references_follow_their_roles_before_the_words);

async fn three_references_follow_their_roles_before_the_words(ctx: TestCtx) {
    let path = stage(&ctx).await;
    let peer = Peer::always(good()).await;
    let process = process(&ctx, Arc::new(provider(&peer.url(), json!({}))), 0);
    let done = drawn(&ctx, &process, path, Some(NEGATIVE)).await;
    kept(&done, 3, "0.07");
    let asked = peer.asked();
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0].line(), DRAW);
    let mut body = asked[0].json();
    let Value::Array(parts) = body["contents"][0]["parts"].take() else {
        panic!("{body}");
    };
    assert_eq!(
        body,
        json!({
            "contents": [{ "role": "user", "parts": null }],
            "generationConfig": {
                "responseModalities": ["IMAGE"],
                "imageConfig": { "aspectRatio": "16:9" },
                "seed": SEED,
            },
        })
    );
    assert_eq!(parts.len(), 7);
    let mara = format!("shows \"{}\", the identity", name(&done.0));
    let roles = [
        mara.as_str(),
        "shows \"Storm\", the style",
        "shows \"Great hall\", the place",
    ];
    for ((pair, role), wanted) in parts.chunks(2).zip(roles).zip(SHADES) {
        let told = pair[0]["text"].as_str().unwrap();
        assert!(told.contains(role), "{told}");
        assert_eq!(pair[1]["inlineData"]["mimeType"], "image/png");
        let data = pair[1]["inlineData"]["data"].as_str().unwrap();
        assert_eq!(shade(&BASE64_STANDARD.decode(data).unwrap()), wanted);
        let fields = |part: &Value| part.as_object().unwrap().len();
        assert_eq!((fields(&pair[0]), fields(&pair[1])), (1, 1));
        assert_eq!(fields(&pair[1]["inlineData"]), 2);
    }
    let words = format!("{}\nNot to be seen: {NEGATIVE}", done.0.prompt);
    assert_eq!(parts[6], json!({ "text": words }));
}
