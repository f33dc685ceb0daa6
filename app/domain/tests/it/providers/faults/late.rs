//! Answers that come when nobody waits for them any more.

use super::{Reply, Trial, calls, process};
use crate::providers::peer::Peer;
use crate::support::{ask, job, listed, objects, reaches, until, write};
use crate::whole::whole;
use domain::{
    ctx::Ctx,
    entities::jobs::ActiveModel,
    jobs::{queue, worker::Worker},
    model::{ids::JobId, kinds::JobStatus, paths::InstancePath},
    testing::{TestCtx, png},
};
use sea_orm::ActiveValue::{Set, Unchanged};
use std::sync::Arc;
use tokio::sync::Semaphore;

/// A job whose paid call was made and waits for its answer.
struct Waiting {
    process: Ctx,
    peer: Peer,
    path: InstancePath,
    id: JobId,
    worker: Worker,
    gate: Arc<Semaphore>,
}

async fn waiting(ctx: &TestCtx, trial: &Trial) -> Waiting {
    let gate = Arc::new(Semaphore::new(0));
    let (paid, mut well, held) = (trial.paid, (trial.well)(), gate.clone());
    let peer = Peer::new(move |asked| {
        let reply: Reply = well(asked, &png(77));
        if paid(asked) {
            reply.once(&held)
        } else {
            reply
        }
    })
    .await;
    let provider = (trial.provider)((trial.config)(&peer.url()));
    let process = process(ctx, provider, 3);
    let path = ctx.instance(ctx.scene().await, "Mara").await;
    let id = ask(&process, ctx, path).await.job_id;
    let worker = Worker::start(&process, "worker".into());
    until("the peer is asked", async || calls(trial, &peer) == 1).await;
    Waiting {
        process,
        peer,
        path,
        id,
        worker,
        gate,
    }
}

/// A person ends the job while the provider is at work.
pub(crate) async fn cancelled(ctx: &TestCtx, trial: &Trial) {
    let waiting = waiting(ctx, trial).await;
    reaches(ctx, waiting.id, JobStatus::Generating).await;
    queue::cancel(&waiting.process, ctx.viewer, waiting.id)
        .await
        .unwrap();
    waiting.gate.add_permits(1);
    waiting.worker.stop().await;
    let job = job(ctx, waiting.id).await;
    assert_eq!((job.status, job.attempt_count), (JobStatus::Cancelled, 1));
    assert_eq!(calls(trial, &waiting.peer), 1);
    assert_eq!(listed(ctx, waiting.path).await, []);
    assert!(objects(ctx).await.is_empty());
    whole(ctx).await;
}

/// Somebody else took the job over while the provider was at work.
pub(crate) async fn lost(ctx: &TestCtx, trial: &Trial) {
    let waiting = waiting(ctx, trial).await;
    reaches(ctx, waiting.id, JobStatus::Generating).await;
    let taken = ActiveModel {
        id: Unchanged(waiting.id),
        lease_owner: Set(Some("somebody else".to_owned())),
        ..Default::default()
    };
    write(ctx, taken).await;
    waiting.gate.add_permits(1);
    waiting.worker.stop().await;
    let job = job(ctx, waiting.id).await;
    assert_eq!((job.status, job.attempt_count), (JobStatus::Generating, 1));
    assert_eq!(job.lease_owner.as_deref(), Some("somebody else"));
    assert_eq!(calls(trial, &waiting.peer), 1);
    assert_eq!(listed(ctx, waiting.path).await, []);
    assert!(objects(ctx).await.is_empty());
    whole(ctx).await;
}
