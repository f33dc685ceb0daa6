//! Master images that are uploaded, and how everybody who changes one begins.

use super::history::{self, NewMaster};
use crate::{
    ctx::{Ctx, Viewer},
    entities::{assets, branches, projects},
    error::Result,
    images,
    model::{
        ids::{AssetId, ProjectId},
        kinds::AttemptSource,
        views::AssetView,
    },
    services::{attempts::Facts, scope},
    storage::StorageKey,
};
use bytes::Bytes;
use sea_orm::{ConnectionTrait, EntityTrait, QuerySelect, sea_query::LockType};

/// Takes an uploaded picture into the history of the master and selects it.
pub async fn upload_master(
    ctx: &Ctx,
    viewer: Viewer,
    project: ProjectId,
    id: AssetId,
    filename: Option<String>,
    bytes: Bytes,
) -> Result<AssetView> {
    let (_, asset) = scope::asset(ctx.db.read(), viewer, project, id).await?;
    history::refuse_locked(&asset)?;
    let picture = images::prepare(bytes, images::MAX_BYTES).await?;
    let key = StorageKey::master(project, asset.branch_id, id, picture.format);
    ctx.storage.put_picture(&key, &picture).await?;
    let new = NewMaster {
        filename,
        ..NewMaster::new(AttemptSource::Uploaded, key, Facts::from(&picture))
    };
    let txn = ctx.db.begin().await?;
    let (_, asset) = lock(&txn, viewer, project, id).await?;
    history::refuse_locked(&asset)?;
    let asset = history::add(ctx, &txn, asset, new).await?;
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
    hold(conn, viewer, project, id, LockType::NoKeyUpdate).await
}

/// The same for whoever deletes it: nobody makes a row that points to it meanwhile.
pub(super) async fn lock_to_end(
    conn: &impl ConnectionTrait,
    viewer: Viewer,
    project: ProjectId,
    id: AssetId,
) -> Result<(projects::Model, assets::Model)> {
    hold(conn, viewer, project, id, LockType::Update).await
}

async fn hold(
    conn: &impl ConnectionTrait,
    viewer: Viewer,
    project: ProjectId,
    id: AssetId,
    how: LockType,
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
    assets::Entity::find_by_id(id).lock(how).one(conn).await?;
    // What somebody else did to it while this one waited is seen by looking again.
    scope::asset(conn, viewer, project, id).await
}
