//! Rule 4: what waits to be removed is wanted by nobody, and what nobody wants waits to be removed.

use super::{Care, Findings, page};
use crate::{
    ctx::Ctx,
    db::now,
    entities::{assets, attempts, deletions, instances, master_attempts},
    error::Result,
    model::ids::{AssetId, InstanceId},
    services::{deletions as going, scope},
    storage::{Listed, StorageKey},
};
use futures::StreamExt;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, sea_query::LockType,
};
use std::collections::{BTreeSet, HashSet};

/// Objects that are asked for together.
const TOGETHER: usize = 500;

/// Looks at the queue, then at the store.
pub(super) async fn examine(ctx: &Ctx, care: Care, found: &mut Findings) -> Result<()> {
    entries(ctx, care, found).await?;
    let mut listed = std::pin::pin!(ctx.storage.list(None).chunks(TOGETHER));
    while let Some(some) = listed.next().await {
        let some = some.into_iter().collect::<Result<Vec<_>>>()?;
        orphans(ctx, care, some, found).await?;
    }
    Ok(())
}

async fn entries(ctx: &Ctx, care: Care, found: &mut Findings) -> Result<()> {
    let mut after = None;
    loop {
        let rows = page::<deletions::Entity>(ctx.db.read(), deletions::Column::Id, after).await?;
        let Some(last) = rows.last() else {
            return Ok(());
        };
        after = Some(last.id);
        let wanted = wanted(ctx.db.read(), rows.iter().map(|row| &row.storage_path)).await?;
        for row in rows {
            if wanted.contains(&row.storage_path) {
                in_use(ctx, care, row, found).await?;
            } else {
                of_nothing(ctx, care, row, found).await?;
            }
        }
    }
}

/// Those of the paths that a live attempt, a live master or an asset stands on.
async fn wanted(
    conn: &impl ConnectionTrait,
    paths: impl Iterator<Item = &String>,
) -> Result<HashSet<String>> {
    let paths: Vec<String> = paths.cloned().collect();
    let live = Condition::all().add(attempts::Column::DeletedAt.is_null());
    let column = attempts::Column::StoragePath;
    let mut wanted = standing::<attempts::Entity>(conn, column, live, &paths).await?;
    let live = Condition::all().add(master_attempts::Column::DeletedAt.is_null());
    let column = master_attempts::Column::StoragePath;
    wanted.extend(standing::<master_attempts::Entity>(conn, column, live, &paths).await?);
    let shown = assets::Column::StoragePath;
    wanted.extend(standing::<assets::Entity>(conn, shown, Condition::all(), &paths).await?);
    Ok(wanted.into_iter().collect())
}

/// Those of the paths that rows of a table stand on.
async fn standing<E: EntityTrait>(
    conn: &impl ConnectionTrait,
    column: E::Column,
    such: Condition,
    paths: &[String],
) -> Result<Vec<String>> {
    let found: Vec<Option<String>> = E::find()
        .select_only()
        .column(column)
        .filter(column.is_in(paths.iter().cloned()))
        .filter(such)
        .into_tuple()
        .all(conn)
        .await?;
    Ok(found.into_iter().flatten().collect())
}

/// An entry for an object in use is taken back, with the instance or the asset locked that stands on it.
async fn in_use(
    ctx: &Ctx,
    care: Care,
    entry: deletions::Model,
    found: &mut Findings,
) -> Result<()> {
    let path = entry.storage_path;
    let of: Vec<InstanceId> = attempts::Entity::find()
        .select_only()
        .column(attempts::Column::SceneAssetInstanceId)
        .filter(attempts::Column::StoragePath.eq(&path))
        .into_tuple()
        .all(ctx.db.read())
        .await?;
    let masters: Vec<AssetId> = master_attempts::Entity::find()
        .select_only()
        .column(master_attempts::Column::ProjectAssetId)
        .filter(master_attempts::Column::StoragePath.eq(&path))
        .into_tuple()
        .all(ctx.db.read())
        .await?;
    let txn = ctx.db.begin().await?;
    scope::lock_instances(&txn, instances::Column::Id.is_in(of)).await?;
    assets::Entity::find()
        .filter(assets::Column::Id.is_in(masters))
        .order_by_asc(assets::Column::Id)
        .lock(LockType::NoKeyUpdate)
        .all(&txn)
        .await?;
    let queued = going::is_queued(&txn, &path).await?;
    if !queued || wanted(&txn, std::iter::once(&path)).await?.is_empty() {
        return Ok(());
    }
    if care.fix {
        going::keep(&txn, &path).await?;
        txn.commit().await?;
    }
    let what = "It waits to be removed, and a picture that is in use stands on it.";
    found.add(4, what, path, care.fix);
    Ok(())
}

/// An entry for what is not there asks the worker to do nothing.
async fn of_nothing(
    ctx: &Ctx,
    care: Care,
    entry: deletions::Model,
    found: &mut Findings,
) -> Result<()> {
    let path = entry.storage_path;
    if let Ok(key) = StorageKey::parse(&path)
        && ctx.storage.size(&key).await?.is_some()
    {
        return Ok(());
    }
    let txn = ctx.db.begin().await?;
    let queued = deletions::Entity::find_by_id(entry.id).count(&txn).await? > 0;
    // A row without its object is told where rows are looked at; with its entry it goes in its time.
    if !queued || !of_rows(&txn, std::slice::from_ref(&path)).await?.is_empty() {
        return Ok(());
    }
    if care.fix {
        deletions::Entity::delete_by_id(entry.id).exec(&txn).await?;
        txn.commit().await?;
    }
    found.add(
        4,
        "It waits to be removed, and is not there.",
        path,
        care.fix,
    );
    Ok(())
}

/// Objects that are old enough to be in some row or in the queue, and are in none.
async fn orphans(ctx: &Ctx, care: Care, some: Vec<Listed>, found: &mut Findings) -> Result<()> {
    let old = now() - ctx.settings.orphan_grace;
    // A rendition is known by its picture.
    let mut paths: BTreeSet<String> = some
        .into_iter()
        .filter(|object| object.last_modified < old)
        .map(|object| object.key.to_string())
        .collect();
    for known in known(ctx.db.read(), paths.iter().cloned().collect()).await? {
        paths.remove(&known);
    }
    for path in paths {
        let txn = ctx.db.begin().await?;
        if !known(&txn, vec![path.clone()]).await?.is_empty() {
            continue;
        }
        if care.fix {
            going::due(&txn, &path, now()).await?;
            txn.commit().await?;
        }
        found.add(4, "No row knows this object.", path, care.fix);
    }
    Ok(())
}

/// Those of the paths that a row or an entry of the queue has.
async fn known(conn: &impl ConnectionTrait, paths: Vec<String>) -> Result<Vec<String>> {
    let mut known = of_rows(conn, &paths).await?;
    let queued = deletions::Column::StoragePath;
    known.extend(standing::<deletions::Entity>(conn, queued, Condition::all(), &paths).await?);
    Ok(known)
}

/// Those of the paths that a row has, be it live or deleted.
async fn of_rows(conn: &impl ConnectionTrait, paths: &[String]) -> Result<Vec<String>> {
    let (any, in_scenes) = (Condition::all(), attempts::Column::StoragePath);
    let masters = master_attempts::Column::StoragePath;
    let shown = assets::Column::StoragePath;
    let mut found = standing::<attempts::Entity>(conn, in_scenes, any.clone(), paths).await?;
    found.extend(standing::<master_attempts::Entity>(conn, masters, any.clone(), paths).await?);
    found.extend(standing::<assets::Entity>(conn, shown, any, paths).await?);
    Ok(found)
}
