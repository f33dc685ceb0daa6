//! Server functions: what the panel calls. Each is one call into a use-case.

pub mod panel;

use bytes::Bytes;
use leptos::{
    prelude::{FromServerFnError, ServerFnErrorErr},
    server_fn::{ContentType, Decodes, Encodes, Format, FormatType, codec::Post},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// JSON in the bodies of both directions.
pub type Json = Post<JsonText>;

/// JSON read as text, like the props of islands: the browser then carries one reader of each shape, not two.
pub struct JsonText;

impl ContentType for JsonText {
    const CONTENT_TYPE: &'static str = "application/json";
}

impl FormatType for JsonText {
    const FORMAT_TYPE: Format = Format::Text;
}

impl<T: Serialize> Encodes<T> for JsonText {
    type Error = serde_json::Error;

    fn encode(output: &T) -> Result<Bytes, Self::Error> {
        serde_json::to_vec(output).map(Bytes::from)
    }
}

impl<T: DeserializeOwned> Decodes<T> for JsonText {
    type Error = serde_json::Error;

    fn decode(bytes: Bytes) -> Result<T, Self::Error> {
        // What is no text at all is read as an empty one, which is an error of its own.
        serde_json::from_str(std::str::from_utf8(&bytes).unwrap_or_default())
    }
}

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
    type Encoder = JsonText;

    fn from_server_fn_error(value: ServerFnErrorErr) -> Self {
        let error = match value {
            ServerFnErrorErr::Request(_) => {
                "Throughline cannot be reached. Nothing was changed; try again."
            }
            _ => "Throughline gave an answer that cannot be read. Reload the page and try again.",
        };
        Self {
            error: error.to_owned(),
            code: "transport".to_owned(),
        }
    }
}
