//! The binary: how it starts, what it refuses, how it stops.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Output, Stdio},
    time::{Duration, Instant},
};

fn throughline(data: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_throughline"));
    command.args(arguments).arg("--data").arg(data);
    command
        .env_clear()
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// A process that is ended with the test.
struct Running {
    child: Child,
    address: SocketAddr,
    said: Vec<String>,
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Running {
    fn start(data: &Path, more: &[&str]) -> Self {
        let arguments = [&["serve", "--listen", "127.0.0.1:0"], more].concat();
        let mut child = throughline(data, &arguments).spawn().unwrap();
        let mut said = Vec::new();
        for line in BufReader::new(child.stdout.take().unwrap()).lines() {
            said.push(line.unwrap());
            if let Some(address) = said
                .last()
                .unwrap()
                .strip_prefix("Throughline is at http://")
            {
                return Self {
                    address: address.parse().unwrap(),
                    child,
                    said,
                };
            }
        }
        panic!("it ended: {said:?}, {:?}", child.wait())
    }

    fn get(&self, path: &str) -> TcpStream {
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(30)))
            .unwrap();
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n",
            self.address
        )
        .unwrap();
        stream
    }

    fn text(&self, path: &str) -> String {
        let mut text = String::new();
        self.get(path).read_to_string(&mut text).unwrap();
        text
    }

    /// Tells it to stop, and answers how long that took.
    fn stop(&mut self) -> Duration {
        let begun = Instant::now();
        let kill = Command::new("kill")
            .args(["-TERM", &self.child.id().to_string()])
            .status();
        assert!(kill.unwrap().success());
        let status = self.child.wait().unwrap();
        assert_eq!(status.code(), Some(0));
        begun.elapsed()
    }
}

fn refused(output: Output) -> String {
    assert_eq!(output.status.code(), Some(1));
    let words = String::from_utf8(output.stderr).unwrap();
    assert_eq!(words.lines().count(), 1, "{words}");
    words
}

#[test]
fn it_serves_and_stops_though_a_stream_is_open() {
    let folder = tempfile::tempdir().unwrap();
    let mut running = Running::start(folder.path(), &["--no-sample"]);
    assert!(running.text("/healthz").starts_with("HTTP/1.1 200 OK"));
    assert!(running.text("/readyz").ends_with("ready\n"));
    assert!(running.text("/").contains("</html>"));
    let mut request = TcpStream::connect(running.address).unwrap();
    let body = "{\"title\":\"The Lamplighter\"}";
    let head = format!(
        "POST /api/projects HTTP/1.1\r\nHost: {}\r\nConnection: close",
        running.address
    );
    write!(
        request,
        "{head}\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let mut made = String::new();
    request.read_to_string(&mut made).unwrap();
    let id = made
        .split("\"id\":\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    let mut stream = running.get(&format!("/api/projects/{id}/events"));
    let mut first = [0; 512];
    assert!(stream.read(&mut first).unwrap() > 0);
    let took = running.stop();
    assert!(took < Duration::from_secs(10), "{took:?}");
    let mut rest = String::new();
    stream.read_to_string(&mut rest).unwrap();
    let again = Running::start(folder.path(), &["--no-sample"]);
    assert!(again.text("/api/projects").contains("The Lamplighter"));
}

#[test]
fn a_data_folder_has_one_process() {
    let folder = tempfile::tempdir().unwrap();
    let first = Running::start(folder.path(), &["--no-sample"]);
    for arguments in [
        &["serve", "--listen", "127.0.0.1:0"][..],
        &["migrate", "up"],
    ] {
        let words = refused(throughline(folder.path(), arguments).output().unwrap());
        assert!(words.contains("in use by another Throughline"), "{words}");
    }
    drop(first);
    let done = throughline(folder.path(), &["migrate", "status"])
        .output()
        .unwrap();
    assert!(done.status.success());
    assert_eq!(
        String::from_utf8(done.stdout).unwrap(),
        "The schema is up to date.\n"
    );
}

#[test]
fn what_cannot_be_served_is_said_in_one_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let serve = |listen: &str, data: &Path| {
        refused(
            throughline(data, &["serve", "--listen", listen])
                .output()
                .unwrap(),
        )
    };
    for open in ["0.0.0.0:0", "[::]:0", "192.0.2.1:3000"] {
        assert!(serve(open, folder.path()).contains("no accounts"), "{open}");
    }
    assert!(serve("nonsense", folder.path()).contains("no address"));
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let words = serve(&taken.local_addr().unwrap().to_string(), folder.path());
    assert!(words.contains("Something else listens"), "{words}");
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    assert!(serve("127.0.0.1:0", &file).contains("data folder"));
}

#[test]
fn a_sample_that_was_deleted_stays_away() {
    let folder = tempfile::tempdir().unwrap();
    // As a start with the sample leaves it, without the time that drawing takes here.
    std::fs::write(folder.path().join("sample-made"), "").unwrap();
    let running = Running::start(folder.path(), &[]);
    assert!(
        !running.said.iter().any(|line| line.contains("sample")),
        "{:?}",
        running.said
    );
    assert!(running.text("/api/projects").ends_with("[]"));
}
