//! Rule 10: a chosen reference that is no longer on the chain is let go of, and the row says so.

use crate::film::{Film, choose, defer, in_force, master, renumber, scene, wrong};
use crate::support::row;
use domain::{
    entities::instances::Model,
    model::kinds::ReferenceSource,
    services::{removal, scenes},
    testing::TestCtx,
};

on_both!(
    a_deferred_scene_is_let_go_of,
    a_deleted_scene_is_let_go_of,
    an_asset_that_was_taken_out_is_let_go_of,
    a_scene_that_moves_behind_is_let_go_of,
    a_scene_that_moves_before_its_choice_lets_go_of_it,
    what_still_stands_before_is_kept,
    a_cleared_choice_can_be_made_anew,
);

/// Nothing is chosen, and the row says what happened.
fn let_go(row: &Model, why: &str) {
    assert_eq!(
        (
            row.selected_master_reference_source,
            row.selected_master_reference_instance_id,
            row.selected_master_reference_url.as_deref(),
        ),
        (None, None, None)
    );
    assert_eq!(
        row.last_modified_field.as_deref(),
        Some("selected_master_reference_cleared")
    );
    let said = row.modification_reason.as_deref().unwrap_or_default();
    assert!(said.contains(why), "{said}");
}

async fn a_deferred_scene_is_let_go_of(ctx: TestCtx) {
    let film = Film::new(&ctx, 4).await;
    film.pictures(&ctx, &[0, 1, 2]).await;
    choose(&ctx, film.at[3], scene(film.at[1])).await.unwrap();
    choose(&ctx, film.at[2], scene(film.at[0])).await.unwrap();
    let untouched = row(&ctx, film.at[2].instance).await;
    defer(&ctx, film.at[1], true).await;
    let_go(
        &row(&ctx, film.at[3].instance).await,
        "scene 2, was deferred",
    );
    assert_eq!(in_force(&ctx, film.at[3]).await, Some(3));
    assert_eq!(row(&ctx, film.at[2].instance).await, untouched);
    defer(&ctx, film.at[1], false).await;
    assert_eq!(
        in_force(&ctx, film.at[3]).await,
        Some(3),
        "what was cleared does not come back by itself"
    );
}

async fn a_deleted_scene_is_let_go_of(ctx: TestCtx) {
    let film = Film::new(&ctx, 3).await;
    film.pictures(&ctx, &[0, 1]).await;
    choose(&ctx, film.at[2], scene(film.at[0])).await.unwrap();
    scenes::delete(&ctx, ctx.viewer, film.at[0].scene())
        .await
        .unwrap();
    let_go(
        &row(&ctx, film.at[2].instance).await,
        "scene 1, was deleted",
    );
    assert_eq!(in_force(&ctx, film.at[2]).await, Some(2));
}

async fn an_asset_that_was_taken_out_is_let_go_of(ctx: TestCtx) {
    let film = Film::new(&ctx, 3).await;
    film.pictures(&ctx, &[0, 1]).await;
    choose(&ctx, film.at[2], scene(film.at[0])).await.unwrap();
    removal::remove(&ctx, ctx.viewer, film.at[0]).await.unwrap();
    let_go(
        &row(&ctx, film.at[2].instance).await,
        "The most recent one holds again.",
    );
    assert_eq!(in_force(&ctx, film.at[2]).await, Some(2));
}

async fn a_scene_that_moves_behind_is_let_go_of(ctx: TestCtx) {
    let film = Film::new(&ctx, 4).await;
    film.pictures(&ctx, &[0, 1, 2]).await;
    choose(&ctx, film.at[2], scene(film.at[0])).await.unwrap();
    choose(&ctx, film.at[3], scene(film.at[0])).await.unwrap();
    let kept = row(&ctx, film.at[3].instance).await;
    // Between the third and the fourth: 2, 3, 1, 4.
    renumber(&ctx, film.at[3], 9).await;
    renumber(&ctx, film.at[0], 5).await;
    let_go(
        &row(&ctx, film.at[2].instance).await,
        "no longer stands in an earlier scene",
    );
    assert_eq!(in_force(&ctx, film.at[2]).await, Some(2));
    assert_eq!(
        row(&ctx, film.at[3].instance).await,
        kept,
        "it stands before this one still"
    );
    assert_eq!(in_force(&ctx, film.at[3]).await, Some(5));
}

async fn a_scene_that_moves_before_its_choice_lets_go_of_it(ctx: TestCtx) {
    let film = Film::new(&ctx, 3).await;
    film.pictures(&ctx, &[0, 1]).await;
    choose(&ctx, film.at[2], scene(film.at[1])).await.unwrap();
    renumber(&ctx, film.at[2], 2).await;
    let_go(
        &row(&ctx, film.at[2].instance).await,
        "no longer stands in an earlier scene",
    );
    assert_eq!(in_force(&ctx, film.at[2]).await, Some(1));
}

async fn what_still_stands_before_is_kept(ctx: TestCtx) {
    let film = Film::new(&ctx, 3).await;
    film.pictures(&ctx, &[0, 1]).await;
    choose(&ctx, film.at[2], scene(film.at[0])).await.unwrap();
    choose(&ctx, film.at[1], master()).await.unwrap();
    let kept = row(&ctx, film.at[2].instance).await;
    renumber(&ctx, film.at[1], 1).await;
    renumber(&ctx, film.at[2], 12).await;
    defer(&ctx, film.at[1], true).await;
    assert_eq!(row(&ctx, film.at[2].instance).await, kept);
    assert_eq!(in_force(&ctx, film.at[2]).await, Some(2));
    assert_eq!(
        row(&ctx, film.at[1].instance)
            .await
            .selected_master_reference_source,
        Some(ReferenceSource::Stage5Master)
    );
}

async fn a_cleared_choice_can_be_made_anew(ctx: TestCtx) {
    let film = Film::new(&ctx, 3).await;
    film.pictures(&ctx, &[0, 1]).await;
    choose(&ctx, film.at[2], scene(film.at[0])).await.unwrap();
    defer(&ctx, film.at[0], true).await;
    wrong(choose(&ctx, film.at[2], scene(film.at[0])).await);
    defer(&ctx, film.at[0], false).await;
    let view = choose(&ctx, film.at[2], scene(film.at[0])).await.unwrap();
    assert_eq!(view.modification_reason, None, "it is no longer said");
    assert_eq!(in_force(&ctx, film.at[2]).await, Some(1));
}
