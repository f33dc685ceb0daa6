//! References that pictures started from once, as far as their bytes are still there.

use crate::{
    ctx::Ctx,
    entities::{assets, attempts, branches, instances, scenes},
    error::Result,
    model::{ids::AttemptId, views::ReferenceSnapshot},
    services::scope::OwnedInstance,
    storage::StorageKey,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QuerySelect, RelationTrait,
};

/// Where the bytes of a reference lie that a picture of the instance started from: those of the attempt that was
/// selected then, or those of the master as long as it is the same. None when they are gone.
pub(crate) async fn kept(
    ctx: &Ctx,
    owned: &OwnedInstance,
    snapshot: &ReferenceSnapshot,
) -> Result<Option<StorageKey>> {
    let conn = ctx.db.read();
    let path = match snapshot.attempt_id {
        Some(attempt) => of_attempt(conn, owned, attempt).await?,
        None => of_master(conn, owned, &snapshot.sha256).await?,
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

async fn of_master(
    conn: &impl ConnectionTrait,
    owned: &OwnedInstance,
    sha256: &str,
) -> Result<Option<String>> {
    let asset = assets::Entity::find_by_id(owned.instance.project_asset_id)
        .filter(assets::Column::Sha256.eq(sha256))
        .one(conn)
        .await?;
    Ok(asset.and_then(|asset| asset.storage_path))
}
