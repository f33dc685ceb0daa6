//! Where a thing stands in its project. A row is found only through its whole chain.

use super::ids::{AttemptId, InstanceId, ProjectId, SceneId};
use serde::{Deserialize, Serialize};

/// A scene of a project.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ScenePath {
    /// The film.
    pub project: ProjectId,
    /// Its scene.
    pub scene: SceneId,
}

/// An asset in a scene of a project.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct InstancePath {
    /// The film.
    pub project: ProjectId,
    /// Its scene.
    pub scene: SceneId,
    /// The asset in it.
    pub instance: InstanceId,
}

/// A picture in the history of an asset in a scene of a project.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct AttemptPath {
    /// The film.
    pub project: ProjectId,
    /// Its scene.
    pub scene: SceneId,
    /// The asset in it.
    pub instance: InstanceId,
    /// The picture.
    pub attempt: AttemptId,
}

impl ScenePath {
    /// An asset in this scene.
    pub fn instance(self, instance: InstanceId) -> InstancePath {
        InstancePath {
            project: self.project,
            scene: self.scene,
            instance,
        }
    }

    /// The address of the scene's panel.
    pub fn address(self) -> String {
        format!("/projects/{}/scenes/{}", self.project, self.scene)
    }
}

impl InstancePath {
    /// The scene that it stands in.
    pub fn scene(self) -> ScenePath {
        ScenePath {
            project: self.project,
            scene: self.scene,
        }
    }

    /// A picture of its history.
    pub fn attempt(self, attempt: AttemptId) -> AttemptPath {
        AttemptPath {
            project: self.project,
            scene: self.scene,
            instance: self.instance,
            attempt,
        }
    }

    /// The address of the panel with this asset open.
    pub fn address(self) -> String {
        format!("{}?asset={}", self.scene().address(), self.instance)
    }
}

impl AttemptPath {
    /// The asset in a scene whose history it belongs to.
    pub fn instance(self) -> InstancePath {
        InstancePath {
            project: self.project,
            scene: self.scene,
            instance: self.instance,
        }
    }
}
