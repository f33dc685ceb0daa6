//! One request and its one answer: what connects, where an answer sends on to, and its body against a limit.

use super::{
    Answer,
    guard::Guard,
    words::{broke_off, too_large},
};
use crate::providers::ProviderError;
use reqwest::{Client, Response, Url, header::LOCATION, redirect, retry};
use std::time::Duration;

/// How long a connection may take to come about.
const CONNECT: Duration = Duration::from_secs(10);
/// Bytes that are read of an answer that is no success.
pub(super) const MAX_COMPLAINT: usize = 64 * 1024;

/// What makes the connections.
pub(super) fn client(guard: Guard) -> reqwest::Result<Client> {
    Client::builder()
        .user_agent(concat!("throughline/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(CONNECT)
        .pool_max_idle_per_host(0)
        .redirect(redirect::Policy::none())
        // A call may cost money: whether it is made again is for the job to decide.
        .retry(retry::never())
        .referer(false)
        .no_proxy()
        // What is small on the way and huge when unpacked would pass any limit on its bytes.
        .no_gzip()
        .no_brotli()
        .no_zstd()
        .no_deflate()
        .dns_resolver(guard)
        .build()
}

/// Where an answer sends on to.
pub(super) fn target(response: &Response) -> Option<Url> {
    if !matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    let location = response.headers().get(LOCATION)?.to_str().ok()?;
    response.url().join(location).ok()
}

/// Reads an answer against its limit. Of one that is no success the beginning is enough.
pub(super) async fn read(mut response: Response, limit: usize) -> Result<Answer, ProviderError> {
    let (status, headers) = (response.status(), response.headers().clone());
    let success = status.is_success();
    let limit = if success { limit } else { MAX_COMPLAINT };
    let declared = response.content_length().unwrap_or_default();
    if success && declared > limit as u64 {
        return Err(too_large(limit));
    }
    let mut bytes = Vec::<u8>::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if bytes.len() + chunk.len() <= limit => {
                bytes.extend_from_slice(&chunk)
            }
            Ok(Some(_)) if success => return Err(too_large(limit)),
            Err(_) if success => return Err(broke_off()),
            _ => break,
        }
    }
    let bytes = bytes.into();
    Ok(Answer {
        status,
        headers,
        bytes,
    })
}
