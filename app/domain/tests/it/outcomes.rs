//! Rules 11 and 18: what a provider is sent, and every way in which its answer ends a job.

use crate::support::{ask, forgetful, job, listed, objects, until, work_off, write};
use crate::whole::whole;
use chrono::TimeDelta;
use domain::{
    ctx::{Ctx, Settings},
    db::now,
    entities::jobs::{self, ActiveModel},
    jobs::{queue, worker::Worker},
    model::{
        kinds::{AttemptSource, FailureStage, JobErrorCode, JobStatus, ProviderKind},
        paths::InstancePath,
    },
    providers::{Capabilities, Drawn, ImageProvider, Progress, ProviderError, Providers, Request},
    services::deletions,
    testing::{TestCtx, png, settings},
};
use sea_orm::ActiveValue::{Set, Unchanged};
use std::{sync::Arc, time::Duration};

on_both!(
    a_job_ends_with_its_picture_selected,
    a_failure_that_passes_is_tried_again,
    the_providers_own_wait_comes_first,
    waits_grow_and_are_bounded,
    a_refusal_ends_the_job_at_once,
    a_refused_key_ends_the_job_at_once,
    something_that_is_no_picture_ends_the_job,
    silence_ends_the_job_after_its_retries,
    words_that_cannot_be_kept_end_the_job_all_the_same,
);

async fn drawn(ctx: &TestCtx, description: &str) -> (InstancePath, jobs::Model) {
    drawn_with(ctx, ctx, description).await
}

async fn drawn_with(
    ctx: &TestCtx,
    process: &Ctx,
    description: &str,
) -> (InstancePath, jobs::Model) {
    let path = ctx.instance(ctx.scene().await, description).await;
    let id = ask(process, ctx, path).await.job_id;
    work_off(process).await;
    (path, job(ctx, id).await)
}

async fn a_job_ends_with_its_picture_selected(ctx: TestCtx) {
    let (path, job) = drawn(&ctx, "Mara in the oilskin coat").await;
    let view = queue::get(&ctx, ctx.viewer, job.id).await.unwrap();
    assert_eq!(
        (view.status, view.retry_count, view.error),
        (JobStatus::Completed, 0, None)
    );
    assert_eq!(
        (view.cost.estimated, view.cost.actual),
        (Some(0.04), Some(0.04))
    );
    let live = listed(&ctx, path).await;
    let [only] = live.as_slice() else {
        panic!("{live:?}")
    };
    assert!(only.is_selected);
    assert_eq!(
        (only.source, only.cost_credits),
        (AttemptSource::Generated, Some(0.04))
    );
    assert_eq!(
        (only.image_generation_job_id, only.provider.as_deref()),
        (Some(job.id), Some("fake"))
    );
    assert_eq!(
        (only.seed, view.public_url.as_ref()),
        (job.seed, Some(&only.image_url))
    );
    let key = format!("scene-assets/generated/{}_{}.webp", path.instance, job.id);
    assert!(
        only.storage_path.as_ref().unwrap().ends_with(&key),
        "{only:?}"
    );
    assert_eq!(
        (job.lease_owner, job.lease_until, job.attempt_count),
        (None, None, 1)
    );
    whole(&ctx).await;
}

async fn a_failure_that_passes_is_tried_again(ctx: TestCtx) {
    let (path, job) = drawn(&ctx, "[fail]").await;
    assert_eq!(
        (job.status, job.retry_count, job.error_code),
        (JobStatus::Completed, 1, None)
    );
    assert_eq!(
        (listed(&ctx, path).await.len(), ctx.fake.asked().len()),
        (1, 2)
    );
}

async fn the_providers_own_wait_comes_first(ctx: TestCtx) {
    // Our own waits would last longer than the test.
    let patient = ctx.with(Settings {
        retry_base: Duration::from_secs(3600),
        ..settings()
    });
    let (path, job) = drawn_with(&ctx, &patient, "[limit]").await;
    assert_eq!((job.status, job.retry_count), (JobStatus::Completed, 1));
    assert_eq!(
        (listed(&ctx, path).await.len(), ctx.fake.asked().len()),
        (1, 2)
    );
}

