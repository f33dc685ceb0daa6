//! What the binary does besides serving: one command a file, each a short function around a use-case.

pub mod doctor;
pub mod migrate;
pub mod places;
pub mod probe;
pub mod transfer;
pub mod user;

use crate::{
    failure::Failure,
    settings::{
        shown::Shown,
        tasks::{Doctor, Export, Import, User},
    },
};
use domain::ctx::Ctx;
use std::{fmt::Display, io::Write};

/// How a command ended that did what it was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// All is well.
    Well,
    /// Something is not, and was said.
    WithFindings,
}

/// Adds people and tokens.
pub async fn user(given: User) -> Result<Ended, Failure> {
    let ctx = places::current(&given.places).await?;
    let done = user::run(&ctx, given.command).await;
    ended(ctx, done.map(|()| Ended::Well)).await
}

/// Takes a film in.
pub async fn import(given: Import) -> Result<Ended, Failure> {
    let ctx = places::current(&given.places).await?;
    let done = transfer::import(&ctx, &given.file, given.email.as_deref()).await;
    ended(ctx, done.map(|()| Ended::Well)).await
}

/// Writes a film down.
pub async fn export(given: Export) -> Result<Ended, Failure> {
    places::are_there(&given.places)?;
    let ctx = places::current(&given.places).await?;
    let done = transfer::export(&ctx, given.project, &given.to).await;
    ended(ctx, done.map(|()| Ended::Well)).await
}

/// Examines the data.
pub async fn doctor(given: Doctor) -> Result<Ended, Failure> {
    places::are_there(&given.places)?;
    let ctx = places::current(&given.places).await?;
    let done = doctor::run(&ctx, given.fix, given.deep).await;
    let end = |left| match left {
        0 => Ended::Well,
        _ => Ended::WithFindings,
    };
    ended(ctx, done.map(end)).await
}

/// Prints the settings.
pub fn config(shown: &[Shown]) -> Ended {
    for setting in shown {
        say(setting);
    }
    Ended::Well
}

/// Prints a line. Whoever stopped reading has read enough.
pub fn say(line: impl Display) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

/// Closes the database, which on SQLite folds the log into the file.
async fn ended(ctx: Ctx, done: Result<Ended, Failure>) -> Result<Ended, Failure> {
    if let Err(err) = ctx.db.close().await {
        tracing::warn!(error = %err, "the database was not closed well");
    }
    done
}
