//! Everything that an editor can do in the panel, as data: the fields of a form, with or without scripts.

use crate::model::{ids::*, kinds::*};
use serde::{Deserialize, Deserializer, Serialize, de};
use serde_json::Value;
use std::{fmt::Display, str::FromStr};

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
            Self::Generate { .. }
            | Self::Again { .. }
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
            | Self::Refresh { instance }
            | Self::Tag { instance, .. }
            | Self::Untag { instance, .. }
            | Self::Tags { instance, .. }
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
        let Ok(Value::Object(fields)) = serde_json::to_value(self) else {
            return Vec::new();
        };
        let mut all = Vec::new();
        for (name, value) in fields {
            match value {
                Value::Array(items) => {
                    all.extend(items.iter().map(|item| (name.clone(), plain(item))));
                }
                Value::Null => {}
                value => all.push((name, plain(&value))),
            }
        }
        all
    }
}

fn plain(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

/// A field that is there once, several times, or not at all.
fn several<'de, T, D>(from: D) -> Result<Vec<T>, D::Error>
where
    T: FromStr<Err: Display>,
    D: Deserializer<'de>,
{
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum OneOrMany {
        One(String),
        Many(Vec<String>),
    }
    let texts = match OneOrMany::deserialize(from)? {
        OneOrMany::One(text) => vec![text],
        OneOrMany::Many(texts) => texts,
    };
    texts
        .iter()
        .map(|text| text.parse().map_err(de::Error::custom))
        .collect()
}

/// A box that is ticked sends "on", one of our own fields "true"; what is not sent is not ticked.
fn flag<'de, D: Deserializer<'de>>(from: D) -> Result<bool, D::Error> {
    let value = Value::deserialize(from)?;
    Ok(value == Value::Bool(true) || matches!(value.as_str(), Some("on" | "true")))
}

fn number<'de, D: Deserializer<'de>>(from: D) -> Result<i32, D::Error> {
    let value = Value::deserialize(from)?;
    plain(&value).parse().map_err(de::Error::custom)
}

/// A number that may be left out.
fn maybe_number<'de, T, D>(from: D) -> Result<Option<T>, D::Error>
where
    T: FromStr<Err: Display>,
    D: Deserializer<'de>,
{
    match Value::deserialize(from)? {
        Value::Null => Ok(None),
        value => plain(&value).parse().map(Some).map_err(de::Error::custom),
    }
}

/// What is said to the editor after an action, in a toast or at the top of the page that follows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Notice {
    /// The sentence.
    pub text: String,
    /// Whether it tells of a refusal or failure; such a notice stays until closed.
    pub error: bool,
    /// What takes the action back.
    pub undo: Option<PanelAction>,
}

impl Notice {
    /// Something was done.
    pub fn done(text: impl Into<String>, undo: Option<PanelAction>) -> Self {
        Self {
            text: text.into(),
            error: false,
            undo,
        }
    }

    /// Something was refused or failed.
    pub fn refused(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            error: true,
            undo: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// What a form with these fields means.
    fn read(fields: Value) -> PanelAction {
        serde_json::from_value(fields).unwrap()
    }

    #[test]
    fn an_action_survives_being_a_form() {
        let (instance, attempt) = (InstanceId::new(), AttemptId::new());
        let actions = [
            PanelAction::PutBack {
                instance,
                attempt: Some(attempt),
                as_is: true,
                drop: None,
                bring: Some(attempt),
            },
            PanelAction::Version {
                instance,
                version: 3,
            },
            PanelAction::Tags {
                instance,
                tags: vec!["wet".into(), "torn sleeve".into()],
            },
            PanelAction::RefreshAll {},
            PanelAction::Generate {
                instance,
                provider: Some("studio".into()),
                count: Some(4),
                seed: Some(-7),
            },
            PanelAction::Again { instance, attempt },
        ];
        for action in actions {
            let mut form = serde_json::Map::new();
            for (name, value) in action.fields() {
                let value = Value::String(value);
                match form.remove(&name) {
                    None => form.insert(name, value),
                    Some(Value::Array(mut several)) => {
                        several.push(value);
                        form.insert(name, Value::Array(several))
                    }
                    Some(one) => form.insert(name, Value::Array(vec![one, value])),
                };
            }
            assert_eq!(read(Value::Object(form)), action);
        }
    }

    #[test]
    fn a_box_that_is_not_ticked_is_off() {
        let instance = InstanceId::new();
        let ticked = read(json!({"do": "as_is", "instance": instance, "enabled": "on"}));
        let not = read(json!({"do": "as_is", "instance": instance}));
        assert_eq!(
            ticked,
            PanelAction::AsIs {
                instance,
                enabled: true
            }
        );
        assert_eq!(
            not,
            PanelAction::AsIs {
                instance,
                enabled: false
            }
        );
    }

    #[test]
    fn one_row_is_a_list_too() {
        let instance = InstanceId::new();
        let action = read(json!({"do": "generate_many", "instances": instance}));
        assert_eq!(
            action,
            PanelAction::GenerateMany {
                instances: vec![instance]
            }
        );
    }
}
