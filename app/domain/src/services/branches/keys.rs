//! The keys of a copy: one for each row of the source, and one for each of its objects.

use super::source::Source;
use crate::{
    entities::attempts,
    images::Format,
    model::ids::{AssetId, AttemptId, BranchId, InstanceId, ProjectId, SceneId},
    storage::{SceneScope, StorageKey},
};
use std::collections::HashMap;

/// What each row is called in the copy.
pub(super) struct Keys {
    pub(super) branch: BranchId,
    pub(super) scenes: HashMap<SceneId, SceneId>,
    pub(super) assets: HashMap<AssetId, AssetId>,
    pub(super) instances: HashMap<InstanceId, InstanceId>,
    pub(super) attempts: HashMap<AttemptId, AttemptId>,
}

/// An object that is to be copied.
pub(super) struct Object {
    /// The path that a row of the source has.
    pub(super) path: String,
    /// The same as a key.
    pub(super) from: StorageKey,
    /// Where the copy goes.
    pub(super) to: StorageKey,
}

impl Keys {
    /// For a new branch.
    pub(super) fn fresh(source: &Source) -> Self {
        let scenes = source.scenes.iter();
        let assets = source.assets.iter();
        let instances = source.instances.iter();
        let pictures = source.pictures.iter();
        Self {
            branch: BranchId::new(),
            scenes: scenes.map(|row| (row.id, SceneId::new())).collect(),
            assets: assets.map(|row| (row.id, AssetId::new())).collect(),
            instances: instances.map(|row| (row.id, InstanceId::new())).collect(),
            attempts: pictures.map(|row| (row.id, AttemptId::new())).collect(),
        }
    }

    /// The objects of the masters and of the selected pictures.
    pub(super) fn objects(&self, source: &Source, project: ProjectId) -> Vec<Object> {
        let mut objects = Vec::new();
        for asset in source.assets.iter().filter(|asset| asset.sha256.is_some()) {
            let Some(id) = self.assets.get(&asset.id) else {
                continue;
            };
            objects.extend(object(asset.storage_path.as_deref(), |format| {
                StorageKey::master(project, self.branch, *id, format)
            }));
        }
        let rows = source.instances.iter();
        let places: HashMap<_, _> = rows.map(|row| (row.id, row.scene_id)).collect();
        for picture in &source.pictures {
            let scene = places.get(&picture.scene_asset_instance_id);
            objects.extend(scene.and_then(|scene| self.picture(project, *scene, picture)));
        }
        objects
    }

    fn picture(
        &self,
        project: ProjectId,
        scene: SceneId,
        picture: &attempts::Model,
    ) -> Option<Object> {
        let scope = SceneScope {
            project,
            branch: self.branch,
            scene: *self.scenes.get(&scene)?,
        };
        let instance = *self.instances.get(&picture.scene_asset_instance_id)?;
        let id = *self.attempts.get(&picture.id)?;
        object(picture.storage_path.as_deref(), |format| {
            StorageKey::copy(scope, instance, id, format)
        })
    }
}

/// None for a path that could never have been written.
fn object(path: Option<&str>, to: impl FnOnce(Format) -> StorageKey) -> Option<Object> {
    let path = path?;
    let from = StorageKey::parse(path).ok()?;
    Some(Object {
        path: path.to_owned(),
        to: to(from.format()),
        from,
    })
}
