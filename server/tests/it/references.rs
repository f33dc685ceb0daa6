//! References, "Use master as-is" and the gate, as they are on the wire.

use crate::client::{Api, Part, fields, instance, multipart, nothing, scene};
use domain::{
    model::{
        ids::InstanceId,
        paths::{InstancePath, ScenePath},
    },
    testing::png,
};
use serde_json::{Value, json};

/// One asset with a master in two scenes, the first of which has a picture.
async fn film() -> (Api, InstancePath, InstancePath) {
    let api = Api::sqlite().await;
    let first = api.instance(api.scene().await, "Mara.").await;
    master(&api, first).await;
    api.pictures(first, 1).await;
    let asset = asset(&api, first).await;
    let later = ScenePath {
        scene: api.next_scene(first.project).await,
        ..first.scene()
    };
    let second = later.instance(api.appear(later, asset.parse().unwrap()).await);
    (api, first, second)
}

async fn asset(api: &Api, at: InstancePath) -> String {
    let row = api.get(&instance(at)).await.expect(200);
    row["project_asset_id"].as_str().unwrap().to_owned()
}

async fn master(api: &Api, at: InstancePath) {
    let asset = asset(api, at).await;
    let address = format!("/api/projects/{}/assets/{asset}/upload-image", at.project);
    let sent = multipart(&address, &[Part::image(&png(200))]);
    api.send(sent.body).await.expect(200);
}

async fn as_is(api: &Api, at: InstancePath, enabled: bool) -> Value {
    let address = format!("{}/use-master-as-is", instance(at));
    api.post(&address, json!({"enabled": enabled}))
        .await
        .expect(200)
}

#[tokio::test]
async fn a_reference_is_chosen_by_where_it_stands() {
    let (api, first, second) = film().await;
    let address = format!("{}/select-master-reference", instance(second));
    let body = json!({"source": "prior_scene_instance", "instanceId": first.instance, "imageUrl": "https://example.com/x.png"});
    let row = api.post(&address, body).await.expect(200);
    let shown = api.get(&instance(first)).await.expect(200);
    assert_eq!(
        (
            &row["selected_master_reference_source"],
            &row["selected_master_reference_instance_id"],
            &row["selected_master_reference_url"],
        ),
        (
            &json!("prior_scene_instance"),
            &json!(first.instance),
            &shown["image_key_url"]
        )
    );
    assert_eq!(api.get(&instance(second)).await.expect(200), row);
    let row = api
        .post(&address, json!({"source": "stage5_master"}))
        .await
        .expect(200);
    assert_eq!(
        row["selected_master_reference_url"],
        row["project_asset"]["image_key_url"]
    );
    let chain = api
        .get(&format!("{}/reference-chain", instance(second)))
        .await
        .expect(200);
    let active: Vec<_> = chain
        .as_array()
        .unwrap()
        .iter()
        .map(|link| (link["source"].as_str().unwrap(), link["active"] == true))
        .collect();
    assert_eq!(
        active,
        [("stage5_master", true), ("prior_scene_instance", false)]
    );
    assert_eq!(
        fields(&chain[0]),
        ["active", "imageUrl", "sceneNumber", "source"]
    );
}

#[tokio::test]
async fn what_is_not_on_the_chain_is_refused() {
    let (api, first, second) = film().await;
    let address = format!("{}/select-master-reference", instance(second));
    for body in [
        nothing(),
        json!({"source": "prior_scene_instance"}),
        json!({"source": "prior_scene_instance", "instanceId": second.instance}),
        json!({"source": "prior_scene_instance", "instanceId": InstanceId::new()}),
        json!({"source": "prior_scene_instance", "instanceId": "x"}),
        json!({"source": "stage5_master", "instanceId": InstanceId::new()}),
        json!({"source": "the_best_one"}),
    ] {
        api.post(&address, body).await.refusal(400, "invalid");
    }
    api.put(&instance(second), json!({"locked": true}))
        .await
        .expect(200);
    let body = json!({"source": "prior_scene_instance", "instanceId": first.instance});
    api.post(&address, body).await.refusal(409, "conflict");
}

