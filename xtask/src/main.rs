//! `cargo xtask …`: how the product is built, checked, run and tried.
//!
//! Each command sets up by itself what it needs and ends, when something cannot be had, with one
//! sentence that says what and why.

mod browser;
mod build;
mod dev;
mod fuzz;
mod licences;
mod lint;
mod run;
mod setup;
mod shell;
mod test;

use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::shell::Checkout;

const USAGE: &str = "\
usage: cargo xtask <command>

  run [-- ARGS]   build both sides optimised and serve them; ARGS go to `throughline serve`
  test [--all]    run every check and every test; --all adds the tests marked #[ignore] and fuzzes longer
  lint            check format, lints, the browser's dependency tree and licences
  build           leave the finished binary at target/release/throughline
  dev [-- ARGS]   rebuild and restart the server whenever a source file changes";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("xtask: {failure:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(arguments: &[String]) -> Result<()> {
    let Some((command, rest)) = arguments.split_first() else {
        bail!("no command given\n{USAGE}");
    };
    if matches!(command.as_str(), "help" | "-h" | "--help") {
        println!("{USAGE}");
        return Ok(());
    }
    let checkout = Checkout::find()?;
    match command.as_str() {
        "run" => run::serve(&checkout, passed_on(rest)),
        "dev" => dev::watch(&checkout, passed_on(rest)),
        "test" => test::all(&checkout, rest),
        "lint" => without_arguments(rest).and_then(|()| lint::all(&checkout)),
        "build" => without_arguments(rest).and_then(|()| build::finished(&checkout)),
        other => bail!("there is no command `{other}`\n{USAGE}"),
    }
}

/// What follows `--`; the dashes themselves may be left out.
fn passed_on(rest: &[String]) -> &[String] {
    match rest.split_first() {
        Some((dashes, after)) if dashes == "--" => after,
        _ => rest,
    }
}

fn without_arguments(rest: &[String]) -> Result<()> {
    match rest.first() {
        Some(extra) => bail!("this command takes no argument, but `{extra}` was given\n{USAGE}"),
        None => Ok(()),
    }
}
