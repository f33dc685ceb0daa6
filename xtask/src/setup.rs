//! Checks what a command needs and installs what is missing, saying so.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::shell::{self, Checkout};

const BROWSER_TARGET: &str = "wasm32-unknown-unknown";
const OLDEST_NODE: u32 = 20;

/// Makes sure that Rust can compile for the browser.
///
/// # Errors
/// When the target is missing and rustup is not there, or has no network, to add it.
pub(crate) fn browser_target(checkout: &Checkout) -> Result<()> {
    let mut rustc = checkout.command("rustc");
    rustc.args(["--print", "target-libdir", "--target", BROWSER_TARGET]);
    if Path::new(shell::output(&mut rustc)?.trim()).is_dir() {
        return Ok(());
    }
    if shell::find_program(&["rustup"]).is_none() {
        bail!(
            "Rust's target {BROWSER_TARGET} is missing and there is no rustup to add it; \
             install the standard library for it from where Rust itself came"
        );
    }
    announce(
        "Rust's target wasm32-unknown-unknown",
        "rustup",
        "half a minute",
    );
    shell::run(
        checkout
            .command("rustup")
            .args(["target", "add", BROWSER_TARGET]),
    )
    .context("Rust's target wasm32-unknown-unknown could not be added, is there a network?")
}

/// Makes sure that the packages from npm stand in `end2end/node_modules` as locked.
///
/// # Errors
/// When Node is missing or too old, or when npm cannot fetch the packages.
pub(crate) fn npm_packages(checkout: &Checkout) -> Result<()> {
    node(checkout)?;
    let lock = checkout.end2end().join("package-lock.json");
    let installed = checkout.end2end().join("node_modules/.package-lock.json");
    if is_newer(&installed, &lock) {
        return Ok(());
    }
    announce("the packages of end2end", "npm", "a quarter of a minute");
    let mut npm = checkout.command("npm");
    npm.current_dir(checkout.end2end())
        .args(["ci", "--no-audit", "--no-fund"]);
    shell::run(&mut npm).context("npm could not fetch the packages of end2end, is there a network?")
}

fn node(checkout: &Checkout) -> Result<()> {
    if shell::find_program(&["node"]).is_none() || shell::find_program(&["npm"]).is_none() {
        bail!("Node.js with npm is missing; install version {OLDEST_NODE} or newer");
    }
    let version = shell::output(checkout.command("node").arg("--version"))?;
    let major = version
        .trim()
        .trim_start_matches('v')
        .split('.')
        .next()
        .unwrap_or_default();
    if major.parse::<u32>().is_ok_and(|major| major < OLDEST_NODE) {
        bail!(
            "Node.js is {}, but version {OLDEST_NODE} or newer is needed",
            version.trim()
        );
    }
    Ok(())
}

/// Whether `made` stands and is no older than `source`.
fn is_newer(made: &Path, source: &Path) -> bool {
    let changed = |path: &Path| path.metadata().and_then(|metadata| metadata.modified());
    matches!((changed(made), changed(source)), (Ok(made), Ok(source)) if made >= source)
}

/// Finds a Chromium for the browser journeys; `None` leaves the choice to Playwright, which then
/// has one of its own.
///
/// # Errors
/// When none is there and none can be installed.
pub(crate) fn chromium(checkout: &Checkout) -> Result<Option<PathBuf>> {
    if let Some(chosen) = std::env::var_os("CHROMIUM") {
        let chosen = PathBuf::from(chosen);
        if !chosen.is_file() {
            bail!("CHROMIUM names {}, but no file is there", chosen.display());
        }
        return Ok(Some(chosen));
    }
    if let Some(found) = installed_chromium() {
        return Ok(Some(found));
    }
    if debian_root() {
        debian_package("chromium", "two minutes")?;
        return installed_chromium()
            .map(Some)
            .context("the package chromium brought no chromium");
    }
    announce(
        "Playwright's own Chromium, if it is missing",
        "npx",
        "a minute",
    );
    let mut npx = checkout.command("npx");
    npx.current_dir(checkout.end2end())
        .args(["--no-install", "playwright", "install", "chromium"]);
    shell::run(&mut npx).context(
        "no Chromium is there and Playwright could not fetch one; install one or set CHROMIUM",
    )?;
    Ok(None)
}

fn installed_chromium() -> Option<PathBuf> {
    shell::find_program(&[
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
    ])
}

/// Finds the folder with `initdb` and `pg_ctl`, which the tests start their own PostgreSQL with.
///
/// # Errors
/// When PostgreSQL is neither there nor can be installed.
pub(crate) fn postgres() -> Result<PathBuf> {
    if let Some(found) = installed_postgres() {
        return Ok(found);
    }
    if !debian_root() {
        bail!("PostgreSQL is missing; install it so that initdb and pg_ctl can be found");
    }
    debian_package("postgresql", "a minute")?;
    installed_postgres().context("the package postgresql brought no initdb")
}

