//! Scene asset generation attempts: the pictures in an instance's history.

use crate::columns::{
    big_integer, create_indexes, credits, drop_tables, flag, index, instant, integer, json,
    reference, table, text, unique, uuid, word,
};
use sea_orm_migration::{
    prelude::*,
    sea_query::ForeignKeyAction::{Cascade, SetNull},
};

const TABLE: &str = "scene_asset_generation_attempts";

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    // SQLite would otherwise keep half of a change that failed.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(attempts()).await?;
        create_indexes(manager, indexes()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &[TABLE]).await
    }
}

fn indexes() -> Vec<IndexCreateStatement> {
    let mut newest_first = Index::create();
    newest_first
        .name("idx_attempts_newest_first")
        .table(TABLE)
        .col("scene_asset_instance_id")
        .col(("created_at", IndexOrder::Desc));
    let mut one_selected = Index::create();
    one_selected
        .name("uq_attempts_one_selected")
        .table(TABLE)
        .col("scene_asset_instance_id")
        .unique()
        .and_where(Expr::col("is_selected"));
    vec![
        one_selected,
        unique(TABLE, &["scene_asset_instance_id", "attempt_number"])
            .name("uq_attempts_number")
            .take(),
        index(TABLE, &["scene_asset_instance_id"])
            .name("idx_attempts_instance")
            .take(),
        newest_first,
        index(TABLE, &["scene_asset_instance_id", "deleted_at"])
            .name("idx_attempts_live")
            .take(),
        index(TABLE, &["image_generation_job_id"])
            .name("idx_attempts_job")
            .take(),
        index(TABLE, &["storage_path"])
            .name("idx_attempts_storage_path")
            .take(),
        index(TABLE, &["deleted_at"])
            .name("idx_attempts_deleted")
            .and_where(Expr::col("deleted_at").is_not_null())
            .take(),
    ]
}

fn attempts() -> TableCreateStatement {
    let mut attempts = table(
        TABLE,
        [
            uuid("scene_asset_instance_id").not_null().take(),
            text("image_url").not_null().take(),
            text("storage_path"),
            word("source", &["generated", "uploaded", "master_copy"])
                .not_null()
                .take(),
            flag("is_selected", false),
            uuid("image_generation_job_id"),
            text("provider"),
            big_integer("seed"),
            text("prompt_snapshot"),
            json("reference_snapshot"),
            credits("cost_credits"),
            text("original_filename"),
            big_integer("file_size_bytes"),
            text("mime_type"),
            text("copied_from_url"),
            integer("attempt_number").not_null().default(1).take(),
            integer("width"),
            integer("height"),
            text("sha256"),
            text("thumbhash"),
            instant("entered_history_at").not_null().take(),
            instant("deleted_at"),
        ],
    );
    attempts.foreign_key(&mut reference(
        TABLE,
        "scene_asset_instance_id",
        "scene_asset_instances",
        Cascade,
    ));
    attempts.foreign_key(&mut reference(
        TABLE,
        "image_generation_job_id",
        "image_generation_jobs",
        SetNull,
    ));
    attempts
}
