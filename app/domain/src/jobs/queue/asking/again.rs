//! Asking once more for a picture that was drawn before: by the same provider, from the same words, the same seed and
//! the same references, whatever was changed since.

use super::{Ask, Brief, generating, in_scene, refuse_more, row};
use crate::{
    ctx::{Ctx, Viewer},
    entities::{attempts, jobs},
    error::{Error, Result, conflict, invalid},
    jobs::{budget, queue::told},
    model::{
        ids::AttemptId,
        paths::AttemptPath,
        rules,
        views::{JobView, OtherReference, ReferenceSnapshot},
    },
    providers::{Capabilities, Provider},
    services::{
        attempts as history, references,
        scope::{self, OwnedInstance},
        views::job as view,
    },
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter,
    prelude::Json,
};
use serde_json::json;

/// Where the record of a job says which picture it draws again, and what was sent along then.
const AGAIN: &str = "again";
const OTHERS: &str = "others";

/// Whether a job draws again what was drawn before. Its references are those on its row, then, and no others.
pub(crate) fn is_again(job: &jobs::Model) -> bool {
    record(job).is_some()
}

/// What was sent along with the picture that a job draws again.
pub(crate) fn sent_along(job: &jobs::Model) -> Result<Vec<OtherReference>> {
    match record(job).and_then(|record| record.get(OTHERS)) {
        Some(others) => serde_json::from_value(others.clone()).map_err(Error::internal),
        None => Ok(Vec::new()),
    }
}

fn record(job: &jobs::Model) -> Option<&Json> {
    job.provider_metadata.as_ref()?.get(AGAIN)
}

/// What a picture started from, as its row has it.
struct Start {
    reference: Option<Json>,
    others: Vec<OtherReference>,
}

/// Asks for a live picture of a history once more. Errors: `Invalid` for one that no provider drew here, or one that is
/// not configured any more; `Conflict` where a reference that it started from is gone, or where the provider takes no
/// longer what it was told.
pub async fn again(ctx: &Ctx, viewer: Viewer, path: AttemptPath) -> Result<JobView> {
    let owned = scope::instance(ctx.db.read(), viewer, path.instance()).await?;
    let attempt = history::find(ctx.db.read(), path).await?;
    if attempt.deleted_at.is_some() {
        return Err(Error::NotFound("image"));
    }
    let (prompt, name) = drawn_here(&attempt)?;
    let provider = ctx.providers.get(Some(&name))?;
    let can = provider.capabilities();
    takes_still(&can, &attempt)?;
    let from = start(ctx, provider, &owned, &attempt).await?;
    let count = usize::from(from.reference.is_some()) + from.others.len();
    let txn = ctx.db.begin().await?;
    let owned = generating(scope::lock_instance(&txn, viewer, path.instance()).await?)?;
    refuse_more(ctx, &txn, path.project).await?;
    budget::refuse_more(&txn, viewer, provider, path.project, count).await?;
    let first = first_job(&txn, &attempt).await?;
    let mut subject = in_scene(&txn, &owned).await?;
    if let Some(brief) = first.as_ref().and_then(brief) {
        subject.brief = brief;
    }
    let ask = Ask {
        seed: attempt.seed,
        negative_prompt: attempt.negative_prompt,
        ..Ask::default()
    };
    let mut job = row(ctx, &owned.project, subject, ask, (&can, count));
    job.prompt = Set(prompt);
    let job = like(job, first, attempt.id, from).insert(&txn).await?;
    txn.commit().await?;
    told(ctx, &job);
    ctx.wake.notify_one();
    Ok(view(job, None))
}

/// The words of a picture that was drawn in its scene, and who drew it. One that was taken over would be drawn over
/// itself here.
fn drawn_here(attempt: &attempts::Model) -> Result<(String, String)> {
    if let Some(used) = used(attempt)?.filter(ReferenceSnapshot::is_inherited) {
        let scene = match used.scene_number {
            Some(number) => format!("scene {number}"),
            None => "an earlier scene".to_owned(),
        };
        return invalid(format!(
            "This picture came from {scene}; draw it again there."
        ));
    }
    match (&attempt.prompt_snapshot, &attempt.provider) {
        (Some(prompt), Some(name)) => Ok((prompt.clone(), name.clone())),
        _ => invalid(rules::NOT_DRAWN),
    }
}

/// What a picture started from first.
fn used(attempt: &attempts::Model) -> Result<Option<ReferenceSnapshot>> {
    let json = attempt.reference_snapshot.clone();
    json.map(serde_json::from_value)
        .transpose()
        .map_err(Error::internal)
}

/// Refuses a provider that would leave out now what it was told then.
fn takes_still(can: &Capabilities, attempt: &attempts::Model) -> Result<()> {
    if attempt.negative_prompt.is_none() || can.negative {
        return Ok(());
    }
    conflict(format!(
        "\"{}\" takes no negative prompt any more, and this picture was drawn with one. Generate a new one instead.",
        can.name
    ))
}

/// The new job with what is known of the first one, and with the picture that it draws again on record.
fn like(
    mut job: jobs::ActiveModel,
    first: Option<jobs::Model>,
    attempt: AttemptId,
    from: Start,
) -> jobs::ActiveModel {
    if let Some(first) = first {
        job.width = Set(first.width);
        job.height = Set(first.height);
    }
    job.reference_snapshot = Set(from.reference);
    let record = job.provider_metadata.take().flatten();
    let mut record = record.unwrap_or_default();
    record[AGAIN] = json!({ "attempt": attempt, OTHERS: from.others });
    job.provider_metadata = Set(Some(record));
    job
}

/// What a picture started from, as much of it as the provider takes. All of that has to be there still.
async fn start(
    ctx: &Ctx,
    provider: &Provider,
    owned: &OwnedInstance,
    attempt: &attempts::Model,
) -> Result<Start> {
    let most = provider.capabilities().references;
    let reference = attempt.reference_snapshot.clone().filter(|_| most > 0);
    if let Some(snapshot) = used(attempt)?.filter(|_| most > 0) {
        there(references::kept(ctx, owned, &snapshot).await?)?;
    }
    let mut others: Vec<OtherReference> = match attempt.other_references.clone() {
        Some(json) => serde_json::from_value(json).map_err(Error::internal)?,
        None => Vec::new(),
    };
    others.truncate(most.saturating_sub(usize::from(reference.is_some())));
    for other in &others {
        there(references::kept_other(ctx, owned, other).await?)?;
    }
    Ok(Start { reference, others })
}

fn there<T>(kept: Option<T>) -> Result<()> {
    match kept {
        Some(_) => Ok(()),
        None => conflict(rules::REFERENCE_GONE),
    }
}

/// The job that made a picture, if it is on record.
async fn first_job(
    conn: &impl ConnectionTrait,
    attempt: &attempts::Model,
) -> Result<Option<jobs::Model>> {
    let Some(job) = attempt.image_generation_job_id else {
        return Ok(None);
    };
    let found = jobs::Entity::find_by_id(job)
        .filter(jobs::Column::SceneAssetInstanceId.eq(attempt.scene_asset_instance_id));
    Ok(found.one(conn).await?)
}

/// The words that a job was made of, for providers that work from parts instead of the prompt.
pub(crate) fn brief(job: &jobs::Model) -> Option<Brief> {
    let brief = job.provider_metadata.as_ref()?.get("brief")?.clone();
    serde_json::from_value(brief).ok()
}
