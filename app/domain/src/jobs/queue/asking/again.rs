//! Asking once more for a picture that was drawn before: by the same provider, from the same words, the same seed and
//! the same reference, whatever was changed since.

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
        views::{JobView, ReferenceSnapshot},
    },
    providers::Provider,
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

/// Where the record of a job says which picture it draws again.
const AGAIN: &str = "again";

/// Whether a job draws again what was drawn before. Its reference is the one on its row, then, and no other.
pub(crate) fn is_again(job: &jobs::Model) -> bool {
    let record = job.provider_metadata.as_ref();
    record.is_some_and(|record| record.get(AGAIN).is_some())
}

/// Asks for a live picture of a history once more. Errors: `Invalid` for one that no provider drew, or one that is
/// not configured any more; `Conflict` where the reference that it started from is gone.
pub async fn again(ctx: &Ctx, viewer: Viewer, path: AttemptPath) -> Result<JobView> {
    let owned = scope::instance(ctx.db.read(), viewer, path.instance()).await?;
    let attempt = history::find(ctx.db.read(), path).await?;
    if attempt.deleted_at.is_some() {
        return Err(Error::NotFound("image"));
    }
    let known = attempt
        .prompt_snapshot
        .clone()
        .zip(attempt.provider.clone());
    let Some((prompt, name)) = known else {
        return invalid(rules::NOT_DRAWN);
    };
    let provider = ctx.providers.get(Some(&name))?;
    let reference = reference(ctx, provider, &owned, &attempt).await?;
    let txn = ctx.db.begin().await?;
    let owned = generating(scope::lock_instance(&txn, viewer, path.instance()).await?)?;
    refuse_more(ctx, &txn, path.project).await?;
    budget::refuse_more(&txn, viewer, provider, path.project).await?;
    let first = first_job(&txn, &attempt).await?;
    let mut subject = in_scene(&txn, &owned).await?;
    if let Some(brief) = first.as_ref().and_then(brief) {
        subject.brief = brief;
    }
    let ask = Ask {
        seed: attempt.seed,
        ..Ask::default()
    };
    let mut job = row(ctx, &owned.project, subject, ask, &provider.capabilities());
    job.prompt = Set(prompt);
    job.reference_snapshot = Set(reference);
    let job = like(job, first, attempt.id).insert(&txn).await?;
    txn.commit().await?;
    told(ctx, &job);
    ctx.wake.notify_one();
    Ok(view(job, None))
}

/// The new job with what is known of the first one, and with the picture that it draws again on record.
fn like(
    mut job: jobs::ActiveModel,
    first: Option<jobs::Model>,
    attempt: AttemptId,
) -> jobs::ActiveModel {
    if let Some(first) = first {
        job.negative_prompt = Set(first.negative_prompt);
        job.width = Set(first.width);
        job.height = Set(first.height);
    }
    let record = job.provider_metadata.take().flatten();
    let mut record = record.unwrap_or_default();
    record[AGAIN] = json!({ "attempt": attempt });
    job.provider_metadata = Set(Some(record));
    job
}

/// The reference that a picture started from, as its row has it, where the provider takes any.
async fn reference(
    ctx: &Ctx,
    provider: &Provider,
    owned: &OwnedInstance,
    attempt: &attempts::Model,
) -> Result<Option<Json>> {
    let takes = provider.capabilities().references > 0;
    let Some(json) = attempt.reference_snapshot.clone().filter(|_| takes) else {
        return Ok(None);
    };
    let snapshot: ReferenceSnapshot =
        serde_json::from_value(json.clone()).map_err(Error::internal)?;
    match references::kept(ctx, owned, &snapshot).await? {
        Some(_) => Ok(Some(json)),
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
fn brief(job: &jobs::Model) -> Option<Brief> {
    let brief = job.provider_metadata.as_ref()?.get("brief")?.clone();
    serde_json::from_value(brief).ok()
}
