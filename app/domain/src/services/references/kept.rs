//! References that pictures started from once, as far as their bytes are still there.

use crate::{
    ctx::Ctx,
    entities::{assets, attempts, branches, instances, master_attempts, scenes},
    error::Result,
    model::{
        ids::{AssetId, AttemptId},
        views::{OtherReference, ReferenceSnapshot},
    },
    services::{assets::history, scope::OwnedInstance},
    storage::StorageKey,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QuerySelect, RelationTrait,
};

/// Where the bytes of a reference lie that a picture of the instance started from: those of the attempt that was
/// selected then, or those of the master that was. None when they are gone.
pub(crate) async fn kept(
    ctx: &Ctx,
    owned: &OwnedInstance,
    snapshot: &ReferenceSnapshot,
) -> Result<Option<StorageKey>> {
    let asset = owned.instance.project_asset_id;
    of_asset(ctx, owned, asset, (snapshot.attempt_id, &snapshot.sha256)).await
}

/// The same of what was sent along.
pub(crate) async fn kept_other(
    ctx: &Ctx,
    owned: &OwnedInstance,
    other: &OtherReference,
) -> Result<Option<StorageKey>> {
    of_asset(
        ctx,
        owned,
        other.asset_id,
        (other.attempt_id, &other.sha256),
    )
    .await
}

async fn of_asset(
    ctx: &Ctx,
    owned: &OwnedInstance,
    asset: AssetId,
    (attempt, sha256): (Option<AttemptId>, &str),
) -> Result<Option<StorageKey>> {
    let conn = ctx.db.read();
    let path = match attempt {
        Some(attempt) => of_attempt(conn, owned, attempt).await?,
        None => of_master(conn, owned, asset, sha256).await?,
    };
    let Some(path) = path else { return Ok(None) };
    let key = StorageKey::parse(&path)?;
    let there = ctx.storage.size(&key).await?.is_some();
    Ok(there.then_some(key))
}

/// An attempt of the same film, whether it is live or was removed.
async fn of_attempt(
    conn: &impl ConnectionTrait,
    owned: &OwnedInstance,
    attempt: AttemptId,
) -> Result<Option<String>> {
    let path: Option<Option<String>> = attempts::Entity::find_by_id(attempt)
        .select_only()
        .column(attempts::Column::StoragePath)
        .join(JoinType::InnerJoin, attempts::Relation::Instances.def())
        .join(JoinType::InnerJoin, instances::Relation::Scenes.def())
        .join(JoinType::InnerJoin, scenes::Relation::Branches.def())
        .filter(branches::Column::ProjectId.eq(owned.project.id))
        .into_tuple()
        .one(conn)
        .await?;
    Ok(path.flatten())
}

/// A picture of the history of a master of the same film, whether it is live or was removed.
async fn of_master(
    conn: &impl ConnectionTrait,
    owned: &OwnedInstance,
    asset: AssetId,
    sha256: &str,
) -> Result<Option<String>> {
    let shown = history::showing(asset, sha256)
        .join(JoinType::InnerJoin, master_attempts::Relation::Assets.def())
        .filter(assets::Column::ProjectId.eq(owned.project.id))
        .one(conn)
        .await?;
    Ok(shown.and_then(|attempt| attempt.storage_path))
}
