//! The end of an asset: what holds it, and what counts as its use.

use super::{page, pressed};
use crate::easel::{cast, extra};
use crate::film::Film;
use crate::support::{missing, refused};
use domain::{
    act::masters::MasterAction,
    error::Result,
    model::{
        ids::{AssetId, ProjectId},
        kinds::{
            AssetType,
            ReferenceRole::{Location, Style},
        },
        paths::InstancePath,
    },
    services::{
        assets,
        instances::{self, InstanceInput},
        references::extras,
    },
    testing::TestCtx,
};

on_both!(
    what_is_sent_along_with_something_locked_stays,
    a_scene_in_which_it_is_sent_along_counts_once,
    what_more_scenes_use_by_now_stays,
);

/// Mara in three scenes, and a hall that is sent along with her in the first two and stands in the second itself.
async fn stage(ctx: &TestCtx) -> (Film, AssetId) {
    let film = Film::new(ctx, 3).await;
    let hall = cast(ctx, film.at[0].project, "Great hall", AssetType::Location).await;
    for at in &film.at[..2] {
        sent(ctx, *at, hall).await;
    }
    ctx.appear(film.at[1].scene(), hall).await;
    (film, hall)
}

async fn sent(ctx: &TestCtx, at: InstancePath, hall: AssetId) {
    let all = vec![extra(hall, Location, None)];
    extras::put(ctx, ctx.viewer, at, all).await.unwrap();
}

async fn lock(ctx: &TestCtx, at: InstancePath, locked: bool) {
    let input = InstanceInput {
        locked: Some(locked),
        ..Default::default()
    };
    let done = instances::update(ctx, ctx.viewer, at, input).await;
    done.unwrap();
}

async fn delete(ctx: &TestCtx, film: ProjectId, asset: AssetId, force: bool) -> Result<()> {
    assets::delete(ctx, ctx.viewer, film, asset, force).await
}

async fn what_is_sent_along_with_something_locked_stays(ctx: TestCtx) {
    let (film, hall) = stage(&ctx).await;
    let project = film.at[0].project;
    let storm = cast(&ctx, project, "Storm", AssetType::Prop).await;
    let all = vec![extra(hall, Location, None), extra(storm, Style, None)];
    let at = film.at[0];
    extras::put(&ctx, ctx.viewer, at, all).await.unwrap();
    lock(&ctx, at, true).await;
    for asset in [hall, storm] {
        let why = refused(delete(&ctx, project, asset, true).await);
        assert!(
            why.contains("sent along") && why.contains("scene 1") && !why.contains("scene 2"),
            "{why}"
        );
        let button = MasterAction::Remove { asset, scenes: 9 };
        refused(pressed(&ctx, project, button).await);
    }
    let left = extras::list(&ctx, ctx.viewer, at).await.unwrap();
    assert_eq!(left.len(), 2);
    lock(&ctx, at, false).await;
    for asset in [hall, storm] {
        delete(&ctx, project, asset, true).await.unwrap();
    }
    let left = extras::list(&ctx, ctx.viewer, at).await.unwrap();
    assert_eq!(left, []);
}

async fn a_scene_in_which_it_is_sent_along_counts_once(ctx: TestCtx) {
    let (film, hall) = stage(&ctx).await;
    let project = film.at[0].project;
    let why = refused(delete(&ctx, project, hall, false).await);
    assert!(why.contains("is used in 2 scenes"), "{why}");
    let page = page(&ctx, project, Some(hall)).await.unwrap();
    let row = page.cast.iter().find(|row| row.asset == hall).unwrap();
    assert_eq!(row.scenes, 2);
    let uses = page.open.unwrap().uses;
    let uses: Vec<_> = uses.iter().map(|one| (one.number, one.along)).collect();
    assert_eq!(uses, [(1, true), (2, false)]);
    let row = page
        .cast
        .iter()
        .find(|row| row.asset == film.asset)
        .unwrap();
    assert_eq!(row.scenes, 3);
}

async fn what_more_scenes_use_by_now_stays(ctx: TestCtx) {
    let (film, hall) = stage(&ctx).await;
    let project = film.at[0].project;
    let shown = page(&ctx, project, Some(hall)).await.unwrap().open.unwrap();
    let button = || MasterAction::Remove {
        asset: hall,
        scenes: shown.uses.len(),
    };
    sent(&ctx, film.at[2], hall).await;
    let why = refused(pressed(&ctx, project, button()).await);
    assert!(why.starts_with("It is used in 3 scenes by now."), "{why}");
    assert!(!why.contains("force"), "{why}");
    extras::put(&ctx, ctx.viewer, film.at[2], Vec::new())
        .await
        .unwrap();
    pressed(&ctx, project, button()).await.unwrap();
    missing(assets::get(&ctx, ctx.viewer, project, hall).await);
    // Fewer than were seen are no reason against it.
    let rope = cast(&ctx, project, "Rope", AssetType::Prop).await;
    let button = MasterAction::Remove {
        asset: rope,
        scenes: 2,
    };
    pressed(&ctx, project, button).await.unwrap();
}
