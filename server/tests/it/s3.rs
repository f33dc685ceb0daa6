//! Pictures that lie in a bucket, through the whole router.

use crate::client::{Api, Part, instance, request, send};
use axum::{Router, body::Body};
use domain::{
    model::{ids::AttemptId, paths::InstancePath},
    testing::{TestCtx, png},
    testing_s3::TestS3,
};
use server::{
    router::router,
    state::{AppState, Pictures},
};

/// A film with one picture in the store, on SQLite.
async fn with_picture(test: TestCtx) -> (Api, InstancePath, AttemptId) {
    let api = Api::over(test);
    let at = api.instance(api.scene().await, "Mara.").await;
    let id = api.pictures(at, 1).await[0];
    (api, at, id)
}

/// The same product, sending readers to the store.
fn redirecting(api: &Api) -> Router {
    let mut state = AppState::local((**api).clone(), api.viewer);
    state.pictures = Pictures::Redirect;
    router(state)
}

fn asked(method: &str, address: &str) -> axum::http::Request<Body> {
    request(method, address).body(Body::empty()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bucket_s_pictures_come_through_us() {
    let s3 = TestS3::fresh();
    let test = TestCtx::sqlite().await.storing(s3.storage());
    let (api, _, id) = with_picture(test).await;
    let address = format!("/media/attempts/{id}");
    let whole = api.get(&address).await;
    assert_eq!(whole.status.as_u16(), 200);
    assert!(whole.body.starts_with(b"\x89PNG"));
    assert_eq!(whole.header("content-type"), "image/png");
    let size = whole.body.len();
    assert_eq!(whole.header("content-length"), size.to_string());
    let head = api.send(asked("HEAD", &address)).await;
    assert_eq!(head.header("content-length"), size.to_string());
    let part = api.get_with(&address, "range", "bytes=1-4").await;
    assert_eq!(
        (part.status.as_u16(), &part.body[..]),
        (206, &whole.body[1..5])
    );
    assert_eq!(part.header("content-range"), format!("bytes 1-4/{size}"));
    api.get_with(&address, "range", &format!("bytes={size}-"))
        .await
        .refusal(416, "range");
    let scaled = api.get(&format!("{address}?w=320")).await;
    assert!(scaled.body.starts_with(b"RIFF"));
}

#[tokio::test(flavor = "multi_thread")]
async fn readers_are_sent_to_the_bucket_where_that_is_wished() {
    let s3 = TestS3::fresh();
    let test = TestCtx::sqlite().await.storing(s3.storage());
    let (api, _, id) = with_picture(test).await;
    let router = redirecting(&api);
    let address = format!("/media/attempts/{id}");
    let through_us = api.get(&address).await;
    for (address, begin) in [
        (address.clone(), &b"\x89PNG"[..]),
        (format!("{address}?w=640"), &b"RIFF"[..]),
        (format!("{address}?w=1280"), &b"RIFF"[..]),
    ] {
        let sent = send(router.clone(), asked("GET", &address)).await;
        assert_eq!(sent.status.as_u16(), 307, "{}", sent.text());
        assert_eq!(sent.header("cache-control"), "private, max-age=240");
        assert_eq!(sent.header("etag"), "");
        let there = sent.header("location");
        assert!(there.starts_with(&api.storage.origin().unwrap()), "{there}");
        assert!(there.contains("X-Amz-Expires=300"), "{there}");
        let (status, body) = s3.fetch(there);
        assert_eq!(status, 200);
        assert!(body.starts_with(begin));
        assert_eq!(body, api.get(&address).await.body);
    }
    let known = request("GET", &address).header("if-none-match", through_us.header("etag"));
    let known = send(router.clone(), known.body(Body::empty()).unwrap()).await;
    assert_eq!(
        known.status.as_u16(),
        304,
        "what the reader has need not be fetched"
    );
    let head = send(router, asked("HEAD", &address)).await;
    assert_eq!(
        head.status.as_u16(),
        200,
        "an address is signed for reading alone"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_is_sent_to_a_picture() {
    let s3 = TestS3::fresh();
    let test = TestCtx::sqlite().await.storing(s3.storage());
    let (api, _, id) = with_picture(test).await;
    let mut state = AppState::local((**api).clone(), api.stranger().await);
    state.pictures = Pictures::Redirect;
    for address in [
        format!("/media/attempts/{id}"),
        format!("/media/attempts/{id}?w=640"),
    ] {
        send(router(state.clone()), asked("GET", &address))
            .await
            .refusal(404, "not_found");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_signs_nothing_is_read_through_us() {
    let (api, _, id) = with_picture(TestCtx::sqlite().await).await;
    let router = redirecting(&api);
    for address in [
        format!("/media/attempts/{id}"),
        format!("/media/attempts/{id}?w=640"),
    ] {
        let served = send(router.clone(), asked("GET", &address)).await;
        assert_eq!(served.status.as_u16(), 200);
        assert_eq!(served.body, api.get(&address).await.body);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bucket_that_is_away_is_said_and_nothing_is_half_done() {
    let (gate, storage) = TestS3::fresh().gated().await;
    let (api, at, id) = with_picture(TestCtx::sqlite().await.storing(storage)).await;
    let address = format!("/media/attempts/{id}");
    let attempts = format!("{}/attempts", instance(at));
    let before = api.get(&attempts).await.expect(200);
    gate.shut();
    let picture = png(77);
    let refused = api.upload(at, &[Part::image(&picture)]).await;
    refused.refusal(503, "unavailable");
    assert_ne!(refused.header("retry-after"), "");
    for address in [
        address.clone(),
        format!("{address}?w=640"),
        "/readyz".to_owned(),
    ] {
        api.get(&address).await.refusal(503, "unavailable");
    }
    let part = api.get_with(&address, "range", "bytes=0-1").await;
    part.refusal(503, "unavailable");
    assert_eq!(api.get(&attempts).await.expect(200), before);
    gate.open();
    assert_eq!(api.get("/readyz").await.status.as_u16(), 200);
    assert_eq!(api.get(&attempts).await.expect(200), before);
    assert_eq!(api.get(&address).await.status.as_u16(), 200);
    api.upload(at, &[Part::image(&picture)]).await.expect(200);
    let after = api.get(&attempts).await.expect(200);
    assert_eq!(after.as_array().unwrap().len(), 2);
}
