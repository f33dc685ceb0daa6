//! Extra references: which there may be, who may say so, and how each looks by a scene. `sent` is about what is drawn
//! from them, `lasting` about what becomes of them, `together` about several who say something at once.

mod lasting;
mod sent;
mod together;

use crate::{
    easel::{cast, extra, master},
    support::{alone, everything, missing, refused, row, upload},
};
use domain::{
    error::{Error, Result},
    model::{
        ids::AssetId,
        kinds::{
            AssetType,
            ReferenceRole::{Identity, Location, Style},
        },
        paths::{InstancePath, ScenePath},
        rules,
        views::ExtraView,
    },
    services::{
        assets,
        branches::{self, NewBranch},
        instances::{self, InstanceInput},
        references::extras::{self, ExtraInput},
        scenes::{self, SceneInput},
    },
    testing::TestCtx,
};
use std::fmt::Debug;

on_both!(
    they_stay_in_the_order_given,
    they_are_replaced_whole,
    what_makes_no_sense_is_refused_and_changes_nothing,
    what_is_of_another_branch_or_film_is_not_there,
    a_locked_asset_takes_no_others,
    each_is_shown_as_it_looks_by_the_scene,
    a_deferred_scene_shows_what_it_has_itself,
);

/// Mara alone in a scene of a film, and two more assets of it.
async fn stage(ctx: &TestCtx) -> (InstancePath, AssetId, AssetId) {
    let path = alone(ctx).await;
    let hall = cast(ctx, path.project, "Great hall", AssetType::Location).await;
    let storm = cast(ctx, path.project, "Storm", AssetType::Prop).await;
    (path, hall, storm)
}

async fn put(ctx: &TestCtx, path: InstancePath, all: Vec<ExtraInput>) -> Vec<ExtraView> {
    extras::put(ctx, ctx.viewer, path, all).await.unwrap()
}

async fn listed(ctx: &TestCtx, path: InstancePath) -> Vec<ExtraView> {
    extras::list(ctx, ctx.viewer, path).await.unwrap()
}

fn invalid<T: Debug>(result: Result<T>) -> String {
    match result {
        Err(Error::Invalid(why)) => why,
        other => panic!("expected to be refused, got {other:?}"),
    }
}

async fn they_stay_in_the_order_given(ctx: TestCtx) {
    let (path, hall, storm) = stage(&ctx).await;
    assert_eq!(listed(&ctx, path).await, []);
    let before = row(&ctx, path.instance).await.modification_count;
    let told = ctx.events.last();
    let both = put(
        &ctx,
        path,
        vec![extra(storm, Style, 0.6), extra(hall, Location, None)],
    )
    .await;
    assert!(ctx.events.last() > told);
    let short: Vec<_> = both
        .iter()
        .map(|one| (one.asset_id, one.name.as_str(), one.role, one.weight))
        .collect();
    assert_eq!(
        short,
        [
            (storm, "Storm", Style, 0.6),
            (hall, "Great hall", Location, 1.0)
        ]
    );
    assert_eq!(both[1].asset_type, AssetType::Location);
    assert_eq!(listed(&ctx, path).await, both);
    let changed = row(&ctx, path.instance).await;
    assert_eq!(changed.modification_count, before + 1);
    assert_eq!(
        changed.last_modified_field.as_deref(),
        Some("instance_references")
    );
}

async fn they_are_replaced_whole(ctx: TestCtx) {
    let (path, hall, storm) = stage(&ctx).await;
    put(
        &ctx,
        path,
        vec![extra(storm, Style, 0.6), extra(hall, Location, None)],
    )
    .await;
    let turned = put(
        &ctx,
        path,
        vec![extra(hall, Identity, 0.05), extra(storm, Style, 1.0)],
    )
    .await;
    assert_eq!(
        (turned[0].asset_id, turned[0].role, turned[0].weight),
        (hall, Identity, 0.05)
    );
    assert_eq!(listed(&ctx, path).await, turned);
    put(&ctx, path, vec![extra(storm, Style, None)]).await;
    assert_eq!(listed(&ctx, path).await.len(), 1);
    assert_eq!(put(&ctx, path, Vec::new()).await, []);
    assert_eq!(listed(&ctx, path).await, []);
}

async fn what_makes_no_sense_is_refused_and_changes_nothing(ctx: TestCtx) {
    let (path, hall, storm) = stage(&ctx).await;
    let mara = row(&ctx, path.instance).await.project_asset_id;
    let mut five = Vec::new();
    for number in 0..5 {
        let name = format!("Lamp {number}");
        let lamp = cast(&ctx, path.project, &name, AssetType::Prop).await;
        five.push(extra(lamp, Style, None));
    }
    let before = put(&ctx, path, vec![extra(storm, Style, 0.5)]).await;
    let mut wrong = vec![
        five.clone(),
        vec![extra(hall, Style, None), extra(hall, Location, 0.5)],
        vec![extra(hall, Style, None), extra(mara, Identity, None)],
    ];
    for weight in [0.0, 0.049, 1.001, -1.0, f64::NAN, f64::INFINITY] {
        wrong.push(vec![extra(hall, Location, weight)]);
    }
    for all in wrong {
        let why = invalid(extras::put(&ctx, ctx.viewer, path, all).await);
        assert!(why.ends_with('.'), "{why}");
    }
    assert_eq!(listed(&ctx, path).await, before);
    five.pop();
    assert_eq!(put(&ctx, path, five).await.len(), 4);
}

