//! Projects, scenes, assets and instances as rows.

use crate::client::{Api, fields, instance, scene};
use serde_json::{Value, json};

#[tokio::test]
async fn a_project_is_made_shown_changed_and_deleted() {
    let api = Api::sqlite().await;
    let made = api
        .post("/api/projects", json!({"title": "The Lamplighter"}))
        .await
        .expect(201);
    assert_eq!(made["aspect_ratio"], "16:9");
    assert!(made["active_branch_id"].is_string());
    insta::assert_snapshot!(fields(&made).join(" "), @"active_branch_id aspect_ratio created_at id is_sample provider title updated_at user_id visual_style");
    let address = format!("/api/projects/{}", made["id"].as_str().unwrap());
    assert_eq!(api.get(&address).await.expect(200), made);
    let changed = api
        .put(
            &address,
            json!({"visualStyle": "ink", "aspectRatio": "2.39:1"}),
        )
        .await
        .expect(200);
    assert_eq!(
        (&changed["visual_style"], &changed["aspect_ratio"]),
        (&json!("ink"), &json!("2.39:1"))
    );
    assert_eq!(
        api.get("/api/projects")
            .await
            .expect(200)
            .as_array()
            .unwrap()
            .len(),
        1
    );
    assert_eq!(api.delete(&address).await.expect(204), Value::Null);
    api.get(&address).await.refusal(404, "not_found");
    api.delete(&address).await.refusal(404, "not_found");
}

#[tokio::test]
async fn scenes_are_numbered_and_move() {
    let api = Api::sqlite().await;
    let project = api.scene().await.project;
    let all = format!("/api/projects/{project}/scenes");
    let second = api
        .post(
            &all,
            json!({"heading": "INT. MILL", "expectedProps": ["Lamp"]}),
        )
        .await
        .expect(201);
    assert_eq!(
        (&second["scene_number"], &second["expected_props"]),
        (&json!(2), &json!(["Lamp"]))
    );
    let first = api
        .post(&all, json!({"heading": "EXT. ROAD", "sceneNumber": 1}))
        .await
        .expect(201);
    let listed = api.get(&all).await.expect(200);
    let numbers: Vec<_> = listed
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["scene_number"].as_i64().unwrap())
        .collect();
    assert_eq!(numbers, [1, 2, 3]);
    assert_eq!(listed[0]["id"], first["id"]);
    let one = format!("{all}/{}", second["id"].as_str().unwrap());
    assert_eq!(
        api.put(&one, json!({"isDeferred": true, "expectedProps": null}))
            .await
            .expect(200)["is_deferred"],
        true
    );
    assert_eq!(api.get(&one).await.expect(200)["expected_props"], json!([]));
    api.put(&one, json!({"sceneNumber": 0}))
        .await
        .refusal(400, "invalid");
    api.delete(&one).await.expect(204);
    api.get(&one).await.refusal(404, "not_found");
}

#[tokio::test]
async fn assets_have_names_of_their_own() {
    let api = Api::sqlite().await;
    let path = api.scene().await;
    let all = format!("/api/projects/{}/assets", path.project);
    let mara = json!({"name": "Mara", "assetType": "character", "description": "Tall."});
    let made = api.post(&all, mara.clone()).await.expect(201);
    assert_eq!(
        (&made["source"], &made["image_key_url"]),
        (&json!("manual"), &json!(null))
    );
    api.post(&all, json!({"name": "MARA", "assetType": "character"}))
        .await
        .refusal(409, "conflict");
    api.post(&all, json!({"name": "Mara", "assetType": "ghost"}))
        .await
        .refusal(400, "invalid");
    api.post(&all, json!({"name": "Mara", "assetType": "prop"}))
        .await
        .expect(201);
    let one = format!("{all}/{}", made["id"].as_str().unwrap());
    let body = json!({"projectAssetId": made["id"], "statusTags": ["muddy"]});
    let placed = api
        .post(&format!("{}/assets", scene(path)), body.clone())
        .await
        .expect(201);
    assert_eq!(placed["project_asset"]["name"], "Mara");
    api.post(&format!("{}/assets", scene(path)), body)
        .await
        .refusal(409, "conflict");
    assert!(
        api.delete(&one)
            .await
            .refusal(409, "conflict")
            .contains("1 scene")
    );
    api.delete(&format!("{one}?force=maybe"))
        .await
        .refusal(400, "invalid");
    api.delete(&format!("{one}?force=true")).await.expect(204);
}

#[tokio::test]
async fn an_instance_is_described_locked_and_taken_out() {
    let api = Api::sqlite().await;
    let at = api.instance(api.scene().await, "Mara.").await;
    let address = instance(at);
    let shown = api.get(&address).await.expect(200);
    insta::assert_snapshot!(fields(&shown["project_asset"]).join(" "), @"asset_type description id image_key_url name");
    assert_eq!(
        api.get(&format!("{}/assets", scene(at.scene())))
            .await
            .expect(200),
        json!([shown])
    );
    let changed = api
        .put(
            &address,
            json!({"descriptionOverride": "Wet.", "locked": true}),
        )
        .await
        .expect(200);
    assert_eq!(
        (&changed["effective_description"], &changed["locked"]),
        (&json!("Wet."), &json!(true))
    );
    api.put(&address, json!({"statusTags": ["wet"]}))
        .await
        .refusal(409, "conflict");
    api.delete(&address).await.refusal(409, "conflict");
    let cleared = api
        .put(
            &address,
            json!({"locked": false, "descriptionOverride": null}),
        )
        .await
        .expect(200);
    assert_eq!(cleared["effective_description"], "Mara.");
    api.put(&address, json!({"imageKeyUrl": "/x"}))
        .await
        .refusal(400, "invalid");
    assert_eq!(
        api.get(&format!("{address}/reference-chain"))
            .await
            .expect(200),
        json!([])
    );
    api.delete(&address).await.expect(204);
    api.get(&address).await.refusal(404, "not_found");
}

#[tokio::test]
async fn the_chain_has_its_names_on_the_wire() {
    let api = Api::sqlite().await;
    let first = api.instance(api.scene().await, "Mara.").await;
    api.pictures(first, 1).await;
    let row = api.get(&instance(first)).await.expect(200);
    let asset = row["project_asset_id"].as_str().unwrap().parse().unwrap();
    let later = domain::model::paths::ScenePath {
        scene: api.next_scene(first.project).await,
        ..first.scene()
    };
    let second = later.instance(api.appear(later, asset).await);
    let chain = api
        .get(&format!("{}/reference-chain", instance(second)))
        .await
        .expect(200);
    let expected = json!([{
        "source": "prior_scene_instance", "imageUrl": row["image_key_url"], "sceneNumber": 1,
        "instanceId": first.instance, "active": true,
    }]);
    assert_eq!(chain, expected);
}
