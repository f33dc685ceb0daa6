//! The browser's files, where they were built.

use crate::client::{Api, request};
use axum::body::Body;

#[tokio::test]
async fn every_file_of_the_manifest_is_served_for_ever() {
    let api = Api::sqlite().await;
    // Empty where only the server was built, and then there is nothing to serve.
    for (name, address) in server::site::addresses() {
        let plain = api.get(&address).await;
        assert_eq!(plain.status.as_u16(), 200, "{name}");
        assert_eq!(
            plain.header("cache-control"),
            "public, max-age=31536000, immutable"
        );
        assert_eq!(
            (plain.header("content-encoding"), plain.header("vary")),
            ("", "accept-encoding")
        );
        let kind = plain.header("content-type");
        match name.rsplit('.').next().unwrap() {
            "js" => assert_eq!(kind, "text/javascript; charset=utf-8"),
            "wasm" => assert_eq!(kind, "application/wasm"),
            "css" => assert_eq!(kind, "text/css; charset=utf-8"),
            "svg" => assert_eq!(kind, "image/svg+xml"),
            _ => assert!(!kind.is_empty()),
        }
        let known = api
            .get_with(&address, "if-none-match", plain.header("etag"))
            .await;
        assert_eq!(
            (known.status.as_u16(), known.body.len()),
            (304, 0),
            "{name}"
        );
        let small = api.get_with(&address, "accept-encoding", "gzip, br").await;
        let encoding = small.header("content-encoding");
        assert!(
            encoding.is_empty() || encoding == "br" && small.body.len() < plain.body.len(),
            "{name}"
        );
        assert_eq!(small.header("content-type"), kind);
    }
}

#[tokio::test]
async fn a_file_that_was_not_built_is_not_there() {
    let api = Api::sqlite().await;
    for address in [
        "/pkg/none.js",
        "/pkg/../manifest.json",
        "/pkg/..%2fmanifest.json",
        "/pkg/%2e%2e/%2e%2e/site.stamp",
    ] {
        assert_eq!(api.get(address).await.status.as_u16(), 404, "{address}");
    }
    let head = request("HEAD", "/favicon.ico").body(Body::empty()).unwrap();
    assert_eq!(api.send(head).await.status.as_u16(), 204);
}
