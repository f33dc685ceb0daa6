//! Which asset is open: the one that the address names, the first where it names none, and never another one.

use super::{Place, shown};
use crate::client::Api;
use domain::model::ids::AssetId;
use serde_json::json;

#[tokio::test]
async fn the_asset_that_is_named_is_open_and_else_the_first() {
    let api = Api::sqlite().await;
    let place = Place::new(&api, "Mara in the rain.").await;
    let all = format!("/api/projects/{}/assets", place.project);
    let lamp = json!({"name": "Brass lantern", "assetType": "prop", "description": "Dented."});
    let lamp = api.post(&all, lamp).await.expect(201);
    let named = format!("{}?asset={}", place.page(), lamp["id"].as_str().unwrap());
    let page = shown(&api, &named).await;
    assert!(page.contains("Dented.") && !page.contains("Mara in the rain."));
    assert!(page.contains("No scene uses it yet."), "{page}");
    for unnamed in ["", "?asset=", "?show=attempt-1"] {
        let page = shown(&api, &format!("{}{unnamed}", place.page())).await;
        assert!(page.contains("Mara in the rain."), "{unnamed}");
        // It leads to the scene that uses it.
        assert!(page.contains(&place.at.address()));
    }
    for stray in ["1".to_owned(), AssetId::new().to_string()] {
        let page = api.get(&format!("{}?asset={stray}", place.page())).await;
        assert_eq!(page.status.as_u16(), 404, "{stray}");
        assert!(page.text().contains("There is nothing at this address"));
    }
}

#[tokio::test]
async fn an_asset_of_another_branch_is_not_opened() {
    let api = Api::sqlite().await;
    let place = Place::new(&api, "Mara.").await;
    let branches = format!("/api/projects/{}/branches", place.project);
    let made = api.post(&branches, json!({"name": "night"})).await;
    let branch = made.expect(201)["id"].as_str().unwrap().to_owned();
    let all = format!("/api/projects/{}/assets?branch={branch}", place.project);
    let lamp = json!({"name": "Brass lantern", "assetType": "prop", "description": "Dented."});
    let lamp = api.post(&all, lamp).await.expect(201);
    let named = format!("{}?asset={}", place.page(), lamp["id"].as_str().unwrap());
    let page = api.get(&named).await;
    assert_eq!(page.status.as_u16(), 404);
    let page = page.text();
    assert!(!page.contains("Mara.") && !page.contains("Dented."));
    // Nor does the queue lead to it.
    let asset = lamp["id"].as_str().unwrap();
    let draw = format!("/api/projects/{}/assets/{asset}", place.project);
    api.post(&format!("{draw}/generate-image"), json!({}))
        .await
        .expect(202);
    let queue = shown(&api, &format!("/projects/{}/jobs", place.project)).await;
    assert!(queue.contains("Brass lantern") && queue.contains("Master"));
    assert!(!queue.contains(&format!("asset={asset}")), "{queue}");
}
