//! Scenes that are filled: by themselves, from an earlier one, from what they expect, and with a new asset.

use crate::client::{Api, fields, instance, scene};
use domain::model::paths::ScenePath;
use serde_json::{Value, json};

/// A film with Mara, with a picture, in the first scene, and an empty second one.
async fn two_scenes(api: &Api) -> (ScenePath, ScenePath) {
    let first = api.scene().await;
    let mara = api.instance(first, "Mara.").await;
    api.pictures(mara, 2).await;
    let second = ScenePath {
        scene: api.next_scene(first.project).await,
        ..first
    };
    (first, second)
}

fn assets(path: ScenePath) -> String {
    format!("{}/assets", scene(path))
}

async fn listed(api: &Api, path: ScenePath) -> Vec<Value> {
    let rows = api.get(&assets(path)).await.expect(200);
    rows.as_array().unwrap().clone()
}

#[tokio::test]
async fn a_scene_fills_itself_when_it_is_listed() {
    let api = Api::sqlite().await;
    let (first, second) = two_scenes(&api).await;
    let source = listed(&api, first).await.remove(0);
    let rows = listed(&api, second).await;
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0]["inherited_from_instance_id"], source["id"]);
    assert_eq!(fields(&rows[0]), fields(&source));
    let history = format!(
        "{}/{}/attempts",
        assets(second),
        rows[0]["id"].as_str().unwrap()
    );
    let history = api.get(&history).await.expect(200);
    assert_eq!(history.as_array().unwrap().len(), 1);
    assert_eq!(history[0]["reference_snapshot"]["role"], "inherited");
    let shown = api.get(history[0]["image_url"].as_str().unwrap()).await;
    assert_eq!(shown.status.as_u16(), 200);
    assert_eq!(listed(&api, second).await, rows, "once");
}

#[tokio::test]
async fn inheriting_by_hand_takes_an_empty_scene() {
    let api = Api::sqlite().await;
    let (first, second) = two_scenes(&api).await;
    let inherit = |path| format!("{}/inherit", assets(path));
    let why = api
        .post(&inherit(first), json!({}))
        .await
        .refusal(400, "invalid");
    assert!(why.contains("assets already"), "{why}");
    let done = api.post(&inherit(second), json!({})).await.expect(200);
    assert_eq!(
        done,
        json!({"message": "1 asset taken over from scene 1.", "count": 1})
    );
    api.post(&inherit(second), json!({}))
        .await
        .refusal(400, "invalid");
    let row = listed(&api, second).await.remove(0);
    let one = format!("{}/{}", assets(second), row["id"].as_str().unwrap());
    api.delete(&one).await.expect(204);
    assert_eq!(
        listed(&api, second).await,
        Vec::<Value>::new(),
        "by itself once"
    );
    let again = api.post(&inherit(second), json!({})).await.expect(200);
    assert_eq!(again["count"], 1);
}

#[tokio::test]
async fn what_a_scene_expects_is_brought_in() {
    let api = Api::sqlite().await;
    let (first, _) = two_scenes(&api).await;
    let address = format!("{}/populate-from-dependencies", assets(first));
    let none = api.post(&address, json!({})).await.expect(200);
    assert_eq!(none, json!({"instances": [], "matched": 0}));
    let project = format!("/api/projects/{}/assets", first.project);
    let lamp = json!({"name": "Lamp", "assetType": "prop", "description": "Brass."});
    let lamp = api.post(&project, lamp).await.expect(201);
    api.put(&scene(first), json!({"expectedProps": ["LAMP"]}))
        .await
        .expect(200);
    let done = api.post(&address, json!({})).await.expect(200);
    assert_eq!(done["matched"], 1);
    assert_eq!(done["instances"][0]["project_asset"]["id"], lamp["id"]);
    assert_eq!(done["instances"][0]["effective_description"], "Brass.");
    assert_eq!(listed(&api, first).await.len(), 2);
}

#[tokio::test]
async fn a_new_asset_enters_the_scene_with_its_row() {
    let api = Api::sqlite().await;
    let (first, _) = two_scenes(&api).await;
    let address = format!("{}/create-with-project-asset", assets(first));
    let lamp = json!({"name": "Lamp", "assetType": "prop", "description": "Brass."});
    let made = api.post(&address, lamp.clone()).await.expect(201);
    assert_eq!(made["project_asset"]["name"], "Lamp");
    assert_eq!(made["project_asset"]["asset_type"], "prop");
    api.post(&address, lamp).await.refusal(409, "conflict");
    api.post(&address, json!({"name": "Rope"}))
        .await
        .refusal(400, "invalid");
    api.post(&address, json!({"name": "Rope", "assetType": "ghost"}))
        .await
        .refusal(400, "invalid");
    let all = format!("/api/projects/{}/assets", first.project);
    assert_eq!(
        api.get(&all).await.expect(200).as_array().unwrap().len(),
        2,
        "Mara and the lamp, and no rope"
    );
    assert_eq!(listed(&api, first).await.len(), 2);
}

#[tokio::test]
async fn what_was_removed_is_gone_for_the_api() {
    let api = Api::sqlite().await;
    let at = api.instance(api.scene().await, "Mara.").await;
    let attempt = api.pictures(at, 1).await[0];
    api.delete(&instance(at)).await.expect(204);
    api.get(&instance(at)).await.refusal(404, "not_found");
    api.delete(&instance(at)).await.refusal(404, "not_found");
    let picture = api.get(&format!("/media/attempts/{attempt}")).await;
    assert_eq!(picture.status.as_u16(), 404);
}
