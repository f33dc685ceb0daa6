//! Master attempts: the pictures in the history of an asset's master. Each master that is there becomes the first of
//! its history.

use crate::{
    columns::{
        big_integer, create_indexes, credits, drop_tables, flag, index, instant, integer,
        reference, table, text, unique, uuid, word,
    },
    wall,
};
use sea_orm_migration::{
    prelude::*,
    sea_query::ForeignKeyAction::{Cascade, SetNull},
};

const TABLE: &str = "master_attempts";
const ASSETS: &str = "project_assets";
const NEXT: &str = "next_attempt_number";

/// The masters that are there, each as attempt 1 under its asset's key, which is free in the new table. One that was
/// drawn is tied to the job whose record names it. It is as old as that job's end, or as what was done to the asset
/// last: what failed before it is not to be told again.
const FIRST: &str = "\
    INSERT INTO master_attempts (id, project_asset_id, image_url, storage_path, source, is_selected, \
    image_generation_job_id, provider, seed, prompt_snapshot, negative_prompt, cost_credits, original_filename, \
    file_size_bytes, mime_type, attempt_number, width, height, sha256, thumbhash, entered_history_at, created_at, \
    updated_at) \
    SELECT a.id, a.id, a.image_key_url, a.storage_path, \
    CASE WHEN a.original_filename IS NULL THEN 'generated' ELSE 'uploaded' END, TRUE, \
    j.id, j.provider, j.seed, j.prompt, j.negative_prompt, j.cost_credits, a.original_filename, \
    a.file_size_bytes, a.mime_type, 1, a.width, a.height, a.sha256, a.thumbhash, \
    COALESCE(j.completed_at, a.updated_at), COALESCE(j.completed_at, a.updated_at), a.updated_at \
    FROM project_assets a LEFT JOIN image_generation_jobs j ON a.original_filename IS NULL AND j.id = \
    (SELECT k.id FROM image_generation_jobs k WHERE k.project_asset_id = a.id AND k.job_type = 'master_asset' \
    AND k.provider_metadata ->> 'picture' = a.image_key_url ORDER BY k.created_at DESC, k.id DESC LIMIT 1) \
    WHERE a.image_key_url IS NOT NULL";

const COUNTED: &str =
    "UPDATE project_assets SET next_attempt_number = 2 WHERE image_key_url IS NOT NULL";

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    // SQLite would otherwise keep half of a change that failed.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut next = integer(NEXT);
        next.not_null().default(1);
        let with = Table::alter().table(ASSETS).add_column(next).take();
        manager.alter_table(with).await?;
        manager.create_table(attempts()).await?;
        create_indexes(manager, indexes()).await?;
        // Whoever runs changes sees every film, as they run with the eyes of the product itself.
        let connection = manager.get_connection();
        connection.execute_unprepared(FIRST).await?;
        connection.execute_unprepared(COUNTED).await?;
        wall::below(manager, TABLE, "project_asset_id", ASSETS).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &[TABLE]).await?;
        let without = Table::alter().table(ASSETS).drop_column(NEXT).take();
        manager.alter_table(without).await
    }
}

fn indexes() -> Vec<IndexCreateStatement> {
    let mut one_selected = Index::create();
    one_selected
        .name("uq_master_attempts_one_selected")
        .table(TABLE)
        .col("project_asset_id")
        .unique()
        .and_where(Expr::col("is_selected"));
    vec![
        one_selected,
        // It serves the foreign key, too.
        unique(TABLE, &["project_asset_id", "attempt_number"])
            .name("uq_master_attempts_number")
            .take(),
        // A job makes one master. It serves the foreign key, too.
        unique(TABLE, &["image_generation_job_id"])
            .name("uq_master_attempts_job")
            .and_where(Expr::col("image_generation_job_id").is_not_null())
            .take(),
        index(TABLE, &["storage_path"]),
        index(TABLE, &["deleted_at"])
            .name("idx_master_attempts_deleted")
            .and_where(Expr::col("deleted_at").is_not_null())
            .take(),
    ]
}

fn attempts() -> TableCreateStatement {
    let mut attempts = table(
        TABLE,
        [
            uuid("project_asset_id").not_null().take(),
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
            text("negative_prompt"),
            credits("cost_credits"),
            text("original_filename"),
            big_integer("file_size_bytes"),
            text("mime_type"),
            integer("attempt_number").not_null().default(1).take(),
            integer("width"),
            integer("height"),
            text("sha256"),
            text("thumbhash"),
            instant("entered_history_at").not_null().take(),
            instant("deleted_at"),
        ],
    );
    attempts.foreign_key(&mut reference(TABLE, "project_asset_id", ASSETS, Cascade));
    attempts.foreign_key(&mut reference(
        TABLE,
        "image_generation_job_id",
        "image_generation_jobs",
        SetNull,
    ));
    attempts
}
