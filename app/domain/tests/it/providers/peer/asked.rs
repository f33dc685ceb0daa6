//! What a peer was asked, and how to look at it.

use bytes::Bytes;
use serde_json::Value;

/// What the peer was asked.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) method: String,
    pub(crate) path: String,
    /// What stands behind the question mark, as it was sent.
    pub(crate) query: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Bytes,
}

/// A part of a body of several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) name: String,
    pub(crate) file: Option<String>,
    pub(crate) content_type: Option<String>,
    pub(crate) body: Vec<u8>,
}

impl Asked {
    /// `POST /v1/images/edits`
    pub(crate) fn line(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let found = self
            .headers
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("a body in JSON")
    }

    /// The parts of a body in `multipart/form-data`.
    pub(crate) fn parts(&self) -> Vec<Part> {
        let kind = self.header("content-type").expect("a content type");
        let (_, boundary) = kind.split_once("boundary=").expect("a boundary");
        let mark = format!("--{}", boundary.trim_matches('"'));
        let mut rest = after(&self.body, mark.as_bytes()).expect("a first part");
        let mut parts = Vec::new();
        while !rest.starts_with(b"--") {
            let end = format!("\r\n{mark}");
            let at = find(rest, end.as_bytes()).expect("the end of a part");
            parts.push(part(&rest[..at]));
            rest = &rest[at + end.len()..];
        }
        parts
    }
}

fn part(bytes: &[u8]) -> Part {
    let at = find(bytes, b"\r\n\r\n").expect("the head of a part");
    let head = String::from_utf8(bytes[..at].to_vec()).expect("a head in text");
    let quoted = |name: &str| {
        let (_, rest) = head.split_once(&format!("{name}=\""))?;
        Some(rest.split('"').next()?.to_owned())
    };
    let content_type = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-type")
            .then(|| value.trim().to_owned())
    });
    Part {
        name: quoted("; name").expect("the name of a part"),
        file: quoted("filename"),
        content_type,
        body: bytes[at + 4..].to_vec(),
    }
}

fn find(bytes: &[u8], part: &[u8]) -> Option<usize> {
    bytes.windows(part.len()).position(|window| window == part)
}

fn after<'a>(bytes: &'a [u8], part: &[u8]) -> Option<&'a [u8]> {
    find(bytes, part).map(|at| &bytes[at + part.len()..])
}
