//! Which options a bucket takes, and where its signed addresses lead.

use super::*;

fn origin(url: &str, options: &[(&str, &str)]) -> Option<String> {
    let options = options
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    Storage::from_url(url, options).unwrap().origin()
}

#[test]
fn signed_addresses_lead_to_the_bucket() {
    let region = ("AWS_REGION", "eu-west-1");
    assert_eq!(
        origin("s3://films/a", &[region]).unwrap(),
        "https://s3.eu-west-1.amazonaws.com"
    );
    let hosted = ("AWS_VIRTUAL_HOSTED_STYLE_REQUEST", "true");
    assert_eq!(
        origin("s3://films", &[region, hosted]).unwrap(),
        "https://films.s3.eu-west-1.amazonaws.com"
    );
    let own = ("AWS_ENDPOINT", "https://store.example:9000/below");
    assert_eq!(
        origin("s3://films", &[region, own]).unwrap(),
        "https://store.example:9000"
    );
    let account = ("AZURE_STORAGE_ACCOUNT_NAME", "studio");
    assert_eq!(
        origin("az://films", &[account]).unwrap(),
        "https://studio.blob.core.windows.net"
    );
}

#[test]
fn what_is_not_signed_has_no_address() {
    let unsigned = ("AWS_SKIP_SIGNATURE", "true");
    assert_eq!(origin("s3://films", &[unsigned]), None);
    assert_eq!(Storage::in_memory().origin(), None);
    let (_folder, storage) = local();
    assert_eq!(storage.origin(), None);
}

#[test]
fn what_stands_in_the_environment_for_another_reason_is_left_alone() {
    let others = [
        ("ENDPOINT", "http://elsewhere.example"),
        ("REGION", "nowhere"),
        ("BUCKET", "another"),
        ("GOOGLE_BASE_URL", "http://elsewhere.example"),
        ("AZURE_ENDPOINT", "http://elsewhere.example"),
    ];
    assert_eq!(
        origin("s3://films", &others).unwrap(),
        "https://s3.us-east-1.amazonaws.com"
    );
}

#[tokio::test]
async fn a_folder_signs_nothing() {
    let (_folder, storage) = local();
    let key = key();
    storage.put_picture(&key, &picture().await).await.unwrap();
    for rendition in [None, Some(640)] {
        assert_eq!(storage.signed_url(&key, rendition, 60).await.unwrap(), None);
    }
}
