//! The archive as a file: what may be in it at all, its rows, its pictures.

use crate::{
    error::{Error, Result, invalid},
    services::archive::{
        FORMAT, Head, MANIFEST, MAX_ENTRIES, MAX_MANIFEST, MAX_PICTURE, MAX_TOTAL, Manifest,
        VERSION, blocking, is_ours,
    },
};
use bytes::Bytes;
use serde::de::DeserializeOwned;
use std::{
    fmt::Display,
    io::{BufReader, Read, Seek},
};
use zip::ZipArchive;

/// An archive whose entries were looked over.
pub(super) struct Package<R> {
    zip: ZipArchive<R>,
}

impl<R: Read + Seek + Send + 'static> Package<R> {
    /// Opens an archive and reads its rows.
    pub(super) async fn open(archive: R) -> Result<(Self, Manifest)> {
        blocking(move || {
            let mut zip = ZipArchive::new(archive).map_err(damaged)?;
            look_over(&zip)?;
            let head: Head = rows(&mut zip)?;
            if head.format != FORMAT {
                return invalid("This is not the archive of a film.");
            }
            if head.version != VERSION {
                return invalid(format!(
                    "This archive is of format {}, and this version reads format {VERSION}. Bring it in with the version that wrote it, or a later one.",
                    head.version
                ));
            }
            let manifest: Manifest = rows(&mut zip)?;
            Ok((Self { zip }, manifest))
        })
        .await
    }

    /// Whether there is the picture that a row stands on, if it stands on any.
    pub(super) fn holds(&self, path: &Option<String>) -> bool {
        let at = |path: &String| self.zip.index_for_name_raw(path.as_bytes());
        path.as_ref().is_none_or(|path| at(path).is_some())
    }

    /// The bytes of a picture. Gives the package back.
    pub(super) async fn picture(mut self, path: String) -> Result<(Self, Bytes)> {
        blocking(move || {
            let bytes = unpacked(&mut self.zip, &path)?;
            Ok((self, bytes))
        })
        .await
    }
}

/// Refuses an archive by its list of entries, before anything in it is read.
fn look_over<R: Read + Seek>(zip: &ZipArchive<R>) -> Result<()> {
    if zip.len() > MAX_ENTRIES {
        return too_large("The archive has too many entries.");
    }
    if zip.has_duplicate_names() {
        return invalid("The archive has two entries of one name.");
    }
    let mut total = 0_u64;
    for index in 0..zip.len() {
        let entry = zip.by_index_data(index).map_err(damaged)?;
        let name = entry.name().map_err(damaged)?;
        if !is_ours(&name) || !entry.is_file() || entry.encrypted() {
            return invalid("The archive holds something that is no picture of a film.");
        }
        let most = if name == MANIFEST {
            MAX_MANIFEST
        } else {
            MAX_PICTURE as u64
        };
        if entry.size() > most {
            return too_large(format!("{name} is larger than is taken."));
        }
        total = total.saturating_add(entry.size());
    }
    if total > MAX_TOTAL {
        return too_large("The archive unpacks to more than is taken.");
    }
    Ok(())
}

/// The manifest, read as a value of that shape. However much there is in truth, no more than is taken is unpacked.
fn rows<R: Read + Seek, T: DeserializeOwned>(zip: &mut ZipArchive<R>) -> Result<T> {
    let Ok(entry) = zip.by_name(MANIFEST) else {
        return invalid("This is not the archive of a film.");
    };
    let unpacked = BufReader::new(entry.take(MAX_MANIFEST));
    serde_json::from_reader(unpacked)
        .or_else(|err| invalid(format!("The rows of the archive cannot be read: {err}.")))
}

fn unpacked<R: Read + Seek>(zip: &mut ZipArchive<R>, path: &str) -> Result<Bytes> {
    let Ok(entry) = zip.by_name(path) else {
        return invalid(format!("The picture {path} is not in the archive."));
    };
    let declared = entry.size();
    let mut bytes = Vec::new();
    // What an entry says of its size is not what it unpacks to.
    let most = declared.min(MAX_PICTURE as u64);
    entry
        .take(most + 1)
        .read_to_end(&mut bytes)
        .map_err(damaged)?;
    if bytes.len() as u64 != declared {
        return invalid(format!("The picture {path} is not as large as it says."));
    }
    Ok(bytes.into())
}

fn too_large<T>(why: impl Into<String>) -> Result<T> {
    Err(Error::TooLarge(why.into()))
}

fn damaged(err: impl Display) -> Error {
    tracing::info!(error = %err, "an archive could not be read");
    Error::Invalid("The archive is damaged or incomplete.".into())
}
