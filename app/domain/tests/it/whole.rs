//! The rules that hold in every state.

use domain::{
    ctx::Ctx,
    entities::{attempts, deletions, instances},
    model::ids::InstanceId,
    storage::StorageKey,
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use std::collections::{BTreeSet, HashMap};

/// Rules 1, 2, 3 and 6 over every row and object that there is.
pub(crate) async fn whole(ctx: &Ctx) {
    let conn = ctx.db.read();
    let all = attempts::Entity::find().order_by_asc(attempts::Column::AttemptNumber);
    let mut histories: HashMap<InstanceId, Vec<attempts::Model>> = HashMap::new();
    let mut paths = BTreeSet::new();
    for attempt in all.all(conn).await.unwrap() {
        if let Some(path) = &attempt.storage_path {
            assert!(paths.insert(path.clone()), "two attempts stand on {path}");
            has_its_object(ctx, &attempt, path).await;
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

async fn has_its_object(ctx: &Ctx, attempt: &attempts::Model, path: &str) {
    let size = ctx
        .storage
        .size(&StorageKey::parse(path).unwrap())
        .await
        .unwrap();
    assert_eq!(
        size,
        attempt.file_size_bytes.map(|size| size as u64),
        "the object of {attempt:?}"
    );
    let queued = deletions::Entity::find().filter(deletions::Column::StoragePath.eq(path));
    let queued = queued.count(ctx.db.read()).await.unwrap();
    assert_eq!(
        queued,
        u64::from(attempt.deleted_at.is_some()),
        "the entry for {attempt:?}"
    );
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
