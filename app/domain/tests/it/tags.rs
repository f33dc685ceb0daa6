//! The tags that a film knows.

use crate::support::{alone, missing};
use domain::{
    model::paths::InstancePath,
    services::{
        instances::{self, InstanceInput},
        tags,
    },
    testing::TestCtx,
};

on_both!(
    the_most_used_come_first_and_then_by_name,
    one_that_is_written_in_several_ways_counts_as_one,
    at_most_fifty_are_known,
    those_of_another_film_are_not_known,
);

async fn tag(ctx: &TestCtx, path: InstancePath, tags: &[&str]) {
    let input = InstanceInput {
        status_tags: Some(Some(tags.iter().map(|tag| (*tag).to_owned()).collect())),
        ..Default::default()
    };
    instances::update(ctx, ctx.viewer, path, input)
        .await
        .unwrap();
}

async fn known(ctx: &TestCtx, path: InstancePath) -> Vec<String> {
    tags::list(ctx, ctx.viewer, path.project, None)
        .await
        .unwrap()
}

async fn the_most_used_come_first_and_then_by_name(ctx: TestCtx) {
    let path = alone(&ctx).await;
    assert_eq!(known(&ctx, path).await, Vec::<String>::new());
    let second = ctx.instance(path.scene(), "Voss").await;
    let third = ctx.instance(path.scene(), "The lamplighter").await;
    tag(&ctx, path, &["wet", "night"]).await;
    tag(&ctx, second, &["wet", "dusk", "torn"]).await;
    tag(&ctx, third, &["torn", "wet"]).await;
    assert_eq!(known(&ctx, path).await, ["wet", "torn", "dusk", "night"]);
    tag(&ctx, third, &[]).await;
    assert_eq!(known(&ctx, path).await, ["wet", "dusk", "night", "torn"]);
}

async fn one_that_is_written_in_several_ways_counts_as_one(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let second = ctx.instance(path.scene(), "Voss").await;
    tag(&ctx, path, &["Wet", "a night"]).await;
    tag(&ctx, second, &["wet"]).await;
    assert_eq!(known(&ctx, path).await, ["Wet", "a night"]);
}

async fn at_most_fifty_are_known(ctx: TestCtx) {
    let path = alone(&ctx).await;
    for group in 0..3 {
        let at = ctx.instance(path.scene(), "One of a crowd").await;
        let many: Vec<_> = (0..20)
            .map(|n| format!("tag {:02}", group * 20 + n))
            .collect();
        let many: Vec<_> = many.iter().map(String::as_str).collect();
        tag(&ctx, at, &many).await;
    }
    let known = known(&ctx, path).await;
    assert_eq!(known.len(), 50);
    assert_eq!(
        (known[0].as_str(), known[49].as_str()),
        ("tag 00", "tag 49")
    );
}

async fn those_of_another_film_are_not_known(ctx: TestCtx) {
    let (path, other) = (alone(&ctx).await, alone(&ctx).await);
    tag(&ctx, other, &["theirs"]).await;
    tag(&ctx, path, &["ours"]).await;
    assert_eq!(known(&ctx, path).await, ["ours"]);
    missing(tags::list(&ctx, ctx.stranger().await, path.project, None).await);
}
