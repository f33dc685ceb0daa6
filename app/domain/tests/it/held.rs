//! A provider that draws when it is let to, so that a test can do something meanwhile.

use crate::support::{ask, reaches};
use domain::{
    ctx::{Ctx, Settings},
    jobs::worker::Worker,
    model::{
        ids::JobId,
        kinds::{JobStatus, ProviderKind},
        paths::InstancePath,
    },
    providers::{Capabilities, Drawn, ImageProvider, Progress, ProviderError, Providers, Request},
    testing::{TestCtx, png},
};
use std::sync::Arc;
use tokio::sync::Semaphore;

/// The provider `held`.
pub(crate) struct Held {
    gate: Semaphore,
}

impl Held {
    /// Lets so many pictures be drawn.
    pub(crate) fn release(&self, count: usize) {
        self.gate.add_permits(count);
    }
}

#[async_trait::async_trait]
impl ImageProvider for Held {
    fn capabilities(&self) -> Capabilities {
        Capabilities {
            references: 1,
            seeds: true,
            ..Capabilities::plain(ProviderKind::Fake, "held", "Held, for tests")
        }
    }

    async fn test(&self) -> Result<String, ProviderError> {
        Ok("It is there.".to_owned())
    }

    async fn draw(&self, request: Request, _: &Progress) -> Result<Drawn, ProviderError> {
        self.gate
            .acquire()
            .await
            .expect("the gate is never closed")
            .forget();
        let bytes = png((request.seed % 200) as u8);
        Ok(Drawn {
            bytes,
            cost: Some(0.5),
            metadata: serde_json::Value::Null,
        })
    }
}

/// A process whose provider is held.
pub(crate) fn held(ctx: &TestCtx, settings: Settings) -> (Ctx, Arc<Held>) {
    let held = Arc::new(Held {
        gate: Semaphore::new(0),
    });
    let providers = Providers::new(held.clone(), Vec::new());
    (
        Ctx {
            providers,
            ..ctx.with(settings)
        },
        held,
    )
}

/// A job of a held provider that is being drawn, with the worker that draws it.
pub(crate) async fn drawing(ctx: &Ctx, of: &TestCtx, path: InstancePath) -> (JobId, Worker) {
    let id = ask(ctx, of, path).await.job_id;
    let worker = Worker::start(ctx, "worker".into());
    reaches(ctx, id, JobStatus::Generating).await;
    (id, worker)
}
