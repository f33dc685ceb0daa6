//! `throughline probe`: whether the process on this machine answers. Containers have no other program to ask with.

use super::Ended;
use crate::{
    failure::{Failure, Trying, failed},
    settings::tasks::Probe,
};
use std::{
    io::{Read, Write},
    net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream, ToSocketAddrs},
    time::Duration,
};

/// How long each step of asking may take.
const PATIENCE: Duration = Duration::from_secs(2);

/// Asks once.
///
/// # Errors
/// When there is no answer, or not the right one.
pub fn run(given: &Probe) -> Result<Ended, Failure> {
    let listen = &given.listen;
    let found = listen
        .to_socket_addrs()
        .trying(format!("\"{listen}\" is no address"))?;
    let Some(address) = found.map(this_machine).next() else {
        return failed(format!("\"{listen}\" is no address."));
    };
    let answer = asked(address).trying(format!("Nobody answers on {address}"))?;
    if !answer.starts_with("HTTP/1.1 200 ") {
        return failed(format!("What answers on {address} is not well."));
    }
    Ok(Ended::Well)
}

/// Who listens on every address is reached on this machine's own.
fn this_machine(mut address: SocketAddr) -> SocketAddr {
    if address.ip().is_unspecified() {
        address.set_ip(match address {
            SocketAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
            SocketAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
        });
    }
    address
}

fn asked(address: SocketAddr) -> std::io::Result<String> {
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
    let mut answer = String::new();
    stream.take(4_096).read_to_string(&mut answer)?;
    Ok(answer)
}
