//! The list of a scene's assets, and what it is filtered by.

use super::Picture;
use crate::model::{ids::*, kinds::*};
use serde::{Deserialize, Serialize};

/// One asset in the list of a scene.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AssetRow {
    /// The asset in this scene.
    pub instance: InstanceId,
    /// Its name.
    pub name: String,
    /// Its kind, which is its group.
    pub asset_type: AssetType,
    /// The selected picture.
    pub picture: Option<Picture>,
    /// Its status tags.
    pub tags: Vec<String>,
    /// The earlier scene that it was taken over from; none means from the master.
    pub from_scene: Option<i32>,
    /// Whether it refuses changes.
    pub locked: bool,
    /// Whether it takes its master unchanged.
    pub as_is: bool,
    /// Whether the next scene takes it over.
    pub carry_forward: bool,
    /// Whether its picture was made from a reference that shows something else now.
    pub stale: bool,
    /// Whether no picture is needed.
    pub waived: bool,
    /// Whether Stage 9 has nothing to wait for here.
    pub ready: bool,
    /// The open job, if one waits or runs.
    pub running: Option<JobStatus>,
}

/// What a scene is filtered by.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Filter {
    /// Letters of the name or of a tag.
    pub words: String,
    /// One of these kinds, if any is named.
    pub kinds: Vec<AssetType>,
    /// Each of these tags.
    pub tags: Vec<String>,
    /// Each of these states.
    pub only: Vec<Only>,
}

impl Filter {
    /// Whether anything is filtered beside the search.
    pub fn narrows(&self) -> bool {
        !(self.kinds.is_empty() && self.tags.is_empty() && self.only.is_empty())
    }

    /// Whether a row is shown.
    pub fn takes(&self, row: &AssetRow) -> bool {
        let sought = self.words.trim().to_lowercase();
        let named = |text: &str| text.to_lowercase().contains(&sought);
        let is = |only: &Only| match only {
            Only::WithoutPicture => row.picture.is_none(),
            Only::AsIs => row.as_is,
            Only::CarryForward => row.carry_forward,
            Only::ReferenceChanged => row.stale,
        };
        (sought.is_empty() || named(&row.name) || row.tags.iter().any(|tag| named(tag)))
            && (self.kinds.is_empty() || self.kinds.contains(&row.asset_type))
            && self.tags.iter().all(|tag| row.tags.contains(tag))
            && self.only.iter().all(is)
    }
}
