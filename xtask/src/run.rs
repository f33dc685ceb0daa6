//! Builds the product and serves it.

use std::env;
use std::io::ErrorKind;
use std::net::TcpListener;

use anyhow::{Result, bail};

use crate::build;
use crate::shell::Checkout;

const DEFAULT_LISTEN: &str = "127.0.0.1:3000";

/// Builds both sides optimised and becomes `throughline serve` with these arguments.
///
/// # Errors
/// When something does not build, or at once when the address is taken.
pub(crate) fn serve(checkout: &Checkout, arguments: &[String]) -> Result<()> {
    let listen = listen_address(arguments);
    check_free(&listen)?;
    let binary = build::optimised(checkout)?;
    println!("Throughline: http://{listen}");
    let mut server = checkout.command(binary);
    server.arg("serve").args(arguments);
    become_program(&mut server)
}

/// Where the server will listen, read as the server itself reads it: flag, variable, default.
pub(crate) fn listen_address(arguments: &[String]) -> String {
    let mut words = arguments.iter();
    let mut chosen = None;
    while let Some(word) = words.next() {
        if word == "--listen" {
            chosen = words.next().cloned();
        } else if let Some(value) = word.strip_prefix("--listen=") {
            chosen = Some(value.to_owned());
        }
    }
    let from_environment = || env::var("THROUGHLINE_LISTEN").ok();
    chosen
        .or_else(from_environment)
        .unwrap_or_else(|| DEFAULT_LISTEN.to_owned())
}

/// Looks before the long build, not after it.
///
/// # Errors
/// When another program listens there already.
pub(crate) fn check_free(listen: &str) -> Result<()> {
    match TcpListener::bind(listen) {
        Err(error) if error.kind() == ErrorKind::AddrInUse => bail!(
            "{listen} is taken by another program; stop that one, or choose another port with \
             `-- --listen 127.0.0.1:PORT`"
        ),
        Err(error) => bail!("nothing can listen on {listen}: {error}"),
        Ok(_) => Ok(()),
    }
}

/// One process instead of two: every signal reaches the server itself.
#[cfg(unix)]
fn become_program(server: &mut std::process::Command) -> Result<()> {
    use std::os::unix::process::CommandExt;
    let failure = server.exec();
    bail!("the server could not be started: {failure}")
}

#[cfg(not(unix))]
fn become_program(server: &mut std::process::Command) -> Result<()> {
    crate::shell::run(server)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_found_in_both_spellings() {
        let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(
            listen_address(&words("--data d --listen 127.0.0.1:4000")),
            "127.0.0.1:4000"
        );
        assert_eq!(
            listen_address(&words("--listen=[::1]:80 --data d")),
            "[::1]:80"
        );
    }

    #[test]
    fn a_taken_port_is_named() {
        let taken = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = taken.local_addr().unwrap().to_string();
        let failure = check_free(&address).unwrap_err().to_string();
        assert!(
            failure.starts_with(&format!("{address} is taken")),
            "{failure}"
        );
    }
}
