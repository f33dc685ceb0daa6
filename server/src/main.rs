//! `throughline`: the product as one binary.

use clap::Parser;
use server::{settings::Settings, start};
use std::{process::ExitCode, time::Duration};

fn main() -> ExitCode {
    let settings = Settings::parse();
    let ended = match tokio::runtime::Runtime::new() {
        Ok(runtime) => {
            let ended = runtime.block_on(start::run(settings));
            // Pictures that are being drawn on threads of their own must not hold the end up.
            runtime.shutdown_timeout(Duration::from_secs(1));
            ended.map_err(|failure| failure.to_string())
        }
        Err(err) => Err(format!("The process cannot start its threads: {err}")),
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("throughline: {sentence}");
            ExitCode::FAILURE
        }
    }
}
