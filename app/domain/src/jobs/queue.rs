//! The rows of jobs: made, claimed under a lease, moved on, ended. Every step after the claim names the
//! lease's owner, so a worker that lost its lease changes nothing any more.

use crate::{
    ctx::{Ctx, Viewer},
    db::now,
    entities::{assets, attempts, jobs, projects},
    error::{Error, Result, conflict, invalid},
    jobs::run::Failure,
    model::{
        ids::{JobId, ProjectId},
        kinds::{AssetType, JobErrorCode, JobStatus, JobType},
        panel::RunningView,
        paths::InstancePath,
        prompt::{self, PromptParts},
        rules,
        views::JobView,
    },
    services::{
        attempts::tell,
        scope::{self, OwnedInstance},
        views::{attempt_url, decimal, hundredths, job as view},
    },
};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, UpdateMany,
    sea_query::{Expr, LockBehavior, LockType},
};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// The longest wait before a job is tried again by itself.
const LONGEST_WAIT: Duration = Duration::from_secs(300);
/// How often a job may be begun in all. Only one that takes the process down with it comes near.
const MOST_BEGINNINGS: i32 = 25;
const OPEN: [JobStatus; 4] = [
    JobStatus::Queued,
    JobStatus::Processing,
    JobStatus::Generating,
    JobStatus::Uploading,
];
const HELD: [JobStatus; 3] = [
    JobStatus::Processing,
    JobStatus::Generating,
    JobStatus::Uploading,
];

/// What may be said when asking for a picture.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Ask {
    /// Who shall draw; the default provider unless named.
    pub provider: Option<String>,
    /// A word of the caller's: asking again with it answers the job that it made first.
    pub idempotency_key: Option<String>,
    /// Where chance starts from; drawn by lot unless given.
    pub seed: Option<i64>,
}

/// The words of a job as they stood when it was asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Brief {
    pub(crate) name: String,
    pub(crate) asset_type: AssetType,
    pub(crate) description: String,
    pub(crate) tags: Vec<String>,
    pub(crate) visual_style: String,
}

/// Asks for a picture of an instance.
pub async fn create(ctx: &Ctx, viewer: Viewer, path: InstancePath, ask: Ask) -> Result<JobView> {
    check(&ask)?;
    let provider = ctx.providers.get(ask.provider.as_deref())?.capabilities();
    let txn = ctx.db.begin().await?;
    let owned = scope::lock_instance(&txn, viewer, path).await?;
    if let Some(made) = already_made(&txn, &owned, &ask).await? {
        return Ok(made);
    }
    let owned = generating(owned)?;
    if open_jobs(&txn, path.project).await?.count >= ctx.settings.queue_limit {
        let message = "This project has as many waiting pictures as it may. Wait for some to end, or cancel them.";
        return Err(Error::TooMany {
            message: message.into(),
            retry_after: 30,
        });
    }
    let asset = assets::Entity::find_by_id(owned.instance.project_asset_id)
        .one(&txn)
        .await?
        .ok_or(Error::NotFound("asset"))?;
    let job = row(ctx, &owned, asset, ask, provider.name, provider.cost)
        .insert(&txn)
        .await?;
    txn.commit().await?;
    tell(ctx, path);
    ctx.wake.notify_one();
    Ok(view(job, None))
}

/// Refuses to generate for an instance that is locked or uses its master as-is.
fn generating(owned: OwnedInstance) -> Result<OwnedInstance> {
    let owned = owned.unlocked()?;
    if owned.instance.use_master_as_is {
        conflict(rules::AS_IS)
    } else {
        Ok(owned)
    }
}

fn check(ask: &Ask) -> Result<()> {
    match &ask.idempotency_key {
        Some(key)
            if key.is_empty()
                || key.chars().count() > rules::MAX_NAME
                || key.chars().any(char::is_control) =>
        {
            invalid("An idempotencyKey has 1 to 200 characters on one line.")
        }
        _ => Ok(()),
    }
}

