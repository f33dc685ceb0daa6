//! "Again like this": the same words, seed, provider and reference, whatever was changed since.

use crate::{
    held::held,
    support::{
        alone, ask, forgetful, job, listed, missing, open_jobs, refused, row, upload, work_off,
        write,
    },
};
use domain::{
    entities::instances::ActiveModel,
    error::Error,
    jobs::queue,
    model::{
        ids::AttemptId,
        kinds::{JobErrorCode, JobStatus},
        panel::PanelView,
        paths::{InstancePath, ScenePath},
        rules,
        views::AttemptView,
    },
    services::{
        assets, attempts, deletions, inheritance,
        instances::{self, InstanceInput},
        panels,
    },
    storage::StorageKey,
    testing::{TestCtx, png, settings},
};
use sea_orm::ActiveValue::{Set, Unchanged};

on_both!(
    the_same_words_seed_and_reference_are_sent_again,
    what_started_from_nothing_starts_from_nothing_again,
    a_master_that_was_replaced_is_sent_again_as_long_as_it_is_there,
    a_reference_that_goes_after_asking_fails_the_job,
    a_provider_that_is_gone_cannot_draw_again,
    only_a_live_picture_that_was_generated_is_drawn_again,
    a_picture_that_was_taken_over_is_drawn_again_where_it_was_drawn,
    a_locked_asset_is_not_drawn_again,
);

/// The asset in the next scene, drawn there from an upload in the first; and that upload.
async fn drawn_from_earlier(ctx: &TestCtx) -> (InstancePath, InstancePath, AttemptView) {
    let first = alone(ctx).await;
    let chosen = upload(ctx, first, 20).await;
    let scene = ScenePath {
        scene: ctx.next_scene(first.project).await,
        ..first.scene()
    };
    let asset = row(ctx, first.instance).await.project_asset_id;
    let path = scene.instance(ctx.appear(scene, asset).await);
    ask(ctx, ctx, path).await;
    work_off(ctx).await;
    (first, path, chosen)
}

async fn describe(ctx: &TestCtx, path: InstancePath, words: &str) {
    let input = InstanceInput {
        description_override: Some(Some(words.into())),
        ..Default::default()
    };
    instances::update(ctx, ctx.viewer, path, input)
        .await
        .unwrap();
}

async fn newest(ctx: &TestCtx, path: InstancePath) -> AttemptView {
    listed(ctx, path).await.remove(0)
}

async fn the_same_words_seed_and_reference_are_sent_again(ctx: TestCtx) {
    let (first, path, _) = drawn_from_earlier(&ctx).await;
    let before = newest(&ctx, path).await;
    upload(&ctx, first, 90).await;
    describe(&ctx, path, "Mara, years later").await;
    let again = queue::again(&ctx, ctx.viewer, path.attempt(before.id)).await;
    let again = again.unwrap().job_id;
    work_off(&ctx).await;
    let sent = ctx.fake.asked();
    assert_eq!(sent.len(), 2);
    assert_eq!(
        (&sent[1].prompt, sent[1].seed),
        (&sent[0].prompt, sent[0].seed)
    );
    assert_eq!(sent[1].description, sent[0].description);
    assert_eq!(sent[1].references[0].bytes, sent[0].references[0].bytes);
    let after = newest(&ctx, path).await;
    assert_ne!(after.id, before.id);
    assert_eq!(after.prompt_snapshot, before.prompt_snapshot);
    assert_eq!(after.reference_snapshot, before.reference_snapshot);
    assert_eq!(
        (after.seed, &after.provider),
        (before.seed, &before.provider)
    );
    assert_eq!(
        after.sha256, before.sha256,
        "equal seeds give equal pictures"
    );
    let record = job(&ctx, again).await.provider_metadata.unwrap();
    assert_eq!(record["again"]["attempt"], before.id.to_string());
}

async fn what_started_from_nothing_starts_from_nothing_again(ctx: TestCtx) {
    let path = alone(&ctx).await;
    ask(&ctx, &ctx, path).await;
    work_off(&ctx).await;
    let before = newest(&ctx, path).await;
    let asset = row(&ctx, path.instance).await.project_asset_id;
    assets::upload_master(&ctx, ctx.viewer, path.project, asset, None, png(7))
        .await
        .unwrap();
    queue::again(&ctx, ctx.viewer, path.attempt(before.id))
        .await
        .unwrap();
    work_off(&ctx).await;
    assert!(ctx.fake.asked()[1].references.is_empty());
    assert_eq!(newest(&ctx, path).await.reference_snapshot, None);
}

async fn a_master_that_was_replaced_is_sent_again_as_long_as_it_is_there(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let asset = row(&ctx, path.instance).await.project_asset_id;
    let film = path.project;
    let master = async |shade| {
        assets::upload_master(&ctx, ctx.viewer, film, asset, None, png(shade))
            .await
            .unwrap();
    };
    master(7).await;
    ask(&ctx, &ctx, path).await;
    work_off(&ctx).await;
    let drawn = path.attempt(newest(&ctx, path).await.id);
    master(80).await;
    let masters = assets::history::list(&ctx, ctx.viewer, film, asset).await;
    let old = masters.unwrap()[1].id;
    // As one that was replaced, and as one that was deleted and can be restored.
    queue::again(&ctx, ctx.viewer, drawn).await.unwrap();
    work_off(&ctx).await;
    assets::history::delete(&ctx, ctx.viewer, film, asset, old)
        .await
        .unwrap();
    queue::again(&ctx, ctx.viewer, drawn).await.unwrap();
    work_off(&ctx).await;
    let sent = ctx.fake.asked();
    assert_eq!(sent.len(), 3);
    for again in &sent[1..] {
        assert_eq!(again.references[0].bytes, sent[0].references[0].bytes);
    }
    assets::history::restore(&ctx, ctx.viewer, film, asset, old)
        .await
        .unwrap();
    assets::history::delete(&forgetful(&ctx), ctx.viewer, film, asset, old)
        .await
        .unwrap();
    deletions::work(&ctx).await.unwrap();
    let why = refused(queue::again(&ctx, ctx.viewer, drawn).await);
    assert_eq!(why, rules::REFERENCE_GONE);
    assert_eq!(open_jobs(&ctx).await, 0);
}

