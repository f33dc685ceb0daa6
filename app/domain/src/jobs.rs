//! Jobs: requests to image providers that outlive the process. `queue` asks for them, `bulk` for many, `lease` holds them,
//! `worker` takes them, `run` draws one. `spending` writes down what each call costs, `budget` says whether it may.

pub(crate) mod budget;
pub mod bulk;
pub mod lease;
pub mod queue;
pub mod run;
pub(crate) mod spending;
pub mod worker;

use crate::{
    events::outbox::{Outbox, Word},
    model::ids::JobId,
};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};
use tokio_util::sync::CancellationToken;

/// The jobs that run in this process, each with what ends it.
#[derive(Clone, Default)]
pub struct Running(Arc<Mutex<Here>>);

#[derive(Default)]
struct Here {
    jobs: HashMap<JobId, (u64, CancellationToken)>,
    /// How many have been entered.
    entered: u64,
    /// The way to the other nodes, where there are any.
    outbox: Option<Outbox>,
}

impl Running {
    fn with<T>(&self, work: impl FnOnce(&mut Here) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Notes that a job runs here, and answers the number of this entry.
    pub(crate) fn enter(&self, id: JobId, stop: CancellationToken) -> u64 {
        self.with(|here| {
            here.entered += 1;
            here.jobs.insert(id, (here.entered, stop));
            here.entered
        })
    }

    /// Notes that it does no longer. A job that was claimed here anew meanwhile has a later entry, which stays.
    pub(crate) fn leave(&self, id: JobId, entry: u64) {
        self.with(|here| {
            if here.jobs.get(&id).is_some_and(|(later, _)| *later == entry) {
                here.jobs.remove(&id);
            }
        });
    }

    /// Ends a job that runs here, or asks the other nodes to. Where nobody hears that, it ends at its next renewal.
    /// Answers whether it ran here.
    pub(crate) fn stop(&self, id: JobId) -> bool {
        let here = self.stop_here(id);
        if !here && let Some(outbox) = self.with(|here| here.outbox.clone()) {
            outbox.post(Word::Stop { job: id });
        }
        here
    }

    /// Ends a job if it runs here, and answers whether it did.
    pub(crate) fn stop_here(&self, id: JobId) -> bool {
        let stop = self.with(|here| here.jobs.get(&id).cloned());
        if let Some((_, stop)) = &stop {
            stop.cancel();
        }
        stop.is_some()
    }

    /// Asks the other nodes too, from now on.
    pub(crate) fn relay_through(&self, outbox: Outbox) {
        self.with(|here| here.outbox = Some(outbox));
    }
}
