//! The buttons that have pictures of one asset drawn.

use super::Done;
use crate::{
    act::Notice,
    ctx::{Ctx, Viewer},
    error::Result,
    jobs::queue,
    model::{
        ids::JobId,
        paths::{AttemptPath, InstancePath},
    },
    services::{
        attempts,
        variations::{self, Of, Wish},
    },
};

/// Asks for pictures.
pub(super) async fn generate(
    ctx: &Ctx,
    viewer: Viewer,
    at: InstancePath,
    wish: Wish,
) -> Result<Done> {
    let live = attempts::list(ctx, viewer, at).await?;
    let (notice, job) = variations::begin(ctx, viewer, Of::Instance(at), wish, &live).await?;
    Ok(shown(job, notice))
}

/// Asks for a picture that was drawn before once more.
pub(super) async fn again(ctx: &Ctx, viewer: Viewer, path: AttemptPath) -> Result<Done> {
    let live = attempts::list(ctx, viewer, path.instance()).await?;
    let job = queue::again(ctx, viewer, path).await?.job_id;
    let like = live.iter().find(|attempt| attempt.id == path.attempt);
    let text = match like {
        Some(attempt) => format!("Generating again like attempt {}", attempt.attempt_number),
        None => "Generating again".to_owned(),
    };
    let text = variations::begun(text, &variations::to_leave(&live, 1));
    Ok(shown(Some(job), Notice::done(text, None)))
}

/// What is said, with the job whose slide is to be seen.
fn shown(job: Option<JobId>, notice: Notice) -> Done {
    Done {
        job,
        ..notice.into()
    }
}
