//! Lists in pages: plain arrays whose `Link` leads on.

use crate::client::{Api, Part, Reply, instance, multipart, scene};
use domain::{model::paths::InstancePath, testing::png};
use serde_json::{Value, json};

/// The address in a `Link` to the next page.
fn next(reply: &Reply) -> Option<String> {
    let link = reply.header("link");
    if link.is_empty() {
        return None;
    }
    let (address, relation) = link.strip_prefix('<').unwrap().split_once('>').unwrap();
    assert_eq!(relation, "; rel=\"next\"");
    Some(address.to_owned())
}

/// Every row, walked to in steps, with the number of pages that it took.
async fn walked(api: &Api, first: String) -> (Vec<Value>, usize) {
    let (mut rows, mut pages, mut address) = (Vec::new(), 0, Some(first));
    while let Some(at) = address {
        let reply = api.get(&at).await;
        rows.extend_from_slice(reply.expect(200).as_array().unwrap());
        address = next(&reply);
        pages += 1;
        assert!(pages < 20, "the list has no end: {at}");
    }
    (rows, pages)
}

/// Walks a list of three in steps of one and of two, and compares with the whole of it.
async fn goes_to_the_end(api: &Api, list: &str) {
    let whole = api.get(list).await;
    let rows = whole.expect(200);
    let rows = rows.as_array().unwrap();
    assert_eq!((rows.len(), next(&whole)), (3, None), "{list}");
    let sign = if list.contains('?') { '&' } else { '?' };
    for (limit, pages) in [(1, 3), (2, 2), (3, 1)] {
        let found = walked(api, format!("{list}{sign}limit={limit}")).await;
        assert_eq!(found, (rows.clone(), pages), "{list} by {limit}");
    }
}

/// A film with three of everything.
async fn full(api: &Api) -> Vec<String> {
    let at = api.instance(api.scene().await, "Mara in the rain.").await;
    let film = format!("/api/projects/{}", at.project);
    for name in ["Lamp", "Rope"] {
        let asset = json!({"name": name, "assetType": "prop", "description": "Old."});
        let new = format!("{}/assets/create-with-project-asset", scene(at.scene()));
        api.post(&new, asset).await.expect(201);
        let scene = json!({"heading": format!("INT. {name}")});
        api.post(&format!("{film}/scenes"), scene).await.expect(201);
        let branch = json!({"name": name});
        api.post(&format!("{film}/branches"), branch)
            .await
            .expect(201);
        api.post("/api/projects", json!({"title": name}))
            .await
            .expect(201);
    }
    let pictures = api.pictures(at, 4).await;
    for picture in &pictures[1..] {
        api.delete(&format!("{}/attempts/{picture}", instance(at)))
            .await
            .expect(204);
    }
    let masters = history_of_a_master(api, at).await;
    for seed in 0..3 {
        let new = format!("{}/generate-image", instance(at));
        api.post(&new, json!({"seed": seed})).await.expect(202);
    }
    vec![
        "/api/projects".to_owned(),
        format!("{film}/branches"),
        format!("{film}/scenes"),
        format!("{film}/assets"),
        format!("{film}/jobs"),
        format!("{film}/jobs?status=queued"),
        format!("{}/assets", scene(at.scene())),
        format!("{}/attempts?deleted=true", instance(at)),
        masters,
    ]
}

/// The list of three pictures that were removed from a master's history.
async fn history_of_a_master(api: &Api, at: InstancePath) -> String {
    let row = api.get(&instance(at)).await.expect(200);
    let asset = row["project_asset_id"].as_str().unwrap();
    let asset = format!("/api/projects/{}/assets/{asset}", at.project);
    for shade in 0..4 {
        let picture = png(shade * 9 + 1);
        let sent = multipart(&format!("{asset}/upload-image"), &[Part::image(&picture)]);
        api.send(sent.body).await.expect(200);
    }
    let live = api.get(&format!("{asset}/attempts")).await.expect(200);
    for one in &live.as_array().unwrap()[1..] {
        let id = one["id"].as_str().unwrap();
        api.delete(&format!("{asset}/attempts/{id}"))
            .await
            .expect(204);
    }
    format!("{asset}/attempts?deleted=true")
}

#[tokio::test]
async fn every_list_leads_to_its_end() {
    let api = Api::sqlite().await;
    for list in full(&api).await {
        goes_to_the_end(&api, &list).await;
    }
}

#[tokio::test]
async fn a_link_keeps_the_limit_and_every_other_word() {
    let api = Api::sqlite().await;
    let lists = full(&api).await;
    let jobs = &lists[5];
    let first = api.get(&format!("{jobs}&limit=1")).await;
    let second = next(&first).unwrap();
    assert!(
        second.starts_with(&format!("{jobs}&limit=1&cursor=")),
        "{second}"
    );
    let third = next(&api.get(&second).await).unwrap();
    assert_eq!(third.matches("cursor=").count(), 1, "{third}");
    assert_ne!(second, third);
}

#[tokio::test]
async fn a_branch_stays_named_from_page_to_page() {
    let api = Api::sqlite().await;
    let film = format!("/api/projects/{}", api.scene().await.project);
    let made = api
        .post(&format!("{film}/branches"), json!({"name": "night"}))
        .await
        .expect(201);
    let list = format!("{film}/scenes?branch={}", made["id"].as_str().unwrap());
    for number in 1..=3 {
        let scene = json!({"heading": format!("INT. {number}")});
        let new = api.post(&list, scene).await.expect(201);
        assert_eq!(new["branch_id"], made["id"]);
    }
    goes_to_the_end(&api, &list).await;
}

#[tokio::test]
async fn a_page_that_cannot_be_is_refused() {
    let api = Api::sqlite().await;
    for list in full(&api).await {
        let sign = if list.contains('?') { '&' } else { '?' };
        for words in ["limit=0", "limit=1001", "limit=many", "cursor=none"] {
            api.get(&format!("{list}{sign}{words}"))
                .await
                .refusal(400, "invalid");
        }
    }
}
