//! Server functions: what the panel calls. Each is one call into a use-case.

pub mod panel;

use leptos::{
    prelude::{FromServerFnError, ServerFnErrorErr},
    server_fn::codec::JsonEncoding,
};
use serde::{Deserialize, Serialize};

/// Why something was not done, as the API says it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// A sentence for the reader.
    pub error: String,
    /// A machine word.
    pub code: String,
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.error)
    }
}

impl std::error::Error for Refused {}

impl FromServerFnError for Refused {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(value: ServerFnErrorErr) -> Self {
        let error = match value {
            ServerFnErrorErr::Request(_) => "Throughline cannot be reached. Nothing was changed; try again.",
            _ => "Throughline gave an answer that cannot be read. Reload the page and try again.",
        };
        Self { error: error.to_owned(), code: "transport".to_owned() }
    }
}
