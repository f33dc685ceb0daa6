//! What the panel's buttons do: one action in, the words for the editor out. Forms and scripts both come here.

use crate::{
    ctx::{Ctx, Viewer},
    error::{Error, Result},
    jobs::queue::{self, Ask},
    model::{
        act::{Notice, Outcome, PanelAction},
        ids::JobId,
        paths::{InstancePath, ScenePath},
        rules,
        views::AttemptView,
    },
    services::{
        attempts,
        instances::{self, InstanceInput},
        panels, scope,
    },
};

/// Does it, and answers the panel as it is then.
pub async fn act(
    ctx: &Ctx,
    viewer: Viewer,
    path: ScenePath,
    action: PanelAction,
) -> Result<Outcome> {
    let instance = action.instance();
    let Done { notice, job } = perform(ctx, viewer, path, action).await?;
    Ok(Outcome {
        notice,
        job,
        panel: panels::get(ctx, viewer, path, Some(instance)).await?,
    })
}

/// What was done: what to say of it, and the job that it began.
pub struct Done {
    /// What to say, if anything.
    pub notice: Option<Notice>,
    /// The job that was begun, if one was.
    pub job: Option<JobId>,
}

impl From<Notice> for Done {
    fn from(notice: Notice) -> Self {
        Self {
            notice: Some(notice),
            job: None,
        }
    }
}

/// Does it, and answers what to say.
pub async fn perform(
    ctx: &Ctx,
    viewer: Viewer,
    path: ScenePath,
    action: PanelAction,
) -> Result<Done> {
    let at = path.instance(action.instance());
    match action {
        PanelAction::Generate { .. } => generate(ctx, viewer, at).await,
        PanelAction::Select { attempt, .. } => select(ctx, viewer, at, attempt).await,
        PanelAction::Delete { instance, attempt } => {
            attempts::delete(ctx, viewer, at.attempt(attempt)).await?;
            Ok(Notice::done(
                "Image deleted",
                Some(PanelAction::Restore { instance, attempt }),
            )
            .into())
        }
        PanelAction::Restore { instance, attempt } => {
            let (restored, evicted) = attempts::restore(ctx, viewer, at.attempt(attempt)).await?;
            let text = match evicted {
                Some(evicted) => format!(
                    "Attempt {} restored; attempt {} made room for it and can be restored under \"Removed\"",
                    restored.attempt_number, evicted.attempt_number
                ),
                None => format!("Attempt {} restored", restored.attempt_number),
            };
            let undo = (!restored.is_selected).then_some(PanelAction::Delete { instance, attempt });
            Ok(Notice::done(text, undo).into())
        }
        PanelAction::Describe { text, .. } => describe(ctx, viewer, at, text).await,
        PanelAction::Cancel { job, .. } => {
            refuse_foreign(ctx, viewer, at, job).await?;
            queue::cancel(ctx, viewer, job).await?;
            Ok(Notice::done("Generation cancelled", None).into())
        }
        PanelAction::Retry { job, .. } => {
            refuse_foreign(ctx, viewer, at, job).await?;
            queue::retry(ctx, viewer, job).await?;
            Ok(Done {
                notice: Some(Notice::done("Generation started again", None)),
                job: Some(job),
            })
        }
    }
}

/// A job of another asset is not to be found at this place.
async fn refuse_foreign(ctx: &Ctx, viewer: Viewer, at: InstancePath, job: JobId) -> Result<()> {
    scope::instance(ctx.db.read(), viewer, at).await?;
    let found = queue::get(ctx, viewer, job).await?;
    if found.instance_id == Some(at.instance) {
        Ok(())
    } else {
        Err(Error::NotFound("job"))
    }
}

/// Asks for a picture, and says beforehand what a full history will lose: it can be brought back.
async fn generate(ctx: &Ctx, viewer: Viewer, at: InstancePath) -> Result<Done> {
    let live = attempts::list(ctx, viewer, at).await?;
    let job = queue::create(ctx, viewer, at, Ask::default()).await?.job_id;
    let text = match next_to_leave(&live) {
        Some(leaving) => format!(
            "Generating. The history is full: attempt {} will make room and can be restored under \"Removed\"",
            leaving.attempt_number
        ),
        None => "Generating".to_owned(),
    };
    Ok(Done {
        notice: Some(Notice::done(text, None)),
        job: Some(job),
    })
}

fn next_to_leave(live: &[AttemptView]) -> Option<&AttemptView> {
    let full = live.len() >= rules::MAX_LIVE_ATTEMPTS;
    let others = live.iter().filter(|attempt| !attempt.is_selected);
    others
        .min_by_key(|attempt| (attempt.entered_history_at, attempt.attempt_number))
        .filter(|_| full)
}

async fn select(
    ctx: &Ctx,
    viewer: Viewer,
    at: InstancePath,
    attempt: crate::model::ids::AttemptId,
) -> Result<Done> {
    let before = attempts::list(ctx, viewer, at)
        .await?
        .into_iter()
        .find(|other| other.is_selected);
    let selected = attempts::select(ctx, viewer, at.attempt(attempt)).await?;
    let undo = before
        .filter(|before| before.id != attempt)
        .map(|before| PanelAction::Select {
            instance: at.instance,
            attempt: before.id,
        });
    Ok(Notice::done(
        format!("Attempt {} selected", selected.attempt_number),
        undo,
    )
    .into())
}

async fn describe(ctx: &Ctx, viewer: Viewer, at: InstancePath, text: String) -> Result<Done> {
    let before = instances::get(ctx, viewer, at).await?;
    let same = text.trim() == before.project_asset.description.trim();
    let input = InstanceInput {
        description_override: Some(if same { None } else { Some(text) }),
        ..Default::default()
    };
    instances::update(ctx, viewer, at, input).await?;
    let undo = PanelAction::Describe {
        instance: at.instance,
        text: before.effective_description,
    };
    Ok(Notice::done("Description saved", Some(undo)).into())
}
