//! The second wall, on PostgreSQL alone: row-level security on every table of a project, so that a query that
//! forgets to ask whose a row is finds nothing.
//!
//! Whoever is served stands in the setting `throughline.user` of the connection: a user's key, or `*` for the
//! product's own work. Where it is not set, there are no rows. A film is seen by the one who made it and by those who
//! take part in it; everything below is seen through the row that it belongs to. The walls hold for the tables'
//! owner too, but for no superuser and no role with BYPASSRLS. `project_members` has none: the wall around films rests
//! on it.

use crate::columns::is_sqlite;
use sea_orm_migration::prelude::*;

/// Each table below a film, with the column that names the row above it, and that row's table. Those above come first.
const BELOW: [(&str, &str, &str); 8] = [
    ("branches", "project_id", "projects"),
    ("scenes", "branch_id", "branches"),
    ("project_assets", "project_id", "projects"),
    ("scene_asset_instances", "scene_id", "scenes"),
    ("image_generation_jobs", "project_id", "projects"),
    (
        "scene_asset_generation_attempts",
        "scene_asset_instance_id",
        "scene_asset_instances",
    ),
    (
        "description_versions",
        "scene_asset_instance_id",
        "scene_asset_instances",
    ),
    ("removed_instances", "scene_id", "scenes"),
];

const WHO: &str = "current_setting('throughline.user', true)";

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if is_sqlite(manager) {
            return Ok(());
        }
        let part = format!(
            "user_id::text = {WHO} OR id IN \
             (SELECT m.project_id FROM project_members m WHERE m.user_id::text = {WHO})"
        );
        wall(manager, "projects", &part).await?;
        for (table, column, above) in BELOW {
            let seen = format!("EXISTS (SELECT 1 FROM {above} a WHERE a.id = {table}.{column})");
            wall(manager, table, &seen).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if is_sqlite(manager) {
            return Ok(());
        }
        let tables = BELOW.iter().rev().map(|(table, ..)| *table);
        for table in tables.chain(["projects"]) {
            let open = format!(
                "DROP POLICY wall ON {table}; ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY; \
                 ALTER TABLE {table} DISABLE ROW LEVEL SECURITY"
            );
            manager.get_connection().execute_unprepared(&open).await?;
        }
        Ok(())
    }
}

async fn wall(manager: &SchemaManager<'_>, table: &str, seen: &str) -> Result<(), DbErr> {
    let closed = format!(
        "CREATE POLICY wall ON {table} USING ({WHO} = '*' OR {seen}); \
         ALTER TABLE {table} ENABLE ROW LEVEL SECURITY; ALTER TABLE {table} FORCE ROW LEVEL SECURITY"
    );
    manager.get_connection().execute_unprepared(&closed).await?;
    Ok(())
}
