//! The page of the film's assets: what it shows, and its one form.

mod acting;
mod drawing;
mod opening;
mod writing;

use crate::client::{Api, Part, Reply, instance, multipart, request, send};
use axum::{Router, body::Body};
use domain::{
    ctx::Viewer,
    model::{
        ids::{AssetId, ProjectId},
        kinds::{ProjectRole, UserRole},
        paths::InstancePath,
    },
    services::{members, users},
    testing::png,
};
use serde_json::{Value, json};

/// A film, one of its assets, and where that appears.
#[derive(Clone, Copy)]
struct Place {
    project: ProjectId,
    asset: AssetId,
    at: InstancePath,
}

impl Place {
    async fn new(api: &Api, description: &str) -> Self {
        let at = api.instance(api.scene().await, description).await;
        let row = api.get(&instance(at)).await.expect(200);
        Self {
            project: at.project,
            asset: row["project_asset_id"].as_str().unwrap().parse().unwrap(),
            at,
        }
    }

    /// The page, whichever asset is open.
    fn page(self) -> String {
        format!("/projects/{}/assets", self.project)
    }

    /// The page with the asset open.
    fn address(self) -> String {
        format!("{}?asset={}", self.page(), self.asset)
    }

    /// The asset's row.
    fn row(self) -> String {
        format!("/api/projects/{}/assets/{}", self.project, self.asset)
    }

    async fn upload(self, api: &Api, shade: u8) -> Value {
        let picture = png(shade);
        let address = format!("{}/upload-image", self.row());
        let sent = multipart(&address, &[Part::image(&picture)]);
        api.send(sent.body).await.expect(200)
    }

    /// The live history, newest first.
    async fn history(self, api: &Api) -> Vec<Value> {
        let rows = api.get(&format!("{}/attempts", self.row())).await;
        rows.expect(200).as_array().unwrap().clone()
    }
}

async fn shown(api: &Api, address: &str) -> String {
    let page = api.get(address).await;
    assert_eq!(page.status.as_u16(), 200, "{address}");
    page.text()
}

#[tokio::test]
async fn an_empty_film_says_what_to_do() {
    let api = Api::sqlite().await;
    let project = api.scene().await.project;
    let page = shown(&api, &format!("/projects/{project}/assets")).await;
    assert!(
        page.contains("No asset yet") && page.contains("Add asset"),
        "{page}"
    );
    assert!(!page.contains("id=\"generate\""));
}

