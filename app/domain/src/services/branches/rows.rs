//! The rows of a copy: those of the source under keys of their own, pointing to each other as those do.

mod later;

use super::{keys::Keys, source::Source};
use crate::{
    db::now,
    entities::{
        assets, attempts, descriptions, instance_references, instances, master_attempts, scenes,
    },
    error::{Error, Result},
    model::{
        ids::{AssetId, DescriptionId, InstanceId},
        kinds::{AttemptSource, ReferenceSource},
        views::ReferenceSnapshot,
    },
    services::views::{attempt_url, master_url},
    storage::StorageKey,
};
use std::collections::HashMap;

/// The objects that were copied: the path that there was, and the key of its copy.
pub(super) type Copied = HashMap<String, StorageKey>;

/// What is to be written.
pub(super) struct Rows {
    pub(super) assets: Vec<assets::Model>,
    pub(super) masters: Vec<master_attempts::Model>,
    pub(super) scenes: Vec<scenes::Model>,
    /// By the scene's number.
    pub(super) instances: Vec<instances::Model>,
    pub(super) references: Vec<instance_references::Model>,
    pub(super) attempts: Vec<attempts::Model>,
    pub(super) descriptions: Vec<descriptions::Model>,
}

/// What the rows are made from.
struct Making<'a> {
    keys: &'a Keys,
    copied: &'a Copied,
    /// The selected pictures by their instances.
    pictures: HashMap<InstanceId, &'a attempts::Model>,
    /// The addresses that the copies of instances show, by the instances of the source.
    shown: HashMap<InstanceId, Option<String>>,
    /// The addresses of the copied masters, by the assets of the source.
    masters: HashMap<AssetId, Option<String>>,
}

impl Rows {
    /// Of a source whose objects were copied. A picture of ours that could not be copied is left out.
    pub(super) fn of(source: &Source, keys: &Keys, copied: &Copied) -> Result<Self> {
        let mut making = Making {
            keys,
            copied,
            pictures: HashMap::new(),
            shown: HashMap::new(),
            masters: HashMap::new(),
        };
        for picture in &source.pictures {
            let instance = picture.scene_asset_instance_id;
            making.pictures.insert(instance, picture);
        }
        for row in &source.assets {
            making.masters.insert(row.id, making.master(row));
        }
        for row in &source.instances {
            making.shown.insert(row.id, making.picture(row));
        }
        let rows = &source.instances;
        let attempts = rows
            .iter()
            .filter_map(|row| making.attempt(row).transpose());
        Ok(Self {
            assets: source
                .assets
                .iter()
                .filter_map(|row| making.asset(row))
                .collect(),
            masters: making.histories(source),
            scenes: source
                .scenes
                .iter()
                .filter_map(|row| making.scene(row))
                .collect(),
            instances: rows.iter().filter_map(|row| making.instance(row)).collect(),
            references: making.others(source),
            attempts: attempts.collect::<Result<_>>()?,
            descriptions: rows
                .iter()
                .filter_map(|row| making.description(row))
                .collect(),
        })
    }
}

