//! Script in the words of people and providers stays words, on every page and in every answer.

use super::{
    evil::{EVIL, SHORT, film, loud},
    html,
};
use crate::client::{Api, Reply, instance, request, send};
use axum::{Router, body::Body};
use domain::{
    model::{
        kinds::{ProjectRole, UserRole},
        paths::InstancePath,
    },
    services::{members, users},
};
use serde_json::{Value, json};
use server::{router::router, state::AppState};

/// Every page of the film, with scripts in the words behind the question mark too.
fn pages(at: InstancePath) -> Vec<String> {
    let film = format!("/projects/{}", at.project);
    let scene = at.scene().address();
    let mut words = form_urlencoded::Serializer::new(String::new());
    for name in [
        "q",
        "search",
        "kind",
        "state",
        "show",
        "reference",
        "select",
        "next",
    ] {
        words.append_pair(name, EVIL);
    }
    let words = words.finish();
    vec![
        "/".to_owned(),
        format!("/?{words}"),
        film.clone(),
        format!("{film}?{words}"),
        format!("{film}/jobs"),
        format!("{film}/jobs?{words}"),
        scene.clone(),
        format!("{scene}?{words}"),
        at.address(),
        format!("{}&{words}", at.address()),
        format!("{scene}/handover"),
        format!("/nowhere/{words}"),
        format!("/projects/{words}"),
    ]
}

async fn page(router: &Router, address: &str, token: Option<&str>) -> Reply {
    let mut asked = request("GET", address).header("accept", "text/html");
    if let Some(token) = token {
        asked = asked.header("authorization", format!("Bearer {token}"));
    }
    send(router.clone(), asked.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn words_of_people_and_providers_stay_words_on_every_page() {
    let api = Api::sqlite().await;
    let ctx = loud(&api);
    let at = film(&ctx, api.viewer).await;
    let router = router(AppState::local(ctx, api.viewer));
    for address in pages(at) {
        let page = page(&router, &address, None).await;
        html::runs_its_own_alone(&address, &page);
        assert!(!page.text().contains("<img src=x"), "{address}");
    }
    let panel = page(&router, &at.address(), None).await.text();
    assert!(panel.contains("alert(1)"), "the words are shown as words");
    assert!(panel.contains("onclick=a()"), "and so are the tags");
    let queue = format!("/projects/{}/jobs", at.project);
    let queue = page(&router, &queue, None).await.text();
    assert!(queue.contains("onerror=alert(1)"), "and the provider's own");
}

#[tokio::test]
async fn words_stay_words_where_a_form_was_refused() {
    let api = Api::sqlite().await;
    let at = film(&loud(&api), api.viewer).await;
    let mut fields = form_urlencoded::Serializer::new(String::new());
    fields.append_pair("title", &EVIL.repeat(20));
    fields.append_pair("aspectRatio", EVIL);
    let refused = api.form("/projects", &fields.finish()).await;
    let cookie = refused
        .header("set-cookie")
        .split(';')
        .next()
        .unwrap()
        .to_owned();
    let shown = api.get_with("/", "cookie", &cookie).await;
    html::runs_its_own_alone("/", &shown);
    for address in [at.address(), at.scene().address()] {
        let cookies = format!("theme={SHORT}; flash={SHORT}");
        let forged = api.get_with(&address, "cookie", &cookies).await;
        html::runs_its_own_alone(&address, &forged);
    }
}

#[tokio::test]
async fn people_and_their_tokens_stay_words() {
    let api = Api::with_accounts().await;
    let admin = users::add(&api, "admin@example.com", EVIL, UserRole::Admin)
        .await
        .unwrap();
    users::add(&api, "guest@example.com", EVIL, UserRole::Member)
        .await
        .unwrap();
    let ctx = loud(&api);
    let at = film(&ctx, admin).await;
    members::add(
        &ctx,
        admin,
        at.project,
        "guest@example.com",
        ProjectRole::Editor,
    )
    .await
    .unwrap();
    let router = router(AppState::with_accounts(ctx));
    let token = api.token(admin).await;
    let named = json!({"name": EVIL});
    let made = request("POST", "/api/tokens")
        .header("authorization", format!("Bearer {token}"))
        .body(Body::from(named.to_string()))
        .unwrap();
    api.send(made).await.expect(201);
    let members = format!("/projects/{}/members", at.project);
    for address in pages(at)
        .into_iter()
        .chain(["/account".to_owned(), members])
    {
        let page = page(&router, &address, Some(&token)).await;
        html::runs_its_own_alone(&address, &page);
    }
    let account = page(&router, "/account", Some(&token)).await.text();
    assert!(account.contains("alert(1)"));
    let next = form_urlencoded::byte_serialize(EVIL.as_bytes()).collect::<String>();
    for address in [
        format!("/login?next={next}"),
        format!("/welcome?next={next}"),
    ] {
        let door = page(&router, &address, None).await;
        if door.status.as_u16() == 200 {
            html::runs_its_own_alone(&address, &door);
        }
        let to = door.header("location");
        assert!(to.is_empty() || to.starts_with('/'), "{address}: {to}");
    }
}

#[tokio::test]
async fn in_the_api_words_are_json_and_nothing_else() {
    let api = Api::sqlite().await;
    let ctx = loud(&api);
    let at = film(&ctx, api.viewer).await;
    let router = router(AppState::local(ctx, api.viewer));
    let film = format!("/api/projects/{}", at.project);
    let holds = |value: &Value| value.to_string().contains("onerror=alert(1)");
    for address in [
        "/api/projects".to_owned(),
        film.clone(),
        format!("{film}/branches"),
        format!("{film}/scenes"),
        format!("{film}/assets"),
        format!("{film}/jobs"),
        instance(at),
    ] {
        // A browser that opens the address by itself asks for a page.
        let reply = page(&router, &address, None).await;
        assert_eq!(
            reply.header("content-type"),
            "application/json",
            "{address}"
        );
        assert_eq!(reply.header("x-content-type-options"), "nosniff");
        assert!(holds(&reply.expect(200)), "{address}");
    }
    let attempts = api.get(&format!("{}/attempts", instance(at))).await;
    let name = attempts.expect(200)[0]["original_filename"].clone();
    // What stands before the last stroke is taken for folders.
    assert_eq!(name, EVIL.rsplit('/').next().unwrap());
    let refused = page(&router, &format!("{film}/jobs?status=%3Cscript%3E"), None).await;
    refused.refusal(400, "invalid");
    assert_eq!(refused.header("content-type"), "application/json");
}
