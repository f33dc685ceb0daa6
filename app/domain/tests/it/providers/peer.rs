//! The other side: a server of HTTP/1.1 on this machine that reads each request whole, keeps it, and does what a script
//! tells it, bad manners included.

mod asked;
mod reply;
mod websocket;

pub(crate) use asked::Asked;
pub(crate) use reply::Reply;
pub(crate) use websocket::Frame;

use bytes::Bytes;
use std::{
    io,
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    task::{JoinHandle, JoinSet},
};

/// The first byte of whoever wants to speak in secret.
const TLS: u8 = 0x16;

type Script = Arc<Mutex<dyn FnMut(&Asked) -> Reply + Send>>;

/// The server. It ends with the test.
pub(crate) struct Peer {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<Asked>>>,
    serving: JoinHandle<()>,
}

impl Drop for Peer {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Peer {
    /// A server that answers by the script.
    pub(crate) async fn new(script: impl FnMut(&Asked) -> Reply + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("the port");
        let asked = Arc::<Mutex<Vec<Asked>>>::default();
        let script: Script = Arc::new(Mutex::new(script));
        let serving = tokio::spawn(serve(listener, asked.clone(), script));
        Self {
            address,
            asked,
            serving,
        }
    }

    /// A server that always answers the same.
    pub(crate) async fn always(reply: Reply) -> Self {
        Self::new(move |_| reply.clone()).await
    }

    /// `http://127.0.0.1:1234`
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Everything that it was asked, in order.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

/// An address of this machine where nobody listens.
pub(crate) async fn nobody() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    format!("http://{}", listener.local_addr().expect("the port"))
}

async fn serve(listener: TcpListener, asked: Arc<Mutex<Vec<Asked>>>, script: Script) {
    // Connections end with the server.
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        connections.spawn(converse(stream, asked.clone(), script.clone()));
        while connections.try_join_next().is_some() {}
    }
}

/// One request and its answer. What goes wrong on the way is the other side's to notice.
async fn converse(stream: TcpStream, asked: Arc<Mutex<Vec<Asked>>>, script: Script) {
    let mut stream = BufReader::new(stream);
    let Ok(Some(request)) = read(&mut stream).await else {
        return;
    };
    let reply = {
        let mut script = script.lock().unwrap_or_else(PoisonError::into_inner);
        asked
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(request.clone());
        (*script)(&request)
    };
    let mut stream = stream.into_inner();
    if reply.send(&mut stream).await.is_ok() {
        let _ = stream.shutdown().await;
        // Closing while the other side still sends would take the answer back from it.
        let _ = stream.read(&mut [0; 1]).await;
    }
}

/// A request, or none where it is not HTTP.
async fn read(stream: &mut BufReader<TcpStream>) -> io::Result<Option<Asked>> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await?);
        if head[0] == TLS {
            stream.write_all(b"HTTP/1.1 400 Plain\r\n\r\n").await?;
            return Ok(None);
        }
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let mut lines = head.lines();
    let mut words = lines.next().unwrap_or_default().split(' ');
    let (Some(method), Some(target)) = (words.next(), words.next()) else {
        return Ok(None);
    };
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let headers = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_owned(), value.trim().to_owned()));
    let mut asked = Asked {
        method: method.to_owned(),
        path: path.to_owned(),
        query: query.to_owned(),
        headers: headers.collect(),
        body: Bytes::new(),
    };
    asked.body = body(stream, &asked).await?.into();
    Ok(Some(asked))
}

async fn body(stream: &mut BufReader<TcpStream>, asked: &Asked) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    if asked.header("transfer-encoding").is_some() {
        loop {
            let size = line(stream).await?;
            let size = usize::from_str_radix(size.trim(), 16).map_err(io::Error::other)?;
            let from = body.len();
            body.resize(from + size, 0);
            stream.read_exact(&mut body[from..]).await?;
            line(stream).await?;
            if size == 0 {
                return Ok(body);
            }
        }
    }
    let length = asked.header("content-length").unwrap_or("0");
    body.resize(length.parse().map_err(io::Error::other)?, 0);
    stream.read_exact(&mut body).await?;
    Ok(body)
}

async fn line(stream: &mut BufReader<TcpStream>) -> io::Result<String> {
    let mut line = String::new();
    stream.read_line(&mut line).await?;
    Ok(line)
}