async fn what_is_of_another_branch_or_film_is_not_there(ctx: TestCtx) {
    let (path, hall, storm) = stage(&ctx).await;
    let branch = scenes::get(&ctx, ctx.viewer, path.scene()).await.unwrap();
    let draft = NewBranch {
        name: "draft".into(),
        from_branch_id: Some(branch.branch_id),
    };
    let draft = branches::create(&ctx, ctx.viewer, path.project, draft).await;
    let draft = Some(draft.unwrap().id);
    let copies = assets::list(&ctx, ctx.viewer, path.project, draft, &everything()).await;
    let copy = copies.unwrap().rows[0].id;
    let (elsewhere, foreign, _) = stage(&ctx).await;
    for other in [copy, foreign, AssetId::new()] {
        let all = vec![extra(hall, Location, None), extra(other, Style, None)];
        missing(extras::put(&ctx, ctx.viewer, path, all).await);
    }
    assert_eq!(listed(&ctx, path).await, []);
    let all = || vec![extra(storm, Style, None)];
    let crossed = InstancePath {
        project: elsewhere.project,
        ..path
    };
    missing(extras::put(&ctx, ctx.viewer, crossed, all()).await);
    let stranger = ctx.stranger().await;
    missing(extras::put(&ctx, stranger, path, all()).await);
    missing(extras::list(&ctx, stranger, path).await);
}

async fn a_locked_asset_takes_no_others(ctx: TestCtx) {
    let (path, hall, _) = stage(&ctx).await;
    let before = put(&ctx, path, vec![extra(hall, Location, 0.5)]).await;
    let lock = InstanceInput {
        locked: Some(true),
        ..Default::default()
    };
    instances::update(&ctx, ctx.viewer, path, lock)
        .await
        .unwrap();
    let why = refused(extras::put(&ctx, ctx.viewer, path, Vec::new()).await);
    assert_eq!(why, rules::LOCKED);
    assert_eq!(listed(&ctx, path).await, before);
}

/// The hall as it is shown by a scene: its scene's number, and its picture.
async fn look(ctx: &TestCtx, path: InstancePath) -> (Option<i32>, Option<String>) {
    let shown = listed(ctx, path).await.remove(0);
    (shown.scene_number, shown.image_url)
}

async fn defer(ctx: &TestCtx, scene: ScenePath) {
    let input = SceneInput {
        is_deferred: Some(true),
        ..Default::default()
    };
    scenes::update(ctx, ctx.viewer, scene, input).await.unwrap();
}

async fn each_is_shown_as_it_looks_by_the_scene(ctx: TestCtx) {
    let first = ctx.scene().await;
    let hall = cast(&ctx, first.project, "Great hall", AssetType::Location).await;
    let mut scenes = vec![first];
    for _ in 1..5 {
        let scene = ctx.next_scene(first.project).await;
        scenes.push(ScenePath { scene, ..first });
    }
    let mut halls = Vec::new();
    for scene in &scenes {
        halls.push(scene.instance(ctx.appear(*scene, hall).await));
    }
    defer(&ctx, scenes[2]).await;
    let path = ctx.instance(scenes[3], "Mara").await;
    put(&ctx, path, vec![extra(hall, Location, None)]).await;
    assert_eq!(look(&ctx, path).await, (None, None));
    upload(&ctx, halls[4], 50).await;
    assert_eq!(look(&ctx, path).await, (None, None), "a later scene");
    master(&ctx, first.project, hall, 5).await;
    let own = assets::get(&ctx, ctx.viewer, first.project, hall).await;
    assert_eq!(look(&ctx, path).await, (None, own.unwrap().image_key_url));
    assert!(listed(&ctx, path).await[0].thumbhash.is_some());
    for (place, number) in [(0, 1), (1, 2), (2, 2), (3, 4)] {
        let made = upload(&ctx, halls[place], place as u8 * 10).await;
        let (shown, url) = look(&ctx, path).await;
        assert_eq!(
            shown,
            Some(number),
            "after a picture in scene {}",
            place + 1
        );
        assert_eq!(url == Some(made.image_url), place != 2);
    }
}

async fn a_deferred_scene_shows_what_it_has_itself(ctx: TestCtx) {
    let (path, hall, _) = stage(&ctx).await;
    master(&ctx, path.project, hall, 5).await;
    let here = path.scene().instance(ctx.appear(path.scene(), hall).await);
    upload(&ctx, here, 60).await;
    defer(&ctx, path.scene()).await;
    put(&ctx, path, vec![extra(hall, Location, None)]).await;
    assert_eq!(look(&ctx, path).await.0, Some(1));
}
