//! A change that names what its caller saw happens to that, or not at all.

use crate::support::{alone, everything, missing, row, upload, uploads};
use domain::{
    error::{Error, Result},
    model::{paths::InstancePath, views::InstanceView},
    services::{
        assets, attempts,
        instances::{self, InstanceInput},
    },
    testing::{TestCtx, png},
};
use std::fmt::Debug;

on_both!(
    a_tag_stands_for_what_is_shown,
    every_change_gives_another_tag,
    who_saw_what_is_there_changes_it,
    who_saw_something_else_changes_nothing,
    who_saw_something_else_takes_nothing_out,
    of_two_who_saw_the_same_the_second_is_refused,
);

async fn view(ctx: &TestCtx, path: InstancePath) -> InstanceView {
    instances::get(ctx, ctx.viewer, path).await.unwrap()
}

async fn tag(ctx: &TestCtx, path: InstancePath) -> String {
    instances::tag(&view(ctx, path).await)
}

fn tagged(tag: &str, seen: &[&str]) -> InstanceInput {
    InstanceInput {
        status_tags: Some(Some(vec![tag.to_owned()])),
        seen: Some(seen.iter().map(|&tag| tag.to_owned()).collect()),
        ..Default::default()
    }
}

fn changed<T: Debug>(result: Result<T>) {
    match result {
        Err(Error::Changed(why)) => assert!(why.contains("changed by somebody else"), "{why}"),
        other => panic!("expected to be refused as changed, got {other:?}"),
    }
}

async fn a_tag_stands_for_what_is_shown(ctx: TestCtx) {
    let path = alone(&ctx).await;
    upload(&ctx, path, 1).await;
    let seen = tag(&ctx, path).await;
    assert_eq!(seen.len(), 16);
    assert!(seen.bytes().all(|byte| byte.is_ascii_hexdigit()), "{seen}");
    assert_eq!(tag(&ctx, path).await, seen, "it was only looked at");
    let listed = instances::list(&ctx, ctx.viewer, path.scene(), &everything())
        .await
        .unwrap();
    assert_eq!(instances::tag(&listed.rows[0]), seen);
    let other = ctx.instance(path.scene(), "Voss").await;
    assert_ne!(tag(&ctx, other).await, seen);
}

async fn every_change_gives_another_tag(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let mut seen = vec![tag(&ctx, path).await];
    let made = uploads(&ctx, path, 2).await;
    seen.push(tag(&ctx, path).await);
    attempts::select(&ctx, ctx.viewer, path.attempt(made[0].id))
        .await
        .unwrap();
    seen.push(tag(&ctx, path).await);
    let input = InstanceInput {
        carry_forward: Some(false),
        ..Default::default()
    };
    let answered = instances::update(&ctx, ctx.viewer, path, input)
        .await
        .unwrap();
    seen.push(tag(&ctx, path).await);
    assert_eq!(Some(&instances::tag(&answered)), seen.last());
    let asset = answered.project_asset_id;
    assets::upload_master(&ctx, ctx.viewer, path.project, asset, None, png(9))
        .await
        .unwrap();
    seen.push(tag(&ctx, path).await);
    let count = seen.len();
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), count);
}

async fn who_saw_what_is_there_changes_it(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let seen = tag(&ctx, path).await;
    let after = instances::update(&ctx, ctx.viewer, path, tagged("wet", &[&seen]))
        .await
        .unwrap();
    // One of those that were seen is enough, and the answer's own is one of them.
    let now = instances::tag(&after);
    instances::update(&ctx, ctx.viewer, path, tagged("dry", &[&seen, &now]))
        .await
        .unwrap();
    assert_eq!(view(&ctx, path).await.status_tags, ["dry"]);
    let seen = [tag(&ctx, path).await];
    instances::delete(&ctx, ctx.viewer, path, Some(&seen))
        .await
        .unwrap();
    missing(instances::get(&ctx, ctx.viewer, path).await);
}

async fn who_saw_something_else_changes_nothing(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let seen = tag(&ctx, path).await;
    upload(&ctx, path, 1).await;
    let before = row(&ctx, path.instance).await;
    for old in [&[seen.as_str()] as &[&str], &["", "0123456789abcdef"], &[]] {
        changed(instances::update(&ctx, ctx.viewer, path, tagged("wet", old)).await);
    }
    assert_eq!(row(&ctx, path.instance).await, before);
}

async fn who_saw_something_else_takes_nothing_out(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let seen = [tag(&ctx, path).await];
    upload(&ctx, path, 1).await;
    let before = row(&ctx, path.instance).await;
    changed(instances::delete(&ctx, ctx.viewer, path, Some(&seen)).await);
    assert_eq!(row(&ctx, path.instance).await, before);
    instances::delete(&ctx, ctx.viewer, path, None)
        .await
        .unwrap();
}

async fn of_two_who_saw_the_same_the_second_is_refused(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let seen = tag(&ctx, path).await;
    let (one, other) = tokio::join!(
        instances::update(&ctx, ctx.viewer, path, tagged("wet", &[&seen])),
        instances::update(&ctx, ctx.viewer, path, tagged("dry", &[&seen])),
    );
    let (kept, refused) = match one {
        Ok(kept) => (kept, other),
        Err(_) => (other.unwrap(), one),
    };
    changed(refused);
    assert_eq!(view(&ctx, path).await, kept);
}
