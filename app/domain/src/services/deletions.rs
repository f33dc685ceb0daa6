//! Objects that are to go, and the one worker that removes them: bytes first in, last out.

use crate::{
    ctx::Ctx,
    db::now,
    entities::{assets, attempts, deletions, master_attempts},
    error::Result,
    model::ids::DeletionId,
    services::{assets::history as masters, attempts as history, removal},
    storage::StorageKey,
};
use chrono::{DateTime, Utc};
use futures::StreamExt;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};
use std::time::Duration;

/// Objects removed in one round.
const ROUND: u64 = 500;
/// Objects that may refuse to go in one round.
const PATIENCE: usize = 10;
/// How long an object that refused to go is left alone.
const AGAIN: Duration = Duration::from_secs(600);

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
    due_all(conn, paths, now()).await
}

/// Queues many objects to be removed at `due_at`.
pub(crate) async fn due_all(
    conn: &impl ConnectionTrait,
    paths: Vec<String>,
    due_at: DateTime<Utc>,
) -> Result<()> {
    let rows = paths.into_iter().map(|path| deletions::ActiveModel {
        id: Set(DeletionId::new()),
        storage_path: Set(path),
        due_at: Set(due_at),
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
    take_off(conn, path).await.map(drop)
}

/// Takes an object off the queue, and answers whether it stood there.
pub(crate) async fn take_off(conn: &impl ConnectionTrait, path: &str) -> Result<bool> {
    let taken = deletions::Entity::delete_many()
        .filter(deletions::Column::StoragePath.eq(path))
        .exec(conn)
        .await?;
    Ok(taken.rows_affected > 0)
}

/// Whether an object waits to be removed.
pub(crate) async fn is_queued(conn: &impl ConnectionTrait, path: &str) -> Result<bool> {
    let entries = deletions::Entity::find().filter(deletions::Column::StoragePath.eq(path));
    Ok(entries.count(conn).await? > 0)
}

/// Removes what is due: the row that can no longer be restored, then the object, then the entry in the queue.
/// Killed in between, the next round finishes it. An object that cannot be removed waits for a later round and
/// holds up no other; a store that refuses many ends the round. Answers how many objects went.
pub async fn work(ctx: &Ctx) -> Result<u64> {
    history::forget_foreign(ctx).await?;
    masters::forget_foreign(ctx).await?;
    let at = now();
    let due = deletions::Entity::find()
        .filter(deletions::Column::DueAt.lte(at))
        .order_by_asc(deletions::Column::DueAt)
        .limit(ROUND)
        .all(ctx.db.read())
        .await?;
    // Of the same moment as what is due: nothing is brought back whose objects go below.
    removal::forget(ctx, at).await?;
    let (mut gone, mut refused) = (0, 0);
    for entry in due {
        if unreferenced(ctx, &entry).await? {
            if let Err(err) = remove_object(ctx, &entry).await {
                tracing::warn!(error = ?err, path = %entry.storage_path, "an object could not be removed");
                postpone(ctx, &entry).await?;
                refused += 1;
                if refused == PATIENCE {
                    return Err(err);
                }
                continue;
            }
            gone += 1;
        }
        let txn = ctx.db.begin().await?;
        deletions::Entity::delete_by_id(entry.id).exec(&txn).await?;
        txn.commit().await?;
    }
    Ok(gone)
}

async fn remove_object(ctx: &Ctx, entry: &deletions::Model) -> Result<()> {
    match StorageKey::parse(&entry.storage_path) {
        Ok(key) => ctx.storage.delete_with_renditions(&key).await,
        // It could never have been written.
        Err(_) => Ok(()),
    }
}

async fn postpone(ctx: &Ctx, entry: &deletions::Model) -> Result<()> {
    let txn = ctx.db.begin().await?;
    deletions::Entity::update_many()
        .col_expr(deletions::Column::DueAt, Expr::value(now() + AGAIN))
        .col_expr(deletions::Column::UpdatedAt, Expr::value(now()))
        .filter(deletions::Column::Id.eq(entry.id))
        .exec(&txn)
        .await?;
    txn.commit().await?;
    Ok(())
}

/// Forgets the deleted attempt behind an entry. False when the entry was taken back meanwhile, or when a live
/// row still stands on the object.
async fn unreferenced(ctx: &Ctx, entry: &deletions::Model) -> Result<bool> {
    let txn = ctx.db.begin().await?;
    let still = deletions::Entity::find_by_id(entry.id).count(&txn).await? == 1;
    let unused = still
        && history::forget(&txn, &entry.storage_path).await?
        && masters::forget(&txn, &entry.storage_path).await?
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

/// Whether any row, or the queue of what is to go, knows an object.
pub(crate) async fn known(ctx: &Ctx, path: &str) -> Result<bool> {
    let conn = ctx.db.read();
    Ok(attempts::Entity::find()
        .filter(attempts::Column::StoragePath.eq(path))
        .count(conn)
        .await?
        > 0
        || master_attempts::Entity::find()
            .filter(master_attempts::Column::StoragePath.eq(path))
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
