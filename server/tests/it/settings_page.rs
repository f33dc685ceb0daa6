//! The settings' page: what it shows of providers and what never, who sees it, and what a test answers.

use crate::{
    client::{Reply, form, request, send},
    forms::notice,
};
use axum::{Router, body::Body, http::Request};
use domain::{
    ctx::{Ctx, Viewer},
    model::kinds::UserRole,
    providers::{self, Providers, fake::Fake, sketch::Sketch},
    services::{
        accounts::{self, NewUser},
        tokens::{self, NewToken},
    },
    testing::TestCtx,
};
use serde_json::json;
use server::{router::router, state::AppState};
use std::sync::Arc;

const KEY: &str = "sk-violet-anchor-thirteen";
const GOOD: &str = "violet anchor thirteen umbrella";

/// The product with a provider "studio" whose address is refused before anything leaves for it.
fn with_studio(of: &TestCtx) -> Ctx {
    let table = json!({
        "kind": "openai", "model": "gpt-image-1", "base_url": "http://127.0.0.1:9/hidden-path",
        "key_env": "STUDIO_KEY", "price": 0.25, "monthly_budget": 50, "project_budget": 12,
        "timeout": "90s", "concurrency": 3,
    });
    let env = |name: &str| (name == "STUDIO_KEY").then(|| KEY.to_owned());
    let studio = providers::from_table("studio", table.as_object().unwrap(), env).unwrap();
    Ctx {
        providers: Providers::new(Arc::new(Fake::default()), vec![Arc::new(Sketch), studio]),
        ..Ctx::clone(of)
    }
}

fn local(ctx: &TestCtx) -> Router {
    router(AppState::local(with_studio(ctx), ctx.viewer))
}

async fn page(router: &Router, address: &str) -> Reply {
    let request = request("GET", address).body(Body::empty()).unwrap();
    send(router.clone(), request).await
}

async fn tested(router: &Router, name: &str) -> Reply {
    let address = format!("/settings/providers/{name}/test");
    send(router.clone(), form(&address, "")).await
}

