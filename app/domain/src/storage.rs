//! Where the bytes of pictures are: on a local disk, in memory, or in a bucket.
//!
//! `StorageKey` owns every path, `Storage` every access. A put is atomic and flushed: when it returns,
//! the object is on the disk or acknowledged by the bucket, and until then nothing can be seen of it.
//! Renditions are made on first demand and can always be made again, so nothing refers to them.

mod flow;
mod key;
mod remote;
mod renditions;
mod signing;
mod unfinished;

pub use flow::Flow;
pub use key::{SceneScope, StorageKey};

use crate::{
    error::{Error, Result},
    images::{PREVIEW_WIDTH, Prepared, WIDTHS},
};
use bytes::Bytes;
use chrono::{DateTime, Utc};
use futures::{Stream, StreamExt, stream::BoxStream};
use object_store::{
    Attribute, Attributes, ObjectStore, ObjectStoreExt, PutOptions, local::LocalFileSystem,
    memory::InMemory, path::Path,
};
use std::{future::Future, ops::Range, path::PathBuf, sync::Arc, time::Duration};

/// How long the store may take to answer.
const PATIENCE: Duration = Duration::from_secs(30);
/// What a bucket tells a browser that fetches there: content never changes under a key.
const FOR_EVER: &str = "private, max-age=31536000, immutable";

/// An object in the store that is ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The picture; for a rendition, the one that it was made from.
    pub key: StorageKey,
    /// The width of a rendition, in pixels; `None` for the picture itself.
    pub rendition: Option<u32>,
    /// Bytes.
    pub size: u64,
    /// When it was written.
    pub last_modified: DateTime<Utc>,
}

/// The store of pictures. Cheap to clone; clones share one store.
#[derive(Clone, Debug)]
pub struct Storage {
    objects: Arc<dyn ObjectStore>,
    /// The folder, where the store is one.
    folder: Option<PathBuf>,
    /// What signs addresses, where the store can.
    signing: Option<signing::Signing>,
    flights: Arc<renditions::Flights>,
}

impl Storage {
    /// A folder on this machine, made if it is not there. Fails where it cannot be written.
    pub fn local(folder: impl Into<PathBuf>) -> Result<Self> {
        let folder = folder.into();
        std::fs::create_dir_all(&folder).map_err(|err| Error::Unavailable(Box::new(err)))?;
        let objects = LocalFileSystem::new_with_prefix(&folder)?
            .with_fsync(true)
            .with_automatic_cleanup(true);
        Ok(Self::over(Arc::new(objects), Some(folder)))
    }

    /// Nothing but memory, for tests.
    pub fn in_memory() -> Self {
        Self::over(Arc::new(InMemory::new()), None)
    }

