//! Ending at the provider what nobody waits for any more.

use super::ENDING;
use crate::{
    ctx::Ctx,
    db::as_system,
    entities::jobs,
    model::{ids::JobId, kinds::JobStatus},
    providers::Unwanted,
};
use async_trait::async_trait;
use sea_orm::EntityTrait;

/// Ends at the provider what nobody waits for any more, so that it does not go on drawing: a job that was cancelled,
/// that failed for good, or whose row went with its film. What is taken over goes on; so does what is given back or
/// tried again where the provider takes it up: whoever begins next waits for it.
pub(crate) async fn end_at_provider(ctx: &Ctx, job: &jobs::Model) {
    let Ok(provider) = ctx.providers.get(Some(&job.provider)) else {
        return;
    };
    let looked_at = LookedAt {
        ctx,
        job: job.id,
        resumes: provider.resumes(),
    };
    let ending = provider.end_unwanted(job.id, &looked_at);
    if tokio::time::timeout(ENDING, ending).await.is_err() {
        tracing::warn!(job = %job.id, "the provider does not let itself be stopped");
    }
}

/// The same beside whatever else is done, for a job that does not run here: it may run elsewhere, or nowhere any more.
pub(crate) fn end_beside(ctx: &Ctx, job: jobs::Model) {
    let ctx = ctx.clone();
    tokio::spawn(as_system(async move { end_at_provider(&ctx, &job).await }));
}

/// A job whose row is read anew each time: while something is being ended, it may be retried.
struct LookedAt<'a> {
    ctx: &'a Ctx,
    job: JobId,
    resumes: bool,
}

#[async_trait]
impl Unwanted for LookedAt<'_> {
    async fn still(&self) -> bool {
        let conn = self.ctx.db.read();
        match jobs::Entity::find_by_id(self.job).one(conn).await {
            Ok(Some(now)) => match now.status {
                JobStatus::Cancelled | JobStatus::Failed => true,
                // It will be drawn anew, behind what still runs.
                JobStatus::Queued => !self.resumes,
                _ => false,
            },
            Ok(None) => true,
            // Nobody knows, so it goes on.
            Err(_) => false,
        }
    }
}
