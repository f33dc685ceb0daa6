//! How anything is asked for: bodies, limits, methods, addresses.

use crate::client::{Api, instance, nothing, request, scene};
use axum::body::Body;
use serde_json::json;

#[tokio::test]
async fn bodies_that_are_wrong_are_invalid() {
    let api = Api::sqlite().await;
    for body in [
        "{",
        "[]",
        "7",
        "null",
        "{\"title\": 7}",
        "[\"a\", null, null]",
        "{\"title\": \"\"}",
        "{\"title\": \"a\\u0000\"}",
        "",
    ] {
        let request = request("POST", "/api/projects")
            .body(Body::from(body))
            .unwrap();
        let reply = api.send(request).await;
        let sentence = reply.refusal(400, "invalid");
        assert!(!sentence.is_empty(), "{body}");
    }
    let ratio = json!({"title": "A", "aspectRatio": "5:4"});
    assert!(
        api.post("/api/projects", ratio)
            .await
            .refusal(400, "invalid")
            .contains("16:9")
    );
}

#[tokio::test]
async fn an_empty_body_is_an_empty_object_whatever_its_type() {
    let api = Api::sqlite().await;
    let at = api.instance(api.scene().await, "Mara.").await;
    for kind in [
        "application/json",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
    ] {
        let request = request("POST", &format!("{}/generate-image", instance(at)))
            .header("content-type", kind);
        api.send(request.body(Body::empty()).unwrap())
            .await
            .expect(202);
    }
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused() {
    let api = Api::sqlite().await;
    let reply = api
        .post("/api/projects", json!({"title": "a".repeat(1_100_000)}))
        .await;
    reply.refusal(413, "too_large");
    let body = json!({"title": "a".repeat(1_100_000)}).to_string();
    let chunks = futures::stream::iter(
        body.into_bytes()
            .chunks(8_192)
            .map(|chunk| Ok::<_, std::io::Error>(chunk.to_vec()))
            .collect::<Vec<_>>(),
    );
    let request = request("POST", "/api/projects")
        .body(Body::from_stream(chunks))
        .unwrap();
    api.send(request).await.refusal(413, "too_large");
}

#[tokio::test]
async fn lists_are_as_long_as_asked() {
    let api = Api::sqlite().await;
    let path = api.scene().await;
    for _ in 0..2 {
        api.next_scene(path.project).await;
        api.instance(path, "Somebody.").await;
    }
    let lists = [
        "/api/projects".to_owned(),
        format!("/api/projects/{}/scenes", path.project),
        format!("/api/projects/{}/assets", path.project),
        format!("/api/projects/{}/jobs", path.project),
        format!("{}/assets", scene(path)),
    ];
    for address in lists {
        for limit in ["0", "1001", "-1", "x"] {
            api.get(&format!("{address}?limit={limit}"))
                .await
                .refusal(400, "invalid");
        }
        let rows = api.get(&format!("{address}?limit=1")).await.expect(200);
        assert!(rows.as_array().unwrap().len() <= 1, "{address}");
        let all = api.get(&address).await.expect(200);
        let empty = api
            .get(&format!("{address}?limit=&cursor="))
            .await
            .expect(200);
        assert_eq!(empty, all, "{address}");
    }
}

#[tokio::test]
async fn the_one_user_of_local_mode_is_told() {
    let api = Api::sqlite().await;
    let me = api.get("/api/me").await.expect(200);
    let expected = json!({"id": api.viewer.user, "email": "editor@example.com", "name": "Editor", "role": "member"});
    assert_eq!(me, expected);
    let with_token = api
        .get_with("/api/me", "authorization", "Bearer nonsense")
        .await;
    assert_eq!(with_token.expect(200), me);
}

#[tokio::test]
async fn what_the_api_has_not_is_answered_as_an_api_does() {
    let api = Api::sqlite().await;
    for address in ["/api", "/api/", "/api/nothing", "/api/projects/x/y/z"] {
        for method in ["GET", "POST", "DELETE"] {
            api.call(method, address, nothing())
                .await
                .refusal(404, "not_found");
        }
    }
    let reply = api.call("PATCH", "/api/projects", nothing()).await;
    reply.refusal(405, "method_not_allowed");
    assert!(reply.header("allow").contains("GET"));
}
