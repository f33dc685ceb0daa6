//! Rules 1, 2 and 7: one selected, eight live, what is new is selected; and what deleting refuses.

use crate::support::{
    alone, everything, listed, missing, numbers, refused, row, selected, upload, uploads,
};
use crate::whole::whole;
use domain::{
    model::{kinds::AttemptSource, rules},
    services::{attempts, instances},
    testing::{TestCtx, png},
};

on_both!(
    an_upload_is_selected_at_once,
    selecting_moves_the_picture_along,
    selecting_what_is_selected_changes_no_picture,
    a_deleted_attempt_is_not_selected,
    an_attempt_of_another_instance_is_neither_selected_nor_deleted_nor_restored,
    the_selected_attempt_is_not_deleted,
    a_deleted_attempt_leaves_the_history_and_is_listed_as_removed,
    an_attempt_is_deleted_once,
    a_ninth_attempt_takes_out_the_oldest,
    the_selected_attempt_is_never_taken_out,
    uploading_and_selecting_turn_as_is_off,
);

async fn an_upload_is_selected_at_once(ctx: TestCtx) {
    let path = alone(&ctx).await;
    assert_eq!(row(&ctx, path.instance).await.image_key_url, None);
    for number in [1, 2] {
        let name = Some("C:\\pictures\\mara.png".to_owned());
        let view = instances::upload(&ctx, ctx.viewer, path, name, png(number))
            .await
            .unwrap();
        let live = listed(&ctx, path).await;
        let newest = &live[0];
        assert_eq!(newest.attempt_number, i32::from(number));
        assert_eq!(newest.source, AttemptSource::Uploaded);
        assert_eq!(newest.original_filename.as_deref(), Some("mara.png"));
        assert!(newest.is_selected);
        assert_eq!(view.image_key_url.as_ref(), Some(&newest.image_url));
        assert_eq!(live.iter().filter(|attempt| attempt.is_selected).count(), 1);
    }
    whole(&ctx).await;
}

async fn selecting_moves_the_picture_along(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let made = uploads(&ctx, path, 3).await;
    let before = ctx.events.last();
    let answer = attempts::select(&ctx, ctx.viewer, path.attempt(made[0].id))
        .await
        .unwrap();
    assert!(answer.is_selected);
    let live = listed(&ctx, path).await;
    let flags: Vec<_> = live.iter().map(|attempt| attempt.is_selected).collect();
    assert_eq!(flags, [false, false, true]);
    assert_eq!(
        row(&ctx, path.instance).await.image_key_url.as_ref(),
        Some(&made[0].image_url)
    );
    assert_eq!(ctx.events.last(), before + 1, "those who look are told");
}

async fn selecting_what_is_selected_changes_no_picture(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let made = uploads(&ctx, path, 2).await;
    attempts::select(&ctx, ctx.viewer, path.attempt(made[1].id))
        .await
        .unwrap();
    assert_eq!(selected(&ctx, path).await, Some(2));
    whole(&ctx).await;
}

async fn a_deleted_attempt_is_not_selected(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let made = uploads(&ctx, path, 2).await;
    let first = path.attempt(made[0].id);
    attempts::delete(&ctx, ctx.viewer, first).await.unwrap();
    let why = refused(attempts::select(&ctx, ctx.viewer, first).await);
    assert_eq!(
        why,
        "This image was deleted. Restore it before selecting it."
    );
    assert_eq!(selected(&ctx, path).await, Some(2));
    whole(&ctx).await;
}

async fn an_attempt_of_another_instance_is_neither_selected_nor_deleted_nor_restored(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let other = ctx.instance(path.scene(), "Voss in the grey hat").await;
    uploads(&ctx, path, 1).await;
    let theirs = uploads(&ctx, other, 2).await;
    let crossed = path.attempt(theirs[0].id);
    missing(attempts::select(&ctx, ctx.viewer, crossed).await);
    missing(attempts::delete(&ctx, ctx.viewer, crossed).await);
    attempts::delete(&ctx, ctx.viewer, other.attempt(theirs[0].id))
        .await
        .unwrap();
    missing(attempts::restore(&ctx, ctx.viewer, crossed).await);
    assert_eq!(
        (numbers(&ctx, path).await, numbers(&ctx, other).await),
        (vec![1], vec![2])
    );
}

