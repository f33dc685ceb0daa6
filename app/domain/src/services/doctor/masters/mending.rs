//! What mends the history of an asset without losing anything.

use crate::{
    ctx::Ctx,
    db::now,
    entities::{assets, master_attempts},
    error::Result,
    model::{ids::MasterAttemptId, kinds::AttemptSource},
    services::{assets::history, deletions as going},
};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{NotSet, Set},
    ConnectionTrait,
};

/// What would mend a fault.
pub(super) enum Cure {
    /// The asset's row says what the image says.
    Show(master_attempts::Model),
    /// The image is the selected one.
    Select(master_attempts::Model),
    /// The asset's picture is the first image of its history.
    Enter,
    /// The image is in the history again.
    Revive(master_attempts::Model),
    /// The next image takes that number.
    Count(i32),
    /// The image's object is queued to be removed.
    Queue(master_attempts::Model),
}

/// Mends the history of an asset that is locked.
pub(super) async fn mend(
    ctx: &Ctx,
    conn: &impl ConnectionTrait,
    row: &assets::Model,
    cure: Cure,
) -> Result<()> {
    let mut change = assets::ActiveModel {
        id: Set(row.id),
        updated_at: Set(now()),
        ..Default::default()
    };
    match cure {
        Cure::Show(one) => history::show(&mut change, Some(&one)),
        Cure::Count(next) => change.next_attempt_number = Set(next),
        Cure::Enter => {
            entering(row).insert(conn).await?;
            change.next_attempt_number = Set(row.next_attempt_number.saturating_add(1));
        }
        Cure::Select(one) => {
            history::show(&mut change, Some(&one));
            let mut select: master_attempts::ActiveModel = one.into();
            select.is_selected = Set(true);
            select.updated_at = Set(now());
            select.update(conn).await?;
        }
        Cure::Revive(one) => {
            if let Some(path) = &one.storage_path {
                going::keep(conn, path).await?;
            }
            let mut revive: master_attempts::ActiveModel = one.into();
            revive.deleted_at = Set(None);
            revive.updated_at = Set(now());
            revive.update(conn).await?;
        }
        Cure::Queue(one) => {
            // Counted from now, though it was deleted earlier: what is removed late is no loss.
            let due = now() + ctx.settings.attempt_retention;
            if let Some(path) = &one.storage_path {
                going::due(conn, path, due).await?;
            }
        }
    }
    change.update(conn).await?;
    Ok(())
}

/// The image that an asset's picture stands for, should its history have none.
fn entering(row: &assets::Model) -> master_attempts::ActiveModel {
    let asset = row.clone();
    let uploaded = asset.original_filename.is_some();
    master_attempts::ActiveModel {
        id: Set(MasterAttemptId::new()),
        project_asset_id: Set(asset.id),
        image_url: asset.image_key_url.map_or(NotSet, Set),
        storage_path: Set(asset.storage_path),
        source: Set(match uploaded {
            true => AttemptSource::Uploaded,
            false => AttemptSource::Generated,
        }),
        is_selected: Set(true),
        original_filename: Set(asset.original_filename),
        file_size_bytes: Set(asset.file_size_bytes),
        mime_type: Set(asset.mime_type),
        attempt_number: Set(asset.next_attempt_number),
        width: Set(asset.width),
        height: Set(asset.height),
        sha256: Set(asset.sha256),
        thumbhash: Set(asset.thumbhash),
        entered_history_at: Set(asset.updated_at),
        created_at: Set(asset.updated_at),
        updated_at: Set(now()),
        ..Default::default()
    }
}
