//! Addresses at the bucket itself, so that a browser fetches a picture there and not through us.

use super::{Storage, StorageKey, bounded_store};
use crate::error::Result;
use object_store::signer::{Method, Signer};
use std::{sync::Arc, time::Duration};

/// What signs, and where its addresses lead.
#[derive(Clone, Debug)]
pub(super) struct Signing {
    pub(super) signer: Arc<dyn Signer>,
    pub(super) origin: String,
}

impl Storage {
    /// Where signed addresses lead: scheme, host and port, as a page's Content-Security-Policy names it.
    /// `None` where the store signs none.
    pub fn origin(&self) -> Option<String> {
        self.signing.as_ref().map(|signing| signing.origin.clone())
    }

    /// An address at which the picture, or its rendition in that width, can be fetched without asking us, for so
    /// many seconds. The rendition is made first if it is not there.
    ///
    /// `None` where the store cannot sign, or the rendition cannot be kept; then the bytes go through us. Errors:
    /// those of [`Storage::rendition`].
    pub async fn signed_url(
        &self,
        key: &StorageKey,
        rendition: Option<u32>,
        seconds: u64,
    ) -> Result<Option<String>> {
        let Some(signing) = &self.signing else {
            return Ok(None);
        };
        let path = match rendition {
            None => key.path(),
            Some(width) if self.has_rendition(key, width).await? => key.rendition_path(width),
            Some(_) => return Ok(None),
        };
        let lives = Duration::from_secs(seconds);
        let signed = signing.signer.signed_url(Method::GET, &path, lives);
        match bounded_store(signed).await {
            Ok(address) => Ok(Some(address.into())),
            Err(err) => {
                // A key that reads but may not sign, for one. The bytes can still be served.
                tracing::warn!(error = ?err, "the store signed no address");
                Ok(None)
            }
        }
    }

    /// Whether the rendition stands in the store, after making it if it did not.
    async fn has_rendition(&self, key: &StorageKey, width: u32) -> Result<bool> {
        if self.size_at(key.rendition_path(width)).await?.is_some() {
            return Ok(true);
        }
        self.rendition(key, width).await?;
        Ok(self.size_at(key.rendition_path(width)).await?.is_some())
    }
}
