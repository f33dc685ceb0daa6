//! Everything that an editor can do in the panel, as data: one enumeration behind the form posts of the
//! page without scripts and the calls of the page with them.

use super::{ids::*, panel::PanelView};
use serde::{Deserialize, Serialize};

/// One thing done to the open asset of a scene.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum PanelAction {
    /// Draw a picture.
    Generate {
        /// For this asset.
        instance: InstanceId,
    },
    /// Make this picture the one.
    Select {
        /// Of this asset.
        instance: InstanceId,
        /// The picture.
        attempt: AttemptId,
    },
    /// Take this picture out of the history.
    Delete {
        /// Of this asset.
        instance: InstanceId,
        /// The picture.
        attempt: AttemptId,
    },
    /// Bring a picture back into the history.
    Restore {
        /// Of this asset.
        instance: InstanceId,
        /// The picture.
        attempt: AttemptId,
    },
    /// Say how the asset looks in this scene. Empty text means: as its master says.
    Describe {
        /// The asset.
        instance: InstanceId,
        /// The words.
        text: String,
    },
    /// End a job that waits or runs.
    Cancel {
        /// The asset that it draws.
        instance: InstanceId,
        /// The job.
        job: JobId,
    },
    /// Try a failed or cancelled job again.
    Retry {
        /// The asset that it draws.
        instance: InstanceId,
        /// The job.
        job: JobId,
    },
}

impl PanelAction {
    /// The asset that it concerns.
    pub fn instance(&self) -> InstanceId {
        match self {
            Self::Generate { instance }
            | Self::Select { instance, .. }
            | Self::Delete { instance, .. }
            | Self::Restore { instance, .. }
            | Self::Describe { instance, .. }
            | Self::Cancel { instance, .. }
            | Self::Retry { instance, .. } => *instance,
        }
    }

    /// The fields of the form that does the same without scripts, as names and values.
    pub fn fields(&self) -> Vec<(&'static str, String)> {
        let mut fields = vec![("instance", self.instance().to_string())];
        let (word, extra) = match self {
            Self::Generate { .. } => ("generate", None),
            Self::Select { attempt, .. } => ("select", Some(("attempt", attempt.to_string()))),
            Self::Delete { attempt, .. } => ("delete", Some(("attempt", attempt.to_string()))),
            Self::Restore { attempt, .. } => ("restore", Some(("attempt", attempt.to_string()))),
            // The words are the form's own visible field.
            Self::Describe { .. } => ("describe", None),
            Self::Cancel { job, .. } => ("cancel", Some(("job", job.to_string()))),
            Self::Retry { job, .. } => ("retry", Some(("job", job.to_string()))),
        };
        fields.push(("do", word.to_owned()));
        fields.extend(extra);
        fields
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

/// What an action answers: the panel as it is now, and what to say.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// What to say, if anything.
    pub notice: Option<Notice>,
    /// The job that was begun, if one was.
    pub job: Option<JobId>,
    /// The panel after it.
    pub panel: PanelView,
}
