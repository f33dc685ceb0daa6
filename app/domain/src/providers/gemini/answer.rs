//! What the Gemini API answers: the picture, or the reason why there is none.

use crate::{
    model::kinds::JobErrorCode,
    providers::{
        ProviderError,
        wire::{self, Answer, words},
    },
};
use base64::{Engine, prelude::BASE64_STANDARD};
use bytes::Bytes;
use reqwest::StatusCode;
use serde_json::{Value, json};
use std::time::Duration;

/// The longest wait that a provider is granted.
const LONGEST_WAIT: f64 = 3600.0;

/// The first picture of an answer, and what is kept on record of it.
pub(super) fn picture(answer: Answer) -> Result<(Bytes, Value), ProviderError> {
    let told = json(answer)?;
    let Some(data) = parts(&told).find_map(drawn) else {
        return Err(why_not(&told));
    };
    let plain: Vec<u8> = data.bytes().filter(|b| !b.is_ascii_whitespace()).collect();
    let bytes = BASE64_STANDARD.decode(plain).map_err(|_| {
        let message = "The provider's picture cannot be read: it is not base64.";
        ProviderError::new(JobErrorCode::Permanent, message)
    })?;
    let record = json!({
        "model": told["modelVersion"],
        "responseId": told["responseId"],
        "usageMetadata": told["usageMetadata"],
    });
    Ok((bytes.into(), record))
}

/// What was answered, if it is no refusal. A gateway may answer 200 with the refusal inside.
pub(super) fn json(answer: Answer) -> Result<Value, ProviderError> {
    if !answer.status.is_success() {
        return Err(refused(answer.status, &answer));
    }
    let told = answer.json()?;
    if told.get("error").is_none_or(Value::is_null) {
        return Ok(told);
    }
    let status = told["error"]["code"]
        .as_u64()
        .and_then(|code| StatusCode::from_u16(u16::try_from(code).ok()?).ok())
        .filter(|status| !status.is_success())
        .unwrap_or(StatusCode::BAD_REQUEST);
    Err(refused(status, &answer))
}

/// The refusal in Google's own classes, which are finer than the status line's.
fn refused(status: StatusCode, answer: &Answer) -> ProviderError {
    let mut refusal = wire::classify(status, &answer.headers, &answer.bytes);
    let told: Value = serde_json::from_slice(&answer.bytes).unwrap_or_default();
    let error = &told["error"];
    let details = error["details"].as_array().map(Vec::as_slice);
    let details = details.unwrap_or_default();
    match error["status"].as_str() {
        Some("RESOURCE_EXHAUSTED") => refusal.code = JobErrorCode::RateLimit,
        Some("UNAUTHENTICATED" | "PERMISSION_DENIED") => refusal.code = JobErrorCode::AuthError,
        Some("INTERNAL" | "ABORTED") => refusal.code = JobErrorCode::Temporary,
        Some("UNAVAILABLE") => {
            // The model was overloaded and began nothing.
            refusal.code = JobErrorCode::Temporary;
            refusal.free = true;
        }
        Some("DEADLINE_EXCEEDED" | "CANCELLED") => {
            // It was at work when the waiting was given up.
            refusal.code = JobErrorCode::Temporary;
            refusal.free = false;
        }
        _ => {}
    }
    // A key that is none at all is called an invalid argument.
    let invalid = |detail: &Value| detail["reason"] == "API_KEY_INVALID";
    if details.iter().any(invalid) {
        refusal.code = JobErrorCode::AuthError;
    }
    if refusal.code == JobErrorCode::RateLimit {
        let told = details
            .iter()
            .find_map(|detail| wait(detail["retryDelay"].as_str()?));
        refusal.retry_after = told.or(refusal.retry_after);
    }
    refusal
}

/// A wait as `37s` or `1.5s`.
fn wait(text: &str) -> Option<Duration> {
    let seconds: f64 = text.strip_suffix('s')?.parse().ok()?;
    let bounded = (seconds >= 0.0).then(|| seconds.min(LONGEST_WAIT))?;
    Some(Duration::from_secs_f64(bounded))
}

/// The parts of all candidates. Models that think show their drafts too; those are not the answer.
fn parts(told: &Value) -> impl Iterator<Item = &Value> {
    let candidates = told["candidates"].as_array().into_iter().flatten();
    candidates
        .filter_map(|candidate| candidate["content"]["parts"].as_array())
        .flatten()
        .filter(|part| part["thought"] != true)
}

fn drawn(part: &Value) -> Option<&str> {
    let inline = part.get("inlineData").or_else(|| part.get("inline_data"))?;
    inline["data"].as_str().filter(|data| !data.is_empty())
}

/// Why an answer holds no picture: the words or the picture were blocked, or the model did something else.
fn why_not(told: &Value) -> ProviderError {
    let feedback = &told["promptFeedback"];
    if let Some(reason) = feedback["blockReason"].as_str() {
        return blocked(reason, &feedback["blockReasonMessage"]);
    }
    let candidate = &told["candidates"][0];
    match candidate["finishReason"].as_str() {
        None | Some("STOP" | "FINISH_REASON_UNSPECIFIED") => instead(told),
        Some(reason) => blocked(reason, &candidate["finishMessage"]),
    }
}

/// The model ended as it should, but did not draw. Asking once more would cost once more.
fn instead(told: &Value) -> ProviderError {
    let said: Vec<_> = parts(told)
        .filter_map(|part| part["text"].as_str())
        .collect();
    let message = match in_short(&said.join(" ")) {
        Some(said) => format!("The provider answered in words instead of a picture: {said}"),
        None => "The provider answered without a picture.".to_owned(),
    };
    ProviderError::new(JobErrorCode::Permanent, message)
}

fn blocked(reason: &str, words: &Value) -> ProviderError {
    let (code, sentence) = match reason {
        "SAFETY"
        | "IMAGE_SAFETY"
        | "PROHIBITED_CONTENT"
        | "IMAGE_PROHIBITED_CONTENT"
        | "BLOCKLIST"
        | "SPII" => (
            JobErrorCode::Permanent,
            "The provider refused to draw this, because its rules of safety forbid it",
        ),
        "RECITATION" | "IMAGE_RECITATION" => (
            JobErrorCode::Permanent,
            "The provider drew nothing, because it would have come too close to an existing work",
        ),
        "MAX_TOKENS" => (
            JobErrorCode::Temporary,
            "The provider stopped before the picture was done",
        ),
        "OTHER" | "IMAGE_OTHER" | "NO_IMAGE" => {
            (JobErrorCode::Temporary, "The provider drew no picture")
        }
        _ => (JobErrorCode::Permanent, "The provider drew no picture"),
    };
    let reason = in_short(reason).unwrap_or_default();
    let message = match words.as_str().and_then(in_short) {
        Some(words) => format!("{sentence} ({reason}). {words}"),
        None => format!("{sentence} ({reason})."),
    };
    ProviderError::new(code, message)
}

/// A provider's words on one line and not too long; none where there are none.
pub(super) fn in_short(text: &str) -> Option<String> {
    words::in_json(&Value::from(text))
}