async fn cast(api: Api) {
    let place = Place::new(&api, "Mara.").await;
    let lamp = json!({"name": "Brass lantern", "assetType": "prop"});
    let all = format!("/api/projects/{}/assets", place.project);
    api.post(&all, lamp).await.expect(201);
    let url = place.upload(&api, 7).await["image_key_url"].clone();
    let page = shown(&api, &place.page()).await;
    for part in [
        "Characters",
        "Props",
        "Brass lantern",
        "No image yet",
        "in no scene",
        "in 1 scene",
        "2 assets · 1 with masters",
        url.as_str().unwrap(),
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
    assert!(!page.contains("Locations"));
}

#[tokio::test]
async fn the_cast_stands_in_groups_with_its_masters() {
    cast(Api::sqlite().await).await;
}

#[tokio::test]
async fn the_cast_stands_in_groups_with_its_masters_on_postgres() {
    cast(Api::postgres().await).await;
}

#[tokio::test]
async fn the_history_and_what_was_removed_are_shown() {
    let api = Api::sqlite().await;
    let place = Place::new(&api, "Mara.").await;
    for shade in [7, 17, 27] {
        place.upload(&api, shade).await;
    }
    let history = place.history(&api).await;
    let gone = history[2]["id"].as_str().unwrap();
    let attempt = format!("{}/attempts/{gone}", place.row());
    api.delete(&attempt).await.expect(204);
    let page = shown(&api, &place.address()).await;
    assert!(page.contains("aria-label=\"Master image\""), "{page}");
    assert!(page.contains("aria-label=\"1 of 2\"") && page.contains("aria-label=\"2 of 2\""));
    assert!(page.contains("Removed (1)") && page.contains(&format!("id=\"removed-{gone}\"")));
    assert!(!page.contains(&format!("id=\"attempt-{gone}\"")));
}

#[tokio::test]
async fn what_is_being_drawn_is_shown_and_the_page_looks_again() {
    let api = Api::sqlite().await;
    let place = Place::new(&api, "Mara.").await;
    assert!(!shown(&api, &place.address()).await.contains("http-equiv"));
    let made = api
        .post(&format!("{}/generate-image", place.row()), json!({}))
        .await
        .expect(202);
    let job = made["jobId"].as_str().unwrap();
    let page = shown(&api, &place.address()).await;
    assert!(page.contains(&format!("id=\"job-{job}\"")), "{page}");
    assert!(page.contains("Waiting for its turn") && page.contains("http-equiv=\"refresh\""));
    api.work().await;
    let page = shown(&api, &format!("{}&show=job-{job}", place.address())).await;
    assert!(!page.contains(&format!("id=\"job-{job}\"")));
    let made = place.history(&api).await;
    let slide = format!("id=\"attempt-{}\"", made[0]["id"].as_str().unwrap());
    assert!(page.contains(&slide) && page.contains("What was sent"));
}

#[tokio::test]
async fn a_master_that_failed_says_why() {
    let api = Api::sqlite().await;
    let place = Place::new(&api, "[refuse]").await;
    api.post(&format!("{}/generate-image", place.row()), json!({}))
        .await
        .expect(202);
    api.work().await;
    let page = shown(&api, &place.address()).await;
    assert!(page.contains("Generation failed") && page.contains("Retry"));
    assert!(
        page.contains("try other words or another provider"),
        "what to do"
    );
    place.upload(&api, 7).await;
    let page = shown(&api, &place.address()).await;
    assert!(
        !page.contains("Generation failed"),
        "a newer picture is there"
    );
}

#[tokio::test]
async fn words_of_people_stay_words() {
    let api = Api::sqlite().await;
    let bad = "</textarea></script><script>alert(1)</script>";
    let place = Place::new(&api, bad).await;
    api.put(&place.row(), json!({"name": "<i>Mara"}))
        .await
        .expect(200);
    let page = shown(&api, &place.address()).await;
    assert!(!page.contains("<script>alert"), "{page}");
    assert!(
        !page.contains("<i>Mara") && page.contains("&lt;i"),
        "{page}"
    );
}

#[tokio::test]
async fn every_page_of_the_film_leads_there() {
    let api = Api::sqlite().await;
    let place = Place::new(&api, "Mara.").await;
    let film = format!("/projects/{}", place.project);
    for address in [film.clone(), format!("{film}/jobs"), place.at.address()] {
        let page = shown(&api, &address).await;
        assert!(
            page.contains(&format!("href=\"{film}/assets\"")),
            "{address}"
        );
    }
    let page = shown(&api, &place.page()).await;
    let here = format!("href=\"{film}/assets\" aria-current=\"page\"");
    assert!(page.contains(&here), "{page}");
}

#[tokio::test]
async fn a_film_of_somebody_else_has_no_such_page() {
    let api = Api::sqlite().await;
    let place = Place::new(&api, "Mara.").await;
    let stranger = api.stranger().await;
    let asked = request("GET", &place.address())
        .body(Body::empty())
        .unwrap();
    let page = send(api.router_for(stranger), asked).await;
    assert_eq!(page.status.as_u16(), 404);
    let act = format!("{}/act", place.page());
    let fields = format!("do=lock&asset={}&enabled=on", place.asset);
    let sent = send(api.router_for(stranger), crate::client::form(&act, &fields)).await;
    assert_eq!(sent.status.as_u16(), 404);
    let row = api.get(&place.row()).await.expect(200);
    assert_eq!(row["locked"], false);
}

/// Somebody who may only look at the film.
async fn looker(api: &Api, project: ProjectId) -> Viewer {
    let email = "ivo@example.com";
    let user = users::add(api, email, "Ivo", UserRole::Member).await;
    let part = members::add(api, api.viewer, project, email, ProjectRole::Viewer).await;
    part.unwrap();
    user.unwrap()
}

async fn page_of(router: Router, address: &str) -> Reply {
    let asked = request("GET", address).body(Body::empty()).unwrap();
    send(router, asked).await
}

#[tokio::test]
async fn who_may_only_look_finds_everything_closed() {
    let api = Api::sqlite().await;
    let place = Place::new(&api, "Mara.").await;
    for shade in [7, 17] {
        place.upload(&api, shade).await;
    }
    let ivo = looker(&api, place.project).await;
    let page = page_of(api.router_for(ivo), &place.address()).await;
    assert_eq!(page.status.as_u16(), 200);
    let page = page.text();
    assert!(page.contains("You can look at this film") && page.contains("data-readonly"));
    assert!(page.contains("Nothing is uploaded here") && page.contains("2 of 2"));
    for dialog in ["add-asset", "rename-asset", "delete-asset"] {
        assert!(!page.contains(&format!("id=\"{dialog}\"")), "{dialog}");
    }
    let fields = format!("do=describe&asset={}&text=Mine", place.asset);
    let sent = crate::client::form(&format!("{}/act", place.page()), &fields);
    let reply = send(api.router_for(ivo), sent).await;
    assert_eq!(reply.status.as_u16(), 403);
    let page = reply.text();
    assert!(page.contains("id=\"notice\" data-kind=\"error\""), "{page}");
    assert!(page.contains("your role does not allow that") && page.contains("Mine</textarea>"));
    let row = api.get(&place.row()).await.expect(200);
    assert_eq!(row["description"], "Mara.");
}
