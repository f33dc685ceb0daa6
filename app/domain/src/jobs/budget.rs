//! What providers may cost: a budget a month and a budget a project, each a hard stop before a picture is asked for, and
//! once more before the provider is called.

use crate::{
    ctx::{Ctx, Viewer},
    db::{as_system, now},
    entities::{jobs, spending},
    error::{Error, Result, conflict},
    jobs::spending::before_import,
    model::{
        credits::{parts, said},
        ids::ProjectId,
        kinds::JobStatus,
    },
    providers::{Capabilities, Provider},
};
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QuerySelect,
    Select, Statement, sea_query::Expr,
};

/// Rows in one statement: below what SQLite takes of values.
const TOGETHER: usize = 200;
/// Jobs for which no provider was asked yet.
const WAITING: [JobStatus; 2] = [JobStatus::Queued, JobStatus::Processing];
/// Whether a call of a job stands on record that nobody knows to be over.
const GOES_ON: &str = "EXISTS (SELECT 1 FROM spending WHERE spending.job_id = image_generation_jobs.id \
                       AND NOT spending.settled)";

/// Jobs that count as what was said beforehand, as their next call is still to be made. From then on it counts by its
/// row. With a provider of those that are `resuming` a call that goes on is the next one too, and one may be long in
/// coming after the job was moved on to be drawn.
pub(crate) fn is_to_come(resuming: &[String]) -> Condition {
    let theirs = || jobs::Column::Provider.is_in(resuming.iter().map(String::as_str));
    let preparing = Condition::all()
        .add(theirs())
        .add(jobs::Column::Status.eq(JobStatus::Generating));
    let going_on = Condition::all().add(theirs()).add(Expr::cust(GOES_ON));
    let open = Condition::any()
        .add(jobs::Column::Status.is_in(WAITING))
        .add(preparing);
    Condition::all().add(open).add(going_on.not())
}

/// What one picture will cost from so many references, as far as is known beforehand.
pub(crate) fn estimate(can: &Capabilities, references: usize) -> f64 {
    can.cost + can.reference_cost * references.min(can.references) as f64
}

/// Refuses a picture from so many references that would cost more than is left. Jobs that wait count as what was said
/// beforehand, calls as what they cost.
pub(crate) async fn refuse_more(
    conn: &impl ConnectionTrait,
    viewer: Viewer,
    provider: &Provider,
    project: ProjectId,
    references: usize,
) -> Result<()> {
    let cost = estimate(&provider.capabilities(), references);
    refuse_another(conn, viewer, provider, project, cost).await
}

/// The same of a picture that costs that much.
pub(crate) async fn refuse_another(
    conn: &impl ConnectionTrait,
    viewer: Viewer,
    provider: &Provider,
    project: ProjectId,
    cost: f64,
) -> Result<()> {
    if is_unbounded(provider) {
        return Ok(());
    }
    alone(conn, &provider.capabilities().name).await?;
    // Everybody's films count, those too that the one who asks cannot see.
    eyes(conn, "*").await?;
    let judged = judge(conn, provider, project, cost, true).await;
    // An error of the database has ended the transaction, with what it saw, and is the one to be told.
    if matches!(judged, Ok(()) | Err(Error::Conflict(_))) {
        eyes(conn, &viewer.user.to_string()).await?;
    }
    judged
}

/// Refuses a call that is about to be made, by what was spent alone: whatever waits is behind it. Only for what sees
/// every film.
pub(super) async fn refuse_call(
    conn: &impl ConnectionTrait,
    provider: &Provider,
    project: ProjectId,
    cost: f64,
) -> Result<()> {
    if is_unbounded(provider) {
        return Ok(());
    }
    alone(conn, &provider.capabilities().name).await?;
    judge(conn, provider, project, cost, false).await
}

fn is_unbounded(provider: &Provider) -> bool {
    let bounds = provider.bounds();
    bounds.monthly_budget.is_none() && bounds.project_budget.is_none()
}

async fn judge(
    conn: &impl ConnectionTrait,
    provider: &Provider,
    project: ProjectId,
    cost: f64,
    with_waiting: bool,
) -> Result<()> {
    let (bounds, name) = (provider.bounds(), provider.capabilities().name);
    for (budget, of, project) in [
        (bounds.monthly_budget, "this month", None),
        (bounds.project_budget, "this project", Some(project)),
    ] {
        let Some(budget) = budget else { continue };
        let mut taken = spent(conn, &name, project).await?;
        if with_waiting {
            taken += waiting(conn, provider, project).await?;
        }
        // What adding up leaves behind the digits that the tables keep decides nothing.
        if parts(taken + cost) > parts(budget) {
            let gone = match with_waiting {
                true => "spent or waited for",
                false => "spent",
            };
            let [taken, budget, cost] = [taken, budget, cost].map(|credits| said(parts(credits)));
            return conflict(format!(
                "The budget of {of} for \"{name}\" does not allow another picture: {taken} of {budget} credits are \
                 {gone}, and one costs {cost}. Choose another provider, or have the budget raised."
            ));
        }
    }
    Ok(())
}