/// The job that the idempotency key stands for, if it was seen in the project.
async fn already_made(
    conn: &impl ConnectionTrait,
    owned: &OwnedInstance,
    ask: &Ask,
) -> Result<Option<JobView>> {
    let Some(key) = &ask.idempotency_key else {
        return Ok(None);
    };
    let found = jobs::Entity::find()
        .filter(jobs::Column::ProjectId.eq(owned.project.id))
        .filter(jobs::Column::IdempotencyKey.eq(key))
        .one(conn)
        .await?;
    match found {
        Some(job) if job.scene_asset_instance_id == Some(owned.instance.id) => {
            Ok(Some(with_picture(conn, job).await?))
        }
        Some(_) => conflict("This idempotencyKey was used for another asset. Use a fresh one."),
        None => Ok(None),
    }
}

fn row(
    ctx: &Ctx,
    owned: &OwnedInstance,
    asset: assets::Model,
    ask: Ask,
    provider: &str,
    cost: f64,
) -> jobs::ActiveModel {
    let (width, height) = rules::generated_size(&owned.project.aspect_ratio);
    let brief = Brief {
        name: asset.name,
        asset_type: asset.asset_type,
        description: owned.instance.effective_description.clone(),
        tags: owned.instance.status_tags.clone().unwrap_or_default().0,
        visual_style: owned.project.visual_style.clone().unwrap_or_default(),
    };
    let prompt = prompt::assemble(&PromptParts {
        name: &brief.name,
        asset_type: brief.asset_type,
        description: &brief.description,
        tags: &brief.tags,
        visual_style: &brief.visual_style,
        aspect_ratio: &owned.project.aspect_ratio,
    });
    let now = now();
    jobs::ActiveModel {
        id: Set(JobId::new()),
        project_id: Set(owned.project.id),
        branch_id: Set(owned.branch),
        scene_id: Set(Some(owned.scene.id)),
        scene_asset_instance_id: Set(Some(owned.instance.id)),
        project_asset_id: Set(asset.id),
        job_type: Set(JobType::SceneAsset),
        status: Set(JobStatus::Queued),
        prompt: Set(prompt),
        width: Set(Some(width as i32)),
        height: Set(Some(height as i32)),
        seed: Set(Some(
            ask.seed
                .unwrap_or_else(|| i64::from(rand::random::<u32>() >> 1)),
        )),
        provider: Set(provider.to_owned()),
        idempotency_key: Set(ask.idempotency_key),
        attempt_count: Set(0),
        retry_count: Set(0),
        max_retries: Set(ctx.settings.max_retries),
        run_after: Set(now),
        estimated_cost: Set(Some(decimal(cost))),
        provider_metadata: Set(serde_json::to_value(&brief)
            .ok()
            .map(|brief| serde_json::json!({ "brief": brief }))),
        queued_at: Set(now),
        created_at: Set(now),
        updated_at: Set(now),
        ..Default::default()
    }
}

/// A job of the viewer's.
pub async fn get(ctx: &Ctx, viewer: Viewer, id: JobId) -> Result<JobView> {
    let job = owned(ctx.db.read(), viewer, id).await?;
    with_picture(ctx.db.read(), job).await
}

async fn owned(conn: &impl ConnectionTrait, viewer: Viewer, id: JobId) -> Result<jobs::Model> {
    let found = jobs::Entity::find_by_id(id)
        .find_also_related(projects::Entity)
        .filter(projects::Column::UserId.eq(viewer.user))
        .one(conn)
        .await?;
    found.map(|(job, _)| job).ok_or(Error::NotFound("job"))
}

async fn with_picture(conn: &impl ConnectionTrait, job: jobs::Model) -> Result<JobView> {
    let attempt = attempts::Entity::find()
        .filter(attempts::Column::ImageGenerationJobId.eq(job.id))
        .one(conn)
        .await?;
    Ok(view(job, attempt.map(|attempt| attempt_url(attempt.id))))
}

/// The jobs of a project with their pictures' keys, newest first; those in one state if asked for.
pub(crate) async fn list(
    conn: &impl ConnectionTrait,
    project: ProjectId,
    status: Option<JobStatus>,
    limit: u64,
) -> Result<Vec<(jobs::Model, Option<attempts::Model>)>> {
    let mut select = jobs::Entity::find()
        .find_also_related(attempts::Entity)
        .filter(jobs::Column::ProjectId.eq(project))
        .order_by_desc(jobs::Column::CreatedAt)
        .order_by_desc(jobs::Column::Id)
        .limit(limit);
    if let Some(status) = status {
        select = select.filter(jobs::Column::Status.eq(status));
    }
    Ok(select.all(conn).await?)
}

