//! Everything that an editor can do in the panel, as data: the fields of a form, with or without scripts.

mod form;
pub mod masters;
mod notice;
#[cfg(test)]
mod tests;

pub use notice::{Action, Notice};

use crate::model::{ids::*, kinds::*};
use form::{fields_of, flag, maybe_number, maybe_word, number, percent, several};
use serde::{Deserialize, Serialize};

/// One thing done in a scene. Its fields are those of a form: text, or several texts under one name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
#[allow(
    missing_docs,
    reason = "`instance` is the asset that it concerns, `attempt` a picture of it, `job` a job of it"
)]
pub enum PanelAction {
    /// Draw a picture, or several.
    Generate {
        instance: InstanceId,
        /// Who shall draw; the film's own provider unless named.
        provider: Option<String>,
        /// How many pictures, each from a seed of its own; one unless given.
        #[serde(default, deserialize_with = "maybe_number")]
        count: Option<u8>,
        /// Where chance starts from, for the first of them; drawn by lot unless given.
        #[serde(default, deserialize_with = "maybe_number")]
        seed: Option<i64>,
        /// What must not be seen, in words.
        negative: Option<String>,
    },
    /// Draw a picture once more, from the same words, seed and reference.
    Again {
        instance: InstanceId,
        attempt: AttemptId,
    },
    /// Draw a picture for each.
    GenerateMany {
        #[serde(default, deserialize_with = "several")]
        instances: Vec<InstanceId>,
    },
    /// End what is left of a bulk run.
    CancelRun { run: String },
    /// Make this picture the one.
    Select {
        instance: InstanceId,
        attempt: AttemptId,
    },
    /// Take this picture out of the history.
    Delete {
        instance: InstanceId,
        attempt: AttemptId,
    },
    /// Bring a picture back into the history.
    Restore {
        instance: InstanceId,
        attempt: AttemptId,
    },
    /// Back to a selection as it was: the way back from selecting and from as-is.
    PutBack {
        instance: InstanceId,
        /// The picture that was selected, if one was.
        attempt: Option<AttemptId>,
        /// Whether the master was used as-is.
        #[serde(deserialize_with = "flag")]
        as_is: bool,
        /// A picture that only came by what is taken back.
        drop: Option<AttemptId>,
        /// A picture that made room for it.
        bring: Option<AttemptId>,
    },
    /// Say how the asset looks in this scene. Empty text means: as its master says.
    Describe {
        instance: InstanceId,
        /// The words.
        text: String,
        /// The words that stood there when these were begun.
        before: Option<String>,
    },
    /// Take a kept description again; 0 means: as its master says.
    Version {
        instance: InstanceId,
        #[serde(deserialize_with = "number")]
        version: i32,
    },
    /// Use the master as it is, or no longer.
    AsIs {
        instance: InstanceId,
        #[serde(default, deserialize_with = "flag")]
        enabled: bool,
    },
    /// Use the master of each as it is.
    AsIsMany {
        #[serde(default, deserialize_with = "several")]
        instances: Vec<InstanceId>,
    },
    /// No longer use the master of any of them as it is.
    NotAsIsMany {
        #[serde(default, deserialize_with = "several")]
        instances: Vec<InstanceId>,
    },
    /// Start from this reference; without a source, from the most recent.
    Reference {
        instance: InstanceId,
        source: Option<ReferenceSource>,
        /// The asset in the earlier scene.
        from: Option<InstanceId>,
        /// A copy that only came by the choice that is taken back.
        drop: Option<AttemptId>,
        /// A picture that made room for it.
        bring: Option<AttemptId>,
    },
    /// Send how another asset looks as well, from now on.
    AddReference {
        instance: InstanceId,
        asset: AssetId,
        /// What it stands for. A location is one unless something else is said; of anything else it has to be said.
        #[serde(default, deserialize_with = "maybe_word")]
        role: Option<ReferenceRole>,
        /// How strongly it counts, from 0 to 1.
        #[serde(default = "percent::whole", with = "percent")]
        weight: f64,
        /// How many stand before it; all of them unless given.
        #[serde(default, deserialize_with = "maybe_number")]
        place: Option<usize>,
    },
    /// Send it no longer.
    DropReference {
        instance: InstanceId,
        asset: AssetId,
    },
    /// How strongly a reference counts: that of another asset, or the one in force.
    WeighReference {
        instance: InstanceId,
        asset: Option<AssetId>,
        /// From 0 to 1.
        #[serde(with = "percent")]
        weight: f64,
    },
    /// Make the picture anew from the reference as it is now.
    Refresh { instance: InstanceId },
    /// The same for every asset of the scene whose reference changed.
    RefreshAll {},
    /// Add a status tag.
    Tag {
        instance: InstanceId,
        #[serde(default)]
        add: String,
    },
    /// Take a status tag off.
    Untag {
        instance: InstanceId,
        remove: String,
    },
    /// Exactly these tags.
    Tags {
        instance: InstanceId,
        #[serde(default, deserialize_with = "several")]
        tags: Vec<String>,
    },
    /// Take these tags off and bring those back: the way back from adding tags and from taking one off.
    Retag {
        instance: InstanceId,
        #[serde(default, deserialize_with = "several")]
        take: Vec<String>,
        #[serde(default, deserialize_with = "several")]
        bring: Vec<String>,
        /// How many tags stand before those that come back; all of them unless given.
        #[serde(default, deserialize_with = "maybe_number")]
        place: Option<usize>,
    },
    /// Whether the next scene takes it over.
    CarryForward {
        instance: InstanceId,
        #[serde(default, deserialize_with = "flag")]
        enabled: bool,
    },
    /// Whether it refuses changes.
    Lock {
        instance: InstanceId,
        #[serde(default, deserialize_with = "flag")]
        enabled: bool,
    },
    /// Say why no picture is needed; no reason means that one is.
    Waive {
        instance: InstanceId,
        #[serde(default)]
        reason: String,
    },
    /// Take the asset out of the scene.
    Remove { instance: InstanceId },
    /// Put an asset that was taken out back, with all that it had.
    BringBack { instance: InstanceId },
    /// End a job that waits or runs.
    Cancel { instance: InstanceId, job: JobId },
    /// Try a failed or cancelled job again.
    Retry { instance: InstanceId, job: JobId },
    /// Bring assets of the film into the scene.
    Add {
        #[serde(default, deserialize_with = "several")]
        assets: Vec<AssetId>,
    },
    /// Make an asset and bring it into the scene.
    Create {
        name: String,
        asset_type: AssetType,
        #[serde(default)]
        description: String,
    },
    /// Take over what earlier scenes and the screenplay give.
    Fill {},
    /// Take back what the scene was filled with.
    TakeBackFill {
        #[serde(default, deserialize_with = "several")]
        instances: Vec<InstanceId>,
    },
}

