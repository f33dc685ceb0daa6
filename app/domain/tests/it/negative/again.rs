//! "Again like this": told what its picture was told, and no word about the pictures to come.

use super::{asked, field, pressed, refresh};
use crate::{
    easel::{easel, taking},
    support::{alone, listed, open_jobs, refused, work_off},
};
use domain::{
    ctx::Ctx,
    jobs::queue,
    model::{paths::InstancePath, views::AttemptView},
    providers::Capabilities,
    testing::TestCtx,
};

on_both!(
    again_leaves_out_the_same,
    again_is_refused_where_it_is_taken_no_longer,
    what_was_cleared_stays_cleared,
    what_was_said_last_stays,
);

async fn again_leaves_out_the_same(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let (process, easel) = easel(&ctx, taking(0));
    asked(&process, &ctx, path, "umbrellas").await.unwrap();
    work_off(&process).await;
    let made = listed(&ctx, path).await.remove(0).id;
    queue::again(&process, ctx.viewer, path.attempt(made))
        .await
        .unwrap();
    work_off(&process).await;
    assert_eq!(easel.asked().len(), 2);
    assert_eq!(easel.last().negative_prompt.as_deref(), Some("umbrellas"));
    let again = listed(&ctx, path).await.remove(0);
    assert_eq!(again.negative_prompt.as_deref(), Some("umbrellas"));
}

async fn again_is_refused_where_it_is_taken_no_longer(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let (process, _) = easel(&ctx, taking(0));
    asked(&process, &ctx, path, "umbrellas").await.unwrap();
    asked(&process, &ctx, path, " ").await.unwrap();
    work_off(&process).await;
    let (told, untold): (Vec<_>, Vec<_>) = listed(&ctx, path)
        .await
        .into_iter()
        .partition(|one| one.negative_prompt.is_some());
    let none = Capabilities {
        negative: false,
        ..taking(0)
    };
    let (process, _) = easel(&ctx, none);
    let again = async |id| queue::again(&process, ctx.viewer, path.attempt(id)).await;
    let why = refused(again(told[0].id).await);
    assert!(
        why.starts_with("\"easel\" takes no negative prompt any more"),
        "{why}"
    );
    assert_eq!(open_jobs(&ctx).await, 0);
    again(untold[0].id).await.unwrap();
}

/// The picture that was drawn with those words, or without any.
async fn drawn(ctx: &TestCtx, path: InstancePath, words: Option<&str>) -> AttemptView {
    let mut live = listed(ctx, path).await.into_iter();
    live.find(|one| one.negative_prompt.as_deref() == words)
        .unwrap()
}

/// Draws that picture again; the field says the same while the job waits, when it is done, and to a refresh.
async fn stays(
    process: &Ctx,
    ctx: &TestCtx,
    path: InstancePath,
    picture: AttemptView,
    says: Option<&str>,
) {
    queue::again(process, ctx.viewer, path.attempt(picture.id))
        .await
        .unwrap();
    assert_eq!(field(process, ctx, path).await.as_deref(), says);
    work_off(process).await;
    let again = listed(ctx, path).await.remove(0);
    assert_eq!(again.negative_prompt, picture.negative_prompt);
    assert_eq!(field(process, ctx, path).await.as_deref(), says);
    pressed(process, ctx, path, refresh(path)).await;
    work_off(process).await;
    let refreshed = listed(ctx, path).await.remove(0);
    assert_eq!(refreshed.negative_prompt.as_deref(), says);
}

async fn what_was_cleared_stays_cleared(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let (process, _) = easel(&ctx, taking(0));
    asked(&process, &ctx, path, "umbrellas").await.unwrap();
    asked(&process, &ctx, path, " ").await.unwrap();
    work_off(&process).await;
    let told = drawn(&ctx, path, Some("umbrellas")).await;
    stays(&process, &ctx, path, told, None).await;
}

async fn what_was_said_last_stays(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let (process, _) = easel(&ctx, taking(0));
    for words in [" ", "umbrellas", "hats"] {
        asked(&process, &ctx, path, words).await.unwrap();
    }
    work_off(&process).await;
    for other in [None, Some("umbrellas")] {
        let other = drawn(&ctx, path, other).await;
        stays(&process, &ctx, path, other, Some("hats")).await;
    }
}
