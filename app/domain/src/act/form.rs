//! An action as the fields of a form, all of which are text, and back.

use serde::{Deserialize, Deserializer, Serialize, de};
use serde_json::Value;
use std::{fmt::Display, str::FromStr};

/// What an action is as a form: names and values, those of a list one by one.
pub(super) fn fields_of(action: &impl Serialize) -> Vec<(String, String)> {
    let Ok(Value::Object(fields)) = serde_json::to_value(action) else {
        return Vec::new();
    };
    let mut all = Vec::new();
    for (name, value) in fields {
        match value {
            Value::Array(items) => {
                all.extend(items.iter().map(|item| (name.clone(), plain(item))));
            }
            Value::Null => {}
            value => all.push((name, plain(&value))),
        }
    }
    all
}

fn plain(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

/// A field that is there once, several times, or not at all.
pub(super) fn several<'de, T, D>(from: D) -> Result<Vec<T>, D::Error>
where
    T: FromStr<Err: Display>,
    D: Deserializer<'de>,
{
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum OneOrMany {
        One(String),
        Many(Vec<String>),
    }
    let texts = match OneOrMany::deserialize(from)? {
        OneOrMany::One(text) => vec![text],
        OneOrMany::Many(texts) => texts,
    };
    texts
        .iter()
        .map(|text| text.parse().map_err(de::Error::custom))
        .collect()
}

/// A box that is ticked sends "on", one of our own fields "true"; what is not sent is not ticked.
pub(super) fn flag<'de, D: Deserializer<'de>>(from: D) -> Result<bool, D::Error> {
    let value = Value::deserialize(from)?;
    Ok(value == Value::Bool(true) || matches!(value.as_str(), Some("on" | "true")))
}

pub(super) fn number<'de, T, D>(from: D) -> Result<T, D::Error>
where
    T: FromStr<Err: Display>,
    D: Deserializer<'de>,
{
    let value = Value::deserialize(from)?;
    plain(&value).parse().map_err(de::Error::custom)
}

/// A number that may be left out.
pub(super) fn maybe_number<'de, T, D>(from: D) -> Result<Option<T>, D::Error>
where
    T: FromStr<Err: Display>,
    D: Deserializer<'de>,
{
    match Value::deserialize(from)? {
        Value::Null => Ok(None),
        value => plain(&value).parse().map(Some).map_err(de::Error::custom),
    }
}

/// A word that may be left out, or left empty.
pub(super) fn maybe_word<'de, T, D>(from: D) -> Result<Option<T>, D::Error>
where
    T: FromStr<Err: Display>,
    D: Deserializer<'de>,
{
    let text = Option::<String>::deserialize(from)?;
    let text = text.filter(|text| !text.is_empty());
    text.map(|text| text.parse().map_err(de::Error::custom))
        .transpose()
}

/// A share of one, which forms give in percent. Hundredths of a percent are kept.
pub(super) mod percent {
    use super::plain;
    use serde::{Deserialize, Deserializer, Serializer, de};
    use serde_json::Value;

    /// All of it.
    pub(in crate::act) fn whole() -> f64 {
        1.0
    }

    pub(in crate::act) fn serialize<S: Serializer>(share: &f64, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_f64((share * 10_000.0).round() / 100.0)
    }

    pub(in crate::act) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<f64, D::Error> {
        let value = Value::deserialize(from)?;
        let percent: f64 = plain(&value).parse().map_err(de::Error::custom)?;
        Ok((percent * 100.0).round() / 10_000.0)
    }
}
