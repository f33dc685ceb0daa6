//! Fresh keys for every row, and everything that points from one row to another moved along. What pointed to a row that
//! did not come along points to nothing.

mod makers;
mod others;

use self::makers::Makers;
use crate::{
    db::now,
    entities::instances,
    error::{Result, invalid},
    model::{
        ids::{
            AssetId, AttemptId, BranchId, DescriptionId, InstanceId, JobId, MasterAttemptId,
            ProjectId, SceneId,
        },
        kinds::ReferenceSource,
        views::ReferenceSnapshot,
    },
    services::{
        archive::Manifest,
        views::{attempt_url, master_url},
    },
};
use sea_orm::prelude::Json;
use std::{collections::HashMap, hash::Hash};

/// The key that each row gets, by the one that it had.
pub(super) struct Keys {
    project: ProjectId,
    branches: HashMap<BranchId, BranchId>,
    scenes: HashMap<SceneId, SceneId>,
    assets: HashMap<AssetId, AssetId>,
    instances: HashMap<InstanceId, InstanceId>,
    jobs: HashMap<JobId, JobId>,
    attempts: HashMap<AttemptId, AttemptId>,
    masters: HashMap<MasterAttemptId, MasterAttemptId>,
}

impl Keys {
    /// A key for every row. Error: `Invalid` where two rows have one.
    pub(super) fn of(manifest: &Manifest) -> Result<Self> {
        Ok(Self {
            project: ProjectId::new(),
            branches: fresh(manifest.branches.iter().map(|row| row.id), BranchId::new)?,
            scenes: fresh(manifest.scenes.iter().map(|row| row.id), SceneId::new)?,
            assets: fresh(manifest.assets.iter().map(|row| row.id), AssetId::new)?,
            instances: fresh(manifest.instances.iter().map(|row| row.id), InstanceId::new)?,
            jobs: fresh(manifest.jobs.iter().map(|row| row.id), JobId::new)?,
            attempts: fresh(manifest.attempts.iter().map(|row| row.id), AttemptId::new)?,
            masters: fresh(
                manifest.masters.iter().map(|row| row.id),
                MasterAttemptId::new,
            )?,
        })
    }

    /// Gives the rows their keys. Error: `Invalid` where a row stands on one that is not there, or in another branch.
    pub(super) fn give(&self, manifest: &mut Manifest) -> Result<()> {
        self.above(manifest)?;
        self.cast(manifest)?;
        self.in_scenes(manifest)?;
        self.references(manifest)?;
        self.jobs(manifest)?;
        self.masters(manifest)?;
        self.histories(manifest)
    }

    fn above(&self, manifest: &mut Manifest) -> Result<()> {
        let film = &mut manifest.project;
        film.id = self.project;
        let Some(active) = film.active_branch_id else {
            return invalid("The film has no active branch.");
        };
        film.active_branch_id = Some(had(&self.branches, active)?);
        for branch in &mut manifest.branches {
            branch.id = had(&self.branches, branch.id)?;
            branch.project_id = self.project;
            branch.parent_branch_id =
                kept(&self.branches, branch.parent_branch_id).filter(|parent| *parent != branch.id);
        }
        for scene in &mut manifest.scenes {
            scene.id = had(&self.scenes, scene.id)?;
            scene.branch_id = had(&self.branches, scene.branch_id)?;
        }
        Ok(())
    }

    fn cast(&self, manifest: &mut Manifest) -> Result<()> {
        for asset in &mut manifest.assets {
            asset.id = had(&self.assets, asset.id)?;
            asset.project_id = self.project;
            asset.branch_id = had(&self.branches, asset.branch_id)?;
        }
        Ok(())
    }

    fn in_scenes(&self, manifest: &mut Manifest) -> Result<()> {
        let branch_of_scene: HashMap<_, _> = manifest
            .scenes
            .iter()
            .map(|scene| (scene.id, scene.branch_id))
            .collect();
        let branch_of_asset: HashMap<_, _> = manifest
            .assets
            .iter()
            .map(|asset| (asset.id, asset.branch_id))
            .collect();
        for instance in &mut manifest.instances {
            instance.id = had(&self.instances, instance.id)?;
            instance.scene_id = had(&self.scenes, instance.scene_id)?;
            instance.project_asset_id = had(&self.assets, instance.project_asset_id)?;
            let branch = branch_of_scene.get(&instance.scene_id);
            if branch != branch_of_asset.get(&instance.project_asset_id) {
                return invalid("The archive holds an asset in a scene of another branch.");
            }
            instance.image_key_url = self.address(instance.image_key_url.take())?;
        }
        self.ties(&mut manifest.instances, &branch_of_scene)?;
        for version in &mut manifest.descriptions {
            version.id = DescriptionId::new();
            version.scene_asset_instance_id =
                had(&self.instances, version.scene_asset_instance_id)?;
        }
        Ok(())
    }

