//! Rule 10: a picture is stale when its reference shows something else by now, and only then.

use crate::film::{Film, MASTER, choose, count, defer, scene, shown};
use crate::support::{ask, refused, row, upload, work_off, write};
use crate::whole::whole;
use domain::{
    entities::instances::ActiveModel,
    model::{ids::InstanceId, paths::InstancePath},
    services::{as_is, attempts, panels, references, removal, scenes},
    testing::TestCtx,
};
use sea_orm::ActiveValue::{Set, Unchanged};

on_both!(
    a_picture_is_stale_when_the_scene_that_it_came_from_shows_another,
    the_same_bytes_under_another_attempt_are_no_change,
    a_picture_is_stale_when_the_master_is_another,
    a_reference_that_is_gone_makes_nothing_stale,
    another_reference_in_force_makes_nothing_stale,
    what_was_uploaded_is_never_stale,
    only_the_selected_picture_counts,
    a_copy_is_stale_like_any_picture,
    a_stale_picture_is_not_chosen_anew_by_itself,
    only_the_scene_that_is_asked_for_is_answered,
    a_copy_is_made_again_when_the_reference_changed,
    a_copy_is_not_made_again_where_the_master_is_not_used,
);

async fn stale(ctx: &TestCtx, path: InstancePath) -> bool {
    all_stale(ctx, path).await.contains(&path.instance)
}

async fn all_stale(ctx: &TestCtx, path: InstancePath) -> Vec<InstanceId> {
    let found = panels::stale(ctx, ctx.viewer, path.scene()).await.unwrap();
    found.into_iter().map(|(instance, _)| instance).collect()
}

/// Draws a picture from the reference in force.
async fn draw(ctx: &TestCtx, path: InstancePath) {
    ask(ctx, ctx, path).await;
    work_off(ctx).await;
}

async fn a_picture_is_stale_when_the_scene_that_it_came_from_shows_another(ctx: TestCtx) {
    let film = Film::new(&ctx, 2).await;
    let made = film.pictures(&ctx, &[0]).await;
    draw(&ctx, film.at[1]).await;
    assert!(!stale(&ctx, film.at[1]).await);
    upload(&ctx, film.at[0], 99).await;
    assert!(stale(&ctx, film.at[1]).await);
    attempts::select(&ctx, ctx.viewer, film.at[0].attempt(made[0].id))
        .await
        .unwrap();
    assert!(!stale(&ctx, film.at[1]).await, "it shows that one again");
}

async fn the_same_bytes_under_another_attempt_are_no_change(ctx: TestCtx) {
    let film = Film::new(&ctx, 2).await;
    let first = upload(&ctx, film.at[0], 7).await;
    draw(&ctx, film.at[1]).await;
    let again = upload(&ctx, film.at[0], 7).await;
    assert_eq!(
        (first.sha256 == again.sha256, first.id == again.id),
        (true, false)
    );
    assert!(!stale(&ctx, film.at[1]).await);
}

async fn a_picture_is_stale_when_the_master_is_another(ctx: TestCtx) {
    let film = Film::new(&ctx, 1).await;
    draw(&ctx, film.at[0]).await;
    assert!(!stale(&ctx, film.at[0]).await);
    film.master(&ctx, MASTER + 1).await;
    assert!(stale(&ctx, film.at[0]).await);
    film.master(&ctx, MASTER).await;
    assert!(!stale(&ctx, film.at[0]).await);
}

async fn a_reference_that_is_gone_makes_nothing_stale(ctx: TestCtx) {
    let film = Film::new(&ctx, 3).await;
    film.pictures(&ctx, &[0, 1]).await;
    draw(&ctx, film.at[2]).await;
    upload(&ctx, film.at[1], 99).await;
    assert!(stale(&ctx, film.at[2]).await);
    removal::remove(&ctx, ctx.viewer, film.at[1]).await.unwrap();
    assert!(!stale(&ctx, film.at[2]).await);
    draw(&ctx, film.at[2]).await;
    scenes::delete(&ctx, ctx.viewer, film.at[0].scene())
        .await
        .unwrap();
    assert!(!stale(&ctx, film.at[2]).await);
}

async fn another_reference_in_force_makes_nothing_stale(ctx: TestCtx) {
    let film = Film::new(&ctx, 3).await;
    film.pictures(&ctx, &[0, 1]).await;
    draw(&ctx, film.at[2]).await;
    choose(&ctx, film.at[2], scene(film.at[0])).await.unwrap();
    defer(&ctx, film.at[1], true).await;
    assert!(!stale(&ctx, film.at[2]).await);
}

