//! Which job a picture came from. An archive may say what it likes: a job made what it was asked for, and made it once.

use crate::{
    model::{
        ids::{AssetId, InstanceId, JobId},
        kinds::JobType,
    },
    services::archive::Job,
};
use std::collections::HashMap;

/// The jobs of an archive that no picture has named yet, by what they were to draw.
pub(super) struct Makers {
    masters: HashMap<JobId, AssetId>,
    in_scenes: HashMap<JobId, InstanceId>,
}

impl Makers {
    /// Of jobs that have their keys.
    pub(super) fn of(jobs: &[Job]) -> Self {
        let masters = jobs
            .iter()
            .filter(|job| job.job_type == JobType::MasterAsset);
        let in_scenes = jobs
            .iter()
            .filter(|job| job.job_type == JobType::SceneAsset);
        Self {
            masters: masters.map(|job| (job.id, job.project_asset_id)).collect(),
            in_scenes: in_scenes
                .filter_map(|job| Some((job.id, job.scene_asset_instance_id?)))
                .collect(),
        }
    }

    /// The job that a master names, if it can be.
    pub(super) fn of_master(&mut self, named: Option<JobId>, asset: AssetId) -> Option<JobId> {
        taken(&mut self.masters, named?, asset)
    }

    /// The job that a picture in a scene names, if it can be.
    pub(super) fn in_scene(&mut self, named: Option<JobId>, of: InstanceId) -> Option<JobId> {
        taken(&mut self.in_scenes, named?, of)
    }
}

fn taken<T: PartialEq>(left: &mut HashMap<JobId, T>, job: JobId, of: T) -> Option<JobId> {
    if left.get(&job) != Some(&of) {
        return None;
    }
    left.remove(&job).map(|_| job)
}
