//! How often somebody may do what costs, where there are accounts.

use crate::client::{Api, Part, Reply, multipart, request, send};
use axum::{Router, body::Body, http::Request};
use domain::model::ids::{AssetId, InstanceId, JobId, ProjectId, SceneId};
use server::{router::router, state::AppState};

/// Asks until that is refused as too often, and answers how often it was not. While it is asked, a little becomes free
/// again, so the number is a little larger than the burst.
async fn asked_until_refused(router: &Router, of: impl Fn() -> Request<Body>) -> usize {
    for count in 0..2_000 {
        let reply = send(router.clone(), of()).await;
        if reply.status.as_u16() == 429 {
            refused(&reply);
            return count;
        }
    }
    panic!("it is never refused");
}

#[track_caller]
fn refused(reply: &Reply) {
    let sentence = reply.refusal(429, "too_many");
    let wait: u64 = reply.header("retry-after").parse().unwrap();
    assert!((1..=60).contains(&wait), "{wait}");
    assert!(sentence.contains(&wait.to_string()), "{sentence}");
}

/// A try to sign in that is no JSON, because looking at a password takes its time.
fn login(from: &str) -> Request<Body> {
    request("POST", "/api/login")
        .header("x-forwarded-for", from)
        .body(Body::from("{"))
        .unwrap()
}

fn as_user(mut request: Request<Body>, token: &str) -> Request<Body> {
    let bearer = format!("Bearer {token}").parse().unwrap();
    request.headers_mut().insert("authorization", bearer);
    request
}

#[tokio::test]
async fn signing_in_is_tried_ten_times_at_once() {
    let api = Api::with_accounts().await;
    let count = asked_until_refused(api.router(), || login("10.0.0.1")).await;
    assert!((10..15).contains(&count), "{count}");
    // Without a proxy of ours before us anybody could write this header.
    asked_until_refused(api.router(), || login("10.0.0.2")).await;
    assert!(asked_until_refused(api.router(), || login("10.0.0.3")).await < 10);
}

#[tokio::test]
async fn behind_a_proxy_each_address_has_its_own_tries() {
    let api = Api::with_accounts().await;
    let behind = router(AppState {
        proxied: true,
        ..AppState::with_accounts((**api).clone())
    });
    for address in ["10.0.0.1", "10.0.0.2", "203.0.113.7, 10.0.0.3"] {
        let count = asked_until_refused(&behind, || login(address)).await;
        assert!((10..15).contains(&count), "{address}: {count}");
    }
    // What stands before our own proxy's word is a claim.
    let claimed = asked_until_refused(&behind, || login("198.51.100.1, 10.0.0.3")).await;
    assert!(claimed < 10, "{claimed}");
}

#[tokio::test]
async fn uploads_and_pictures_are_counted_for_each_user() {
    let api = Api::with_accounts().await;
    let (mine, theirs) = (
        api.token(api.viewer).await,
        api.token(api.stranger().await).await,
    );
    let film = format!("/api/projects/{}", ProjectId::new());
    let instance = format!(
        "{film}/scenes/{}/assets/{}",
        SceneId::new(),
        InstanceId::new()
    );
    let upload = format!("{instance}/upload-image");
    let gif = || multipart(&upload, &[Part::image(b"GIF89a")]).body;
    let count = asked_until_refused(api.router(), || as_user(gif(), &mine)).await;
    assert!((300..400).contains(&count), "{count}");
    let other = send(api.router().clone(), as_user(gif(), &theirs)).await;
    assert_ne!(other.status.as_u16(), 429);

    let asks = |address: String| move || request("POST", &address).body(Body::from("{}")).unwrap();
    let generate = asks(format!("{instance}/generate-image"));
    let count = asked_until_refused(api.router(), || as_user(generate(), &mine)).await;
    assert!((120..200).contains(&count), "{count}");
    // Masters and many at once count with them.
    for address in [
        format!("{film}/assets/{}/generate-image", AssetId::new()),
        format!("{film}/scenes/{}/assets/bulk-generate", SceneId::new()),
    ] {
        let more = asks(address);
        let count = asked_until_refused(api.router(), || as_user(more(), &mine)).await;
        assert!(count < 120, "{count}");
    }
    let other = send(api.router().clone(), as_user(generate(), &theirs)).await;
    assert_ne!(other.status.as_u16(), 429);
}

#[tokio::test]
async fn a_list_counts_as_many_pictures_as_it_asks_for() {
    let api = Api::with_accounts().await;
    let token = api.token(api.viewer).await;
    let scene = format!(
        "/api/projects/{}/scenes/{}",
        ProjectId::new(),
        SceneId::new()
    );
    let ids: Vec<_> = (0..60).map(|_| InstanceId::new().to_string()).collect();
    let body = serde_json::json!({ "instanceIds": ids }).to_string();
    let many = || {
        let asked = request("POST", &format!("{scene}/assets/bulk-generate"));
        as_user(asked.body(Body::from(body.clone())).unwrap(), &token)
    };
    let count = asked_until_refused(api.router(), many).await;
    assert_eq!(count, 2, "sixty each of a hundred and twenty");
}

#[tokio::test]
async fn trying_again_and_guessing_at_a_password_are_counted() {
    let api = Api::with_accounts().await;
    let token = api.token(api.viewer).await;
    let retry = format!("/api/images/jobs/{}/retry", JobId::new());
    let again = || as_user(request("POST", &retry).body(Body::empty()).unwrap(), &token);
    let count = asked_until_refused(api.router(), again).await;
    assert!((120..200).contains(&count), "{count}");
    let guess = || {
        let asked = request("PUT", "/api/me/password");
        as_user(asked.body(Body::from("{")).unwrap(), &token)
    };
    let count = asked_until_refused(api.router(), guess).await;
    assert!((10..15).contains(&count), "{count}");
}

#[tokio::test]
async fn on_this_machine_nothing_is_counted() {
    let api = Api::sqlite().await;
    for _ in 0..30 {
        let reply = api.send(login("127.0.0.1")).await;
        assert_ne!(reply.status.as_u16(), 429);
    }
}
