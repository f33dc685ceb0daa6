//! Which requests are served at all, and what every answer says to a browser.

use crate::client::{Api, request, send};
use axum::{body::Body, http::Request};
use serde_json::json;
use server::{router::router, state::AppState};

#[tokio::test]
async fn only_this_machines_names_are_answered() {
    let api = Api::sqlite().await;
    let asked = async |host: &str| {
        let request = Request::builder()
            .uri("/api/me")
            .header("host", host)
            .body(Body::empty())
            .unwrap();
        api.send(request).await
    };
    for host in [
        "localhost",
        "localhost:3000",
        "LOCALHOST:1",
        "127.0.0.1",
        "127.0.0.1:9",
        "[::1]",
        "[::1]:80",
    ] {
        asked(host).await.expect(200);
    }
    for host in [
        "evil.example",
        "evil.example:3000",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "[::2]",
        "",
        "[::1",
    ] {
        asked(host).await.refusal(403, "host");
    }
    let nameless = Request::builder()
        .uri("/api/me")
        .body(Body::empty())
        .unwrap();
    api.send(nameless).await.refusal(403, "host");
    let more =
        AppState::local((**api).clone(), api.viewer).answering(&["Studio.Example".to_owned()]);
    let request = Request::builder()
        .uri("/api/me")
        .header("host", "studio.example:3000")
        .body(Body::empty())
        .unwrap();
    send(router(more), request).await.expect(200);
}

#[tokio::test]
async fn another_sites_page_changes_nothing() {
    let api = Api::sqlite().await;
    let body = json!({"title": "Theirs"}).to_string();
    let addresses = [
        "/api/projects",
        "/projects",
        "/projects/x/scenes",
        "/projects/x/scenes/y/act",
        "/sample",
        "/theme",
    ];
    let foreign = [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("origin", "https://evil.example"),
        ("origin", "http://127.0.0.1:3001"),
        ("origin", "null"),
    ];
    for address in addresses {
        for (name, value) in foreign {
            let request = request("POST", address)
                .header(name, value)
                .body(Body::from(body.clone()))
                .unwrap();
            api.send(request).await.refusal(403, "cross_site");
        }
    }
    assert_eq!(api.get("/api/projects").await.expect(200), json!([]));
    for (name, value) in [
        ("sec-fetch-site", "same-origin"),
        ("sec-fetch-site", "none"),
        ("origin", "http://127.0.0.1:3000"),
    ] {
        let request = request("POST", "/api/projects")
            .header(name, value)
            .body(Body::from(body.clone()))
            .unwrap();
        api.send(request).await.expect(201);
    }
    api.post("/api/projects", json!({"title": "A script's"}))
        .await
        .expect(201);
    let looked = request("GET", "/api/projects")
        .header("sec-fetch-site", "cross-site")
        .body(Body::empty())
        .unwrap();
    api.send(looked).await.expect(200);
}

#[tokio::test]
async fn every_answer_is_careful() {
    let api = Api::sqlite().await;
    for address in [
        "/",
        "/api/me",
        "/api/nothing",
        "/nowhere",
        "/pkg/none.js",
        "/favicon.ico",
    ] {
        let reply = api.get(address).await;
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "same-origin"),
            ("x-frame-options", "DENY"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(reply.header(name), value, "{address}");
        }
        let policy = reply.header("content-security-policy");
        assert!(
            policy.starts_with("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
            "{address}: {policy}"
        );
        assert!(
            !reply.header("permissions-policy").is_empty()
                && !reply.header("x-request-id").is_empty(),
            "{address}"
        );
        assert!(
            reply.headers.get("server").is_none() && !reply.header("cache-control").is_empty(),
            "{address}"
        );
    }
}
