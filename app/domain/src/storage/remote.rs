//! Buckets.

use crate::error::{Error, Result};
use object_store::{
    BackoffConfig, ObjectStore, RetryConfig, aws::AmazonS3Builder, azure::MicrosoftAzureBuilder,
    gcp::GoogleCloudStorageBuilder, path::Path, prefix::PrefixStore,
};
use std::{sync::Arc, time::Duration};

/// Builds the store of one vendor; the builders are alike, but have no trait in common.
macro_rules! bucket {
    ($builder:ident, $url:expr, $options:expr) => {{
        let mut builder = $builder::new().with_url($url).with_retry(retries());
        for (name, value) in $options {
            // What is not an option of this vendor stands in the environment for another reason.
            if let Ok(name) = name.to_ascii_lowercase().parse() {
                builder = builder.with_config(name, value);
            }
        }
        builder
            .build()
            .map(|built| Arc::new(built) as Arc<dyn ObjectStore>)
    }};
}

/// The bucket of an address, seen from the prefix in it.
pub(super) fn open(
    url: &str,
    options: impl IntoIterator<Item = (String, String)>,
) -> Result<Arc<dyn ObjectStore>> {
    let Some((scheme, place)) = url.split_once("://").filter(|(_, place)| !place.is_empty()) else {
        return Err(Error::Invalid(format!(
            "{url:?} is not the address of a storage."
        )));
    };
    let prefix = place.split_once('/').map_or("", |(_, prefix)| prefix);
    let built = match scheme {
        "s3" => bucket!(AmazonS3Builder, url, options),
        "gs" => bucket!(GoogleCloudStorageBuilder, url, options),
        "az" => bucket!(MicrosoftAzureBuilder, url, options),
        _ => {
            return Err(Error::Invalid(format!(
                "No storage is known for addresses with {scheme}://."
            )));
        }
    };
    let objects =
        built.map_err(|err| Error::Invalid(format!("The storage {url} cannot be used: {err}")))?;
    Ok(Arc::new(PrefixStore::new(objects, Path::from(prefix))))
}

/// Few, so that a bucket that is away is known within seconds: whoever waits can ask again.
fn retries() -> RetryConfig {
    RetryConfig {
        backoff: BackoffConfig {
            init_backoff: Duration::from_millis(100),
            max_backoff: Duration::from_secs(1),
            base: 2.0,
        },
        max_retries: 3,
        retry_timeout: Duration::from_secs(10),
    }
}
