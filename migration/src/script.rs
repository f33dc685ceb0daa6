//! What a run would do to the database, written down instead of done.
//!
//! Each change runs against a connection that leads nowhere, notes each statement and answers that it
//! went well. A change that asks the database something cannot be written down before it runs, and
//! is refused.

use crate::{ADVISORY_LOCK, Migrator};
use sea_orm_migration::{
    MigrationTrait, MigratorTrait as _, SchemaManager,
    sea_orm::{DatabaseConnection, DbBackend, DbErr, MockDatabase, MockExecResult},
};

/// Statements of one change at most.
const STATEMENTS: usize = 10_000;

/// The pending changes as one script, in one transaction, with the lines that record them.
pub(crate) async fn write(
    backend: DbBackend,
    pending: &[Box<dyn MigrationTrait>],
) -> Result<String, DbErr> {
    if pending.is_empty() {
        return Ok("-- The schema is up to date.\n".to_owned());
    }
    let mut script = head(backend, pending.len());
    let db = nowhere(backend);
    Migrator::install(&db).await?;
    append(&mut script, noted(db));
    for change in pending {
        let name = change.name();
        script.push_str(&format!("\n-- {name}\n"));
        let db = nowhere(backend);
        change.up(&SchemaManager::new(&db)).await?;
        append(&mut script, noted(db));
        append(&mut script, [record(backend, name)]);
    }
    script.push_str("\nCOMMIT;\n");
    Ok(script)
}

/// A connection that leads nowhere.
fn nowhere(backend: DbBackend) -> DatabaseConnection {
    let well = std::iter::repeat_with(MockExecResult::default).take(STATEMENTS);
    MockDatabase::new(backend)
        .append_exec_results(well)
        .into_connection()
}

/// The statements that it was given.
fn noted(db: DatabaseConnection) -> Vec<String> {
    let log = db.into_transaction_log();
    let statements = log.iter().flat_map(|noted| noted.statements());
    statements.map(ToString::to_string).collect()
}

fn append(script: &mut String, statements: impl IntoIterator<Item = String>) {
    for statement in statements {
        script.push_str(statement.trim().trim_end_matches(';'));
        script.push_str(";\n");
    }
}

fn head(backend: DbBackend, count: usize) -> String {
    let begin = if backend == DbBackend::Postgres {
        // As a run does: alone, and before row-level security with the eyes of the product itself.
        format!(
            "BEGIN;\nSELECT pg_advisory_xact_lock({ADVISORY_LOCK});\nSELECT set_config('throughline.user', '*', true);\n"
        )
    } else {
        "BEGIN IMMEDIATE;\n".to_owned()
    };
    format!("-- Throughline, changes of the schema, all or none: {count}\n{begin}")
}

/// The line that a run leaves in the table of applied changes. A change is named like its Rust module, so the name
/// needs no quoting of its own.
fn record(backend: DbBackend, name: &str) -> String {
    let now = if backend == DbBackend::Postgres {
        "CAST(extract(epoch FROM now()) AS bigint)"
    } else {
        "CAST(strftime('%s', 'now') AS integer)"
    };
    format!("INSERT INTO seaql_migrations (version, applied_at) VALUES ('{name}', {now})")
}
