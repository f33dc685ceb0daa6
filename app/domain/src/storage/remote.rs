//! Buckets.

use super::signing::Signing;
use crate::error::{Error, Result};
use object_store::{
    BackoffConfig, ObjectStore, RetryConfig,
    aws::{AmazonS3Builder, AmazonS3ConfigKey},
    azure::{AzureConfigKey, MicrosoftAzureBuilder},
    gcp::{GoogleCloudStorageBuilder, GoogleConfigKey},
    path::Path,
    prefix::PrefixStore,
    signer::Url,
};
use std::{sync::Arc, time::Duration};

/// A bucket, and how it signs addresses where it can.
pub(super) struct Bucket {
    pub(super) objects: Arc<dyn ObjectStore>,
    pub(super) signing: Option<Signing>,
}

/// Builds the store of one vendor; the builders are alike, but have no trait in common.
macro_rules! bucket {
    ($builder:ident, $place:expr, $options:expr, $names:expr, $origin:expr) => {{
        let place: &Place<'_> = $place;
        let mut builder = $builder::new()
            .with_url(place.url)
            .with_retry(retries());
        for (name, value) in $options {
            let name = name.to_ascii_lowercase();
            // What is not an option of this vendor stands in the environment for another reason, like a TOKEN
            // that is somebody else's.
            if !$names.iter().any(|begin| name.starts_with(begin)) {
                continue;
            }
            if let Ok(name) = name.parse() {
                builder = builder.with_config(name, value);
            }
        }
        let origin: Option<String> = $origin(&builder, place);
        builder.build().map(|built| {
            let store = Arc::new(PrefixStore::new(built, Path::from(place.prefix)));
            Bucket {
                objects: store.clone(),
                signing: origin.map(|origin| Signing {
                    signer: store,
                    origin,
                }),
            }
        })
    }};
}

/// The parts of an address.
struct Place<'a> {
    url: &'a str,
    bucket: &'a str,
    prefix: &'a str,
}

/// The bucket of an address, seen from the prefix in it.
pub(super) fn open(
    url: &str,
    options: impl IntoIterator<Item = (String, String)>,
) -> Result<Bucket> {
    let Some((scheme, place)) = url.split_once("://").filter(|(_, place)| !place.is_empty()) else {
        return Err(Error::Invalid(
            "That is not the address of a storage. One is like s3://bucket/prefix.".into(),
        ));
    };
    let (bucket, prefix) = place.split_once('/').unwrap_or((place, ""));
    let place = &Place {
        url,
        bucket,
        prefix,
    };
    let built = match scheme {
        "s3" => bucket!(AmazonS3Builder, place, options, ["aws_"], of_s3),
        "gs" => bucket!(
            GoogleCloudStorageBuilder,
            place,
            options,
            ["google_"],
            of_google
        ),
        "az" => bucket!(
            MicrosoftAzureBuilder,
            place,
            options,
            ["azure_", "identity_endpoint", "msi_endpoint"],
            of_azure
        ),
        _ => {
            return Err(Error::Invalid(format!(
                "No storage is known for addresses with {scheme}://."
            )));
        }
    };
    built.map_err(|err| {
        Error::Invalid(format!(
            "The storage {scheme}://{} cannot be used: {err}",
            place.bucket
        ))
    })
}

/// Where signed addresses of S3 lead. What needs headers of ours, or is not signed at all, has none.
fn of_s3(builder: &AmazonS3Builder, place: &Place<'_>) -> Option<String> {
    use AmazonS3ConfigKey as Key;
    let value = |key: Key| builder.get_config_value(&key);
    if is_on(value(Key::S3Express)) || is_on(value(Key::SkipSignature)) {
        return None;
    }
    if let Some(endpoint) = value(Key::S3Endpoint).or_else(|| value(Key::Endpoint)) {
        return origin_of(&endpoint);
    }
    let region = value(Key::Region).unwrap_or_else(|| "us-east-1".to_owned());
    Some(if is_on(value(Key::VirtualHostedStyleRequest)) {
        format!("https://{}.s3.{region}.amazonaws.com", place.bucket)
    } else {
        format!("https://s3.{region}.amazonaws.com")
    })
}

fn of_google(builder: &GoogleCloudStorageBuilder, _: &Place<'_>) -> Option<String> {
    use GoogleConfigKey as Key;
    let value = |key: Key| builder.get_config_value(&key);
    if is_on(value(Key::SkipSignature)) {
        return None;
    }
    origin_of(&value(Key::BaseUrl).unwrap_or_else(|| "https://storage.googleapis.com".to_owned()))
}

fn of_azure(builder: &MicrosoftAzureBuilder, _: &Place<'_>) -> Option<String> {
    use AzureConfigKey as Key;
    let value = |key: Key| builder.get_config_value(&key);
    if is_on(value(Key::SkipSignature)) || is_on(value(Key::UseEmulator)) {
        return None;
    }
    if let Some(endpoint) = value(Key::Endpoint) {
        return origin_of(&endpoint);
    }
    let account = value(Key::AccountName)?;
    let vendor = if is_on(value(Key::UseFabricEndpoint)) {
        "fabric.microsoft.com"
    } else {
        "core.windows.net"
    };
    Some(format!("https://{account}.blob.{vendor}"))
}

/// The words that the builders take for yes.
fn is_on(value: Option<String>) -> bool {
    value.is_some_and(|value| {
        ["1", "true", "on", "yes", "y"].contains(&value.to_ascii_lowercase().as_str())
    })
}

/// Scheme, host and port of an address.
fn origin_of(address: &str) -> Option<String> {
    let origin = Url::parse(address).ok()?.origin();
    origin.is_tuple().then(|| origin.ascii_serialization())
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
