//! Descriptions are kept as versions: none is lost by writing another, whoever writes.

use crate::support::{alone, missing, refused, row, write};
use domain::{
    entities::instances::ActiveModel,
    model::{paths::InstancePath, rules},
    services::{
        descriptions,
        instances::{self, InstanceInput},
    },
    testing::TestCtx,
};
use sea_orm::ActiveValue::{Set, Unchanged};

on_both!(
    every_description_is_kept,
    a_ninth_takes_the_oldest_out,
    the_one_in_use_is_never_taken_out,
    the_same_words_make_no_other_version,
    the_masters_words_leave_none_selected,
    an_older_one_is_selected_again,
    a_description_from_before_is_kept_as_the_first,
    locked_and_as_is_refuse_another_version,
    two_that_describe_at_once_lose_nothing,
    the_same_words_at_once_are_no_conflict,
    clearing_what_changed_meanwhile_keeps_both,
);

fn words(text: &str) -> InstanceInput {
    InstanceInput {
        description_override: Some(Some(text.into())),
        ..Default::default()
    }
}

async fn describe(ctx: &TestCtx, path: InstancePath, text: &str) {
    instances::update(ctx, ctx.viewer, path, words(text))
        .await
        .unwrap();
}

/// The versions as number, words and whether in use, newest first.
async fn kept(ctx: &TestCtx, path: InstancePath) -> Vec<(i32, String, bool)> {
    descriptions::list(ctx, ctx.viewer, path)
        .await
        .unwrap()
        .into_iter()
        .map(|version| (version.number, version.words, version.selected))
        .collect()
}

fn version(number: i32, words: &str, selected: bool) -> (i32, String, bool) {
    (number, words.to_owned(), selected)
}

async fn every_description_is_kept(ctx: TestCtx) {
    let path = alone(&ctx).await;
    assert_eq!(kept(&ctx, path).await, []);
    describe(&ctx, path, "Soaked").await;
    describe(&ctx, path, "Dry again").await;
    assert_eq!(
        kept(&ctx, path).await,
        [version(2, "Dry again", true), version(1, "Soaked", false)]
    );
    let tags = InstanceInput {
        status_tags: Some(Some(vec!["dry".into()])),
        ..Default::default()
    };
    instances::update(&ctx, ctx.viewer, path, tags)
        .await
        .unwrap();
    assert_eq!(kept(&ctx, path).await.len(), 2);
    missing(descriptions::list(&ctx, ctx.stranger().await, path).await);
}

async fn a_ninth_takes_the_oldest_out(ctx: TestCtx) {
    let path = alone(&ctx).await;
    for number in 1..=10 {
        describe(&ctx, path, &format!("Version {number}")).await;
    }
    let numbers: Vec<_> = kept(&ctx, path)
        .await
        .into_iter()
        .map(|(number, _, selected)| (number, selected))
        .collect();
    assert_eq!(
        numbers,
        [
            (10, true),
            (9, false),
            (8, false),
            (7, false),
            (6, false),
            (5, false),
            (4, false),
            (3, false)
        ]
    );
    missing(descriptions::select(&ctx, ctx.viewer, path, 2).await);
}

async fn the_one_in_use_is_never_taken_out(ctx: TestCtx) {
    let path = alone(&ctx).await;
    for number in 1..=8 {
        describe(&ctx, path, &format!("Version {number}")).await;
    }
    descriptions::select(&ctx, ctx.viewer, path, 1)
        .await
        .unwrap();
    describe(&ctx, path, "Version 9").await;
    let numbers: Vec<_> = kept(&ctx, path)
        .await
        .into_iter()
        .map(|(number, ..)| number)
        .collect();
    assert_eq!(numbers, [9, 8, 7, 6, 5, 4, 3, 1]);
}

async fn the_same_words_make_no_other_version(ctx: TestCtx) {
    let path = alone(&ctx).await;
    describe(&ctx, path, "Soaked").await;
    describe(&ctx, path, "Soaked").await;
    assert_eq!(kept(&ctx, path).await, [version(1, "Soaked", true)]);
    describe(&ctx, path, "Dry again").await;
    describe(&ctx, path, " Soaked\n").await;
    assert_eq!(
        kept(&ctx, path).await,
        [version(2, "Dry again", false), version(1, "Soaked", true)]
    );
}

async fn the_masters_words_leave_none_selected(ctx: TestCtx) {
    let path = alone(&ctx).await;
    describe(&ctx, path, "Soaked").await;
    let clear = InstanceInput {
        description_override: Some(None),
        ..Default::default()
    };
    let view = instances::update(&ctx, ctx.viewer, path, clear)
        .await
        .unwrap();
    assert_eq!(view.effective_description, "Mara in the oilskin coat");
    assert_eq!(kept(&ctx, path).await, [version(1, "Soaked", false)]);
}

