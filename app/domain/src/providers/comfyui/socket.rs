//! The events of a prompt, as they are told over a WebSocket. A courtesy, never the truth: without them a picture is
//! drawn all the same, and nobody sees how far it is.

use super::{api::Api, meter::Meter};
use futures::StreamExt;
use reqwest::{
    StatusCode, Upgraded, Version,
    header::{CONNECTION, UPGRADE},
};
use serde_json::Value;
use std::time::Duration;
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        Message,
        handshake::{client::generate_key, derive_accept_key},
        protocol::{Role, WebSocketConfig},
    },
};

/// How long the connection may take before it is done without.
const PATIENCE: Duration = Duration::from_secs(5);
/// Bytes of one message at most; a larger one ends the listening.
const MAX_MESSAGE: usize = 16 * 1024 * 1024;

/// Listens to the events of one prompt.
pub(super) struct Socket(Option<WebSocketStream<Upgraded>>);

impl Socket {
    /// Connects as the client of that id, if ComfyUI lets us.
    ///
    /// The connection is made by the same client as every other call, so the same guards stand before it, and it is as
    /// secret as the others are. A gateway that insists on HTTP/2 has no such thing; then nobody tells.
    pub(super) async fn open(api: &Api, id: &str) -> Self {
        let opened = tokio::time::timeout(PATIENCE, upgraded(api, id)).await;
        Self(opened.ok().flatten())
    }

    /// Returns when the prompt is said to have ended; never, where nobody tells.
    pub(super) async fn listen(&mut self, meter: &mut Meter<'_>) {
        while let Some(stream) = &mut self.0 {
            match stream.next().await {
                Some(Ok(Message::Text(text))) => {
                    let event: Value = serde_json::from_str(text.as_str()).unwrap_or_default();
                    if meter.hear(&event) {
                        // Whatever is told after the end cannot hurry us again.
                        self.0 = None;
                        return;
                    }
                }
                // Previews come as binary messages, and pings are answered by the stream itself.
                Some(Ok(_)) => {}
                Some(Err(_)) | None => self.0 = None,
            }
        }
        std::future::pending().await
    }
}

async fn upgraded(api: &Api, id: &str) -> Option<WebSocketStream<Upgraded>> {
    let key = generate_key();
    let request = api.checked("ws").await.ok()?;
    let request = request
        .query(&[("clientId", id)])
        .version(Version::HTTP_11)
        .header(CONNECTION, "Upgrade")
        .header(UPGRADE, "websocket")
        .header("Sec-WebSocket-Version", "13")
        .header("Sec-WebSocket-Key", &key);
    let answer = request.send().await.ok()?;
    let accepted = answer.headers().get("Sec-WebSocket-Accept")?;
    let ours = derive_accept_key(key.as_bytes());
    if answer.status() != StatusCode::SWITCHING_PROTOCOLS || accepted.as_bytes() != ours.as_bytes()
    {
        return None;
    }
    let stream = answer.upgrade().await.ok()?;
    let limits = WebSocketConfig::default()
        .max_message_size(Some(MAX_MESSAGE))
        .max_frame_size(Some(MAX_MESSAGE));
    Some(WebSocketStream::from_raw_socket(stream, Role::Client, Some(limits)).await)
}
