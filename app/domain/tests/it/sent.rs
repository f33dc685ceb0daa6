//! Rule 11: what a provider is sent, and what is kept of it.

use crate::support::{ask, listed, upload, work_off};
use domain::{
    model::{kinds::ReferenceSource, paths::ScenePath},
    services::{
        assets,
        instances::{self, InstanceInput},
        projects::{self, ProjectInput},
    },
    testing::{TestCtx, png},
};
use sha2::{Digest, Sha256};

on_both!(
    the_words_are_sent_and_kept_word_for_word,
    the_master_is_sent_as_bytes,
    an_earlier_scene_comes_before_the_master,
    without_any_reference_the_words_are_enough
);

async fn the_words_are_sent_and_kept_word_for_word(ctx: TestCtx) {
    let path = ctx.instance(ctx.scene().await, "Mara").await;
    let style = "Film noir: wet stone, one amber light";
    let input = ProjectInput {
        visual_style: Some(style.into()),
        ..Default::default()
    };
    projects::update(&ctx, ctx.viewer, path.project, input)
        .await
        .unwrap();
    let (words, tags) = (
        "Mara, soaked; the \"red\" neckerchief's gone",
        ["rain-soaked", "torn sleeve"],
    );
    let input = InstanceInput {
        description_override: Some(Some(words.into())),
        status_tags: Some(Some(tags.map(str::to_owned).to_vec())),
        ..Default::default()
    };
    instances::update(&ctx, ctx.viewer, path, input)
        .await
        .unwrap();
    ask(&ctx, &ctx, path).await;
    // What is said after asking is not what was asked for.
    let input = InstanceInput {
        description_override: Some(Some("Dry".into())),
        ..Default::default()
    };
    instances::update(&ctx, ctx.viewer, path, input)
        .await
        .unwrap();
    work_off(&ctx).await;
    let asked = &ctx.fake.asked()[0];
    assert_eq!(
        (asked.description.as_str(), asked.visual_style.as_str()),
        (words, style)
    );
    assert_eq!(asked.tags, tags);
    let prompt = listed(&ctx, path).await[0].prompt_snapshot.clone().unwrap();
    assert_eq!(prompt, asked.prompt);
    for part in [words, style, tags[0], tags[1]] {
        assert!(prompt.contains(part), "{part} is not in {prompt}");
    }
}

fn sha256(bytes: &[u8]) -> String {
    format!("{:x}", Sha256::digest(bytes))
}

async fn the_master_is_sent_as_bytes(ctx: TestCtx) {
    let path = ctx.instance(ctx.scene().await, "Mara").await;
    let asset = instances::get(&ctx, ctx.viewer, path)
        .await
        .unwrap()
        .project_asset_id;
    let master = assets::upload_master(&ctx, ctx.viewer, path.project, asset, None, png(7))
        .await
        .unwrap();
    ask(&ctx, &ctx, path).await;
    work_off(&ctx).await;
    let snapshot = listed(&ctx, path).await[0]
        .reference_snapshot
        .clone()
        .unwrap();
    assert_eq!(
        (snapshot.source, snapshot.scene_number),
        (ReferenceSource::Stage5Master, None)
    );
    assert_eq!(
        sha256(&ctx.fake.asked()[0].references[0].bytes),
        snapshot.sha256
    );
    assert_eq!(Some(snapshot.sha256), master.sha256);
}

async fn an_earlier_scene_comes_before_the_master(ctx: TestCtx) {
    let first = ctx.instance(ctx.scene().await, "Mara").await;
    let asset = instances::get(&ctx, ctx.viewer, first)
        .await
        .unwrap()
        .project_asset_id;
    assets::upload_master(&ctx, ctx.viewer, first.project, asset, None, png(7))
        .await
        .unwrap();
    upload(&ctx, first, 10).await;
    let chosen = upload(&ctx, first, 20).await;
    let scene = ScenePath {
        project: first.project,
        scene: ctx.next_scene(first.project).await,
    };
    let path = scene.instance(ctx.appear(scene, asset).await);
    ask(&ctx, &ctx, path).await;
    work_off(&ctx).await;
    let snapshot = listed(&ctx, path).await[0]
        .reference_snapshot
        .clone()
        .unwrap();
    assert_eq!(snapshot.source, ReferenceSource::PriorSceneInstance);
    assert_eq!(
        (snapshot.scene_number, snapshot.instance_id),
        (Some(1), Some(first.instance))
    );
    assert_eq!(snapshot.attempt_id, Some(chosen.id));
    let references = ctx.fake.asked()[0].references.clone();
    assert_eq!(references.len(), 1);
    assert_eq!(sha256(&references[0].bytes), snapshot.sha256);
    assert_eq!(
        (references[0].role.as_str(), references[0].weight),
        (snapshot.role.as_str(), snapshot.weight)
    );
    assert_eq!(Some(snapshot.sha256), chosen.sha256);
}

async fn without_any_reference_the_words_are_enough(ctx: TestCtx) {
    let path = ctx.instance(ctx.scene().await, "Mara").await;
    ask(&ctx, &ctx, path).await;
    work_off(&ctx).await;
    assert!(ctx.fake.asked()[0].references.is_empty());
    assert_eq!(listed(&ctx, path).await[0].reference_snapshot, None);
}
