//! Scene asset generation attempts: the pictures in an instance's history.

use crate::model::{
    ids::{AttemptId, InstanceId, JobId},
    kinds::AttemptSource,
};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(
    table_name = "scene_asset_generation_attempts",
    model_attrs(derive(Serialize, Deserialize))
)]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AttemptId,
    pub scene_asset_instance_id: InstanceId,
    pub image_url: String,
    /// Null only for a picture from elsewhere that was taken in by its address alone.
    pub storage_path: Option<String>,
    pub source: AttemptSource,
    pub is_selected: bool,
    pub image_generation_job_id: Option<JobId>,
    pub provider: Option<String>,
    pub seed: Option<i64>,
    pub prompt_snapshot: Option<String>,
    /// What was told not to be seen.
    pub negative_prompt: Option<String>,
    pub reference_snapshot: Option<Json>,
    /// What else was sent, as a list.
    pub other_references: Option<Json>,
    pub cost_credits: Option<Decimal>,
    pub original_filename: Option<String>,
    pub file_size_bytes: Option<i64>,
    pub mime_type: Option<String>,
    pub copied_from_url: Option<String>,
    pub attempt_number: i32,
    pub width: Option<i32>,
    pub height: Option<i32>,
    pub sha256: Option<String>,
    /// Base64.
    pub thumbhash: Option<String>,
    /// When the attempt was made or restored; the oldest leaves a full history first.
    pub entered_history_at: DateTimeUtc,
    pub deleted_at: Option<DateTimeUtc>,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    #[sea_orm(belongs_to, from = "scene_asset_instance_id", to = "id")]
    pub instance: BelongsTo<super::instances::Entity>,
    #[sea_orm(belongs_to, from = "image_generation_job_id", to = "id")]
    pub job: BelongsTo<Option<super::jobs::Entity>>,
}

impl ActiveModelBehavior for ActiveModel {}
