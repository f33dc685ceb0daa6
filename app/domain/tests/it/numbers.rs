//! Rule 6: numbers count up and are never used again.

use crate::support::{alone, attempt, forgetful, numbers, row, there, upload, uploads};
use crate::whole::whole;
use domain::{
    services::{attempts, deletions},
    testing::TestCtx,
};

on_both!(
    numbers_go_on_after_a_purge,
    numbers_go_on_after_a_deletion,
    each_instance_counts_for_itself
);

async fn numbers_go_on_after_a_purge(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let made = uploads(&ctx, path, 3).await;
    attempts::select(&ctx, ctx.viewer, path.attempt(made[0].id))
        .await
        .unwrap();
    let later = forgetful(&ctx);
    for gone in &made[1..] {
        attempts::delete(&later, ctx.viewer, path.attempt(gone.id))
            .await
            .unwrap();
    }
    assert_eq!(deletions::work(&later).await.unwrap(), 2);
    for gone in &made[1..] {
        assert_eq!(attempt(&ctx, gone.id).await, None);
        assert!(!there(&ctx, gone.storage_path.as_ref().unwrap()).await);
    }
    assert_eq!(upload(&ctx, path, 9).await.attempt_number, 4);
    assert_eq!(numbers(&ctx, path).await, [4, 1]);
    assert_eq!(row(&ctx, path.instance).await.next_attempt_number, 5);
    whole(&ctx).await;
}

async fn numbers_go_on_after_a_deletion(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let made = uploads(&ctx, path, 2).await;
    attempts::select(&ctx, ctx.viewer, path.attempt(made[0].id))
        .await
        .unwrap();
    attempts::delete(&ctx, ctx.viewer, path.attempt(made[1].id))
        .await
        .unwrap();
    assert_eq!(upload(&ctx, path, 9).await.attempt_number, 3);
    let (restored, _) = attempts::restore(&ctx, ctx.viewer, path.attempt(made[1].id))
        .await
        .unwrap();
    assert_eq!(restored.attempt_number, 2, "it keeps its number");
    whole(&ctx).await;
}

async fn each_instance_counts_for_itself(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let other = ctx.instance(path.scene(), "Voss in the grey hat").await;
    uploads(&ctx, path, 3).await;
    assert_eq!(upload(&ctx, other, 1).await.attempt_number, 1);
}
