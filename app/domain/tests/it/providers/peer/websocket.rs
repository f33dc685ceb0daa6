//! A peer that takes a request up as a WebSocket and speaks alone.

use super::{Asked, Reply};
use serde_json::Value;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

/// What is said over a WebSocket.
#[derive(Clone, Debug)]
pub(crate) enum Frame {
    Json(Value),
    Binary(Vec<u8>),
}

impl Frame {
    fn write(&self, to: &mut Vec<u8>) {
        let (kind, bytes) = match self {
            Self::Json(value) => (1, value.to_string().into_bytes()),
            Self::Binary(bytes) => (2, bytes.clone()),
        };
        // The last frame of its message, not masked: a server's.
        to.push(0x80 | kind);
        match u16::try_from(bytes.len()).expect("a short message") {
            length @ ..126 => to.push(length as u8),
            length => {
                to.push(126);
                to.extend(length.to_be_bytes());
            }
        }
        to.extend(bytes);
    }
}

impl Reply {
    /// Says all this, and cuts the line unless it is [`Reply::held`].
    pub(crate) fn websocket(asked: &Asked, said: &[Frame]) -> Self {
        let key = asked.header("sec-websocket-key").expect("a key");
        let accept = derive_accept_key(key.as_bytes());
        let mut bytes = format!(
            "HTTP/1.1 101 Switching Protocols\r\nconnection: Upgrade\r\nupgrade: websocket\r\n\
             sec-websocket-accept: {accept}\r\n\r\n"
        )
        .into_bytes();
        for frame in said {
            frame.write(&mut bytes);
        }
        Self::raw(bytes)
    }
}
