//! What becomes of them when an asset or the instance goes, comes back, or is taken over.

use super::{listed, put, stage};
use crate::{
    easel::{easel, extra, master, taking},
    support::{ask, listed as history, row, work_off, write},
};
use domain::{
    entities::{instance_references, removals},
    model::{
        kinds::ReferenceRole::{Location, Style},
        paths::{InstancePath, ScenePath},
    },
    services::{
        assets, inheritance,
        instances::{self, InstanceInput},
        references::extras,
        removal,
    },
    testing::TestCtx,
};
use sea_orm::{
    ActiveValue::{Set, Unchanged},
    EntityTrait, PaginatorTrait,
};

on_both!(
    an_asset_that_is_deleted_is_sent_along_no_longer,
    they_go_and_come_back_with_their_instance,
    what_was_put_away_before_there_were_any_comes_back_too,
    a_scene_that_takes_an_asset_over_begins_without_them,
);

async fn weigh(ctx: &TestCtx, path: InstancePath, weight: f64) {
    let input = InstanceInput {
        reference_weight: Some(weight),
        ..Default::default()
    };
    instances::update(ctx, ctx.viewer, path, input)
        .await
        .unwrap();
}

async fn rows(ctx: &TestCtx) -> u64 {
    let all = instance_references::Entity::find();
    all.count(ctx.db.read()).await.unwrap()
}

async fn an_asset_that_is_deleted_is_sent_along_no_longer(ctx: TestCtx) {
    let (path, hall, storm) = stage(&ctx).await;
    let both = vec![extra(hall, Location, 0.5), extra(storm, Style, 0.6)];
    let both = put(&ctx, path, both).await;
    assets::delete(&ctx, ctx.viewer, path.project, hall, true)
        .await
        .unwrap();
    assert_eq!(listed(&ctx, path).await, both[1..]);
    assert_eq!(rows(&ctx).await, 1);
}

async fn they_go_and_come_back_with_their_instance(ctx: TestCtx) {
    let (path, hall, storm) = stage(&ctx).await;
    master(&ctx, path.project, hall, 30).await;
    weigh(&ctx, path, 0.3).await;
    let all = vec![extra(storm, Style, 0.6), extra(hall, Location, 0.5)];
    let before = put(&ctx, path, all).await;
    let (process, _) = easel(&ctx, taking(5));
    ask(&process, &ctx, path).await;
    work_off(&process).await;
    let drawn = history(&ctx, path).await;
    assert_eq!(drawn[0].other_references.as_ref().unwrap().len(), 1);
    removal::remove(&ctx, ctx.viewer, path).await.unwrap();
    assert_eq!(rows(&ctx).await, 0);
    removal::bring_back(&ctx, ctx.viewer, path).await.unwrap();
    assert_eq!(listed(&ctx, path).await, before);
    assert_eq!(row(&ctx, path.instance).await.reference_weight, 0.3);
    assert_eq!(history(&ctx, path).await, drawn);
    removal::remove(&ctx, ctx.viewer, path).await.unwrap();
    assets::delete(&ctx, ctx.viewer, path.project, storm, false)
        .await
        .unwrap();
    removal::bring_back(&ctx, ctx.viewer, path).await.unwrap();
    assert_eq!(listed(&ctx, path).await, before[1..]);
}

async fn what_was_put_away_before_there_were_any_comes_back_too(ctx: TestCtx) {
    let (path, ..) = stage(&ctx).await;
    weigh(&ctx, path, 0.3).await;
    removal::remove(&ctx, ctx.viewer, path).await.unwrap();
    let put_away = removals::Entity::find_by_id(path.instance);
    let put_away = put_away.one(ctx.db.read()).await.unwrap().unwrap();
    let mut older = put_away.snapshot;
    let snapshot = older.as_object_mut().unwrap();
    snapshot.remove("references").unwrap();
    let instance = snapshot["instance"].as_object_mut().unwrap();
    instance.remove("reference_weight").unwrap();
    let change = removals::ActiveModel {
        id: Unchanged(path.instance),
        snapshot: Set(older),
        ..Default::default()
    };
    write(&ctx, change).await;
    removal::bring_back(&ctx, ctx.viewer, path).await.unwrap();
    assert_eq!(row(&ctx, path.instance).await.reference_weight, 1.0);
    assert_eq!(listed(&ctx, path).await, []);
}

async fn a_scene_that_takes_an_asset_over_begins_without_them(ctx: TestCtx) {
    let (path, hall, _) = stage(&ctx).await;
    master(&ctx, path.project, hall, 30).await;
    weigh(&ctx, path, 0.3).await;
    put(&ctx, path, vec![extra(hall, Location, 0.5)]).await;
    let (process, _) = easel(&ctx, taking(5));
    ask(&process, &ctx, path).await;
    work_off(&process).await;
    let next = ScenePath {
        scene: ctx.next_scene(path.project).await,
        ..path.scene()
    };
    let filled = inheritance::inherit(&ctx, ctx.viewer, next).await.unwrap();
    let heir = next.instance(filled.instances[0]);
    assert_eq!(extras::list(&ctx, ctx.viewer, heir).await.unwrap(), []);
    assert_eq!(row(&ctx, heir.instance).await.reference_weight, 1.0);
    let first = history(&ctx, heir).await.remove(0);
    assert_eq!(first.other_references, None);
    assert_eq!(first.reference_snapshot.unwrap().role, "inherited");
}
