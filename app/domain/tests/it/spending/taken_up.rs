//! A provider that takes up what it draws already: a row for each call that it makes, and none for what goes on.

use super::{at, begun_twice, ended, held, impatient};
use crate::held::drawing;
use crate::studio::{Studio, a_month, calls, drawing_with, patient};
use crate::support::{ask, job, reaches, until, work_off, write};
use domain::{
    ctx::{Ctx, Settings},
    db::now,
    entities::{jobs, spending},
    jobs::{queue, worker::Worker},
    model::{
        ids::{JobId, ProjectId, SpendingId},
        kinds::{JobErrorCode, JobStatus},
    },
    providers::Bounds,
    services::{
        costs, providers as shown,
        views::{credits, decimal},
    },
    testing::TestCtx,
};
use sea_orm::{
    ActiveValue::{Set, Unchanged},
    ColumnTrait, EntityTrait, QueryFilter,
};
use std::sync::Arc;

on_both!(
    a_provider_that_takes_up_its_work_is_not_counted_twice,
    each_new_call_is_on_record,
    a_new_call_is_held_to_the_budget,
    what_was_answered_before_is_not_counted_again,
    what_was_drawn_without_record_comes_on_it,
    what_is_taken_up_is_not_taken_for_free,
    what_was_not_called_yet_is_not_on_record,
    whoever_lost_the_job_makes_no_call,
    whoever_lost_the_job_takes_off_its_own_call_alone,
    what_goes_on_does_not_wait,
    what_was_not_called_yet_waits,
);

fn resuming(bounds: Bounds) -> Arc<Studio> {
    Arc::new(Studio {
        resumes: true,
        ..Studio::new(bounds)
    })
}

/// The studio, and a process without much patience that draws with it.
fn studio(ctx: &TestCtx, retries: i32) -> (Arc<Studio>, Ctx) {
    let studio = resuming(Bounds::default());
    let process = impatient(ctx, &studio, retries);
    (studio, process)
}

/// The same with time for what is held.
fn slow_studio(ctx: &TestCtx) -> (Arc<Studio>, Ctx) {
    let studio = resuming(Bounds::default());
    let settings = Settings {
        max_retries: 0,
        ..patient()
    };
    let process = drawing_with(ctx, &[&studio], settings);
    (studio, process)
}

/// An earlier call of a job, of which nobody knows how it ended.
async fn called_before(ctx: &TestCtx, id: JobId) -> SpendingId {
    let job = job(ctx, id).await;
    let row = SpendingId::new();
    let call = spending::ActiveModel {
        id: Set(row),
        provider: Set(job.provider),
        project_id: Set(job.project_id),
        scene_id: Set(job.scene_id),
        project_asset_id: Set(job.project_asset_id),
        job_id: Set(id),
        credits: Set(decimal(0.4)),
        settled: Set(false),
        elsewhere: Set(false),
        created_at: Set(now()),
        updated_at: Set(now()),
    };
    let txn = ctx.db.begin().await.unwrap();
    spending::Entity::insert(call).exec(&txn).await.unwrap();
    txn.commit().await.unwrap();
    row
}

/// Somebody else holds the job from now on.
async fn taken_over(ctx: &TestCtx, id: JobId) {
    let taken = jobs::ActiveModel {
        id: Unchanged(id),
        lease_owner: Set(Some("another".into())),
        ..Default::default()
    };
    write(ctx, taken).await;
}

async fn a_provider_that_takes_up_its_work_is_not_counted_twice(ctx: TestCtx) {
    // A second call would not be allowed.
    let id = begun_twice(&ctx, &resuming(a_month(0.4))).await;
    assert_eq!(calls(&ctx, id).await, [(0.1, true)]);
}

async fn each_new_call_is_on_record(ctx: TestCtx) {
    let (_, process) = studio(&ctx, 2);
    let id = ended(&ctx, &process, "[lost]").await;
    // Of all but the last nothing more will ever be known.
    let made = [(0.4, true), (0.4, true), (0.4, false)];
    assert_eq!(calls(&ctx, id).await, made);
    let id = ended(&ctx, &process, "[refuse]").await;
    assert_eq!(calls(&ctx, id).await, []);
}

async fn a_new_call_is_held_to_the_budget(ctx: TestCtx) {
    let process = impatient(&ctx, &resuming(a_month(0.5)), 2);
    let id = ended(&ctx, &process, "[lost]").await;
    let job = job(&ctx, id).await;
    assert_eq!(
        (job.status, job.error_code, job.attempt_count),
        (JobStatus::Failed, Some(JobErrorCode::Permanent), 2)
    );
    let why = job.error_message.unwrap();
    assert!(why.contains("0.40 of 0.50 credits are spent, and"), "{why}");
    assert_eq!(calls(&ctx, id).await, [(0.4, false)]);
}

async fn what_was_answered_before_is_not_counted_again(ctx: TestCtx) {
    let (_, process) = studio(&ctx, 0);
    let id = ended(&ctx, &process, "[page]").await;
    assert_eq!(calls(&ctx, id).await, [(0.1, true)]);
    queue::retry(&process, ctx.viewer, id).await.unwrap();
    work_off(&process).await;
    let job = job(&ctx, id).await;
    assert_eq!((job.attempt_count, job.begun_before), (2, 1));
    assert_eq!(job.cost_credits.map(credits), Some(0.1));
    assert_eq!(calls(&ctx, id).await, [(0.1, true)]);
}

