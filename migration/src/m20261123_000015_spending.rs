//! Spending: what each call to a provider cost, or may have cost. Nothing that is deleted takes money off the record, so
//! a row hangs on no other. Beside it, how often a job had been begun when it was retried last.

use crate::{
    columns::{create_indexes, drop_tables, flag, index, integer, table, text, uuid},
    wall,
};
use sea_orm_migration::prelude::*;

const TABLE: &str = "spending";
const JOBS: &str = "image_generation_jobs";
const BEGUN: &str = "begun_before";

/// What is known of the jobs that are there, each under its job's key, which is free in the new table. One whose
/// provider is at work, or was when the process ended, counts as what was said beforehand. A job for a scene that is
/// gone has no scene any more, which is how a master is told, so a key that no scene has stands there.
const KNOWN: &str = "\
    INSERT INTO spending (id, provider, project_id, scene_id, project_asset_id, job_id, credits, settled, elsewhere, \
    created_at, updated_at) \
    SELECT id, provider, project_id, \
    CASE WHEN job_type = 'scene_asset' THEN COALESCE(scene_id, id) ELSE NULL END, \
    project_asset_id, id, COALESCE(cost_credits, estimated_cost), status NOT IN ('generating', 'uploading'), FALSE, \
    COALESCE(generating_at, created_at), updated_at \
    FROM image_generation_jobs \
    WHERE cost_credits IS NOT NULL \
    OR (status IN ('completed', 'generating', 'uploading') AND estimated_cost IS NOT NULL)";

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    // SQLite would otherwise keep half of a change that failed.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut begun = integer(BEGUN);
        begun.not_null().default(0);
        let with = Table::alter().table(JOBS).add_column(begun).take();
        manager.alter_table(with).await?;
        manager.create_table(spending()).await?;
        let indexes = [
            index(TABLE, &["provider", "created_at"]),
            index(TABLE, &["project_id"]),
            index(TABLE, &["job_id"]),
        ];
        create_indexes(manager, indexes).await?;
        // Whoever runs changes sees every film, as they run with the eyes of the product itself.
        manager.get_connection().execute_unprepared(KNOWN).await?;
        wall::below(manager, TABLE, "project_id", "projects").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &[TABLE]).await?;
        let without = Table::alter().table(JOBS).drop_column(BEGUN).take();
        manager.alter_table(without).await
    }
}

fn spending() -> TableCreateStatement {
    let mut credits = ColumnDef::new("credits");
    credits.decimal_len(12, 4).not_null();
    table(
        TABLE,
        [
            text("provider").not_null().take(),
            uuid("project_id").not_null().take(),
            uuid("scene_id"),
            uuid("project_asset_id").not_null().take(),
            uuid("job_id").not_null().take(),
            credits,
            flag("settled", false),
            flag("elsewhere", false),
        ],
    )
}
