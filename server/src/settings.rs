//! Settings: flags, or `THROUGHLINE_*` variables where no flag is given.

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Storyboard pictures, followed from scene to scene.
#[derive(Clone, Debug, Parser)]
#[command(
    name = "throughline",
    version,
    arg_required_else_help = true,
    subcommand_required = true
)]
pub struct Settings {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What the binary can do.
#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// Serves the product to a browser on this machine.
    Serve(Serve),
    /// Looks at the database's schema, or brings it up to date.
    Migrate(Migrate),
}

/// Where the data is.
#[derive(Clone, Debug, Args)]
pub struct Places {
    /// The folder that holds the database and the pictures.
    #[arg(
        long,
        global = true,
        env = "THROUGHLINE_DATA",
        default_value = "./data",
        value_name = "DIR"
    )]
    pub data: PathBuf,
    /// The database: sqlite://… or postgres://…; a file in the data folder unless given.
    #[arg(
        long,
        global = true,
        env = "THROUGHLINE_DATABASE",
        value_name = "URL",
        hide_env_values = true
    )]
    pub database: Option<String>,
}

/// Settings of `serve`.
#[derive(Clone, Debug, Args)]
pub struct Serve {
    /// The address to listen on; only this machine's own addresses are taken.
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
    /// The pictures: file://…, s3://…, gs://… or az://…; a folder in the data folder unless given.
    #[arg(
        long,
        env = "THROUGHLINE_STORAGE",
        value_name = "URL",
        hide_env_values = true
    )]
    pub storage: Option<String>,
    /// Leaves the sample project out of a fresh data folder.
    #[arg(long, env = "THROUGHLINE_NO_SAMPLE")]
    pub no_sample: bool,
    /// Answers this host too, besides localhost, 127.0.0.1 and [::1]. May be given several times.
    #[arg(
        long,
        env = "THROUGHLINE_ALLOW_HOST",
        value_name = "HOST",
        value_delimiter = ','
    )]
    pub allow_host: Vec<String>,
    /// Who draws.
    #[arg(long, env = "THROUGHLINE_PROVIDER", value_enum, default_value_t = Provider::Sketch)]
    pub provider: Provider,
    /// Pictures that are drawn at once.
    #[arg(long, env = "THROUGHLINE_CONCURRENCY", default_value_t = 2, value_parser = clap::value_parser!(u8).range(1..=64), value_name = "N")]
    pub concurrency: u8,
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

/// Who draws.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Provider {
    /// The built-in renderer, which needs no network.
    Sketch,
    /// Does what descriptions tell it. Only in builds for tests.
    #[cfg(feature = "testing")]
    Fake,
}

/// Settings of `migrate`.
#[derive(Clone, Debug, Args)]
pub struct Migrate {
    /// Where the data is.
    #[command(flatten)]
    pub places: Places,
    /// What to do.
    #[command(subcommand)]
    pub step: Step,
}

/// What `migrate` can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Subcommand)]
pub enum Step {
    /// Applies every change of the schema that waits, all or none.
    Up,
    /// Names the changes of the schema that wait.
    Status,
}

impl Places {
    /// The database's address.
    pub fn database_url(&self) -> String {
        self.database.clone().unwrap_or_else(|| {
            let file = self.data.join("throughline.sqlite");
            format!("sqlite://{}?mode=rwc", escaped(&file.to_string_lossy()))
        })
    }

    /// Whether the data is this folder's, so that only one process may have it.
    pub fn is_sqlite(&self) -> bool {
        self.database_url().starts_with("sqlite:")
    }
}

/// A path as it stands in an address.
fn escaped(path: &str) -> String {
    path.replace('%', "%25")
        .replace('?', "%3F")
        .replace('#', "%23")
        .replace(' ', "%20")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_flags_are_consistent() {
        use clap::CommandFactory;
        Settings::command().debug_assert();
    }

    #[test]
    fn a_folder_may_have_any_name() {
        let places = Places {
            data: "/films/50% done? #1".into(),
            database: None,
        };
        assert_eq!(
            places.database_url(),
            "sqlite:///films/50%25%20done%3F%20%231/throughline.sqlite?mode=rwc"
        );
    }

    #[test]
    fn flags_come_before_their_defaults() {
        let given = [
            "throughline",
            "serve",
            "--listen",
            "[::1]:0",
            "--no-sample",
            "--allow-host",
            "a",
            "--allow-host",
            "b",
        ];
        let Command::Serve(serve) = Settings::parse_from(given).command else {
            panic!("not serve")
        };
        assert_eq!((serve.listen.as_str(), serve.no_sample), ("[::1]:0", true));
        assert_eq!(serve.allow_host, ["a", "b"]);
        assert_eq!(serve.provider, Provider::Sketch);
    }
}