async fn what_was_drawn_without_record_comes_on_it(ctx: TestCtx) {
    let (studio, process) = studio(&ctx, 0);
    let id = ask(&process, &ctx, at(&ctx, "Mara").await).await.job_id;
    studio.begun.lock().unwrap().insert(id);
    work_off(&process).await;
    assert_eq!(calls(&ctx, id).await, [(0.1, true)]);
}

async fn what_is_taken_up_is_not_taken_for_free(ctx: TestCtx) {
    let (studio, process) = studio(&ctx, 0);
    let id = ask(&process, &ctx, at(&ctx, "[refuse]").await).await.job_id;
    called_before(&ctx, id).await;
    studio.begun.lock().unwrap().insert(id);
    work_off(&process).await;
    assert_eq!(job(&ctx, id).await.status, JobStatus::Failed);
    assert_eq!(calls(&ctx, id).await, [(0.4, false)]);
}

async fn what_was_not_called_yet_is_not_on_record(ctx: TestCtx) {
    let (_, process) = studio(&ctx, 0);
    let id = ended(&ctx, &process, "[late]").await;
    let job = job(&ctx, id).await;
    assert_eq!(job.status, JobStatus::Failed);
    let why = job.error_message.unwrap();
    assert!(why.contains("did not answer within"), "{why}");
    assert_eq!(calls(&ctx, id).await, []);
}

async fn whoever_lost_the_job_makes_no_call(ctx: TestCtx) {
    let (studio, process) = slow_studio(&ctx);
    let path = at(&ctx, "[late]").await;
    let (id, worker) = drawing(&process, &ctx, path).await;
    taken_over(&ctx, id).await;
    let before = job(&ctx, id).await;
    studio.release(1);
    worker.stop().await;
    assert_eq!(studio.gate.available_permits(), 0, "it went on");
    assert!(studio.begun.lock().unwrap().is_empty());
    assert_eq!(calls(&ctx, id).await, []);
    assert_eq!(job(&ctx, id).await, before);
}

async fn whoever_lost_the_job_takes_off_its_own_call_alone(ctx: TestCtx) {
    let (studio, process) = slow_studio(&ctx);
    let path = at(&ctx, "[hold] [refuse]").await;
    let (id, worker) = drawing(&process, &ctx, path).await;
    until("it is called", async || calls(&ctx, id).await.len() == 1).await;
    taken_over(&ctx, id).await;
    let theirs = called_before(&ctx, id).await;
    studio.release(1);
    worker.stop().await;
    let left = spending::Entity::find().filter(spending::Column::JobId.eq(id));
    let left = left.all(ctx.db.read()).await.unwrap();
    let left: Vec<_> = left.iter().map(|row| (row.id, row.settled)).collect();
    assert_eq!(left, [(theirs, false)]);
}

/// What is spent and what waits, as the film's costs say; and both, as the card of the studio does.
async fn counted(ctx: &TestCtx, process: &Ctx, film: ProjectId) -> [String; 3] {
    let total = costs::get(process, ctx.viewer, film).await.unwrap().total;
    let card = shown::list(process).await.unwrap()[0].spent_this_month;
    [total.spent, total.waiting, card].map(|credits| format!("{credits:.1}"))
}

async fn what_goes_on_does_not_wait(ctx: TestCtx) {
    let (_, process) = studio(&ctx, 0);
    let (id, worker) = held(&ctx, &process).await;
    until("it is called", async || calls(&ctx, id).await.len() == 1).await;
    worker.stop().await;
    let row = job(&ctx, id).await;
    assert_eq!(row.status, JobStatus::Queued);
    let film = row.project_id;
    assert_eq!(counted(&ctx, &process, film).await, ["0.4", "0.0", "0.4"]);
    // With the retry it is given up, and another one is to come.
    queue::cancel(&process, ctx.viewer, id).await.unwrap();
    queue::retry(&process, ctx.viewer, id).await.unwrap();
    assert_eq!(calls(&ctx, id).await, [(0.4, true)]);
    assert_eq!(counted(&ctx, &process, film).await, ["0.4", "0.4", "0.8"]);
}

async fn what_was_not_called_yet_waits(ctx: TestCtx) {
    let (studio, process) = slow_studio(&ctx);
    let path = at(&ctx, "[late]").await;
    let id = ask(&process, &ctx, path).await.job_id;
    let waits = ["0.0", "0.4", "0.4"];
    assert_eq!(counted(&ctx, &process, path.project).await, waits);
    let worker = Worker::start(&process, "worker".into());
    reaches(&ctx, id, JobStatus::Generating).await;
    assert_eq!(counted(&ctx, &process, path.project).await, waits);
    studio.release(1);
    reaches(&ctx, id, JobStatus::Completed).await;
    worker.stop().await;
    let done = ["0.1", "0.0", "0.1"];
    assert_eq!(counted(&ctx, &process, path.project).await, done);
}