async fn what_was_uploaded_is_never_stale(ctx: TestCtx) {
    let film = Film::new(&ctx, 2).await;
    film.pictures(&ctx, &[0, 1]).await;
    upload(&ctx, film.at[0], 99).await;
    film.master(&ctx, MASTER + 1).await;
    assert!(!stale(&ctx, film.at[1]).await);
}

async fn only_the_selected_picture_counts(ctx: TestCtx) {
    let film = Film::new(&ctx, 2).await;
    film.pictures(&ctx, &[0]).await;
    draw(&ctx, film.at[1]).await;
    let drawn = shown(&ctx, film.at[1]).await;
    upload(&ctx, film.at[0], 99).await;
    upload(&ctx, film.at[1], 5).await;
    assert!(!stale(&ctx, film.at[1]).await);
    attempts::select(&ctx, ctx.viewer, film.at[1].attempt(drawn.id))
        .await
        .unwrap();
    assert!(stale(&ctx, film.at[1]).await);
}

async fn a_copy_is_stale_like_any_picture(ctx: TestCtx) {
    let film = Film::new(&ctx, 2).await;
    film.pictures(&ctx, &[0]).await;
    as_is::set(&ctx, ctx.viewer, film.at[1], true)
        .await
        .unwrap();
    assert!(!stale(&ctx, film.at[1]).await);
    upload(&ctx, film.at[0], 99).await;
    assert!(stale(&ctx, film.at[1]).await);
    as_is::copy_again(&ctx, ctx.viewer, film.at[1])
        .await
        .unwrap();
    assert!(!stale(&ctx, film.at[1]).await);
}

async fn a_stale_picture_is_not_chosen_anew_by_itself(ctx: TestCtx) {
    let film = Film::new(&ctx, 2).await;
    film.pictures(&ctx, &[0]).await;
    draw(&ctx, film.at[1]).await;
    let before = row(&ctx, film.at[1].instance).await;
    upload(&ctx, film.at[0], 99).await;
    assert!(stale(&ctx, film.at[1]).await);
    assert_eq!(row(&ctx, film.at[1].instance).await, before);
    let lock = ActiveModel {
        id: Unchanged(film.at[1].instance),
        locked: Set(true),
        ..Default::default()
    };
    write(&ctx, lock).await;
    assert!(
        !stale(&ctx, film.at[1]).await,
        "what is locked is to stay as it is"
    );
}

async fn only_the_scene_that_is_asked_for_is_answered(ctx: TestCtx) {
    let film = Film::new(&ctx, 3).await;
    draw(&ctx, film.at[0]).await;
    upload(&ctx, film.at[1], 5).await;
    draw(&ctx, film.at[2]).await;
    let other = Film::new(&ctx, 1).await;
    draw(&ctx, other.at[0]).await;
    film.master(&ctx, MASTER + 1).await;
    upload(&ctx, film.at[1], 6).await;
    assert_eq!(all_stale(&ctx, film.at[0]).await, [film.at[0].instance]);
    assert_eq!(all_stale(&ctx, film.at[1]).await, []);
    assert_eq!(all_stale(&ctx, film.at[2]).await, [film.at[2].instance]);
    assert_eq!(all_stale(&ctx, other.at[0]).await, []);
}

async fn a_copy_is_made_again_when_the_reference_changed(ctx: TestCtx) {
    let film = Film::new(&ctx, 2).await;
    film.pictures(&ctx, &[0]).await;
    let path = film.at[1];
    as_is::set(&ctx, ctx.viewer, path, true).await.unwrap();
    let again = as_is::copy_again(&ctx, ctx.viewer, path).await.unwrap();
    assert_eq!(again.copy, None, "it shows that picture already");
    let next = upload(&ctx, film.at[0], 99).await;
    let again = as_is::copy_again(&ctx, ctx.viewer, path).await.unwrap();
    assert_eq!(again.copy.unwrap().sha256, next.sha256);
    assert!(again.instance.use_master_as_is);
    assert_eq!(shown(&ctx, path).await.attempt_number, 2);
    whole(&ctx).await;
}

async fn a_copy_is_not_made_again_where_the_master_is_not_used(ctx: TestCtx) {
    let film = Film::new(&ctx, 2).await;
    film.pictures(&ctx, &[0]).await;
    let path = film.at[1];
    refused(as_is::copy_again(&ctx, ctx.viewer, path).await);
    references::choose(&ctx, ctx.viewer, path, scene(film.at[0]))
        .await
        .unwrap();
    refused(as_is::copy_again(&ctx, ctx.viewer, path).await);
    assert_eq!(count(&ctx, path).await, 0);
}
