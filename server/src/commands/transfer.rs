//! `throughline export` and `throughline import`: a film as a file, and back.

use super::say;
use crate::failure::{Failure, Trying, failed};
use domain::{
    ctx::{Ctx, Viewer},
    error::Error,
    model::ids::ProjectId,
    services::{accounts, export as out, import as back, users},
};
use std::{
    ffi::OsString,
    fs::{self, File},
    io::{BufReader, BufWriter, IsTerminal, stderr},
    path::{Path, PathBuf},
};

/// Writes a film into a file that is not there yet. Until it is whole it has another name.
///
/// # Errors
/// What was wrong, and what to do about it.
pub async fn export(ctx: &Ctx, project: ProjectId, to: &Path) -> Result<(), Failure> {
    let shown = to.display();
    if to.exists() {
        return failed(format!("{shown} is there already. Name another file."));
    }
    let viewer = match out::maker(ctx, project).await {
        Err(Error::NotFound(_)) => return failed(format!("There is no film {project} here.")),
        found => found.trying("The film cannot be found")?,
    };
    let part = part(to);
    let file = File::create(&part).trying(format!("{} cannot be written", part.display()))?;
    let written = out::write(ctx, viewer, project, BufWriter::new(file), progress).await;
    let kept = written
        .trying("The film cannot be exported")
        .and_then(|file| {
            let file = file.into_inner().map_err(|err| err.into_error());
            let flushed = file.and_then(|file| file.sync_all());
            let named = flushed.and_then(|()| fs::rename(&part, to));
            named.trying(format!("{shown} cannot be written"))
        });
    if kept.is_err() {
        // What is left of it is worth nothing; the reason why it failed is.
        let _ = fs::remove_file(&part);
    }
    kept
}

fn part(to: &Path) -> PathBuf {
    let mut name = OsString::from(to);
    name.push(".part");
    name.into()
}

/// Brings the film of a file in, as the one's whose address is given, and prints its new id alone.
///
/// # Errors
/// What was wrong, and what to do about it.
pub async fn import(ctx: &Ctx, from: &Path, email: Option<&str>) -> Result<(), Failure> {
    let shown = from.display();
    let viewer = owner(ctx, email).await?;
    let file = File::open(from).trying(format!("{shown} cannot be read"))?;
    let film = back::read(ctx, viewer, BufReader::new(file), progress).await;
    let film = film.trying(format!("{shown} cannot be imported"))?;
    say(film.id);
    Ok(())
}

/// Who is to have the film: the one named, or the one user of an installation without accounts.
async fn owner(ctx: &Ctx, email: Option<&str>) -> Result<Viewer, Failure> {
    let Some(email) = email else {
        let fresh = accounts::is_fresh(ctx).await;
        if !fresh.trying("The database cannot be read")? {
            return failed("There are accounts here. Say whose the film will be with --email.");
        }
        return users::local(ctx)
            .await
            .trying("The database cannot be written");
    };
    match back::owner(ctx, email).await {
        Err(Error::NotFound(_)) => failed(format!(
            "Nobody here has the address {email}. Add them with `throughline user add`."
        )),
        found => found.trying("The database cannot be read"),
    }
}

/// How far it is, for whoever sits in front of it.
fn progress(done: usize, all: usize) {
    if !stderr().is_terminal() {
        return;
    }
    eprint!("\r{done} of {all} pictures");
    if done == all {
        eprintln!();
    }
}
