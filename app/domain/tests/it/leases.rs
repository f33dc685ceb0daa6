//! Rule 18: a job runs under a lease, outlives its process, and ends once.

use crate::held::{drawing, held};
use crate::support::{
    alone, ask, job, listed, objects, open_jobs, reaches, there, until, work_off, write,
};
use crate::whole::whole;
use chrono::TimeDelta;
use domain::{
    ctx::Settings,
    db::now,
    entities::{attempts, jobs},
    jobs::{lease, worker::Worker},
    model::{
        ids::JobId,
        kinds::{JobErrorCode, JobStatus},
        paths::InstancePath,
    },
    storage::StorageKey,
    testing::{TestCtx, png, settings},
};
use jobs::ActiveModel;
use sea_orm::{
    ActiveValue::{Set, Unchanged},
    EntityTrait, PaginatorTrait,
};
use std::{collections::HashSet, time::Duration};

on_both!(
    a_worker_that_lost_its_lease_writes_nothing,
    a_claim_that_was_lost_is_lost_to_the_same_process_too,
    a_running_job_keeps_its_lease,
    an_expired_lease_is_taken_back,
    a_process_alone_takes_everything_back,
    a_job_that_never_survives_is_ended,
    forty_jobs_and_two_workers_end_once_each,
    a_worker_that_stops_hands_back_what_it_could_not_end,
    a_worker_that_stops_lets_its_jobs_end,
    a_second_beginning_writes_to_an_object_of_its_own,
);

/// A job that a process claimed and then died with.
async fn abandoned(
    ctx: &TestCtx,
    path: InstancePath,
    status: JobStatus,
    lease: TimeDelta,
) -> JobId {
    let id = ask(ctx, ctx, path).await.job_id;
    let change = ActiveModel {
        id: Unchanged(id),
        status: Set(status),
        lease_owner: Set(Some("dead".into())),
        lease_until: Set(Some(now() + lease)),
        attempt_count: Set(1),
        ..Default::default()
    };
    write(ctx, change).await;
    id
}

async fn a_worker_that_lost_its_lease_writes_nothing(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let (process, provider) = held(&ctx, settings());
    let (id, worker) = drawing(&process, &ctx, path).await;
    let change = ActiveModel {
        id: Unchanged(id),
        lease_owner: Set(Some("another".into())),
        ..Default::default()
    };
    write(&ctx, change).await;
    let before = job(&ctx, id).await;
    provider.release(1);
    worker.stop().await;
    assert_eq!(job(&ctx, id).await, before);
    assert_eq!(listed(&ctx, path).await, []);
    assert!(objects(&ctx).await.is_empty());
}

async fn a_claim_that_was_lost_is_lost_to_the_same_process_too(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let busy = Settings {
        generation_concurrency: 2,
        ..settings()
    };
    let (process, provider) = held(&ctx, busy);
    let (id, worker) = drawing(&process, &ctx, path).await;
    let first = job(&ctx, id).await.lease_owner.unwrap();
    let expired = ActiveModel {
        id: Unchanged(id),
        lease_until: Set(Some(now() - TimeDelta::seconds(1))),
        ..Default::default()
    };
    write(&ctx, expired).await;
    // The worker may have been quicker.
    lease::recover(&ctx, false).await.unwrap();
    until("it is claimed once more", async || {
        let job = job(&ctx, id).await;
        job.attempt_count == 2 && job.status == JobStatus::Generating
    })
    .await;
    let second = job(&ctx, id).await.lease_owner.unwrap();
    assert!(first.starts_with("worker/") && second.starts_with("worker/"));
    assert_ne!(first, second);
    // The first one waits longer, so it draws first, and for nothing. Only then there is a place for another job.
    let next = ask(&process, &ctx, path).await.job_id;
    provider.release(1);
    reaches(&ctx, next, JobStatus::Generating).await;
    assert_eq!(job(&ctx, id).await.lease_owner, Some(second));
    assert_eq!(listed(&ctx, path).await, []);
    provider.release(2);
    reaches(&ctx, id, JobStatus::Completed).await;
    reaches(&ctx, next, JobStatus::Completed).await;
    worker.stop().await;
    assert_eq!(listed(&ctx, path).await.len(), 2);
    whole(&ctx).await;
}

async fn a_running_job_keeps_its_lease(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let (process, provider) = held(
        &ctx,
        Settings {
            lease: Duration::from_millis(900),
            ..settings()
        },
    );
    let (id, worker) = drawing(&process, &ctx, path).await;
    let first = job(&ctx, id).await.lease_until;
    // Longer than any lease that was not renewed could have lasted.
    until("the lease is renewed twice", async || {
        job(&ctx, id).await.lease_until > first.map(|until| until + TimeDelta::milliseconds(600))
    })
    .await;
    assert_eq!(lease::recover(&ctx, false).await.unwrap(), 0);
    provider.release(1);
    reaches(&ctx, id, JobStatus::Completed).await;
    worker.stop().await;
    assert_eq!(job(&ctx, id).await.attempt_count, 1);
}

async fn an_expired_lease_is_taken_back(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let mut lost = Vec::new();
    for status in [
        JobStatus::Processing,
        JobStatus::Generating,
        JobStatus::Uploading,
    ] {
        lost.push(abandoned(&ctx, path, status, TimeDelta::seconds(-1)).await);
    }
    let held = abandoned(&ctx, path, JobStatus::Generating, TimeDelta::seconds(60)).await;
    assert_eq!(lease::recover(&ctx, false).await.unwrap(), 3);
    assert_eq!(job(&ctx, held).await.status, JobStatus::Generating);
    for id in &lost {
        let job = job(&ctx, *id).await;
        assert_eq!(
            (job.status, job.lease_owner, job.lease_until),
            (JobStatus::Queued, None, None)
        );
        assert_eq!(job.retry_count, 0, "a crash is no retry");
    }
    let worker = Worker::start(&ctx, "worker".into());
    for id in lost {
        reaches(&ctx, id, JobStatus::Completed).await;
    }
    worker.stop().await;
    assert_eq!(job(&ctx, held).await.lease_owner.as_deref(), Some("dead"));
    whole(&ctx).await;
}

