//! The rules that hold in every state.

use domain::{
    ctx::Ctx,
    entities::{assets, attempts, deletions, instances, master_attempts},
    model::ids::{AssetId, InstanceId},
    storage::StorageKey,
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use std::collections::{BTreeSet, HashMap};

/// Rules 1, 2, 3 and 6 over every row and object that there is: pictures in scenes, and masters.
pub(crate) async fn whole(ctx: &Ctx) {
    let mut paths = BTreeSet::new();
    scenes_are_whole(ctx, &mut paths).await;
    masters_are_whole(ctx, &mut paths).await;
}

async fn scenes_are_whole(ctx: &Ctx, paths: &mut BTreeSet<String>) {
    let conn = ctx.db.read();
    let all = attempts::Entity::find().order_by_asc(attempts::Column::AttemptNumber);
    let mut histories: HashMap<InstanceId, Vec<attempts::Model>> = HashMap::new();
    for attempt in all.all(conn).await.unwrap() {
        if let Some(path) = &attempt.storage_path {
            assert!(paths.insert(path.clone()), "two attempts stand on {path}");
            let removed = attempt.deleted_at.is_some();
            has_its_object(ctx, path, attempt.file_size_bytes, removed).await;
        }
        histories
            .entry(attempt.scene_asset_instance_id)
            .or_default()
            .push(attempt);
    }
    for instance in instances::Entity::find().all(conn).await.unwrap() {
        is_in_order(
            &instance,
            &histories.remove(&instance.id).unwrap_or_default(),
        );
    }
}

async fn masters_are_whole(ctx: &Ctx, paths: &mut BTreeSet<String>) {
    let conn = ctx.db.read();
    let all = master_attempts::Entity::find().order_by_asc(master_attempts::Column::AttemptNumber);
    let mut histories: HashMap<AssetId, Vec<master_attempts::Model>> = HashMap::new();
    for attempt in all.all(conn).await.unwrap() {
        if let Some(path) = &attempt.storage_path {
            assert!(paths.insert(path.clone()), "two masters stand on {path}");
            let removed = attempt.deleted_at.is_some();
            has_its_object(ctx, path, attempt.file_size_bytes, removed).await;
        }
        histories
            .entry(attempt.project_asset_id)
            .or_default()
            .push(attempt);
    }
    for asset in assets::Entity::find().all(conn).await.unwrap() {
        shows_its_master(&asset, &histories.remove(&asset.id).unwrap_or_default());
    }
}

/// A row's object is there, and is queued to be removed exactly when the row was.
async fn has_its_object(ctx: &Ctx, path: &str, bytes: Option<i64>, removed: bool) {
    let size = ctx
        .storage
        .size(&StorageKey::parse(path).unwrap())
        .await
        .unwrap();
    assert_eq!(size, bytes.map(|size| size as u64), "the object {path}");
    let queued = deletions::Entity::find().filter(deletions::Column::StoragePath.eq(path));
    let queued = queued.count(ctx.db.read()).await.unwrap();
    assert_eq!(queued, u64::from(removed), "the entry for {path}");
}

fn shows_its_master(asset: &assets::Model, history: &[master_attempts::Model]) {
    let live = history.iter().filter(|one| one.deleted_at.is_none());
    assert!(live.count() <= 8, "more than eight live: {history:?}");
    let selected: Vec<_> = history.iter().filter(|one| one.is_selected).collect();
    let shown = selected.iter().map(|one| {
        assert_eq!(one.deleted_at, None, "{one:?}");
        (&one.image_url, &one.storage_path, &one.sha256)
    });
    let url = asset.image_key_url.iter();
    let says: Vec<_> = url
        .map(|url| (url, &asset.storage_path, &asset.sha256))
        .collect();
    assert_eq!(shown.collect::<Vec<_>>(), says, "{asset:?}");
    let ascending = history
        .windows(2)
        .all(|two| two[0].attempt_number < two[1].attempt_number);
    assert!(ascending, "a number was used twice: {history:?}");
    let last = history.last().map_or(0, |one| one.attempt_number);
    assert!(last < asset.next_attempt_number, "{asset:?} has {last}");
}

fn is_in_order(instance: &instances::Model, history: &[attempts::Model]) {
    let live = history
        .iter()
        .filter(|attempt| attempt.deleted_at.is_none());
    assert!(
        live.clone().count() <= 8,
        "more than eight live: {history:?}"
    );
    let selected: Vec<_> = history
        .iter()
        .filter(|attempt| attempt.is_selected)
        .collect();
    let urls: Vec<_> = selected.iter().map(|attempt| &attempt.image_url).collect();
    assert_eq!(
        urls,
        instance.image_key_url.iter().collect::<Vec<_>>(),
        "{instance:?}"
    );
    assert!(
        selected.iter().all(|attempt| attempt.deleted_at.is_none()),
        "{selected:?}"
    );
    let ascending = history
        .windows(2)
        .all(|two| two[0].attempt_number < two[1].attempt_number);
    assert!(ascending, "a number was used twice: {history:?}");
    let last = history.last().map_or(0, |attempt| attempt.attempt_number);
    assert!(
        last < instance.next_attempt_number,
        "{instance:?} has an attempt {last}"
    );
}
