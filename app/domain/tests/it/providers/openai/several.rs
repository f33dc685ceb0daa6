//! A whole job with several references: all are sent with their roles in words; no weights, and no negative prompt.

use super::{good, provider, settings};
use crate::providers::{
    faults::process,
    peer::Peer,
    several::{SHADES, drawn, kept, name, refuses_the_negative, shade, stage},
};
use domain::testing::TestCtx;
use std::sync::Arc;

on_both!(three_references_are_sent_with_their_roles);

async fn three_references_are_sent_with_their_roles(ctx: TestCtx) {
    let path = stage(&ctx).await;
    let peer = Peer::always(good()).await;
    let process = process(&ctx, Arc::new(provider(settings(&peer.url(), |_| {}))), 0);
    refuses_the_negative(&ctx, &process, path).await;
    assert!(peer.asked().is_empty());
    let done = drawn(&ctx, &process, path, None).await;
    kept(&done, 3, "1.75");
    let asked = peer.asked();
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0].line(), "POST /v1/images/edits");
    let (files, texts): (Vec<_>, Vec<_>) = asked[0]
        .parts()
        .into_iter()
        .partition(|part| part.file.is_some());
    let text = |name: &str| {
        let part = texts.iter().find(|part| part.name == name).unwrap();
        String::from_utf8(part.body.clone()).unwrap()
    };
    assert_eq!(
        [text("model"), text("n"), text("size")],
        ["gpt-image-1", "1", "1536x1024"]
    );
    let roles = format!(
        "The first picture shows \"{}\", the identity: keep who or what it shows recognisable. The second picture \
         shows \"Storm\", the style: take its look, not what it shows. The third picture shows \"Great hall\", the \
         location: set the picture in this place.",
        name(&done.0)
    );
    assert_eq!(text("prompt"), format!("{}\n\n{roles}", done.0.prompt));
    assert_eq!(texts.len(), 4, "there is no other field");
    let names: Vec<_> = files
        .iter()
        .map(|file| (file.name.as_str(), file.content_type.as_deref()))
        .collect();
    assert_eq!(names, [("image[]", Some("image/png")); 3]);
    let shades: Vec<_> = files.iter().map(|file| shade(&file.body)).collect();
    assert_eq!(shades, SHADES);
}
