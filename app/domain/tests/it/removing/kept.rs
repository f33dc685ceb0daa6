//! Who may bring back what was taken out, until when, and what happens to its objects.

use super::{remove, snapshots};
use crate::support::{
    alone, attempt, forgetful, listed, missing, objects, queued_deletions, refused, row, there,
    upload, uploads,
};
use crate::whole::whole;
use domain::{
    ctx::Ctx,
    db::now,
    entities::deletions as queued,
    model::{ids::DeletionId, paths::InstancePath, rules},
    services::{
        attempts, deletions,
        instances::{self, InstanceInput},
        removal,
    },
    storage::{Storage, StorageKey},
    testing::{TestCtx, png, settings},
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait};
use std::{sync::Arc, time::Duration};

on_both!(
    an_asset_that_is_in_the_scene_again_is_refused,
    a_locked_one_stays,
    its_objects_stay_as_long_as_it_can_come_back,
    after_the_day_nothing_is_left_of_it,
    a_picture_that_was_deleted_before_goes_on_its_own_day,
    nobody_else_brings_it_back,
    two_that_bring_it_back_bring_it_once,
    an_object_that_cannot_be_removed_holds_up_no_other,
);

async fn an_asset_that_is_in_the_scene_again_is_refused(ctx: TestCtx) {
    let path = alone(&ctx).await;
    upload(&ctx, path, 1).await;
    let asset = row(&ctx, path.instance).await.project_asset_id;
    remove(&ctx, &ctx, path).await;
    let anew = ctx.appear(path.scene(), asset).await;
    refused(removal::bring_back(&ctx, ctx.viewer, path).await);
    assert_eq!(snapshots(&ctx).await, 1, "it can still come back");
    remove(&ctx, &ctx, path.scene().instance(anew)).await;
    removal::bring_back(&ctx, ctx.viewer, path).await.unwrap();
    assert_eq!(listed(&ctx, path).await.len(), 1);
    refused(removal::bring_back(&ctx, ctx.viewer, path.scene().instance(anew)).await);
    whole(&ctx).await;
}

async fn a_locked_one_stays(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let lock = InstanceInput {
        locked: Some(true),
        ..Default::default()
    };
    instances::update(&ctx, ctx.viewer, path, lock)
        .await
        .unwrap();
    assert_eq!(
        refused(removal::remove(&ctx, ctx.viewer, path).await),
        rules::LOCKED
    );
    assert_eq!(snapshots(&ctx).await, 0);
    assert!(instances::get(&ctx, ctx.viewer, path).await.unwrap().locked);
}

async fn its_objects_stay_as_long_as_it_can_come_back(ctx: TestCtx) {
    let path = alone(&ctx).await;
    uploads(&ctx, path, 2).await;
    let known = objects(&ctx).await;
    remove(&ctx, &ctx, path).await;
    assert_eq!(deletions::work(&ctx).await.unwrap(), 0);
    assert_eq!(deletions::sweep(&forgetful(&ctx)).await.unwrap(), 0);
    assert_eq!(objects(&ctx).await, known);
    removal::bring_back(&ctx, ctx.viewer, path).await.unwrap();
    whole(&ctx).await;
}

async fn after_the_day_nothing_is_left_of_it(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let made = uploads(&ctx, path, 2).await;
    let later = forgetful(&ctx);
    remove(&later, &ctx, path).await;
    missing(removal::bring_back(&later, ctx.viewer, path).await);
    assert_eq!(deletions::work(&later).await.unwrap(), 2);
    assert_eq!(
        (snapshots(&ctx).await, queued_deletions(&ctx).await),
        (0, 0)
    );
    assert!(objects(&ctx).await.is_empty());
    assert_eq!(attempt(&ctx, made[0].id).await, None);
    missing(removal::bring_back(&ctx, ctx.viewer, path).await);
}

