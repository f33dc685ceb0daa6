//! Pictures that people bring into a history.

use crate::{
    ctx::{Ctx, Viewer},
    error::Result,
    images,
    model::{ids::AttemptId, kinds::AttemptSource, paths::InstancePath, views::InstanceView},
    services::{
        attempts::{self as history, Facts, NewAttempt, tell},
        instances as in_scene,
        scope::{self, OwnedInstance},
    },
    storage::StorageKey,
};
use bytes::Bytes;

/// Takes an uploaded picture into the history, selected.
pub async fn upload(
    ctx: &Ctx,
    viewer: Viewer,
    path: InstancePath,
    filename: Option<String>,
    bytes: Bytes,
) -> Result<InstanceView> {
    let owned = scope::instance(ctx.db.read(), viewer, path)
        .await?
        .unlocked()?;
    let picture = images::prepare(bytes, images::MAX_BYTES).await?;
    let key = StorageKey::upload(owned.scope(), path.instance, picture.format);
    ctx.storage.put_picture(&key, &picture).await?;
    let txn = ctx.db.begin().await?;
    let mut owned: OwnedInstance = scope::lock_instance(&txn, viewer, path).await?.unlocked()?;
    let new = NewAttempt {
        id: AttemptId::new(),
        filename: filename.as_deref().map(base_name),
        ..NewAttempt::new(AttemptSource::Uploaded, key, Facts::from(&picture))
    };
    history::add(ctx, &txn, &mut owned, new, true).await?;
    txn.commit().await?;
    tell(ctx, path);
    in_scene::get(ctx, viewer, path).await
}

/// The last part of a path, from whatever system, without control characters, 255 characters at most.
fn base_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    last.chars().filter(|c| !c.is_control()).take(255).collect()
}
