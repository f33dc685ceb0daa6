//! Objects that wait to be removed from the store.

use crate::columns::{create_indexes, drop_tables, index, instant, table, text};
use sea_orm_migration::prelude::*;

const TABLE: &str = "storage_deletions";

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    // SQLite would otherwise keep half of a change that failed.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let deletions = table(
            TABLE,
            [
                text("storage_path").not_null().take(),
                instant("due_at").not_null().take(),
            ],
        );
        manager.create_table(deletions).await?;
        create_indexes(
            manager,
            [index(TABLE, &["due_at"]), index(TABLE, &["storage_path"])],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &[TABLE]).await
    }
}
