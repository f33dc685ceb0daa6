//! The forms that fill a scene and make one, and where each leads.

use super::{act, done, done_in, led, notice, undo};
use crate::client::{Api, Reply, form, instance, scene};
use domain::model::{
    ids::InstanceId,
    paths::{InstancePath, ScenePath},
};
use serde_json::{Value, json};

async fn cast(api: &Api, at: ScenePath) -> Vec<Value> {
    let rows = api.get(&format!("{}/assets", scene(at))).await.expect(200);
    rows.as_array().unwrap().clone()
}

fn opened(at: ScenePath, row: &Value) -> String {
    let id: InstanceId = row["id"].as_str().unwrap().parse().unwrap();
    at.instance(id).address()
}

async fn asset(api: &Api, at: ScenePath, name: &str) -> String {
    let body = json!({"name": name, "assetType": "prop", "description": "Brass."});
    let address = format!("/api/projects/{}/assets", at.project);
    let made = api.post(&address, body).await.expect(201);
    made["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn assets_of_the_film_are_added() {
    let api = Api::sqlite().await;
    let at = api.scene().await;
    let (lamp, rope) = (asset(&api, at, "Lamp").await, asset(&api, at, "Rope").await);
    let fields = format!("do=add&assets={rope}&assets={lamp}&assets={rope}");
    let reply = api.form(&act(at), &fields).await;
    assert_eq!(notice(&reply).text, "Added Rope, Lamp");
    let rows = cast(&api, at).await;
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[1]["project_asset"]["name"], "Rope");
    led(&reply, &opened(at, &rows[1]));
    let none = done_in(&api, at, "do=add").await;
    assert_eq!(none.text, "Nothing was added: choose assets first");
    let elsewhere = api.scene().await;
    let theirs = asset(&api, elsewhere, "Sail").await;
    let stray = api.form(&act(at), &format!("do=add&assets={theirs}")).await;
    assert_eq!(stray.status.as_u16(), 404);
    assert_eq!(cast(&api, at).await.len(), 2);
}

#[tokio::test]
async fn an_asset_is_created_in_the_scene() {
    let api = Api::sqlite().await;
    let at = api.scene().await;
    let fields = "do=create&name=Lamp&asset_type=prop&description=Brass%2C%0D%0Adented.";
    let reply = api.form(&act(at), fields).await;
    assert_eq!(notice(&reply).text, "Lamp created");
    let rows = cast(&api, at).await;
    led(&reply, &opened(at, &rows[0]));
    assert_eq!(rows[0]["project_asset"]["description"], "Brass,\ndented.");
    let twice = done_in(&api, at, fields).await;
    assert!(twice.error, "{twice:?}");
    let nameless = done_in(&api, at, "do=create&name=+&asset_type=prop").await;
    assert_eq!(
        (nameless.error, nameless.text.as_str()),
        (true, "The name must not be empty.")
    );
    assert_eq!(cast(&api, at).await.len(), 1);
}

/// A scene with an asset that has a picture, and the one after it, which somebody emptied.
async fn emptied(api: &Api) -> (InstancePath, ScenePath) {
    let first = api.instance(api.scene().await, "Mara.").await;
    api.pictures(first, 1).await;
    let second = ScenePath {
        scene: api.next_scene(first.project).await,
        ..first.scene()
    };
    let row = cast(api, second).await.remove(0);
    let address = format!("{}/assets/{}", scene(second), row["id"].as_str().unwrap());
    api.delete(&address).await.expect(204);
    (first, second)
}

#[tokio::test]
async fn a_scene_is_filled_and_emptied_again() {
    let api = Api::sqlite().await;
    let (first, second) = emptied(&api).await;
    let said = done_in(&api, second, "do=fill").await;
    assert_eq!(
        (said.error, said.text.as_str()),
        (false, "Filled with 1 asset")
    );
    let rows = cast(&api, second).await;
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0]["inherited_from_instance_id"], json!(first.instance));
    let refused = done_in(&api, second, "do=fill").await;
    assert!(refused.error, "{refused:?}");
    let back = undo(&api, second, said).await;
    led(&back, &second.address());
    assert_eq!(notice(&back).text, "The scene is as empty as before");
    assert_eq!(cast(&api, second).await, Vec::<Value>::new());
}

