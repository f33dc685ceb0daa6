//! Renditions: kept when they are there, made once when they are not.

use super::{Storage, StorageKey};
use crate::{
    error::{Error, Result, invalid},
    images::{self, WIDTHS},
};
use bytes::Bytes;
use object_store::path::Path;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError, Weak},
};
use tokio::sync::OnceCell;

/// What is being made right now, by path. All who ask for one meanwhile wait for the same.
#[derive(Debug, Default)]
pub(super) struct Flights(Mutex<HashMap<Path, Weak<OnceCell<Bytes>>>>);

impl Flights {
    /// The flight to join. It lives as long as somebody is on it; who finds it ended starts another.
    fn join(&self, path: &Path) -> Arc<OnceCell<Bytes>> {
        let mut flights = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(flight) = flights.get(path).and_then(Weak::upgrade) {
            return flight;
        }
        flights.retain(|_, flight| flight.strong_count() > 0);
        let flight = Arc::new(OnceCell::new());
        flights.insert(path.clone(), Arc::downgrade(&flight));
        flight
    }
}

impl Storage {
    /// The picture as a WebP of one of [`WIDTHS`], never wider than the picture itself.
    ///
    /// Fifty who ask at once get one rendition made. Errors: `Invalid` for another width, `NotFound`
    /// for a picture that is not there, and those of [`images::rendition`].
    pub async fn rendition(&self, key: &StorageKey, width: u32) -> Result<Bytes> {
        if !WIDTHS.contains(&width) {
            return invalid("Pictures are made in widths of 320, 640 and 1280 pixels.");
        }
        let path = key.rendition_path(width);
        match self.read(path.clone()).await {
            Err(Error::NotFound(_)) => {}
            found => return found,
        }
        let flight = self.flights.join(&path);
        flight
            .get_or_try_init(|| self.make_rendition(key, width))
            .await
            .cloned()
    }

    async fn make_rendition(&self, key: &StorageKey, width: u32) -> Result<Bytes> {
        // Another flight may have ended between the look at the store and the start of this one.
        match self.read(key.rendition_path(width)).await {
            Err(Error::NotFound(_)) => {}
            found => return found,
        }
        let made = images::rendition(self.get(key).await?, width).await?;
        self.keep_rendition(key, width, made.clone()).await;
        Ok(made)
    }

    /// A rendition that cannot be kept can still be shown; it is made again the next time.
    pub(super) async fn keep_rendition(&self, key: &StorageKey, width: u32, rendition: Bytes) {
        if let Err(err) = self
            .write(key.rendition_path(width), "image/webp", rendition)
            .await
        {
            tracing::warn!(error = ?err, %key, width, "a rendition could not be kept");
        }
    }
}
