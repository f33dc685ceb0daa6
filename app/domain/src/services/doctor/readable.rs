//! Rule 0: what the tables are held to. Words that are none of their enumeration's, JSON of another shape, rows that
//! point to nothing. And whether the database shows its walls between films to this process (rule 17).

use super::{Findings, PAGE};
use crate::{
    ctx::Ctx,
    entities::values::Words,
    error::Result,
    model::kinds::{
        AssetSource, AssetType, AttemptSource, FailureStage, JobErrorCode, JobStatus, JobType,
        ProjectRole, ReferenceRole, ReferenceSource, UserRole,
    },
};
use sea_orm::{
    ConnectionTrait, DbBackend, ExprTrait, Statement,
    prelude::Uuid,
    sea_query::{Expr, Order, Query},
};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::str::FromStr;

type Check = fn(&str) -> bool;
type Columns = &'static [(&'static str, Check)];

const TABLES: &[(&str, Columns)] = &[
    ("users", &[("role", word::<UserRole>)]),
    ("project_members", &[("role", word::<ProjectRole>)]),
    (
        "scenes",
        &[
            ("expected_characters", json::<Words>),
            ("expected_props", json::<Words>),
        ],
    ),
    (
        "project_assets",
        &[
            ("asset_type", word::<AssetType>),
            ("source", word::<AssetSource>),
        ],
    ),
    (
        "scene_asset_instances",
        &[
            ("status_tags", json::<Option<Words>>),
            ("selected_master_reference_source", word::<ReferenceSource>),
        ],
    ),
    (
        "image_generation_jobs",
        &[
            ("job_type", word::<JobType>),
            ("status", word::<JobStatus>),
            ("failure_stage", word::<FailureStage>),
            ("error_code", word::<JobErrorCode>),
            ("reference_snapshot", json::<Value>),
            ("provider_metadata", json::<Value>),
        ],
    ),
    (
        "scene_asset_generation_attempts",
        &[
            ("source", word::<AttemptSource>),
            ("reference_snapshot", json::<Value>),
            ("other_references", json::<Value>),
        ],
    ),
    ("master_attempts", &[("source", word::<AttemptSource>)]),
    ("instance_references", &[("role", word::<ReferenceRole>)]),
    ("removed_instances", &[("snapshot", json::<Value>)]),
];

/// Broken foreign keys that are told one by one.
const MOST_BROKEN: usize = 500;

fn word<T: FromStr>(text: &str) -> bool {
    text.parse::<T>().is_ok()
}

fn json<T: DeserializeOwned>(text: &str) -> bool {
    serde_json::from_str::<T>(text).is_ok()
}

/// Rows that cannot be read for what they are, or that point to nothing.
pub(super) async fn examine(ctx: &Ctx, found: &mut Findings) -> Result<()> {
    for (table, columns) in TABLES {
        table_of(ctx, table, columns, found).await?;
    }
    match ctx.db.backend() {
        DbBackend::Sqlite => foreign_keys(ctx, found).await,
        // PostgreSQL lets nobody write a key that points to nothing.
        _ => Ok(()),
    }
}

async fn table_of(
    ctx: &Ctx,
    table: &'static str,
    columns: Columns,
    found: &mut Findings,
) -> Result<()> {
    let mut after: Option<Uuid> = None;
    loop {
        // As text: reading a value as what it is to be would refuse the whole page for one of them.
        let mut select = Query::select();
        select.column("id").from(table);
        for (column, _) in columns {
            select.expr(Expr::col(*column).cast_as("text"));
        }
        select.order_by("id", Order::Asc).limit(PAGE);
        if let Some(after) = after {
            select.and_where(Expr::col("id").gt(after));
        }
        let rows = ctx.db.read().query_all(&select).await?;
        let Some(last) = rows.last() else {
            return Ok(());
        };
        after = Some(last.try_get_by_index(0)?);
        for row in rows {
            let id: Uuid = row.try_get_by_index(0)?;
            for (at, (column, check)) in columns.iter().enumerate() {
                let text: Option<String> = row.try_get_by_index(at + 1)?;
                if text.is_some_and(|text| !check(&text)) {
                    let what = format!("\"{column}\" holds what cannot be read.");
                    found.add(0, what, format!("{table} {id}"), false);
                }
            }
        }
    }
}

async fn foreign_keys(ctx: &Ctx, found: &mut Findings) -> Result<()> {
    let check = Statement::from_string(DbBackend::Sqlite, "PRAGMA foreign_key_check");
    let broken = ctx.db.read().query_all_raw(check).await?;
    for row in broken.iter().take(MOST_BROKEN) {
        let table: String = row.try_get_by_index(0)?;
        let number: Option<i64> = row.try_get_by_index(1)?;
        let parent: String = row.try_get_by_index(2)?;
        let what = format!("It points to a row of {parent} that is not there.");
        let place = format!("{table}, row {}", number.unwrap_or_default());
        found.add(0, what, place, false);
    }
    Ok(())
}

/// Row-level security is nothing to a superuser, nor to a role that may pass it by.
pub(super) async fn walls(ctx: &Ctx, found: &mut Findings) -> Result<()> {
    if ctx.db.backend() != DbBackend::Postgres {
        return Ok(());
    }
    let role =
        "SELECT rolname::text, rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user";
    let role = Statement::from_string(DbBackend::Postgres, role);
    let Some(role) = ctx.db.read().query_one_raw(role).await? else {
        return Ok(());
    };
    let (name, free): (String, bool) = (role.try_get_by_index(0)?, role.try_get_by_index(1)?);
    if free {
        let what = "The database's own walls between films do not hold for this role. Connect as one that is no superuser and has no BYPASSRLS.";
        found.add(17, what, format!("role {name}"), false);
    }
    Ok(())
}
