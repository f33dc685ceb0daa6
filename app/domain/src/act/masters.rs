//! Everything that an editor can do with the film's assets and their masters, as data: the fields of a form.

use super::{fields_of, flag, maybe_number, number};
use crate::model::{ids::*, kinds::AssetType};
use serde::{Deserialize, Serialize};

/// One thing done among the film's assets.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
#[allow(
    missing_docs,
    reason = "`asset` is the asset that it concerns, `attempt` a picture of its master, `job` a job of it"
)]
pub enum MasterAction {
    /// Make an asset.
    Add {
        name: String,
        kind: AssetType,
        #[serde(default)]
        description: String,
    },
    /// Call it otherwise, or count it among another kind.
    Rename {
        asset: AssetId,
        name: String,
        kind: AssetType,
    },
    /// Say how it looks.
    Describe {
        asset: AssetId,
        /// The words.
        text: String,
        /// The words that stood there when these were begun.
        before: Option<String>,
    },
    /// Draw a master, or several to choose from.
    Generate {
        asset: AssetId,
        /// Who shall draw; the film's own provider unless named.
        provider: Option<String>,
        /// How many pictures, each from a seed of its own; one unless given.
        #[serde(default, deserialize_with = "maybe_number")]
        count: Option<u8>,
        /// Where chance starts from, for the first of them; drawn by lot unless given.
        #[serde(default, deserialize_with = "maybe_number")]
        seed: Option<i64>,
        /// What must not be seen.
        negative: Option<String>,
    },
    /// Make this picture the master.
    Select {
        asset: AssetId,
        attempt: MasterAttemptId,
    },
    /// Take this picture out of the history.
    Delete {
        asset: AssetId,
        attempt: MasterAttemptId,
    },
    /// Bring a picture back into the history.
    Restore {
        asset: AssetId,
        attempt: MasterAttemptId,
    },
    /// Whether it refuses changes.
    Lock {
        asset: AssetId,
        #[serde(default, deserialize_with = "flag")]
        enabled: bool,
    },
    /// Delete it.
    Remove {
        asset: AssetId,
        /// In how many scenes it was seen to be used: it goes from there too.
        #[serde(default, deserialize_with = "number")]
        scenes: usize,
    },
    /// End a job that waits or runs.
    Cancel { asset: AssetId, job: JobId },
    /// Try a failed or cancelled job again.
    Retry { asset: AssetId, job: JobId },
}

impl MasterAction {
    /// How many pictures it asks for at least, which cost.
    pub fn draws(&self) -> usize {
        match self {
            Self::Generate { count, .. } => count.unwrap_or(1).into(),
            Self::Retry { .. } => 1,
            _ => 0,
        }
    }

    /// The asset that it concerns, if there is one already.
    pub fn asset(&self) -> Option<AssetId> {
        match self {
            Self::Add { .. } => None,
            Self::Rename { asset, .. }
            | Self::Describe { asset, .. }
            | Self::Generate { asset, .. }
            | Self::Select { asset, .. }
            | Self::Delete { asset, .. }
            | Self::Restore { asset, .. }
            | Self::Lock { asset, .. }
            | Self::Remove { asset, .. }
            | Self::Cancel { asset, .. }
            | Self::Retry { asset, .. } => Some(*asset),
        }
    }

    /// The fields of the form that does the same, as names and values.
    pub fn fields(&self) -> Vec<(String, String)> {
        fields_of(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Map, Value};

    #[test]
    fn an_action_survives_being_a_form() {
        let asset = AssetId::new();
        let actions = [
            MasterAction::Generate {
                asset,
                provider: Some("studio".into()),
                count: Some(4),
                seed: Some(-7),
                negative: Some("people".into()),
            },
            MasterAction::Rename {
                asset,
                name: "Great hall".into(),
                kind: AssetType::Location,
            },
            MasterAction::Describe {
                asset,
                text: "Wet,\ncold.".into(),
                before: Some(String::new()),
            },
            MasterAction::Remove { asset, scenes: 3 },
            MasterAction::Lock {
                asset,
                enabled: false,
            },
        ];
        for action in actions {
            let form: Map<_, _> = action
                .fields()
                .into_iter()
                .map(|(name, value)| (name, Value::String(value)))
                .collect();
            let read: MasterAction = serde_json::from_value(Value::Object(form)).unwrap();
            assert_eq!(read, action);
        }
    }

    #[test]
    fn every_variation_counts() {
        let asset = AssetId::new();
        let generate = |count| MasterAction::Generate {
            asset,
            provider: None,
            count,
            seed: None,
            negative: None,
        };
        assert_eq!(generate(None).draws(), 1);
        assert_eq!(generate(Some(8)).draws(), 8);
        let job = JobId::new();
        assert_eq!(MasterAction::Retry { asset, job }.draws(), 1);
        assert_eq!(MasterAction::Cancel { asset, job }.draws(), 0);
    }

    #[test]
    fn no_scene_was_seen_that_is_not_said() {
        let asset = AssetId::new();
        let form = serde_json::json!({"do": "remove", "asset": asset});
        let read: MasterAction = serde_json::from_value(form).unwrap();
        assert_eq!(read, MasterAction::Remove { asset, scenes: 0 });
    }
}
