//! The settings of `serve`.

use super::Places;
use clap::{ArgAction, Args, ValueEnum, builder::BoolishValueParser};

/// Settings of `serve`.
#[derive(Clone, Debug, Args)]
pub struct Serve {
    /// The address to listen on. Without accounts only this machine's own addresses are taken.
    #[arg(
        long,
        env = "THROUGHLINE_LISTEN",
        default_value = "127.0.0.1:3000",
        value_name = "ADDRESS"
    )]
    pub listen: String,
    /// Where the data is.
    #[command(flatten)]
    pub places: Places,
    /// Who is served.
    #[arg(long, env = "THROUGHLINE_AUTH", value_enum, default_value_t = Auth::None)]
    pub auth: Auth,
    /// Leaves the sample film out of a fresh data folder.
    #[arg(long, env = "THROUGHLINE_NO_SAMPLE", action = ArgAction::SetTrue, value_parser = BoolishValueParser::new())]
    pub no_sample: bool,
    /// A host name that is answered: without accounts besides localhost, 127.0.0.1 and [::1], with accounts instead of
    /// every name. May be given several times.
    #[arg(
        long,
        env = "THROUGHLINE_ALLOW_HOST",
        value_name = "HOST",
        value_delimiter = ','
    )]
    pub allow_host: Vec<String>,
    /// Who draws unless somebody else is asked for: sketch, or one that the file of settings sets up under
    /// [providers.NAME].
    #[arg(
        long,
        env = "THROUGHLINE_PROVIDER",
        default_value = "sketch",
        value_name = "NAME"
    )]
    pub provider: String,
    /// Pictures that this process draws at once.
    #[arg(long, env = "THROUGHLINE_CONCURRENCY", default_value_t = 2, value_parser = clap::value_parser!(u8).range(1..=64), value_name = "N")]
    pub concurrency: u8,
    /// Pictures of one film that may wait to be drawn.
    #[arg(long, env = "THROUGHLINE_QUEUE_LIMIT", default_value_t = 500, value_parser = clap::value_parser!(u64).range(1..=1_000_000), value_name = "N")]
    pub queue_limit: u64,
    /// How pictures reach the browser.
    #[arg(long, env = "THROUGHLINE_PICTURES", value_enum, default_value_t = Pictures::Stream)]
    pub pictures: Pictures,
    /// A proxy of ours stands before this process, so the last X-Forwarded-For tells where a request comes from. Only
    /// with accounts.
    #[arg(long, env = "THROUGHLINE_BEHIND_PROXY", action = ArgAction::SetTrue, value_parser = BoolishValueParser::new())]
    pub behind_proxy: bool,
    /// The form of the log, which goes to standard error.
    #[arg(long, env = "THROUGHLINE_LOG", value_enum, default_value_t = Log::Text)]
    pub log: Log,
    /// The first wait before a failed picture is tried again, in milliseconds.
    #[cfg(feature = "testing")]
    #[arg(
        long,
        env = "THROUGHLINE_RETRY_MS",
        default_value_t = 2000,
        hide = true
    )]
    pub retry_ms: u64,
}

/// Who is served.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Auth {
    /// Whoever reaches this machine's own addresses, as the one editor.
    None,
    /// Those who sign in with e-mail and password, or send a token.
    Password,
}

/// How pictures reach the browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Pictures {
    /// Through this process.
    Stream,
    /// From the bucket itself, by addresses that hold for a few minutes.
    Redirect,
}

/// The form of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Log {
    /// Lines for people.
    Text,
    /// An object a line, and one for every request.
    Json,
}
