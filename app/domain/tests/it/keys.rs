//! Rule 18: an idempotency key stands for the job that it made.

use crate::support::{alone, job, open_jobs, refused, work_off};
use domain::{
    ctx::Ctx,
    entities::jobs,
    error::Error,
    jobs::queue::{self, Ask},
    model::kinds::JobStatus,
    providers::Providers,
    testing::{TestCtx, settings},
};
use sea_orm::{EntityTrait, PaginatorTrait};
use std::{collections::HashSet, sync::Arc};

on_both!(
    the_same_key_answers_the_same_job,
    the_same_key_at_once_makes_one_job,
    a_known_key_is_answered_when_its_provider_is_gone,
    a_key_of_another_asset_is_refused,
    a_key_counts_in_its_project_alone,
    a_key_that_is_no_word_is_refused
);

fn keyed(key: &str) -> Ask {
    Ask {
        idempotency_key: Some(key.to_owned()),
        ..Ask::default()
    }
}

async fn the_same_key_answers_the_same_job(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let first = queue::create(&ctx, ctx.viewer, path, keyed("once"))
        .await
        .unwrap();
    let second = queue::create(&ctx, ctx.viewer, path, keyed("once"))
        .await
        .unwrap();
    assert_eq!(second, first);
    work_off(&ctx).await;
    let third = queue::create(&ctx, ctx.viewer, path, keyed("once"))
        .await
        .unwrap();
    assert_eq!(
        (third.job_id, third.status),
        (first.job_id, JobStatus::Completed)
    );
    assert!(third.public_url.is_some());
    assert_eq!((ctx.fake.asked().len(), open_jobs(&ctx).await), (1, 0));
    let other = queue::create(&ctx, ctx.viewer, path, keyed("twice"))
        .await
        .unwrap();
    assert_ne!(other.job_id, first.job_id);
}

async fn the_same_key_at_once_makes_one_job(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let shared = Arc::new(ctx);
    let asking: Vec<_> = (0..20)
        .map(|_| {
            let ctx = shared.clone();
            tokio::spawn(async move {
                queue::create(&ctx, ctx.viewer, path, keyed("once"))
                    .await
                    .unwrap()
            })
        })
        .collect();
    let mut made = HashSet::new();
    for asked in asking {
        made.insert(asked.await.unwrap().job_id);
    }
    assert_eq!(made.len(), 1);
    assert_eq!(
        jobs::Entity::find().count(shared.db.read()).await.unwrap(),
        1
    );
}

async fn a_known_key_is_answered_when_its_provider_is_gone(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let by_sketch = |key: &str| Ask {
        provider: Some("sketch".into()),
        ..keyed(key)
    };
    let first = queue::create(&ctx, ctx.viewer, path, by_sketch("once"))
        .await
        .unwrap();
    let asset = job(&ctx, first.job_id).await.project_asset_id;
    let master = queue::create_master(&ctx, ctx.viewer, path.project, asset, by_sketch("master"))
        .await
        .unwrap();
    let without = Ctx {
        providers: Providers::new(ctx.fake.clone(), Vec::new()),
        ..ctx.with(settings())
    };
    let again = queue::create(&without, ctx.viewer, path, by_sketch("once")).await;
    assert_eq!(again.unwrap(), first);
    let again = queue::create_master(
        &without,
        ctx.viewer,
        path.project,
        asset,
        by_sketch("master"),
    )
    .await;
    assert_eq!(again.unwrap(), master);
    // A fresh one is refused as ever.
    let fresh = queue::create(&without, ctx.viewer, path, by_sketch("twice")).await;
    assert!(matches!(fresh, Err(Error::Invalid(_))), "{fresh:?}");
    assert_eq!(open_jobs(&ctx).await, 2);
}

async fn a_key_of_another_asset_is_refused(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let other = ctx.instance(path.scene(), "Voss in the grey hat").await;
    queue::create(&ctx, ctx.viewer, path, keyed("once"))
        .await
        .unwrap();
    refused(queue::create(&ctx, ctx.viewer, other, keyed("once")).await);
    assert_eq!(open_jobs(&ctx).await, 1);
}

async fn a_key_counts_in_its_project_alone(ctx: TestCtx) {
    let (path, other) = (alone(&ctx).await, alone(&ctx).await);
    let first = queue::create(&ctx, ctx.viewer, path, keyed("once"))
        .await
        .unwrap();
    let second = queue::create(&ctx, ctx.viewer, other, keyed("once"))
        .await
        .unwrap();
    assert_ne!(first.job_id, second.job_id);
}

async fn a_key_that_is_no_word_is_refused(ctx: TestCtx) {
    let path = alone(&ctx).await;
    for key in ["", "nul\0", "two\nlines", &"k".repeat(201)] {
        let answer = queue::create(&ctx, ctx.viewer, path, keyed(key)).await;
        assert!(
            matches!(answer, Err(Error::Invalid(_))),
            "{key:?}: {answer:?}"
        );
    }
    queue::create(&ctx, ctx.viewer, path, keyed(&"k".repeat(200)))
        .await
        .unwrap();
}