    /// `file:///folder`, `s3://bucket/prefix`, `gs://bucket/prefix` or `az://container/prefix`.
    ///
    /// `options` are named like the usual environment variables (`AWS_ACCESS_KEY_ID`, `AWS_ENDPOINT`,
    /// `GOOGLE_SERVICE_ACCOUNT`, `AZURE_STORAGE_ACCOUNT_NAME` …), in any case; others, and those of another
    /// vendor, are ignored.
    /// Errors: `Invalid` for an address of another kind or that lacks something.
    pub fn from_url(
        url: &str,
        options: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self> {
        if let Some(folder) = url.strip_prefix("file://") {
            return Self::local(folder);
        }
        let bucket = remote::open(url, options)?;
        Ok(Self {
            signing: bucket.signing,
            ..Self::over(bucket.objects, None)
        })
    }

    fn over(objects: Arc<dyn ObjectStore>, folder: Option<PathBuf>) -> Self {
        Self {
            objects,
            folder,
            signing: None,
            flights: Arc::default(),
        }
    }

    /// Whether the store answers at all. Error: `Unavailable`.
    pub async fn check(&self) -> Result<()> {
        if let Some(folder) = &self.folder {
            let found = bounded(async { Ok(tokio::fs::metadata(folder).await) }).await?;
            return found
                .map(drop)
                .map_err(|err| Error::Unavailable(Box::new(err)));
        }
        // A look at one object would not tell a bucket that is missing from an object that is.
        let mut found = self.objects.list(Some(&Path::from("check")));
        let first = bounded(async { Ok(found.next().await) }).await?;
        first
            .transpose()
            .map(drop)
            .map_err(|err| Error::Unavailable(Box::new(err)))
    }

    /// Writes the object and flushes it. Errors: `StorageFull`, `Unavailable`; nothing is left then.
    pub async fn put(&self, key: &StorageKey, bytes: Bytes) -> Result<()> {
        self.write(key.path(), key.content_type(), bytes).await
    }

    /// Writes a picture and, at the same time, the rendition that the panel asks for first. A preview
    /// that cannot be kept is no error: it is made again when it is asked for.
    pub async fn put_picture(&self, key: &StorageKey, picture: &Prepared) -> Result<()> {
        let preview = self.keep_rendition(key, PREVIEW_WIDTH, picture.preview.clone());
        let (kept, ()) = tokio::join!(self.put(key, picture.bytes.clone()), preview);
        kept
    }

    /// The whole object. Error: `NotFound`.
    pub async fn get(&self, key: &StorageKey) -> Result<Bytes> {
        self.read(key.path()).await
    }

    /// The bytes of a range, cut at the object's end. Errors: `NotFound`; `Unavailable` for a range
    /// that begins after the end, so ask for the size first.
    pub async fn get_range(&self, key: &StorageKey, range: Range<u64>) -> Result<Bytes> {
        bounded_store(self.objects.get_range(&key.path(), range)).await
    }

    /// Bytes of the object, or `None` if it is not there.
    pub async fn size(&self, key: &StorageKey) -> Result<Option<u64>> {
        self.size_at(key.path()).await
    }

    /// Copies the object, so that each has its own bytes. Error: `NotFound`.
    pub async fn copy(&self, from: &StorageKey, to: &StorageKey) -> Result<()> {
        if self.folder.is_some() {
            // The local store would make a hard link, and two attempts would share one file.
            let bytes = self.get(from).await?;
            return self.put(to, bytes).await;
        }
        bounded_store(self.objects.copy(&from.path(), &to.path())).await
    }

    /// Removes the object alone. It is no error if it is not there.
    pub async fn delete(&self, key: &StorageKey) -> Result<()> {
        self.remove(key.path()).await
    }

    /// Removes the object and what was made from it. It is no error if it is not there.
    pub async fn delete_with_renditions(&self, key: &StorageKey) -> Result<()> {
        futures::future::try_join_all(WIDTHS.map(|width| self.remove(key.rendition_path(width))))
            .await?;
        self.delete(key).await
    }

    /// All objects whose path begins with the folders `prefix`, or all there are. What is not ours is
    /// left out. The renditions are under a prefix of their own, see [`StorageKey::rendition_path`].
    pub fn list(&self, prefix: Option<&str>) -> impl Stream<Item = Result<Listed>> + Send + use<> {
        let found = self.objects.list(prefix.map(Path::from).as_ref());
        patient(found).filter_map(|found| async { found.map(listed).transpose() })
    }

    /// Removes what puts that were killed in the middle left on the disk, if it is older than `grace`,
    /// and says how many files those were. Buckets keep nothing of the kind.
    pub async fn remove_unfinished(&self, grace: Duration) -> Result<usize> {
        match self.folder.clone() {
            Some(folder) => unfinished::remove(folder, grace).await,
            None => Ok(0),
        }
    }

    async fn write(&self, path: Path, kind: &'static str, bytes: Bytes) -> Result<()> {
        // A file keeps none; who serves it knows them from the key.
        let attributes = match &self.folder {
            Some(_) => Attributes::default(),
            None => Attributes::from_iter([
                (Attribute::ContentType, kind),
                (Attribute::CacheControl, FOR_EVER),
            ]),
        };
        let options = PutOptions::from(attributes);
        bounded_store(self.objects.put_opts(&path, bytes.into(), options))
            .await
            .map(drop)
    }

    async fn size_at(&self, path: Path) -> Result<Option<u64>> {
        match bounded_store(self.objects.head(&path)).await {
            Ok(found) => Ok(Some(found.size)),
            Err(Error::NotFound(_)) => Ok(None),
            Err(err) => Err(err),
        }
    }

    async fn read(&self, path: Path) -> Result<Bytes> {
        bounded_store(async { self.objects.get(&path).await?.bytes().await }).await
    }

    async fn remove(&self, path: Path) -> Result<()> {
        match bounded_store(self.objects.delete(&path)).await {
            Err(Error::NotFound(_)) => Ok(()),
            done => done,
        }
    }
}

fn listed(found: object_store::ObjectMeta) -> Option<Listed> {
    let (key, rendition) = StorageKey::of_path(found.location.as_ref())?;
    Some(Listed {
        key,
        rendition,
        size: found.size,
        last_modified: found.last_modified,
    })
}

/// Waits for each part of what flows from the store no longer than for anything else of it.
fn patient<T: Send + 'static>(
    found: BoxStream<'static, object_store::Result<T>>,
) -> impl Stream<Item = Result<T>> + Send + use<T> {
    futures::stream::unfold(found, |mut found| async move {
        let next = match tokio::time::timeout(PATIENCE, found.next()).await {
            Ok(next) => next?.map_err(Error::from),
            Err(late) => Err(Error::Unavailable(Box::new(late))),
        };
        Some((next, found))
    })
}

/// Waits for the store no longer than its time.
async fn bounded<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    tokio::time::timeout(PATIENCE, work)
        .await
        .unwrap_or_else(|late| Err(Error::Unavailable(Box::new(late))))
}

async fn bounded_store<T>(work: impl Future<Output = object_store::Result<T>>) -> Result<T> {
    bounded(async {
        work.await.map_err(|err| match err {
            object_store::Error::NotFound { .. } => Error::NotFound("picture"),
            other => other.into(),
        })
    })
    .await
}

#[cfg(test)]
mod tests;
