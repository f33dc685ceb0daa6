//! The forms of what is sent beside the reference in force, and of what must not be seen.

use super::{act, done, master, notice, there_and_back};
use crate::client::{Api, Part, instance, multipart};
use domain::{
    model::{ids::AssetId, paths::InstancePath},
    testing::png,
};
use serde_json::{Value, json};

/// An asset with a master, alone in its scene.
async fn film() -> (Api, InstancePath) {
    let api = Api::sqlite().await;
    let at = api.instance(api.scene().await, "Mara.").await;
    master(&api, at, 7).await;
    (api, at)
}

/// A location of the film, with a master where it has a shade.
async fn hall(api: &Api, at: InstancePath, name: &str, shade: Option<u8>) -> String {
    let assets = format!("/api/projects/{}/assets", at.project);
    let body = json!({"name": name, "assetType": "location"});
    let made = api.post(&assets, body).await.expect(201);
    let id = made["id"].as_str().unwrap().to_owned();
    if let Some(shade) = shade {
        let address = format!("{assets}/{id}/upload-image");
        let sent = multipart(&address, &[Part::image(&png(shade))]);
        api.send(sent.body).await.expect(200);
    }
    id
}

async fn send(api: &Api, at: InstancePath, all: Value) {
    let address = format!("{}/references", instance(at));
    api.put(&address, all).await.expect(200);
}

#[tokio::test]
async fn a_location_is_sent_along_as_one_and_of_everything_else_it_is_said() {
    let (api, at) = film().await;
    let great = hall(&api, at, "Great hall", Some(9)).await;
    let fields = format!("do=add_reference&asset={great}&role=&weight=60");
    let after = there_and_back(&api, at, &fields, "Great hall is sent as well").await;
    let extra = &after["extras"][0];
    assert_eq!(
        (&extra["assetId"], &extra["role"], &extra["weight"]),
        (&json!(great), &json!("location"), &json!(0.6))
    );
    let other = api.instance(at.scene(), "Jonas.").await;
    let jonas = api.get(&instance(other)).await.expect(200)["project_asset_id"].clone();
    let jonas = jonas.as_str().unwrap();
    let fields = format!("do=add_reference&asset={jonas}&role=");
    let said = done(&api, at, &fields).await;
    assert!(
        said.error
            && said
                .text
                .ends_with("stands for: identity, style or location.")
    );
    let fields = format!("do=add_reference&asset={jonas}&role=identity");
    assert!(!done(&api, at, &fields).await.error);
    let fields = format!("do=add_reference&asset={great}&role=style");
    assert!(!done(&api, at, &fields).await.error);
    let sent = super::state(&api, at).await["extras"].clone();
    let roles = [&sent[0]["role"], &sent[1]["role"], &sent[1]["weight"]];
    assert_eq!(roles, [&json!("identity"), &json!("style"), &json!(1.0)]);
}

