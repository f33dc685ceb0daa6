//! The tags that a film knows, and those that several put on an asset at once.

use crate::support::{alone, missing, row};
use domain::{
    act::{Action, PanelAction},
    model::paths::InstancePath,
    services::{
        acting,
        instances::{self, InstanceInput},
        tags,
    },
    testing::TestCtx,
};
use futures::future::join_all;

on_both!(
    the_most_used_come_first_and_then_by_name,
    one_that_is_written_in_several_ways_counts_as_one,
    at_most_fifty_are_known,
    those_of_another_film_are_not_known,
    all_that_are_added_and_taken_off_at_once_holds,
    taking_it_back_leaves_what_others_did_meanwhile,
    what_changes_nothing_is_not_taken_back,
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

fn adding(path: InstancePath, words: &str) -> PanelAction {
    PanelAction::Tag {
        instance: path.instance,
        add: words.into(),
    }
}

fn taking_off(path: InstancePath, tag: &str) -> PanelAction {
    PanelAction::Untag {
        instance: path.instance,
        remove: tag.into(),
    }
}

/// Presses a button; what takes that back.
async fn pressed(ctx: &TestCtx, path: InstancePath, action: PanelAction) -> Option<PanelAction> {
    let done = acting::perform(ctx, ctx.viewer, path.scene(), action).await;
    match done.unwrap().notice.unwrap().undo? {
        Action::Panel(undo) => Some(undo),
        other => panic!("{other:?}"),
    }
}

async fn worn(ctx: &TestCtx, path: InstancePath) -> Vec<String> {
    row(ctx, path.instance).await.status_tags.unwrap().0
}

async fn all_that_are_added_and_taken_off_at_once_holds(ctx: TestCtx) {
    let path = alone(&ctx).await;
    for _ in 0..3 {
        tag(&ctx, path, &["wet", "dusk"]).await;
        let added = ["a", "b", "c, d", "e"].map(|words| adding(path, words));
        let buttons = added.into_iter().chain([taking_off(path, "wet")]);
        join_all(buttons.map(|action| pressed(&ctx, path, action))).await;
        let mut left = worn(&ctx, path).await;
        left.sort();
        assert_eq!(left, ["a", "b", "c", "d", "dusk", "e"]);
    }
}

async fn taking_it_back_leaves_what_others_did_meanwhile(ctx: TestCtx) {
    let path = alone(&ctx).await;
    tag(&ctx, path, &["wet", "torn", "dusk"]).await;
    let off = pressed(&ctx, path, taking_off(path, "torn")).await;
    let two = pressed(&ctx, path, adding(path, "night, a lamp")).await;
    let again = pressed(&ctx, path, off.unwrap()).await;
    let all = ["wet", "torn", "dusk", "night", "a lamp"];
    assert_eq!(worn(&ctx, path).await, all);
    pressed(&ctx, path, two.unwrap()).await;
    assert_eq!(worn(&ctx, path).await, ["wet", "torn", "dusk"]);
    pressed(&ctx, path, again.unwrap()).await;
    assert_eq!(worn(&ctx, path).await, ["wet", "dusk"]);
}

async fn what_changes_nothing_is_not_taken_back(ctx: TestCtx) {
    let path = alone(&ctx).await;
    tag(&ctx, path, &["wet"]).await;
    for nothing in [adding(path, " Wet "), taking_off(path, "dry")] {
        assert_eq!(pressed(&ctx, path, nothing).await, None);
    }
    assert_eq!(worn(&ctx, path).await, ["wet"]);
}
