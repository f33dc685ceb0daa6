//! Where things lie, and the one way in which other programs are called.

use std::env;
use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

/// Below this a failed command is put down to the full disk, in kibibytes.
const FULL_DISK: u64 = 100 * 1024;

/// The checkout that is worked on and the folder that cargo builds it in.
#[derive(Debug)]
pub(crate) struct Checkout {
    root: PathBuf,
    target: PathBuf,
}

impl Checkout {
    /// Finds the checkout this program belongs to.
    ///
    /// # Errors
    /// When cargo cannot read the workspace.
    pub(crate) fn find() -> Result<Self> {
        // The variable comes first: a cache shared by several checkouts may hand us a binary that
        // was compiled in another one.
        let manifest =
            env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
        let root = Path::new(&manifest)
            .parent()
            .context("xtask lies in no workspace")?;
        Ok(Self {
            root: root.to_owned(),
            target: target_directory(root)?,
        })
    }

    /// The checkout's own folder.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// Where cargo puts what it builds; not always inside the checkout.
    pub(crate) fn target(&self) -> &Path {
        &self.target
    }

    /// The browser's files. Always inside the checkout, because the server names this folder
    /// relative to its own source when it embeds them.
    pub(crate) fn site(&self) -> PathBuf {
        self.root.join("target/site")
    }

    /// The folder of the browser journeys, which also holds the packages from npm.
    pub(crate) fn end2end(&self) -> PathBuf {
        self.root.join("end2end")
    }

    /// A call of cargo in this checkout.
    pub(crate) fn cargo(&self, arguments: &[&str]) -> Command {
        let program = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = self.command(program);
        command
            .env("CARGO_TARGET_DIR", &self.target)
            .args(arguments);
        command
    }

    /// A call of any program in this checkout, without what `cargo run` says about xtask itself:
    /// build scripts that look at those variables would run again at every other call.
    pub(crate) fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root);
        for (name, _) in env::vars_os() {
            let text = name.to_string_lossy();
            if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
                command.env_remove(&name);
            }
        }
        command
    }
}

/// Whether this is a run of continuous integration.
pub(crate) fn in_ci() -> bool {
    env::var("CI").is_ok_and(|value| value == "true")
}

fn target_directory(root: &Path) -> Result<PathBuf> {
    if let Some(chosen) = env::var_os("CARGO_TARGET_DIR") {
        return Ok(std::path::absolute(chosen)?);
    }
    // A fresh clone would otherwise compile every dependency anew.
    if let (true, Some(home)) = (in_ci(), env::var_os("HOME")) {
        return Ok(Path::new(&home).join(".cache/throughline/target"));
    }
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo
        .current_dir(root)
        .args(["metadata", "--no-deps", "--format-version", "1"]);
    let metadata: serde_json::Value = serde_json::from_str(&output(&mut cargo)?)?;
    let target = metadata["target_directory"]
        .as_str()
        .context("cargo names no target folder")?;
    Ok(target.into())
}

/// Runs a command with its output shown, and fails with a sentence that names it.
///
/// # Errors
/// When the program cannot be started or ends unsuccessfully.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let line = shown(command);
    println!("$ {line}");
    let status = command
        .status()
        .with_context(|| format!("`{line}` could not be started"))?;
    if status.success() {
        return Ok(());
    }
    bail!("`{line}` failed ({status}){}", disk_hint(command))
}

/// Runs a command with everything it says on standard output: the closing lines of test runners
/// are read there, and some of them write to standard error.
///
/// # Errors
/// As [`run`].
pub(crate) fn run_on_stdout(command: &mut Command) -> Result<()> {
    run(command.stderr(Stdio::from(io::stdout())))
}

/// Runs a command unseen and returns what it wrote to standard output.
///
/// # Errors
/// When it cannot be started or ends unsuccessfully; its own error text is then in the sentence.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let line = shown(command);
    let output = command
        .output()
        .with_context(|| format!("`{line}` could not be started"))?;
    if !output.status.success() {
        let error = String::from_utf8_lossy(&output.stderr);
        bail!("`{line}` failed ({}): {}", output.status, error.trim());
    }
    Ok(String::from_utf8(output.stdout)?)
}

/// The first of these programs that is found on the `PATH`.
pub(crate) fn find_program(names: &[&str]) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let folders: Vec<PathBuf> = env::split_paths(&path).collect();
    names
        .iter()
        .flat_map(|name| folders.iter().map(move |at| at.join(name)))
        .find(|it| it.is_file())
}

fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program())
        .file_name()
        .unwrap_or(command.get_program());
    let words = std::iter::once(program).chain(command.get_args());
    words
        .map(OsStr::to_string_lossy)
        .collect::<Vec<_>>()
        .join(" ")
}

/// A full disk shows in many guises, so a failed command is followed by a look at what is free.
fn disk_hint(command: &Command) -> String {
    let at = command.get_current_dir().unwrap_or(Path::new("."));
    let free = output(Command::new("df").arg("-Pk").arg(at))
        .ok()
        .and_then(|table| {
            table
                .lines()
                .nth(1)?
                .split_whitespace()
                .nth(3)?
                .parse::<u64>()
                .ok()
        });
    match free {
        Some(left) if left < FULL_DISK => format!("; the disk is full, {left} KB are left"),
        _ => String::new(),
    }
}
