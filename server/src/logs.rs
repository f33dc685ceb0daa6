//! What is logged: text for people or an object a line for machines, without secrets and without SQL.

use crate::settings::serve::Log;
use std::io::IsTerminal;
use tracing_subscriber::{EnvFilter, fmt};

/// The target of the one line that every request has. In text it is left out, unless `RUST_LOG` asks for it.
pub(crate) const REQUESTS: &str = "request";

/// What is logged unless `RUST_LOG` says otherwise.
const USUAL: &str = "warn,throughline=info,server=info,domain=info";

/// Begins logging to standard error, which leaves standard output to what commands print.
pub fn begin(log: Log) {
    let usual = match log {
        Log::Text => USUAL.to_owned(),
        Log::Json => format!("{USUAL},{REQUESTS}=info"),
    };
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(usual));
    let to = fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // A second begin, as in tests, keeps the first one.
    let _ = match log {
        Log::Text => to
            .compact()
            .with_ansi(std::io::stderr().is_terminal())
            .try_init(),
        Log::Json => to
            .json()
            .flatten_event(true)
            .with_span_list(false)
            .try_init(),
    };
}
