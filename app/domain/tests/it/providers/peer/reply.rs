//! What a peer answers, and in what manner.

use bytes::Bytes;
use serde_json::Value;
use std::{io, sync::Arc, time::Duration};
use tokio::{io::AsyncWriteExt, net::TcpStream, sync::Semaphore};

/// What the peer does about it.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    status: u16,
    headers: Vec<(String, String)>,
    body: Bytes,
    declared: Option<usize>,
    manner: Manner,
    gate: Option<Arc<Semaphore>>,
}

#[derive(Clone, Debug)]
enum Manner {
    Whole,
    CutAfter(usize),
    Slowly(usize, Duration),
    Endless,
    Hang,
    Close,
    Raw,
    RawHeld,
}

impl Reply {
    pub(crate) fn bytes(status: u16, content_type: &str, body: impl Into<Bytes>) -> Self {
        Self {
            status,
            headers: vec![("content-type".into(), content_type.into())],
            body: body.into(),
            declared: None,
            manner: Manner::Whole,
            gate: None,
        }
    }

    pub(crate) fn json(status: u16, value: Value) -> Self {
        Self::bytes(status, "application/json", value.to_string())
    }

    fn without_body(manner: Manner) -> Self {
        Self {
            manner,
            ..Self::bytes(200, "application/json", Bytes::new())
        }
    }

    /// Sends on to another address.
    pub(crate) fn redirect(status: u16, to: &str) -> Self {
        Self::bytes(status, "text/plain", "elsewhere").with_header("location", to)
    }

    /// Never answers.
    pub(crate) fn hang() -> Self {
        Self::without_body(Manner::Hang)
    }

    /// Closes before any byte.
    pub(crate) fn close() -> Self {
        Self::without_body(Manner::Close)
    }

    /// Answers well at first, and then never ends.
    pub(crate) fn endless() -> Self {
        Self::without_body(Manner::Endless)
    }

    /// Exactly these bytes, be they HTTP or not.
    pub(crate) fn raw(bytes: impl Into<Bytes>) -> Self {
        Self {
            body: bytes.into(),
            ..Self::without_body(Manner::Raw)
        }
    }

    /// Holds the line after it has sent exactly its bytes.
    pub(crate) fn held(mut self) -> Self {
        self.manner = Manner::RawHeld;
        self
    }

    pub(crate) fn with_header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Declares the whole length and closes after so many bytes of it.
    pub(crate) fn cut_after(mut self, bytes: usize) -> Self {
        self.manner = Manner::CutAfter(bytes);
        self
    }

    /// Declares another length than there is.
    pub(crate) fn declared(mut self, length: usize) -> Self {
        self.declared = Some(length);
        self
    }

    /// So many bytes at a time, with a pause after each.
    pub(crate) fn slowly(mut self, chunk: usize, pause: Duration) -> Self {
        self.manner = Manner::Slowly(chunk, pause);
        self
    }

    /// Not before the gate lets one through.
    pub(crate) fn once(mut self, gate: &Arc<Semaphore>) -> Self {
        self.gate = Some(gate.clone());
        self
    }

    fn head(&self) -> String {
        use std::fmt::Write;
        let mut head = format!("HTTP/1.1 {} Answer\r\nconnection: close\r\n", self.status);
        for (name, value) in &self.headers {
            write!(head, "{name}: {value}\r\n").expect("text takes text");
        }
        if !matches!(self.manner, Manner::Endless) {
            let length = self.declared.unwrap_or(self.body.len());
            write!(head, "content-length: {length}\r\n").expect("text takes text");
        }
        head + "\r\n"
    }

    pub(super) async fn send(&self, stream: &mut TcpStream) -> io::Result<()> {
        if let Some(gate) = &self.gate {
            gate.acquire().await.map_err(io::Error::other)?.forget();
        }
        match self.manner {
            Manner::Hang => return std::future::pending().await,
            Manner::Close => return Ok(()),
            Manner::Raw => return stream.write_all(&self.body).await,
            Manner::RawHeld => {
                stream.write_all(&self.body).await?;
                return std::future::pending().await;
            }
            _ => stream.write_all(self.head().as_bytes()).await?,
        }
        match self.manner {
            Manner::CutAfter(bytes) => stream.write_all(&self.body[..bytes]).await,
            Manner::Slowly(chunk, pause) => {
                for part in self.body.chunks(chunk) {
                    stream.write_all(part).await?;
                    tokio::time::sleep(pause).await;
                }
                Ok(())
            }
            Manner::Endless => loop {
                stream.write_all(&[b' '; 64 * 1024]).await?;
            },
            _ => stream.write_all(&self.body).await,
        }
    }
}
