//! The changes of the schema as a whole, on SQLite in memory. What the tables hold and refuse on both
//! databases is tested where the entities are.

#![allow(
    clippy::unwrap_used,
    reason = "a test that unwraps fails with the line that did it"
)]

use migration::{Migrator, MigratorTrait as _};
use sea_orm_migration::sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, DbErr, Statement,
};

async fn empty() -> DatabaseConnection {
    let mut memory = ConnectOptions::new("sqlite::memory:");
    memory
        .max_connections(1)
        .idle_timeout(None)
        .max_lifetime(None);
    Database::connect(memory).await.unwrap()
}

/// The names of everything that the database holds, the tracking table left out.
async fn contents(db: &DatabaseConnection) -> Vec<String> {
    let sql =
        "SELECT name FROM sqlite_schema WHERE name NOT LIKE '%seaql_migrations%' ORDER BY name";
    let rows = db
        .query_all_raw(Statement::from_string(DbBackend::Sqlite, sql))
        .await
        .unwrap();
    rows.iter()
        .map(|row| row.try_get_by_index(0).unwrap())
        .collect()
}

#[tokio::test]
async fn asking_what_is_pending_changes_nothing() {
    let db = empty().await;
    let pending = migration::pending(&db).await.unwrap();
    assert_eq!(pending.len(), Migrator::migrations().len());
    assert!(
        pending.is_sorted(),
        "names sort as they are applied: {pending:?}"
    );
    assert!(contents(&db).await.is_empty());
}

#[tokio::test]
async fn a_second_run_finds_nothing_to_do() {
    let db = empty().await;
    migration::run(&db).await.unwrap();
    let first = contents(&db).await;
    assert!(migration::pending(&db).await.unwrap().is_empty());
    migration::run(&db).await.unwrap();
    assert_eq!(contents(&db).await, first);
}

#[tokio::test]
async fn going_down_leaves_nothing() {
    let db = empty().await;
    migration::run(&db).await.unwrap();
    Migrator::reset(&db).await.unwrap();
    assert_eq!(contents(&db).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_run_that_fails_leaves_nothing() {
    let db = empty().await;
    db.execute_unprepared("CREATE TABLE storage_deletions (id integer)")
        .await
        .unwrap();
    migration::run(&db).await.unwrap_err();
    assert_eq!(contents(&db).await, ["storage_deletions"]);
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_refused() {
    let db = empty().await;
    migration::run(&db).await.unwrap();
    let later = "INSERT INTO seaql_migrations VALUES ('m29990101_000001_later', 0)";
    db.execute_unprepared(later).await.unwrap();
    assert!(matches!(migration::run(&db).await, Err(DbErr::Custom(_))));
    assert!(matches!(
        migration::pending(&db).await,
        Err(DbErr::Custom(_))
    ));
}

#[tokio::test]
async fn the_sql_does_what_a_run_does() {
    let (run, written) = (empty().await, empty().await);
    let script = migration::sql(&written).await.unwrap();
    assert!(contents(&written).await.is_empty());
    migration::run(&run).await.unwrap();
    written.execute_unprepared(&script).await.unwrap();
    assert_eq!(contents(&written).await, contents(&run).await);
    assert!(migration::pending(&written).await.unwrap().is_empty());
    migration::run(&written).await.unwrap();
    let nothing = migration::sql(&written).await.unwrap();
    assert_eq!(nothing, "-- The schema is up to date.\n");
}