/// What a provider's pictures of this month cost, everybody's films together, counted as its budget counts them.
pub(crate) async fn spent_this_month(ctx: &Ctx, provider: &Provider) -> Result<f64> {
    let conn = ctx.db.read();
    as_system(async {
        let spent = spent(conn, &provider.capabilities().name, None).await?;
        Ok::<_, Error>(spent + waiting(conn, provider, None).await?)
    })
    .await
}

/// Puts on record what the jobs of a film that is brought in cost where it was made. It counts for no budget here.
pub(crate) async fn taken_over(conn: &impl ConnectionTrait, jobs: &[jobs::Model]) -> Result<()> {
    let rows: Vec<_> = jobs.iter().filter_map(before_import).collect();
    for some in rows.chunks(TOGETHER) {
        spending::Entity::insert_many(some.to_vec())
            .exec_without_returning(conn)
            .await?;
    }
    Ok(())
}

/// What was spent on a film, or where none is named, on all of them this month.
async fn spent(
    conn: &impl ConnectionTrait,
    provider: &str,
    project: Option<ProjectId>,
) -> Result<f64> {
    let counted = match project {
        Some(project) => spending::Column::ProjectId.eq(project),
        None => spending::Column::CreatedAt.gte(beginning(now())),
    };
    let rows = spending::Entity::find()
        .filter(spending::Column::Provider.eq(provider))
        .filter(spending::Column::Elsewhere.eq(false))
        .filter(counted);
    sum(conn, rows, "credits").await
}

/// What was said beforehand of the jobs of a film, or of all of them, whose call is still to be made.
async fn waiting(
    conn: &impl ConnectionTrait,
    provider: &Provider,
    project: Option<ProjectId>,
) -> Result<f64> {
    let name = provider.capabilities().name;
    let resuming = Vec::from_iter(provider.resumes().then(|| name.clone()));
    let mut rows = jobs::Entity::find()
        .filter(jobs::Column::Provider.eq(name))
        .filter(is_to_come(&resuming));
    if let Some(project) = project {
        rows = rows.filter(jobs::Column::ProjectId.eq(project));
    }
    sum(conn, rows, "estimated_cost").await
}

async fn sum<E: EntityTrait>(
    conn: &impl ConnectionTrait,
    rows: Select<E>,
    column: &str,
) -> Result<f64> {
    let sum = format!("CAST(COALESCE(SUM({column}), 0) AS DOUBLE PRECISION)");
    let found: Option<f64> = rows
        .select_only()
        .expr_as(Expr::cust(sum), "credits")
        .into_tuple()
        .one(conn)
        .await?;
    Ok(found.unwrap_or_default())
}

/// Makes everybody who asks the same provider wait until this transaction ends, so that no two spend the same credits.
/// On SQLite there is one that writes anyway.
async fn alone(conn: &impl ConnectionTrait, provider: &str) -> Result<()> {
    let backend = conn.get_database_backend();
    if backend == DbBackend::Postgres {
        let lock = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))";
        let key = format!("budget of {provider}");
        conn.execute_raw(Statement::from_sql_and_values(backend, lock, [key.into()]))
            .await?;
    }
    Ok(())
}

/// Lets the transaction see the films of that user, or all of them. By the same connection: a second one might not
/// be had while others wait for what this transaction holds.
async fn eyes(conn: &impl ConnectionTrait, who: &str) -> Result<()> {
    let backend = conn.get_database_backend();
    if backend == DbBackend::Postgres {
        let set = "SELECT set_config('throughline.user', $1, true)";
        conn.execute_raw(Statement::from_sql_and_values(backend, set, [who.into()]))
            .await?;
    }
    Ok(())
}

/// The first moment of the month, in UTC.
fn beginning(moment: DateTime<Utc>) -> DateTime<Utc> {
    let day = NaiveDate::from_ymd_opt(moment.year(), moment.month(), 1);
    let first = day.and_then(|day| day.and_hms_opt(0, 0, 0));
    first.map_or(moment, |first| first.and_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_begins_on_its_first_day() {
        let moment = "2026-11-23T22:10:05Z".parse().unwrap();
        assert_eq!(beginning(moment).to_rfc3339(), "2026-11-01T00:00:00+00:00");
    }

    #[test]
    fn what_adding_up_leaves_behind_is_not_over_the_budget() {
        let sum = [0.1; 3].into_iter().fold(0.0, |sum, one| sum + one);
        assert!(sum > 0.3, "{sum}");
        assert_eq!(parts(sum), parts(0.3));
    }
}
