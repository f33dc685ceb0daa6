//! What as-is did is taken back, as far as what happened since permits.

use crate::film::{Film, MASTER, shown};
use crate::support::{
    attempt, forgetful, missing, numbers, refused, row, selected, upload, uploads, write,
};
use crate::whole::whole;
use domain::{
    entities::instances::ActiveModel,
    model::{paths::InstancePath, rules},
    services::{
        as_is::{self, Back, Set as Done},
        attempts,
    },
    testing::TestCtx,
};
use sea_orm::ActiveValue::{Set, Unchanged};

on_both!(
    all_is_as_before_it_was_turned_on,
    what_made_room_comes_back_where_it_was,
    turning_it_off_is_taken_back,
    selecting_another_is_taken_back,
    an_attempt_that_is_gone_is_not_selected,
    the_selected_attempt_is_not_dropped,
    without_room_nothing_is_brought_back,
    what_has_expired_is_not_brought_back,
    only_attempts_of_the_instance_are_touched,
    a_locked_instance_is_not_put_back,
);

async fn on(ctx: &TestCtx, path: InstancePath) -> (Done, Back) {
    let done = as_is::set(ctx, ctx.viewer, path, true).await.unwrap();
    let back = Back {
        attempt: done.before,
        as_is: false,
        drop: done.copy.as_ref().map(|copy| copy.id),
        bring: done.evicted,
    };
    (done, back)
}

async fn put_back(ctx: &TestCtx, path: InstancePath, back: Back) {
    as_is::put_back(ctx, ctx.viewer, path, back).await.unwrap();
}

async fn all_is_as_before_it_was_turned_on(ctx: TestCtx) {
    let film = Film::new(&ctx, 1).await;
    let path = film.at[0];
    let first = upload(&ctx, path, 1).await;
    let (_, back) = on(&ctx, path).await;
    let told = ctx.events.last();
    put_back(&ctx, path, back).await;
    assert!(ctx.events.last() > told, "those who look are told");
    assert_eq!(shown(&ctx, path).await.id, first.id);
    assert_eq!(numbers(&ctx, path).await, [1]);
    assert!(!row(&ctx, path.instance).await.use_master_as_is);
    whole(&ctx).await;
}

async fn what_made_room_comes_back_where_it_was(ctx: TestCtx) {
    let film = Film::new(&ctx, 1).await;
    let path = film.at[0];
    let made = uploads(&ctx, path, 8).await;
    let (done, back) = on(&ctx, path).await;
    assert_eq!(done.evicted, Some(made[0].id));
    put_back(&ctx, path, back).await;
    assert_eq!(numbers(&ctx, path).await, [8, 7, 6, 5, 4, 3, 2, 1]);
    let first = attempt(&ctx, made[0].id).await.unwrap();
    assert_eq!(first.entered_history_at, made[0].entered_history_at);
    whole(&ctx).await;
    upload(&ctx, path, 99).await;
    assert_eq!(
        numbers(&ctx, path).await,
        [10, 8, 7, 6, 5, 4, 3, 2],
        "it is the oldest still"
    );
}

async fn turning_it_off_is_taken_back(ctx: TestCtx) {
    let film = Film::new(&ctx, 1).await;
    let path = film.at[0];
    on(&ctx, path).await;
    let done = as_is::set(&ctx, ctx.viewer, path, false).await.unwrap();
    let back = Back {
        attempt: done.before,
        as_is: true,
        ..Back::default()
    };
    put_back(&ctx, path, back).await;
    assert!(row(&ctx, path.instance).await.use_master_as_is);
    assert_eq!(numbers(&ctx, path).await, [1]);
    whole(&ctx).await;
}

async fn selecting_another_is_taken_back(ctx: TestCtx) {
    let film = Film::new(&ctx, 1).await;
    let path = film.at[0];
    let first = upload(&ctx, path, 1).await;
    let (done, _) = on(&ctx, path).await;
    attempts::select(&ctx, ctx.viewer, path.attempt(first.id))
        .await
        .unwrap();
    let back = Back {
        attempt: done.copy.map(|copy| copy.id),
        as_is: true,
        ..Back::default()
    };
    put_back(&ctx, path, back).await;
    assert_eq!(selected(&ctx, path).await, Some(2));
    assert!(row(&ctx, path.instance).await.use_master_as_is);
    whole(&ctx).await;
}

