//! What is sent beside the reference in force, and what must not be seen, as they are on the wire.

use crate::client::{Api, Part, fields, instance, multipart, nothing};
use domain::{
    model::{ids::AssetId, paths::InstancePath},
    testing::png,
};
use serde_json::{Value, json};

/// An asset alone in its scene, and the address of what is sent along with it.
async fn place() -> (Api, InstancePath, String) {
    let api = Api::sqlite().await;
    let at = api.instance(api.scene().await, "Mara.").await;
    let address = format!("{}/references", instance(at));
    (api, at, address)
}

/// Another asset of the film.
async fn asset(api: &Api, at: InstancePath, name: &str) -> String {
    let body = json!({"name": name, "assetType": "location"});
    let made = api
        .post(&format!("/api/projects/{}/assets", at.project), body)
        .await
        .expect(201);
    made["id"].as_str().unwrap().to_owned()
}

async fn master(api: &Api, at: InstancePath, asset: &str) -> Value {
    let address = format!("/api/projects/{}/assets/{asset}/upload-image", at.project);
    let sent = multipart(&address, &[Part::image(&png(9))]);
    api.send(sent.body).await.expect(200)
}

#[tokio::test]
async fn exactly_these_are_sent_in_this_order() {
    let (api, at, address) = place().await;
    assert_eq!(api.get(&address).await.expect(200), json!([]));
    let (hall, storm) = (
        asset(&api, at, "Great hall").await,
        asset(&api, at, "Storm").await,
    );
    let row = master(&api, at, &hall).await;
    let all = json!([
        {"assetId": storm, "role": "style", "weight": 0.25},
        {"assetId": hall, "role": "location"},
    ]);
    let put = api.put(&address, all).await.expect(200);
    let expected = json!([
        {
            "assetId": storm, "name": "Storm", "assetType": "location", "role": "style", "weight": 0.25,
            "imageUrl": null, "sceneNumber": null, "thumbhash": null,
        },
        {
            "assetId": hall, "name": "Great hall", "assetType": "location", "role": "location", "weight": 1.0,
            "imageUrl": row["image_key_url"], "sceneNumber": null, "thumbhash": row["thumbhash"],
        },
    ]);
    assert_eq!(put, expected);
    assert_eq!(api.get(&address).await.expect(200), expected);
    let one = json!([{"assetId": hall, "role": "identity", "weight": 0.05}]);
    let put = api.put(&address, one).await.expect(200);
    assert_eq!(put.as_array().unwrap().len(), 1);
    assert_eq!(put[0]["role"], "identity");
    assert_eq!(api.put(&address, json!([])).await.expect(200), json!([]));
}

#[tokio::test]
async fn lists_that_make_no_sense_are_refused_and_change_nothing() {
    let (api, at, address) = place().await;
    let hall = asset(&api, at, "Great hall").await;
    let good = json!([{"assetId": hall, "role": "location"}]);
    let put = api.put(&address, good.clone()).await.expect(200);
    let own = api.get(&instance(at)).await.expect(200)["project_asset_id"].clone();
    let mut five = Vec::new();
    for name in ["One", "Two", "Three", "Four", "Five"] {
        five.push(json!({"assetId": asset(&api, at, name).await, "role": "style"}));
    }
    for body in [
        nothing(),
        json!({"assetId": hall, "role": "location"}),
        json!([{"assetId": hall}]),
        json!([{"role": "style"}]),
        json!([{"assetId": hall, "role": "colour"}]),
        json!([{"assetId": hall, "role": "style", "weight": 0.04}]),
        json!([{"assetId": hall, "role": "style", "weight": 1.01}]),
        json!([{"assetId": hall, "role": "style", "weight": "half"}]),
        json!([{"assetId": hall, "role": "style"}, {"assetId": hall, "role": "location"}]),
        json!([{"assetId": own, "role": "style"}]),
        json!(five),
    ] {
        api.put(&address, body).await.refusal(400, "invalid");
    }
    let unknown = json!([{"assetId": AssetId::new(), "role": "style"}]);
    api.put(&address, unknown).await.refusal(404, "not_found");
    assert_eq!(api.get(&address).await.expect(200), put);
    api.put(&instance(at), json!({"locked": true}))
        .await
        .expect(200);
    api.put(&address, good).await.refusal(409, "conflict");
}

#[tokio::test]
async fn an_asset_of_another_film_is_not_there() {
    let (api, at, address) = place().await;
    let elsewhere = api.instance(api.scene().await, "Voss.").await;
    assert_ne!(elsewhere.project, at.project);
    let theirs = asset(&api, elsewhere, "Their hall").await;
    let body = json!([{"assetId": theirs, "role": "location"}]);
    api.put(&address, body).await.refusal(404, "not_found");
}

#[tokio::test]
async fn the_reference_in_force_is_weighed_with_the_row() {
    let (api, at, _) = place().await;
    let shown = api.get(&instance(at)).await.expect(200);
    assert_eq!(shown["reference_weight"], 1.0);
    let set = api
        .put(&instance(at), json!({"referenceWeight": 0.3}))
        .await
        .expect(200);
    assert_eq!(set["reference_weight"], 0.3);
    for weight in [json!(0), json!(1.5), json!("half")] {
        api.put(&instance(at), json!({"referenceWeight": weight}))
            .await
            .refusal(400, "invalid");
    }
}

#[tokio::test]
async fn what_was_sent_is_kept_with_the_picture() {
    let (api, at, address) = place().await;
    let hall = asset(&api, at, "Great hall").await;
    let row = master(&api, at, &hall).await;
    let all = json!([{"assetId": hall, "role": "location", "weight": 0.6}]);
    api.put(&address, all).await.expect(200);
    let asked = json!({"provider": "fake", "negativePrompt": "No hat"});
    api.post(&format!("{}/generate-image", instance(at)), asked)
        .await
        .expect(202);
    api.work().await;
    let attempts = api
        .get(&format!("{}/attempts", instance(at)))
        .await
        .expect(200);
    let sent = &attempts[0]["other_references"][0];
    assert_eq!(
        fields(sent),
        [
            "assetId",
            "attemptId",
            "instanceId",
            "name",
            "role",
            "sceneNumber",
            "sha256",
            "source",
            "weight"
        ]
    );
    assert_eq!(
        (
            &sent["name"],
            &sent["role"],
            &sent["weight"],
            &sent["sha256"]
        ),
        (
            &json!("Great hall"),
            &json!("location"),
            &json!(0.6),
            &row["sha256"]
        )
    );
    let heard = api.fake.asked();
    assert_eq!(heard[0].negative_prompt.as_deref(), Some("No hat"));
}

#[tokio::test]
async fn words_that_a_provider_does_not_take_are_refused() {
    let (api, at, _) = place().await;
    let address = format!("{}/generate-image", instance(at));
    for body in [
        json!({"provider": "sketch", "negativePrompt": "No hat"}),
        json!({"provider": "fake", "negativePrompt": "a".repeat(2_001)}),
        json!({"provider": "fake", "negativePrompt": 7}),
    ] {
        api.post(&address, body).await.refusal(400, "invalid");
    }
    let most = json!({"provider": "fake", "negativePrompt": "a".repeat(2_000)});
    api.post(&address, most).await.expect(202);
}
