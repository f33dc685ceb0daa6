//! Rule 16: a locked instance refuses every change until it is unlocked.

use crate::support::{alone, everything, reaches, refused, row, uploads, work_off};
use crate::whole::whole;
use domain::{
    error::Result,
    jobs::queue::{self, Ask},
    model::{ids::JobId, kinds::JobStatus, paths::InstancePath, rules, views::AttemptView},
    services::{
        assets, attempts,
        instances::{self, InstanceInput},
        scenes,
    },
    testing::{TestCtx, png},
};

on_both!(
    a_locked_instance_refuses_every_change,
    the_call_that_unlocks_may_change_more,
    a_locked_instance_can_be_looked_at,
    a_scene_with_a_locked_instance_is_not_deleted,
    an_asset_that_a_scene_holds_locked_is_not_deleted,
);

async fn lock(ctx: &TestCtx, path: InstancePath, locked: bool) {
    let input = InstanceInput {
        locked: Some(locked),
        ..Default::default()
    };
    assert_eq!(
        instances::update(ctx, ctx.viewer, path, input)
            .await
            .unwrap()
            .locked,
        locked
    );
}

/// Every change there is, of an instance whose second attempt is selected and whose third was deleted.
async fn changes(
    ctx: &TestCtx,
    path: InstancePath,
    made: &[AttemptView],
    failed: JobId,
) -> Vec<(&'static str, Result<()>)> {
    let viewer = ctx.viewer;
    let describe = InstanceInput {
        description_override: Some(Some("Wet".into())),
        ..Default::default()
    };
    let wave = InstanceInput {
        waived_reason: Some(Some("Unseen".into())),
        ..Default::default()
    };
    vec![
        (
            "select",
            attempts::select(ctx, viewer, path.attempt(made[0].id))
                .await
                .map(drop),
        ),
        (
            "restore",
            attempts::restore(ctx, viewer, path.attempt(made[2].id))
                .await
                .map(drop),
        ),
        (
            "delete",
            attempts::delete(ctx, viewer, path.attempt(made[3].id)).await,
        ),
        (
            "upload",
            instances::upload(ctx, viewer, path, None, png(77))
                .await
                .map(drop),
        ),
        (
            "generate",
            queue::create(ctx, viewer, path, Ask::default())
                .await
                .map(drop),
        ),
        ("retry", queue::retry(ctx, viewer, failed).await.map(drop)),
        (
            "describe",
            instances::update(ctx, viewer, path, describe)
                .await
                .map(drop),
        ),
        (
            "waive",
            instances::update(ctx, viewer, path, wave).await.map(drop),
        ),
        ("remove", instances::delete(ctx, viewer, path, None).await),
    ]
}

async fn a_locked_instance_refuses_every_change(ctx: TestCtx) {
    let path = ctx.instance(ctx.scene().await, "[refuse]").await;
    let failed = queue::create(&ctx, ctx.viewer, path, Ask::default())
        .await
        .unwrap()
        .job_id;
    work_off(&ctx).await;
    reaches(&ctx, failed, JobStatus::Failed).await;
    let made = uploads(&ctx, path, 4).await;
    attempts::select(&ctx, ctx.viewer, path.attempt(made[1].id))
        .await
        .unwrap();
    attempts::delete(&ctx, ctx.viewer, path.attempt(made[2].id))
        .await
        .unwrap();
    lock(&ctx, path, true).await;
    let before = row(&ctx, path.instance).await;
    for (what, result) in changes(&ctx, path, &made, failed).await {
        assert_eq!(refused(result), rules::LOCKED, "{what}");
    }
    let again = InstanceInput {
        locked: Some(true),
        ..Default::default()
    };
    refused(instances::update(&ctx, ctx.viewer, path, again).await);
    assert_eq!(row(&ctx, path.instance).await, before);
    assert_eq!(
        attempts::list(&ctx, ctx.viewer, path).await.unwrap().len(),
        3
    );
    lock(&ctx, path, false).await;
    for (what, result) in changes(&ctx, path, &made, failed).await {
        assert!(result.is_ok(), "{what}: {result:?}");
    }
    whole(&ctx).await;
}

async fn the_call_that_unlocks_may_change_more(ctx: TestCtx) {
    let path = alone(&ctx).await;
    lock(&ctx, path, true).await;
    let input = InstanceInput {
        locked: Some(false),
        description_override: Some(Some("Mara, soaked".into())),
        ..Default::default()
    };
    let view = instances::update(&ctx, ctx.viewer, path, input)
        .await
        .unwrap();
    assert_eq!(
        (view.locked, view.effective_description.as_str()),
        (false, "Mara, soaked")
    );
}

async fn a_locked_instance_can_be_looked_at(ctx: TestCtx) {
    let path = alone(&ctx).await;
    uploads(&ctx, path, 2).await;
    lock(&ctx, path, true).await;
    assert_eq!(
        attempts::list(&ctx, ctx.viewer, path).await.unwrap().len(),
        2
    );
    assert!(
        attempts::list_removed(&ctx, ctx.viewer, path, &everything())
            .await
            .unwrap()
            .rows
            .is_empty()
    );
    assert!(instances::get(&ctx, ctx.viewer, path).await.unwrap().locked);
}

async fn a_scene_with_a_locked_instance_is_not_deleted(ctx: TestCtx) {
    let path = alone(&ctx).await;
    lock(&ctx, path, true).await;
    let name = instances::get(&ctx, ctx.viewer, path)
        .await
        .unwrap()
        .project_asset
        .name;
    let why = refused(scenes::delete(&ctx, ctx.viewer, path.scene()).await);
    assert!(why.contains(&name), "it names the asset: {why}");
    lock(&ctx, path, false).await;
    scenes::delete(&ctx, ctx.viewer, path.scene())
        .await
        .unwrap();
}

async fn an_asset_that_a_scene_holds_locked_is_not_deleted(ctx: TestCtx) {
    let path = alone(&ctx).await;
    lock(&ctx, path, true).await;
    let asset = row(&ctx, path.instance).await.project_asset_id;
    let delete = async |force| assets::delete(&ctx, ctx.viewer, path.project, asset, force).await;
    let why = refused(delete(true).await);
    assert!(why.contains("scene 1"), "it names the scene: {why}");
    lock(&ctx, path, false).await;
    let why = refused(delete(false).await);
    assert!(why.contains("1 scene"), "it counts the scenes: {why}");
    delete(true).await.unwrap();
}