async fn a_process_alone_takes_everything_back(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let held = abandoned(&ctx, path, JobStatus::Generating, TimeDelta::seconds(60)).await;
    assert_eq!(lease::recover(&ctx, true).await.unwrap(), 1);
    work_off(&ctx).await;
    let job = job(&ctx, held).await;
    assert_eq!(
        (job.status, job.retry_count, job.attempt_count),
        (JobStatus::Completed, 0, 2)
    );
}

async fn a_job_that_never_survives_is_ended(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let id = abandoned(&ctx, path, JobStatus::Generating, TimeDelta::seconds(-1)).await;
    write(
        &ctx,
        ActiveModel {
            id: Unchanged(id),
            attempt_count: Set(25),
            ..Default::default()
        },
    )
    .await;
    assert_eq!(lease::recover(&ctx, false).await.unwrap(), 0);
    let job = job(&ctx, id).await;
    assert_eq!(
        (job.status, job.error_code),
        (JobStatus::Failed, Some(JobErrorCode::Permanent))
    );
}

async fn forty_jobs_and_two_workers_end_once_each(ctx: TestCtx) {
    let scene = ctx.scene().await;
    let mut ids = HashSet::new();
    for _ in 0..5 {
        let path = ctx.instance(scene, "Mara in the oilskin coat").await;
        for _ in 0..8 {
            ids.insert(ask(&ctx, &ctx, path).await.job_id);
        }
    }
    let busy = || {
        ctx.with(Settings {
            generation_concurrency: 4,
            ..settings()
        })
    };
    let workers = [
        Worker::start(&busy(), "one".into()),
        Worker::start(&busy(), "two".into()),
    ];
    until("all jobs end", async || open_jobs(&ctx).await == 0).await;
    for worker in workers {
        worker.stop().await;
    }
    for id in &ids {
        let job = job(&ctx, *id).await;
        assert_eq!(
            (job.status, job.attempt_count, job.retry_count),
            (JobStatus::Completed, 1, 0)
        );
    }
    let made = attempts::Entity::find().all(ctx.db.read()).await.unwrap();
    let of: HashSet<_> = made
        .iter()
        .filter_map(|attempt| attempt.image_generation_job_id)
        .collect();
    assert_eq!((made.len(), of), (40, ids));
    assert_eq!(ctx.fake.asked().len(), 40, "each was paid for once");
    whole(&ctx).await;
}

async fn a_worker_that_stops_hands_back_what_it_could_not_end(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let hasty = Settings {
        shutdown_grace: Duration::from_millis(20),
        ..settings()
    };
    let (process, provider) = held(&ctx, hasty);
    let (id, worker) = drawing(&process, &ctx, path).await;
    worker.stop().await;
    let back = job(&ctx, id).await;
    assert_eq!(
        (back.status, back.lease_owner, back.lease_until),
        (JobStatus::Queued, None, None)
    );
    assert_eq!(back.retry_count, 0, "stopping is no retry");
    provider.release(1);
    work_off(&process).await;
    assert_eq!(job(&ctx, id).await.status, JobStatus::Completed);
    assert_eq!(
        attempts::Entity::find().count(ctx.db.read()).await.unwrap(),
        1
    );
}

async fn a_worker_that_stops_lets_its_jobs_end(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let (process, provider) = held(&ctx, settings());
    let (id, worker) = drawing(&process, &ctx, path).await;
    let waiting = ask(&process, &ctx, path).await.job_id;
    let second = ask(&process, &ctx, path).await.job_id;
    let stopping = tokio::spawn(worker.stop());
    provider.release(2);
    stopping.await.unwrap();
    assert_eq!(job(&ctx, id).await.status, JobStatus::Completed);
    for id in [waiting, second] {
        assert!(matches!(
            job(&ctx, id).await.status,
            JobStatus::Queued | JobStatus::Completed
        ));
    }
    whole(&ctx).await;
}

async fn a_second_beginning_writes_to_an_object_of_its_own(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let id = abandoned(&ctx, path, JobStatus::Uploading, TimeDelta::seconds(-1)).await;
    write(
        &ctx,
        ActiveModel {
            id: Unchanged(id),
            uploading_at: Set(Some(now())),
            ..Default::default()
        },
    )
    .await;
    let row = job(&ctx, id).await;
    // What the first beginning stored. It may still be at it, and will remove it when it is done.
    let first = format!(
        "project_{}/branch_{}/scene_{}/scene-assets/generated/{}_{id}.webp",
        row.project_id, row.branch_id, path.scene, path.instance
    );
    let first = StorageKey::parse(&first).unwrap();
    ctx.storage.put(&first, png(1)).await.unwrap();
    lease::recover(&ctx, false).await.unwrap();
    work_off(&ctx).await;
    assert_eq!(
        ctx.storage.get(&first).await.unwrap(),
        png(1),
        "it was not written over"
    );
    ctx.storage.delete(&first).await.unwrap();
    assert!(
        there(
            &ctx,
            listed(&ctx, path).await[0].storage_path.as_ref().unwrap()
        )
        .await
    );
    whole(&ctx).await;
}
