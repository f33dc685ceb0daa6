//! Words from outside, checked at the edge.

use crate::{
    error::{Result, invalid},
    model::rules,
};
use serde::{Deserialize, Deserializer, de::value::StringDeserializer};
use uuid::Uuid;

/// A field of a body that may be left out, be null, or have a value.
pub(crate) fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    from: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(from).map(Some)
}

/// An id in a body. One that is malformed stands for nothing that there is, as one that is unknown does: it becomes
/// one that nobody has.
pub(crate) fn id<'de, T: Deserialize<'de>, D: Deserializer<'de>>(from: D) -> Result<T, D::Error> {
    let id = String::deserialize(from)?;
    let id = Uuid::parse_str(&id).unwrap_or_else(|_| Uuid::now_v7());
    T::deserialize(StringDeserializer::new(id.to_string()))
}

/// The same where it may be left out or null.
pub(crate) fn maybe_id<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    from: D,
) -> Result<Option<T>, D::Error> {
    let id = Option::<String>::deserialize(from)?;
    id.map(|id| self::id(StringDeserializer::new(id)))
        .transpose()
}

/// A name or title: one line, not empty.
pub(crate) fn name(what: &str, text: &str) -> Result<String> {
    let text = text.trim();
    if text.is_empty() {
        return invalid(format!("{what} must not be empty."));
    }
    if text.chars().any(char::is_control) {
        return invalid(format!(
            "{what} must be one line without control characters."
        ));
    }
    limited(what, text, rules::MAX_NAME)
}

/// Free words of several lines, possibly none.
pub(crate) fn words(what: &str, text: &str, most: usize) -> Result<String> {
    if text.contains('\0') {
        return invalid(format!("{what} must not contain a NUL character."));
    }
    limited(what, text.trim(), most)
}

/// Status tags: each short, none twice, in the order given.
pub(crate) fn tags(tags: &[String]) -> Result<Vec<String>> {
    let mut kept: Vec<String> = Vec::new();
    for tag in tags {
        let tag = tag.trim();
        if tag.is_empty()
            || tag.chars().any(char::is_control)
            || tag.chars().count() > rules::MAX_TAG
        {
            return invalid(format!(
                "A tag has 1 to {} characters on one line.",
                rules::MAX_TAG
            ));
        }
        if !kept.iter().any(|other| other.eq_ignore_ascii_case(tag)) {
            kept.push(tag.to_owned());
        }
    }
    if kept.len() > rules::MAX_TAGS {
        return invalid(format!(
            "An asset takes at most {} tags in a scene.",
            rules::MAX_TAGS
        ));
    }
    Ok(kept)
}

fn limited(what: &str, text: &str, most: usize) -> Result<String> {
    if text.chars().count() > most {
        return invalid(format!("{what} has at most {most} characters."));
    }
    Ok(text.to_owned())
}
