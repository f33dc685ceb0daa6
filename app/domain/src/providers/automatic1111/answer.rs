//! What the web UI answers: the picture, the models that are there, or why there is neither.

use crate::{
    model::{kinds::JobErrorCode, rules},
    providers::{
        ProviderError,
        wire::{self, Answer, words},
    },
};
use base64::{Engine, prelude::BASE64_STANDARD};
use bytes::Bytes;
use reqwest::StatusCode;
use serde_json::{Value, json};

/// Bytes of the program's own record of a picture that are kept at most.
const MAX_INFO: usize = 64 * 1024;

/// The first picture of an answer, and what is kept on record of it.
pub(super) fn picture(answer: Answer) -> Result<(Bytes, Value), ProviderError> {
    let told = json(answer)?;
    let Some(data) = told["images"][0].as_str().filter(|data| !data.is_empty()) else {
        let message = "The provider answered without a picture.";
        return Err(ProviderError::new(JobErrorCode::Permanent, message));
    };
    let data = match data.strip_prefix("data:") {
        Some(named) => named.split_once(',').map_or(named, |(_, data)| data),
        None => data,
    };
    let plain: Vec<u8> = data.bytes().filter(|b| !b.is_ascii_whitespace()).collect();
    let bytes = BASE64_STANDARD.decode(plain).map_err(|_| {
        let message = "The provider's picture cannot be read: it is not base64.";
        ProviderError::new(JobErrorCode::Permanent, message)
    })?;
    let info = told["info"]
        .as_str()
        .filter(|info| info.len() <= MAX_INFO)
        .and_then(|info| serde_json::from_str(info).ok())
        .unwrap_or(Value::Null);
    let record = json!({ "seed": info["seed"], "info": info });
    Ok((bytes.into(), record))
}

/// What was answered, if it is no refusal.
pub(super) fn json(answer: Answer) -> Result<Value, ProviderError> {
    if !answer.status.is_success() {
        return Err(refused(answer.status, &answer));
    }
    let told = answer.json()?;
    if told.get("error").is_none_or(Value::is_null) {
        return Ok(told);
    }
    Err(refused(StatusCode::BAD_REQUEST, &answer))
}

/// The refusal in the words that say most. What the web UI calls its error is the name of a class in its own code.
fn refused(status: StatusCode, answer: &Answer) -> ProviderError {
    let mut refusal = wire::classify(status, &answer.headers, &answer.bytes);
    let told: Value = serde_json::from_slice(&answer.bytes).unwrap_or_default();
    if status == StatusCode::NOT_FOUND && told["detail"] == "Not Found" {
        refusal.message =
            "There is no API at this address. Start the web UI with --api.".to_owned();
        return refusal;
    }
    let said = words::in_json(&told["detail"]).or_else(|| words::in_json(&told["errors"]));
    refusal.message = said.unwrap_or(refusal.message);
    refusal
}

/// What the list of models means for the one that is to draw.
pub(super) fn models(told: &Value, wanted: Option<&str>) -> Result<String, ProviderError> {
    let Some(models) = told.as_array() else {
        let message = "The provider's list of models is none.";
        return Err(ProviderError::new(JobErrorCode::Permanent, message));
    };
    let count = match models.len() {
        1 => "1 model".to_owned(),
        count => format!("{count} models"),
    };
    let Some(wanted) = wanted else {
        return Ok(format!("{count} in all; the one that is loaded draws."));
    };
    if models.iter().any(|model| meant(model, wanted)) {
        return Ok(format!("{wanted} is there; {count} in all."));
    }
    let names: Vec<_> = models
        .iter()
        .filter_map(|model| model["model_name"].as_str().or(model["title"].as_str()))
        .take(rules::MOST_NAMED)
        .collect();
    let message = match names.as_slice() {
        [] => format!("There is no model {wanted}, nor any other."),
        names => format!(
            "There is no model {wanted}. There is: {}.",
            names.join(", ")
        ),
    };
    Err(ProviderError::new(JobErrorCode::Permanent, message))
}

/// The web UI takes a part of a title for the whole.
fn meant(model: &Value, wanted: &str) -> bool {
    let title = model["title"].as_str().unwrap_or_default();
    model["model_name"] == wanted || title.to_lowercase().contains(&wanted.to_lowercase())
}
