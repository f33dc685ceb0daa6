//! The settings of everything that is done once and not served.

use super::Places;
use crate::commands::user::UserCommand;
use clap::{Args, Subcommand};
use domain::model::ids::ProjectId;
use std::path::PathBuf;

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
    /// Prints the changes that wait as SQL, for psql or sqlite3.
    Sql,
}

/// Settings of `user`.
#[derive(Clone, Debug, Args)]
pub struct User {
    /// Where the data is.
    #[command(flatten)]
    pub places: Places,
    /// What to do.
    #[command(subcommand)]
    pub command: UserCommand,
}

/// Settings of `import`.
#[derive(Clone, Debug, Args)]
pub struct Import {
    /// The file.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Whose the film will be; may be left out where there are no accounts.
    #[arg(long, value_name = "E-MAIL")]
    pub email: Option<String>,
    /// Where the data is.
    #[command(flatten)]
    pub places: Places,
}

/// Settings of `export`.
#[derive(Clone, Debug, Args)]
pub struct Export {
    /// The film's id.
    #[arg(long, value_name = "ID")]
    pub project: ProjectId,
    /// The file to write.
    #[arg(long, value_name = "FILE")]
    pub to: PathBuf,
    /// Where the data is.
    #[command(flatten)]
    pub places: Places,
}

/// Settings of `doctor`.
#[derive(Clone, Debug, Args)]
pub struct Doctor {
    /// Mends what can be mended without losing anything.
    #[arg(long)]
    pub fix: bool,
    /// Reads every picture, not only its size.
    #[arg(long)]
    pub deep: bool,
    /// Where the data is.
    #[command(flatten)]
    pub places: Places,
}

/// Settings of `probe`.
#[derive(Clone, Debug, Args)]
pub struct Probe {
    /// Where the process listens.
    #[arg(
        long,
        env = "THROUGHLINE_LISTEN",
        default_value = "127.0.0.1:3000",
        value_name = "ADDRESS"
    )]
    pub listen: String,
}
