//! The schema: one file per change, the same for SQLite and PostgreSQL.
//!
//! Tables are named by string and no entity is imported, so a change that has shipped keeps its
//! meaning whatever the entities become. A change that has shipped is never edited; the next one
//! goes into a new file.

mod columns;
mod m20261101_000001_people;
mod m20261101_000002_projects;
mod m20261101_000003_scenes;
mod m20261101_000004_instances;
mod m20261101_000005_jobs;
mod m20261101_000006_attempts;
mod m20261101_000007_deletions;
mod m20261123_000008_descriptions;
mod m20261123_000009_removals;
mod m20261123_000010_members;
mod m20261123_000011_walls;
mod m20261123_000012_project_provider;
mod m20261123_000013_master_attempts;
mod m20261123_000014_references;
mod m20261123_000015_spending;
mod script;
mod wall;

pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::{
    MigrationTrait,
    sea_orm::{
        ConnectionTrait, DatabaseConnection, DbBackend, DbErr, SqliteTransactionMode,
        TransactionOptions, TransactionTrait,
    },
};

/// Every change, oldest first.
#[derive(Debug)]
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261101_000001_people::Migration),
            Box::new(m20261101_000002_projects::Migration),
            Box::new(m20261101_000003_scenes::Migration),
            Box::new(m20261101_000004_instances::Migration),
            Box::new(m20261101_000005_jobs::Migration),
            Box::new(m20261101_000006_attempts::Migration),
            Box::new(m20261101_000007_deletions::Migration),
            Box::new(m20261123_000008_descriptions::Migration),
            Box::new(m20261123_000009_removals::Migration),
            Box::new(m20261123_000010_members::Migration),
            Box::new(m20261123_000011_walls::Migration),
            Box::new(m20261123_000012_project_provider::Migration),
            Box::new(m20261123_000013_master_attempts::Migration),
            Box::new(m20261123_000014_references::Migration),
            Box::new(m20261123_000015_spending::Migration),
        ]
    }
}

/// The key of the advisory lock that keeps two processes from changing one PostgreSQL schema
/// together.
const ADVISORY_LOCK: i64 = 0x7468_726f_7567_686c;

/// Applies every change that is pending: all of them or none, and never by two processes at once.
///
/// Changes take no lock of their own. All run in one transaction that holds an advisory lock
/// (PostgreSQL) or the write lock (SQLite); whoever comes second waits, and then finds nothing left
/// to do.
///
/// # Errors
/// The first change that failed, or [`DbErr::Custom`] when the database was changed by a newer
/// version than this one.
pub async fn run(db: &DatabaseConnection) -> Result<(), DbErr> {
    let immediately = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    let transaction = db.begin_with_options(immediately).await?;
    if db.get_database_backend() == DbBackend::Postgres {
        transaction
            .execute_unprepared(&format!("SELECT pg_advisory_xact_lock({ADVISORY_LOCK})"))
            .await?;
    }
    Migrator::up(&transaction, None).await?;
    transaction.commit().await
}

/// The names of the changes that [`run`] would apply, oldest first. Reads only.
///
/// # Errors
/// [`DbErr::Custom`] when the database was changed by a newer version than this one.
pub async fn pending(db: &DatabaseConnection) -> Result<Vec<String>, DbErr> {
    let pending = Migrator::get_pending_migrations_read_only(db).await?;
    Ok(pending
        .iter()
        .map(|change| change.name().to_owned())
        .collect())
}

/// The pending changes as SQL that does what [`run`] would do, record of the changes included. Reads only.
///
/// # Errors
/// [`DbErr::Custom`] when the database was changed by a newer version than this one, or for a change that has to ask
/// the database before it runs.
pub async fn sql(db: &DatabaseConnection) -> Result<String, DbErr> {
    let names = pending(db).await?;
    let mut changes = Migrator::migrations();
    changes.retain(|change| names.iter().any(|name| name == change.name()));
    script::write(db.get_database_backend(), &changes).await
}
