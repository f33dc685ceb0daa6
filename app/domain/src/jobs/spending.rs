//! What is written down of each call to a provider before it is made, so that none is ever without record: what it will
//! cost as far as is known, and what it did cost once it is answered. Only an answer that certainly cost nothing takes
//! the row away again; where nobody knows, it stands.
//!
//! A row is one call. Most providers draw by one, which is on record when the job is moved on to be drawn. One that
//! takes up what it draws already says itself when it makes a call; what it takes up has its row from before.

use crate::{
    ctx::Ctx,
    db::now,
    entities::{jobs, spending},
    error::{Result, conflict},
    jobs::{budget, lease, queue::told, run},
    model::{
        ids::{JobId, SceneId, SpendingId},
        kinds::{JobStatus, JobType},
    },
    providers::{Calls, Provider, ProviderError},
    services::views::decimal,
};
use async_trait::async_trait;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter,
    QueryOrder, UpdateMany, prelude::Decimal, sea_query::Expr,
};
use std::sync::{Mutex, PoisonError};

/// One beginning of a job, and the call that it made.
pub(crate) struct OnRecord<'a> {
    ctx: &'a Ctx,
    owner: &'a str,
    job: &'a jobs::Model,
    provider: &'a Provider,
    /// What a call costs, as far as is known beforehand.
    cost: f64,
    /// The row of the call that was made now. None before it is made, and where an earlier one was taken up.
    made: Mutex<Option<SpendingId>>,
}

impl OnRecord<'_> {
    /// The row to take away where the provider's answer is known to have cost nothing: that of the call which was made
    /// now. What was begun earlier may have been paid then.
    pub(super) fn unpaid(&self, free: bool) -> Option<SpendingId> {
        self.made().filter(|_| free)
    }

    fn made(&self) -> Option<SpendingId> {
        *self.made.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts the one call on record that is made now.
    async fn write(&self, conn: &impl ConnectionTrait) -> Result<()> {
        let row = row(self.job, decimal(self.cost)).insert(conn).await?;
        *self.made.lock().unwrap_or_else(PoisonError::into_inner) = Some(row.id);
        Ok(())
    }

    async fn allowed(&self, conn: &impl ConnectionTrait) -> Result<()> {
        budget::refuse_call(conn, self.provider, self.job.project_id, self.cost).await
    }

    /// Puts one more call on record, if the budget allows it and nobody else draws the job by now.
    async fn one_more(&self) -> Result<()> {
        let txn = self.ctx.db.begin().await?;
        self.allowed(&txn).await?;
        if !lease::extend(self.ctx, &txn, self.owner, self.job.id).await? {
            return conflict("Nobody waits for this picture here any more.");
        }
        close(&txn, self.job.id).await?;
        self.write(&txn).await?;
        txn.commit().await?;
        told(self.ctx, self.job);
        Ok(())
    }

    /// Settles what was answered: the call that was made, or the one that was taken up if it goes on. A row that is not
    /// there, though something was drawn, is made.
    async fn settle(&self, conn: &impl ConnectionTrait, cost: Option<f64>) -> Result<()> {
        let open = match self.made() {
            Some(row) => Some(row),
            None => match latest(conn, self.job.id).await? {
                // It was answered before, and is not paid twice.
                Some(row) if row.settled => return Ok(()),
                row => row.map(|row| row.id),
            },
        };
        if let Some(row) = open {
            let settled = settling(cost).filter(spending::Column::Id.eq(row));
            if settled.exec(conn).await?.rows_affected == 1 {
                return Ok(());
            }
        }
        let late = spending::ActiveModel {
            id: Set(open.unwrap_or_else(SpendingId::new)),
            settled: Set(true),
            ..row(self.job, decimal(cost.unwrap_or(self.cost)))
        };
        late.insert(conn).await?;
        Ok(())
    }
}

#[async_trait]
impl Calls for OnRecord<'_> {
    async fn another(&self) -> Result<(), ProviderError> {
        self.one_more().await.map_err(|err| {
            tracing::warn!(job = %self.job.id, error = ?err, "a call is not made");
            ProviderError::new(run::class(&err), err.to_string()).unpaid()
        })
    }
}

