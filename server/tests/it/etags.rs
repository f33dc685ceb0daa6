//! Tags of scene assets: answered with every one of them, and minded where a script says what it saw.

use crate::client::{Api, Part, Reply, instance, nothing, request, scene};
use axum::{body::Body, http::header};
use domain::{model::paths::InstancePath, testing::png};
use serde_json::{Value, json};

async fn place() -> (Api, InstancePath) {
    let api = Api::sqlite().await;
    let at = api.instance(api.scene().await, "Mara in the rain.").await;
    (api, at)
}

/// A PUT or DELETE that says what its caller saw.
async fn having_seen(api: &Api, method: &str, at: InstancePath, seen: &str, body: Value) -> Reply {
    let request = request(method, &instance(at))
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::IF_MATCH, seen);
    api.send(request.body(Body::from(body.to_string())).unwrap())
        .await
}

async fn tag(api: &Api, at: InstancePath) -> String {
    let shown = api.get(&instance(at)).await;
    shown.expect(200);
    shown.header("etag").to_owned()
}

#[tokio::test]
async fn every_answer_that_is_one_asset_carries_its_tag() {
    let (api, at) = place().await;
    let address = instance(at);
    let all = format!("{}/assets", scene(at.scene()));
    let new = json!({"name": "Lamp", "assetType": "prop", "description": "Old."});
    let made = api
        .post(&format!("{all}/create-with-project-asset"), new)
        .await;
    let lamp = made.expect(201)["id"].as_str().unwrap().to_owned();
    let answers = [
        (201, made, format!("{all}/{lamp}")),
        (
            200,
            api.put(&address, json!({"statusTags": ["muddy"]})).await,
            address.clone(),
        ),
        (
            200,
            api.upload(at, &[Part::image(&png(3))]).await,
            address.clone(),
        ),
    ];
    // The last of each row's answers says what the row is now.
    for (status, answer, of) in [&answers[0], &answers[2]] {
        answer.expect(*status);
        assert_eq!(answer.header("etag"), api.get(of).await.header("etag"));
    }
    let tags = answers.each_ref().map(|(_, answer, _)| {
        let tag = answer.header("etag");
        assert!(tag.len() == 18 && tag.starts_with('"'), "{tag}");
        tag.to_owned()
    });
    assert_ne!(tags[1], tags[2]);
    let off = api
        .post(
            &format!("{address}/use-master-as-is"),
            json!({"enabled": false}),
        )
        .await;
    off.expect(200);
    assert_eq!(off.header("etag"), tag(&api, at).await);
    assert!(api.get(&all).await.header("etag").is_empty());
}

#[tokio::test]
async fn who_has_it_already_is_sent_nothing() {
    let (api, at) = place().await;
    let address = instance(at);
    let seen = tag(&api, at).await;
    for known in [
        seen.clone(),
        format!("W/{seen}"),
        format!("\"other\", {seen}"),
        "*".to_owned(),
    ] {
        let reply = api.get_with(&address, "if-none-match", &known).await;
        assert_eq!(
            (reply.status.as_u16(), reply.body.len()),
            (304, 0),
            "{known}"
        );
        assert_eq!(reply.header("etag"), seen);
    }
    api.put(&address, json!({"carryForward": false}))
        .await
        .expect(200);
    let reply = api.get_with(&address, "if-none-match", &seen).await;
    assert_eq!(reply.expect(200)["carry_forward"], false);
    assert_ne!(reply.header("etag"), seen);
}

#[tokio::test]
async fn what_somebody_else_changed_is_not_changed_by_mistake() {
    let (api, at) = place().await;
    let before = tag(&api, at).await;
    let tags = |word: &str| json!({"statusTags": [word]});
    having_seen(&api, "PUT", at, &before, tags("muddy"))
        .await
        .expect(200);
    let refused = having_seen(&api, "PUT", at, &before, tags("torn")).await;
    assert_eq!(
        refused.refusal(412, "changed"),
        "This asset was changed by somebody else meanwhile. Look at it again before you change it."
    );
    let row = api.get(&instance(at)).await.expect(200);
    assert_eq!(row["status_tags"], json!(["muddy"]));

    let now = tag(&api, at).await;
    let weak = having_seen(&api, "PUT", at, &format!("W/{now}"), tags("torn")).await;
    weak.expect(200);
    let either = format!("\"0123456789abcdef\", {}", weak.header("etag"));
    having_seen(&api, "PUT", at, &either, tags("wet"))
        .await
        .expect(200);
    having_seen(&api, "PUT", at, "*", tags("dry"))
        .await
        .expect(200);
    having_seen(&api, "PUT", at, "dry", tags("muddy"))
        .await
        .refusal(400, "invalid");
    let row = api.get(&instance(at)).await.expect(200);
    assert_eq!(row["status_tags"], json!(["dry"]));
}

#[tokio::test]
async fn what_somebody_else_changed_is_not_deleted_by_mistake() {
    let (api, at) = place().await;
    let before = tag(&api, at).await;
    api.put(&instance(at), json!({"statusTags": ["muddy"]}))
        .await
        .expect(200);
    having_seen(&api, "DELETE", at, &before, nothing())
        .await
        .refusal(412, "changed");
    let now = tag(&api, at).await;
    having_seen(&api, "DELETE", at, &now, nothing())
        .await
        .expect(204);
    having_seen(&api, "DELETE", at, &now, nothing())
        .await
        .refusal(404, "not_found");
}
