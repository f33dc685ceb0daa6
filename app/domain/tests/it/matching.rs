//! Rule 14's second half: what a scene expects is found among the assets, and assets that are brought in by hand.

use crate::support::{everything, missing, refused};
use domain::{
    entities::assets as rows,
    error::Error,
    model::{
        ids::AssetId,
        kinds::{AssetSource, AssetType},
        paths::ScenePath,
        views::InstanceView,
    },
    services::{
        assets::{self, AssetInput},
        inheritance, instances,
        scenes::{self, SceneInput},
    },
    testing::TestCtx,
};
use sea_orm::{EntityTrait, PaginatorTrait};

on_both!(
    names_match_whatever_their_case,
    a_name_matches_in_its_kind_alone,
    a_crowd_stands_among_the_characters,
    what_an_earlier_scene_lacks_is_matched,
    nothing_expected_leaves_the_scene_as_it_was,
    gaps_are_filled_in_any_scene,
    a_new_asset_and_its_place_come_together,
    several_assets_come_in_at_once,
    an_asset_of_another_film_brings_none_in,
);

async fn asset(ctx: &TestCtx, path: ScenePath, kind: AssetType, name: &str) -> AssetId {
    assets::create(ctx, ctx.viewer, path.project, None, named(kind, name))
        .await
        .unwrap()
        .id
}

fn named(kind: AssetType, name: &str) -> AssetInput {
    AssetInput {
        name: Some(name.into()),
        asset_type: Some(kind),
        description: Some(format!("{name} as ever")),
        locked: None,
    }
}

async fn expect(ctx: &TestCtx, path: ScenePath, input: SceneInput) {
    scenes::update(ctx, ctx.viewer, path, input).await.unwrap();
}

fn names(list: &[&str]) -> Option<Option<Vec<String>>> {
    Some(Some(list.iter().map(|name| (*name).to_owned()).collect()))
}

async fn shown(ctx: &TestCtx, path: ScenePath) -> Vec<String> {
    of(&instances::list(ctx, ctx.viewer, path, &everything())
        .await
        .unwrap()
        .rows)
}

fn of(rows: &[InstanceView]) -> Vec<String> {
    rows.iter()
        .map(|row| row.project_asset.name.clone())
        .collect()
}

async fn names_match_whatever_their_case(ctx: TestCtx) {
    let path = ctx.scene().await;
    for (kind, name) in [
        (AssetType::Character, "Ágnes Őry"),
        (AssetType::Character, "Nobody"),
        (AssetType::Location, "Guild hall"),
        (AssetType::Prop, "Brass lantern"),
    ] {
        asset(&ctx, path, kind, name).await;
    }
    let expected = SceneInput {
        expected_characters: names(&["ágnes ŐRY", "ÁGNES őry", "Somebody"]),
        expected_location: Some(Some("GUILD HALL".into())),
        expected_props: names(&["brass LANTERN"]),
        ..Default::default()
    };
    expect(&ctx, path, expected).await;
    let filled = inheritance::fill(&ctx, ctx.viewer, path)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (filled.from_scene, filled.inherited, filled.matched),
        (None, 0, 3)
    );
    assert_eq!(
        shown(&ctx, path).await,
        ["Ágnes Őry", "Guild hall", "Brass lantern"]
    );
    let all = instances::list(&ctx, ctx.viewer, path, &everything())
        .await
        .unwrap()
        .rows;
    assert_eq!(
        all[0].effective_description.as_str(),
        all[0].project_asset.description
    );
}

async fn a_name_matches_in_its_kind_alone(ctx: TestCtx) {
    let path = ctx.scene().await;
    asset(&ctx, path, AssetType::Prop, "Petrel").await;
    let expected = SceneInput {
        expected_characters: names(&["Petrel"]),
        expected_location: Some(Some("Petrel".into())),
        ..Default::default()
    };
    expect(&ctx, path, expected).await;
    assert_eq!(shown(&ctx, path).await, Vec::<String>::new());
    let boat = asset(&ctx, path, AssetType::Location, "Petrel").await;
    let all = instances::list(&ctx, ctx.viewer, path, &everything())
        .await
        .unwrap()
        .rows;
    assert_eq!(
        all.iter()
            .map(|row| row.project_asset_id)
            .collect::<Vec<_>>(),
        [boat]
    );
}

async fn a_crowd_stands_among_the_characters(ctx: TestCtx) {
    let path = ctx.scene().await;
    asset(&ctx, path, AssetType::ExtraArchetype, "Harbour crowd").await;
    let voss = asset(&ctx, path, AssetType::Character, "Voss").await;
    asset(&ctx, path, AssetType::ExtraArchetype, "Voss").await;
    let expected = SceneInput {
        expected_characters: names(&["Voss", "harbour crowd"]),
        ..Default::default()
    };
    expect(&ctx, path, expected).await;
    let all = instances::list(&ctx, ctx.viewer, path, &everything())
        .await
        .unwrap()
        .rows;
    assert_eq!(of(&all), ["Voss", "Harbour crowd"]);
    assert_eq!(all[0].project_asset_id, voss, "a character comes first");
}