/// Moves a held job on to be drawn, and puts its call on record in the same transaction where the provider draws by
/// one. None when the lease is lost. Error: `Conflict` where the budget does not allow the call.
pub(crate) async fn begin<'a>(
    ctx: &'a Ctx,
    owner: &'a str,
    job: &'a jobs::Model,
    provider: &'a Provider,
    references: usize,
) -> Result<Option<OnRecord<'a>>> {
    let calls = OnRecord {
        ctx,
        owner,
        job,
        provider,
        cost: budget::estimate(&provider.capabilities(), references),
        made: Mutex::default(),
    };
    let by_one = !provider.resumes();
    let txn = ctx.db.begin().await?;
    if by_one {
        calls.allowed(&txn).await?;
    }
    if !lease::generating(ctx, &txn, owner, job.id).await? {
        return Ok(None);
    }
    if by_one {
        calls.write(&txn).await?;
    }
    txn.commit().await?;
    told(ctx, job);
    Ok(Some(calls))
}

/// Settles a call that was answered with a picture, and moves its job on to be stored. False when the lease is lost;
/// what a call that was made now cost is known all the same. May be said again where it failed.
pub(crate) async fn answered(calls: &OnRecord<'_>, cost: Option<f64>) -> Result<bool> {
    let OnRecord {
        ctx, owner, job, ..
    } = calls;
    let txn = ctx.db.begin().await?;
    let moved = lease::uploading(ctx, &txn, owner, job.id, cost).await?;
    if moved || calls.made().is_some() {
        calls.settle(&txn, cost).await?;
    }
    txn.commit().await?;
    told(ctx, job);
    Ok(moved)
}

fn settling(cost: Option<f64>) -> UpdateMany<spending::Entity> {
    let settled = spending::Entity::update_many()
        .col_expr(spending::Column::Settled, Expr::value(true))
        .col_expr(spending::Column::UpdatedAt, Expr::value(now()));
    match cost {
        Some(cost) => settled.col_expr(spending::Column::Credits, Expr::value(decimal(cost))),
        // Where the provider does not say, what was said beforehand is all that anybody will ever know.
        None => settled,
    }
}

/// The call of a job that may still be going on, else any other.
async fn latest(conn: &impl ConnectionTrait, job: JobId) -> Result<Option<spending::Model>> {
    let rows = spending::Entity::find()
        .filter(spending::Column::JobId.eq(job))
        .order_by_asc(spending::Column::Settled);
    Ok(rows.one(conn).await?)
}

/// Gives up what a provider that resumes may still draw for a job: it does not count as the next call any more.
pub(super) async fn given_up(
    conn: &impl ConnectionTrait,
    provider: &Provider,
    job: JobId,
) -> Result<()> {
    match provider.resumes() {
        true => close(conn, job).await,
        false => Ok(()),
    }
}

/// Lets what was said beforehand stand for good of the calls that were made for a job until now, as another one takes
/// their place. So at most one of them goes on.
async fn close(conn: &impl ConnectionTrait, job: JobId) -> Result<()> {
    settling(None)
        .filter(spending::Column::JobId.eq(job))
        .filter(spending::Column::Settled.eq(false))
        .exec(conn)
        .await?;
    Ok(())
}

/// Takes a call off the record that cost nothing.
pub(super) async fn forget(conn: &impl ConnectionTrait, row: SpendingId) -> Result<()> {
    spending::Entity::delete_by_id(row).exec(conn).await?;
    Ok(())
}

/// What a job of a film that is brought in cost where it was made, if it is known to have cost anything.
pub(super) fn before_import(job: &jobs::Model) -> Option<spending::ActiveModel> {
    let said = job
        .estimated_cost
        .filter(|_| job.status == JobStatus::Completed);
    let then = job.generating_at.unwrap_or(job.created_at);
    Some(spending::ActiveModel {
        settled: Set(true),
        elsewhere: Set(true),
        created_at: Set(then),
        ..row(job, job.cost_credits.or(said)?)
    })
}

fn row(job: &jobs::Model, credits: Decimal) -> spending::ActiveModel {
    // Without a scene it would pass for a master.
    let gone = SceneId(job.id.0);
    let scene = match job.job_type {
        JobType::MasterAsset => None,
        JobType::SceneAsset => Some(job.scene_id.unwrap_or(gone)),
    };
    let now = now();
    spending::ActiveModel {
        id: Set(SpendingId::new()),
        provider: Set(job.provider.clone()),
        project_id: Set(job.project_id),
        scene_id: Set(scene),
        project_asset_id: Set(job.project_asset_id),
        job_id: Set(job.id),
        credits: Set(credits),
        settled: Set(false),
        elsewhere: Set(false),
        created_at: Set(now),
        updated_at: Set(now),
    }
}
