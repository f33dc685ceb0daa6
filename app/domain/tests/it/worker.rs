//! The worker: no provider waits for another one's pictures, and what nobody waits for is ended at the provider.

use crate::studio::{Studio, drawing_with, patient};
use crate::support::{alone, ask, job, reaches, until, work_off, write};
use domain::{
    ctx::{Ctx, Settings},
    entities::jobs,
    jobs::{
        lease,
        queue::{self, Ask},
        worker::Worker,
    },
    model::{
        ids::JobId,
        kinds::{JobErrorCode, JobStatus},
        paths::InstancePath,
    },
    providers::Bounds,
    testing::{TestCtx, settings},
};
use sea_orm::ActiveValue::{Set, Unchanged};
use std::{sync::Arc, time::Duration};

on_both!(
    a_slow_provider_holds_no_place_of_another,
    room_is_given_on_when_a_job_ends,
    a_job_that_waits_to_be_taken_up_is_ended_at_the_provider_when_it_is_cancelled,
    a_job_that_will_be_drawn_anew_does_not_wait_behind_what_still_runs,
    a_job_that_runs_on_another_node_is_ended_at_the_provider,
    beginnings_count_since_the_retry_by_hand,
);

/// With room for so many pictures.
fn with_room(name: &'static str, at_once: usize) -> Arc<Studio> {
    let bounds = Bounds {
        at_once: Some(at_once),
        ..Bounds::default()
    };
    Arc::new(Studio {
        name,
        ..Studio::new(bounds)
    })
}

fn two_places() -> Settings {
    Settings {
        generation_concurrency: 2,
        ..patient()
    }
}

async fn ask_of(process: &Ctx, of: &TestCtx, path: InstancePath, provider: &str) -> JobId {
    let ask = Ask {
        provider: Some(provider.to_owned()),
        ..Ask::default()
    };
    let made = queue::create(process, of.viewer, path, ask).await;
    made.unwrap().job_id
}

async fn a_slow_provider_holds_no_place_of_another(ctx: TestCtx) {
    let (slow, quick) = (with_room("slow", 1), with_room("quick", 2));
    let process = drawing_with(&ctx, &[&slow, &quick], two_places());
    let scene = ctx.scene().await;
    let (long, short) = (
        ctx.instance(scene, "[hold]").await,
        ctx.instance(scene, "Mara").await,
    );
    let mut of_slow = Vec::new();
    for _ in 0..3 {
        of_slow.push(ask_of(&process, &ctx, long, "slow").await);
    }
    let of_quick = ask_of(&process, &ctx, short, "quick").await;
    let worker = Worker::start(&process, "worker".into());
    reaches(&ctx, of_quick, JobStatus::Completed).await;
    reaches(&ctx, of_slow[0], JobStatus::Generating).await;
    for id in &of_slow[1..] {
        let waiting = job(&ctx, *id).await;
        assert_eq!(
            (waiting.status, waiting.lease_owner, waiting.attempt_count),
            (JobStatus::Queued, None, 0),
            "nobody holds what cannot be drawn yet"
        );
    }
    slow.release(3);
    for id in of_slow {
        reaches(&ctx, id, JobStatus::Completed).await;
    }
    worker.stop().await;
}

async fn room_is_given_on_when_a_job_ends(ctx: TestCtx) {
    let slow = with_room("slow", 1);
    let process = drawing_with(&ctx, &[&slow], two_places());
    let path = ctx.instance(ctx.scene().await, "[hold]").await;
    let first = ask(&process, &ctx, path).await.job_id;
    let second = ask(&process, &ctx, path).await.job_id;
    let worker = Worker::start(&process, "worker".into());
    reaches(&ctx, first, JobStatus::Generating).await;
    assert_eq!(job(&ctx, second).await.status, JobStatus::Queued);
    // However a job ends.
    queue::cancel(&process, ctx.viewer, first).await.unwrap();
    reaches(&ctx, second, JobStatus::Generating).await;
    slow.release(1);
    reaches(&ctx, second, JobStatus::Completed).await;
    worker.stop().await;
}

