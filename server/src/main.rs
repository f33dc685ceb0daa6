//! `throughline`: the product as one binary.

use clap::Parser;
use server::{settings::Settings, start};
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    let settings = Settings::parse();
    match start::run(settings).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("throughline: {failure}");
            ExitCode::FAILURE
        }
    }
}
