//! Tags of scene assets: what a script saw, so that it changes nothing else by mistake.
//!
//! A tag names what the row says, not the bytes of an answer, so a proxy that compresses and marks it as weak does
//! not make it another one.

use crate::{
    answer::{Answer, Refusal},
    ranges,
};
use axum::{
    Json,
    extract::FromRequestParts,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use domain::{model::views::InstanceView, services::instances};

/// An instance as an answer, with its tag in the header `ETag`.
#[derive(Clone, Debug)]
pub struct Tagged(pub InstanceView);

impl Tagged {
    fn quoted(&self) -> String {
        format!("\"{}\"", instances::tag(&self.0))
    }

    fn header(&self) -> Option<(HeaderName, HeaderValue)> {
        let tag = HeaderValue::from_str(&self.quoted()).ok()?;
        Some((header::ETAG, tag))
    }

    /// The answer to who has it already.
    pub fn unchanged(&self) -> Response {
        let mut response = StatusCode::NOT_MODIFIED.into_response();
        response.headers_mut().extend(self.header());
        response
    }
}

impl IntoResponse for Tagged {
    fn into_response(self) -> Response {
        let tag = self.header();
        let mut response = Json(self.0).into_response();
        response.headers_mut().extend(tag);
        response
    }
}

/// Whether the reader has this already.
pub fn known(headers: &HeaderMap, shown: &Tagged) -> bool {
    ranges::has_already(headers, &shown.quoted())
}

/// The tags in `If-Match`, without their quotes: none where the header is absent, or takes whatever is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen(pub Option<Vec<String>>);

impl<S: Send + Sync> FromRequestParts<S> for Seen {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Answer<Self> {
        let mut seen = Vec::new();
        let mut any = false;
        for line in parts.headers.get_all(header::IF_MATCH) {
            let line = line.to_str().map_err(|_| malformed())?.trim();
            if line == "*" {
                return Ok(Self(None));
            }
            seen.extend(tags(line).ok_or_else(malformed)?);
            any = true;
        }
        Ok(Self(any.then_some(seen)))
    }
}

fn malformed() -> Refusal {
    Refusal::invalid("If-Match takes tags in quotes, as they stood in ETag, or a single *.")
}

/// The tags of a list. Between quotes a comma belongs to the tag.
fn tags(list: &str) -> Option<Vec<String>> {
    let mut tags = Vec::new();
    let mut rest = list.trim();
    while !rest.is_empty() {
        let tag = rest.strip_prefix("W/").unwrap_or(rest).strip_prefix('"')?;
        let (tag, after) = tag.split_once('"')?;
        tags.push(tag.to_owned());
        let after = after.trim_start();
        rest = match after.strip_prefix(',') {
            Some(more) => more.trim_start(),
            None if after.is_empty() => after,
            None => return None,
        };
    }
    (!tags.is_empty()).then_some(tags)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_taken_apart_by_its_quotes() {
        assert_eq!(tags(r#""a1""#).unwrap(), ["a1"]);
        assert_eq!(
            tags(r#" "a1" , W/"b2","c,3" "#).unwrap(),
            ["a1", "b2", "c,3"]
        );
        for broken in [
            "",
            "a1",
            r#""a1"#,
            r#""a1" "b2""#,
            r#"*, "a1""#,
            r#"w/"a1""#,
        ] {
            assert_eq!(tags(broken), None, "{broken}");
        }
    }

    async fn seen(lines: &[&'static str]) -> Option<Option<Vec<String>>> {
        let mut parts = axum::http::Request::new(()).into_parts().0;
        for line in lines {
            parts
                .headers
                .append(header::IF_MATCH, HeaderValue::from_static(line));
        }
        let seen = Seen::from_request_parts(&mut parts, &()).await;
        seen.ok().map(|Seen(tags)| tags)
    }

    #[tokio::test]
    async fn whoever_names_no_tag_takes_what_is_there() {
        assert_eq!(seen(&[]).await, Some(None));
        assert_eq!(seen(&["*"]).await, Some(None));
        let both = vec!["a".to_owned(), "b".to_owned()];
        assert_eq!(seen(&["\"a\"", "\"b\""]).await, Some(Some(both)));
        assert_eq!(seen(&["a"]).await, None);
        assert_eq!(seen(&[""]).await, None);
    }
}
