//! Extra references of an instance, how strongly the one in force counts, and what else a picture was drawn from:
//! other references, and what was not to be seen.

use crate::{
    columns::{
        create_indexes, drop_tables, index, json, reference, table, text, unique, uuid, word,
    },
    wall,
};
use sea_orm_migration::{prelude::*, sea_query::ForeignKeyAction::Cascade};

const TABLE: &str = "instance_references";
const INSTANCES: &str = "scene_asset_instances";
const ATTEMPTS: &str = "scene_asset_generation_attempts";
const WEIGHT: &str = "reference_weight";
const OTHERS: &str = "other_references";
const NEGATIVE: &str = "negative_prompt";

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    // SQLite would otherwise keep half of a change that failed.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in [
            (INSTANCES, weight(WEIGHT)),
            (ATTEMPTS, json(OTHERS)),
            (ATTEMPTS, text(NEGATIVE)),
        ] {
            let with = Table::alter().table(table).add_column(column).take();
            manager.alter_table(with).await?;
        }
        manager.create_table(references()).await?;
        let indexes = [
            // It serves the foreign key, too.
            unique(TABLE, &["scene_asset_instance_id", "project_asset_id"])
                .name("uq_instance_references_asset")
                .take(),
            index(TABLE, &["project_asset_id"]),
        ];
        create_indexes(manager, indexes).await?;
        wall::below(manager, TABLE, "scene_asset_instance_id", INSTANCES).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &[TABLE]).await?;
        for (table, column) in [
            (INSTANCES, WEIGHT),
            (ATTEMPTS, OTHERS),
            (ATTEMPTS, NEGATIVE),
        ] {
            let without = Table::alter().table(table).drop_column(column).take();
            manager.alter_table(without).await?;
        }
        Ok(())
    }
}

/// How strongly a reference counts; fully unless said otherwise.
fn weight(name: &'static str) -> ColumnDef {
    let mut column = ColumnDef::new(name);
    column.double().not_null().default(1.0);
    column
}

fn references() -> TableCreateStatement {
    let mut references = table(
        TABLE,
        [
            uuid("scene_asset_instance_id").not_null().take(),
            uuid("project_asset_id").not_null().take(),
            word("role", &["identity", "style", "location"])
                .not_null()
                .take(),
            weight("weight"),
        ],
    );
    references.foreign_key(&mut reference(
        TABLE,
        "scene_asset_instance_id",
        INSTANCES,
        Cascade,
    ));
    references.foreign_key(&mut reference(
        TABLE,
        "project_asset_id",
        "project_assets",
        Cascade,
    ));
    references
}