async fn what_an_earlier_scene_lacks_is_matched(ctx: TestCtx) {
    let first = ctx.scene().await;
    let mara = asset(&ctx, first, AssetType::Character, "Mara").await;
    asset(&ctx, first, AssetType::Prop, "Lamp").await;
    ctx.appear(first, mara).await;
    let second = ScenePath {
        scene: ctx.next_scene(first.project).await,
        ..first
    };
    let expected = SceneInput {
        expected_characters: names(&["Mara"]),
        expected_props: names(&["Lamp"]),
        ..Default::default()
    };
    expect(&ctx, second, expected).await;
    let filled = inheritance::fill(&ctx, ctx.viewer, second)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (filled.from_scene, filled.inherited, filled.matched),
        (Some(1), 1, 1)
    );
    assert_eq!(shown(&ctx, second).await, ["Mara", "Lamp"]);
}

async fn nothing_expected_leaves_the_scene_as_it_was(ctx: TestCtx) {
    let path = ctx.scene().await;
    asset(&ctx, path, AssetType::Character, "Mara").await;
    let told = ctx.events.last();
    assert_eq!(shown(&ctx, path).await, Vec::<String>::new());
    assert_eq!(
        inheritance::fill(&ctx, ctx.viewer, path).await.unwrap(),
        None
    );
    assert_eq!(ctx.events.last(), told);
    let scene = scenes::get(&ctx, ctx.viewer, path).await.unwrap();
    assert_eq!(scene.filled_at, None, "it may fill itself later");
}

async fn gaps_are_filled_in_any_scene(ctx: TestCtx) {
    let path = ctx.scene().await;
    let mara = asset(&ctx, path, AssetType::Character, "Mara").await;
    asset(&ctx, path, AssetType::Prop, "Lamp").await;
    ctx.appear(path, mara).await;
    let expected = SceneInput {
        expected_characters: names(&["Mara"]),
        expected_props: names(&["Lamp", "Rope"]),
        ..Default::default()
    };
    expect(&ctx, path, expected).await;
    let made = inheritance::populate(&ctx, ctx.viewer, path).await.unwrap();
    assert_eq!(of(&made), ["Lamp"]);
    assert_eq!(shown(&ctx, path).await, ["Mara", "Lamp"]);
    assert_eq!(
        inheritance::populate(&ctx, ctx.viewer, path).await.unwrap(),
        []
    );
    missing(inheritance::populate(&ctx, ctx.stranger().await, path).await);
}

async fn a_new_asset_and_its_place_come_together(ctx: TestCtx) {
    let path = ctx.scene().await;
    let lamp = || named(AssetType::Prop, "Lamp");
    let made = instances::create_with_asset(&ctx, ctx.viewer, path, lamp())
        .await
        .unwrap();
    assert_eq!(made.project_asset.name, "Lamp");
    assert_eq!(made.effective_description, "Lamp as ever");
    let asset = assets::get(&ctx, ctx.viewer, path.project, made.project_asset_id)
        .await
        .unwrap();
    assert_eq!(asset.source, AssetSource::Manual);
    refused(instances::create_with_asset(&ctx, ctx.viewer, path, lamp()).await);
    let nameless = instances::create_with_asset(&ctx, ctx.viewer, path, AssetInput::default());
    assert!(matches!(nameless.await, Err(Error::Invalid(_))));
    missing(instances::create_with_asset(&ctx, ctx.stranger().await, path, lamp()).await);
    assert_eq!(
        rows::Entity::find().count(ctx.db.read()).await.unwrap(),
        1,
        "no row without the other"
    );
    assert_eq!(shown(&ctx, path).await, ["Lamp"]);
}

async fn several_assets_come_in_at_once(ctx: TestCtx) {
    let path = ctx.scene().await;
    let mara = asset(&ctx, path, AssetType::Character, "Mara").await;
    let voss = asset(&ctx, path, AssetType::Character, "Voss").await;
    let lamp = asset(&ctx, path, AssetType::Prop, "Lamp").await;
    ctx.appear(path, voss).await;
    let made = instances::add_many(&ctx, ctx.viewer, path, &[lamp, voss, mara, lamp])
        .await
        .unwrap();
    assert_eq!(of(&made), ["Lamp", "Mara"]);
    assert_eq!(shown(&ctx, path).await, ["Mara", "Voss", "Lamp"]);
    let again = instances::add_many(&ctx, ctx.viewer, path, &[lamp, mara]).await;
    assert_eq!(again.unwrap(), []);
}

async fn an_asset_of_another_film_brings_none_in(ctx: TestCtx) {
    let (path, other) = (ctx.scene().await, ctx.scene().await);
    let mara = asset(&ctx, path, AssetType::Character, "Mara").await;
    let theirs = asset(&ctx, other, AssetType::Character, "Voss").await;
    missing(instances::add_many(&ctx, ctx.viewer, path, &[mara, theirs]).await);
    missing(instances::add_many(&ctx, ctx.viewer, path, &[mara, AssetId::new()]).await);
    missing(instances::add_many(&ctx, ctx.stranger().await, path, &[mara]).await);
    assert_eq!(shown(&ctx, path).await, Vec::<String>::new());
}
