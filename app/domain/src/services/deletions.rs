//! Objects that are to go, and the one worker that removes them: bytes first in, last out.

use crate::{
    ctx::Ctx,
    db::now,
    entities::{assets, attempts, deletions},
    error::Result,
    model::ids::DeletionId,
    services::attempts as history,
    storage::StorageKey,
};
use chrono::{DateTime, Utc};
use futures::StreamExt;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect,
};

/// Objects removed in one round.
const ROUND: u64 = 500;

/// Queues an object to be removed at `due_at`, in the transaction that takes away its reason to be there.
pub(crate) async fn due(
    conn: &impl ConnectionTrait,
    path: &str,
    due_at: DateTime<Utc>,
) -> Result<()> {
    let row = deletions::ActiveModel {
        id: Set(DeletionId::new()),
        storage_path: Set(path.to_owned()),
        due_at: Set(due_at),
        created_at: Set(now()),
        updated_at: Set(now()),
    };
    row.insert(conn).await?;
    Ok(())
}

/// Queues many objects to be removed now.
pub(crate) async fn due_now(conn: &impl ConnectionTrait, paths: Vec<String>) -> Result<()> {
    let rows = paths.into_iter().map(|path| deletions::ActiveModel {
        id: Set(DeletionId::new()),
        storage_path: Set(path),
        due_at: Set(now()),
        created_at: Set(now()),
        updated_at: Set(now()),
    });
    let rows: Vec<_> = rows.collect();
    for chunk in rows.chunks(100) {
        deletions::Entity::insert_many(chunk.to_vec())
            .exec(conn)
            .await?;
    }
    Ok(())
}

/// Takes an object off the queue: it is wanted again.
pub(crate) async fn keep(conn: &impl ConnectionTrait, path: &str) -> Result<()> {
    deletions::Entity::delete_many()
        .filter(deletions::Column::StoragePath.eq(path))
        .exec(conn)
        .await?;
    Ok(())
}

/// Removes what is due: the row that can no longer be restored, then the object, then the entry in the queue.
/// Killed in between, the next round finishes it. Answers how many objects went.
pub async fn work(ctx: &Ctx) -> Result<u64> {
    history::forget_foreign(ctx).await?;
    let due = deletions::Entity::find()
        .filter(deletions::Column::DueAt.lte(now()))
        .order_by_asc(deletions::Column::DueAt)
        .limit(ROUND)
        .all(ctx.db.read())
        .await?;
    let mut gone = 0;
    for entry in due {
        if unreferenced(ctx, &entry).await? {
            if let Ok(key) = StorageKey::parse(&entry.storage_path) {
                ctx.storage.delete_with_renditions(&key).await?;
            }
            gone += 1;
        }
        let txn = ctx.db.begin().await?;
        deletions::Entity::delete_by_id(entry.id).exec(&txn).await?;
        txn.commit().await?;
    }
    Ok(gone)
}

/// Forgets the deleted attempt behind an entry. False when the entry was taken back meanwhile, or when a live
/// row still stands on the object.
async fn unreferenced(ctx: &Ctx, entry: &deletions::Model) -> Result<bool> {
    let txn = ctx.db.begin().await?;
    let still = deletions::Entity::find_by_id(entry.id).count(&txn).await? == 1;
    let unused = still
        && history::forget(&txn, &entry.storage_path).await?
        && assets::Entity::find()
            .filter(assets::Column::StoragePath.eq(&entry.storage_path))
            .count(&txn)
            .await?
            == 0;
    txn.commit().await?;
    Ok(unused)
}

/// Removes objects that no row and no entry of the queue knows, once they are older than the grace: what a
/// kill between writing the bytes and writing the row leaves behind. Answers how many went.
pub async fn sweep(ctx: &Ctx) -> Result<u64> {
    let old = now() - ctx.settings.orphan_grace;
    let mut listed = std::pin::pin!(ctx.storage.list(None));
    let mut gone = 0;
    while let Some(object) = listed.next().await {
        let object = object?;
        if object.last_modified < old && !known(ctx, object.key.as_str()).await? {
            ctx.storage.delete_with_renditions(&object.key).await?;
            gone += 1;
        }
    }
    ctx.storage
        .remove_unfinished(ctx.settings.orphan_grace)
        .await?;
    Ok(gone)
}

async fn known(ctx: &Ctx, path: &str) -> Result<bool> {
    let conn = ctx.db.read();
    Ok(attempts::Entity::find()
        .filter(attempts::Column::StoragePath.eq(path))
        .count(conn)
        .await?
        > 0
        || assets::Entity::find()
            .filter(assets::Column::StoragePath.eq(path))
            .count(conn)
            .await?
            > 0
        || deletions::Entity::find()
            .filter(deletions::Column::StoragePath.eq(path))
            .count(conn)
            .await?
            > 0)
}
