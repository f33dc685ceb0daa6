//! What comes back: the picture, an error wherever it stands, the list of models.

use crate::{
    model::kinds::JobErrorCode,
    providers::{
        ProviderError,
        wire::{Answer, classify, words},
    },
};
use base64::{Engine, prelude::BASE64_STANDARD};
use bytes::Bytes;
use reqwest::{StatusCode, header::HeaderMap};
use serde_json::{Value, json};

/// Refusals that stay, whatever status they come with: no money left, or words that are not drawn.
const FOR_GOOD: [&str; 4] = [
    "insufficient_quota",
    "billing_hard_limit_reached",
    "content_policy_violation",
    "moderation_blocked",
];
const PATIENCE: [&str; 3] = [
    "rate_limit_exceeded",
    "rate_limit_error",
    "too_many_requests",
];
const KEY_REFUSED: [&str; 3] = [
    "invalid_api_key",
    "authentication_error",
    "permission_error",
];
const PASSING: [&str; 5] = [
    "server_error",
    "internal_error",
    "internal_server_error",
    "overloaded_error",
    "service_unavailable",
];
/// Fields of an answer that are kept on record.
const KEPT: [&str; 7] = [
    "created",
    "usage",
    "quality",
    "background",
    "output_format",
    "id",
    "model",
];

/// A picture, or where it is.
#[derive(Debug)]
pub(super) enum Found {
    /// The picture.
    Bytes(Bytes),
    /// Its address.
    At(String),
}

/// The JSON of a success that holds no error, or else the error.
pub(super) fn understood(answer: &Answer) -> Result<Value, ProviderError> {
    let told = answer.json().map_err(|mut error| {
        let body = serde_json::from_slice(&answer.bytes).unwrap_or(Value::Null);
        if one_of(&body["error"], &FOR_GOOD) {
            error.code = JobErrorCode::Permanent;
            error.retry_after = None;
        }
        error
    })?;
    match told.get("error") {
        None | Some(Value::Null) => Ok(told),
        Some(error) => Err(inside(error)),
    }
}

/// An error that came as a success.
fn inside(error: &Value) -> ProviderError {
    if let Some(status) = status(&error["code"]) {
        let body = json!({ "error": error }).to_string();
        return classify(status, &HeaderMap::new(), body.as_bytes());
    }
    let code = if one_of(error, &PATIENCE) {
        JobErrorCode::RateLimit
    } else if one_of(error, &KEY_REFUSED) {
        JobErrorCode::AuthError
    } else if one_of(error, &PASSING) {
        JobErrorCode::Temporary
    } else {
        JobErrorCode::Permanent
    };
    let message = words::in_json(error);
    ProviderError::new(
        code,
        message.unwrap_or_else(|| "The provider answered with an error and no words.".into()),
    )
}

/// A code that is a status, as gateways write it.
fn status(code: &Value) -> Option<StatusCode> {
    let number = match code {
        Value::String(text) => text.parse().ok()?,
        other => u16::try_from(other.as_u64()?).ok()?,
    };
    (400..600)
        .contains(&number)
        .then(|| StatusCode::from_u16(number).ok())?
}

/// Whether an error's code or type is one of these words.
fn one_of(error: &Value, list: &[&str]) -> bool {
    ["code", "type"]
        .iter()
        .filter_map(|field| error.get(*field)?.as_str())
        .any(|word| list.contains(&word))
}

/// The first picture of an answer.
pub(super) fn picture(told: &Value) -> Result<Found, ProviderError> {
    let first = &told["data"][0];
    let text = |field: &str| first[field].as_str().filter(|text| !text.is_empty());
    if let Some(base64) = text("b64_json") {
        return decoded(base64).map(Found::Bytes);
    }
    match text("url") {
        Some(url) if url.starts_with("data:") => decoded(url).map(Found::Bytes),
        Some(url) => Ok(Found::At(url.to_owned())),
        None => Err(ProviderError::new(
            JobErrorCode::Permanent,
            "The provider answered without a picture.",
        )),
    }
}

fn decoded(base64: &str) -> Result<Bytes, ProviderError> {
    let bare = match base64.split_once(";base64,") {
        Some((_, bare)) => bare,
        None => base64,
    };
    let plain: Vec<u8> = bare.bytes().filter(|b| !b.is_ascii_whitespace()).collect();
    let bytes = BASE64_STANDARD.decode(plain).map_err(|_| {
        ProviderError::new(
            JobErrorCode::Permanent,
            "The provider's picture cannot be read: it is not base64.",
        )
    })?;
    Ok(bytes.into())
}

/// What stays on record of an answer: what was used and understood, without the picture.
pub(super) fn record(told: &Value) -> Value {
    let mut record = json!({});
    for field in KEPT {
        if let Some(value) = told.get(field) {
            record[field] = value.clone();
        }
    }
    if let Some(prompt) = told["data"][0].get("revised_prompt") {
        record["revised_prompt"] = prompt.clone();
    }
    record
}

/// What a list of models says about the one that is wanted.
pub(super) fn listed(
    told: &Value,
    wanted: Option<&str>,
    host: &str,
) -> Result<String, ProviderError> {
    let Some(models) = told["data"].as_array() else {
        return Ok(format!(
            "{host} answers, but its list of models cannot be read."
        ));
    };
    let in_all = match models.len() {
        1 => "1 model".to_owned(),
        count => format!("{count} models"),
    };
    match wanted {
        None => Ok(format!("{host} answers; {in_all} in all. None is set.")),
        Some(name) if models.iter().any(|model| model["id"] == name) => {
            Ok(format!("{name} is there; {in_all} in all."))
        }
        Some(name) => Err(ProviderError::new(
            JobErrorCode::Permanent,
            format!("{name} is not there; {in_all} in all."),
        )),
    }
}
