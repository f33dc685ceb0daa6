//! Master images: uploaded or drawn, one an asset, each in the place of the one before it.

use crate::{
    ctx::{Ctx, Viewer},
    db::now,
    entities::{assets, branches, projects},
    error::{Result, conflict},
    images,
    model::{
        ids::{AssetId, ProjectId},
        rules,
        views::AssetView,
    },
    services::{attempts::Facts, deletions, scope, views::master_url},
    storage::StorageKey,
};
use bytes::Bytes;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ConnectionTrait, EntityTrait, QuerySelect,
    sea_query::LockType,
};

/// Takes an uploaded picture as the master image. The one before it is queued for removal.
pub async fn upload_master(
    ctx: &Ctx,
    viewer: Viewer,
    project: ProjectId,
    id: AssetId,
    filename: Option<String>,
    bytes: Bytes,
) -> Result<AssetView> {
    let (_, asset) = scope::asset(ctx.db.read(), viewer, project, id).await?;
    if asset.locked {
        return conflict(rules::LOCKED_MASTER);
    }
    let picture = images::prepare(bytes, images::MAX_BYTES).await?;
    let key = StorageKey::master(project, asset.branch_id, id, picture.format);
    ctx.storage.put_picture(&key, &picture).await?;
    let txn = ctx.db.begin().await?;
    let (_, asset) = lock(&txn, viewer, project, id).await?;
    let asset = replace_master(&txn, asset, &key, &Facts::from(&picture), filename).await?;
    txn.commit().await?;
    ctx.events.tell(project, None, None);
    Ok(asset.into())
}

/// An asset of the viewer's with its row locked until the transaction ends. Its film and its branch are held
/// before it, as weakly as a row that points to them does: whoever takes them away waits for this one, and not
/// this one for them with the asset in hand.
pub(crate) async fn lock(
    conn: &impl ConnectionTrait,
    viewer: Viewer,
    project: ProjectId,
    id: AssetId,
) -> Result<(projects::Model, assets::Model)> {
    let (film, asset) = scope::asset(conn, viewer, project, id).await?;
    projects::Entity::find_by_id(film.id)
        .lock(LockType::KeyShare)
        .one(conn)
        .await?;
    branches::Entity::find_by_id(asset.branch_id)
        .lock(LockType::KeyShare)
        .one(conn)
        .await?;
    assets::Entity::find_by_id(id)
        .lock(LockType::NoKeyUpdate)
        .one(conn)
        .await?;
    // What somebody else did to it while this one waited is seen by looking again.
    scope::asset(conn, viewer, project, id).await
}

/// Makes a picture that is in the store the master of a locked row, and queues the one before it for removal.
/// Error: `Conflict` where the asset refuses changes; then nothing was written.
pub(crate) async fn replace_master(
    conn: &impl ConnectionTrait,
    asset: assets::Model,
    key: &StorageKey,
    facts: &Facts,
    filename: Option<String>,
) -> Result<assets::Model> {
    if asset.locked {
        return conflict(rules::LOCKED_MASTER);
    }
    let id = asset.id;
    deletions::due_now(conn, asset.storage_path.clone().into_iter().collect()).await?;
    let change = with_master(asset.into(), id, key, facts, filename);
    Ok(change.update(conn).await?)
}

/// An asset's row with a master image in it.
pub(crate) fn with_master(
    mut change: assets::ActiveModel,
    id: AssetId,
    key: &StorageKey,
    facts: &Facts,
    filename: Option<String>,
) -> assets::ActiveModel {
    change.image_key_url = Set(Some(master_url(id, &facts.sha256)));
    change.storage_path = Set(Some(key.as_str().to_owned()));
    change.original_filename = Set(filename);
    change.file_size_bytes = Set(Some(facts.size));
    change.mime_type = Set(Some(facts.mime_type.clone()));
    change.width = Set(Some(facts.width));
    change.height = Set(Some(facts.height));
    change.sha256 = Set(Some(facts.sha256.clone()));
    change.thumbhash = Set(Some(facts.thumbhash.clone()));
    change.updated_at = Set(now());
    change
}
