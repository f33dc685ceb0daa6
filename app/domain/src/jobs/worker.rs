//! The worker: claims jobs, as many at once as the settings allow, renews their leases, and tidies up.

use crate::{
    ctx::Ctx,
    db::as_system,
    entities::jobs,
    error::Result,
    jobs::{lease, run},
    services::{accounts, deletions},
};
use std::{sync::Arc, time::Duration};
use tokio::{sync::Semaphore, task::JoinHandle};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use uuid::Uuid;

/// How often the queue is looked at without being woken.
const LOOK: Duration = Duration::from_millis(500);
/// How often leases that expired are taken back, and objects that are due removed.
const TIDY: Duration = Duration::from_secs(5);
/// How often the store is searched for objects without a row.
const SWEEP: Duration = Duration::from_secs(3600);

/// A worker that runs until it is stopped.
pub struct Worker {
    stop: CancellationToken,
    tasks: Vec<JoinHandle<()>>,
}

impl Worker {
    /// Starts claiming. The process names itself so in its leases.
    pub fn start(ctx: &Ctx, process: String) -> Self {
        let stop = CancellationToken::new();
        let every =
            |pause, chore| tokio::spawn(as_system(every(ctx.clone(), pause, stop.clone(), chore)));
        // Each by itself: a store that is slow to remove what is due holds up no job.
        let tasks = vec![
            tokio::spawn(as_system(work(ctx.clone(), process, stop.clone()))),
            every(TIDY, Chore::Recover),
            every(TIDY, Chore::Tidy),
            every(SWEEP, Chore::Sweep),
        ];
        Self { stop, tasks }
    }

    /// Claims nothing more, lets running jobs end for a moment, and gives back the rest.
    pub async fn stop(self) {
        self.stop.cancel();
        for task in self.tasks {
            // A task that panicked has nothing left to give back; its lease runs out.
            let _ = task.await;
        }
    }
}

async fn work(ctx: Ctx, process: String, stop: CancellationToken) {
    let places = Arc::new(Semaphore::new(ctx.settings.generation_concurrency.max(1)));
    let running = TaskTracker::new();
    let ending = CancellationToken::new();
    while !stop.is_cancelled() {
        let place = tokio::select! {
            () = stop.cancelled() => break,
            place = places.clone().acquire_owned() => place,
        };
        let Ok(place) = place else { break };
        // Each claim has a name of its own: what lost its lease must not go on under that of a later claim.
        let owner = format!("{process}/{}", Uuid::now_v7());
        // Only this loop takes room, so what it holds while it claims is missed by nobody.
        let (mut rooms, full) = ctx.providers.rooms();
        match lease::claim(&ctx, &owner, &full).await {
            Ok(Some(job)) => {
                let held = (place, rooms.remove(&job.provider));
                let one = one(ctx.clone(), owner, job, ending.child_token());
                let wake = ctx.wake.clone();
                running.spawn(as_system(async move {
                    one.await;
                    drop(held);
                    // Whatever waited for this room can be claimed now.
                    wake.notify_one();
                }));
                continue;
            }
            Ok(None) => {}
            Err(err) => tracing::error!(error = ?err, "the queue cannot be read"),
        }
        drop((place, rooms));
        tokio::select! {
            () = stop.cancelled() => {}
            () = ctx.wake.notified() => {}
            () = tokio::time::sleep(LOOK) => {}
        }
    }
    running.close();
    if tokio::time::timeout(ctx.settings.shutdown_grace, running.wait())
        .await
        .is_err()
    {
        ending.cancel();
        running.wait().await;
    }
    if let Err(err) = lease::hand_back(&ctx, &process).await {
        tracing::error!(error = ?err, "leases could not be given back; they run out by themselves");
    }
}

/// Draws one job while its lease is renewed beside it. Losing the lease, or being told to stop, ends the drawing.
async fn one(ctx: Ctx, owner: String, job: jobs::Model, stop: CancellationToken) {
    let entry = ctx.running.enter(job.id, stop.clone());
    tokio::select! {
        () = stop.cancelled() => {}
        () = renewing(&ctx, &owner, &job) => {}
        () = run::run(&ctx, &owner, &job) => {}
    }
    ctx.running.leave(job.id, entry);
    run::end_at_provider(&ctx, &job).await;
}

/// Returns when the lease is lost. A renewal that cannot be written is tried again until the lease is over.
async fn renewing(ctx: &Ctx, owner: &str, job: &jobs::Model) {
    loop {
        tokio::time::sleep(ctx.settings.lease / 3).await;
        match lease::renew(ctx, owner, job.id).await {
            Ok(true) => {}
            Ok(false) => return,
            Err(err) => tracing::warn!(job = %job.id, error = ?err, "a lease could not be renewed"),
        }
    }
}

#[derive(Clone, Copy)]
enum Chore {
    Recover,
    Tidy,
    Sweep,
}

async fn every(ctx: Ctx, pause: Duration, stop: CancellationToken, chore: Chore) {
    loop {
        if let Err(err) = chore.work(&ctx).await {
            tracing::warn!(error = ?err, "tidying up must wait");
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(pause) => {}
        }
    }
}

impl Chore {
    async fn work(self, ctx: &Ctx) -> Result<()> {
        match self {
            Self::Recover => {
                if lease::recover(ctx, false).await? > 0 {
                    ctx.wake.notify_one();
                }
            }
            Self::Tidy => {
                deletions::work(ctx).await?;
                accounts::forget_expired(ctx).await?;
            }
            Self::Sweep => {
                deletions::sweep(ctx).await?;
            }
        }
        Ok(())
    }
}
