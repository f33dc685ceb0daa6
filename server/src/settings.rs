//! Settings: flags; `THROUGHLINE_*` variables where no flag is given; a file in TOML where there is neither.
//!
//! They stand here once, as flags. What the file says becomes their defaults before they are read, so that nothing can
//! be set in one way and not in another.

pub mod file;
pub mod serve;
pub mod shown;
pub mod tasks;

use crate::failure::Failure;
use clap::{
    ArgAction, Args, CommandFactory, FromArgMatches, Parser, Subcommand,
    builder::BoolishValueParser,
};
use file::Tables;
use serve::Serve;
use shown::Shown;
use std::{ffi::OsString, path::PathBuf, time::Duration};
use tasks::{Doctor, Export, Import, Migrate, Probe, User};

/// Storyboard pictures, followed from scene to scene.
#[derive(Clone, Debug, Parser)]
#[command(
    name = "throughline",
    version,
    arg_required_else_help = true,
    subcommand_required = true
)]
pub struct Settings {
    /// A file of settings in TOML, named like the flags. Flags and variables weigh more.
    #[arg(long, global = true, env = "THROUGHLINE_CONFIG", value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// Every setting, with its value and where that comes from. Known to `config` alone.
    #[arg(skip)]
    pub shown: Vec<Shown>,
    /// What the file says of providers, each under its name.
    #[arg(skip)]
    pub providers: Tables,
}

/// What the binary can do.
#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// Serves the product to browsers and scripts.
    Serve(Serve),
    /// Looks at the database's schema, or brings it up to date.
    Migrate(Migrate),
    /// Adds people who sign in, and tokens for scripts.
    User(User),
    /// Takes a film in from a file that `export` wrote. Prints the new film's id.
    Import(Import),
    /// Writes a film into a file, with its pictures.
    Export(Export),
    /// Checks the data against the product's rules. Ends with 0 when all is well, 1 with findings, 2 when it could not look.
    Doctor(Doctor),
    /// Asks the process that serves on this machine whether it is up, for containers without a shell.
    Probe(Probe),
    /// Shows every setting of `serve`, with its value and where that comes from.
    Config(Serve),
}

/// Where the data is, and how it is kept.
#[derive(Clone, Debug, Args)]
pub struct Places {
    /// The folder that holds the database and the pictures, where neither is elsewhere.
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
        hide_env_values = true,
        hide_default_value = true
    )]
    pub database: Option<String>,
    /// The pictures: file://…, s3://…, gs://… or az://…; a folder in the data folder unless given.
    #[arg(
        long,
        global = true,
        env = "THROUGHLINE_STORAGE",
        value_name = "URL",
        hide_env_values = true,
        hide_default_value = true
    )]
    pub storage: Option<String>,
    /// Connections to PostgreSQL at most.
    #[arg(long, global = true, env = "THROUGHLINE_DATABASE_CONNECTIONS", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=1000), value_name = "N")]
    pub database_connections: u32,
    /// Lets SQLite wait for the disk at every change, so that a loss of power costs nothing either.
    #[arg(long, global = true, env = "THROUGHLINE_FULL_SYNC", action = ArgAction::SetTrue, value_parser = BoolishValueParser::new())]
    pub full_sync: bool,
    /// How long a deleted picture can be restored.
    #[arg(long, global = true, env = "THROUGHLINE_ATTEMPT_RETENTION", default_value = "7d", value_parser = retention, value_name = "TIME")]
    pub attempt_retention: Duration,
}

/// Why the settings were not read.
#[derive(Debug)]
pub enum Unread {
    /// What stands on the command line or in a variable is wrong, or only help was asked for.
    Usage(clap::Error),
    /// What stands in the file is.
    File(Failure),
}

impl Settings {
    /// Reads arguments, variables and the file that they name.
    ///
    /// # Errors
    /// The first thing that is wrong, with where it stands.
    pub fn read(arguments: impl IntoIterator<Item = OsString>) -> Result<Self, Unread> {
        let arguments: Vec<_> = arguments.into_iter().collect();
        let mut command = Self::command();
        let settings = settings_of(&command);
        command = command.after_help(settings);
        let file = file::named(&arguments)
            .map(|path| file::File::read(&path, &command))
            .transpose()
            .map_err(Unread::File)?;
        if let Some(file) = &file {
            command = file.under(command);
        }
        let matches = command
            .try_get_matches_from_mut(arguments)
            .map_err(Unread::Usage)?;
        let mut settings = Self::from_arg_matches(&matches)
            .map_err(|err| Unread::Usage(err.format(&mut command)))?;
        settings.providers = file
            .as_ref()
            .map(|file| file.providers().clone())
            .unwrap_or_default();
        if let (Command::Config(_), Some((name, matches))) =
            (&settings.command, matches.subcommand())
            && let Some(command) = command.find_subcommand(name)
        {
            settings.shown = shown::all(command, matches, file.as_ref());
        }
        Ok(settings)
    }
}

/// Every setting with its default, as `serve` shows them.
fn settings_of(command: &clap::Command) -> String {
    let serve = command.find_subcommand("serve").cloned();
    let help = serve.map(|mut serve| serve.render_help().to_string());
    let options = help.as_deref().and_then(|help| help.split_once("Options:"));
    let options = options.map_or("", |(_, options)| options.trim_end());
    format!("Settings of serve; where they concern the data, of every command:{options}")
}

impl Command {
    /// What a process that could not do this ends with.
    pub fn unable(&self) -> u8 {
        match self {
            Self::Doctor(_) => 2,
            _ => 1,
        }
    }
}

impl Places {
    /// The database's address.
    pub fn database_url(&self) -> String {
        self.database.clone().unwrap_or_else(|| {
            let file = self.data.join("throughline.sqlite");
            format!("sqlite://{}?mode=rwc", escaped(&file.to_string_lossy()))
        })
    }

    /// Whether the data is this folder's, so that only one process may serve it.
    pub fn is_sqlite(&self) -> bool {
        self.database_url().starts_with("sqlite:")
    }
}

/// A time such as `7d` or `12h`, ten years at most: nothing is kept for longer, and no date overflows.
fn retention(text: &str) -> Result<Duration, String> {
    let time = humantime::parse_duration(text).map_err(|err| err.to_string())?;
    if time > Duration::from_secs(3650 * 24 * 3600) {
        return Err("ten years at most".to_owned());
    }
    Ok(time)
}

/// A path as it stands in an address.
fn escaped(path: &str) -> String {
    path.replace('%', "%25")
        .replace('?', "%3F")
        .replace('#', "%23")
        .replace(' ', "%20")
}

#[cfg(test)]
mod tests;
