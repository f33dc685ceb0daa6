//! Files that a put left behind because it was killed.
//!
//! The local store writes to `name#1` beside the object and renames. It hides such files from its own
//! listing, so they have to be looked for on the disk.

use crate::error::{Error, Result};
use std::{
    io,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

pub(super) async fn remove(folder: PathBuf, grace: Duration) -> Result<usize> {
    let swept = tokio::task::spawn_blocking(move || sweep(&folder, grace))
        .await
        .map_err(Error::internal)?;
    swept.map_err(|err| Error::Unavailable(Box::new(err)))
}

fn sweep(folder: &Path, grace: Duration) -> io::Result<usize> {
    let Some(latest) = SystemTime::now().checked_sub(grace) else {
        return Ok(0);
    };
    let mut folders = vec![folder.to_owned()];
    let mut removed = 0;
    while let Some(folder) = folders.pop() {
        let Some(entries) = unless_gone(std::fs::read_dir(&folder))? else {
            continue;
        };
        for entry in entries {
            let entry = entry?;
            let Some(facts) = unless_gone(entry.metadata())? else {
                continue;
            };
            if facts.is_dir() {
                folders.push(entry.path());
            } else if is_unfinished(&entry.path())
                && facts.modified()? <= latest
                && unless_gone(std::fs::remove_file(entry.path()))?.is_some()
            {
                removed += 1;
            }
        }
    }
    Ok(removed)
}

/// `name#1`: no key has that character in it.
fn is_unfinished(path: &Path) -> bool {
    let name = path
        .file_name()
        .and_then(|name| name.to_str())
        .and_then(|name| name.rsplit_once('#'));
    name.is_some_and(|(_, number)| {
        !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// Puts and deletions go on meanwhile; what they took away is not missed.
fn unless_gone<T>(result: io::Result<T>) -> io::Result<Option<T>> {
    match result {
        Ok(found) => Ok(Some(found)),
        Err(err) if err.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(err) => Err(err),
    }
}
