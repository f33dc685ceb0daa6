//! S3 for tests: a bucket of its own at one throw-away `moto_server`, and a gate before it that can be shut.

mod gate;
mod server;

pub use gate::Gate;

use self::server::Server;
use crate::storage::Storage;
use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

/// What moto is told; it takes everybody.
const KEY: &str = "throughline";
const SECRET: &str = "a secret for tests";
/// The folder in the bucket that pictures are kept in, so that tests notice a path that forgets it.
const PREFIX: &str = "films/pictures";

/// An empty bucket of its own.
#[derive(Clone, Debug)]
pub struct TestS3 {
    address: SocketAddr,
    name: String,
}

impl TestS3 {
    /// A fresh bucket at the run's server, which is started by whoever comes first.
    ///
    /// # Panics
    /// When moto is not installed or does not start.
    pub fn fresh() -> Self {
        let bucket = Self {
            address: Server::of_this_run().address(),
            name: format!("t-{}", uuid::Uuid::now_v7().simple()),
        };
        let (status, words) = ask(bucket.address, "PUT", &format!("/{}", bucket.name));
        assert_eq!(status, 200, "{}", String::from_utf8_lossy(&words));
        bucket
    }

    /// The address of the storage in it.
    pub fn url(&self) -> String {
        format!("s3://{}/{PREFIX}", self.name)
    }

    /// The bucket's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The secret that addresses are signed with.
    pub fn secret(&self) -> &'static str {
        SECRET
    }

    /// What a process needs in its environment to reach it.
    pub fn options(&self) -> Vec<(String, String)> {
        self.options_at(self.address)
    }

    /// The same by way of another address.
    pub fn options_at(&self, address: SocketAddr) -> Vec<(String, String)> {
        [
            ("AWS_ENDPOINT", format!("http://{address}")),
            ("AWS_ALLOW_HTTP", "true".to_owned()),
            ("AWS_VIRTUAL_HOSTED_STYLE_REQUEST", "false".to_owned()),
            ("AWS_REGION", "us-east-1".to_owned()),
            ("AWS_ACCESS_KEY_ID", KEY.to_owned()),
            ("AWS_SECRET_ACCESS_KEY", SECRET.to_owned()),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into()
    }

    /// The store, as the product opens it.
    pub fn storage(&self) -> Storage {
        Storage::from_url(&self.url(), self.options()).expect("a store in the bucket")
    }

    /// The store behind a gate, which is open.
    pub async fn gated(&self) -> (Gate, Storage) {
        let gate = Gate::before(self.address).await;
        let options = self.options_at(gate.address());
        let storage = Storage::from_url(&self.url(), options).expect("a store in the bucket");
        (gate, storage)
    }

    /// What somebody without any key gets at an `http://` address: the status and the body.
    ///
    /// # Panics
    /// When the address is another server's.
    pub fn fetch(&self, address: &str) -> (u16, Vec<u8>) {
        let begin = format!("http://{}", self.address);
        let path = address.strip_prefix(&begin);
        ask(
            self.address,
            "GET",
            path.unwrap_or_else(|| panic!("{address} is not at {begin}")),
        )
    }
}

/// Asks without a key.
fn ask(address: SocketAddr, method: &str, path: &str) -> (u16, Vec<u8>) {
    try_to_ask(address, method, path).expect("moto answers")
}

fn try_to_ask(address: SocketAddr, method: &str, path: &str) -> std::io::Result<(u16, Vec<u8>)> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    // The old version of the protocol, in which an answer simply ends.
    write!(
        stream,
        "{method} {path} HTTP/1.0\r\nHost: {address}\r\nContent-Length: 0\r\n\r\n"
    )?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    let head = answer.windows(4).position(|four| four == b"\r\n\r\n");
    let status = std::str::from_utf8(&answer[..answer.len().min(64)])
        .ok()
        .and_then(|line| line.split(' ').nth(1)?.parse().ok());
    match (head, status) {
        (Some(head), Some(status)) => Ok((status, answer.split_off(head + 4))),
        _ => Err(std::io::Error::other("no answer of HTTP")),
    }
}
