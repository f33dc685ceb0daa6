//! Jobs: requests to image providers that outlive the process. `queue` asks for them, `bulk` for many, `lease` holds them,
//! `worker` takes them, `run` draws one.

pub(crate) mod budget;
pub mod bulk;
pub mod lease;
pub mod queue;
pub mod run;
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
    jobs: HashMap<JobId, CancellationToken>,
    /// The way to the other nodes, where there are any.
    outbox: Option<Outbox>,
}

impl Running {
    fn with<T>(&self, work: impl FnOnce(&mut Here) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Notes that a job runs here.
    pub(crate) fn enter(&self, id: JobId, stop: CancellationToken) {
        self.with(|here| here.jobs.insert(id, stop));
    }

    /// Notes that it does no longer.
    pub(crate) fn leave(&self, id: JobId) {
        self.with(|here| here.jobs.remove(&id));
    }

    /// Ends a job that runs here, or asks the other nodes to. Where nobody hears that, it ends at its next renewal.
    pub(crate) fn stop(&self, id: JobId) {
        if self.stop_here(id) {
            return;
        }
        if let Some(outbox) = self.with(|here| here.outbox.clone()) {
            outbox.post(Word::Stop { job: id });
        }
    }

    /// Ends a job if it runs here, and answers whether it did.
    pub(crate) fn stop_here(&self, id: JobId) -> bool {
        let stop = self.with(|here| here.jobs.get(&id).cloned());
        if let Some(stop) = &stop {
            stop.cancel();
        }
        stop.is_some()
    }

    /// Asks the other nodes too, from now on.
    pub(crate) fn relay_through(&self, outbox: Outbox) {
        self.with(|here| here.outbox = Some(outbox));
    }
}
