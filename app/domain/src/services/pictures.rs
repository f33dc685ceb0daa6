//! The bytes behind a picture's address, found through the same chain of ownership as everything else.

use crate::{
    ctx::{Ctx, Viewer},
    entities::{assets, attempts, branches, instances, master_attempts, scenes},
    error::{Error, Result, invalid},
    images::WIDTHS,
    model::ids::{AssetId, AttemptId},
    services::{assets::history, scope},
    storage::StorageKey,
};
use bytes::Bytes;
use sea_orm::{EntityTrait, JoinType, QueryFilter, QuerySelect, RelationTrait};

/// A picture that may be served.
#[derive(Clone, Debug)]
pub struct Served {
    /// Where its bytes lie.
    pub key: StorageKey,
    /// Their media type.
    pub mime_type: String,
    /// SHA-256 of the original, in hexadecimal: with the width, what never changes under an address.
    pub sha256: String,
}

/// An attempt's picture; a deleted one as long as it can be restored.
pub async fn attempt(ctx: &Ctx, viewer: Viewer, id: AttemptId) -> Result<Served> {
    let row = attempts::Entity::find_by_id(id)
        .join(JoinType::InnerJoin, attempts::Relation::Instances.def())
        .join(JoinType::InnerJoin, instances::Relation::Scenes.def())
        .join(JoinType::InnerJoin, scenes::Relation::Branches.def())
        .join(JoinType::InnerJoin, branches::Relation::Projects.def())
        .filter(scope::reach(viewer))
        .one(ctx.db.read())
        .await?
        .ok_or(Error::NotFound("picture"))?;
    served(row.storage_path, row.mime_type, row.sha256)
}

/// A master image, live in its history or removed, as long as it can be restored. The hash in the address makes a new
/// image a new address.
pub async fn master(ctx: &Ctx, viewer: Viewer, id: AssetId, sha256: &str) -> Result<Served> {
    let row = history::showing(id, sha256)
        .join(JoinType::InnerJoin, master_attempts::Relation::Assets.def())
        .join(JoinType::InnerJoin, assets::Relation::Projects.def())
        .filter(scope::reach(viewer))
        .one(ctx.db.read())
        .await?
        .ok_or(Error::NotFound("picture"))?;
    served(row.storage_path, row.mime_type, row.sha256)
}

fn served(
    path: Option<String>,
    mime_type: Option<String>,
    sha256: Option<String>,
) -> Result<Served> {
    let path = path.ok_or(Error::NotFound("picture"))?;
    let key = StorageKey::parse(&path).map_err(|_| Error::NotFound("picture"))?;
    let mime_type = mime_type.unwrap_or_else(|| key.content_type().to_owned());
    Ok(Served {
        key,
        mime_type,
        sha256: sha256.unwrap_or(path),
    })
}

/// The bytes in the width asked for, or the original ones.
pub async fn bytes(ctx: &Ctx, picture: &Served, width: Option<u32>) -> Result<Bytes> {
    match width {
        None => ctx.storage.get(&picture.key).await,
        Some(width) if WIDTHS.contains(&width) => ctx.storage.rendition(&picture.key, width).await,
        Some(_) => invalid("Pictures come in the widths 320, 640 and 1280."),
    }
}
