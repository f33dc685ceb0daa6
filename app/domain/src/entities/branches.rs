//! Lines of work in a film.

use crate::model::ids::{BranchId, ProjectId};
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "branches")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: BranchId,
    pub project_id: ProjectId,
    pub parent_branch_id: Option<BranchId>,
    pub name: String,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    #[sea_orm(belongs_to, from = "project_id", to = "id")]
    pub project: BelongsTo<super::projects::Entity>,
    #[sea_orm(has_many)]
    pub scenes: HasMany<super::scenes::Entity>,
    #[sea_orm(has_many)]
    pub assets: HasMany<super::assets::Entity>,
    #[sea_orm(has_many)]
    pub jobs: HasMany<super::jobs::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
