//! Jobs: requests to image providers that outlive the process. `queue` asks for them, `bulk` for many, `lease` holds them,
//! `worker` takes them, `run` draws one.

pub mod bulk;
pub mod lease;
pub mod queue;
pub mod run;
pub mod worker;

use crate::model::ids::JobId;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};
use tokio_util::sync::CancellationToken;

/// The jobs that run in this process, each with what ends it.
#[derive(Clone, Default)]
pub struct Running(Arc<Mutex<HashMap<JobId, CancellationToken>>>);

impl Running {
    fn with<T>(&self, work: impl FnOnce(&mut HashMap<JobId, CancellationToken>) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Notes that a job runs here.
    pub(crate) fn enter(&self, id: JobId, stop: CancellationToken) {
        self.with(|jobs| jobs.insert(id, stop));
    }

    /// Notes that it does no longer.
    pub(crate) fn leave(&self, id: JobId) {
        self.with(|jobs| jobs.remove(&id));
    }

    /// Ends a job that runs here; elsewhere it ends at its next renewal.
    pub(crate) fn stop(&self, id: JobId) {
        if let Some(stop) = self.with(|jobs| jobs.get(&id).cloned()) {
            stop.cancel();
        }
    }
}
