//! Originals on their way to a reader, piece by piece: of a large picture and a slow line, little is in memory.

use super::{Storage, StorageKey, bounded_store, patient};
use crate::error::{Error, Result};
use bytes::Bytes;
use futures::{StreamExt, stream::BoxStream};
use object_store::{GetResultPayload, ObjectStoreExt};
use tokio::fs::File;
use tokio_util::io::ReaderStream;

/// Bytes that are read from a file at once.
const PIECE: usize = 256 * 1024;

/// An object on its way.
pub struct Flow {
    /// Bytes in all.
    pub size: u64,
    /// Them, in order. What follows an error is of no use.
    pub pieces: BoxStream<'static, Result<Bytes>>,
}

impl Storage {
    /// The whole object, read as it is taken. Error: `NotFound`, before anything flows.
    pub async fn flow(&self, key: &StorageKey) -> Result<Flow> {
        let found = bounded_store(self.objects.get(&key.path())).await?;
        let pieces = match found.payload {
            // The store's own pieces of a file are small, and each costs a thread's attention.
            GetResultPayload::File(file, _) => {
                let pieces = ReaderStream::with_capacity(File::from_std(file), PIECE);
                pieces
                    .map(|piece| piece.map_err(|err| Error::Unavailable(Box::new(err))))
                    .boxed()
            }
            GetResultPayload::Stream(pieces) => patient(pieces).boxed(),
        };
        Ok(Flow {
            size: found.meta.size,
            pieces,
        })
    }
}
