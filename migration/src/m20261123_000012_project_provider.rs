//! Who draws a film's pictures unless a request names somebody else.

use crate::columns::text;
use sea_orm_migration::prelude::*;

const TABLE: &str = "projects";
const COLUMN: &str = "provider";

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let with = Table::alter().table(TABLE).add_column(text(COLUMN)).take();
        manager.alter_table(with).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let without = Table::alter().table(TABLE).drop_column(COLUMN).take();
        manager.alter_table(without).await
    }
}
