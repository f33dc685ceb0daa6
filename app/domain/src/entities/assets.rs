//! Project assets: characters, locations, props and extras of a branch, each with its Stage 5
//! master image.

use crate::model::{
    ids::{AssetId, BranchId, ProjectId},
    kinds::{AssetSource, AssetType},
};
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "project_assets")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AssetId,
    pub project_id: ProjectId,
    pub branch_id: BranchId,
    pub name: String,
    pub asset_type: AssetType,
    pub description: String,
    pub image_key_url: Option<String>,
    pub storage_path: Option<String>,
    pub original_filename: Option<String>,
    pub file_size_bytes: Option<i64>,
    pub mime_type: Option<String>,
    pub width: Option<i32>,
    pub height: Option<i32>,
    pub sha256: Option<String>,
    /// Base64.
    pub thumbhash: Option<String>,
    pub locked: bool,
    pub source: AssetSource,
    /// The number that the next attempt at its master takes; numbers are never used again.
    pub next_attempt_number: i32,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    #[sea_orm(belongs_to, from = "project_id", to = "id")]
    pub project: BelongsTo<super::projects::Entity>,
    #[sea_orm(belongs_to, from = "branch_id", to = "id")]
    pub branch: BelongsTo<super::branches::Entity>,
    #[sea_orm(has_many)]
    pub instances: HasMany<super::instances::Entity>,
    #[sea_orm(has_many)]
    pub jobs: HasMany<super::jobs::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