async fn an_older_one_is_selected_again(ctx: TestCtx) {
    let path = alone(&ctx).await;
    describe(&ctx, path, "Soaked").await;
    describe(&ctx, path, "Dry again").await;
    let count = row(&ctx, path.instance).await.modification_count;
    let view = descriptions::select(&ctx, ctx.viewer, path, 1)
        .await
        .unwrap();
    assert_eq!(
        (
            view.description_override.as_deref(),
            view.effective_description.as_str(),
            view.modification_count
        ),
        (Some("Soaked"), "Soaked", count + 1)
    );
    assert_eq!(
        kept(&ctx, path).await,
        [version(2, "Dry again", false), version(1, "Soaked", true)]
    );
    descriptions::select(&ctx, ctx.viewer, path, 1)
        .await
        .unwrap();
    assert_eq!(
        row(&ctx, path.instance).await.modification_count,
        count + 1,
        "it is in use already"
    );
    missing(descriptions::select(&ctx, ctx.viewer, path, 3).await);
    missing(descriptions::select(&ctx, ctx.stranger().await, path, 1).await);
}

async fn a_description_from_before_is_kept_as_the_first(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let older = ActiveModel {
        id: Unchanged(path.instance),
        description_override: Set(Some("From before".into())),
        effective_description: Set("From before".into()),
        ..Default::default()
    };
    write(&ctx, older).await;
    describe(&ctx, path, "Soaked").await;
    assert_eq!(
        kept(&ctx, path).await,
        [version(2, "Soaked", true), version(1, "From before", false)]
    );
}

async fn locked_and_as_is_refuse_another_version(ctx: TestCtx) {
    let path = alone(&ctx).await;
    describe(&ctx, path, "Soaked").await;
    describe(&ctx, path, "Dry again").await;
    for (locked, as_is, why) in [(true, false, rules::LOCKED), (false, true, rules::AS_IS)] {
        let state = ActiveModel {
            id: Unchanged(path.instance),
            locked: Set(locked),
            use_master_as_is: Set(as_is),
            ..Default::default()
        };
        write(&ctx, state).await;
        let answer = descriptions::select(&ctx, ctx.viewer, path, 1).await;
        assert_eq!(refused(answer), why);
    }
    assert_eq!(
        row(&ctx, path.instance).await.effective_description,
        "Dry again"
    );
    assert_eq!(
        kept(&ctx, path).await,
        [version(2, "Dry again", true), version(1, "Soaked", false)]
    );
}

/// The words of an editor who saw the description given.
fn after(seen: &str, text: &str) -> InstanceInput {
    InstanceInput {
        description_before: Some(seen.into()),
        ..words(text)
    }
}

async fn two_that_describe_at_once_lose_nothing(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let seen = "Mara in the oilskin coat";
    instances::update(&ctx, ctx.viewer, path, after(seen, "Soaked"))
        .await
        .unwrap();
    let count = row(&ctx, path.instance).await.modification_count;
    let told = ctx.events.last();
    let second = instances::update(&ctx, ctx.viewer, path, after(seen, "Muddy")).await;
    assert_eq!(
        refused(second),
        "Somebody changed this description meanwhile. Your words were kept as version 2; select it to use them."
    );
    assert!(ctx.events.last() > told, "the versions are shown anew");
    let present = row(&ctx, path.instance).await;
    assert_eq!(
        (
            present.effective_description.as_str(),
            present.modification_count
        ),
        ("Soaked", count)
    );
    assert_eq!(
        kept(&ctx, path).await,
        [version(2, "Muddy", false), version(1, "Soaked", true)]
    );
    let muddy = descriptions::select(&ctx, ctx.viewer, path, 2)
        .await
        .unwrap();
    assert_eq!(muddy.effective_description, "Muddy");
}

async fn the_same_words_at_once_are_no_conflict(ctx: TestCtx) {
    let path = alone(&ctx).await;
    describe(&ctx, path, "Soaked\nto the skin").await;
    let seen = "Mara in the oilskin coat";
    instances::update(&ctx, ctx.viewer, path, after(seen, "Soaked\nto the skin"))
        .await
        .unwrap();
    // A browser's form ends its lines in its own way.
    let same = after("Soaked\r\nto the skin\r\n", "Dry again");
    instances::update(&ctx, ctx.viewer, path, same)
        .await
        .unwrap();
    assert_eq!(
        row(&ctx, path.instance).await.effective_description,
        "Dry again"
    );
}

async fn clearing_what_changed_meanwhile_keeps_both(ctx: TestCtx) {
    let path = alone(&ctx).await;
    describe(&ctx, path, "Soaked").await;
    describe(&ctx, path, "Dry again").await;
    let clear = InstanceInput {
        description_override: Some(None),
        description_before: Some("Soaked".into()),
        ..Default::default()
    };
    refused(instances::update(&ctx, ctx.viewer, path, clear).await);
    assert_eq!(
        row(&ctx, path.instance)
            .await
            .description_override
            .as_deref(),
        Some("Dry again")
    );
    assert_eq!(
        kept(&ctx, path).await[0],
        version(3, "Mara in the oilskin coat", false)
    );
}
