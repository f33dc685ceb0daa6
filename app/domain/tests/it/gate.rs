//! Rule 15: Stage 9 may begin once every asset of the scene has a picture, or is waived with a reason.

use crate::film::defer;
use crate::support::{missing, upload};
use domain::{
    model::{
        kinds::AssetType,
        paths::{InstancePath, ScenePath},
        views::GateView,
    },
    services::{
        assets::{self, AssetInput},
        gate,
        instances::{self, InstanceInput},
    },
    testing::TestCtx,
};

on_both!(
    an_empty_scene_is_closed,
    it_opens_when_every_asset_has_its_picture,
    an_asset_that_is_waived_needs_no_picture,
    everything_is_listed_by_kind_and_name,
    it_is_the_scenes_own,
);

async fn look(ctx: &TestCtx, path: ScenePath) -> GateView {
    gate::get(ctx, ctx.viewer, path).await.unwrap()
}

async fn named(ctx: &TestCtx, path: ScenePath, asset_type: AssetType, name: &str) -> InstancePath {
    let input = AssetInput {
        name: Some(name.into()),
        asset_type: Some(asset_type),
        ..Default::default()
    };
    let asset = assets::create(ctx, ctx.viewer, path.project, None, input)
        .await
        .unwrap();
    path.instance(ctx.appear(path, asset.id).await)
}

async fn waive(ctx: &TestCtx, path: InstancePath, reason: Option<&str>) {
    let input = InstanceInput {
        waived_reason: Some(reason.map(str::to_owned)),
        ..Default::default()
    };
    instances::update(ctx, ctx.viewer, path, input)
        .await
        .unwrap();
}

async fn an_empty_scene_is_closed(ctx: TestCtx) {
    let shown = look(&ctx, ctx.scene().await).await;
    assert_eq!((shown.open, shown.items.len()), (false, 0));
}

async fn it_opens_when_every_asset_has_its_picture(ctx: TestCtx) {
    let path = ctx.scene().await;
    let mara = named(&ctx, path, AssetType::Character, "Mara").await;
    let lamp = named(&ctx, path, AssetType::Prop, "Lamp").await;
    upload(&ctx, mara, 1).await;
    let shown = look(&ctx, path).await;
    assert!(!shown.open);
    let items: Vec<_> = shown
        .items
        .iter()
        .map(|item| (item.instance_id, item.ready, item.reason.as_deref()))
        .collect();
    let expected = [
        (mara.instance, true, None),
        (lamp.instance, false, Some("No picture yet")),
    ];
    assert_eq!(items, expected);
    upload(&ctx, lamp, 2).await;
    let shown = look(&ctx, path).await;
    assert!(shown.open);
    assert!(
        shown
            .items
            .iter()
            .all(|item| item.ready && item.reason.is_none())
    );
}

async fn an_asset_that_is_waived_needs_no_picture(ctx: TestCtx) {
    let path = ctx.scene().await;
    let mara = named(&ctx, path, AssetType::Character, "Mara").await;
    waive(&ctx, mara, Some("Only heard, never seen")).await;
    let shown = look(&ctx, path).await;
    assert_eq!((shown.open, shown.items[0].ready), (true, true));
    assert_eq!(shown.items[0].reason, None);
    waive(&ctx, mara, None).await;
    assert!(!look(&ctx, path).await.open);
}

async fn everything_is_listed_by_kind_and_name(ctx: TestCtx) {
    let path = ctx.scene().await;
    for (asset_type, name) in [
        (AssetType::ExtraArchetype, "Dockers"),
        (AssetType::Prop, "Lamp"),
        (AssetType::Location, "Harbour"),
        (AssetType::Character, "Voss"),
        (AssetType::Character, "Mara"),
    ] {
        named(&ctx, path, asset_type, name).await;
    }
    let shown = look(&ctx, path).await;
    let names: Vec<_> = shown.items.iter().map(|item| item.name.as_str()).collect();
    assert_eq!(names, ["Mara", "Voss", "Harbour", "Lamp", "Dockers"]);
}

async fn it_is_the_scenes_own(ctx: TestCtx) {
    let path = ctx.scene().await;
    let mara = named(&ctx, path, AssetType::Character, "Mara").await;
    upload(&ctx, mara, 1).await;
    let next = ScenePath {
        scene: ctx.next_scene(path.project).await,
        ..path
    };
    named(&ctx, next, AssetType::Character, "Voss").await;
    assert!(look(&ctx, path).await.open);
    assert!(!look(&ctx, next).await.open);
    defer(&ctx, mara, true).await;
    assert!(look(&ctx, path).await.open, "deferring takes no picture");
    let elsewhere = ScenePath {
        project: ctx.scene().await.project,
        ..path
    };
    missing(gate::get(&ctx, ctx.viewer, elsewhere).await);
    missing(gate::get(&ctx, ctx.stranger().await, path).await);
}
