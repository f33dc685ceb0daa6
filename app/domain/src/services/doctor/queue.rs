//! Rule 18: jobs that run are held by somebody, and jobs that ended by nobody.

use super::{Care, Findings, page};
use crate::{
    ctx::Ctx,
    db::now,
    entities::{attempts, jobs},
    error::Result,
    model::{
        ids::JobId,
        kinds::{JobStatus, JobType},
    },
};
use sea_orm::{
    ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QuerySelect,
    prelude::DateTimeUtc,
    sea_query::{Expr, SimpleExpr},
};
use std::{collections::HashSet, time::Duration};

/// How long after its lease ran out a job may wait to be taken back, were a server running.
const TAKEN_BACK: Duration = Duration::from_secs(20);
const HELD: [JobStatus; 3] = [
    JobStatus::Processing,
    JobStatus::Generating,
    JobStatus::Uploading,
];

/// Looks at every job.
pub(super) async fn examine(ctx: &Ctx, care: Care, found: &mut Findings) -> Result<()> {
    let mut after = None;
    loop {
        let rows = page::<jobs::Entity>(ctx.db.read(), jobs::Column::Id, after).await?;
        let Some(last) = rows.last() else {
            return Ok(());
        };
        after = Some(last.id);
        let drawn = drawn(ctx, &rows).await?;
        let latest = now() - TAKEN_BACK;
        for job in rows {
            let leased = job.lease_owner.is_some() || job.lease_until.is_some();
            let place = format!("job {} of project {}", job.id, job.project_id);
            if HELD.contains(&job.status) {
                if job.lease_until.is_none_or(|until| until < latest) {
                    let fixed = care.fix && give_back(ctx, job.id, latest).await?;
                    let what = format!("It is {}, and nobody holds it.", job.status);
                    found.add(18, what, place, fixed);
                }
            } else if leased {
                let fixed = care.fix && release(ctx, job.id).await?;
                let what = format!("It is {}, and somebody holds it.", job.status);
                found.add(18, what, place, fixed);
            } else if lost_its_picture(ctx, &job) && !drawn.contains(&job.id) {
                found.add(
                    18,
                    "It is completed, and its picture is nowhere.",
                    place,
                    false,
                );
            }
        }
    }
}

/// Whether a job ended so lately that its picture cannot have been deleted and forgotten since.
fn lost_its_picture(ctx: &Ctx, job: &jobs::Model) -> bool {
    let oldest = now() - ctx.settings.attempt_retention;
    job.status == JobStatus::Completed
        && job.job_type == JobType::SceneAsset
        && job.scene_asset_instance_id.is_some()
        && job.completed_at.is_some_and(|then| then > oldest)
}

/// Those of the jobs that an attempt came from.
async fn drawn(ctx: &Ctx, rows: &[jobs::Model]) -> Result<HashSet<JobId>> {
    let ids: Vec<Option<JobId>> = attempts::Entity::find()
        .select_only()
        .column(attempts::Column::ImageGenerationJobId)
        .filter(attempts::Column::ImageGenerationJobId.is_in(rows.iter().map(|job| job.id)))
        .into_tuple()
        .all(ctx.db.read())
        .await?;
    Ok(ids.into_iter().flatten().collect())
}

/// Queues a job again whose lease ran out. False where somebody took it meanwhile.
async fn give_back(ctx: &Ctx, id: JobId, latest: DateTimeUtc) -> Result<bool> {
    let lost = jobs::Column::LeaseUntil
        .is_null()
        .or(jobs::Column::LeaseUntil.lt(latest));
    let again = [
        (jobs::Column::Status, Expr::value(JobStatus::Queued)),
        (jobs::Column::RunAfter, Expr::value(now())),
    ];
    change(ctx, id, jobs::Column::Status.is_in(HELD).and(lost), &again).await
}

/// Takes a lease off a job that nobody works at.
async fn release(ctx: &Ctx, id: JobId) -> Result<bool> {
    change(ctx, id, jobs::Column::Status.is_not_in(HELD), &[]).await
}

/// Changes a job that is still so, and leaves it to nobody.
async fn change(
    ctx: &Ctx,
    id: JobId,
    still: SimpleExpr,
    values: &[(jobs::Column, SimpleExpr)],
) -> Result<bool> {
    let mut change = jobs::Entity::update_many()
        .col_expr(jobs::Column::LeaseOwner, Expr::value(None::<String>))
        .col_expr(jobs::Column::LeaseUntil, Expr::value(None::<DateTimeUtc>))
        .col_expr(jobs::Column::UpdatedAt, Expr::value(now()));
    for (column, value) in values {
        change = change.col_expr(*column, value.clone());
    }
    let txn = ctx.db.begin().await?;
    let changed = change
        .filter(jobs::Column::Id.eq(id))
        .filter(still)
        .exec(&txn)
        .await?;
    txn.commit().await?;
    Ok(changed.rows_affected == 1)
}
