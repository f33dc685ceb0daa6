//! The wall of a table that came after `m20261123_000011_walls`, which says what it is for.

use crate::columns::is_sqlite;
use sea_orm_migration::prelude::*;

const WHO: &str = "current_setting('throughline.user', true)";

/// Row-level security on PostgreSQL: a row is seen through the one above it, which `column` names. On SQLite nothing.
pub(crate) async fn below(
    manager: &SchemaManager<'_>,
    table: &str,
    column: &str,
    above: &str,
) -> Result<(), DbErr> {
    if is_sqlite(manager) {
        return Ok(());
    }
    let closed = format!(
        "CREATE POLICY wall ON {table} USING ({WHO} = '*' \
         OR EXISTS (SELECT 1 FROM {above} a WHERE a.id = {table}.{column})); \
         ALTER TABLE {table} ENABLE ROW LEVEL SECURITY; ALTER TABLE {table} FORCE ROW LEVEL SECURITY"
    );
    manager.get_connection().execute_unprepared(&closed).await?;
    Ok(())
}