async fn a_picture_that_was_deleted_before_goes_on_its_own_day(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let made = uploads(&ctx, path, 2).await;
    attempts::delete(&forgetful(&ctx), ctx.viewer, path.attempt(made[0].id))
        .await
        .unwrap();
    remove(&ctx, &ctx, path).await;
    assert_eq!(deletions::work(&ctx).await.unwrap(), 1);
    assert!(!there(&ctx, made[0].storage_path.as_ref().unwrap()).await);
    removal::bring_back(&ctx, ctx.viewer, path).await.unwrap();
    assert_eq!(attempt(&ctx, made[0].id).await, None);
    assert_eq!(listed(&ctx, path).await.len(), 1);
    whole(&ctx).await;
}

async fn nobody_else_brings_it_back(ctx: TestCtx) {
    let (path, other) = (alone(&ctx).await, alone(&ctx).await);
    missing(removal::bring_back(&ctx, ctx.viewer, path).await);
    remove(&ctx, &ctx, path).await;
    missing(removal::bring_back(&ctx, ctx.stranger().await, path).await);
    for crossed in [
        InstancePath {
            project: other.project,
            ..path
        },
        InstancePath {
            scene: other.scene,
            ..path
        },
        InstancePath {
            instance: other.instance,
            ..path
        },
        other.scene().instance(path.instance),
    ] {
        missing(removal::bring_back(&ctx, ctx.viewer, crossed).await);
    }
    missing(removal::remove(&ctx, ctx.stranger().await, other).await);
    removal::bring_back(&ctx, ctx.viewer, path).await.unwrap();
}

async fn two_that_bring_it_back_bring_it_once(ctx: TestCtx) {
    let path = alone(&ctx).await;
    uploads(&ctx, path, 2).await;
    remove(&ctx, &ctx, path).await;
    let shared = Arc::new(ctx);
    let bringing: Vec<_> = (0..4)
        .map(|_| {
            let ctx = shared.clone();
            tokio::spawn(async move { removal::bring_back(&ctx, ctx.viewer, path).await.is_ok() })
        })
        .collect();
    let mut brought = 0;
    for one in bringing {
        brought += usize::from(one.await.unwrap());
    }
    assert_eq!(brought, 1);
    assert_eq!(listed(&shared, path).await.len(), 2);
    whole(&shared).await;
}

async fn due(ctx: &Ctx, path: &str, ago: u64) {
    let txn = ctx.db.begin().await.unwrap();
    let entry = queued::ActiveModel {
        id: Set(DeletionId::new()),
        storage_path: Set(path.to_owned()),
        due_at: Set(now() - Duration::from_secs(ago)),
        created_at: Set(now()),
        updated_at: Set(now()),
    };
    entry.insert(&txn).await.unwrap();
    txn.commit().await.unwrap();
}

async fn an_object_that_cannot_be_removed_holds_up_no_other(ctx: TestCtx) {
    let folder = tempfile::tempdir().unwrap();
    let process = Ctx {
        storage: Storage::local(folder.path()).unwrap(),
        ..ctx.with(settings())
    };
    // A folder with something in it stands where the object should be.
    std::fs::create_dir_all(folder.path().join("project_x/stuck.png/inside")).unwrap();
    due(&process, "project_x/stuck.png", 60).await;
    let good = StorageKey::parse("project_x/good.png").unwrap();
    process.storage.put(&good, png(1)).await.unwrap();
    due(&process, good.as_str(), 30).await;
    assert_eq!(deletions::work(&process).await.unwrap(), 1);
    assert_eq!(process.storage.size(&good).await.unwrap(), None);
    let left = queued::Entity::find().all(ctx.db.read()).await.unwrap();
    let paths: Vec<_> = left
        .iter()
        .map(|entry| entry.storage_path.as_str())
        .collect();
    assert_eq!(paths, ["project_x/stuck.png"], "it is tried again");
    assert!(left[0].due_at > now(), "later");
}
