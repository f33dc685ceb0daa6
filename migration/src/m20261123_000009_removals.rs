//! Instances that were taken out of a scene and can be brought back for a while.

use crate::columns::{create_indexes, drop_tables, index, instant, json, reference, table, uuid};
use sea_orm_migration::{prelude::*, sea_query::ForeignKeyAction::Cascade};

const TABLE: &str = "removed_instances";

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    // SQLite would otherwise keep half of a change that failed.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(removed()).await?;
        let indexes = [
            index(TABLE, &["scene_id"]),
            index(TABLE, &["project_asset_id"]),
            index(TABLE, &["removed_at"]),
        ];
        create_indexes(manager, indexes).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &[TABLE]).await
    }
}

fn removed() -> TableCreateStatement {
    let mut removed = table(
        TABLE,
        [
            uuid("scene_id").not_null().take(),
            uuid("project_asset_id").not_null().take(),
            json("snapshot").not_null().take(),
            instant("removed_at").not_null().take(),
        ],
    );
    removed.foreign_key(&mut reference(TABLE, "scene_id", "scenes", Cascade));
    removed.foreign_key(&mut reference(
        TABLE,
        "project_asset_id",
        "project_assets",
        Cascade,
    ));
    removed
}
