//! What each call to a provider cost is on record before it is made, and stays there unless it certainly cost nothing.

mod lasting;
mod taken_up;

use crate::film::Film;
use crate::held::drawing;
use crate::studio::{Studio, calls, drawing_with, patient};
use crate::support::{ask, job, open_jobs, reaches, until, work_off, write};
use domain::{
    ctx::{Ctx, Settings},
    entities::{jobs, spending},
    jobs::{queue, worker::Worker},
    model::{
        ids::JobId,
        kinds::{JobErrorCode, JobStatus},
        paths::InstancePath,
    },
    providers::Bounds,
    services::{
        instances::{self, InstanceInput},
        views::credits,
    },
    testing::{TestCtx, settings},
};
use sea_orm::{
    ActiveValue::{Set, Unchanged},
    ConnectionTrait, EntityTrait,
};
use std::{sync::Arc, time::Duration};

on_both!(
    an_answer_settles_the_call_to_what_it_cost,
    what_is_not_told_stays_at_what_was_said,
    what_certainly_cost_nothing_goes_off_the_record,
    what_nobody_knows_stands,
    each_call_of_a_job_is_one,
    a_call_is_on_record_while_it_is_made,
    a_cancelled_call_stands,
    an_answer_after_the_lease_went_is_on_record_all_the_same,
    a_call_that_was_left_behind_stands_beside_the_next,
    an_answer_whose_row_is_gone_is_on_record,
    what_an_unusable_picture_cost_is_its_jobs_too,
    a_paid_picture_waits_until_it_can_be_settled,
    a_reference_has_its_price,
);

/// The studio, and a process without much patience that draws with it.
fn studio(ctx: &TestCtx, retries: i32) -> (Arc<Studio>, Ctx) {
    let studio = Arc::new(Studio::new(Bounds::default()));
    let process = impatient(ctx, &studio, retries);
    (studio, process)
}

fn impatient(ctx: &TestCtx, studio: &Arc<Studio>, retries: i32) -> Ctx {
    let settings = Settings {
        max_retries: retries,
        provider_timeout: Duration::from_millis(500),
        shutdown_grace: Duration::ZERO,
        ..settings()
    };
    drawing_with(ctx, &[studio], settings)
}

async fn at(ctx: &TestCtx, description: &str) -> InstancePath {
    ctx.instance(ctx.scene().await, description).await
}

/// A job that was asked for and worked off.
async fn ended(ctx: &TestCtx, process: &Ctx, description: &str) -> JobId {
    let id = ask(process, ctx, at(ctx, description).await).await.job_id;
    work_off(process).await;
    id
}

/// A job that waits at the studio's gate, and the worker that it waits for.
async fn held(ctx: &TestCtx, process: &Ctx) -> (JobId, Worker) {
    let patient = Ctx {
        settings: Arc::new(Settings {
            provider_timeout: Duration::from_secs(60),
            ..(*process.settings).clone()
        }),
        ..process.clone()
    };
    let id = ask(process, ctx, at(ctx, "[hold]").await).await.job_id;
    let worker = Worker::start(&patient, "worker".into());
    reaches(ctx, id, JobStatus::Generating).await;
    (id, worker)
}

async fn an_answer_settles_the_call_to_what_it_cost(ctx: TestCtx) {
    let (_, process) = studio(&ctx, 0);
    let id = ended(&ctx, &process, "Mara").await;
    assert_eq!(calls(&ctx, id).await, [(0.1, true)]);
}

async fn what_is_not_told_stays_at_what_was_said(ctx: TestCtx) {
    let (_, process) = studio(&ctx, 0);
    let id = ended(&ctx, &process, "[untold]").await;
    assert_eq!(job(&ctx, id).await.status, JobStatus::Completed);
    assert_eq!(calls(&ctx, id).await, [(0.4, true)]);
}

async fn what_certainly_cost_nothing_goes_off_the_record(ctx: TestCtx) {
    let (_, process) = studio(&ctx, 0);
    for description in ["[refuse]", "[key]", "[wait]"] {
        let id = ended(&ctx, &process, description).await;
        assert_eq!(job(&ctx, id).await.status, JobStatus::Failed);
        assert!(job(&ctx, id).await.generating_at.is_some(), "it was called");
        assert_eq!(calls(&ctx, id).await, [], "{description}");
    }
}

async fn what_nobody_knows_stands(ctx: TestCtx) {
    let (_, process) = studio(&ctx, 0);
    for (description, stands) in [
        ("[lost]", (0.4, false)),
        ("[silent]", (0.4, false)),
        // It was answered, and paid, whatever came.
        ("[page]", (0.1, true)),
    ] {
        let id = ended(&ctx, &process, description).await;
        assert_eq!(job(&ctx, id).await.status, JobStatus::Failed);
        assert_eq!(calls(&ctx, id).await, [stands], "{description}");
    }
}

async fn each_call_of_a_job_is_one(ctx: TestCtx) {
    let (_, process) = studio(&ctx, 2);
    let id = ended(&ctx, &process, "[lost]").await;
    assert_eq!(calls(&ctx, id).await, [(0.4, false); 3]);
    let id = ended(&ctx, &process, "[wait]").await;
    assert_eq!(calls(&ctx, id).await, []);
}

async fn a_call_is_on_record_while_it_is_made(ctx: TestCtx) {
    let (studio, process) = studio(&ctx, 0);
    let (id, worker) = held(&ctx, &process).await;
    assert_eq!(calls(&ctx, id).await, [(0.4, false)]);
    studio.release(1);
    reaches(&ctx, id, JobStatus::Completed).await;
    worker.stop().await;
    assert_eq!(calls(&ctx, id).await, [(0.1, true)]);
}

