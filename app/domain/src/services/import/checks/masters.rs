//! The histories of masters, under the same rules as those in scenes.

use super::{Kept, next};
use crate::{
    entities::master_attempts,
    error::{Result, invalid},
    model::{
        ids::{AssetId, MasterAttemptId},
        kinds::AttemptSource,
    },
    services::archive::{Asset, Manifest},
};
use sea_orm::prelude::DateTimeUtc;
use std::collections::HashMap;

/// The only attempt of a history that begins here.
const FIRST: Kept = Kept {
    number: 1,
    selected: true,
    live: true,
};

/// Leaves out what was deleted too long ago to be restored, and what has no object of ours: it could neither be shown
/// nor drawn from.
pub(super) fn keep(manifest: &mut Manifest, oldest: DateTimeUtc) {
    manifest.masters.retain(|one| {
        one.storage_path.is_some() && one.deleted_at.is_none_or(|then| then > oldest)
    });
}

/// Rules 1, 2, 5 and 6 in the history of every asset. A master that came without one, as in older archives, begins it.
pub(super) fn histories(manifest: &mut Manifest) -> Result<()> {
    let mut of: HashMap<AssetId, Vec<Kept>> = HashMap::new();
    for one in &manifest.masters {
        of.entry(one.project_asset_id).or_default().push(Kept {
            number: one.attempt_number,
            selected: one.is_selected,
            live: one.deleted_at.is_none(),
        });
    }
    for asset in &mut manifest.assets {
        let mut history = of.remove(&asset.id).unwrap_or_default();
        if history.is_empty()
            && let Some(path) = asset.storage_path.clone()
        {
            manifest.masters.push(first(asset, path));
            history.push(FIRST);
        }
        asset.next_attempt_number = next(history, asset.next_attempt_number)?;
    }
    if of.is_empty() {
        Ok(())
    } else {
        invalid("The archive holds a master of an asset that is not in it.")
    }
}

/// The attempt that an asset's picture stands for.
fn first(asset: &Asset, path: String) -> master_attempts::Model {
    master_attempts::Model {
        id: MasterAttemptId::new(),
        project_asset_id: asset.id,
        image_url: String::new(),
        storage_path: Some(path),
        source: match asset.original_filename {
            Some(_) => AttemptSource::Uploaded,
            None => AttemptSource::Generated,
        },
        is_selected: true,
        image_generation_job_id: None,
        provider: None,
        seed: None,
        prompt_snapshot: None,
        negative_prompt: None,
        cost_credits: None,
        original_filename: asset.original_filename.clone(),
        file_size_bytes: asset.file_size_bytes,
        mime_type: asset.mime_type.clone(),
        attempt_number: FIRST.number,
        width: asset.width,
        height: asset.height,
        sha256: asset.sha256.clone(),
        thumbhash: asset.thumbhash.clone(),
        // It was there then, and what failed before is not to be told again.
        entered_history_at: asset.updated_at,
        deleted_at: None,
        created_at: asset.updated_at,
        updated_at: asset.updated_at,
    }
}
