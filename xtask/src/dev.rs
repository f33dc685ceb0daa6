//! Rebuilds and restarts while someone works on the sources.

use std::fs;
use std::path::Path;
use std::process::{Child, Command};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use anyhow::{Context, Result};

use crate::browser::{self, Pace};
use crate::shell::{self, Checkout};
use crate::{run, setup};

const SOURCES: [&str; 6] = ["app", "server", "frontend", "migration", "style", "public"];
const BETWEEN_LOOKS: Duration = Duration::from_millis(500);
/// How long a server may take to stop before it is killed.
const PATIENCE: Duration = Duration::from_secs(5);

/// Serves a quickly built product and builds it again at every change, until it is interrupted.
///
/// # Errors
/// When the address is taken or the setting-up fails. A build that fails is no error: the last
/// server that stood goes on until the next change.
pub(crate) fn watch(checkout: &Checkout, arguments: &[String]) -> Result<()> {
    let listen = run::listen_address(arguments);
    run::check_free(&listen)?;
    setup::browser_target(checkout)?;
    let mut server: Option<Child> = None;
    loop {
        let seen = fingerprint(checkout);
        match rebuild(checkout) {
            Ok(()) => {
                server.take().map(stop).transpose()?;
                server = Some(start(checkout, arguments)?);
                println!("dev: http://{listen} is up to date; open pages load anew by themselves");
            }
            Err(failure) => println!("dev: {failure:#}; waiting for the next change"),
        }
        while fingerprint(checkout) == seen {
            thread::sleep(BETWEEN_LOOKS);
        }
    }
}

fn rebuild(checkout: &Checkout) -> Result<()> {
    browser::build(checkout, Pace::Quick)?;
    shell::run(&mut checkout.cargo(&["build", "--bin", "throughline"]))
}

fn start(checkout: &Checkout, arguments: &[String]) -> Result<Child> {
    let mut server = checkout.command(checkout.target().join("debug/throughline"));
    server
        .arg("serve")
        .args(arguments)
        // Pages then watch for the restart.
        .env("THROUGHLINE_DEV", "1")
        .spawn()
        .context("the server could not be started")
}

/// Asks the server to stop, so that it finishes what it is writing, and insists after a while.
fn stop(mut server: Child) -> Result<()> {
    let _ = Command::new("kill").arg(server.id().to_string()).status();
    let asked = Instant::now();
    while server.try_wait()?.is_none() {
        if asked.elapsed() > PATIENCE {
            server.kill()?;
        }
        thread::sleep(Duration::from_millis(20));
    }
    Ok(())
}

/// The number of source files and the time of the latest change: one of them tells of any edit,
/// new file or deletion.
fn fingerprint(checkout: &Checkout) -> (usize, Option<SystemTime>) {
    let mut found = (0, None);
    for source in SOURCES {
        look(&checkout.root().join(source), &mut found);
    }
    found
}

fn look(folder: &Path, found: &mut (usize, Option<SystemTime>)) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let Ok(metadata) = entry.metadata() else {
            continue;
        };
        if metadata.is_dir() {
            look(&entry.path(), found);
        } else {
            found.0 += 1;
            found.1 = found.1.max(metadata.modified().ok());
        }
    }
}
