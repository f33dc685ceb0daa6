//! Figures for those who watch an installation from outside: how long the queue is, how much is stored, how busy the
//! database is. They are sums over everybody's films and name nobody's.

use crate::{
    ctx::Ctx,
    db::now,
    entities::{attempts, jobs, master_attempts},
    error::Result,
    model::kinds::JobStatus,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select,
    prelude::DateTimeUtc, sea_query::Expr,
};
use std::time::Duration;

/// The figures at one moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Figures {
    /// The jobs by state and provider, those that there are.
    pub jobs: Vec<JobFigure>,
    /// How long the job that waits longest could have been drawn already; nothing when none waits.
    pub queue_age: Duration,
    /// Pictures in the store; renditions are not counted.
    pub objects: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Connections of this process to the database that are in use.
    pub busy_connections: u64,
    /// Those that wait to be used.
    pub idle_connections: u64,
}

/// How many jobs of a provider are in a state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobFigure {
    /// The state.
    pub status: JobStatus,
    /// Who draws.
    pub provider: String,
    /// How many.
    pub count: u64,
}

/// Counts. On PostgreSQL only the product itself sees everybody's rows, see [`crate::db::as_system`].
pub async fn take(ctx: &Ctx) -> Result<Figures> {
    let conn = ctx.db.read();
    let attempts = attempts::Entity::find().filter(attempts::Column::StoragePath.is_not_null());
    // An asset stands on the selected one of its masters.
    let masters =
        master_attempts::Entity::find().filter(master_attempts::Column::StoragePath.is_not_null());
    let stored = [stored(conn, attempts).await?, stored(conn, masters).await?];
    let (open, idle) = ctx.db.connections();
    let (open, idle) = (u64::from(open), u64::try_from(idle).unwrap_or(0));
    Ok(Figures {
        jobs: jobs(conn).await?,
        queue_age: queue_age(conn).await?,
        objects: stored.iter().map(|(objects, _)| objects).sum(),
        bytes: stored.iter().map(|(_, bytes)| bytes).sum(),
        busy_connections: open.saturating_sub(idle),
        idle_connections: idle,
    })
}

async fn jobs(conn: &impl ConnectionTrait) -> Result<Vec<JobFigure>> {
    let counted: Vec<(JobStatus, String, i64)> = jobs::Entity::find()
        .select_only()
        .column(jobs::Column::Status)
        .column(jobs::Column::Provider)
        .expr_as(Expr::cust("COUNT(*)"), "jobs")
        .group_by(jobs::Column::Status)
        .group_by(jobs::Column::Provider)
        .order_by_asc(jobs::Column::Status)
        .order_by_asc(jobs::Column::Provider)
        .into_tuple()
        .all(conn)
        .await?;
    let figure = |(status, provider, count)| JobFigure {
        status,
        provider,
        count: whole(count),
    };
    Ok(counted.into_iter().map(figure).collect())
}

async fn queue_age(conn: &impl ConnectionTrait) -> Result<Duration> {
    let now = now();
    let longest: Option<DateTimeUtc> = jobs::Entity::find()
        .select_only()
        .column(jobs::Column::RunAfter)
        .filter(jobs::Column::Status.eq(JobStatus::Queued))
        .filter(jobs::Column::RunAfter.lte(now))
        .order_by_asc(jobs::Column::RunAfter)
        .limit(1)
        .into_tuple()
        .one(conn)
        .await?;
    let age = longest.and_then(|since| (now - since).to_std().ok());
    Ok(age.unwrap_or_default())
}

/// How many objects the rows stand for, and their bytes.
async fn stored<E: EntityTrait>(
    conn: &impl ConnectionTrait,
    rows: Select<E>,
) -> Result<(u64, u64)> {
    // PostgreSQL adds numbers of 64 bits up to one without a limit, which is more than anybody can store.
    let bytes = Expr::cust("CAST(COALESCE(SUM(file_size_bytes), 0) AS BIGINT)");
    let sums: Option<(i64, i64)> = rows
        .select_only()
        .expr_as(Expr::cust("COUNT(*)"), "objects")
        .expr_as(bytes, "bytes")
        .into_tuple()
        .one(conn)
        .await?;
    let (objects, bytes) = sums.unwrap_or_default();
    Ok((whole(objects), whole(bytes)))
}

/// No count and no size is below nothing.
fn whole(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}
