//! The browser's files: part of the binary, and read from the disk while the product is worked on.
//! Without them (they are built by `cargo xtask`) everything works as it does without scripts.

use crate::{
    answer::{Answer, Refusal},
    ranges,
    state::AppState,
};
use app::site::Site;
use axum::{
    Router,
    body::Body,
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use bytes::Bytes;
use rust_embed::{EmbeddedFile, RustEmbed};
use serde::Deserialize;
use std::{borrow::Cow, collections::BTreeMap};

#[derive(RustEmbed)]
#[folder = "../target/site"]
#[allow_missing = true]
struct Files;

/// The manifest that the build leaves beside the files.
#[derive(Default, Deserialize)]
struct Manifest {
    files: BTreeMap<String, String>,
}

/// The addresses of the files, by the names that they have in the sources. Empty where none were built.
pub fn addresses() -> BTreeMap<String, String> {
    let manifest =
        Files::get("manifest.json").map(|file| serde_json::from_slice::<Manifest>(&file.data));
    match manifest.transpose() {
        Ok(manifest) => manifest.unwrap_or_default().files,
        Err(err) => {
            tracing::error!(error = %err, "the manifest of the browser's files cannot be read");
            BTreeMap::new()
        }
    }
}

/// The files, each under a name with the hash of its content.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/pkg/{*name}", get(file))
        .route("/favicon.svg", get(icon))
        .route("/favicon.ico", get(async || StatusCode::NO_CONTENT))
}

async fn file(Path(name): Path<String>, headers: HeaderMap) -> Answer {
    // Read from the disk, a name could climb out of its folder.
    if name.split(['/', '\\']).any(|part| part == "..") {
        return Err(Refusal::no_such_address());
    }
    serve(
        &format!("pkg/{name}"),
        &headers,
        "public, max-age=31536000, immutable",
    )
}

/// Browsers and readers look for the icon under its plain name as well.
async fn icon(State(site): State<Site>, headers: HeaderMap) -> Answer {
    let address = site
        .address("/favicon.svg")
        .ok_or_else(Refusal::no_such_address)?;
    serve(
        address.trim_start_matches('/'),
        &headers,
        "public, max-age=3600",
    )
}

fn serve(name: &str, headers: &HeaderMap, cached: &'static str) -> Answer {
    let plain = Files::get(name).ok_or_else(Refusal::no_such_address)?;
    let (file, encoding) = smallest(name, headers).unwrap_or((plain, None));
    let tag = tag(&file);
    let mut response = if ranges::has_already(headers, &tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        with_content(name, file.data, encoding)
    };
    let all = response.headers_mut();
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        all.insert(header::ETAG, tag);
    }
    all.insert(header::CACHE_CONTROL, HeaderValue::from_static(cached));
    all.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    Ok(response)
}

fn with_content(name: &str, data: Cow<'static, [u8]>, encoding: Option<&'static str>) -> Response {
    let kind = mime_guess::from_path(name).first_or_octet_stream();
    let text = kind.type_() == mime_guess::mime::TEXT;
    let kind = if text {
        format!("{kind}; charset=utf-8")
    } else {
        kind.to_string()
    };
    let bytes = match data {
        Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        Cow::Owned(bytes) => bytes.into(),
    };
    let mut response = ([(header::CONTENT_TYPE, kind)], Body::from(bytes)).into_response();
    if let Some(encoding) = encoding {
        response
            .headers_mut()
            .insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response
}

/// The compressed twin that the reader takes and that is there.
fn smallest(name: &str, headers: &HeaderMap) -> Option<(EmbeddedFile, Option<&'static str>)> {
    [("br", "br"), ("gzip", "gz")]
        .into_iter()
        .filter(|(encoding, _)| takes(headers, encoding))
        .find_map(|(encoding, ending)| {
            Some((Files::get(&format!("{name}.{ending}"))?, Some(encoding)))
        })
}

fn takes(headers: &HeaderMap, encoding: &str) -> bool {
    let accepted = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    accepted.split(',').any(|one| {
        let mut parts = one.split(';').map(str::trim);
        let named = parts
            .next()
            .is_some_and(|name| name.eq_ignore_ascii_case(encoding));
        named
            && !parts
                .any(|part| part.strip_prefix("q=").and_then(|q| q.parse().ok()) == Some(0.0_f32))
    })
}

fn tag(file: &EmbeddedFile) -> String {
    let hash = file.metadata.sha256_hash();
    let digits: String = hash
        .iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("\"{digits}\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_encoding_is_taken_unless_it_is_refused() {
        let takes = |words: &'static str, encoding: &str| {
            takes(
                &HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(words))]),
                encoding,
            )
        };
        assert!(takes("gzip, deflate, br;q=0.9", "br"));
        assert!(!takes("gzip, br;q=0", "br"));
        assert!(!takes("brotli", "br"));
    }
}