/// The jobs of a project that wait or run.
pub(crate) async fn open_jobs(
    conn: &impl ConnectionTrait,
    project: ProjectId,
) -> Result<RunningView> {
    let costs: Vec<Option<sea_orm::prelude::Decimal>> = jobs::Entity::find()
        .select_only()
        .column(jobs::Column::EstimatedCost)
        .filter(jobs::Column::ProjectId.eq(project))
        .filter(jobs::Column::Status.is_in(OPEN))
        .into_tuple()
        .all(conn)
        .await?;
    Ok(RunningView {
        count: costs.len() as u64,
        cost: costs.into_iter().flatten().map(hundredths).sum(),
    })
}

/// Ends a job that waits or runs. What it draws after that is thrown away.
pub async fn cancel(ctx: &Ctx, viewer: Viewer, id: JobId) -> Result<JobView> {
    let txn = ctx.db.begin().await?;
    let job = owned(&txn, viewer, id).await?;
    let ended = jobs::Entity::update_many()
        .col_expr(jobs::Column::Status, Expr::value(JobStatus::Cancelled))
        .col_expr(jobs::Column::CancelledAt, Expr::value(now()))
        .col_expr(
            jobs::Column::ErrorCode,
            Expr::value(JobErrorCode::Cancelled),
        )
        .col_expr(jobs::Column::ErrorMessage, Expr::value("Cancelled."))
        .filter(jobs::Column::Id.eq(id))
        .filter(jobs::Column::Status.is_in(OPEN));
    if released(ended).exec(&txn).await?.rows_affected == 0 {
        return conflict(format!(
            "This job is {} already and cannot be cancelled.",
            job.status
        ));
    }
    txn.commit().await?;
    ctx.running.stop(id);
    told(ctx, &job);
    get(ctx, viewer, id).await
}

/// Queues a failed or cancelled job once more. Refused where asking anew would be.
pub async fn retry(ctx: &Ctx, viewer: Viewer, id: JobId) -> Result<JobView> {
    let txn = ctx.db.begin().await?;
    let job = owned(&txn, viewer, id).await?;
    if job.job_type == JobType::SceneAsset {
        let (Some(scene), Some(instance)) = (job.scene_id, job.scene_asset_instance_id) else {
            return conflict(
                "The asset was taken out of the scene, so this job cannot be retried.",
            );
        };
        let path = InstancePath {
            project: job.project_id,
            scene,
            instance,
        };
        generating(scope::lock_instance(&txn, viewer, path).await?)?;
    }
    let queued = queued(now())
        .col_expr(jobs::Column::RetryCount, Expr::value(0))
        .col_expr(jobs::Column::AttemptCount, Expr::value(0))
        .col_expr(jobs::Column::ErrorCode, Expr::value(None::<JobErrorCode>))
        .col_expr(jobs::Column::ErrorMessage, Expr::value(None::<String>))
        .col_expr(jobs::Column::FailureStage, Expr::value(None::<String>))
        .col_expr(
            jobs::Column::FailedAt,
            Expr::value(None::<sea_orm::prelude::DateTimeUtc>),
        )
        .col_expr(
            jobs::Column::CancelledAt,
            Expr::value(None::<sea_orm::prelude::DateTimeUtc>),
        )
        .filter(jobs::Column::Id.eq(id))
        .filter(jobs::Column::Status.is_in([JobStatus::Failed, JobStatus::Cancelled]));
    if queued.exec(&txn).await?.rows_affected == 0 {
        return conflict(format!("This job is {} and cannot be retried.", job.status));
    }
    txn.commit().await?;
    told(ctx, &job);
    ctx.wake.notify_one();
    get(ctx, viewer, id).await
}

/// Takes the job that waits longest, under a fresh lease.
pub(crate) async fn claim(ctx: &Ctx, owner: &str) -> Result<Option<jobs::Model>> {
    let waiting = || {
        jobs::Entity::find()
            .filter(jobs::Column::Status.eq(JobStatus::Queued))
            .filter(jobs::Column::RunAfter.lte(now()))
    };
    if waiting().count(ctx.db.read()).await? == 0 {
        return Ok(None);
    }
    let txn = ctx.db.begin().await?;
    // On PostgreSQL two workers never wait for each other's row; on SQLite the transaction is the only writer.
    let found = waiting()
        .order_by_asc(jobs::Column::RunAfter)
        .order_by_asc(jobs::Column::Id)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .one(&txn)
        .await?;
    let Some(job) = found else { return Ok(None) };
    let beginnings = job.attempt_count + 1;
    let mut change: jobs::ActiveModel = job.into();
    change.status = Set(JobStatus::Processing);
    change.lease_owner = Set(Some(owner.to_owned()));
    change.lease_until = Set(Some(now() + ctx.settings.lease));
    change.processing_at = Set(Some(now()));
    change.progress = Set(None);
    change.attempt_count = Set(beginnings);
    change.updated_at = Set(now());
    let job = change.update(&txn).await?;
    txn.commit().await?;
    told(ctx, &job);
    Ok(Some(job))
}