async fn an_attempt_that_is_gone_is_not_selected(ctx: TestCtx) {
    let film = Film::new(&ctx, 1).await;
    let path = film.at[0];
    let (done, _) = on(&ctx, path).await;
    let copy = done.copy.unwrap().id;
    upload(&ctx, path, 1).await;
    attempts::delete(&ctx, ctx.viewer, path.attempt(copy))
        .await
        .unwrap();
    let back = Back {
        attempt: Some(copy),
        as_is: true,
        ..Back::default()
    };
    put_back(&ctx, path, back).await;
    assert_eq!(selected(&ctx, path).await, Some(2));
    assert!(
        !row(&ctx, path.instance).await.use_master_as_is,
        "an upload is no master"
    );
    whole(&ctx).await;
}

async fn the_selected_attempt_is_not_dropped(ctx: TestCtx) {
    let film = Film::new(&ctx, 1).await;
    let path = film.at[0];
    let (_, back) = on(&ctx, path).await;
    assert_eq!(back.attempt, None, "there was no picture before");
    put_back(&ctx, path, back).await;
    assert_eq!(selected(&ctx, path).await, Some(1));
    assert!(!row(&ctx, path.instance).await.use_master_as_is);
    whole(&ctx).await;
}

async fn without_room_nothing_is_brought_back(ctx: TestCtx) {
    let film = Film::new(&ctx, 1).await;
    let path = film.at[0];
    let made = uploads(&ctx, path, 8).await;
    let (_, back) = on(&ctx, path).await;
    // The copy is gone already, and something else has its place.
    upload(&ctx, path, 99).await;
    attempts::delete(&ctx, ctx.viewer, path.attempt(back.drop.unwrap()))
        .await
        .unwrap();
    upload(&ctx, path, 100).await;
    let before = numbers(&ctx, path).await;
    assert_eq!(before.len(), 8);
    put_back(&ctx, path, back).await;
    assert_eq!(numbers(&ctx, path).await, before);
    assert_eq!(shown(&ctx, path).await.id, made[7].id);
    whole(&ctx).await;
}

async fn what_has_expired_is_not_brought_back(ctx: TestCtx) {
    let film = Film::new(&ctx, 1).await;
    let path = film.at[0];
    let made = uploads(&ctx, path, 8).await;
    let (_, back) = on(&ctx, path).await;
    as_is::put_back(&forgetful(&ctx), ctx.viewer, path, back)
        .await
        .unwrap();
    assert_eq!(numbers(&ctx, path).await, [8, 7, 6, 5, 4, 3, 2]);
    assert_eq!(shown(&ctx, path).await.id, made[7].id);
}

async fn only_attempts_of_the_instance_are_touched(ctx: TestCtx) {
    let (film, other) = (Film::new(&ctx, 1).await, Film::new(&ctx, 1).await);
    let path = film.at[0];
    upload(&ctx, path, 1).await;
    let theirs = uploads(&ctx, other.at[0], 9).await;
    let back = Back {
        attempt: Some(theirs[3].id),
        as_is: true,
        drop: Some(theirs[4].id),
        bring: Some(theirs[0].id),
    };
    put_back(&ctx, path, back).await;
    assert_eq!(numbers(&ctx, path).await, [1]);
    assert!(!row(&ctx, path.instance).await.use_master_as_is);
    assert_eq!(numbers(&ctx, other.at[0]).await, [9, 8, 7, 6, 5, 4, 3, 2]);
    assert_eq!(selected(&ctx, other.at[0]).await, Some(9));
    let stranger = ctx.stranger().await;
    missing(as_is::put_back(&ctx, stranger, path, Back::default()).await);
    whole(&ctx).await;
}

async fn a_locked_instance_is_not_put_back(ctx: TestCtx) {
    let film = Film::new(&ctx, 1).await;
    let path = film.at[0];
    upload(&ctx, path, MASTER + 1).await;
    let (_, back) = on(&ctx, path).await;
    let lock = ActiveModel {
        id: Unchanged(path.instance),
        locked: Set(true),
        ..Default::default()
    };
    write(&ctx, lock).await;
    let put = as_is::put_back(&ctx, ctx.viewer, path, back).await;
    assert_eq!(refused(put), rules::LOCKED);
    assert_eq!(numbers(&ctx, path).await, [2, 1]);
}
