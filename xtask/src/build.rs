//! The finished binary, with the browser's side inside.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::browser::{self, Pace};
use crate::setup;
use crate::shell::{self, Checkout};

/// What script and WebAssembly may weigh together with brotli, in bytes.
const HEAVIEST: usize = 220_000;

/// Builds the binary, says what the browser has to load and fails when that is too much.
///
/// # Errors
/// When something does not build or is too large.
pub(crate) fn finished(checkout: &Checkout) -> Result<()> {
    let binary = optimised(checkout)?;
    let megabytes = kilobytes(usize::try_from(binary.metadata()?.len())?) / 1000.0;
    println!("{} stands, {megabytes:.1} MB", binary.display());
    weigh(checkout)
}

/// Builds both sides optimised and returns where the binary lies.
///
/// # Errors
/// When one of them does not build.
pub(crate) fn optimised(checkout: &Checkout) -> Result<PathBuf> {
    setup::browser_target(checkout)?;
    // The server comes second because it embeds the browser's side.
    browser::build(checkout, Pace::Finished)?;
    shell::run(&mut checkout.cargo(&["build", "--release", "--package", "server"]))
        .context("the server does not build")?;
    Ok(checkout.target().join("release/throughline"))
}

/// Prints what script and WebAssembly weigh, compressed as they are sent.
///
/// # Errors
/// When they weigh more than they may.
pub(crate) fn weigh(checkout: &Checkout) -> Result<()> {
    let (script, wasm) = browser::sizes(&checkout.site())?;
    let together = script + wasm;
    println!(
        "script {:.1} KB + WASM {:.1} KB with brotli = {:.1} KB, of at most {:.0} KB",
        kilobytes(script),
        kilobytes(wasm),
        kilobytes(together),
        kilobytes(HEAVIEST),
    );
    if together > HEAVIEST {
        bail!(
            "script and WASM are too large by {:.1} KB",
            kilobytes(together - HEAVIEST)
        );
    }
    Ok(())
}

/// For people to read; a kilobyte has 1,000 bytes.
#[expect(
    clippy::cast_precision_loss,
    reason = "the figures are shown with one decimal"
)]
fn kilobytes(bytes: usize) -> f64 {
    bytes as f64 / 1000.0
}
