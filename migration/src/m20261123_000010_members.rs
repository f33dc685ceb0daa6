//! Who takes part in a film besides the one who made it.

use crate::columns::{create_indexes, drop_tables, index, reference, table, unique, uuid, word};
use sea_orm_migration::{prelude::*, sea_query::ForeignKeyAction::Cascade};

const TABLE: &str = "project_members";

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    // SQLite would otherwise keep half of a change that failed.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(members()).await?;
        let indexes = [
            unique(TABLE, &["project_id", "user_id"]),
            index(TABLE, &["user_id"]),
        ];
        create_indexes(manager, indexes).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &[TABLE]).await
    }
}

fn members() -> TableCreateStatement {
    let mut members = table(
        TABLE,
        [
            uuid("project_id").not_null().take(),
            uuid("user_id").not_null().take(),
            word("role", &["owner", "editor", "viewer"])
                .not_null()
                .take(),
        ],
    );
    members.foreign_key(&mut reference(TABLE, "project_id", "projects", Cascade));
    members.foreign_key(&mut reference(TABLE, "user_id", "users", Cascade));
    members
}