async fn waits_grow_and_are_bounded(ctx: TestCtx) {
    let patient = Settings {
        retry_base: Duration::from_secs(40),
        ..settings()
    };
    let patient = ctx.with(Settings {
        provider_timeout: Duration::from_millis(20),
        ..patient
    });
    let path = ctx.instance(ctx.scene().await, "[hang]").await;
    let id = ask(&patient, &ctx, path).await.job_id;
    let worker = Worker::start(&patient, "worker".into());
    for (retries, least, most) in [(1, 20, 60), (2, 40, 120), (3, 80, 240)] {
        until("the job waits to be tried again", async || {
            let job = job(&ctx, id).await;
            job.status == JobStatus::Queued && job.retry_count == retries
        })
        .await;
        let waiting = job(&ctx, id).await;
        let wait = waiting.run_after - waiting.updated_at;
        assert!(
            wait >= TimeDelta::seconds(least - 1) && wait <= TimeDelta::seconds(most + 1),
            "{wait}"
        );
        write(
            &ctx,
            ActiveModel {
                id: Unchanged(id),
                run_after: Set(now()),
                ..Default::default()
            },
        )
        .await;
    }
    worker.stop().await;
}

/// It failed as said, at the first try, and nothing is left of it.
async fn failed(
    ctx: &TestCtx,
    description: &str,
    stage: FailureStage,
    code: JobErrorCode,
    words: &str,
) {
    let (path, job) = drawn(ctx, description).await;
    assert_eq!((job.status, job.retry_count), (JobStatus::Failed, 0));
    assert_eq!(
        (job.failure_stage, job.error_code),
        (Some(stage), Some(code))
    );
    let message = job.error_message.unwrap();
    assert!(message.contains(words), "{message}");
    assert_eq!((job.lease_owner, job.lease_until), (None, None));
    assert!(job.failed_at.is_some());
    assert_eq!(
        (listed(ctx, path).await, ctx.fake.asked().len()),
        (vec![], 1)
    );
    deletions::sweep(&forgetful(ctx)).await.unwrap();
    assert!(objects(ctx).await.is_empty());
}

async fn a_refusal_ends_the_job_at_once(ctx: TestCtx) {
    let words = "The fake provider refuses this description.";
    failed(
        &ctx,
        "[refuse]",
        FailureStage::Generating,
        JobErrorCode::Permanent,
        words,
    )
    .await;
}

async fn a_refused_key_ends_the_job_at_once(ctx: TestCtx) {
    let words = "The fake provider does not know this key.";
    failed(
        &ctx,
        "[auth]",
        FailureStage::Generating,
        JobErrorCode::AuthError,
        words,
    )
    .await;
}

async fn something_that_is_no_picture_ends_the_job(ctx: TestCtx) {
    failed(
        &ctx,
        "[html]",
        FailureStage::Uploading,
        JobErrorCode::Permanent,
        "no usable picture",
    )
    .await;
}

async fn silence_ends_the_job_after_its_retries(ctx: TestCtx) {
    let hasty = Settings {
        provider_timeout: Duration::from_millis(30),
        max_retries: 2,
        ..settings()
    };
    let (path, job) = drawn_with(&ctx, &ctx.with(hasty), "[hang]").await;
    assert_eq!((job.status, job.retry_count), (JobStatus::Failed, 2));
    assert_eq!(
        (job.error_code, job.failure_stage),
        (
            Some(JobErrorCode::Temporary),
            Some(FailureStage::Generating)
        )
    );
    assert_eq!(
        (listed(&ctx, path).await, ctx.fake.asked().len()),
        (vec![], 3)
    );
}

/// Says things that PostgreSQL keeps neither in text nor in JSON.
struct Nul;

#[async_trait::async_trait]
impl ImageProvider for Nul {
    fn capabilities(&self) -> Capabilities {
        Capabilities::plain(ProviderKind::Fake, "nul", "NUL")
    }

    async fn test(&self) -> Result<String, ProviderError> {
        Ok("It is there.".to_owned())
    }

    async fn draw(&self, request: Request, _: &Progress) -> Result<Drawn, ProviderError> {
        if request.description == "refuse" {
            return Err(ProviderError::new(JobErrorCode::Permanent, "no\0thanks"));
        }
        let metadata = serde_json::json!({ "note\0": ["said\0so"] });
        Ok(Drawn {
            bytes: png(1),
            cost: None,
            metadata,
        })
    }
}

async fn words_that_cannot_be_kept_end_the_job_all_the_same(ctx: TestCtx) {
    let process = Ctx {
        providers: Providers::new(Arc::new(Nul), Vec::new()),
        ..ctx.with(settings())
    };
    let (_, refused) = drawn_with(&ctx, &process, "refuse").await;
    assert_eq!(
        (refused.status, refused.error_message.as_deref()),
        (JobStatus::Failed, Some("no thanks"))
    );
    let (_, done) = drawn_with(&ctx, &process, "draw").await;
    assert_eq!((done.status, done.retry_count), (JobStatus::Completed, 0));
    assert_eq!(
        done.provider_metadata.unwrap()["answer"],
        serde_json::json!({ "note ": ["said so"] })
    );
}
