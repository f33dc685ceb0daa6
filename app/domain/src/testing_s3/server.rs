//! The throw-away `moto_server` of a run.
//!
//! A test runner gives each test its own process, so the server belongs to the runner (the parent process), like the
//! cluster of PostgreSQL: whichever test comes first starts it, and a small watchdog ends it when the runner has gone.

use super::try_to_ask;
use std::{
    fs::{self, File},
    io,
    net::{SocketAddr, TcpListener},
    os::unix::process::{CommandExt, parent_id},
    path::Path,
    process::{Child, Command, Stdio},
    thread::sleep,
    time::Duration,
};

/// How it can be called, by whoever installed it in whatever way.
const COMMANDS: [&[&str]; 3] = [
    &["moto_server"],
    &["python3", "-m", "moto.server"],
    &["python", "-m", "moto.server"],
];
/// How often one that starts is looked at, every tenth of a second.
const LOOKS: u32 = 600;

/// The server of this run. Its folder holds its port and its log.
pub(super) struct Server {
    address: SocketAddr,
}

impl Server {
    /// The server, running, started by whoever comes first.
    pub(super) fn of_this_run() -> Self {
        let folder = std::env::temp_dir().join(format!("throughline-s3-{}", parent_id()));
        let lock = File::create(folder.with_extension("lock")).expect("the lock file can be made");
        lock.lock().expect("the lock can be taken");
        let port = folder.join("port");
        if let Some(running) = running(&port) {
            return running;
        }
        if folder.exists() {
            fs::remove_dir_all(&folder).expect("what an earlier run left can be removed");
        }
        fs::create_dir(&folder).expect("the server's folder can be made");
        let (address, child) = start(&folder);
        watch(&child, &folder);
        fs::write(&port, address.to_string()).expect("the server's folder can be written");
        Self { address }
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }
}

/// The server that somebody noted, if it still answers.
fn running(port: &Path) -> Option<Server> {
    let address = fs::read_to_string(port).ok()?.parse().ok()?;
    answers(address).then_some(Server { address })
}

fn answers(address: SocketAddr) -> bool {
    matches!(try_to_ask(address, "GET", "/moto-api/"), Ok((200, _)))
}

/// Starts it by the first command that is there, and on a free port; somebody else may take that meanwhile.
fn start(folder: &Path) -> (SocketAddr, Child) {
    let log = folder.join("log");
    for _ in 0..3 {
        for command in COMMANDS {
            if let Some(started) = try_to_start(command, &log) {
                return started;
            }
        }
    }
    let said = fs::read_to_string(&log).unwrap_or_default();
    panic!("tests on S3 need moto: pip install 'moto[server]'\n{said}")
}

fn try_to_start(command: &[&str], log: &Path) -> Option<(SocketAddr, Child)> {
    let address = free_address().expect("a free port");
    let log = File::options().create(true).append(true).open(log).ok()?;
    let mut server = Command::new(command[0]);
    server
        .args(&command[1..])
        .args(["-H", "127.0.0.1", "-p", &address.port().to_string()])
        .stdin(Stdio::null())
        .stdout(log.try_clone().ok()?)
        .stderr(log)
        .process_group(0);
    let mut child = server.spawn().ok()?;
    for _ in 0..LOOKS {
        if !matches!(child.try_wait(), Ok(None)) {
            return None;
        }
        if answers(address) {
            return Some((address, child));
        }
        sleep(Duration::from_millis(100));
    }
    let _ = child.kill();
    let _ = child.wait();
    None
}

fn free_address() -> io::Result<SocketAddr> {
    TcpListener::bind("127.0.0.1:0")?.local_addr()
}

/// Leaves a process behind that ends the server, and all that it started, when the runner has gone.
#[allow(
    clippy::zombie_processes,
    reason = "it is meant to outlive this process"
)]
fn watch(server: &Child, folder: &Path) {
    let script = "while kill -0 \"$1\" 2>/dev/null; do sleep 1; done; \
                  kill -TERM \"-$2\"; sleep 1; kill -KILL \"-$2\"; rm -rf \"$3\" \"$3.lock\"";
    let mut watchdog = Command::new("sh");
    watchdog
        .args(["-c", script, "watchdog", &parent_id().to_string()])
        .arg(server.id().to_string())
        .arg(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .expect("sh can be run");
}
