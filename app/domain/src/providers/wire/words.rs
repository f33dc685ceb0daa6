//! Words for people: a provider's own, found in whatever it answers, and ours for an answer that never came.

use super::guard::Refused;
use crate::{model::kinds::JobErrorCode, providers::ProviderError};
use chrono::{DateTime, Utc};
use reqwest::header::{HeaderMap, RETRY_AFTER};
use serde_json::Value;
use std::{error::Error, io, time::Duration};

/// The longest that a provider's words may be, in characters.
const LONGEST: usize = 300;
/// How much of a text is searched for words, in bytes.
const SEARCHED: usize = 16 * 1024;
/// What is told of a list of complaints.
const COMPLAINTS: usize = 3;
/// The longest that a provider may ask to be left alone.
const LONGEST_WAIT: Duration = Duration::from_secs(3600);

/// A failure that will not pass by itself.
pub(super) fn permanent(message: impl Into<String>) -> ProviderError {
    ProviderError::new(JobErrorCode::Permanent, message)
}

/// A failure that is likely to pass.
pub(super) fn temporary(message: impl Into<String>) -> ProviderError {
    ProviderError::new(JobErrorCode::Temporary, message)
}

/// An answer that ended before its end.
pub(super) fn broke_off() -> ProviderError {
    temporary("The provider's answer broke off.")
}

/// An answer that did not come, or did not end, in time.
pub(super) fn silent(timeout: Duration) -> ProviderError {
    let seconds = timeout.as_secs_f64();
    temporary(format!(
        "The provider did not answer within {seconds} seconds."
    ))
}

/// An answer with more bytes than are taken.
pub(super) fn too_large(limit: usize) -> ProviderError {
    let size = match limit / 1_048_576 {
        0 => format!("{} KB", limit / 1024),
        size => format!("{size} MB"),
    };
    permanent(format!("The provider's answer is larger than {size}."))
}

/// Why a request came to nothing. The error's own text is not told: it holds the whole address. What never reached the
/// provider cost nothing; an answer that broke off may have.
pub(super) fn unsent(err: &reqwest::Error) -> ProviderError {
    if let Some(refused) = cause::<Refused>(err) {
        return permanent(refused.to_string()).unpaid();
    }
    tracing::debug!(error = ?err, "a provider was not reached, or its answer cannot be read");
    if err.is_builder() {
        return permanent("The request to the provider cannot be made from these settings.")
            .unpaid();
    }
    if err.is_connect() {
        let why = unreachable(err);
        return temporary(format!("The provider cannot be reached: {why}.")).unpaid();
    }
    broke_off()
}

fn unreachable(err: &reqwest::Error) -> String {
    if err.is_dns() {
        return "its name is not known".into();
    }
    if err.is_timeout() {
        return "no connection came about".into();
    }
    let Some(err) = cause::<io::Error>(err).map(innermost) else {
        return "no connection came about".into();
    };
    match err.kind() {
        io::ErrorKind::ConnectionRefused => "connection refused".into(),
        io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted => {
            "the connection was reset".into()
        }
        io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable => {
            "no way leads there".into()
        }
        io::ErrorKind::UnexpectedEof => "the secure connection broke off".into(),
        // What speaks of certificates and protocols comes in this kind.
        io::ErrorKind::InvalidData => {
            let text = tidy(&err.to_string()).unwrap_or_default();
            format!("no secure connection came about ({text})")
        }
        _ => "no connection came about".into(),
    }
}

/// The first cause of that type.
fn cause<E: Error + 'static>(err: &reqwest::Error) -> Option<&E> {
    let mut next: Option<&(dyn Error + 'static)> = Some(err);
    while let Some(err) = next {
        if let Some(found) = err.downcast_ref::<E>() {
            return Some(found);
        }
        next = err.source();
    }
    None
}

/// The error inside errors of the same type, which are wrapped around each other on the way up.
fn innermost(mut err: &io::Error) -> &io::Error {
    while let Some(inner) = err
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<io::Error>())
    {
        err = inner;
    }
    err
}

/// How long a provider asks to be left alone: in seconds, or until a date.
pub(super) fn wait(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    let wait = match text.parse::<u64>() {
        Ok(seconds) => Duration::from_secs(seconds),
        Err(_) => {
            let date = DateTime::parse_from_rfc2822(text).ok()?;
            // A date that is over asks for no wait at all.
            (date.with_timezone(&Utc) - Utc::now())
                .to_std()
                .unwrap_or_default()
        }
    };
    Some(wait.min(LONGEST_WAIT))
}

/// A provider's own words in the body of an answer, whatever kind of body that is.
pub(super) fn in_body(body: &[u8]) -> Option<String> {
    match serde_json::from_slice::<Value>(body) {
        Ok(json) => in_json(&json),
        Err(_) => in_text(&body[..body.len().min(SEARCHED)]),
    }
}

/// A provider's own words in JSON, at most 300 characters on one line: `error.message`, `error`, `detail`, `message`.
pub fn in_json(json: &Value) -> Option<String> {
    tidy(&said(json)?)
}

fn said(json: &Value) -> Option<String> {
    match json {
        Value::String(text) => Some(text.clone()).filter(|text| !text.trim().is_empty()),
        Value::Array(items) => {
            let all: Vec<_> = items.iter().filter_map(said).take(COMPLAINTS).collect();
            (!all.is_empty()).then(|| all.join("; "))
        }
        Value::Object(fields) => {
            // A complaint about one field, as FastAPI makes them.
            if let (Some(text), Some(place)) = (fields.get("msg"), fields.get("loc")) {
                let place = place.as_array().and_then(|path| path.last()?.as_str());
                let text = said(text)?;
                return Some(place.map_or(text.clone(), |place| format!("{place}: {text}")));
            }
            ["error", "detail", "message", "msg"]
                .iter()
                .find_map(|name| said(fields.get(*name)?))
        }
        _ => None,
    }
}

/// The first line of a text that is no markup.
fn in_text(body: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(body);
    // The end may be cut in the middle of a character; anything else that is no text is no words either.
    let text = text.trim_end_matches(char::REPLACEMENT_CHARACTER);
    if text.contains([char::REPLACEMENT_CHARACTER, '\0']) {
        return None;
    }
    if text.trim_start().starts_with('<') {
        without_markup(text).lines().find_map(tidy)
    } else {
        text.lines().find_map(tidy)
    }
}

/// Each element's text on a line of its own.
fn without_markup(text: &str) -> String {
    let mut inside = false;
    let mut plain = String::new();
    for c in text.chars() {
        match c {
            '<' => {
                inside = true;
                plain.push('\n');
            }
            '>' => inside = false,
            _ if !inside => plain.push(c),
            _ => {}
        }
    }
    plain
}

/// On one line and not too long; nothing where nothing is left.
fn tidy(text: &str) -> Option<String> {
    let plain: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let line = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.is_empty() {
        return None;
    }
    if line.chars().count() <= LONGEST {
        return Some(line);
    }
    let cut: String = line.chars().take(LONGEST - 1).collect();
    Some(format!("{cut}…"))
}
