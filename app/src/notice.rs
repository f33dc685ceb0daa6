//! What pages know of their reader, and what is said once, on the page after a form was sent.

use axum::http::request::Parts;
use domain::{act::Notice, ctx::Viewer};
use leptos::prelude::use_context;

/// The notice of the form before this page, if there was one. The server takes it out of its cookie.
#[derive(Clone, Debug, Default)]
pub struct Flash(pub Option<Notice>);

/// The theme that the reader chose; the system's when none was.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system says.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// The theme of that name; the system's for every other word.
    pub fn named(word: &str) -> Self {
        match word {
            "light" => Self::Light,
            "dark" => Self::Dark,
            _ => Self::System,
        }
    }

    /// What the root element carries.
    pub fn attribute(self) -> Option<&'static str> {
        match self {
            Self::System => None,
            Self::Light => Some("light"),
            Self::Dark => Some("dark"),
        }
    }
}

/// Who reads, where there are accounts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reader {
    /// What they are called.
    pub name: String,
    /// Where they are reached, and how they sign in.
    pub email: String,
    /// Whether they manage people.
    pub is_admin: bool,
}

/// Where the one who asks for a page stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// In local mode: there are no accounts.
    Local,
    /// Before the door.
    Out,
    /// Signed in.
    In(Reader),
}

impl Standing {
    /// As the server says of the page that is being made.
    pub(crate) fn now() -> Self {
        match (use_context::<Reader>(), use_context::<Viewer>()) {
            (Some(reader), _) => Self::In(reader),
            (None, Some(_)) => Self::Local,
            (None, None) => Self::Out,
        }
    }
}

/// A form that was refused: it stands on the page once more, with the reason and with what was typed. No password is
/// ever in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refilled {
    /// Which form of the page.
    pub form: &'static str,
    /// A sentence for the reader.
    pub why: String,
    /// What was typed, by the names of the fields.
    pub typed: Vec<(&'static str, String)>,
}

impl Refilled {
    /// Why that form was refused, if it was.
    pub(crate) fn of(form: &str) -> Option<Self> {
        let parts = use_context::<Parts>()?;
        let refilled = parts.extensions.get::<Self>()?;
        (refilled.form == form).then(|| refilled.clone())
    }

    /// What was typed into a field.
    pub(crate) fn typed(&self, name: &str) -> Option<String> {
        let field = self.typed.iter().find(|field| field.0 == name)?;
        Some(field.1.clone())
    }
}

/// A token that was made just now. Nobody sees it a second time.
#[derive(Clone, PartialEq, Eq)]
pub struct Made {
    /// What it is for.
    pub name: String,
    /// The token itself.
    pub token: String,
}

impl Made {
    /// The token that this page shows.
    pub(crate) fn now() -> Option<Self> {
        use_context::<Parts>()?.extensions.get::<Self>().cloned()
    }
}
