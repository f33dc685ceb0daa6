//! Versions of an instance's description.

use crate::columns::{
    create_indexes, drop_tables, flag, integer, reference, table, text, unique, uuid,
};
use sea_orm_migration::{prelude::*, sea_query::ForeignKeyAction::Cascade};

const TABLE: &str = "description_versions";

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    // SQLite would otherwise keep half of a change that failed.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(versions()).await?;
        create_indexes(manager, indexes()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &[TABLE]).await
    }
}

fn indexes() -> Vec<IndexCreateStatement> {
    let mut one_selected = Index::create();
    one_selected
        .name("uq_description_versions_one_selected")
        .table(TABLE)
        .col("scene_asset_instance_id")
        .unique()
        .and_where(Expr::col("is_selected"));
    vec![
        one_selected,
        unique(TABLE, &["scene_asset_instance_id", "version_number"])
            .name("uq_description_versions_number")
            .take(),
    ]
}

fn versions() -> TableCreateStatement {
    let mut versions = table(
        TABLE,
        [
            uuid("scene_asset_instance_id").not_null().take(),
            integer("version_number").not_null().take(),
            text("words").not_null().take(),
            flag("is_selected", false),
        ],
    );
    versions.foreign_key(&mut reference(
        TABLE,
        "scene_asset_instance_id",
        "scene_asset_instances",
        Cascade,
    ));
    versions
}
