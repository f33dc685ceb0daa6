//! Pictures. What stands under an address never changes, so a browser asks for it once.

use crate::{
    answer::{Answer, Refusal},
    extract::{Asked, Place},
    ranges::{self, Wanted},
    state::{AppState, Pictures},
};
use axum::{
    Extension, Router,
    body::Body,
    extract::State,
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use bytes::Bytes;
use domain::{
    ctx::{Ctx, Viewer},
    error::Error,
    images::WIDTHS,
    model::ids::{AssetId, AttemptId},
    services::pictures::{self, Served},
};
use serde::Deserialize;
use std::ops::Range;

const FOR_EVER: HeaderValue = HeaderValue::from_static("private, max-age=31536000, immutable");
/// How long an address at the store itself holds, in seconds.
const LIVES: u64 = 300;
/// A little less than that, so that a browser never follows one that has ended.
const FOR_A_WHILE: HeaderValue = HeaderValue::from_static("private, max-age=240");
/// A picture that somebody opens by itself runs nothing, even if a browser took it for a page.
const SANDBOX: HeaderValue = HeaderValue::from_static("default-src 'none'; sandbox");

/// The pictures of attempts and the master images.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/media/attempts/{attempt}", get(attempt))
        .route("/media/assets/{asset}/{sha256}", get(master))
}

#[derive(Debug, Deserialize)]
struct Scaled {
    w: Option<String>,
}

impl Scaled {
    fn width(self) -> Answer<Option<u32>> {
        let Some(word) = self.w else { return Ok(None) };
        let width = word.parse().ok().filter(|width| WIDTHS.contains(width));
        width
            .map(Some)
            .ok_or_else(|| Refusal::invalid("Pictures come in the widths 320, 640 and 1280."))
    }
}

async fn attempt(
    State(state): State<AppState>,
    Extension(viewer): Extension<Viewer>,
    Place(id): Place<AttemptId>,
    Asked(scaled): Asked<Scaled>,
    method: Method,
    headers: HeaderMap,
) -> Answer {
    let picture = pictures::attempt(&state.ctx, viewer, id).await?;
    serve(&state, picture, scaled.width()?, &method, &headers).await
}

async fn master(
    State(state): State<AppState>,
    Extension(viewer): Extension<Viewer>,
    Place((id, sha256)): Place<(AssetId, String)>,
    Asked(scaled): Asked<Scaled>,
    method: Method,
    headers: HeaderMap,
) -> Answer {
    if sha256.contains('\0') {
        return Err(Refusal::no_such_address());
    }
    let picture = pictures::master(&state.ctx, viewer, id, &sha256).await?;
    serve(&state, picture, scaled.width()?, &method, &headers).await
}

async fn serve(
    state: &AppState,
    picture: Served,
    width: Option<u32>,
    method: &Method,
    headers: &HeaderMap,
) -> Answer {
    let tag = match width {
        Some(width) => format!("\"{}-{width}\"", picture.sha256),
        None => format!("\"{}\"", picture.sha256),
    };
    if ranges::has_already(headers, &tag) {
        return Ok(marked(StatusCode::NOT_MODIFIED.into_response(), &tag));
    }
    // An address is signed for one method.
    if state.pictures == Pictures::Redirect && *method == Method::GET {
        let signed = state.ctx.storage.signed_url(&picture.key, width, LIVES);
        if let Some(address) = signed.await? {
            return elsewhere(&address);
        }
    }
    let response = if width.is_some() {
        let bytes = pictures::bytes(&state.ctx, &picture, width).await?;
        with_bytes(
            ranges::wanted(headers, &tag, bytes.len()),
            bytes,
            "image/webp",
        )
    } else {
        original(&state.ctx, &picture, &tag, headers).await?
    };
    Ok(marked(response, &tag))
}

/// Leads to the store itself.
fn elsewhere(address: &str) -> Answer {
    let address = HeaderValue::from_str(address).map_err(Error::internal)?;
    let headers = [
        (header::LOCATION, address),
        (header::CACHE_CONTROL, FOR_A_WHILE),
    ];
    Ok((StatusCode::TEMPORARY_REDIRECT, headers).into_response())
}

/// What every answer about these bytes says.
fn marked(mut response: Response, tag: &str) -> Response {
    let all = response.headers_mut();
    if let Ok(tag) = HeaderValue::from_str(tag) {
        all.insert(header::ETAG, tag);
    }
    all.insert(header::CACHE_CONTROL, FOR_EVER);
    all.insert(header::CONTENT_SECURITY_POLICY, SANDBOX);
    all.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    response
}

/// The original: a part is asked of the store alone, the whole flows through.
async fn original(ctx: &Ctx, picture: &Served, tag: &str, headers: &HeaderMap) -> Answer {
    if headers.contains_key(header::RANGE) {
        let size = ctx.storage.size(&picture.key).await?;
        let size = usize::try_from(size.ok_or(Error::NotFound("picture"))?);
        let size = size.map_err(Error::internal)?;
        match ranges::wanted(headers, tag, size) {
            Wanted::All => {}
            Wanted::Part(part) => {
                let wanted = part.start as u64..part.end as u64;
                let bytes = ctx.storage.get_range(&picture.key, wanted).await?;
                return Ok(a_part(&part, size, bytes, &picture.mime_type));
            }
            Wanted::Nothing => return Ok(none_of(size)),
        }
    }
    let flow = ctx.storage.flow(&picture.key).await?;
    let headers = [
        (header::CONTENT_TYPE, picture.mime_type.clone()),
        (header::CONTENT_LENGTH, flow.size.to_string()),
    ];
    Ok((headers, Body::from_stream(flow.pieces)).into_response())
}

/// The bytes that are wanted of these.
fn with_bytes(wanted: Wanted, bytes: Bytes, kind: &'static str) -> Response {
    let size = bytes.len();
    match wanted {
        Wanted::All => ([(header::CONTENT_TYPE, kind)], Body::from(bytes)).into_response(),
        Wanted::Part(part) => a_part(&part, size, bytes.slice(part.clone()), kind),
        Wanted::Nothing => none_of(size),
    }
}

/// Some bytes of so many.
fn a_part(part: &Range<usize>, size: usize, bytes: Bytes, kind: &str) -> Response {
    let range = format!("bytes {}-{}/{size}", part.start, part.end - 1);
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_RANGE, range),
    ];
    (StatusCode::PARTIAL_CONTENT, headers, Body::from(bytes)).into_response()
}

/// The range lies outside of so many bytes.
fn none_of(size: usize) -> Response {
    let sentence = format!("This picture has {size} bytes; the range lies outside of them.");
    let refusal = Refusal::new(StatusCode::RANGE_NOT_SATISFIABLE, "range", sentence);
    let range = [(header::CONTENT_RANGE, format!("bytes */{size}"))];
    (range, refusal).into_response()
}
