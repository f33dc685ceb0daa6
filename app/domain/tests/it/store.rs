//! Rules 3 and 4: every picture has bytes of its own, for as long as a row stands on them.

use crate::support::{alone, forgetful, listed, objects, queued_deletions, there, upload, uploads};
use crate::whole::whole;
use domain::{
    ctx::Ctx,
    images::Format,
    model::{
        ids::{AssetId, BranchId, InstanceId, ProjectId, SceneId},
        paths::InstancePath,
    },
    services::{assets, attempts, deletions, instances, projects, scenes},
    storage::{SceneScope, StorageKey},
    testing::{TestCtx, png},
};
use std::collections::BTreeSet;

on_both!(
    every_attempt_and_master_has_an_object_of_its_own,
    a_refused_upload_leaves_no_row,
    a_new_master_leaves_the_old_one_its_object,
    what_an_instance_leaves_is_removed,
    what_a_scene_leaves_is_removed,
    what_an_asset_leaves_is_removed,
    what_a_film_leaves_is_removed,
    a_removal_that_was_killed_is_finished,
    an_entry_for_an_object_in_use_removes_nothing,
    only_old_objects_that_nothing_knows_are_swept,
);

async fn asset_of(ctx: &TestCtx, path: InstancePath) -> AssetId {
    instances::get(ctx, ctx.viewer, path)
        .await
        .unwrap()
        .project_asset_id
}

async fn with_master(ctx: &TestCtx, path: InstancePath, shade: u8) -> String {
    let asset = asset_of(ctx, path).await;
    let uploaded =
        assets::upload_master(ctx, ctx.viewer, path.project, asset, None, png(shade)).await;
    uploaded.unwrap().storage_path.unwrap()
}

/// Two instances of one scene with masters, live attempts and a removed one; the second's bystanders.
async fn stocked(ctx: &TestCtx) -> (InstancePath, InstancePath) {
    let path = alone(ctx).await;
    let other = ctx.instance(path.scene(), "Voss in the grey hat").await;
    for path in [path, other] {
        with_master(ctx, path, 200).await;
        let made = uploads(ctx, path, 3).await;
        attempts::delete(ctx, ctx.viewer, path.attempt(made[0].id))
            .await
            .unwrap();
    }
    assert_eq!(objects(ctx).await.len(), 8);
    (path, other)
}

/// The objects whose names begin with the instance's or the asset's key.
fn of(objects: &BTreeSet<String>, key: impl ToString) -> usize {
    objects
        .iter()
        .filter(|path| path.contains(&format!("/{}_", key.to_string())))
        .count()
}

async fn worked(ctx: &Ctx) -> BTreeSet<String> {
    deletions::work(ctx).await.unwrap();
    assert_eq!(queued_deletions_due(ctx).await, 0);
    objects(ctx).await
}

async fn queued_deletions_due(ctx: &Ctx) -> u64 {
    use domain::{db::now, entities::deletions};
    use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
    let due = deletions::Entity::find().filter(deletions::Column::DueAt.lte(now()));
    due.count(ctx.db.read()).await.unwrap()
}

async fn every_attempt_and_master_has_an_object_of_its_own(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let mut paths: BTreeSet<_> = [with_master(&ctx, path, 5).await].into();
    for _ in 0..3 {
        // The very same bytes each time, and still a file each.
        paths.insert(upload(&ctx, path, 5).await.storage_path.unwrap());
    }
    assert_eq!(paths.len(), 4);
    assert_eq!(objects(&ctx).await, paths);
    whole(&ctx).await;
}

async fn a_refused_upload_leaves_no_row(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let html = bytes::Bytes::from_static(b"<html></html>");
    assert!(
        instances::upload(&ctx, ctx.viewer, path, None, html)
            .await
            .is_err()
    );
    assert_eq!(listed(&ctx, path).await, []);
    assert!(objects(&ctx).await.is_empty());
}

async fn a_new_master_leaves_the_old_one_its_object(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let old = with_master(&ctx, path, 1).await;
    let new = with_master(&ctx, path, 2).await;
    assert_ne!(old, new);
    assert_eq!(worked(&ctx).await, [old, new].into());
    whole(&ctx).await;
}

async fn what_an_instance_leaves_is_removed(ctx: TestCtx) {
    let (path, other) = stocked(&ctx).await;
    instances::delete(&ctx, ctx.viewer, path, None)
        .await
        .unwrap();
    assert_eq!(worked(&ctx).await.len(), 8, "it can be brought back");
    the_day_comes(&ctx, path).await;
    let left = worked(&ctx).await;
    assert_eq!(left.len(), 5);
    assert_eq!(
        (of(&left, path.instance), of(&left, other.instance)),
        (0, 3)
    );
    whole(&ctx).await;
}

