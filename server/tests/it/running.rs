//! The binary as a process.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpStream},
    path::Path,
    process::{Child, Command, Output, Stdio},
    time::{Duration, Instant},
};

/// A command on a data folder, in an empty environment.
pub(crate) fn throughline(data: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_throughline"));
    command.args(arguments).arg("--data").arg(data);
    command
        .env_clear()
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// What a command that went well printed.
#[track_caller]
pub(crate) fn printed(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let words = String::from_utf8(output.stdout).unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{words}{said}");
    words
}

/// The one sentence of a command that ended with this.
#[track_caller]
pub(crate) fn refused_with(code: i32, output: Output) -> String {
    let words = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(code), "{words}");
    assert_eq!(words.lines().count(), 1, "{words}");
    words
}

/// A command that reads these words, to its end.
pub(crate) fn given(command: &mut Command, words: &str) -> Output {
    let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(words.as_bytes())
        .unwrap();
    child.wait_with_output().unwrap()
}

/// A process that serves, and is ended with the test.
pub(crate) struct Running {
    child: Child,
    pub(crate) address: SocketAddr,
    /// What it printed up to its address.
    pub(crate) said: Vec<String>,
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Running {
    pub(crate) fn start(data: &Path, more: &[&str]) -> Self {
        let arguments = [&["serve", "--listen", "127.0.0.1:0"], more].concat();
        Self::of(&mut throughline(data, &arguments))
    }

    pub(crate) fn of(command: &mut Command) -> Self {
        let mut child = command.spawn().unwrap();
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

    /// Asks, and leaves the answer to be read.
    pub(crate) fn get(&self, path: &str) -> TcpStream {
        self.ask("GET", path, &[], "")
    }

    /// Asks, and answers everything that came back.
    pub(crate) fn text(&self, path: &str) -> String {
        self.send("GET", path, &[], "")
    }

    /// The same for any request.
    pub(crate) fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> String {
        let mut text = String::new();
        self.ask(method, path, headers, body)
            .read_to_string(&mut text)
            .unwrap();
        text
    }

    fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> TcpStream {
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(30)))
            .unwrap();
        let mut head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Length: {}\r\n",
            self.address,
            body.len()
        );
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        write!(stream, "{head}\r\n{body}").unwrap();
        stream
    }

    /// Tells it to stop, and answers how long that took.
    pub(crate) fn stop(&mut self) -> Duration {
        let begun = Instant::now();
        let kill = Command::new("kill")
            .args(["-TERM", &self.child.id().to_string()])
            .status();
        assert!(kill.unwrap().success());
        let status = self.child.wait().unwrap();
        assert_eq!(status.code(), Some(0));
        begun.elapsed()
    }

    /// Stops it, and answers what it logged.
    pub(crate) fn logged(mut self) -> String {
        self.stop();
        let mut log = String::new();
        let mut stderr = self.child.stderr.take().unwrap();
        stderr.read_to_string(&mut log).unwrap();
        log
    }
}
