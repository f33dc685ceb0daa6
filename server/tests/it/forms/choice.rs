//! The form that has pictures drawn: by whom, how many, and once more.

use super::{act, led, notice};
use crate::client::{Api, instance, send};
use axum::{Router, body::Body};
use domain::{
    ctx::Ctx,
    model::{
        kinds::ProviderKind,
        paths::{InstancePath, ScenePath},
    },
    providers::{Capabilities, Drawn, ImageProvider, Progress, ProviderError, Providers, Request},
};
use serde_json::{Value, json};
use server::{router::router, state::AppState};
use std::{collections::BTreeSet, sync::Arc};

async fn jobs(api: &Api, at: InstancePath) -> Vec<Value> {
    let address = format!("/api/projects/{}/jobs", at.project);
    let jobs = api.get(&address).await.expect(200);
    jobs.as_array().unwrap().clone()
}

async fn pressed(api: &Api, at: InstancePath, fields: &str) -> crate::client::Reply {
    let fields = format!("instance={}&{fields}", at.instance);
    api.form(&act(at.scene()), &fields).await
}

#[tokio::test]
async fn a_picture_is_drawn_by_whom_the_form_names() {
    let api = Api::sqlite().await;
    let at = api.instance(api.scene().await, "Mara.").await;
    let reply = pressed(&api, at, "do=generate&provider=sketch").await;
    assert_eq!(notice(&reply).text, "Generating");
    assert_eq!(jobs(&api, at).await[0]["provider"], "sketch");
    let reply = pressed(&api, at, "do=generate&provider=studio").await;
    led(&reply, &at.address());
    let said = notice(&reply);
    assert!(
        said.error && said.text.contains("fake, sketch"),
        "{}",
        said.text
    );
    assert_eq!(jobs(&api, at).await.len(), 1);
}

#[tokio::test]
async fn variations_are_jobs_of_their_own_and_the_first_is_shown() {
    let api = Api::sqlite().await;
    let at = api.instance(api.scene().await, "Mara.").await;
    let reply = pressed(&api, at, "do=generate&provider=fake&count=4").await;
    assert_eq!(notice(&reply).text, "Generating 4 variations");
    let jobs = jobs(&api, at).await;
    let keys: BTreeSet<_> = jobs
        .iter()
        .map(|job| job["jobId"].as_str().unwrap())
        .collect();
    assert_eq!(keys.len(), 4);
    let first = jobs.last().unwrap()["jobId"].as_str().unwrap();
    led(&reply, &format!("{}&show=job-{first}", at.address()));
    for count in ["x", "300"] {
        pressed(&api, at, &format!("do=generate&count={count}"))
            .await
            .refusal(400, "invalid");
    }
}

#[tokio::test]
async fn a_picture_is_drawn_again_from_its_slide() {
    let api = Api::sqlite().await;
    let at = api.instance(api.scene().await, "Mara.").await;
    pressed(&api, at, "do=generate").await;
    api.work().await;
    let listed = format!("{}/attempts", instance(at));
    let drawn = api.get(&listed).await.expect(200)[0].clone();
    let id = drawn["id"].as_str().unwrap();
    let page = api.get(&at.address()).await.text();
    assert!(page.contains("Again like this"), "{page}");
    let reply = pressed(&api, at, &format!("do=again&attempt={id}")).await;
    let said = notice(&reply);
    assert_eq!(
        (said.error, said.text.as_str()),
        (false, "Generating again like attempt 1")
    );
    api.work().await;
    let again = api.get(&listed).await.expect(200)[0].clone();
    assert_eq!(again["attempt_number"], 2);
    for same in ["prompt_snapshot", "seed", "provider", "sha256"] {
        assert_eq!(again[same], drawn[same], "{same}");
    }
}

#[tokio::test]
async fn a_picture_that_was_taken_over_is_not_offered_again() {
    let api = Api::sqlite().await;
    let at = api.instance(api.scene().await, "Mara.").await;
    pressed(&api, at, "do=generate").await;
    api.work().await;
    let scene = ScenePath {
        scene: api.next_scene(at.project).await,
        ..at.scene()
    };
    // It fills itself when it is opened.
    let page = api.get(&scene.address()).await.text();
    assert!(page.contains("What was sent") && !page.contains("Again like this"));
    let here = format!("/api/projects/{}/scenes/{}/assets", at.project, scene.scene);
    let row = api.get(&here).await.expect(200)[0].clone();
    let heir = scene.instance(row["id"].as_str().unwrap().parse().unwrap());
    let listed = format!("{}/attempts", instance(heir));
    let taken_over = api.get(&listed).await.expect(200)[0].clone();
    let id = taken_over["id"].as_str().unwrap();
    let said = notice(&pressed(&api, heir, &format!("do=again&attempt={id}")).await);
    assert_eq!(
        (said.error, said.text.as_str()),
        (true, "This picture came from scene 1; draw it again there.")
    );
}

#[tokio::test]
async fn an_uploaded_picture_is_not_offered_again() {
    let api = Api::sqlite().await;
    let at = api.instance(api.scene().await, "Mara.").await;
    let ids = api.pictures(at, 1).await;
    let page = api.get(&at.address()).await.text();
    assert!(!page.contains("Again like this"));
    let said = notice(&pressed(&api, at, &format!("do=again&attempt={}", ids[0])).await);
    assert!(said.error && said.text.starts_with("Only a picture that was generated"));
}

