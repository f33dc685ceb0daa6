//! The rows of jobs, as workers see them: claimed under a lease, moved on, ended. Every step after the claim names
//! the lease's owner, so a worker that lost its lease changes nothing any more.

use super::{
    queue::{queued, released, told},
    spending,
};
use crate::{
    ctx::Ctx,
    db::now,
    entities::jobs,
    error::Result,
    jobs::run::Failure,
    model::{
        ids::JobId,
        kinds::{JobErrorCode, JobStatus},
    },
    services::views::decimal,
};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, UpdateMany,
    sea_query::{Expr, LockBehavior, LockType},
};
use std::time::Duration;

/// The longest wait before a job is tried again by itself.
const LONGEST_WAIT: Duration = Duration::from_secs(300);
/// How often a job may be begun without being retried by hand. Only one that takes the process down with it comes near.
const MOST_BEGINNINGS: i32 = 25;
const HELD: [JobStatus; 3] = [
    JobStatus::Processing,
    JobStatus::Generating,
    JobStatus::Uploading,
];

/// Takes the job that waits longest, under a fresh lease: of those whose providers are not full.
pub(crate) async fn claim(ctx: &Ctx, owner: &str, full: &[String]) -> Result<Option<jobs::Model>> {
    let waiting = || {
        jobs::Entity::find()
            .filter(jobs::Column::Status.eq(JobStatus::Queued))
            .filter(jobs::Column::RunAfter.lte(now()))
            .filter(jobs::Column::Provider.is_not_in(full.iter().map(String::as_str)))
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
    let renewed = extend(ctx, &txn, owner, id).await?;
    txn.commit().await?;
    Ok(renewed)
}

/// The same inside a transaction, until whose end nobody takes the job over or cancels it.
pub(super) async fn extend(
    ctx: &Ctx,
    conn: &impl ConnectionTrait,
    owner: &str,
    id: JobId,
) -> Result<bool> {
    let extended = extended(ctx, owner, id).exec(conn).await?;
    Ok(extended.rows_affected == 1)
}

/// Moves a held job on to be drawn. False when the lease is lost.
pub(super) async fn generating(
    ctx: &Ctx,
    conn: &impl ConnectionTrait,
    owner: &str,
    id: JobId,
) -> Result<bool> {
    let moved = extended(ctx, owner, id)
        .col_expr(jobs::Column::Status, Expr::value(JobStatus::Generating))
        .col_expr(jobs::Column::GeneratingAt, Expr::value(now()))
        .exec(conn)
        .await?;
    Ok(moved.rows_affected == 1)
}

/// Moves a held job on to be stored, with what its picture cost if that was told: it was paid, whatever comes of it.
/// False when the lease is lost.
pub(super) async fn uploading(
    ctx: &Ctx,
    conn: &impl ConnectionTrait,
    owner: &str,
    id: JobId,
    cost: Option<f64>,
) -> Result<bool> {
    let mut moved = extended(ctx, owner, id)
        .col_expr(jobs::Column::Status, Expr::value(JobStatus::Uploading))
        .col_expr(jobs::Column::UploadingAt, Expr::value(now()));
    if let Some(cost) = cost {
        moved = moved.col_expr(jobs::Column::CostCredits, Expr::value(decimal(cost)));
    }
    Ok(moved.exec(conn).await?.rows_affected == 1)
}

/// A change of the job if this owner still holds it, which extends the lease.
fn extended(ctx: &Ctx, owner: &str, id: JobId) -> UpdateMany<jobs::Entity> {
    held(owner, id).col_expr(
        jobs::Column::LeaseUntil,
        Expr::value(now() + ctx.settings.lease),
    )
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

/// Ends a held job as failed, or queues it again where that can help. A call that cost nothing goes off the record,
/// whoever holds the job now.
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
    if let Some(row) = failure.unpaid {
        spending::forget(&txn, row).await?;
    }
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
pub(super) fn growing(base: Duration, retries: i32) -> Duration {
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
        .filter(
            Expr::col(jobs::Column::AttemptCount)
                .sub(Expr::col(jobs::Column::BegunBefore))
                .gte(MOST_BEGINNINGS),
        );
    lost(released(hopeless)).exec(&txn).await?;
    let again = lost(queued(now())).exec(&txn).await?.rows_affected;
    txn.commit().await?;
    Ok(again)
}

/// Gives back what this process still holds, under whichever claim, so that another may take it at once.
pub(crate) async fn hand_back(ctx: &Ctx, process: &str) -> Result<u64> {
    let txn = ctx.db.begin().await?;
    let back = queued(now())
        .filter(jobs::Column::LeaseOwner.starts_with(format!("{process}/")))
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
