//! The rows of jobs, as people see them: asked for, listed, ended, tried again.

mod asking;
mod listing;

pub use asking::{Ask, again, create, create_master};
pub(crate) use asking::{Brief, brief, by_lot, is_again, sent_along};
pub use listing::page;
pub(crate) use listing::{list, standing};

use crate::{
    ctx::{Ctx, Viewer},
    db::now,
    entities::{jobs, projects},
    error::{Error, Result, conflict},
    jobs::{budget, run, spending},
    model::{
        ids::{JobId, ProjectId},
        kinds::{Access, JobErrorCode, JobStatus, JobType},
        panel::RunningView,
        paths::InstancePath,
        rules,
        views::JobView,
    },
    services::{
        scope,
        views::{credits, parts_of},
    },
};
use asking::{generating, refuse_more};
use listing::with_picture;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, UpdateMany,
    sea_query::Expr,
};

pub(crate) const OPEN: [JobStatus; 4] = [
    JobStatus::Queued,
    JobStatus::Processing,
    JobStatus::Generating,
    JobStatus::Uploading,
];

/// A job of the viewer's.
pub async fn get(ctx: &Ctx, viewer: Viewer, id: JobId) -> Result<JobView> {
    let job = owned(ctx.db.read(), viewer, id).await?;
    with_picture(ctx.db.read(), job).await
}

async fn owned(conn: &impl ConnectionTrait, viewer: Viewer, id: JobId) -> Result<jobs::Model> {
    let found = jobs::Entity::find_by_id(id)
        .find_also_related(projects::Entity)
        .filter(scope::reach(viewer))
        .one(conn)
        .await?;
    if let Some((job, _)) = found {
        return Ok(job);
    }
    if viewer.wants > Access::Look {
        return Err(scope::missing(Box::pin(owned(conn, viewer.looking(), id))).await);
    }
    Err(Error::NotFound("job"))
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
        cost: costs.into_iter().flatten().map(parts_of).sum(),
    })
}

/// Ends a job that waits or runs. What it draws after that is thrown away, and ended at the provider where that can be
/// done, be it of an earlier beginning.
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
    let here = ctx.running.stop(id);
    told(ctx, &job);
    if !here && job.attempt_count > 0 {
        run::end_beside(ctx, job);
    }
    get(ctx, viewer, id).await
}

/// Queues a failed or cancelled job once more. Refused where asking anew would be.
pub async fn retry(ctx: &Ctx, viewer: Viewer, id: JobId) -> Result<JobView> {
    let txn = ctx.db.begin().await?;
    let job = owned(&txn, viewer, id).await?;
    still_wanted(&txn, viewer, &job).await?;
    refuse_more(ctx, &txn, job.project_id).await?;
    let provider = ctx.providers.get(Some(&job.provider))?;
    let said = job.estimated_cost;
    let cost = said.map_or(provider.capabilities().cost, credits);
    budget::refuse_another(&txn, viewer, provider, job.project_id, cost).await?;
    let queued = queued(now())
        .col_expr(jobs::Column::RetryCount, Expr::value(0))
        .col_expr(
            jobs::Column::BegunBefore,
            Expr::col(jobs::Column::AttemptCount),
        )
        .col_expr(jobs::Column::QueuedAt, Expr::value(now()))
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
    // What was still drawn for it was given up, so the next call is to come.
    spending::given_up(&txn, provider, id).await?;
    txn.commit().await?;
    told(ctx, &job);
    ctx.wake.notify_one();
    get(ctx, viewer, id).await
}

/// Refuses where asking anew would be refused.
async fn still_wanted(
    conn: &impl ConnectionTrait,
    viewer: Viewer,
    job: &jobs::Model,
) -> Result<()> {
    if job.job_type == JobType::MasterAsset {
        let (_, asset) = scope::asset(conn, viewer, job.project_id, job.project_asset_id).await?;
        return match asset.locked {
            true => conflict(rules::LOCKED_MASTER),
            false => Ok(()),
        };
    }
    let (Some(scene), Some(instance)) = (job.scene_id, job.scene_asset_instance_id) else {
        return conflict("The asset was taken out of the scene, so this job cannot be retried.");
    };
    let path = InstancePath {
        project: job.project_id,
        scene,
        instance,
    };
    generating(scope::lock_instance(conn, viewer, path).await?).map(drop)
}

/// Nobody's.
pub(crate) fn released(change: UpdateMany<jobs::Entity>) -> UpdateMany<jobs::Entity> {
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
