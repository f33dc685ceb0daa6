//! Scene asset instances: one project asset in one scene.

use crate::columns::{
    create_indexes, drop_tables, flag, index, integer, json, reference, table, text, unique, uuid,
    word,
};
use sea_orm_migration::{
    prelude::*,
    sea_query::ForeignKeyAction::{Cascade, SetNull},
};

const TABLE: &str = "scene_asset_instances";

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    // SQLite would otherwise keep half of a change that failed.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(instances()).await?;
        let indexes = [
            unique(TABLE, &["scene_id", "project_asset_id"]),
            index(TABLE, &["project_asset_id"]),
            index(TABLE, &["inherited_from_instance_id"]),
            index(TABLE, &["selected_master_reference_instance_id"]),
        ];
        create_indexes(manager, indexes).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &[TABLE]).await
    }
}

fn instances() -> TableCreateStatement {
    let mut instances = table(
        TABLE,
        [
            uuid("scene_id").not_null().take(),
            uuid("project_asset_id").not_null().take(),
            text("description_override"),
            text("effective_description").not_null().default("").take(),
            text("image_key_url"),
            json("status_tags"),
            flag("carry_forward", true),
            uuid("inherited_from_instance_id"),
            flag("locked", false),
            text("waived_reason"),
            flag("use_master_as_is", false),
            text("selected_master_reference_url"),
            word(
                "selected_master_reference_source",
                &["stage5_master", "prior_scene_instance"],
            ),
            uuid("selected_master_reference_instance_id"),
            integer("modification_count").not_null().default(0).take(),
            text("last_modified_field"),
            text("modification_reason"),
            integer("next_attempt_number").not_null().default(1).take(),
        ],
    );
    instances.foreign_key(&mut reference(TABLE, "scene_id", "scenes", Cascade));
    instances.foreign_key(&mut reference(
        TABLE,
        "project_asset_id",
        "project_assets",
        Cascade,
    ));
    instances.foreign_key(&mut reference(
        TABLE,
        "inherited_from_instance_id",
        TABLE,
        SetNull,
    ));
    instances.foreign_key(&mut reference(
        TABLE,
        "selected_master_reference_instance_id",
        TABLE,
        SetNull,
    ));
    instances
}
