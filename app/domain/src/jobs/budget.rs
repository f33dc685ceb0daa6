//! What providers may cost: a budget a month and a budget a project, each a hard stop before a picture is asked for.

use crate::{
    ctx::{Ctx, Viewer},
    db::{as_system, now},
    entities::jobs,
    error::{Result, conflict},
    jobs::queue,
    model::{ids::ProjectId, kinds::JobStatus},
    providers::Provider,
    services::views::credits,
};
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QuerySelect,
    Statement, prelude::Decimal,
};

/// Refuses a picture that would cost more than is left. Jobs that wait count as what was said beforehand, jobs that
/// ended as what they cost.
pub(crate) async fn refuse_more(
    conn: &impl ConnectionTrait,
    viewer: Viewer,
    provider: &Provider,
    project: ProjectId,
) -> Result<()> {
    let (bounds, can) = (provider.bounds(), provider.capabilities());
    if bounds.monthly_budget.is_none() && bounds.project_budget.is_none() {
        return Ok(());
    }
    alone(conn, &can.name).await?;
    // Everybody's films count, those too that the one who asks cannot see.
    eyes(conn, "*").await?;
    let judged = judge(conn, provider, project).await;
    eyes(conn, &viewer.user.to_string()).await?;
    judged
}

async fn judge(conn: &impl ConnectionTrait, provider: &Provider, project: ProjectId) -> Result<()> {
    let (bounds, can) = (provider.bounds(), provider.capabilities());
    let this_month = jobs::Column::CreatedAt.gte(beginning(now()));
    let here = jobs::Column::ProjectId.eq(project);
    for (budget, of, condition) in [
        (bounds.monthly_budget, "this month", this_month),
        (bounds.project_budget, "this project", here),
    ] {
        let Some(budget) = budget else { continue };
        let spent = spent(conn, &can.name, condition.into()).await?;
        if spent + can.cost > budget {
            return conflict(format!(
                "The budget of {of} for \"{}\" does not allow another picture: {spent:.2} of {budget:.2} credits are \
                 spent, and one costs {:.2}. Choose another provider, or have the budget raised.",
                can.name, can.cost
            ));
        }
    }
    Ok(())
}

/// What a provider's pictures of this month cost, everybody's films together, counted as its budget counts them.
pub(crate) async fn spent_this_month(ctx: &Ctx, provider: &str) -> Result<f64> {
    let this_month = jobs::Column::CreatedAt.gte(beginning(now()));
    as_system(spent(ctx.db.read(), provider, this_month.into())).await
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

async fn spent(conn: &impl ConnectionTrait, provider: &str, of: Condition) -> Result<f64> {
    let counted = queue::OPEN.into_iter().chain([JobStatus::Completed]);
    let costs: Vec<(Option<Decimal>, Option<Decimal>)> = jobs::Entity::find()
        .select_only()
        .column(jobs::Column::EstimatedCost)
        .column(jobs::Column::CostCredits)
        .filter(jobs::Column::Provider.eq(provider))
        .filter(
            Condition::any()
                .add(jobs::Column::Status.is_in(counted))
                .add(jobs::Column::CostCredits.is_not_null()),
        )
        .filter(of)
        .into_tuple()
        .all(conn)
        .await?;
    Ok(costs
        .into_iter()
        .filter_map(|(said, cost)| cost.or(said))
        .map(credits)
        // Not `sum`: nothing at all adds up to -0.
        .fold(0.0, |all, one| all + one))
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
}
