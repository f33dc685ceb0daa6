//! The thread that packs: pieces in, archive out.

use crate::{
    error::{Error, Result},
    services::archive::MANIFEST,
};
use bytes::Bytes;
use std::io::{self, Seek, Write};
use tokio::sync::mpsc::Receiver;
use zip::{CompressionMethod, ZipWriter, result::ZipError, write::SimpleFileOptions};

/// What the archive is made of, in this order.
pub(crate) enum Piece {
    /// The next bytes of the manifest.
    Rows(Vec<u8>),
    /// A picture, under its path in the store.
    Picture(String, Bytes),
    /// There is no more; without this the archive is not whole.
    End,
}

/// Packs until the end comes, and answers `out`; nothing, where the pieces stop without an end.
pub(super) fn pack<W: Write + Seek>(out: W, mut pieces: Receiver<Piece>) -> Result<Option<W>> {
    let plain = SimpleFileOptions::default();
    // Pictures are packed already: doing it again takes time and saves nothing.
    let stored = plain.compression_method(CompressionMethod::Stored);
    let deflated = plain.compression_method(CompressionMethod::Deflated);
    let mut zip = ZipWriter::new(out);
    zip.start_file(MANIFEST, deflated).map_err(unwritten)?;
    while let Some(piece) = pieces.blocking_recv() {
        match piece {
            Piece::Rows(bytes) => zip.write_all(&bytes).map_err(unwritable)?,
            Piece::Picture(path, bytes) => {
                zip.start_file(path, stored).map_err(unwritten)?;
                zip.write_all(&bytes).map_err(unwritable)?;
            }
            Piece::End => {
                let mut out = zip.finish().map_err(unwritten)?;
                out.flush().map_err(unwritable)?;
                return Ok(Some(out));
            }
        }
    }
    Ok(None)
}

fn unwritten(err: ZipError) -> Error {
    unwritable(err.into())
}

fn unwritable(err: io::Error) -> Error {
    match err.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            Error::StorageFull(Box::new(err))
        }
        _ => Error::Unavailable(Box::new(err)),
    }
}
