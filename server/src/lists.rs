//! A list as the API answers it: its rows as a plain array, and in the header `Link` where the next ones are.

use axum::{
    Json,
    http::{HeaderValue, Uri, header},
    response::{IntoResponse, Response},
};
use domain::model::paging::Page;
use form_urlencoded::Serializer;
use serde::Serialize;

/// A page of a list.
#[derive(Clone, Debug)]
pub struct Listed<T> {
    rows: Vec<T>,
    next: Option<HeaderValue>,
}

impl<T> Listed<T> {
    /// A page that was asked for at this address.
    pub fn at(uri: &Uri, page: Page<T>) -> Self {
        let next = page.next.map(|cursor| link(uri, &cursor));
        Self {
            rows: page.rows,
            // An address that was asked for fits into a header, or it would not have come.
            next: next.and_then(|link| HeaderValue::from_str(&link).ok()),
        }
    }

    /// A list that is short enough to stand on one page.
    pub fn whole(rows: Vec<T>) -> Self {
        Self { rows, next: None }
    }
}

impl<T: Serialize> IntoResponse for Listed<T> {
    fn into_response(self) -> Response {
        let mut response = Json(self.rows).into_response();
        if let Some(next) = self.next {
            response.headers_mut().insert(header::LINK, next);
        }
        response
    }
}

/// The same address with another cursor. It is relative, because only a proxy may know the name in front of it.
fn link(uri: &Uri, cursor: &str) -> String {
    let asked = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
    let query = Serializer::new(String::new())
        .extend_pairs(asked.filter(|(name, _)| name != "cursor"))
        .append_pair("cursor", cursor)
        .finish();
    format!("<{}?{query}>; rel=\"next\"", uri.path())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_page_keeps_every_other_word() {
        let uri: Uri = "/api/projects/1/jobs?status=failed&cursor=old&limit=2"
            .parse()
            .unwrap();
        assert_eq!(
            link(&uri, "new"),
            "</api/projects/1/jobs?status=failed&limit=2&cursor=new>; rel=\"next\""
        );
        assert_eq!(
            link(&"/api/projects".parse().unwrap(), "a b"),
            "</api/projects?cursor=a+b>; rel=\"next\""
        );
    }
}