#[tokio::test]
async fn a_films_provider_is_set_by_the_api_and_chosen_on_the_page() {
    let api = Api::sqlite().await;
    let at = api.instance(api.scene().await, "Mara.").await;
    let listed = api.get("/api/providers").await.expect(200);
    let names: Vec<_> = listed
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["name"])
        .collect();
    assert_eq!(names, [&json!("fake"), &json!("sketch")]);
    assert_eq!(
        (
            &listed[0]["kind"],
            &listed[0]["cost"],
            &listed[0]["reference_cost"]
        ),
        (&json!("fake"), &json!(0.04), &json!(0.0))
    );
    let film = format!("/api/projects/{}", at.project);
    let set = api
        .put(&film, json!({"provider": "sketch"}))
        .await
        .expect(200);
    assert_eq!(set["provider"], "sketch");
    let page = api.get(&at.address()).await.text();
    assert!(page.contains("name=\"provider\"") && page.contains("4 for 0.16 cr"));
    api.put(&film, json!({"provider": "studio"}))
        .await
        .refusal(400, "invalid");
    let cleared = api.put(&film, json!({"provider": null})).await.expect(200);
    assert_eq!(cleared["provider"], Value::Null);
}

/// Draws from words alone.
struct Wordy;

#[async_trait::async_trait]
impl ImageProvider for Wordy {
    fn capabilities(&self) -> Capabilities {
        Capabilities::plain(ProviderKind::Fake, "wordy", "Wordy, for tests")
    }

    async fn draw(&self, _: Request, _: &Progress) -> Result<Drawn, ProviderError> {
        std::future::pending().await
    }

    async fn test(&self) -> Result<String, ProviderError> {
        Ok("It is there.".to_owned())
    }
}

async fn page(router: &Router, at: InstancePath) -> String {
    let asked = crate::client::request("GET", &at.address());
    let reply = send(router.clone(), asked.body(Body::empty()).unwrap()).await;
    assert_eq!(reply.status.as_u16(), 200);
    reply.text()
}

#[tokio::test]
async fn the_page_says_that_a_reference_is_not_sent() {
    let api = Api::sqlite().await;
    let ctx = Ctx {
        providers: Providers::new(Arc::new(Wordy), Vec::new()),
        ..Ctx::clone(&api)
    };
    let router = router(AppState::local(ctx, api.viewer));
    let at = api.instance(api.scene().await, "Mara.").await;
    let says = "wordy draws from words alone; the reference is not sent.";
    let without = page(&router, at).await;
    assert!(!without.contains(says));
    assert!(!without.contains("name=\"provider\""), "there is no choice");
    for word in ["Also sent", "Not to be seen"] {
        assert!(
            !without.contains(word),
            "nobody makes anything of it: {word}"
        );
    }
    super::master(&api, at, 7).await;
    assert!(page(&router, at).await.contains(says));
    assert!(!api.get(&at.address()).await.text().contains(says));
}

#[tokio::test]
async fn a_film_says_who_draws_it_unless_a_picture_names_somebody() {
    let api = Api::sqlite().await;
    let at = api.instance(api.scene().await, "Mara.").await;
    let edit = format!("/projects/{}/edit", at.project);
    let film = format!("/api/projects/{}", at.project);
    let fields = "title=Low+tide&aspectRatio=4:3&visualStyle=Chalk%0D%0Aon+slate&provider=fake";
    let reply = api.form(&edit, fields).await;
    led(&reply, &format!("/projects/{}", at.project));
    assert_eq!(notice(&reply).text, "Film saved");
    let row = api.get(&film).await.expect(200);
    assert_eq!(
        (
            &row["title"],
            &row["aspect_ratio"],
            &row["visual_style"],
            &row["provider"]
        ),
        (
            &json!("Low tide"),
            &json!("4:3"),
            &json!("Chalk\non slate"),
            &json!("fake")
        ),
    );
    pressed(&api, at, "do=generate").await;
    assert_eq!(jobs(&api, at).await[0]["provider"], "fake");
    api.form(&edit, "title=Low+tide&provider=").await;
    assert_eq!(api.get(&film).await.expect(200)["provider"], Value::Null);
    let reply = api.form(&edit, "title=&provider=fake").await;
    assert!(notice(&reply).error, "a film without a title");
    assert_eq!(api.get(&film).await.expect(200)["provider"], Value::Null);
}

#[tokio::test]
async fn what_was_not_changed_in_the_dialog_stays_as_it_is_by_now() {
    let api = Api::sqlite().await;
    let at = api.instance(api.scene().await, "Mara.").await;
    let film = format!("/api/projects/{}", at.project);
    let meanwhile = json!({ "title": "Tide", "visualStyle": "Ink\nand wash", "provider": "fake" });
    api.put(&film, meanwhile).await.expect(200);
    let fields = "title=High+tide&wasTitle=Tide&visualStyle=Chalk%0D%0Aon+slate&wasVisualStyle=Chalk%0D%0Aon+slate\
                  &provider=&wasProvider=";
    let edit = format!("/projects/{}/edit", at.project);
    assert_eq!(notice(&api.form(&edit, fields).await).text, "Film saved");
    let row = api.get(&film).await.expect(200);
    assert_eq!(
        (&row["title"], &row["visual_style"], &row["provider"]),
        (&json!("High tide"), &json!("Ink\nand wash"), &json!("fake")),
    );
}
