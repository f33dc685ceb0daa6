//! What every use-case works with: the same in production and in tests.

use crate::{
    db::Db,
    events::Events,
    jobs::Running,
    model::{ids::UserId, kinds::Access},
    providers::Providers,
    storage::Storage,
};
use std::{sync::Arc, time::Duration};
use tokio::sync::Notify;

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Viewer {
    /// The signed-in user, or the one user of local mode.
    pub user: UserId,
    /// The least that they want to do. What they may not is refused by the query that looks for the row.
    pub wants: Access,
}

impl Viewer {
    /// Somebody who wants to change something.
    pub fn new(user: UserId) -> Self {
        Self {
            user,
            wants: Access::Change,
        }
    }

    /// The same, only looking.
    pub fn looking(self) -> Self {
        Self {
            wants: Access::Look,
            ..self
        }
    }

    /// The same, for what only an owner may do.
    pub fn owning(self) -> Self {
        Self {
            wants: Access::Own,
            ..self
        }
    }
}

/// The settings that use-cases look at.
#[derive(Clone, Debug)]
pub struct Settings {
    /// How long a deleted or evicted attempt can be restored.
    pub attempt_retention: Duration,
    /// Jobs that this process runs at once.
    pub generation_concurrency: usize,
    /// Open jobs that a project may have.
    pub queue_limit: u64,
    /// How often a job is tried again by itself.
    pub max_retries: i32,
    /// The first wait before a job is tried again; each further one is about twice as long.
    pub retry_base: Duration,
    /// How long a claimed job belongs to its worker without being renewed.
    pub lease: Duration,
    /// How long one call to a provider may take.
    pub provider_timeout: Duration,
    /// How long an object that no row knows is left alone.
    pub orphan_grace: Duration,
    /// How long running jobs may take to end by themselves at shutdown.
    pub shutdown_grace: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            attempt_retention: Duration::from_secs(7 * 24 * 3600),
            generation_concurrency: 2,
            queue_limit: 500,
            max_retries: 3,
            retry_base: Duration::from_secs(2),
            lease: Duration::from_secs(15),
            provider_timeout: Duration::from_secs(180),
            orphan_grace: Duration::from_secs(24 * 3600),
            shutdown_grace: Duration::from_secs(8),
        }
    }
}

/// Database, storage, providers, events and settings. Cheap to clone.
#[derive(Clone)]
pub struct Ctx {
    /// The database.
    pub db: Db,
    /// The pictures' bytes.
    pub storage: Storage,
    /// Who can draw.
    pub providers: Providers,
    /// Who is told of changes.
    pub events: Events,
    /// The settings.
    pub settings: Arc<Settings>,
    /// Wakes the worker when a job was made.
    pub wake: Arc<Notify>,
    /// The jobs that run in this process, so that cancelling reaches them at once.
    pub running: Running,
}
