//! Rule 18: asking for a picture, taking it back, and asking again.

use crate::held::{drawing, held};
use crate::support::{alone, ask, job, listed, objects, reaches, refused, work_off, write};
use domain::{
    ctx::Settings,
    entities::instances::ActiveModel,
    error::Error,
    jobs::queue::{self, Ask},
    model::{
        kinds::{JobErrorCode, JobStatus},
        rules,
    },
    services::instances,
    testing::{TestCtx, settings},
};
use sea_orm::ActiveValue::{Set, Unchanged};

on_both!(
    a_queued_job_is_cancelled,
    a_running_job_is_cancelled_and_its_picture_thrown_away,
    a_job_that_runs_elsewhere_is_cancelled_too,
    an_ended_job_is_not_cancelled,
    a_failed_job_is_retried_by_hand,
    a_cancelled_job_is_retried_by_hand,
    only_ended_jobs_without_a_picture_are_retried,
    a_job_whose_asset_is_gone_is_not_retried,
    more_jobs_than_allowed_are_refused,
    as_is_refuses_to_generate,
    an_unknown_provider_is_refused,
);

fn keyed(key: &str) -> Ask {
    Ask {
        idempotency_key: Some(key.to_owned()),
        ..Ask::default()
    }
}

async fn a_queued_job_is_cancelled(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let id = ask(&ctx, &ctx, path).await.job_id;
    let view = queue::cancel(&ctx, ctx.viewer, id).await.unwrap();
    assert_eq!(view.status, JobStatus::Cancelled);
    assert_eq!(
        view.error.map(|error| error.code),
        Some(JobErrorCode::Cancelled)
    );
    assert!(view.completed_at.is_some());
    work_off(&ctx).await;
    assert_eq!(job(&ctx, id).await.status, JobStatus::Cancelled);
    assert_eq!(
        (listed(&ctx, path).await, ctx.fake.asked().len()),
        (vec![], 0)
    );
}

async fn a_running_job_is_cancelled_and_its_picture_thrown_away(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let (process, provider) = held(&ctx, settings());
    let (id, worker) = drawing(&process, &ctx, path).await;
    queue::cancel(&process, ctx.viewer, id).await.unwrap();
    provider.release(1);
    worker.stop().await;
    assert_eq!(job(&ctx, id).await.status, JobStatus::Cancelled);
    assert_eq!(listed(&ctx, path).await, []);
    assert!(objects(&ctx).await.is_empty());
}

async fn a_job_that_runs_elsewhere_is_cancelled_too(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let (process, provider) = held(&ctx, settings());
    let (id, worker) = drawing(&process, &ctx, path).await;
    // This process does not run it, so its provider draws to the end.
    queue::cancel(&ctx, ctx.viewer, id).await.unwrap();
    provider.release(1);
    worker.stop().await;
    let job = job(&ctx, id).await;
    assert_eq!((job.status, job.cost_credits), (JobStatus::Cancelled, None));
    assert_eq!(listed(&ctx, path).await, []);
    assert!(objects(&ctx).await.is_empty());
}

async fn an_ended_job_is_not_cancelled(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let id = ask(&ctx, &ctx, path).await.job_id;
    work_off(&ctx).await;
    let why = refused(queue::cancel(&ctx, ctx.viewer, id).await);
    assert!(why.contains("completed"), "{why}");
    assert_eq!(job(&ctx, id).await.status, JobStatus::Completed);
}

async fn a_failed_job_is_retried_by_hand(ctx: TestCtx) {
    let path = ctx.instance(ctx.scene().await, "[refuse]").await;
    let id = ask(&ctx, &ctx, path).await.job_id;
    work_off(&ctx).await;
    reaches(&ctx, id, JobStatus::Failed).await;
    let view = queue::retry(&ctx, ctx.viewer, id).await.unwrap();
    assert_eq!(
        (view.status, view.error, view.completed_at),
        (JobStatus::Queued, None, None)
    );
    work_off(&ctx).await;
    assert_eq!(
        (job(&ctx, id).await.status, ctx.fake.asked().len()),
        (JobStatus::Failed, 2)
    );
}

async fn a_cancelled_job_is_retried_by_hand(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let id = ask(&ctx, &ctx, path).await.job_id;
    queue::cancel(&ctx, ctx.viewer, id).await.unwrap();
    queue::retry(&ctx, ctx.viewer, id).await.unwrap();
    work_off(&ctx).await;
    let view = queue::get(&ctx, ctx.viewer, id).await.unwrap();
    assert_eq!((view.status, view.error), (JobStatus::Completed, None));
    assert_eq!(
        view.public_url.as_ref(),
        Some(&listed(&ctx, path).await[0].image_url)
    );
}

async fn only_ended_jobs_without_a_picture_are_retried(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let id = ask(&ctx, &ctx, path).await.job_id;
    refused(queue::retry(&ctx, ctx.viewer, id).await);
    work_off(&ctx).await;
    refused(queue::retry(&ctx, ctx.viewer, id).await);
    assert_eq!(
        (job(&ctx, id).await.status, listed(&ctx, path).await.len()),
        (JobStatus::Completed, 1)
    );
}

async fn a_job_whose_asset_is_gone_is_not_retried(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let id = ask(&ctx, &ctx, path).await.job_id;
    instances::delete(&ctx, ctx.viewer, path, None)
        .await
        .unwrap();
    refused(queue::retry(&ctx, ctx.viewer, id).await);
    assert_eq!(job(&ctx, id).await.status, JobStatus::Cancelled);
}

async fn more_jobs_than_allowed_are_refused(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let narrow = ctx.with(Settings {
        queue_limit: 2,
        ..settings()
    });
    let first = queue::create(&narrow, ctx.viewer, path, keyed("first"))
        .await
        .unwrap()
        .job_id;
    ask(&narrow, &ctx, path).await;
    let third = queue::create(&narrow, ctx.viewer, path, Ask::default()).await;
    assert!(
        matches!(
            third,
            Err(Error::TooMany {
                retry_after: 1..,
                ..
            })
        ),
        "{third:?}"
    );
    let seen = queue::create(&narrow, ctx.viewer, path, keyed("first"))
        .await
        .unwrap();
    assert_eq!(seen.job_id, first, "what was asked for already is answered");
    let elsewhere = alone(&ctx).await;
    ask(&narrow, &ctx, elsewhere).await;
    queue::cancel(&narrow, ctx.viewer, first).await.unwrap();
    ask(&narrow, &ctx, path).await;
}

async fn as_is_refuses_to_generate(ctx: TestCtx) {
    let path = ctx.instance(ctx.scene().await, "[refuse]").await;
    let failed = ask(&ctx, &ctx, path).await.job_id;
    work_off(&ctx).await;
    let as_is = ActiveModel {
        id: Unchanged(path.instance),
        use_master_as_is: Set(true),
        ..Default::default()
    };
    write(&ctx, as_is).await;
    assert_eq!(
        refused(queue::create(&ctx, ctx.viewer, path, Ask::default()).await),
        rules::AS_IS
    );
    assert_eq!(
        refused(queue::retry(&ctx, ctx.viewer, failed).await),
        rules::AS_IS
    );
}

async fn an_unknown_provider_is_refused(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let ask = Ask {
        provider: Some("nobody".into()),
        ..Ask::default()
    };
    let answer = queue::create(&ctx, ctx.viewer, path, ask).await;
    assert!(
        matches!(&answer, Err(Error::Invalid(why)) if why.contains("fake, sketch")),
        "{answer:?}"
    );
}
