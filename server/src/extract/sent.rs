//! Files that are sent as the part of a form.

use crate::answer::{Answer, Refusal};
use axum::{
    extract::{FromRequest, Multipart, Request, multipart::MultipartError},
    http::{StatusCode, header},
};
use bytes::{Bytes, BytesMut};
use domain::{error::Error, images::MAX_BYTES};

/// A file that was sent.
#[derive(Clone, Debug)]
pub struct Sent {
    /// The name that it had where it came from.
    pub filename: Option<String>,
    /// Its bytes.
    pub bytes: Bytes,
}

/// The one part `image` of a multipart body. A file that is too large is read to its end all the same,
/// without being kept, because a browser that cannot finish sending never shows the answer.
pub async fn image(request: Request) -> Answer<Sent> {
    let kind = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .unwrap_or_default();
    if !kind
        .trim_start()
        .to_ascii_lowercase()
        .starts_with("multipart/form-data")
    {
        return Err(Error::Unsupported("Send the picture as multipart/form-data.".into()).into());
    }
    let multipart = Multipart::from_request(request, &()).await;
    let mut multipart =
        multipart.map_err(|_| Refusal::invalid("The multipart body has no boundary."))?;
    let mut sent = None;
    while let Some(mut field) = multipart.next_field().await.map_err(broken)? {
        if field.name() != Some("image") {
            continue;
        }
        if sent.is_some() {
            return Err(Refusal::invalid("Send exactly one part \"image\"."));
        }
        let filename = field
            .file_name()
            .map(str::to_owned)
            .filter(|name| !name.is_empty());
        let mut bytes = BytesMut::new();
        let mut size = 0;
        while let Some(chunk) = field.chunk().await.map_err(broken)? {
            size += chunk.len();
            if size <= MAX_BYTES {
                bytes.extend_from_slice(&chunk);
            }
        }
        sent = Some((
            Sent {
                filename,
                bytes: bytes.freeze(),
            },
            size,
        ));
    }
    match sent {
        Some((_, size)) if size > MAX_BYTES => Err(Error::TooLarge(format!(
            "File too large. Maximum size is {} MB.",
            MAX_BYTES / 1_048_576
        ))
        .into()),
        Some((sent, size)) if size > 0 || sent.filename.is_some() => Ok(sent),
        _ => Err(Refusal::invalid(
            "Choose a picture: it is sent as the multipart part \"image\".",
        )),
    }
}

fn broken(err: MultipartError) -> Refusal {
    match err.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Error::TooLarge(format!(
            "File too large. Maximum size is {} MB.",
            MAX_BYTES / 1_048_576
        ))
        .into(),
        _ => Refusal::invalid("The upload broke off or is no multipart body."),
    }
}
