//! What handlers take out of a request, each with the refusal that the API promises.

pub mod sent;

use crate::answer::{Answer, Refusal};
use axum::{
    extract::{FromRequest, FromRequestParts, Path, Query, Request},
    http::{HeaderMap, StatusCode, header, request::Parts},
};
use bytes::Bytes;
use domain::{
    error::Error,
    model::{ids::BranchId, paging},
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;
use utoipa::IntoParams;

/// The most rows that a list answers at once.
const MOST_ROWS: u64 = 1_000;

/// The ids in an address. One that is malformed is as one that is not there: 404.
#[derive(Clone, Copy, Debug)]
pub struct Place<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Place<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Answer<Self> {
        let path = Path::<T>::from_request_parts(parts, state).await;
        path.map(|Path(place)| Self(place))
            .map_err(|_| Refusal::no_such_address())
    }
}

/// The words behind the question mark: 400 when they are none of those known.
#[derive(Clone, Copy, Debug)]
pub struct Asked<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Asked<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Answer<Self> {
        let query = Query::<T>::from_request_parts(parts, state).await;
        query
            .map(|Query(asked)| Self(asked))
            .map_err(|err| Refusal::invalid(format!("{err}.")))
    }
}

/// How much of a list is asked for, and from where on.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Paging {
    /// How many rows at most; 100 unless the list says otherwise.
    #[param(value_type = Option<u64>, minimum = 1, maximum = 1000)]
    limit: Option<String>,
    /// Where the page before ended. It stands in that page's `Link`.
    cursor: Option<String>,
}

impl Paging {
    /// The page that is asked for, of that many rows unless a number is given.
    pub fn of(self, default: u64) -> Answer<paging::Paging> {
        // A word without a value is as one that was left out.
        let said = self.limit.filter(|limit| !limit.is_empty());
        let limit = said.map_or(Ok(default), |limit| limit.parse());
        let limit = limit.ok().filter(|limit| (1..=MOST_ROWS).contains(limit));
        Ok(paging::Paging {
            limit: limit.ok_or_else(|| {
                Refusal::invalid(format!("The limit lies between 1 and {MOST_ROWS}."))
            })?,
            cursor: self.cursor.filter(|cursor| !cursor.is_empty()),
        })
    }
}

/// The branch that a list belongs to.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct InBranch {
    /// The branch; the film's active one unless it is named.
    #[param(value_type = Option<BranchId>)]
    branch: Option<String>,
}

impl InBranch {
    /// The branch, if one is named.
    pub fn branch(&self) -> Answer<Option<BranchId>> {
        let named = self.branch.as_deref().map(str::parse).transpose();
        named.map_err(|_| Error::NotFound("branch").into())
    }
}

/// A JSON object. An empty body is an empty object, whatever its content type says.
#[derive(Clone, Debug)]
pub struct Body<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Answer<Self> {
        let value = json(request, state).await?;
        if !value.is_object() {
            return Err(Refusal::invalid("The body must be a JSON object."));
        }
        read(value).map(Self)
    }
}

/// A JSON array of such things.
#[derive(Clone, Debug)]
pub struct List<T>(pub Vec<T>);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for List<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Answer<Self> {
        let value = json(request, state).await?;
        if !value.is_array() {
            return Err(Refusal::invalid("The body must be a JSON array."));
        }
        read(value).map(Self)
    }
}

/// The body; an empty one counts as an empty object.
async fn json<S: Send + Sync>(request: Request, state: &S) -> Answer<Value> {
    let bytes = Bytes::from_request(request, state)
        .await
        .map_err(|err| unread(err.status()))?;
    if bytes.trim_ascii().is_empty() {
        return Ok(Value::Object(Default::default()));
    }
    serde_json::from_slice(&bytes)
        .map_err(|err| Refusal::invalid(format!("The body is no JSON: {err}.")))
}

fn read<T: DeserializeOwned>(value: Value) -> Answer<T> {
    if has_nul(&value) {
        return Err(Refusal::invalid("Text must not contain a NUL character."));
    }
    serde_json::from_value(value)
        .map_err(|err| Refusal::invalid(format!("The body is not as expected: {err}.")))
}

/// PostgreSQL keeps no NUL in text, so none gets in on either database.
fn has_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(items) => items.iter().any(has_nul),
        Value::Object(fields) => fields
            .iter()
            .any(|(name, value)| name.contains('\0') || has_nul(value)),
        _ => false,
    }
}

/// The fields of a page's form.
#[derive(Clone, Debug)]
pub struct Fields<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Fields<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Answer<Self> {
        let kind = request.headers().get(header::CONTENT_TYPE);
        let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        if !kind.starts_with("application/x-www-form-urlencoded") {
            return Err(Error::Unsupported("Send the form urlencoded.".into()).into());
        }
        let bytes = Bytes::from_request(request, state)
            .await
            .map_err(|err| unread(err.status()))?;
        let fields = serde_json::from_value(named(&bytes));
        fields
            .map(Self)
            .map_err(|_| Refusal::invalid("The form is not as expected."))
    }
}

/// The fields by name; one that is there several times is a list.
fn named(form: &[u8]) -> Value {
    let mut fields = serde_json::Map::new();
    for (name, value) in form_urlencoded::parse(form) {
        let value = Value::String(value.into_owned());
        match fields.get_mut(name.as_ref()) {
            None => {
                fields.insert(name.into_owned(), value);
            }
            Some(Value::Array(several)) => several.push(value),
            Some(one) => *one = Value::Array(vec![one.take(), value]),
        }
    }
    Value::Object(fields)
}

/// A body that could not be read to its end.
fn unread(status: StatusCode) -> Refusal {
    match status {
        StatusCode::PAYLOAD_TOO_LARGE => Error::TooLarge("The request is too large.".into()).into(),
        _ => Refusal::invalid("The request broke off or is not as expected."),
    }
}

/// Whether the answer is for a page's own form: its sender would rather read HTML than JSON.
pub fn wants_page(headers: &HeaderMap) -> bool {
    let accept = headers
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .unwrap_or_default();
    let weight = |wanted: &[&str]| {
        let matching = accept.split(',').filter_map(|range| {
            let mut parts = range.split(';').map(str::trim);
            let kind = parts.next()?.to_ascii_lowercase();
            let place = wanted.iter().position(|one| *one == kind)?;
            let q = parts
                .find_map(|part| part.strip_prefix("q=")?.parse::<f32>().ok())
                .unwrap_or(1.0);
            Some((place, q))
        });
        // The most exact range decides.
        matching
            .min_by_key(|(place, _)| *place)
            .map_or(0.0, |(_, q)| q)
    };
    weight(&["text/html"]) > weight(&["application/json", "application/*", "*/*"])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_wanted_by_who_would_rather_read_it() {
        let wants = |accept: &str| {
            wants_page(&HeaderMap::from_iter([(
                header::ACCEPT,
                accept.parse().unwrap(),
            )]))
        };
        assert!(wants(
            "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
        ));
        assert!(wants("TEXT/HTML"));
        assert!(!wants("*/*"));
        assert!(!wants("application/json, text/html;q=0.5"));
        assert!(!wants("text/html;q=0"));
        assert!(!wants_page(&HeaderMap::new()));
    }
}
