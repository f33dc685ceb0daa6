//! Image generation jobs: requests to an image provider.

use crate::model::{
    ids::{AssetId, BranchId, InstanceId, JobId, ProjectId, SceneId},
    kinds::{FailureStage, JobErrorCode, JobStatus, JobType},
};
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "image_generation_jobs")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: JobId,
    pub project_id: ProjectId,
    pub branch_id: BranchId,
    /// Null for a master image, and after the scene was deleted: what the job cost stays on record.
    pub scene_id: Option<SceneId>,
    /// Null for a master image, and after the instance was deleted.
    pub scene_asset_instance_id: Option<InstanceId>,
    pub project_asset_id: AssetId,
    pub job_type: JobType,
    pub status: JobStatus,
    pub failure_stage: Option<FailureStage>,
    pub prompt: String,
    pub negative_prompt: Option<String>,
    pub reference_snapshot: Option<Json>,
    pub width: Option<i32>,
    pub height: Option<i32>,
    pub seed: Option<i64>,
    pub provider: String,
    pub provider_job_id: Option<String>,
    pub idempotency_key: Option<String>,
    /// How often it was begun.
    pub attempt_count: i32,
    /// How often it had been begun when it was retried by hand last.
    pub begun_before: i32,
    pub retry_count: i32,
    pub max_retries: i32,
    /// Not to be claimed before this instant.
    pub run_after: DateTimeUtc,
    pub lease_owner: Option<String>,
    pub lease_until: Option<DateTimeUtc>,
    /// Percent.
    pub progress: Option<i32>,
    pub error_code: Option<JobErrorCode>,
    pub error_message: Option<String>,
    pub estimated_cost: Option<Decimal>,
    pub cost_credits: Option<Decimal>,
    pub provider_metadata: Option<Json>,
    pub queued_at: DateTimeUtc,
    pub processing_at: Option<DateTimeUtc>,
    pub generating_at: Option<DateTimeUtc>,
    pub uploading_at: Option<DateTimeUtc>,
    pub completed_at: Option<DateTimeUtc>,
    pub failed_at: Option<DateTimeUtc>,
    pub cancelled_at: Option<DateTimeUtc>,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    #[sea_orm(belongs_to, from = "project_id", to = "id")]
    pub project: BelongsTo<super::projects::Entity>,
    #[sea_orm(belongs_to, from = "branch_id", to = "id")]
    pub branch: BelongsTo<super::branches::Entity>,
    #[sea_orm(belongs_to, from = "scene_id", to = "id")]
    pub scene: BelongsTo<Option<super::scenes::Entity>>,
    #[sea_orm(belongs_to, from = "scene_asset_instance_id", to = "id")]
    pub instance: BelongsTo<Option<super::instances::Entity>>,
    #[sea_orm(belongs_to, from = "project_asset_id", to = "id")]
    pub asset: BelongsTo<super::assets::Entity>,
    #[sea_orm(has_many)]
    pub attempts: HasMany<super::attempts::Entity>,
    #[sea_orm(has_many)]
    pub master_attempts: HasMany<super::master_attempts::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
