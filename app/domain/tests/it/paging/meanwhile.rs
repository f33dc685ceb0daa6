//! What comes in while somebody walks through the pages neither repeats what was shown nor hides what was not.

use super::asset;
use crate::support::{alone, ask};
use domain::{
    jobs::queue,
    model::{
        ids::{ProjectId, SceneId},
        kinds::AssetType,
        paging::{Page, Paging},
        views::SceneView,
    },
    services::{
        assets, instances, projects,
        scenes::{self, SceneInput},
    },
    testing::TestCtx,
};

on_both!(
    a_scene_that_moves_the_others_repeats_none,
    a_last_scene_that_moves_later_hides_none,
    a_last_scene_that_is_gone_still_marks_its_place,
    an_asset_shows_if_its_place_is_still_to_come,
    an_instance_shows_if_its_place_is_still_to_come,
    newer_films_and_jobs_stand_before_what_was_shown,
);

fn after<T>(page: &Page<T>) -> Paging {
    Paging {
        limit: 2,
        cursor: Some(page.next.clone().unwrap()),
    }
}

async fn numbered(ctx: &TestCtx, film: ProjectId, number: i32) -> SceneId {
    let input = SceneInput {
        heading: Some("INT. HALL".into()),
        scene_number: Some(number),
        ..Default::default()
    };
    let made = scenes::create(ctx, ctx.viewer, film, None, input).await;
    made.unwrap().id
}

async fn listed(ctx: &TestCtx, film: ProjectId, paging: Paging) -> Page<SceneView> {
    let list = scenes::list(ctx, ctx.viewer, film, None, &paging);
    list.await.unwrap()
}

fn ids(page: &Page<SceneView>) -> Vec<SceneId> {
    page.rows.iter().map(|scene| scene.id).collect()
}

async fn a_scene_that_moves_the_others_repeats_none(ctx: TestCtx) {
    let film = ctx.scene().await.project;
    for _ in 0..3 {
        ctx.next_scene(film).await;
    }
    let all = ids(&listed(&ctx, film, Paging::first(10)).await);
    let first = listed(&ctx, film, Paging::first(2)).await;
    numbered(&ctx, film, 1).await;
    let between = numbered(&ctx, film, 4).await;
    let second = listed(&ctx, film, after(&first)).await;
    assert_eq!(ids(&second), [between, all[2]]);
    let third = listed(&ctx, film, after(&second)).await;
    assert_eq!((ids(&third), third.next), (vec![all[3]], None));
}

async fn a_last_scene_that_moves_later_hides_none(ctx: TestCtx) {
    let first = ctx.scene().await;
    for _ in 0..4 {
        ctx.next_scene(first.project).await;
    }
    let all = ids(&listed(&ctx, first.project, Paging::first(10)).await);
    let page = listed(&ctx, first.project, Paging::first(2)).await;
    let last = domain::model::paths::ScenePath {
        scene: all[1],
        ..first
    };
    let later = SceneInput {
        scene_number: Some(4),
        ..Default::default()
    };
    scenes::update(&ctx, ctx.viewer, last, later).await.unwrap();
    let second = listed(&ctx, first.project, after(&page)).await;
    assert_eq!(ids(&second), [all[2], all[3]]);
    let third = listed(&ctx, first.project, after(&second)).await;
    assert_eq!(ids(&third), [all[1], all[4]]);
}

async fn a_last_scene_that_is_gone_still_marks_its_place(ctx: TestCtx) {
    let first = ctx.scene().await;
    for _ in 0..3 {
        ctx.next_scene(first.project).await;
    }
    let page = listed(&ctx, first.project, Paging::first(2)).await;
    let gone = domain::model::paths::ScenePath {
        scene: page.rows[1].id,
        ..first
    };
    scenes::delete(&ctx, ctx.viewer, gone).await.unwrap();
    let rest = listed(&ctx, first.project, after(&page)).await;
    let numbers: Vec<_> = rest.rows.iter().map(|scene| scene.scene_number).collect();
    assert_eq!(numbers, [3, 4]);
}

async fn an_asset_shows_if_its_place_is_still_to_come(ctx: TestCtx) {
    let film = ctx.scene().await.project;
    for name in ["Brann", "Dorte", "Finn"] {
        asset(&ctx, film, AssetType::Character, name).await;
    }
    let page = assets::list(&ctx, ctx.viewer, film, None, &Paging::first(2)).await;
    let page = page.unwrap();
    // One before, one after, and one of a later kind whose name comes before.
    asset(&ctx, film, AssetType::Character, "Carla").await;
    asset(&ctx, film, AssetType::Character, "Ella").await;
    asset(&ctx, film, AssetType::Prop, "Anchor").await;
    let rest = Paging {
        limit: 10,
        ..after(&page)
    };
    let rest = assets::list(&ctx, ctx.viewer, film, None, &rest).await;
    let rest = rest.unwrap();
    let names: Vec<_> = rest.rows.iter().map(|asset| asset.name.as_str()).collect();
    assert_eq!(names, ["Ella", "Finn", "Anchor"]);
}

async fn an_instance_shows_if_its_place_is_still_to_come(ctx: TestCtx) {
    let path = ctx.scene().await;
    let enter = async |kind, name| {
        let asset = asset(&ctx, path.project, kind, name).await;
        ctx.appear(path, asset).await
    };
    enter(AssetType::Character, "Brann").await;
    enter(AssetType::Location, "Deck").await;
    let last = enter(AssetType::Location, "Fort").await;
    let page = instances::list(&ctx, ctx.viewer, path, &Paging::first(2)).await;
    let page = page.unwrap();
    enter(AssetType::Character, "Zoe").await;
    let between = enter(AssetType::Location, "Engine room").await;
    let prop = enter(AssetType::Prop, "Anchor").await;
    let rest = Paging {
        limit: 10,
        ..after(&page)
    };
    let rest = instances::list(&ctx, ctx.viewer, path, &rest).await;
    let rest: Vec<_> = rest.unwrap().rows.iter().map(|row| row.id).collect();
    assert_eq!(rest, [between, last, prop]);
}

async fn newer_films_and_jobs_stand_before_what_was_shown(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let others = [ctx.scene().await.project, ctx.scene().await.project];
    let page = projects::list(&ctx, ctx.viewer, &Paging::first(2)).await;
    let page = page.unwrap();
    assert_eq!([page.rows[1].id, page.rows[0].id], others);
    ctx.scene().await;
    let rest = projects::list(&ctx, ctx.viewer, &after(&page)).await;
    let rest: Vec<_> = rest.unwrap().rows.iter().map(|film| film.id).collect();
    assert_eq!(rest, [path.project]);

    let first = ask(&ctx, &ctx, path).await.job_id;
    for _ in 0..2 {
        ask(&ctx, &ctx, path).await;
    }
    let list = async |paging: Paging| {
        let list = queue::page(&ctx, ctx.viewer, path.project, None, &paging);
        list.await.unwrap()
    };
    let page = list(Paging::first(2)).await;
    ask(&ctx, &ctx, path).await;
    let rest = list(after(&page)).await;
    let rest: Vec<_> = rest.rows.iter().map(|job| job.job_id).collect();
    assert_eq!(rest, [first]);
}
