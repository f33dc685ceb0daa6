//! What is said once, on the page after a form was sent.

use domain::act::Notice;

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
