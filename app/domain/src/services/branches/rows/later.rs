//! Histories of masters, and extra references, as they are in a copy.

use super::Making;
use crate::{
    db::now,
    entities::{assets, attempts, instance_references, master_attempts},
    error::{Error, Result},
    model::{
        ids::{AssetId, InstanceReferenceId, MasterAttemptId},
        kinds::AttemptSource,
        views::OtherReference,
    },
    services::branches::source::Source,
};
use std::collections::HashMap;

impl Making<'_> {
    /// The masters, each as the first of a history of its own.
    pub(super) fn histories(&self, source: &Source) -> Vec<master_attempts::Model> {
        let made: HashMap<AssetId, &master_attempts::Model> = source
            .masters
            .iter()
            .map(|one| (one.project_asset_id, one))
            .collect();
        let rows = source.assets.iter();
        rows.filter_map(|row| self.first_master(row, made.get(&row.id).copied()))
            .collect()
    }

    /// A master as its asset has it, with what is known of how it was made. What it cost was paid there.
    fn first_master(
        &self,
        row: &assets::Model,
        made: Option<&master_attempts::Model>,
    ) -> Option<master_attempts::Model> {
        let asset = row.clone();
        let image_url = self.masters.get(&row.id).cloned().flatten()?;
        let key = self.copy_of(row.storage_path.as_ref());
        Some(master_attempts::Model {
            id: MasterAttemptId::new(),
            project_asset_id: *self.keys.assets.get(&row.id)?,
            image_url,
            storage_path: key.map(|key| key.as_str().to_owned()),
            source: made.map_or(AttemptSource::Uploaded, |made| made.source),
            is_selected: true,
            image_generation_job_id: None,
            provider: made.and_then(|made| made.provider.clone()),
            seed: made.and_then(|made| made.seed),
            prompt_snapshot: made.and_then(|made| made.prompt_snapshot.clone()),
            negative_prompt: made.and_then(|made| made.negative_prompt.clone()),
            cost_credits: None,
            original_filename: asset.original_filename,
            file_size_bytes: asset.file_size_bytes,
            mime_type: asset.mime_type,
            attempt_number: 1,
            width: asset.width,
            height: asset.height,
            sha256: asset.sha256,
            thumbhash: asset.thumbhash,
            entered_history_at: now(),
            deleted_at: None,
            created_at: now(),
            updated_at: now(),
        })
    }

    /// The extra references, of the copied assets, in the same order.
    pub(super) fn others(&self, source: &Source) -> Vec<instance_references::Model> {
        let rows = source.references.iter();
        rows.filter_map(|row| self.other(row)).collect()
    }

    fn other(&self, row: &instance_references::Model) -> Option<instance_references::Model> {
        Some(instance_references::Model {
            id: InstanceReferenceId::new(),
            scene_asset_instance_id: self.twin(Some(row.scene_asset_instance_id))?,
            project_asset_id: *self.keys.assets.get(&row.project_asset_id)?,
            created_at: now(),
            updated_at: now(),
            ..row.clone()
        })
    }

    /// What else a picture was made from, as it is called in the copy.
    pub(super) fn other_references(
        &self,
        picture: &attempts::Model,
    ) -> Result<Option<serde_json::Value>> {
        let Some(json) = picture.other_references.clone() else {
            return Ok(None);
        };
        let Ok(mut used) = serde_json::from_value::<Vec<OtherReference>>(json.clone()) else {
            return Ok(Some(json));
        };
        for one in &mut used {
            if let Some(asset) = self.keys.assets.get(&one.asset_id) {
                one.asset_id = *asset;
            }
            if let Some(twin) = self.twin(one.instance_id) {
                let attempt = one.attempt_id.and_then(|id| self.keys.attempts.get(&id));
                one.attempt_id = attempt.copied();
                one.instance_id = Some(twin);
            }
        }
        serde_json::to_value(used)
            .map(Some)
            .map_err(Error::internal)
    }
}
