//! Damage to objects, and to what waits to be removed.

use super::{look, mended, only_told};
use crate::support::{alone, queued_deletions, there, upload, write};
use domain::{
    ctx::{Ctx, Settings},
    db::now,
    entities::{attempts, deletions},
    images::Format,
    model::{
        ids::{AssetId, BranchId, DeletionId, ProjectId},
        views::AttemptView,
    },
    services::{deletions as worker, doctor},
    storage::StorageKey,
    testing::{TestCtx, png, settings},
};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{Set, Unchanged},
};
use std::time::Duration;

on_both!(
    two_rows_on_one_object_are_told,
    a_row_without_its_object_is_told,
    an_object_in_use_is_taken_off_the_queue,
    an_entry_for_nothing_is_taken_off_the_queue,
    an_object_that_no_row_knows_is_queued,
    a_size_that_is_not_the_objects_is_told,
    other_bytes_are_told_when_they_are_read,
);

fn key(of: &AttemptView) -> StorageKey {
    StorageKey::parse(of.storage_path.as_ref().unwrap()).unwrap()
}

pub(super) async fn queue(ctx: &Ctx, path: &str) {
    let entry = deletions::ActiveModel {
        id: Set(DeletionId::new()),
        storage_path: Set(path.to_owned()),
        due_at: Set(now()),
        created_at: Set(now()),
        updated_at: Set(now()),
    };
    let txn = ctx.db.begin().await.unwrap();
    entry.insert(&txn).await.unwrap();
    txn.commit().await.unwrap();
}

async fn two_rows_on_one_object_are_told(ctx: TestCtx) {
    let path = alone(&ctx).await;
    // The same bytes, so that nothing else is wrong.
    let (one, other) = (upload(&ctx, path, 1).await, upload(&ctx, path, 1).await);
    let change = attempts::ActiveModel {
        id: Unchanged(other.id),
        storage_path: Set(one.storage_path.clone()),
        ..Default::default()
    };
    write(&ctx, change).await;
    let found = look(&ctx, true).await;
    let shared = found
        .iter()
        .all(|one| one.rule == 3 && one.what.contains("shares its object") && !one.fixed);
    assert!(shared && found.len() == 2, "{found:?}");
}

async fn a_row_without_its_object_is_told(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let made = upload(&ctx, path, 1).await;
    ctx.storage.delete(&key(&made)).await.unwrap();
    only_told(&ctx, (3, "has no object")).await;
}

async fn an_object_in_use_is_taken_off_the_queue(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let made = upload(&ctx, path, 1).await;
    queue(&ctx, key(&made).as_str()).await;
    mended(&ctx, (4, "in use")).await;
    assert_eq!(queued_deletions(&ctx).await, 0);
}

async fn an_entry_for_nothing_is_taken_off_the_queue(ctx: TestCtx) {
    let key = stray();
    queue(&ctx, key.as_str()).await;
    mended(&ctx, (4, "is not there")).await;
    assert_eq!(queued_deletions(&ctx).await, 0);
}

/// The key of an object that belongs to nothing.
fn stray() -> StorageKey {
    StorageKey::master(
        ProjectId::new(),
        BranchId::new(),
        AssetId::new(),
        Format::Png,
    )
}

async fn an_object_that_no_row_knows_is_queued(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let made = upload(&ctx, path, 1).await;
    let key = stray();
    ctx.storage.put(&key, png(7)).await.unwrap();
    assert_eq!(look(&ctx, true).await, [], "it is too young");
    let later = ctx.with(Settings {
        orphan_grace: Duration::ZERO,
        ..settings()
    });
    mended(&later, (4, "No row knows")).await;
    assert_eq!(worker::work(&later).await.unwrap(), 1);
    assert!(!there(&ctx, key.as_str()).await);
    assert!(there(&ctx, made.storage_path.as_ref().unwrap()).await);
}

async fn a_size_that_is_not_the_objects_is_told(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let made = upload(&ctx, path, 1).await;
    let change = attempts::ActiveModel {
        id: Unchanged(made.id),
        file_size_bytes: Set(Some(7)),
        ..Default::default()
    };
    write(&ctx, change).await;
    only_told(&ctx, (12, "bytes, and its row says otherwise")).await;
}

async fn other_bytes_are_told_when_they_are_read(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let made = upload(&ctx, path, 1).await;
    let change = attempts::ActiveModel {
        id: Unchanged(made.id),
        sha256: Set(Some("00".repeat(32))),
        width: Set(Some(1)),
        mime_type: Set(Some("image/webp".into())),
        ..Default::default()
    };
    write(&ctx, change).await;
    assert_eq!(look(&ctx, false).await, [], "its size is right");
    let found = doctor::examine_deeply(&ctx, false).await.unwrap();
    let told: Vec<_> = found.iter().filter(|one| one.rule == 12).collect();
    assert_eq!(told.len(), 3, "{found:?}");
    for what in ["other bytes", "another kind", "another width"] {
        assert!(told.iter().any(|one| one.what.contains(what)), "{what}");
    }
}
