//! Rule 5: what was deleted or evicted comes back for as long as it is kept.

use crate::support::{
    alone, attempt, everything, forgetful, missing, numbers, objects, queued_deletions, selected,
    there, upload, uploads, write,
};
use crate::whole::whole;
use domain::{
    entities::attempts::ActiveModel,
    services::{attempts, deletions},
    testing::TestCtx,
};
use sea_orm::ActiveValue::{Set, Unchanged};

on_both!(
    restoring_does_not_select,
    restoring_a_live_one_changes_nothing,
    a_restored_attempt_counts_as_the_newest_comer,
    restoring_into_a_full_history_takes_out_the_oldest,
    restoring_never_takes_out_the_selected_one,
    what_has_expired_is_neither_listed_nor_restored,
    a_restored_picture_outlives_its_due_date,
    an_expired_picture_goes_with_its_object,
    an_expired_picture_from_elsewhere_goes_too,
);

async fn restoring_does_not_select(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let made = uploads(&ctx, path, 2).await;
    let first = path.attempt(made[0].id);
    attempts::delete(&ctx, ctx.viewer, first).await.unwrap();
    let (restored, evicted) = attempts::restore(&ctx, ctx.viewer, first).await.unwrap();
    assert_eq!(
        (restored.attempt_number, restored.is_selected, evicted),
        (1, false, None)
    );
    assert_eq!(numbers(&ctx, path).await, [2, 1]);
    assert_eq!(selected(&ctx, path).await, Some(2));
    whole(&ctx).await;
}

async fn restoring_a_live_one_changes_nothing(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let made = uploads(&ctx, path, 8).await;
    for one in [&made[0], &made[7]] {
        let before = attempt(&ctx, one.id).await;
        let told = ctx.events.last();
        let (same, evicted) = attempts::restore(&ctx, ctx.viewer, path.attempt(one.id))
            .await
            .unwrap();
        assert_eq!((same.id, evicted), (one.id, None));
        assert_eq!(attempt(&ctx, one.id).await, before);
        assert_eq!(ctx.events.last(), told);
    }
    assert_eq!(numbers(&ctx, path).await.len(), 8);
}

async fn a_restored_attempt_counts_as_the_newest_comer(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let made = uploads(&ctx, path, 8).await;
    let first = path.attempt(made[0].id);
    attempts::delete(&ctx, ctx.viewer, first).await.unwrap();
    attempts::restore(&ctx, ctx.viewer, first).await.unwrap();
    for shade in 100..106 {
        upload(&ctx, path, shade).await;
    }
    assert_eq!(
        numbers(&ctx, path).await,
        [14, 13, 12, 11, 10, 9, 8, 1],
        "2 to 7 came before 1"
    );
    upload(&ctx, path, 106).await;
    assert_eq!(
        numbers(&ctx, path).await,
        [15, 14, 13, 12, 11, 10, 9, 1],
        "8 came before 1, too"
    );
    whole(&ctx).await;
}

async fn restoring_into_a_full_history_takes_out_the_oldest(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let made = uploads(&ctx, path, 9).await;
    assert_eq!(numbers(&ctx, path).await, [9, 8, 7, 6, 5, 4, 3, 2]);
    let (restored, evicted) = attempts::restore(&ctx, ctx.viewer, path.attempt(made[0].id))
        .await
        .unwrap();
    assert_eq!(restored.attempt_number, 1);
    assert_eq!(evicted.map(|attempt| attempt.attempt_number), Some(2));
    assert_eq!(numbers(&ctx, path).await, [9, 8, 7, 6, 5, 4, 3, 1]);
    let (_, evicted) = attempts::restore(&ctx, ctx.viewer, path.attempt(made[1].id))
        .await
        .unwrap();
    assert_eq!(
        evicted.map(|attempt| attempt.attempt_number),
        Some(3),
        "and not the restored 1"
    );
    whole(&ctx).await;
}

async fn restoring_never_takes_out_the_selected_one(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let made = uploads(&ctx, path, 9).await;
    attempts::select(&ctx, ctx.viewer, path.attempt(made[1].id))
        .await
        .unwrap();
    let (_, evicted) = attempts::restore(&ctx, ctx.viewer, path.attempt(made[0].id))
        .await
        .unwrap();
    assert_eq!(evicted.map(|attempt| attempt.attempt_number), Some(3));
    assert_eq!(selected(&ctx, path).await, Some(2));
}

async fn what_has_expired_is_neither_listed_nor_restored(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let made = uploads(&ctx, path, 2).await;
    let first = path.attempt(made[0].id);
    attempts::delete(&ctx, ctx.viewer, first).await.unwrap();
    let later = forgetful(&ctx);
    assert_eq!(
        attempts::list_removed(&later, ctx.viewer, path, &everything())
            .await
            .unwrap()
            .rows,
        []
    );
    missing(attempts::restore(&later, ctx.viewer, first).await);
    assert_eq!(numbers(&ctx, path).await, [2]);
}

async fn a_restored_picture_outlives_its_due_date(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let made = uploads(&ctx, path, 2).await;
    let first = path.attempt(made[0].id);
    attempts::delete(&forgetful(&ctx), ctx.viewer, first)
        .await
        .unwrap();
    assert_eq!(queued_deletions(&ctx).await, 1);
    attempts::restore(&ctx, ctx.viewer, first).await.unwrap();
    assert_eq!(deletions::work(&ctx).await.unwrap(), 0);
    assert!(there(&ctx, made[0].storage_path.as_ref().unwrap()).await);
    assert_eq!(numbers(&ctx, path).await, [2, 1]);
    whole(&ctx).await;
}

async fn an_expired_picture_goes_with_its_object(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let made = uploads(&ctx, path, 2).await;
    let first = path.attempt(made[0].id);
    attempts::delete(&ctx, ctx.viewer, first).await.unwrap();
    assert_eq!(
        deletions::work(&ctx).await.unwrap(),
        0,
        "not before it is due"
    );
    attempts::restore(&ctx, ctx.viewer, first).await.unwrap();
    attempts::delete(&forgetful(&ctx), ctx.viewer, first)
        .await
        .unwrap();
    assert_eq!(deletions::work(&ctx).await.unwrap(), 1);
    assert_eq!(attempt(&ctx, made[0].id).await, None);
    assert_eq!(
        objects(&ctx).await.into_iter().collect::<Vec<_>>(),
        [made[1].storage_path.clone().unwrap()]
    );
    assert_eq!(queued_deletions(&ctx).await, 0);
    missing(attempts::restore(&ctx, ctx.viewer, first).await);
}

async fn an_expired_picture_from_elsewhere_goes_too(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let made = uploads(&ctx, path, 2).await;
    let change = ActiveModel {
        id: Unchanged(made[0].id),
        storage_path: Set(None),
        ..Default::default()
    };
    write(&ctx, change).await;
    attempts::delete(&ctx, ctx.viewer, path.attempt(made[0].id))
        .await
        .unwrap();
    deletions::work(&ctx).await.unwrap();
    assert!(
        attempt(&ctx, made[0].id).await.is_some(),
        "it can be restored still"
    );
    deletions::work(&forgetful(&ctx)).await.unwrap();
    assert_eq!(attempt(&ctx, made[0].id).await, None);
    assert_eq!(numbers(&ctx, path).await, [2]);
}
