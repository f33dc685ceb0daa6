//! The wire: where it leads, what it sends on, what it reads, and what it says when something is wrong.

mod cost;
mod words;

use super::{
    faults::{KEY, config},
    peer::{Peer, Reply},
};
use domain::{
    model::kinds::{
        JobErrorCode::{self, Permanent, Temporary},
        ProviderKind,
    },
    providers::{ProviderError, config::Config, wire::Wire},
};
use reqwest::StatusCode;
use serde_json::json;
use std::time::Duration;

fn settings(base: &str) -> Config {
    config(ProviderKind::OpenAi, base)
}

fn wire(peer: &Peer) -> Wire {
    Wire::new(&settings(&peer.url())).unwrap()
}

/// A peer that sends everything on, except for what asks for `/picture`.
async fn sending_on(to: &'static str) -> Peer {
    Peer::new(move |asked| match asked.path.as_str() {
        "/picture" => Reply::bytes(200, "text/html", "a picture"),
        _ => Reply::redirect(302, to),
    })
    .await
}

fn failed<T: std::fmt::Debug>(result: Result<T, ProviderError>) -> (JobErrorCode, String) {
    let error = result.unwrap_err();
    (error.code, error.message)
}

#[tokio::test]
async fn addresses_are_joined_below_the_settings_own() {
    for (base, path, whole) in [
        (
            "https://a.example",
            "v1/models",
            "https://a.example/v1/models",
        ),
        (
            "https://a.example/",
            "/v1/models",
            "https://a.example/v1/models",
        ),
        (
            "https://a.example/studio/",
            "v1/x:y",
            "https://a.example/studio/v1/x:y",
        ),
        (
            "https://a.example/studio",
            "q?a=b&c=d",
            "https://a.example/studio/q?a=b&c=d",
        ),
        (
            "https://a.example/studio",
            "../x y",
            "https://a.example/studio/x%20y",
        ),
    ] {
        let wire = Wire::new(&settings(base)).unwrap();
        assert_eq!(wire.url(path).unwrap().as_str(), whole);
    }
}

#[tokio::test]
async fn nothing_private_is_connected_to_unless_it_is_meant() {
    let peer = Peer::always(Reply::json(200, json!({}))).await;
    let port = peer.url().rsplit(':').next().unwrap().to_owned();
    for host in [
        "127.0.0.1",
        "localhost",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "0.0.0.0",
        "2130706433",
    ] {
        let mut settings = settings(&format!("http://{host}:{port}/studio"));
        settings.allow_private = false;
        let wire = Wire::new(&settings).unwrap();
        let url = wire.url("models?key=abc").unwrap();
        let (code, message) = failed(wire.json(wire.get(url.clone())).await);
        assert_eq!(code, Permanent, "{host}: {message}");
        let end =
            "is one of a private network. Set allow_private for this provider if that is meant.";
        assert!(
            message.starts_with("The address ") && message.ends_with(end),
            "{message}"
        );
        assert!(
            !message.contains("abc") && !message.contains("studio"),
            "{message}"
        );
        assert_eq!(failed(wire.addresses(&url).await), (code, message));
    }
    assert!(peer.asked().is_empty());
    let wire = wire(&peer);
    let url = wire.url("models").unwrap();
    assert_eq!(wire.addresses(&url).await.unwrap().len(), 1);
    assert_eq!(wire.json(wire.get(url)).await.unwrap(), json!({}));
}

#[tokio::test]
async fn a_get_is_followed_to_the_same_server_with_all_that_it_carried() {
    let peer = sending_on("/picture").await;
    let wire = wire(&peer);
    let call = wire.get(wire.url("start").unwrap()).bearer_auth(KEY);
    let answer = wire.send(call, 100).await.unwrap();
    assert_eq!(
        (answer.status, &answer.bytes[..]),
        (StatusCode::OK, &b"a picture"[..])
    );
    let asked = peer.asked();
    assert_eq!(asked[1].line(), "GET /picture");
    assert_eq!(
        asked[1].header("authorization"),
        Some(format!("Bearer {KEY}").as_str())
    );
    assert_eq!(
        (asked[1].header("cookie"), asked[1].header("referer")),
        (None, None)
    );
}

#[tokio::test]
async fn a_key_never_follows_to_another_server() {
    let other = Peer::always(Reply::json(200, json!({}))).await;
    let target = other.url();
    let peer = Peer::new(move |_| Reply::redirect(307, &target)).await;
    let wire = wire(&peer);
    let url = wire.url("start").unwrap();
    for call in [
        wire.get(url.clone()).bearer_auth(KEY),
        wire.get(url.clone()).header("x-goog-api-key", KEY),
        wire.post(url.clone()).json(&json!({ "prompt": "Mara" })),
    ] {
        let (code, message) = failed(wire.send(call, 100).await);
        assert_eq!(code, Permanent);
        assert!(
            message.starts_with("The provider sends on to another"),
            "{message}"
        );
    }
    assert!(other.asked().is_empty());
    let bare = wire.send(wire.get(url), 100).await.unwrap();
    assert_eq!((bare.status, other.asked().len()), (StatusCode::OK, 1));
}

