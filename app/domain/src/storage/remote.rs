//! Buckets.

use crate::error::{Error, Result};
use object_store::{ObjectStore, parse_url_opts, prefix::PrefixStore};
use std::sync::Arc;

pub(super) fn open(url: &str, options: impl IntoIterator<Item = (String, String)>) -> Result<Arc<dyn ObjectStore>> {
    let Ok(parsed) = url.parse() else {
        return Err(Error::Invalid(format!("{url:?} is not the address of a storage.")));
    };
    let options = options.into_iter().map(|(name, value)| (name.to_ascii_lowercase(), value));
    let (objects, prefix) = parse_url_opts(&parsed, options).map_err(|err| Error::Invalid(err.to_string()))?;
    Ok(Arc::new(PrefixStore::new(objects, prefix)))
}
