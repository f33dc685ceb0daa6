//! A PostgreSQL, a bucket, and processes that share both; and what stands before them like a proxy.

use domain::{
    testing_db::{TestDb, fresh_postgres_walled},
    testing_s3::TestS3,
};
use reqwest::{Client, RequestBuilder, Response};
use serde_json::Value;
use std::{
    fs::File,
    io::{BufRead, BufReader, Write},
    net::SocketAddr,
    path::PathBuf,
    process::{Child, Command, ExitStatus, Stdio},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};
use tempfile::TempDir;

const EMAIL: &str = "mara@example.com";
const PASSWORD: &str = "nine lamps along the harbour steps";
/// How long anything may take until the test gives up.
pub(crate) const PATIENCE: Duration = Duration::from_secs(120);

/// What the nodes share, made as `README.md` says: the schema, a user, a token.
pub(crate) struct Cluster {
    pub(crate) db: TestDb,
    pub(crate) token: String,
    s3: TestS3,
    folder: TempDir,
    started: AtomicUsize,
}

impl Cluster {
    pub(crate) async fn new() -> Self {
        let mut cluster = Self {
            db: fresh_postgres_walled().await,
            token: String::new(),
            s3: TestS3::fresh(),
            folder: tempfile::tempdir().unwrap(),
            started: AtomicUsize::new(0),
        };
        let somebody = ["--email", EMAIL, "--name", "Mara"];
        cluster.run(&["migrate", "up"], "");
        let add = [&["user", "add"][..], &somebody, &["--password-stdin"]].concat();
        cluster.run(&add, PASSWORD);
        let token = [
            &["user", "token"][..],
            &["--email", EMAIL, "--name", "load"],
        ]
        .concat();
        cluster.token = cluster.run(&token, "").trim().to_owned();
        assert!(cluster.token.starts_with("tl_"), "{}", cluster.token);
        cluster
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_throughline"));
        command
            .args(arguments)
            .env_clear()
            .envs(self.s3.options())
            .env("THROUGHLINE_DATABASE", &self.db.url)
            .env("THROUGHLINE_STORAGE", self.s3.url());
        command
    }

    fn data(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs a command to its end; what it printed.
    fn run(&self, arguments: &[&str], input: &str) -> String {
        let mut command = self.command(arguments);
        command
            .arg("--data")
            .arg(self.data("command"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut words = child.stdin.take().unwrap();
        // One that needs no words may have ended before they come.
        let _ = words.write_all(input.as_bytes());
        drop(words);
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {said}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// One more node, drawing so many pictures at once.
    pub(crate) fn node(&self, concurrency: u8) -> Node {
        let number = self.started.fetch_add(1, Ordering::Relaxed);
        let data = self.data(&format!("node-{number}"));
        let log = self.data(&format!("node-{number}.log"));
        let concurrency = concurrency.to_string();
        let mut child = self
            .command(&["serve", "--listen", "127.0.0.1:0", "--auth", "password"])
            .args(["--provider", "sketch", "--concurrency", &concurrency])
            .arg("--data")
            .arg(data)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(File::create(&log).unwrap())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let address = lines.by_ref().find_map(|line| {
            let line = line.unwrap();
            let address = line.strip_prefix("Throughline is at http://")?;
            Some(address.parse::<SocketAddr>().unwrap())
        });
        let Some(address) = address else {
            let said = std::fs::read_to_string(&log).unwrap_or_default();
            panic!("a node ended: {:?}\n{said}", child.wait());
        };
        // What it still prints must not fill the pipe.
        std::thread::spawn(move || lines.count());
        Node { child, address }
    }

    /// What stands before these nodes.
    pub(crate) fn front(&self, nodes: &[&Node]) -> Front {
        Front {
            client: Client::builder()
                .no_proxy()
                .timeout(PATIENCE)
                .build()
                .unwrap(),
            token: self.token.clone(),
            nodes: Mutex::new(nodes.iter().map(|node| node.address).collect()),
            turn: AtomicUsize::new(0),
        }
    }
}

/// A process, killed with the test.
pub(crate) struct Node {
    child: Child,
    pub(crate) address: SocketAddr,
}

impl Drop for Node {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Node {
    pub(crate) fn process(&self) -> u32 {
        self.child.id()
    }

    /// Kills it where it stands.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Tells it to stop and waits until it did.
    pub(crate) async fn stop(mut self) -> ExitStatus {
        let told = Command::new("kill")
            .args(["-TERM", &self.process().to_string()])
            .status();
        assert!(told.unwrap().success());
        let begun = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(begun.elapsed() < PATIENCE, "it does not stop");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}

/// A client that asks one node after the other, and the next when one is away before it answered.
pub(crate) struct Front {
    client: Client,
    token: String,
    nodes: Mutex<Vec<SocketAddr>>,
    turn: AtomicUsize,
}

impl Front {
    /// One node takes another's place.
    pub(crate) fn replace(&self, gone: SocketAddr, new: SocketAddr) {
        for node in self.nodes.lock().unwrap().iter_mut() {
            if *node == gone {
                *node = new;
            }
        }
    }

    fn next(&self) -> SocketAddr {
        let nodes = self.nodes.lock().unwrap();
        nodes[self.turn.fetch_add(1, Ordering::Relaxed) % nodes.len()]
    }

    /// The answer to a request that can be made anew for every node: the status and the body.
    pub(crate) async fn ask(&self, request: impl Fn(&Client, String) -> RequestBuilder) -> Answer {
        let begun = Instant::now();
        loop {
            let begin = format!("http://{}", self.next());
            let request = request(&self.client, begin).bearer_auth(&self.token);
            match request.send().await {
                Ok(answer) => return Answer::of(answer).await,
                // Refused or reset before an answer.
                Err(err) => assert!(begun.elapsed() < PATIENCE, "nobody answers: {err:?}"),
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.ask(|client, begin| client.get(begin + path)).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.ask(|client, begin| client.post(begin + path).json(&body))
            .await
    }

    /// An answer of one node that is still being sent.
    pub(crate) async fn open(&self, node: &Node, path: &str) -> Response {
        let address = format!("http://{}{path}", node.address);
        let request = self.client.get(address).bearer_auth(&self.token);
        request.send().await.unwrap()
    }

    /// What one node answers to a change.
    pub(crate) async fn put(&self, node: &Node, path: &str, body: Value) -> Answer {
        let address = format!("http://{}{path}", node.address);
        let request = self.client.put(address).bearer_auth(&self.token);
        Answer::of(request.json(&body).send().await.unwrap()).await
    }
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    async fn of(answer: Response) -> Self {
        let status = answer.status().as_u16();
        let body = answer.bytes().await;
        Self {
            status,
            body: body.expect("an answer that was begun is ended").to_vec(),
        }
    }

    /// The body of one that was a success.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        let text = String::from_utf8_lossy(&self.body);
        assert!((200..300).contains(&self.status), "{}: {text}", self.status);
        serde_json::from_str(&text).unwrap()
    }
}

/// Waits until something is there, for as long as the test has patience.
pub(crate) async fn until<T>(what: &str, mut there: impl AsyncFnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(found) = there().await {
            return found;
        }
        assert!(begun.elapsed() < PATIENCE, "never came: {what}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}