async fn the_selected_attempt_is_not_deleted(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let made = uploads(&ctx, path, 2).await;
    let why = refused(attempts::delete(&ctx, ctx.viewer, path.attempt(made[1].id)).await);
    assert_eq!(why, "Select another image before deleting this one.");
    assert_eq!(why, rules::SELECTED_NOT_DELETED);
    assert_eq!(numbers(&ctx, path).await, [2, 1]);
}

async fn a_deleted_attempt_leaves_the_history_and_is_listed_as_removed(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let made = uploads(&ctx, path, 3).await;
    for attempt in &made[..2] {
        attempts::delete(&ctx, ctx.viewer, path.attempt(attempt.id))
            .await
            .unwrap();
    }
    assert_eq!(numbers(&ctx, path).await, [3]);
    let removed = attempts::list_removed(&ctx, ctx.viewer, path, &everything())
        .await
        .unwrap()
        .rows;
    let removed: Vec<_> = removed
        .iter()
        .map(|attempt| attempt.attempt_number)
        .collect();
    assert_eq!(removed, [2, 1], "last removed first");
    whole(&ctx).await;
}

async fn an_attempt_is_deleted_once(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let made = uploads(&ctx, path, 2).await;
    let first = path.attempt(made[0].id);
    attempts::delete(&ctx, ctx.viewer, first).await.unwrap();
    missing(attempts::delete(&ctx, ctx.viewer, first).await);
    whole(&ctx).await;
}

async fn a_ninth_attempt_takes_out_the_oldest(ctx: TestCtx) {
    let path = alone(&ctx).await;
    uploads(&ctx, path, 8).await;
    assert_eq!(numbers(&ctx, path).await, [8, 7, 6, 5, 4, 3, 2, 1]);
    upload(&ctx, path, 90).await;
    assert_eq!(numbers(&ctx, path).await, [9, 8, 7, 6, 5, 4, 3, 2]);
    upload(&ctx, path, 91).await;
    assert_eq!(numbers(&ctx, path).await, [10, 9, 8, 7, 6, 5, 4, 3]);
    let removed = attempts::list_removed(&ctx, ctx.viewer, path, &everything())
        .await
        .unwrap()
        .rows;
    assert_eq!(removed.len(), 2, "what was taken out can be brought back");
    whole(&ctx).await;
}

async fn the_selected_attempt_is_never_taken_out(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let made = uploads(&ctx, path, 8).await;
    for shade in 100..104 {
        attempts::select(&ctx, ctx.viewer, path.attempt(made[0].id))
            .await
            .unwrap();
        upload(&ctx, path, shade).await;
    }
    assert_eq!(numbers(&ctx, path).await, [12, 11, 10, 9, 8, 7, 6, 1]);
    whole(&ctx).await;
}

async fn uploading_and_selecting_turn_as_is_off(ctx: TestCtx) {
    use crate::support::write;
    use domain::entities::instances::ActiveModel;
    use sea_orm::ActiveValue::{Set, Unchanged};

    let path = alone(&ctx).await;
    let as_is = || ActiveModel {
        id: Unchanged(path.instance),
        use_master_as_is: Set(true),
        ..Default::default()
    };
    write(&ctx, as_is()).await;
    let first = upload(&ctx, path, 1).await;
    assert!(!row(&ctx, path.instance).await.use_master_as_is);
    write(&ctx, as_is()).await;
    attempts::select(&ctx, ctx.viewer, path.attempt(first.id))
        .await
        .unwrap();
    assert!(!row(&ctx, path.instance).await.use_master_as_is);
}
