//! Films.

use crate::model::ids::{BranchId, ProjectId, UserId};
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "projects")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ProjectId,
    pub user_id: UserId,
    pub title: String,
    pub aspect_ratio: String,
    pub visual_style: Option<String>,
    /// Null only between the insert of a project and that of its first branch.
    pub active_branch_id: Option<BranchId>,
    pub is_sample: bool,
    /// Who draws unless a request names somebody; null means the default provider.
    pub provider: Option<String>,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    #[sea_orm(belongs_to, from = "user_id", to = "id")]
    pub user: BelongsTo<super::users::Entity>,
    #[sea_orm(has_many)]
    pub branches: HasMany<super::branches::Entity>,
    #[sea_orm(has_many)]
    pub assets: HasMany<super::assets::Entity>,
    #[sea_orm(has_many)]
    pub jobs: HasMany<super::jobs::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
