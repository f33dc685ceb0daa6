//! References as the API shows them: what a picture started from, and what is sent along.

use crate::model::{ids::*, kinds::*};
use serde::{Deserialize, Serialize};

/// What generation started from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ReferenceSnapshot {
    /// What the reference was.
    pub source: ReferenceSource,
    /// The scene that it came from, unless it was the master.
    pub scene_number: Option<i32>,
    /// The instance that it came from, unless it was the master.
    pub instance_id: Option<InstanceId>,
    /// The attempt that was selected there.
    pub attempt_id: Option<AttemptId>,
    /// SHA-256 of the bytes sent, in hexadecimal.
    pub sha256: String,
    /// What the provider was told that it stands for.
    pub role: String,
    /// How strongly it should count, from 0 to 1.
    pub weight: f64,
}

impl ReferenceSnapshot {
    /// The role of a picture that was taken over from an earlier scene as it is: nothing was drawn from it.
    pub const INHERITED: &str = "inherited";

    /// Whether the picture is the reference itself.
    pub fn is_inherited(&self) -> bool {
        self.role == Self::INHERITED
    }
}

/// What generation was sent beside what it started from: how another asset looked by this scene.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct OtherReference {
    /// The asset.
    pub asset_id: AssetId,
    /// Its name then.
    pub name: String,
    /// What its picture was.
    pub source: ReferenceSource,
    /// The scene that it came from, unless it was the master.
    pub scene_number: Option<i32>,
    /// The instance that it came from, unless it was the master.
    pub instance_id: Option<InstanceId>,
    /// The attempt that was selected there.
    pub attempt_id: Option<AttemptId>,
    /// SHA-256 of the bytes sent, in hexadecimal.
    pub sha256: String,
    /// What the provider was told that it stands for.
    pub role: ReferenceRole,
    /// How strongly it should count, from 0 to 1.
    pub weight: f64,
}

/// An asset whose picture is sent along, as it is by this scene.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ExtraView {
    /// The asset.
    pub asset_id: AssetId,
    /// Its name.
    pub name: String,
    /// Its kind.
    pub asset_type: AssetType,
    /// What it stands for.
    pub role: ReferenceRole,
    /// How strongly it counts, from 0 to 1.
    pub weight: f64,
    /// The picture that is sent; without any, it is not sent.
    pub image_url: Option<String>,
    /// The scene that the picture comes from, unless it is the master.
    pub scene_number: Option<i32>,
    /// The picture's blurred likeness, in base64.
    pub thumbhash: Option<String>,
}