    /// Where an instance comes from, and what it has chosen: in its own branch, and the latter of the same asset.
    fn ties(
        &self,
        rows: &mut [instances::Model],
        branches: &HashMap<SceneId, BranchId>,
    ) -> Result<()> {
        let places: HashMap<_, _> = rows
            .iter()
            .map(|row| {
                let branch = branches.get(&row.scene_id);
                (row.id, (branch, row.project_asset_id))
            })
            .collect();
        let place = |id: &InstanceId| places.get(id).copied();
        for row in rows {
            let here = place(&row.id);
            row.inherited_from_instance_id = kept(&self.instances, row.inherited_from_instance_id)
                .filter(|id| place(id).map(|there| there.0) == here.map(|here| here.0));
            let earlier =
                row.selected_master_reference_source == Some(ReferenceSource::PriorSceneInstance);
            let chosen = kept(&self.instances, row.selected_master_reference_instance_id)
                .filter(|id| earlier && place(id) == here);
            if earlier && chosen.is_none() {
                row.selected_master_reference_source = None;
            }
            row.selected_master_reference_instance_id = chosen;
            let any = row.selected_master_reference_source.is_some();
            let shown = row.selected_master_reference_url.take().filter(|_| any);
            row.selected_master_reference_url = self.address(shown)?;
        }
        Ok(())
    }

    fn jobs(&self, manifest: &mut Manifest) -> Result<()> {
        for job in &mut manifest.jobs {
            job.id = had(&self.jobs, job.id)?;
            job.project_id = self.project;
            job.branch_id = had(&self.branches, job.branch_id)?;
            job.scene_id = kept(&self.scenes, job.scene_id);
            job.scene_asset_instance_id = kept(&self.instances, job.scene_asset_instance_id);
            job.project_asset_id = had(&self.assets, job.project_asset_id)?;
            job.reference_snapshot = self.reference(job.reference_snapshot.take());
        }
        Ok(())
    }

    fn histories(&self, manifest: &mut Manifest) -> Result<()> {
        let now = now();
        let mut makers = Makers::of(&manifest.jobs);
        for attempt in &mut manifest.attempts {
            attempt.id = had(&self.attempts, attempt.id)?;
            attempt.scene_asset_instance_id =
                had(&self.instances, attempt.scene_asset_instance_id)?;
            let job = kept(&self.jobs, attempt.image_generation_job_id);
            attempt.image_generation_job_id = makers.in_scene(job, attempt.scene_asset_instance_id);
            attempt.reference_snapshot = self.reference(attempt.reference_snapshot.take());
            attempt.other_references = self.others(attempt.other_references.take());
            attempt.copied_from_url = self.address(attempt.copied_from_url.take())?;
            // One that was deleted tomorrow could never be forgotten.
            attempt.deleted_at = attempt.deleted_at.map(|then| then.min(now));
            if attempt.storage_path.is_some() {
                attempt.image_url = attempt_url(attempt.id);
            } else {
                attempt.image_url = elsewhere(&attempt.image_url)?;
            }
        }
        let mut shown: HashMap<_, _> = manifest
            .attempts
            .iter()
            .filter(|attempt| attempt.is_selected)
            .map(|attempt| (attempt.scene_asset_instance_id, attempt.image_url.clone()))
            .collect();
        for instance in &mut manifest.instances {
            if let Some(url) = shown.remove(&instance.id) {
                instance.image_key_url = Some(url);
            }
        }
        Ok(())
    }

    /// The address of the same picture here, or the address of one from elsewhere.
    fn address(&self, url: Option<String>) -> Result<Option<String>> {
        let Some(url) = url else { return Ok(None) };
        if let Some(id) = url.strip_prefix("/media/attempts/") {
            let id = id.parse().ok();
            return Ok(kept(&self.attempts, id).map(attempt_url));
        }
        if let Some((id, sha256)) = url
            .strip_prefix("/media/assets/")
            .and_then(|rest| rest.split_once('/'))
        {
            let id = id.parse().ok();
            let hash = sha256.bytes().all(|byte| byte.is_ascii_hexdigit());
            return Ok(kept(&self.assets, id)
                .filter(|_| hash)
                .map(|id| master_url(id, sha256)));
        }
        elsewhere(&url).map(Some)
    }

    /// What a picture started from. What is of another shape was never shown, and stays behind.
    fn reference(&self, json: Option<Json>) -> Option<Json> {
        let mut from: ReferenceSnapshot = serde_json::from_value(json?).ok()?;
        from.instance_id = kept(&self.instances, from.instance_id);
        from.attempt_id = kept(&self.attempts, from.attempt_id);
        serde_json::to_value(from).ok()
    }
}

/// The address of a picture that is not ours: one that a browser takes for a picture and for nothing else.
fn elsewhere(url: &str) -> Result<String> {
    let known = url.starts_with("https://")
        || url.starts_with("http://")
        || (url.starts_with('/') && !url.starts_with("//"));
    if known
        && url.len() <= 2_000
        && !url
            .chars()
            .any(|c| c.is_control() || c.is_whitespace() || c == '\\')
    {
        return Ok(url.to_owned());
    }
    invalid("The archive holds a picture at an address that is not taken.")
}

fn fresh<T: Copy + Eq + Hash>(
    ids: impl Iterator<Item = T>,
    make: impl Fn() -> T,
) -> Result<HashMap<T, T>> {
    let mut keys = HashMap::new();
    for id in ids {
        if keys.insert(id, make()).is_some() {
            return invalid("The archive holds a row twice.");
        }
    }
    Ok(keys)
}

/// The key of a row that must be there.
fn had<T: Copy + Eq + Hash>(keys: &HashMap<T, T>, id: T) -> Result<T> {
    match keys.get(&id) {
        Some(key) => Ok(*key),
        None => invalid("The archive holds a row that belongs to none of its others."),
    }
}

/// The key of a row that may have stayed behind.
fn kept<T: Copy + Eq + Hash>(keys: &HashMap<T, T>, id: Option<T>) -> Option<T> {
    id.and_then(|id| keys.get(&id).copied())
}