/// A process whose job of a lost answer waits to be tried again; its worker is stopped.
async fn waiting(ctx: &TestCtx, studio: &Arc<Studio>) -> (Ctx, InstancePath, JobId) {
    let patient = Settings {
        retry_base: Duration::from_secs(3600),
        ..settings()
    };
    let process = drawing_with(ctx, &[studio], patient);
    let path = ctx.instance(ctx.scene().await, "[lost]").await;
    let begun = ask(&process, ctx, path).await.job_id;
    let worker = Worker::start(&process, "worker".into());
    until("it waits to be tried again", async || {
        let job = job(ctx, begun).await;
        job.status == JobStatus::Queued && job.retry_count == 1
    })
    .await;
    worker.stop().await;
    (process, path, begun)
}

async fn a_job_that_waits_to_be_taken_up_is_ended_at_the_provider_when_it_is_cancelled(
    ctx: TestCtx,
) {
    let studio = Arc::new(Studio {
        resumes: true,
        ..Studio::new(Bounds::default())
    });
    let (process, path, begun) = waiting(&ctx, &studio).await;
    assert_eq!(studio.ended(), [], "it may be taken up again");
    let never_begun = ask(&process, &ctx, path).await.job_id;
    for id in [never_begun, begun] {
        queue::cancel(&process, ctx.viewer, id).await.unwrap();
    }
    until("it is ended there", async || studio.ended() == [begun]).await;
}

async fn a_job_that_will_be_drawn_anew_does_not_wait_behind_what_still_runs(ctx: TestCtx) {
    let studio = with_room("studio", 2);
    let (_, _, begun) = waiting(&ctx, &studio).await;
    assert_eq!(studio.ended(), [begun]);
}

async fn a_job_that_runs_on_another_node_is_ended_at_the_provider(ctx: TestCtx) {
    let studio = with_room("studio", 2);
    // Without a relay it hears of it when it renews its lease, which takes longer than the test.
    let unheard = Settings {
        lease: Duration::from_secs(3600),
        ..patient()
    };
    let process = drawing_with(&ctx, &[&studio], unheard);
    let path = ctx.instance(ctx.scene().await, "[hold]").await;
    let id = ask(&process, &ctx, path).await.job_id;
    let worker = Worker::start(&process, "worker".into());
    reaches(&ctx, id, JobStatus::Generating).await;
    let node = drawing_with(&ctx, &[&studio], settings());
    queue::cancel(&node, ctx.viewer, id).await.unwrap();
    until("it is ended there", async || studio.ended() == [id]).await;
    studio.release(1);
    worker.stop().await;
    assert_eq!(job(&ctx, id).await.status, JobStatus::Cancelled);
}

async fn beginnings_count_since_the_retry_by_hand(ctx: TestCtx) {
    let path = ctx.instance(ctx.scene().await, "[refuse]").await;
    let id = ask(&ctx, &ctx, path).await.job_id;
    work_off(&ctx).await;
    queue::retry(&ctx, ctx.viewer, id).await.unwrap();
    let retried = job(&ctx, id).await;
    assert_eq!(
        (retried.attempt_count, retried.begun_before),
        (1, 1),
        "no call is hidden"
    );
    let other = ask(&ctx, &ctx, alone(&ctx).await).await.job_id;
    for id in [id, other] {
        let lost = jobs::ActiveModel {
            id: Unchanged(id),
            status: Set(JobStatus::Processing),
            attempt_count: Set(25),
            ..Default::default()
        };
        write(&ctx, lost).await;
    }
    assert_eq!(lease::recover(&ctx, true).await.unwrap(), 1);
    assert_eq!(job(&ctx, id).await.status, JobStatus::Queued);
    let ended = job(&ctx, other).await;
    assert_eq!(
        (ended.status, ended.error_code),
        (JobStatus::Failed, Some(JobErrorCode::Permanent))
    );
}