#[tokio::test]
async fn a_master_is_used_as_it_is() {
    let (api, first, second) = film().await;
    let shown = api.get(&instance(first)).await.expect(200);
    let row = as_is(&api, second, true).await;
    assert_eq!(row, api.get(&instance(second)).await.expect(200));
    assert_eq!(row["use_master_as_is"], true);
    let attempts = api
        .get(&format!("{}/attempts", instance(second)))
        .await
        .expect(200);
    assert_eq!(attempts.as_array().unwrap().len(), 1);
    assert_eq!(
        (
            &attempts[0]["source"],
            &attempts[0]["copied_from_url"],
            &attempts[0]["image_url"],
            &attempts[0]["is_selected"],
        ),
        (
            &json!("master_copy"),
            &shown["image_key_url"],
            &row["image_key_url"],
            &json!(true)
        )
    );
    let picture = api.get(row["image_key_url"].as_str().unwrap()).await;
    let original = api.get(shown["image_key_url"].as_str().unwrap()).await;
    assert_eq!(picture.status.as_u16(), 200);
    assert_eq!(picture.body, original.body);
    let address = instance(second);
    api.post(&format!("{address}/generate-image"), nothing())
        .await
        .refusal(409, "conflict");
    api.put(&address, json!({"descriptionOverride": "Wet."}))
        .await
        .refusal(409, "conflict");
    let off = as_is(&api, second, false).await;
    assert_eq!(
        (&off["use_master_as_is"], &off["image_key_url"]),
        (&json!(false), &row["image_key_url"])
    );
}

#[tokio::test]
async fn as_is_says_what_it_lacks() {
    let api = Api::sqlite().await;
    let at = api.instance(api.scene().await, "Mara.").await;
    let address = format!("{}/use-master-as-is", instance(at));
    let why = api
        .post(&address, json!({"enabled": true}))
        .await
        .refusal(400, "invalid");
    assert_eq!(why, "No master image available to use");
    for body in [
        nothing(),
        json!({"enabled": "yes"}),
        json!({"enabled": null}),
    ] {
        api.post(&address, body).await.refusal(400, "invalid");
    }
    api.post(&address, json!({"enabled": false}))
        .await
        .expect(200);
}

#[tokio::test]
async fn many_masters_are_used_each_by_itself() {
    let (api, first, second) = film().await;
    let bare = api.instance(second.scene(), "Jonas.").await;
    let locked = api.instance(second.scene(), "Voss.").await;
    master(&api, locked).await;
    api.put(&instance(locked), json!({"locked": true}))
        .await
        .expect(200);
    let address = format!("{}/assets/bulk-use-master-as-is", scene(second.scene()));
    let upper = second.instance.to_string().to_uppercase();
    let ids = json!([
        bare.instance,
        second.instance,
        locked.instance,
        first.instance,
        upper,
        "x"
    ]);
    let body = api
        .post(&address, json!({"instanceIds": ids, "enabled": true}))
        .await
        .expect(200);
    let absent = "There is no such asset in this scene here.";
    let expected = json!({"results": [
        {"instanceId": bare.instance, "success": false, "error": "No master image available to use"},
        {"instanceId": second.instance, "success": true},
        {"instanceId": locked.instance, "success": false,
            "error": "This asset is locked in this scene. Unlock it to change it."},
        {"instanceId": first.instance, "success": false, "error": absent},
        {"instanceId": "x", "success": false, "error": absent},
    ]});
    assert_eq!(body, expected);
    let row = api.get(&instance(second)).await.expect(200);
    assert_eq!(row["use_master_as_is"], true);
    let off = json!({"instanceIds": [second.instance], "enabled": false});
    api.post(&address, off).await.expect(200);
    let row = api.get(&instance(second)).await.expect(200);
    assert_eq!(row["use_master_as_is"], false);
    for body in [
        nothing(),
        json!({"instanceIds": [second.instance]}),
        json!({"enabled": true}),
        json!({"instanceIds": [], "enabled": true}),
        json!({"instanceIds": [7], "enabled": true}),
        json!({"instanceIds": vec!["x"; 1_001], "enabled": true}),
    ] {
        api.post(&address, body).await.refusal(400, "invalid");
    }
}

#[tokio::test]
async fn the_gate_says_what_it_waits_for() {
    let (api, _, second) = film().await;
    let address = format!("{}/gate", scene(second.scene()));
    let shown = api.get(&address).await.expect(200);
    assert_eq!(fields(&shown), ["items", "open"]);
    assert_eq!(shown["open"], false);
    let item = &shown["items"][0];
    assert_eq!(fields(item), ["instanceId", "name", "ready", "reason"]);
    assert_eq!(
        (&item["instanceId"], &item["ready"], &item["reason"]),
        (
            &json!(second.instance),
            &json!(false),
            &json!("No picture yet")
        )
    );
    as_is(&api, second, true).await;
    let shown = api.get(&address).await.expect(200);
    assert_eq!(
        (
            &shown["open"],
            &shown["items"][0]["ready"],
            &shown["items"][0]["reason"]
        ),
        (&json!(true), &json!(true), &Value::Null)
    );
}