/// What waits to be removed of an instance is due.
async fn the_day_comes(ctx: &Ctx, path: InstancePath) {
    use domain::{db::now, entities::deletions::*};
    use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
    let txn = ctx.db.begin().await.unwrap();
    Entity::update_many()
        .col_expr(Column::DueAt, Expr::value(now()))
        .filter(Column::StoragePath.contains(path.instance.to_string()))
        .exec(&txn)
        .await
        .unwrap();
    txn.commit().await.unwrap();
}

async fn what_a_scene_leaves_is_removed(ctx: TestCtx) {
    let (path, other) = stocked(&ctx).await;
    scenes::delete(&ctx, ctx.viewer, path.scene())
        .await
        .unwrap();
    let left = worked(&ctx).await;
    assert_eq!(left.len(), 2, "the masters stay: {left:?}");
    assert_eq!(
        (of(&left, path.instance), of(&left, other.instance)),
        (0, 0)
    );
}

async fn what_an_asset_leaves_is_removed(ctx: TestCtx) {
    let (path, other) = stocked(&ctx).await;
    let asset = asset_of(&ctx, path).await;
    assets::delete(&ctx, ctx.viewer, path.project, asset, true)
        .await
        .unwrap();
    let left = worked(&ctx).await;
    assert_eq!((of(&left, path.instance), of(&left, asset)), (0, 0));
    assert_eq!((of(&left, other.instance), left.len()), (3, 4));
    whole(&ctx).await;
}

async fn what_a_film_leaves_is_removed(ctx: TestCtx) {
    let (path, _) = stocked(&ctx).await;
    let bystander = alone(&ctx).await;
    let kept = upload(&ctx, bystander, 1).await.storage_path.unwrap();
    projects::delete(&ctx, ctx.viewer, path.project)
        .await
        .unwrap();
    assert_eq!(worked(&ctx).await, [kept].into());
    whole(&ctx).await;
}

async fn a_removal_that_was_killed_is_finished(ctx: TestCtx) {
    use domain::entities::attempts::Entity;
    use sea_orm::EntityTrait;
    let path = alone(&ctx).await;
    let made = uploads(&ctx, path, 2).await;
    let later = forgetful(&ctx);
    attempts::delete(&later, ctx.viewer, path.attempt(made[0].id))
        .await
        .unwrap();
    // The row is gone, and then the process died: the object and its entry are still there.
    let txn = ctx.db.begin().await.unwrap();
    Entity::delete_by_id(made[0].id).exec(&txn).await.unwrap();
    txn.commit().await.unwrap();
    assert_eq!(deletions::work(&ctx).await.unwrap(), 1);
    assert!(!there(&ctx, made[0].storage_path.as_ref().unwrap()).await);
    // The object is gone, and then the process died: the entry alone is still there.
    queue(&ctx, made[0].storage_path.clone().unwrap()).await;
    deletions::work(&ctx).await.unwrap();
    assert_eq!(queued_deletions(&ctx).await, 0);
}

async fn queue(ctx: &Ctx, path: String) {
    use domain::{db::now, entities::deletions::ActiveModel, model::ids::DeletionId};
    use sea_orm::{ActiveModelTrait, ActiveValue::Set};
    let txn = ctx.db.begin().await.unwrap();
    let entry = ActiveModel {
        id: Set(DeletionId::new()),
        storage_path: Set(path),
        due_at: Set(now()),
        created_at: Set(now()),
        updated_at: Set(now()),
    };
    entry.insert(&txn).await.unwrap();
    txn.commit().await.unwrap();
}

async fn an_entry_for_an_object_in_use_removes_nothing(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let master = with_master(&ctx, path, 1).await;
    let live = upload(&ctx, path, 2).await.storage_path.unwrap();
    queue(&ctx, master.clone()).await;
    queue(&ctx, live.clone()).await;
    assert_eq!(deletions::work(&ctx).await.unwrap(), 0);
    assert_eq!(objects(&ctx).await, [master, live].into());
}

async fn only_old_objects_that_nothing_knows_are_swept(ctx: TestCtx) {
    let (path, _) = stocked(&ctx).await;
    let known = objects(&ctx).await;
    let scope = SceneScope {
        project: path.project,
        branch: BranchId::new(),
        scene: path.scene,
    };
    let orphans = [
        StorageKey::upload(scope, path.instance, Format::Png),
        StorageKey::upload(
            SceneScope {
                scene: SceneId::new(),
                ..scope
            },
            InstanceId::new(),
            Format::Webp,
        ),
        StorageKey::master(
            ProjectId::new(),
            BranchId::new(),
            AssetId::new(),
            Format::Jpeg,
        ),
    ];
    for key in &orphans {
        ctx.storage.put(key, png(1)).await.unwrap();
    }
    assert_eq!(
        deletions::sweep(&ctx).await.unwrap(),
        0,
        "they are too young"
    );
    let later = forgetful(&ctx);
    assert_eq!(deletions::sweep(&later).await.unwrap(), 3);
    assert_eq!(objects(&ctx).await, known);
    assert_eq!(deletions::sweep(&later).await.unwrap(), 0);
    whole(&ctx).await;
}
