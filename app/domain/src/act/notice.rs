//! What is said after an action, and what takes the action back.

use super::{PanelAction, fields_of, masters::MasterAction};
use serde::{Deserialize, Serialize};

/// One thing done on any page whose buttons can be taken back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// In a scene.
    Panel(PanelAction),
    /// Among the film's assets.
    Master(MasterAction),
}

impl Action {
    /// The fields of the form that does the same, as names and values.
    pub fn fields(&self) -> Vec<(String, String)> {
        match self {
            Self::Panel(action) => fields_of(action),
            Self::Master(action) => fields_of(action),
        }
    }
}

impl From<PanelAction> for Action {
    fn from(action: PanelAction) -> Self {
        Self::Panel(action)
    }
}

impl From<MasterAction> for Action {
    fn from(action: MasterAction) -> Self {
        Self::Master(action)
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
    pub undo: Option<Action>,
}

impl Notice {
    /// Something was done.
    pub fn done(text: impl Into<String>, undo: Option<PanelAction>) -> Self {
        Self {
            text: text.into(),
            error: false,
            undo: undo.map(Action::Panel),
        }
    }

    /// Something was done to an asset of the film.
    pub fn mastered(text: impl Into<String>, undo: Option<MasterAction>) -> Self {
        Self {
            text: text.into(),
            error: false,
            undo: undo.map(Action::Master),
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