fn installed_postgres() -> Option<PathBuf> {
    if let Some(initdb) = shell::find_program(&["initdb"]) {
        return initdb.parent().map(Path::to_owned);
    }
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    let folders = versions.flatten().map(|version| version.path().join("bin"));
    folders
        .filter(|bin| bin.join("initdb").is_file() && bin.join("pg_ctl").is_file())
        .max()
}

/// Whether cargo-nextest is there, after trying to install it.
pub(crate) fn nextest(checkout: &Checkout) -> bool {
    let is_there =
        || shell::output(checkout.cargo(&["nextest", "--version"]).env_remove("CI")).is_ok();
    if is_there() {
        return true;
    }
    announce("cargo-nextest", "cargo", "eight minutes, once");
    let locked = shell::run(&mut checkout.cargo(&["install", "cargo-nextest", "--locked"]));
    if locked.is_err() {
        let _ = shell::run(&mut checkout.cargo(&["install", "cargo-nextest"]));
    }
    let found = is_there();
    if !found {
        println!("cargo-nextest cannot be had: the tests run with `cargo test` instead");
    }
    found
}

/// Finds the folder with `moto_server`, which the tests on S3 start; `None` when it is on the `PATH`.
///
/// # Errors
/// When it is not there and cannot be installed.
pub(crate) fn moto(checkout: &Checkout) -> Result<Option<PathBuf>> {
    if shell::find_program(&["moto_server"]).is_some() {
        return Ok(None);
    }
    python_tool(checkout, "moto", "moto[server]~=5.1").map(Some)
}

/// Finds Schemathesis, which fuzzes the API.
///
/// # Errors
/// When version 4 is not there and cannot be installed.
pub(crate) fn schemathesis(checkout: &Checkout) -> Result<PathBuf> {
    if let Some(found) = shell::find_program(&["st", "schemathesis"]) {
        let version = shell::output(checkout.command(&found).arg("--version"));
        if version.is_ok_and(|said| said.contains("version 4.")) {
            return Ok(found);
        }
    }
    let bin = python_tool(checkout, "schemathesis", "schemathesis~=4.32")?;
    ["st", "st.exe"]
        .map(|name| bin.join(name))
        .into_iter()
        .find(|it| it.is_file())
        .context("the package schemathesis brought no st")
}

/// The folder with the programs of a Python package, which gets an environment of its own below
/// cargo's target folder.
fn python_tool(checkout: &Checkout, name: &str, package: &str) -> Result<PathBuf> {
    let folder = checkout.target().join("tools").join(name);
    let bin = folder.join(if cfg!(windows) { "Scripts" } else { "bin" });
    let installed = folder.join("installed");
    if std::fs::read_to_string(&installed).is_ok_and(|said| said == package) {
        return Ok(bin);
    }
    let Some(python) = shell::find_program(&["python3", "python"]) else {
        bail!("Python is missing, which {package} needs; install version 3.10 or newer");
    };
    announce(package, "pip", "half a minute");
    let mut venv = checkout.command(python);
    venv.args(["-m", "venv", "--clear"]).arg(&folder);
    shell::run(&mut venv).with_context(|| {
        format!(
            "Python cannot make an environment for {package}, is its package for venv installed?"
        )
    })?;
    let mut pip = checkout.command(bin.join("python"));
    pip.args(["-m", "pip", "install", "--quiet"])
        .args(["--disable-pip-version-check", package]);
    shell::run(&mut pip)
        .with_context(|| format!("{package} could not be installed, is there a network?"))?;
    // Written last, so that what was begun and not finished is begun anew.
    std::fs::write(&installed, package)?;
    Ok(bin)
}

fn debian_root() -> bool {
    let root = shell::output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    root && Path::new("/etc/debian_version").is_file()
}

fn debian_package(package: &str, usually: &str) -> Result<()> {
    announce(package, "apt-get", usually);
    let apt = |arguments: &[&str]| {
        let mut command = Command::new("apt-get");
        command
            .env("DEBIAN_FRONTEND", "noninteractive")
            .args(["-q"])
            .args(arguments);
        shell::run(&mut command)
    };
    apt(&["update"])
        .and_then(|()| apt(&["install", "-y", "--no-install-recommends", package]))
        .with_context(|| format!("{package} could not be installed, is there a network?"))
}

fn announce(what: &str, tool: &str, usually: &str) {
    println!("setup: installing {what} with {tool} (usually {usually})");
}
