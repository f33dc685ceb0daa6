//! What the keepers of an installation see of its providers.

use crate::support::{alone, ask, work_off};
use domain::{
    ctx::Ctx,
    error::Error,
    model::kinds::{JobErrorCode, ProviderKind},
    providers::{
        self, Capabilities, Drawn, ImageProvider, Progress, ProviderError, Providers, Request,
        sketch::Sketch,
    },
    services::providers as shown,
    testing::{TestCtx, settings},
};
use serde_json::json;
use std::sync::Arc;
use tokio::sync::Notify;

on_both!(
    all_are_listed_by_name_with_the_default_marked,
    everybodys_pictures_of_the_month_count,
    what_is_set_up_shows_its_host_and_that_there_is_a_key,
    one_tests_a_provider_at_a_time,
    a_refusal_is_told_in_the_providers_words,
    what_is_not_configured_is_not_found,
);

/// The provider `slow`, which begins to be tested and then waits.
#[derive(Default)]
struct Slow {
    began: Notify,
    end: Notify,
}

#[async_trait::async_trait]
impl ImageProvider for Slow {
    fn capabilities(&self) -> Capabilities {
        Capabilities::plain(ProviderKind::Fake, "slow", "Slow, for tests")
    }

    async fn draw(&self, _: Request, _: &Progress) -> Result<Drawn, ProviderError> {
        Err(ProviderError::new(
            JobErrorCode::Permanent,
            "It never draws.",
        ))
    }

    async fn test(&self) -> Result<String, ProviderError> {
        self.began.notify_one();
        self.end.notified().await;
        Err(ProviderError::new(
            JobErrorCode::AuthError,
            "Incorrect API key provided.",
        ))
    }
}

fn with(ctx: &TestCtx, provider: Arc<dyn ImageProvider>) -> Ctx {
    Ctx {
        providers: Providers::new(Arc::new(Sketch), vec![provider]),
        ..ctx.with(settings())
    }
}

async fn all_are_listed_by_name_with_the_default_marked(ctx: TestCtx) {
    let all = shown::list(&ctx).await.unwrap();
    let listed: Vec<_> = all
        .iter()
        .map(|one| (one.can.name.as_str(), one.is_default))
        .collect();
    assert_eq!(listed, [("fake", true), ("sketch", false)]);
    assert!(all.iter().all(|one| one.host.is_none() && !one.has_key));
}

async fn everybodys_pictures_of_the_month_count(ctx: TestCtx) {
    for _ in 0..2 {
        ask(&ctx, &ctx, alone(&ctx).await).await;
        work_off(&ctx).await;
    }
    // A waiting one counts as what was said beforehand.
    ask(&ctx, &ctx, alone(&ctx).await).await;
    let all = shown::list(&ctx).await.unwrap();
    let spent: Vec<_> = all
        .iter()
        .map(|one| format!("{:.2}", one.spent_this_month))
        .collect();
    assert_eq!(spent, ["0.12", "0.00"]);
}

async fn what_is_set_up_shows_its_host_and_that_there_is_a_key(ctx: TestCtx) {
    let table = json!({
        "kind": "openai", "model": "gpt-image-1", "base_url": "https://images.studio.example:8443/hidden",
        "key_env": "KEY", "price": 0.25, "price_reference": 0.05, "monthly_budget": 50,
    });
    let env = |_: &str| Some("sk-violet".to_owned());
    let studio = providers::from_table("studio", table.as_object().unwrap(), env).unwrap();
    let all = shown::list(&with(&ctx, studio)).await.unwrap();
    let studio = all.iter().find(|one| one.can.name == "studio").unwrap();
    assert_eq!(studio.host.as_deref(), Some("images.studio.example:8443"));
    assert!(studio.has_key && !studio.is_default);
    assert_eq!((studio.can.cost, studio.can.reference_cost), (0.25, 0.05));
    assert_eq!(studio.bounds.monthly_budget, Some(50.0));
    let everything = format!("{all:?}");
    for secret in ["sk-violet", "hidden"] {
        assert!(!everything.contains(secret), "{everything}");
    }
}

async fn one_tests_a_provider_at_a_time(ctx: TestCtx) {
    let slow = Arc::new(Slow::default());
    let process = with(&ctx, slow.clone());
    let first = tokio::spawn({
        let process = process.clone();
        async move { shown::test(&process, "slow").await }
    });
    slow.began.notified().await;
    let second = shown::test(&process, "slow").await;
    assert!(
        matches!(&second, Err(Error::Conflict(why)) if why.contains("being tested already")),
        "{second:?}"
    );
    // Another provider is not held up by it.
    assert!(shown::test(&process, "sketch").await.is_ok());
    slow.end.notify_one();
    assert!(first.await.unwrap().is_err());
    slow.end.notify_one();
    let third = shown::test(&process, "slow").await;
    assert!(
        matches!(&third, Err(Error::Conflict(why)) if why.contains("API key")),
        "{third:?}"
    );
}

async fn a_refusal_is_told_in_the_providers_words(ctx: TestCtx) {
    let slow = Arc::new(Slow::default());
    slow.end.notify_one();
    let refused = shown::test(&with(&ctx, slow), "slow").await;
    assert!(
        matches!(&refused, Err(Error::Conflict(why)) if why == "Incorrect API key provided."),
        "{refused:?}"
    );
}

async fn what_is_not_configured_is_not_found(ctx: TestCtx) {
    let answer = shown::test(&ctx, "nobody").await;
    assert!(matches!(answer, Err(Error::NotFound(_))), "{answer:?}");
}
