//! Image generation jobs: the queue, and the record of what was asked and what it cost.

use crate::columns::{
    big_integer, create_indexes, credits, drop_tables, index, instant, integer, json, reference,
    table, text, unique, uuid, word,
};
use sea_orm_migration::{
    prelude::*,
    sea_query::ForeignKeyAction::{Cascade, SetNull},
};

const TABLE: &str = "image_generation_jobs";
const STATUS: &[&str] = &[
    "queued",
    "processing",
    "generating",
    "uploading",
    "completed",
    "failed",
    "cancelled",
];
const ERROR_CODE: &[&str] = &[
    "TEMPORARY",
    "RATE_LIMIT",
    "PERMANENT",
    "AUTH_ERROR",
    "CANCELLED",
];

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    // SQLite would otherwise keep half of a change that failed.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(jobs()).await?;
        let keyed = Expr::col("idempotency_key").is_not_null();
        let indexes = [
            unique(TABLE, &["project_id", "idempotency_key"])
                .and_where(keyed)
                .take(),
            index(TABLE, &["project_id", "created_at"]),
            index(TABLE, &["branch_id"]),
            index(TABLE, &["scene_id"]),
            index(TABLE, &["scene_asset_instance_id"]),
            index(TABLE, &["project_asset_id"]),
            index(TABLE, &["status", "run_after"]),
            index(TABLE, &["lease_until"]),
        ];
        create_indexes(manager, indexes).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &[TABLE]).await
    }
}

fn jobs() -> TableCreateStatement {
    let mut jobs = table(
        TABLE,
        subject()
            .into_iter()
            .chain(request())
            .chain(course())
            .chain(outcome()),
    );
    jobs.foreign_key(&mut reference(TABLE, "project_id", "projects", Cascade));
    jobs.foreign_key(&mut reference(TABLE, "branch_id", "branches", Cascade));
    // What a job cost stays on record when the scene that it was for is gone.
    jobs.foreign_key(&mut reference(TABLE, "scene_id", "scenes", SetNull));
    jobs.foreign_key(&mut reference(
        TABLE,
        "scene_asset_instance_id",
        "scene_asset_instances",
        SetNull,
    ));
    jobs.foreign_key(&mut reference(
        TABLE,
        "project_asset_id",
        "project_assets",
        Cascade,
    ));
    jobs
}

/// What the job is for.
fn subject() -> Vec<ColumnDef> {
    vec![
        uuid("project_id").not_null().take(),
        uuid("branch_id").not_null().take(),
        uuid("scene_id"),
        uuid("scene_asset_instance_id"),
        uuid("project_asset_id").not_null().take(),
        word("job_type", &["master_asset", "scene_asset"])
            .not_null()
            .take(),
    ]
}

/// What is asked of the provider.
fn request() -> Vec<ColumnDef> {
    vec![
        text("prompt").not_null().take(),
        text("negative_prompt"),
        json("reference_snapshot"),
        integer("width"),
        integer("height"),
        big_integer("seed"),
        text("provider").not_null().take(),
        text("provider_job_id"),
        text("idempotency_key"),
    ]
}

/// Where the job stands: its status, its retries, its lease, and one instant a state.
fn course() -> Vec<ColumnDef> {
    vec![
        word("status", STATUS).not_null().default("queued").take(),
        integer("attempt_count").not_null().default(0).take(),
        integer("retry_count").not_null().default(0).take(),
        integer("max_retries").not_null().default(3).take(),
        instant("run_after").not_null().take(),
        text("lease_owner"),
        instant("lease_until"),
        integer("progress"),
        instant("queued_at").not_null().take(),
        instant("processing_at"),
        instant("generating_at"),
        instant("uploading_at"),
        instant("completed_at"),
        instant("failed_at"),
        instant("cancelled_at"),
    ]
}

/// How the job ended and what it cost.
fn outcome() -> Vec<ColumnDef> {
    vec![
        word("failure_stage", &["generating", "uploading", "persisting"]),
        word("error_code", ERROR_CODE),
        text("error_message"),
        credits("estimated_cost"),
        credits("cost_credits"),
        json("provider_metadata"),
    ]
}