#[tokio::test]
async fn nothing_is_fetched_from_where_credentials_are_kept() {
    let metadata = "http://169.254.169.254/latest/meta-data/";
    let peer = sending_on(metadata).await;
    let wire = wire(&peer);
    for url in [metadata.to_owned(), format!("{}/start", peer.url())] {
        let (code, message) = failed(wire.fetch_picture(&url).await);
        let words =
            "The provider names the address 169.254.169.254, from which nothing is fetched.";
        assert_eq!((code, message.as_str()), (Permanent, words));
    }
}

#[tokio::test]
async fn a_circle_of_redirects_comes_to_an_end() {
    let peer = sending_on("/again").await;
    let wire = wire(&peer);
    let (code, message) = failed(wire.fetch_picture(&format!("{}/start", peer.url())).await);
    assert_eq!((code, peer.asked().len()), (Permanent, 4), "{message}");
}

#[tokio::test]
async fn pictures_come_from_the_same_server_or_from_behind_https() {
    let peer = sending_on("/picture").await;
    let mut settings = settings(&peer.url());
    assert_eq!(
        wire(&peer).fetch_picture("/picture").await.unwrap(),
        "a picture"
    );
    let asked = peer.asked();
    assert_eq!((asked.len(), asked[0].header("authorization")), (1, None));
    settings.base_url = "https://studio.example".parse().unwrap();
    settings.allow_private = false;
    let wire = Wire::new(&settings).unwrap();
    for url in [
        "http://pictures.example/1.png",
        "ftp://pictures.example/1.png",
        "file:///etc/passwd",
    ] {
        let (code, message) = failed(wire.fetch_picture(url).await);
        assert_eq!(code, Permanent);
        assert!(message.contains("not behind https"), "{message}");
    }
    assert_eq!(failed(wire.fetch_picture("http://[").await).0, Permanent);
}

#[tokio::test]
async fn a_picture_that_is_gone_is_no_fault_of_the_key() {
    let peer = Peer::always(Reply::bytes(403, "text/plain", "Link expired")).await;
    let told = failed(wire(&peer).fetch_picture("/picture").await);
    let words = "The picture that the provider made cannot be fetched: Link expired";
    assert_eq!(told, (Permanent, words.to_owned()));
}

#[tokio::test]
async fn no_more_is_read_than_is_taken() {
    let peer = Peer::always(Reply::bytes(200, "text/plain", "0123456789")).await;
    let wire = wire(&peer);
    let call = || wire.get(wire.url("x").unwrap());
    assert_eq!(wire.send(call(), 10).await.unwrap().bytes.len(), 10);
    let told = failed(wire.send(call(), 9).await);
    assert_eq!(told.0, Permanent);
    let endless = Peer::always(Reply::endless()).await;
    let told = failed(self::wire(&endless).fetch_picture("/x").await);
    assert_eq!(
        told,
        (
            Permanent,
            "The provider's answer is larger than 40 MB.".to_owned()
        )
    );
}

#[tokio::test]
async fn an_answer_is_taken_as_it_is_whatever_it_says_of_itself() {
    let reply =
        Reply::bytes(200, "image/png", "{\"n\": 1}").with_header("content-encoding", "gzip");
    let peer = Peer::always(reply.with_header("set-cookie", "a=b")).await;
    let wire = wire(&peer);
    for _ in 0..2 {
        let told = wire.json(wire.get(wire.url("x").unwrap())).await.unwrap();
        assert_eq!(told, json!({ "n": 1 }));
    }
    for asked in peer.asked() {
        assert_eq!(
            (asked.header("cookie"), asked.header("accept-encoding")),
            (None, None)
        );
    }
}

#[tokio::test]
async fn our_key_is_in_no_answer() {
    for status in [200, 400] {
        let words = json!({ "error": { "message": format!("{KEY} is not known") } });
        let peer = Peer::always(Reply::json(status, words)).await;
        let wire = wire(&peer);
        let answer = wire
            .send(wire.get(wire.url("x").unwrap()), 1000)
            .await
            .unwrap();
        let text = String::from_utf8(answer.bytes.to_vec()).unwrap();
        assert!(
            text.contains("… is not known") && !text.contains(KEY),
            "{text}"
        );
    }
}

#[tokio::test]
async fn the_time_of_a_picture_is_bounded() {
    let peer = Peer::always(Reply::hang()).await;
    let mut settings = settings(&peer.url());
    settings.timeout = Duration::from_millis(250);
    let wire = Wire::new(&settings).unwrap();
    let told = failed(wire.json(wire.get(wire.url("x").unwrap())).await);
    let words = "The provider did not answer within 0.25 seconds.";
    assert_eq!(told, (Temporary, words.to_owned()));
    let forever = std::future::pending::<Result<(), ProviderError>>();
    assert_eq!(failed(wire.within(forever).await), told);
}
