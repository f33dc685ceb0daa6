//! The API, fuzzed by its own description: on this machine, and as a server with accounts.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::shell::{self, Checkout};

/// What every answer is held to.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
    response_headers_conformance,response_schema_conformance,negative_data_rejection,\
    unsupported_method,use_after_free";

/// What may come of a request that is wrong: besides what the fuzzer expects by itself, a state that
/// speaks against it, a picture that is none, and too many of them.
const SETTINGS: &str = "[checks]\nnegative_data_rejection.expected-statuses = [\"400\", \"401\", \
    \"403\", \"404\", \"405\", \"409\", \"412\", \"413\", \"415\", \"422\", \"429\"]\n";

/// Always the same cases.
const SEED: &str = "8";
/// Cases for each operation in each phase.
const EXAMPLES: &str = "20";

/// What the server says once it can be reached, before its address.
const SAYS: &str = "Throughline is at ";

const EMAIL: &str = "fuzz@example.com";
const PASSWORD: &str = "quarry lantern 47 ember tallow\n";

/// Fuzzes both ways of running the product with this binary, each for that many seconds at most.
///
/// # Errors
/// When the server does not start or does not stay, or when an answer is not as described.
pub(crate) fn both(checkout: &Checkout, fuzzer: &Path, binary: &Path, seconds: u32) -> Result<()> {
    let folder = checkout.target().join("fuzz");
    if folder.is_dir() {
        fs::remove_dir_all(&folder)
            .with_context(|| format!("{} cannot be removed", folder.display()))?;
    }
    fs::create_dir_all(&folder)?;
    fs::write(folder.join("settings.toml"), SETTINGS)?;
    let bench = Bench {
        checkout,
        fuzzer,
        binary,
        folder,
        seconds,
    };
    bench.on_this_machine().context("in local mode")?;
    bench.with_accounts().context("with accounts")
}

struct Bench<'a> {
    checkout: &'a Checkout,
    fuzzer: &'a Path,
    binary: &'a Path,
    folder: PathBuf,
    seconds: u32,
}

impl Bench<'_> {
    fn on_this_machine(&self) -> Result<()> {
        let mut server = Server::start(self.throughline("local", &["serve"]), &[])?;
        self.fuzz(&server.address, &[])?;
        server.still_there()
    }

    fn with_accounts(&self) -> Result<()> {
        let token = self.make_user()?;
        let mut server = Server::start(
            self.throughline("accounts", &["serve"]),
            &["--auth", "password"],
        )?;
        // The fuzzer must not revoke the token that it works with.
        let more = [
            "--header",
            &format!("Authorization: Bearer {token}"),
            "--exclude-operation-id",
            "revokeToken",
        ];
        self.fuzz(&server.address, &more)?;
        server.still_there()
    }

    fn fuzz(&self, address: &str, more: &[&str]) -> Result<()> {
        let mut fuzzer = self.checkout.command(self.fuzzer);
        fuzzer
            .current_dir(&self.folder)
            .args(["--config-file", "settings.toml", "--no-color", "run"])
            .arg(format!("{address}/api/openapi.json"))
            .args(["--checks", CHECKS])
            .args(["--phases", "examples,coverage,fuzzing,stateful"])
            .args(["--max-examples", EXAMPLES])
            .args(["--max-time", &self.seconds.to_string()])
            .args(["--seed", SEED, "--generation-database", "none"])
            .args(["--suppress-health-check", "all", "--warnings", "off"])
            .args(["--request-timeout", "30", "--continue-on-failure"])
            // A stream of events has no end to wait for.
            .args(["--exclude-operation-id", "watchProject"])
            .args(more);
        shell::run_on_stdout(&mut fuzzer).context("an answer was not as the description says")
    }

    /// A call of the product on a data folder of that name, deaf to the settings of whoever runs this.
    fn throughline(&self, data: &str, arguments: &[&str]) -> Command {
        let mut command = self.checkout.command(self.binary);
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("THROUGHLINE_") {
                command.env_remove(&name);
            }
        }
        command.args(arguments);
        command.arg("--data").arg(self.folder.join(data));
        command
    }

    /// Makes the first user, who manages people, and a token for the fuzzer.
    fn make_user(&self) -> Result<String> {
        let add = ["user", "add", "--email", EMAIL, "--name", "Fuzz"];
        let mut add = self.throughline("accounts", &add);
        add.arg("--password-stdin").stdin(Stdio::piped());
        let mut adding = add.spawn().context("`throughline user add` cannot run")?;
        // Dropped at the end of the statement, which closes it.
        adding
            .stdin
            .take()
            .context("the password cannot be sent")?
            .write_all(PASSWORD.as_bytes())?;
        if !adding.wait()?.success() {
            bail!("`throughline user add` failed");
        }
        let token = ["user", "token", "--email", EMAIL, "--name", "fuzz"];
        let mut token = self.throughline("accounts", &token);
        Ok(shell::output(&mut token)?.trim().to_owned())
    }
}

/// A running server, ended when this is dropped.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(mut command: Command, more: &[&str]) -> Result<Self> {
        command
            .args([
                "--listen",
                "127.0.0.1:0",
                "--no-sample",
                "--provider",
                "fake",
            ])
            .args(more)
            .stdout(Stdio::piped());
        let child = command.spawn().context("the server cannot be started")?;
        let mut server = Self {
            child,
            address: String::new(),
        };
        let said = server.child.stdout.take();
        let mut lines = BufReader::new(said.context("the server cannot be heard")?).lines();
        let address = lines
            .by_ref()
            .find_map(|line| Some(line.ok()?.strip_prefix(SAYS)?.trim().to_owned()));
        server.address = address.context("the server ended before it could be reached")?;
        // What it says from now on is read too, so that it never waits to be heard.
        std::thread::spawn(move || lines.for_each(drop));
        Ok(server)
    }

    fn still_there(&mut self) -> Result<()> {
        match self.child.try_wait()? {
            None => Ok(()),
            Some(status) => bail!("the server ended while it was fuzzed ({status})"),
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