async fn a_reference_that_goes_after_asking_fails_the_job(ctx: TestCtx) {
    let (_, path, chosen) = drawn_from_earlier(&ctx).await;
    let drawn = newest(&ctx, path).await.id;
    let again = queue::again(&ctx, ctx.viewer, path.attempt(drawn)).await;
    let again = again.unwrap().job_id;
    let key = StorageKey::parse(&chosen.storage_path.unwrap()).unwrap();
    ctx.storage.delete(&key).await.unwrap();
    work_off(&ctx).await;
    let ended = job(&ctx, again).await;
    assert_eq!(
        (ended.status, ended.error_code),
        (JobStatus::Failed, Some(JobErrorCode::Permanent))
    );
    assert_eq!(ended.error_message.as_deref(), Some(rules::REFERENCE_GONE));
    assert_eq!(ctx.fake.asked().len(), 1);
}

async fn a_provider_that_is_gone_cannot_draw_again(ctx: TestCtx) {
    let path = alone(&ctx).await;
    ask(&ctx, &ctx, path).await;
    work_off(&ctx).await;
    let drawn = path.attempt(newest(&ctx, path).await.id);
    let (other, _) = held(&ctx, settings());
    let refused = queue::again(&other, ctx.viewer, drawn).await;
    let Err(Error::Invalid(why)) = refused else {
        panic!("{refused:?}");
    };
    assert!(why.contains("\"fake\"") && why.contains("held"), "{why}");
    assert_eq!(open_jobs(&ctx).await, 0);
}

async fn only_a_live_picture_that_was_generated_is_drawn_again(ctx: TestCtx) {
    let path = alone(&ctx).await;
    ask(&ctx, &ctx, path).await;
    work_off(&ctx).await;
    let drawn = path.attempt(newest(&ctx, path).await.id);
    let uploaded = path.attempt(upload(&ctx, path, 40).await.id);
    let refused = queue::again(&ctx, ctx.viewer, uploaded).await;
    assert!(
        matches!(&refused, Err(Error::Invalid(why)) if why == rules::NOT_DRAWN),
        "{refused:?}"
    );
    attempts::delete(&ctx, ctx.viewer, drawn).await.unwrap();
    missing(queue::again(&ctx, ctx.viewer, drawn).await);
    missing(queue::again(&ctx, ctx.viewer, path.attempt(AttemptId::new())).await);
    missing(queue::again(&ctx, ctx.stranger().await, uploaded).await);
}

async fn a_picture_that_was_taken_over_is_drawn_again_where_it_was_drawn(ctx: TestCtx) {
    let path = alone(&ctx).await;
    ask(&ctx, &ctx, path).await;
    work_off(&ctx).await;
    let next = ScenePath {
        scene: ctx.next_scene(path.project).await,
        ..path.scene()
    };
    let filled = inheritance::inherit(&ctx, ctx.viewer, next).await.unwrap();
    let heir = next.instance(filled.instances[0]);
    let taken_over = newest(&ctx, heir).await;
    assert!(taken_over.provider.is_some() && taken_over.prompt_snapshot.is_some());
    let refused = queue::again(&ctx, ctx.viewer, heir.attempt(taken_over.id)).await;
    let Err(Error::Invalid(why)) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(why, "This picture came from scene 1; draw it again there.");
    let shot = |view: PanelView| view.editor.unwrap().attempts.remove(0);
    let view = panels::get(&ctx, ctx.viewer, next, None).await.unwrap();
    assert!(shot(view).reference.unwrap().inherited);
    // What is drawn in its place there is drawn from it, and again.
    ask(&ctx, &ctx, heir).await;
    work_off(&ctx).await;
    let view = panels::get(&ctx, ctx.viewer, next, None).await.unwrap();
    let drawn = shot(view);
    assert!(!drawn.reference.unwrap().inherited);
    queue::again(&ctx, ctx.viewer, heir.attempt(drawn.id))
        .await
        .unwrap();
    assert_eq!(open_jobs(&ctx).await, 1);
}

async fn a_locked_asset_is_not_drawn_again(ctx: TestCtx) {
    let path = alone(&ctx).await;
    ask(&ctx, &ctx, path).await;
    work_off(&ctx).await;
    let drawn = path.attempt(newest(&ctx, path).await.id);
    let lock = ActiveModel {
        id: Unchanged(path.instance),
        locked: Set(true),
        ..Default::default()
    };
    write(&ctx, lock).await;
    let why = refused(queue::again(&ctx, ctx.viewer, drawn).await);
    assert_eq!(why, rules::LOCKED);
}