#[tokio::test]
async fn what_was_touched_since_a_filling_stays() {
    let api = Api::sqlite().await;
    let (_, second) = emptied(&api).await;
    let said = done_in(&api, second, "do=fill").await;
    let row = cast(&api, second).await.remove(0);
    let at = second.instance(row["id"].as_str().unwrap().parse().unwrap());
    done(&api, at, "do=tag&add=wet").await;
    undo(&api, second, said).await;
    api.get(&instance(at)).await.expect(200);
}

#[tokio::test]
async fn a_first_scene_has_nothing_to_be_filled_with() {
    let api = Api::sqlite().await;
    let at = api.scene().await;
    let said = done_in(&api, at, "do=fill").await;
    assert_eq!(
        (said.error, said.undo, said.text.as_str()),
        (
            false,
            None,
            "No earlier scene has anything to take over, and nothing matches"
        )
    );
}

#[tokio::test]
async fn a_scene_is_made_on_the_board() {
    let api = Api::sqlite().await;
    let at = api.scene().await;
    let board = format!("/projects/{}", at.project);
    let address = format!("{board}/scenes");
    let fields = "heading=INT.+HALL+%E2%80%93+NIGHT&script=One%0D%0Atwo";
    let made = api.form(&address, fields).await;
    led(&made, &board);
    assert_eq!(notice(&made).text, "Scene 2 made");
    let all = format!("/api/projects/{}/scenes", at.project);
    let scenes = api.get(&all).await.expect(200);
    assert_eq!(
        (
            &scenes[1]["heading"],
            &scenes[1]["script_excerpt"],
            &scenes[1]["scene_number"]
        ),
        (&json!("INT. HALL – NIGHT"), &json!("One\ntwo"), &json!(2))
    );
    let nameless = api.form(&address, "heading=+").await;
    led(&nameless, &board);
    assert_eq!(
        (notice(&nameless).error, notice(&nameless).text.as_str()),
        (true, "The heading must not be empty.")
    );
    assert_eq!(api.get(&all).await.expect(200).as_array().unwrap().len(), 2);
    let first = api.get(&address).await;
    led(&first, &at.address());
    let nowhere = format!("/projects/{}/scenes", at.scene);
    let missing = api.form(&nowhere, fields).await;
    assert_eq!(missing.status.as_u16(), 404);
}

/// Sends a form from a page of that address.
async fn from(api: &Api, at: ScenePath, fields: &str, page: &str) -> Reply {
    let mut request = form(&act(at), fields);
    request
        .headers_mut()
        .insert("referer", page.parse().unwrap());
    api.send(request).await
}

#[tokio::test]
async fn the_readers_query_is_kept() {
    let api = Api::sqlite().await;
    let at = api.instance(api.scene().await, "Mara.").await;
    let (scene, id) = (at.scene(), at.instance);
    let tag = format!("do=tag&instance={id}&add=wet");
    let page = |query: &str| format!("http://127.0.0.1:3000{}?{query}", scene.address());
    let kept = format!("{}&q=har+bour&kind=prop&kind=location", at.address());
    let query = format!(
        "q=har+bour&asset={}&kind=prop&show=job-1&kind=location&reference=2&select=all",
        InstanceId::new()
    );
    led(&from(&api, scene, &tag, &page(&query)).await, &kept);
    let tag = format!("do=untag&instance={id}&remove=wet");
    for elsewhere in [
        format!("http://127.0.0.1:3000/projects/{}?q=a", at.project),
        "http://127.0.0.1:3000//evil.example/?q=a".to_owned(),
        format!("http://127.0.0.1:3000{}", scene.address()),
        "nonsense".to_owned(),
    ] {
        led(&from(&api, scene, &tag, &elsewhere).await, &at.address());
    }
    let open = format!("q=a&asset={id}");
    let bulk = from(&api, scene, "do=refresh_all", &page(&open)).await;
    let same = format!("{}?q=a&asset={id}", scene.address());
    led(&bulk, &same);
    let remove = format!("do=remove&instance={id}");
    let gone = from(&api, scene, &remove, &page(&open)).await;
    led(&gone, &format!("{}?q=a", scene.address()));
}

#[tokio::test]
async fn a_refusal_keeps_the_query_too() {
    let api = Api::sqlite().await;
    let at = api.instance(api.scene().await, "Mara.").await;
    let page = format!("http://127.0.0.1:3000{}?q=a", at.scene().address());
    let fields = format!("do=tag&instance={}", at.instance);
    let refused = from(&api, at.scene(), &fields, &page).await;
    assert!(notice(&refused).error);
    led(&refused, &format!("{}&q=a", at.address()));
}
