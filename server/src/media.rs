//! Pictures. What stands under an address never changes, so a browser asks for it once.

use crate::{
    answer::{Answer, Refusal},
    extract::{Asked, Place},
    ranges::{self, Wanted},
    state::AppState,
};
use axum::{
    Extension, Router,
    body::Body,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use bytes::Bytes;
use domain::{
    ctx::{Ctx, Viewer},
    images::WIDTHS,
    model::ids::{AssetId, AttemptId},
    services::pictures::{self, Served},
};
use serde::Deserialize;

const FOR_EVER: HeaderValue = HeaderValue::from_static("private, max-age=31536000, immutable");
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
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(id): Place<AttemptId>,
    Asked(scaled): Asked<Scaled>,
    headers: HeaderMap,
) -> Answer {
    let picture = pictures::attempt(&ctx, viewer, id).await?;
    serve(&ctx, picture, scaled.width()?, &headers).await
}

async fn master(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place((id, sha256)): Place<(AssetId, String)>,
    Asked(scaled): Asked<Scaled>,
    headers: HeaderMap,
) -> Answer {
    if sha256.contains('\0') {
        return Err(Refusal::no_such_address());
    }
    let picture = pictures::master(&ctx, viewer, id, &sha256).await?;
    serve(&ctx, picture, scaled.width()?, &headers).await
}

async fn serve(ctx: &Ctx, picture: Served, width: Option<u32>, headers: &HeaderMap) -> Answer {
    let tag = match width {
        Some(width) => format!("\"{}-{width}\"", picture.sha256),
        None => format!("\"{}\"", picture.sha256),
    };
    let kind = if width.is_some() {
        "image/webp"
    } else {
        &picture.mime_type
    };
    let mut response = if ranges::has_already(headers, &tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let bytes = pictures::bytes(ctx, &picture, width).await?;
        with_bytes(ranges::wanted(headers, &tag, bytes.len()), bytes, kind)
    };
    let all = response.headers_mut();
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        all.insert(header::ETAG, tag);
    }
    all.insert(header::CACHE_CONTROL, FOR_EVER);
    all.insert(header::CONTENT_SECURITY_POLICY, SANDBOX);
    all.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    Ok(response)
}

/// The bytes that are wanted of these.
fn with_bytes(wanted: Wanted, bytes: Bytes, kind: &str) -> Response {
    let size = bytes.len();
    let (status, range, body) = match wanted {
        Wanted::All => (StatusCode::OK, None, bytes),
        Wanted::Part(part) => {
            let range = format!("bytes {}-{}/{size}", part.start, part.end - 1);
            (StatusCode::PARTIAL_CONTENT, Some(range), bytes.slice(part))
        }
        Wanted::Nothing => {
            let sentence =
                format!("This picture has {size} bytes; the range lies outside of them.");
            let refusal = Refusal::new(StatusCode::RANGE_NOT_SATISFIABLE, "range", sentence);
            let range = [(header::CONTENT_RANGE, format!("bytes */{size}"))];
            return (range, refusal).into_response();
        }
    };
    let mut response = (
        status,
        [(header::CONTENT_TYPE, kind.to_owned())],
        Body::from(body),
    )
        .into_response();
    if let Some(range) = range.and_then(|range| HeaderValue::from_str(&range).ok()) {
        response.headers_mut().insert(header::CONTENT_RANGE, range);
    }
    response
}