/// Extends the lease. False when it is lost: cancelled, or taken over.
pub(crate) async fn renew(ctx: &Ctx, owner: &str, id: JobId) -> Result<bool> {
    let txn = ctx.db.begin().await?;
    let renewed = held(owner, id)
        .col_expr(
            jobs::Column::LeaseUntil,
            Expr::value(now() + ctx.settings.lease),
        )
        .exec(&txn)
        .await?;
    txn.commit().await?;
    Ok(renewed.rows_affected == 1)
}

/// Moves a held job to its next state. False when the lease is lost.
pub(crate) async fn advance(
    ctx: &Ctx,
    owner: &str,
    job: &jobs::Model,
    status: JobStatus,
) -> Result<bool> {
    let stamp = if status == JobStatus::Generating {
        jobs::Column::GeneratingAt
    } else {
        jobs::Column::UploadingAt
    };
    let txn = ctx.db.begin().await?;
    let moved = held(owner, job.id)
        .col_expr(jobs::Column::Status, Expr::value(status))
        .col_expr(stamp, Expr::value(now()))
        .col_expr(
            jobs::Column::LeaseUntil,
            Expr::value(now() + ctx.settings.lease),
        )
        .exec(&txn)
        .await?;
    txn.commit().await?;
    told(ctx, job);
    Ok(moved.rows_affected == 1)
}

/// Notes how far the provider is, in percent.
pub(crate) async fn progress(
    ctx: &Ctx,
    owner: &str,
    job: &jobs::Model,
    percent: i32,
) -> Result<()> {
    let txn = ctx.db.begin().await?;
    held(owner, job.id)
        .col_expr(jobs::Column::Progress, Expr::value(percent.clamp(0, 100)))
        .exec(&txn)
        .await?;
    txn.commit().await?;
    told(ctx, job);
    Ok(())
}

/// Completes a held job inside the transaction that writes its picture. False when the lease is lost.
pub(crate) async fn complete(
    conn: &impl ConnectionTrait,
    owner: &str,
    job: &jobs::Model,
    cost: Option<f64>,
    metadata: serde_json::Value,
) -> Result<bool> {
    let done = held(owner, job.id)
        .filter(jobs::Column::LeaseUntil.gt(now()))
        .col_expr(jobs::Column::Status, Expr::value(JobStatus::Completed))
        .col_expr(jobs::Column::CompletedAt, Expr::value(now()))
        .col_expr(jobs::Column::CostCredits, Expr::value(cost.map(decimal)))
        .col_expr(jobs::Column::ErrorCode, Expr::value(None::<JobErrorCode>))
        .col_expr(jobs::Column::ErrorMessage, Expr::value(None::<String>))
        .col_expr(jobs::Column::ProviderMetadata, Expr::value(metadata));
    Ok(released(done).exec(conn).await?.rows_affected == 1)
}

/// Ends a held job as failed, or queues it again where that can help.
pub(crate) async fn fail(
    ctx: &Ctx,
    owner: &str,
    job: &jobs::Model,
    failure: Failure,
) -> Result<()> {
    let passing = matches!(
        failure.code,
        JobErrorCode::Temporary | JobErrorCode::RateLimit
    );
    let again = passing && job.retry_count < job.max_retries;
    let change = if again {
        let wait = failure
            .retry_after
            .unwrap_or_else(|| growing(ctx.settings.retry_base, job.retry_count));
        held(owner, job.id)
            .col_expr(jobs::Column::Status, Expr::value(JobStatus::Queued))
            .col_expr(jobs::Column::RetryCount, Expr::value(job.retry_count + 1))
            .col_expr(
                jobs::Column::RunAfter,
                Expr::value(now() + wait.min(LONGEST_WAIT)),
            )
    } else {
        held(owner, job.id)
            .col_expr(jobs::Column::Status, Expr::value(JobStatus::Failed))
            .col_expr(jobs::Column::FailedAt, Expr::value(now()))
    };
    let change = change
        .col_expr(jobs::Column::ErrorCode, Expr::value(failure.code))
        .col_expr(
            jobs::Column::ErrorMessage,
            Expr::value(shortened(&failure.message)),
        )
        .col_expr(jobs::Column::FailureStage, Expr::value(failure.stage));
    let txn = ctx.db.begin().await?;
    released(change).exec(&txn).await?;
    txn.commit().await?;
    told(ctx, job);
    Ok(())
}