impl PanelAction {
    /// How many pictures it asks for at least, which cost.
    pub fn draws(&self) -> usize {
        match self {
            Self::GenerateMany { instances, .. } => instances.len(),
            Self::Generate { count, .. } => count.unwrap_or(1).into(),
            Self::Again { .. }
            | Self::Refresh { .. }
            | Self::RefreshAll {}
            | Self::Retry { .. } => 1,
            _ => 0,
        }
    }

    /// The asset that it concerns, if it concerns one.
    pub fn instance(&self) -> Option<InstanceId> {
        match self {
            Self::Generate { instance, .. }
            | Self::Again { instance, .. }
            | Self::Select { instance, .. }
            | Self::Delete { instance, .. }
            | Self::Restore { instance, .. }
            | Self::PutBack { instance, .. }
            | Self::Describe { instance, .. }
            | Self::Version { instance, .. }
            | Self::AsIs { instance, .. }
            | Self::Reference { instance, .. }
            | Self::AddReference { instance, .. }
            | Self::DropReference { instance, .. }
            | Self::WeighReference { instance, .. }
            | Self::Refresh { instance }
            | Self::Tag { instance, .. }
            | Self::Untag { instance, .. }
            | Self::Tags { instance, .. }
            | Self::Retag { instance, .. }
            | Self::CarryForward { instance, .. }
            | Self::Lock { instance, .. }
            | Self::Waive { instance, .. }
            | Self::Remove { instance }
            | Self::BringBack { instance }
            | Self::Cancel { instance, .. }
            | Self::Retry { instance, .. } => Some(*instance),
            _ => None,
        }
    }

    /// The fields of the form that does the same, as names and values.
    pub fn fields(&self) -> Vec<(String, String)> {
        fields_of(self)
    }
}