#[tokio::test]
async fn one_that_was_left_out_comes_back_where_it_stood() {
    let (api, at) = film().await;
    let great = hall(&api, at, "Great hall", Some(9)).await;
    let small = hall(&api, at, "Small hall", None).await;
    let all = json!([
        {"assetId": great, "role": "style", "weight": 0.333},
        {"assetId": small, "role": "location"},
    ]);
    send(&api, at, all).await;
    let fields = format!("do=drop_reference&asset={great}");
    let after = there_and_back(&api, at, &fields, "Great hall is no longer sent").await;
    assert_eq!(after["extras"][0]["assetId"], small);
    assert_eq!(after["extras"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn weights_are_said_in_percent() {
    let (api, at) = film().await;
    let great = hall(&api, at, "Great hall", Some(9)).await;
    send(&api, at, json!([{"assetId": great, "role": "location"}])).await;
    let fields = format!("do=weigh_reference&asset={great}&weight=35");
    let after = there_and_back(&api, at, &fields, "Great hall counts 35 %").await;
    assert_eq!(after["extras"][0]["weight"], 0.35);
    let fields = "do=weigh_reference&weight=35";
    let says = "The reference in force counts 35 %";
    let after = there_and_back(&api, at, fields, says).await;
    assert_eq!(after["row"]["reference_weight"], 0.35);
    let same = done(&api, at, "do=weigh_reference&weight=100").await;
    assert!(!same.error && same.undo.is_none(), "{same:?}");
}

#[tokio::test]
async fn what_cannot_be_sent_along_is_refused_with_its_reason() {
    let (api, at) = film().await;
    let great = hall(&api, at, "Great hall", Some(9)).await;
    send(&api, at, json!([{"assetId": great, "role": "location"}])).await;
    let row = api.get(&instance(at)).await.expect(200);
    let own = row["project_asset_id"].as_str().unwrap();
    for (fields, why) in [
        (
            format!("do=add_reference&asset={own}&role=style&weight=100"),
            "with itself",
        ),
        (
            format!("do=add_reference&asset={great}&weight=100"),
            "sent along once",
        ),
        (
            format!("do=weigh_reference&asset={great}&weight=300"),
            "from 0.05 to 1",
        ),
        ("do=weigh_reference&weight=1".to_owned(), "from 0.05 to 1"),
    ] {
        let said = done(&api, at, &fields).await;
        assert!(said.error && said.text.contains(why), "{said:?}");
    }
    for (action, asset) in [
        ("add_reference", AssetId::new()),
        ("drop_reference", AssetId::new()),
    ] {
        let fields = format!("instance={}&do={action}&asset={asset}", at.instance);
        let reply = api.form(&act(at.scene()), &fields).await;
        assert_eq!(reply.status.as_u16(), 404, "{action}");
    }
    api.put(&instance(at), json!({"locked": true}))
        .await
        .expect(200);
    let fields = format!("do=drop_reference&asset={great}");
    assert!(done(&api, at, &fields).await.error);
    let sent = super::state(&api, at).await["extras"].clone();
    assert_eq!(sent[0]["weight"], 1.0);
}

#[tokio::test]
async fn the_page_shows_what_is_sent_along_and_who_leaves_it_out() {
    let (api, at) = film().await;
    let page = api.get(&at.address()).await.text();
    assert!(page.contains("Also sent") && !page.contains("id=\"unsent\""));
    let great = hall(&api, at, "Great hall", Some(9)).await;
    let small = hall(&api, at, "<b>Small</b> hall", None).await;
    let all = json!([
        {"assetId": great, "role": "location", "weight": 0.6},
        {"assetId": small, "role": "style"},
    ]);
    send(&api, at, all).await;
    let page = api.get(&at.address()).await.text();
    for words in [
        "Location · 60 % · Stage 5 Master",
        "Style · 100 % · no picture yet; not sent",
        "Weight of Great hall, in percent",
        "&lt;b&gt;Small&lt;/b&gt; hall",
        "sketch takes one reference; ",
        "aria-describedby=\"unsent\"",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(!page.contains("<b>Small"));
    assert!(!page.contains("fake takes"), "it is sent all of it: {page}");
}

#[tokio::test]
async fn what_else_was_sent_stands_with_the_picture() {
    let (api, at) = film().await;
    let great = hall(&api, at, "Great hall", Some(9)).await;
    send(
        &api,
        at,
        json!([{"assetId": great, "role": "location", "weight": 0.6}]),
    )
    .await;
    done(&api, at, "do=weigh_reference&weight=30").await;
    let asked = format!("do=generate&instance={}", at.instance);
    api.form(&act(at.scene()), &asked).await;
    api.work().await;
    let page = api.get(&at.address()).await.text();
    assert!(page.contains("Great hall (location, 60 %)"), "{page}");
    assert!(page.contains("Stage 5 Master, 30 %"), "{page}");
}

#[tokio::test]
async fn what_must_not_be_seen_is_told_and_stands_there_the_next_time() {
    let (api, at) = film().await;
    let asked = |fields: &str| format!("do=generate&instance={}&{fields}", at.instance);
    let told = asked("provider=fake&negative=No+hat%0D%0ANo+coat");
    let reply = api.form(&act(at.scene()), &told).await;
    assert_eq!(notice(&reply).text, "Generating");
    api.work().await;
    let heard = api.fake.asked();
    assert_eq!(heard[0].negative_prompt.as_deref(), Some("No hat\nNo coat"));
    let page = api.get(&at.address()).await.text();
    assert!(page.contains("No hat\nNo coat</textarea>"), "{page}");
    assert!(page.contains("sketch takes no negative prompt; it is not sent."));
    // In the field, and with the picture: among its facts, and under "What was sent".
    assert_eq!(page.matches("No hat\nNo coat").count(), 3, "{page}");
    assert_eq!(page.matches("<dt>Not to be seen</dt>").count(), 2, "{page}");
    let empty = asked("provider=sketch&negative=+");
    let reply = api.form(&act(at.scene()), &empty).await;
    assert_eq!(notice(&reply).text, "Generating");
}

#[tokio::test]
async fn one_that_takes_no_such_words_draws_without_them_and_that_is_said() {
    let (api, at) = film().await;
    let fields = format!(
        "do=generate&instance={}&provider=sketch&negative=No+hat",
        at.instance
    );
    let said = notice(&api.form(&act(at.scene()), &fields).await);
    assert_eq!(
        (said.error, said.text.as_str()),
        (
            false,
            "Generating. sketch takes no negative prompt; it is not sent"
        )
    );
    let jobs = api
        .get(&format!("/api/projects/{}/jobs", at.project))
        .await
        .expect(200);
    assert_eq!(jobs[0]["provider"], "sketch");
}