/// The provider's words, shortened for people, at a character's edge, and without what PostgreSQL cannot keep.
fn shortened(text: &str) -> String {
    let text = text.replace('\0', " ");
    let mut short: String = text.chars().take(500).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

/// Waits that double, by half more or less so that many jobs do not come back at once.
fn growing(base: Duration, retries: i32) -> Duration {
    base.mul_f64(
        f64::from(2_i32.saturating_pow(retries.clamp(0, 16) as u32)) * rand::random_range(0.5..1.5),
    )
}

/// Queues again what a worker that is gone still held. At the start of the only process of a data folder
/// that is everything held; otherwise what has expired. A job that never survives is ended.
pub async fn recover(ctx: &Ctx, everything: bool) -> Result<u64> {
    let lost = |change: UpdateMany<jobs::Entity>| {
        let change = change.filter(jobs::Column::Status.is_in(HELD));
        if everything {
            change
        } else {
            change.filter(jobs::Column::LeaseUntil.lt(now()))
        }
    };
    let txn = ctx.db.begin().await?;
    let hopeless = jobs::Entity::update_many()
        .col_expr(jobs::Column::Status, Expr::value(JobStatus::Failed))
        .col_expr(jobs::Column::FailedAt, Expr::value(now()))
        .col_expr(
            jobs::Column::ErrorCode,
            Expr::value(JobErrorCode::Permanent),
        )
        .col_expr(
            jobs::Column::ErrorMessage,
            Expr::value("This job never ended, however often it was begun."),
        )
        .filter(jobs::Column::AttemptCount.gte(MOST_BEGINNINGS));
    lost(released(hopeless)).exec(&txn).await?;
    let again = lost(queued(now())).exec(&txn).await?.rows_affected;
    txn.commit().await?;
    Ok(again)
}

/// Gives back what this worker still holds, so that another may take it at once.
pub(crate) async fn hand_back(ctx: &Ctx, owner: &str) -> Result<u64> {
    let txn = ctx.db.begin().await?;
    let back = queued(now())
        .filter(jobs::Column::LeaseOwner.eq(owner))
        .filter(jobs::Column::Status.is_in(HELD))
        .exec(&txn)
        .await?;
    txn.commit().await?;
    Ok(back.rows_affected)
}

/// A change of the job if, and only if, this owner still holds it.
fn held(owner: &str, id: JobId) -> UpdateMany<jobs::Entity> {
    jobs::Entity::update_many()
        .col_expr(jobs::Column::UpdatedAt, Expr::value(now()))
        .filter(jobs::Column::Id.eq(id))
        .filter(jobs::Column::LeaseOwner.eq(owner))
        .filter(jobs::Column::Status.is_in(HELD))
}

fn released(change: UpdateMany<jobs::Entity>) -> UpdateMany<jobs::Entity> {
    change
        .col_expr(jobs::Column::LeaseOwner, Expr::value(None::<String>))
        .col_expr(
            jobs::Column::LeaseUntil,
            Expr::value(None::<sea_orm::prelude::DateTimeUtc>),
        )
}

fn queued(run_after: sea_orm::prelude::DateTimeUtc) -> UpdateMany<jobs::Entity> {
    released(jobs::Entity::update_many())
        .col_expr(jobs::Column::Status, Expr::value(JobStatus::Queued))
        .col_expr(jobs::Column::RunAfter, Expr::value(run_after))
        .col_expr(jobs::Column::UpdatedAt, Expr::value(now()))
}

/// Tells everybody who looks at the scene or the queue.
pub(crate) fn told(ctx: &Ctx, job: &jobs::Model) {
    ctx.events
        .tell(job.project_id, job.scene_id, job.scene_asset_instance_id);
}
