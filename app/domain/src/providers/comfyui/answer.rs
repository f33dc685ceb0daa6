//! What ComfyUI says, understood: what it refused, and how a prompt ended.

use super::graph::Graph;
use crate::{model::kinds::JobErrorCode, providers::ProviderError};
use serde_json::Value;

/// Characters of ComfyUI's own words at most.
const MOST_WORDS: usize = 300;

/// Where ComfyUI keeps a picture that it drew.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) filename: String,
    pub(super) subfolder: String,
    /// Which of its folders: `output` or `temp`.
    pub(super) folder: String,
}

/// Why a workflow was not taken, if the answer says so. A workflow of which only a part was taken is refused too:
/// whatever it would draw is not what was asked for.
pub(super) fn refusal(answer: &Value, graph: &Graph) -> Option<ProviderError> {
    let wrong = answer["node_errors"].as_object();
    let wrong: Vec<_> = wrong
        .into_iter()
        .flatten()
        .flat_map(|(id, node)| complaints(&graph.called(id), node))
        .collect();
    let message = if wrong.is_empty() {
        match &answer["error"] {
            Value::Null => return None,
            Value::String(words) => words.clone(),
            error => both(&error["message"], &error["details"]),
        }
    } else {
        wrong.join(" ")
    };
    Some(permanent(message))
}

/// What is wrong with one node, each a sentence.
fn complaints(called: &str, node: &Value) -> Vec<String> {
    let errors = node["errors"].as_array().map(Vec::as_slice);
    let errors = errors.unwrap_or_default();
    if errors.is_empty() {
        return vec![format!("{called}: ComfyUI does not take this node.")];
    }
    let said = errors
        .iter()
        .map(|error| both(&error["message"], &error["details"]));
    said.map(|words| format!("{called}: {}", ended(&words)))
        .collect()
}

/// Where the picture of an ended prompt lies, or why there is none.
pub(super) fn outcome(entry: &Value, graph: &Graph) -> Result<Place, ProviderError> {
    let status = &entry["status"];
    let messages = status["messages"].as_array().map(Vec::as_slice);
    for message in messages.unwrap_or_default() {
        match message[0].as_str() {
            Some("execution_error") => return Err(broken(&message[1], graph)),
            Some("execution_interrupted") => return Err(interrupted()),
            _ => {}
        }
    }
    if status["status_str"] == "error" {
        return Err(permanent("ComfyUI gave up, and does not say why.".into()));
    }
    let mut pictures = graph.outputs().iter().filter_map(|id| {
        // Of several pictures the first is taken.
        place(&entry["outputs"][id]["images"][0])
    });
    pictures.next().ok_or_else(|| {
        let names: Vec<_> = graph.outputs().iter().map(|id| graph.called(id)).collect();
        permanent(format!(
            "The workflow ended without a picture at {}.",
            names.join(", ")
        ))
    })
}

fn place(image: &Value) -> Option<Place> {
    let text = |name: &str| image[name].as_str().unwrap_or_default().to_owned();
    let place = Place {
        filename: text("filename"),
        subfolder: text("subfolder"),
        folder: match text("type") {
            none if none.is_empty() => "output".to_owned(),
            folder => folder,
        },
    };
    (!place.filename.is_empty()).then_some(place)
}

/// A node that failed while it ran. A card that is full has room again when others are done.
fn broken(error: &Value, graph: &Graph) -> ProviderError {
    let text = |name: &str| error[name].as_str().unwrap_or_default();
    let words = match text("exception_message").trim() {
        "" => text("exception_type"),
        words => words,
    };
    let full = text("exception_type").contains("OutOfMemory")
        || ["out of memory", "allocation on device"]
            .iter()
            .any(|sign| words.to_lowercase().contains(sign));
    let code = if full {
        JobErrorCode::Temporary
    } else {
        JobErrorCode::Permanent
    };
    let called = match text("node_id") {
        "" => "ComfyUI".to_owned(),
        id => graph.called(id),
    };
    ProviderError::new(code, cut(&format!("{called}: {}", ended(words))))
}

fn interrupted() -> ProviderError {
    ProviderError::new(
        JobErrorCode::Temporary,
        "The picture was interrupted in ComfyUI.",
    )
}

/// What it is and what it runs on, as "ComfyUI 0.3.40 on NVIDIA GeForce RTX 4090".
pub(super) fn introduced(stats: &Value) -> String {
    let text = |value: &Value| cut(value.as_str().unwrap_or_default());
    let version = text(&stats["system"]["comfyui_version"]);
    let device = text(&stats["devices"][0]["name"]);
    let mut words = "ComfyUI".to_owned();
    if !version.is_empty() {
        words = format!("{words} {version}");
    }
    if !device.is_empty() {
        words = format!("{words} on {device}");
    }
    words
}

/// A failure that stays until something is changed.
pub(super) fn permanent(message: String) -> ProviderError {
    ProviderError::new(JobErrorCode::Permanent, cut(&message))
}

/// A failure that may pass.
pub(super) fn temporary(message: impl Into<String>) -> ProviderError {
    ProviderError::new(JobErrorCode::Temporary, message)
}

/// What was said, and what exactly.
fn both(message: &Value, details: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().trim().to_owned();
    match (text(message), text(details)) {
        (message, details) if details.is_empty() || details == message => message,
        (message, details) if message.is_empty() => details,
        (message, details) => format!("{message} ({details})"),
    }
}

/// The words with a full stop, unless they end a sentence already.
fn ended(words: &str) -> String {
    let words = words.trim();
    if words.ends_with(['.', '!', '?']) {
        words.to_owned()
    } else {
        format!("{words}.")
    }
}

/// At most [`MOST_WORDS`], on one line.
fn cut(words: &str) -> String {
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut short: String = line.chars().take(MOST_WORDS).collect();
    if short.len() < line.len() {
        short.push('…');
    }
    short
}
