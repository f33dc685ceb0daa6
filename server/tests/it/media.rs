//! Pictures.

use crate::client::{Api, Reply, request};
use axum::body::Body;

async fn picture() -> (Api, String) {
    let api = Api::sqlite().await;
    let at = api.instance(api.scene().await, "Mara.").await;
    let id = api.pictures(at, 1).await[0];
    (api, format!("/media/attempts/{id}"))
}

fn careful(reply: &Reply) {
    assert_eq!(
        reply.header("cache-control"),
        "private, max-age=31536000, immutable"
    );
    assert_eq!(reply.header("x-content-type-options"), "nosniff");
    assert!(reply.header("content-security-policy").contains("sandbox"));
    assert!(reply.header("etag").starts_with('"') && reply.header("etag").len() > 60);
}

#[tokio::test]
async fn a_picture_is_served_whole_and_for_ever() {
    let (api, address) = picture().await;
    let whole = api.get(&address).await;
    assert_eq!(whole.status.as_u16(), 200);
    careful(&whole);
    assert_eq!(whole.header("content-type"), "image/png");
    assert_eq!(whole.header("accept-ranges"), "bytes");
    assert_eq!(whole.header("content-encoding"), "");
    assert!(whole.body.starts_with(b"\x89PNG"));
    let head = api
        .send(request("HEAD", &address).body(Body::empty()).unwrap())
        .await;
    assert_eq!((head.status.as_u16(), head.body.len()), (200, 0));
    assert_eq!(head.header("content-length"), whole.body.len().to_string());
}

#[tokio::test]
async fn a_picture_comes_in_three_widths() {
    let (api, address) = picture().await;
    let plain = api.get(&address).await;
    for width in [320, 640, 1280] {
        let scaled = api.get(&format!("{address}?w={width}")).await;
        assert_eq!(
            (scaled.status.as_u16(), scaled.header("content-type")),
            (200, "image/webp")
        );
        careful(&scaled);
        assert_eq!(
            scaled.header("etag"),
            format!("{}-{width}\"", plain.header("etag").trim_end_matches('"'))
        );
        assert!(scaled.body.starts_with(b"RIFF"));
    }
    for width in ["0", "321", "x", "", "-320", "0320.0", "99999999999"] {
        api.get(&format!("{address}?w={width}"))
            .await
            .refusal(400, "invalid");
    }
}

#[tokio::test]
async fn what_the_reader_has_is_not_sent_again() {
    let (api, address) = picture().await;
    let tag = api.get(&address).await.header("etag").to_owned();
    for known in [
        tag.clone(),
        format!("W/{tag}"),
        format!("\"x\", {tag}"),
        "*".to_owned(),
    ] {
        let reply = api.get_with(&address, "if-none-match", &known).await;
        assert_eq!(
            (reply.status.as_u16(), reply.body.len()),
            (304, 0),
            "{known}"
        );
        careful(&reply);
    }
    assert_eq!(
        api.get_with(&address, "if-none-match", "\"x\"")
            .await
            .status
            .as_u16(),
        200
    );
    let scaled = api
        .get_with(&format!("{address}?w=320"), "if-none-match", &tag)
        .await;
    assert_eq!(
        scaled.status.as_u16(),
        200,
        "another width is another picture"
    );
}

#[tokio::test]
async fn a_part_of_a_picture_is_sent() {
    let (api, address) = picture().await;
    let whole = api.get(&address).await;
    let size = whole.body.len();
    let part = api.get_with(&address, "range", "bytes=1-4").await;
    assert_eq!(
        (part.status.as_u16(), &part.body[..]),
        (206, &whole.body[1..5])
    );
    assert_eq!(part.header("content-range"), format!("bytes 1-4/{size}"));
    careful(&part);
    let tail = api.get_with(&address, "range", "bytes=-5").await;
    assert_eq!(
        (tail.status.as_u16(), &tail.body[..]),
        (206, &whole.body[size - 5..])
    );
    let outside = api
        .get_with(&address, "range", &format!("bytes={size}-"))
        .await;
    outside.refusal(416, "range");
    assert_eq!(outside.header("content-range"), format!("bytes */{size}"));
    let other = request("GET", &address)
        .header("range", "bytes=1-4")
        .header("if-range", "\"x\"");
    assert_eq!(
        api.send(other.body(Body::empty()).unwrap())
            .await
            .status
            .as_u16(),
        200
    );
}

#[tokio::test]
async fn a_deleted_picture_is_still_seen() {
    let api = Api::sqlite().await;
    let at = api.instance(api.scene().await, "Mara.").await;
    let ids = api.pictures(at, 2).await;
    api.delete(&format!(
        "{}/attempts/{}",
        crate::client::instance(at),
        ids[1]
    ))
    .await
    .expect(204);
    assert_eq!(
        api.get(&format!("/media/attempts/{}", ids[1]))
            .await
            .status
            .as_u16(),
        200
    );
}
