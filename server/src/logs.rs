//! What is logged: text for people, without secrets and without SQL.

use std::io::IsTerminal;
use tracing_subscriber::{EnvFilter, fmt};

/// What is logged unless `RUST_LOG` says otherwise.
const USUAL: &str = "warn,throughline=info,server=info,domain=info";

/// Begins logging to standard error, which leaves standard output to what commands print.
pub fn begin() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(USUAL));
    // A second begin, as in tests, keeps the first one.
    let colours = std::io::stderr().is_terminal();
    let _ = fmt()
        .compact()
        .with_env_filter(filter)
        .with_ansi(colours)
        .with_writer(std::io::stderr)
        .try_init();
}