#[tokio::test]
async fn every_provider_has_a_card_with_its_bounds() {
    let ctx = TestCtx::sqlite().await;
    let reply = page(&local(&ctx), "/settings").await;
    assert_eq!(reply.status.as_u16(), 200);
    let page = reply.text();
    for words in [
        "provider-fake",
        "provider-sketch",
        "provider-studio",
        "gpt-image-1 at 127.0.0.1:9",
        "0.25 cr a picture",
        "0.00 cr of 50.00 cr",
        "12.00 cr at most",
        "90 s",
        "3 pictures",
        "Key from the environment",
        "No key",
        "Default",
        "action=\"/settings/providers/studio/test\"",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
}

/// The first price after the name of the model.
fn price(text: &str) -> &str {
    let (_, from_model) = text.split_once("gpt-image-1").unwrap();
    let (_, price) = from_model.split_once("price = ").unwrap();
    let end = price.find(|c: char| !c.is_ascii_digit() && c != '.');
    &price[..end.unwrap_or(price.len())]
}

#[tokio::test]
async fn the_price_of_the_example_is_the_same_wherever_it_stands() {
    let ctx = TestCtx::sqlite().await;
    let page = page(&local(&ctx), "/settings").await.text();
    let readme = include_str!("../../../README.md");
    let settings = include_str!("../../deploy/throughline.toml");
    assert_eq!([page.as_str(), readme, settings].map(price), ["0.06"; 3]);
}

#[tokio::test]
async fn no_key_and_no_path_is_on_the_page() {
    let ctx = TestCtx::sqlite().await;
    let router = local(&ctx);
    let shown = page(&router, "/settings").await.text();
    let answer = tested(&router, "studio").await;
    let said = notice(&answer).text;
    for secret in [KEY, "hidden-path", "STUDIO_KEY", "http://127.0.0.1:9"] {
        assert!(!shown.contains(secret), "{secret}: {shown}");
        assert!(!said.contains(secret), "{secret}: {said}");
    }
}

#[tokio::test]
async fn a_test_answers_with_the_providers_own_sentence() {
    let ctx = TestCtx::sqlite().await;
    let reply = tested(&local(&ctx), "fake").await;
    assert_eq!(
        (reply.status.as_u16(), reply.header("location")),
        (303, "/settings")
    );
    let said = notice(&reply);
    assert_eq!(
        (said.text.as_str(), said.error),
        ("The fake provider is there.", false)
    );
}

#[tokio::test]
async fn a_test_that_is_refused_says_why() {
    let ctx = TestCtx::sqlite().await;
    let reply = tested(&local(&ctx), "studio").await;
    assert_eq!(
        (reply.status.as_u16(), reply.header("location")),
        (303, "/settings")
    );
    let said = notice(&reply);
    assert!(
        said.error && said.text.contains("private network"),
        "{said:?}"
    );
}

#[tokio::test]
async fn what_is_not_configured_is_not_tested() {
    let ctx = TestCtx::sqlite().await;
    let reply = tested(&local(&ctx), "nobody").await;
    assert_eq!(reply.status.as_u16(), 404);
    assert!(
        reply.header("content-type").starts_with("text/html"),
        "{}",
        reply.text()
    );
}

#[tokio::test]
async fn in_local_mode_every_page_leads_there() {
    let ctx = TestCtx::sqlite().await;
    let home = page(&local(&ctx), "/").await.text();
    assert!(home.contains("href=\"/settings\""), "{home}");
}

/// A request as somebody's script sends it, for a page.
async fn as_somebody(router: &Router, token: &str, mut asked: Request<Body>) -> Reply {
    let bearer = format!("Bearer {token}").parse().unwrap();
    asked.headers_mut().insert("authorization", bearer);
    let accept = "text/html,application/xhtml+xml,*/*;q=0.8".parse().unwrap();
    asked.headers_mut().insert("accept", accept);
    send(router.clone(), asked).await
}

async fn token(ctx: &Ctx, viewer: Viewer) -> String {
    let new = NewToken {
        name: "Tests".into(),
        expires_in_days: None,
    };
    tokens::create(ctx, viewer, new).await.unwrap().token
}

fn person(name: &str) -> NewUser {
    NewUser {
        email: format!("{name}@studio.example"),
        name: name.into(),
        password: GOOD.into(),
    }
}

#[tokio::test]
async fn with_accounts_only_admins_see_and_test() {
    let test = TestCtx::sqlite().await;
    let ctx = with_studio(&test);
    let router = router(AppState::with_accounts(ctx.clone()));
    let admin = accounts::begin(&ctx, person("mara")).await.unwrap();
    let member = accounts::add(&ctx, person("ivo"), UserRole::Member)
        .await
        .unwrap();
    for (user, seen, answered) in [(admin.id, 200, 303), (member.id, 404, 404)] {
        let token = token(&ctx, Viewer::new(user)).await;
        let asked = |method: &str, address: &str| {
            let request = request(method, address).body(Body::empty()).unwrap();
            as_somebody(&router, &token, request)
        };
        let shown = asked("GET", "/settings").await;
        assert_eq!(shown.status.as_u16(), seen, "{}", shown.text());
        assert_eq!(shown.text().contains("provider-studio"), seen == 200);
        let home = asked("GET", "/").await.text();
        assert_eq!(home.contains("href=\"/settings\""), seen == 200, "{home}");
        let reply = asked("POST", "/settings/providers/fake/test").await;
        assert_eq!(reply.status.as_u16(), answered, "{}", reply.text());
    }
    let nobody = page(&router, "/settings").await;
    assert!(!nobody.text().contains("provider-studio"));
    assert_ne!(nobody.status.as_u16(), 200);
}
