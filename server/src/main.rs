//! `throughline`: the product as one binary.

use server::{
    commands::Ended,
    settings::{Settings, Unread},
    start,
};
use std::{process::ExitCode, time::Duration};

/// What a process ends with whose settings are wrong, whether they stand in a file or on the command line.
const USAGE: u8 = 2;

fn main() -> ExitCode {
    let settings = match Settings::read(std::env::args_os()) {
        Ok(settings) => settings,
        Err(Unread::Usage(err)) => err.exit(),
        Err(Unread::File(failure)) => return unable(failure, USAGE),
    };
    let code = settings.command.unable();
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(err) => return unable(format!("The process cannot start its threads: {err}"), code),
    };
    let ended = runtime.block_on(start::run(settings));
    // Pictures that are being drawn on threads of their own must not hold the end up.
    runtime.shutdown_timeout(Duration::from_secs(1));
    match ended {
        Ok(Ended::Well) => ExitCode::SUCCESS,
        Ok(Ended::WithFindings) => ExitCode::from(1),
        Err(failure) => unable(failure, code),
    }
}

fn unable(sentence: impl std::fmt::Display, code: u8) -> ExitCode {
    eprintln!("throughline: {sentence}");
    ExitCode::from(code)
}
