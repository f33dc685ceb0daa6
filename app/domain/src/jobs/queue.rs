//! The rows of jobs, as people see them: asked for, listed, ended, tried again.

use crate::{
    ctx::{Ctx, Viewer},
    db::now,
    entities::{assets, attempts, jobs, projects},
    error::{Error, Result, conflict, invalid},
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
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect, UpdateMany, sea_query::Expr,
};
use serde::{Deserialize, Serialize};

pub(crate) const OPEN: [JobStatus; 4] = [
    JobStatus::Queued,
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
    refuse_more(ctx, &txn, path.project).await?;
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

/// Refuses another job where a project has as many open ones as it may.
async fn refuse_more(ctx: &Ctx, conn: &impl ConnectionTrait, project: ProjectId) -> Result<()> {
    if open_jobs(conn, project).await?.count < ctx.settings.queue_limit {
        return Ok(());
    }
    Err(Error::TooMany {
        message: "This project has as many waiting pictures as it may. Wait for some to end, or cancel them.".into(),
        retry_after: 30,
    })
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
    refuse_more(ctx, &txn, job.project_id).await?;
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

/// Nobody's.
pub(super) fn released(change: UpdateMany<jobs::Entity>) -> UpdateMany<jobs::Entity> {
    change
        .col_expr(jobs::Column::LeaseOwner, Expr::value(None::<String>))
        .col_expr(
            jobs::Column::LeaseUntil,
            Expr::value(None::<sea_orm::prelude::DateTimeUtc>),
        )
}

/// Waiting from that moment on, and nobody's.
pub(super) fn queued(run_after: sea_orm::prelude::DateTimeUtc) -> UpdateMany<jobs::Entity> {
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
