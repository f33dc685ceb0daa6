//! The rows of jobs, as people see them: asked for, listed, ended, tried again.

mod asking;

pub use asking::{Ask, again, create, create_master};
pub(crate) use asking::{Brief, by_lot, is_again};

use crate::{
    ctx::{Ctx, Viewer},
    db::now,
    entities::{assets, attempts, jobs, projects},
    error::{Error, Result, conflict},
    jobs::budget,
    model::{
        ids::{AssetId, JobId, ProjectId},
        kinds::{Access, JobErrorCode, JobStatus, JobType},
        paging::{Page, Paging},
        panel::RunningView,
        paths::InstancePath,
        rules,
        views::JobView,
    },
    services::{
        paging, scope,
        views::{attempt_url, hundredths, job as view},
    },
};
use asking::{generating, refuse_more};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoSimpleExpr, QueryFilter, QueryOrder,
    QuerySelect, SelectTwo, UpdateMany, sea_query::Expr,
};
use std::collections::{HashMap, HashSet};

/// Where the record of a master's job says which picture it made.
pub(super) const MADE: &str = "picture";

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

async fn with_picture(conn: &impl ConnectionTrait, job: jobs::Model) -> Result<JobView> {
    let picture = match job.job_type {
        JobType::SceneAsset => {
            let attempt = attempts::Entity::find()
                .filter(attempts::Column::ImageGenerationJobId.eq(job.id))
                .one(conn)
                .await?;
            attempt.map(|attempt| attempt_url(attempt.id))
        }
        JobType::MasterAsset => {
            let asset = assets::Entity::find_by_id(job.project_asset_id)
                .one(conn)
                .await?;
            asset.and_then(|asset| made_master(&job, &asset))
        }
    };
    Ok(view(job, picture))
}

/// The address of the master that a job made, as long as it is the asset's: one that was replaced has none.
pub(crate) fn made_master(job: &jobs::Model, asset: &assets::Model) -> Option<String> {
    let made = job.provider_metadata.as_ref()?.get(MADE)?.as_str()?;
    asset.image_key_url.clone().filter(|url| url == made)
}

/// The jobs of a project, newest first; those in one state if asked for.
pub async fn page(
    ctx: &Ctx,
    viewer: Viewer,
    project: ProjectId,
    status: Option<JobStatus>,
    paging: &Paging,
) -> Result<Page<JobView>> {
    let conn = ctx.db.read();
    scope::project(conn, viewer, project).await?;
    let mut select = newest(project, status).limit(paging::with_next(paging));
    if let Some((asked, id)) = paging::after::<(i64, JobId)>(paging)? {
        select = select.filter(paging::below(
            [
                jobs::Column::CreatedAt.into_simple_expr(),
                jobs::Column::Id.into_simple_expr(),
            ],
            [Expr::val(paging::moment(asked)?), Expr::val(id)],
        ));
    }
    let rows = select.all(conn).await?;
    let page = paging::page(paging, rows, |(job, _)| {
        (paging::micros(job.created_at), job.id)
    })?;
    let cast = drawn_masters(conn, &page.rows).await?;
    Ok(page.map(|(job, attempt)| {
        let master = || made_master(&job, cast.get(&job.project_asset_id)?);
        let picture = attempt.map(|made| attempt_url(made.id)).or_else(master);
        view(job, picture)
    }))
}

/// The assets whose masters are among the jobs.
async fn drawn_masters(
    conn: &impl ConnectionTrait,
    listed: &[(jobs::Model, Option<attempts::Model>)],
) -> Result<HashMap<AssetId, assets::Model>> {
    let ids: HashSet<_> = listed
        .iter()
        .filter(|(job, _)| job.job_type == JobType::MasterAsset)
        .map(|(job, _)| job.project_asset_id)
        .collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let found = assets::Entity::find()
        .filter(assets::Column::Id.is_in(ids))
        .all(conn)
        .await?;
    Ok(found.into_iter().map(|asset| (asset.id, asset)).collect())
}

/// The newest jobs of a project with the attempts that they made; those in one state if asked for.
pub(crate) async fn list(
    conn: &impl ConnectionTrait,
    project: ProjectId,
    status: Option<JobStatus>,
    limit: u64,
) -> Result<Vec<(jobs::Model, Option<attempts::Model>)>> {
    Ok(newest(project, status).limit(limit).all(conn).await?)
}

fn newest(
    project: ProjectId,
    status: Option<JobStatus>,
) -> SelectTwo<jobs::Entity, attempts::Entity> {
    let select = jobs::Entity::find()
        .find_also_related(attempts::Entity)
        .filter(jobs::Column::ProjectId.eq(project))
        .order_by_desc(jobs::Column::CreatedAt)
        .order_by_desc(jobs::Column::Id);
    match status {
        Some(status) => select.filter(jobs::Column::Status.eq(status)),
        None => select,
    }
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
    still_wanted(&txn, viewer, &job).await?;
    refuse_more(ctx, &txn, job.project_id).await?;
    let provider = ctx.providers.get(Some(&job.provider))?;
    budget::refuse_more(&txn, viewer, provider, job.project_id).await?;
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