async fn a_cancelled_call_stands(ctx: TestCtx) {
    let (_, process) = studio(&ctx, 0);
    let (id, worker) = held(&ctx, &process).await;
    queue::cancel(&process, ctx.viewer, id).await.unwrap();
    worker.stop().await;
    assert_eq!(job(&ctx, id).await.status, JobStatus::Cancelled);
    assert_eq!(calls(&ctx, id).await, [(0.4, false)]);
}

async fn an_answer_after_the_lease_went_is_on_record_all_the_same(ctx: TestCtx) {
    let (studio, process) = studio(&ctx, 0);
    let (id, worker) = held(&ctx, &process).await;
    let taken = jobs::ActiveModel {
        id: Unchanged(id),
        lease_owner: Set(Some("another".into())),
        ..Default::default()
    };
    write(&ctx, taken).await;
    let before = job(&ctx, id).await;
    studio.release(1);
    until("the answer is there", async || {
        calls(&ctx, id).await == [(0.1, true)]
    })
    .await;
    worker.stop().await;
    assert_eq!(job(&ctx, id).await, before);
}

/// A job that was begun by a worker that is gone, and then drawn to its end by another.
async fn begun_twice(ctx: &TestCtx, studio: &Arc<Studio>) -> JobId {
    let process = impatient(ctx, studio, 0);
    let (id, worker) = held(ctx, &process).await;
    until("it is called", async || {
        studio.begun.lock().unwrap().contains(&id)
    })
    .await;
    worker.stop().await;
    assert_eq!(job(ctx, id).await.status, JobStatus::Queued);
    assert_eq!(calls(ctx, id).await, [(0.4, false)]);
    studio.release(1);
    work_off(&process).await;
    assert_eq!(job(ctx, id).await.status, JobStatus::Completed);
    assert_eq!(job(ctx, id).await.attempt_count, 2);
    id
}

async fn a_call_that_was_left_behind_stands_beside_the_next(ctx: TestCtx) {
    let id = begun_twice(&ctx, &Arc::new(Studio::new(Bounds::default()))).await;
    assert_eq!(calls(&ctx, id).await, [(0.4, false), (0.1, true)]);
}

async fn an_answer_whose_row_is_gone_is_on_record(ctx: TestCtx) {
    let (studio, process) = studio(&ctx, 0);
    let (id, worker) = held(&ctx, &process).await;
    let txn = ctx.db.begin().await.unwrap();
    spending::Entity::delete_many().exec(&txn).await.unwrap();
    txn.commit().await.unwrap();
    studio.release(1);
    reaches(&ctx, id, JobStatus::Completed).await;
    worker.stop().await;
    assert_eq!(calls(&ctx, id).await, [(0.1, true)]);
}

async fn what_an_unusable_picture_cost_is_its_jobs_too(ctx: TestCtx) {
    let (_, process) = studio(&ctx, 0);
    let id = ended(&ctx, &process, "[page]").await;
    let job = job(&ctx, id).await;
    assert_eq!(job.status, JobStatus::Failed);
    assert_eq!(job.cost_credits.map(credits), Some(0.1));
}

async fn run_sql(ctx: &TestCtx, sql: &str) {
    let txn = ctx.db.begin().await.unwrap();
    txn.execute_unprepared(sql).await.unwrap();
    txn.commit().await.unwrap();
}

/// The record is away when the answer comes, and soon there again.
async fn a_paid_picture_waits_until_it_can_be_settled(ctx: TestCtx) {
    let studio = Arc::new(Studio::new(Bounds::default()));
    let settings = Settings {
        retry_base: Duration::from_secs(1),
        max_retries: 2,
        generation_concurrency: 2,
        ..patient()
    };
    let process = drawing_with(&ctx, &[&studio], settings);
    let (id, worker) = drawing(&process, &ctx, at(&ctx, "[hold]").await).await;
    run_sql(&ctx, "ALTER TABLE spending RENAME TO spending_away").await;
    studio.release(1);
    // Whatever was begun after the answer came fails for want of the record.
    let other = ask(&process, &ctx, at(&ctx, "Mara").await).await.job_id;
    until("the record is missed", async || {
        job(&ctx, other).await.error_code == Some(JobErrorCode::Temporary)
    })
    .await;
    assert_eq!(job(&ctx, id).await.status, JobStatus::Generating);
    run_sql(&ctx, "ALTER TABLE spending_away RENAME TO spending").await;
    until("both are drawn", async || open_jobs(&ctx).await == 0).await;
    worker.stop().await;
    let drawn = job(&ctx, id).await;
    assert_eq!(
        (drawn.status, drawn.attempt_count),
        (JobStatus::Completed, 1)
    );
    assert_eq!(calls(&ctx, id).await, [(0.1, true)]);
}

async fn a_reference_has_its_price(ctx: TestCtx) {
    let (_, process) = studio(&ctx, 0);
    let path = Film::new(&ctx, 1).await.at[0];
    let untold = InstanceInput {
        description_override: Some(Some("[untold]".into())),
        ..Default::default()
    };
    instances::update(&ctx, ctx.viewer, path, untold)
        .await
        .unwrap();
    let asked = ask(&process, &ctx, path).await;
    assert_eq!(asked.cost.estimated, Some(0.5));
    work_off(&process).await;
    assert_eq!(calls(&ctx, asked.job_id).await, [(0.5, true)]);
}