impl Making<'_> {
    fn twin(&self, id: Option<InstanceId>) -> Option<InstanceId> {
        self.keys.instances.get(&id?).copied()
    }

    fn copy_of(&self, path: Option<&String>) -> Option<&StorageKey> {
        self.copied.get(path?)
    }

    /// The address of a copied master. One from elsewhere keeps its own.
    fn master(&self, row: &assets::Model) -> Option<String> {
        if row.storage_path.is_none() {
            return row.image_key_url.clone();
        }
        self.copy_of(row.storage_path.as_ref())?;
        let id = self.keys.assets.get(&row.id)?;
        Some(master_url(*id, row.sha256.as_deref()?))
    }

    /// The address of a copied picture. One from elsewhere, without an object of ours, keeps its own.
    fn picture(&self, row: &instances::Model) -> Option<String> {
        let Some(picture) = self.pictures.get(&row.id) else {
            return row.image_key_url.clone();
        };
        self.copy_of(picture.storage_path.as_ref())?;
        Some(attempt_url(*self.keys.attempts.get(&picture.id)?))
    }

    fn scene(&self, row: &scenes::Model) -> Option<scenes::Model> {
        Some(scenes::Model {
            id: *self.keys.scenes.get(&row.id)?,
            branch_id: self.keys.branch,
            created_at: now(),
            updated_at: now(),
            ..row.clone()
        })
    }

    fn asset(&self, row: &assets::Model) -> Option<assets::Model> {
        let key = self.copy_of(row.storage_path.as_ref());
        let image_key_url = self.masters.get(&row.id).cloned().flatten();
        Some(assets::Model {
            id: *self.keys.assets.get(&row.id)?,
            branch_id: self.keys.branch,
            next_attempt_number: if image_key_url.is_some() { 2 } else { 1 },
            image_key_url,
            storage_path: key.map(|key| key.as_str().to_owned()),
            created_at: now(),
            updated_at: now(),
            ..row.clone()
        })
    }

    fn instance(&self, row: &instances::Model) -> Option<instances::Model> {
        let image_key_url = self.shown.get(&row.id).cloned().flatten();
        let has_attempt = self.pictures.contains_key(&row.id) && image_key_url.is_some();
        let (source, chosen, reference) = self.choice(row);
        Some(instances::Model {
            id: *self.keys.instances.get(&row.id)?,
            scene_id: *self.keys.scenes.get(&row.scene_id)?,
            project_asset_id: *self.keys.assets.get(&row.project_asset_id)?,
            use_master_as_is: row.use_master_as_is && image_key_url.is_some(),
            image_key_url,
            inherited_from_instance_id: self.twin(row.inherited_from_instance_id),
            selected_master_reference_source: source,
            selected_master_reference_instance_id: chosen,
            selected_master_reference_url: reference,
            next_attempt_number: if has_attempt { 2 } else { 1 },
            created_at: now(),
            updated_at: now(),
            ..row.clone()
        })
    }

    /// The reference that was chosen, as it is called and shown in the copy.
    fn choice(
        &self,
        row: &instances::Model,
    ) -> (Option<ReferenceSource>, Option<InstanceId>, Option<String>) {
        let source = row.selected_master_reference_source;
        let chosen = row.selected_master_reference_instance_id;
        match (source, self.twin(chosen)) {
            (Some(ReferenceSource::Stage5Master), _) => {
                let master = self.masters.get(&row.project_asset_id);
                (source, None, master.cloned().flatten())
            }
            (Some(ReferenceSource::PriorSceneInstance), Some(twin)) => {
                let shown = chosen.and_then(|id| self.shown.get(&id));
                (source, Some(twin), shown.cloned().flatten())
            }
            _ => (None, None, None),
        }
    }

    /// The selected picture, as the first of a history of its own. What it cost was paid where it was made.
    fn attempt(&self, row: &instances::Model) -> Result<Option<attempts::Model>> {
        let Some(picture) = self.pictures.get(&row.id) else {
            return Ok(None);
        };
        let (Some(key), Some(id), Some(instance)) = (
            self.copy_of(picture.storage_path.as_ref()),
            self.keys.attempts.get(&picture.id),
            self.twin(Some(row.id)),
        ) else {
            return Ok(None);
        };
        // What uses its master unchanged must go on to show a copy of a master.
        let as_is = row.use_master_as_is && picture.source == AttemptSource::MasterCopy;
        Ok(Some(attempts::Model {
            id: *id,
            scene_asset_instance_id: instance,
            image_url: attempt_url(*id),
            storage_path: Some(key.as_str().to_owned()),
            source: match as_is {
                true => AttemptSource::MasterCopy,
                false => AttemptSource::Generated,
            },
            is_selected: true,
            image_generation_job_id: None,
            reference_snapshot: self.reference(picture)?,
            other_references: self.other_references(picture)?,
            cost_credits: None,
            original_filename: None,
            copied_from_url: picture.copied_from_url.clone().filter(|_| as_is),
            attempt_number: 1,
            entered_history_at: now(),
            deleted_at: None,
            created_at: now(),
            updated_at: now(),
            ..(*picture).clone()
        }))
    }

    /// What the picture was made from. A scene of the source is followed no longer, but its copy is.
    fn reference(&self, picture: &attempts::Model) -> Result<Option<serde_json::Value>> {
        let Some(json) = picture.reference_snapshot.clone() else {
            return Ok(None);
        };
        let Ok(mut used) = serde_json::from_value::<ReferenceSnapshot>(json.clone()) else {
            return Ok(Some(json));
        };
        if let Some(twin) = self.twin(used.instance_id) {
            let attempt = used.attempt_id.and_then(|id| self.keys.attempts.get(&id));
            used.attempt_id = attempt.copied();
            used.instance_id = Some(twin);
        }
        serde_json::to_value(used)
            .map(Some)
            .map_err(Error::internal)
    }

    /// The words that hold, as the first version of a description of its own.
    fn description(&self, row: &instances::Model) -> Option<descriptions::Model> {
        Some(descriptions::Model {
            id: DescriptionId::new(),
            scene_asset_instance_id: self.twin(Some(row.id))?,
            version_number: 1,
            words: row.description_override.clone()?,
            is_selected: true,
            created_at: now(),
            updated_at: now(),
        })
    }
}
