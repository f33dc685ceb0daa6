//! Numbered scenes of a branch.

use super::values::Words;
use crate::model::ids::{BranchId, SceneId};
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "scenes")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SceneId,
    pub branch_id: BranchId,
    /// Unique in the branch at every statement: to move several scenes, pass through numbers below
    /// zero.
    pub scene_number: i32,
    pub slug: String,
    pub heading: String,
    pub script_excerpt: Option<String>,
    pub expected_characters: Words,
    pub expected_location: Option<String>,
    pub expected_props: Words,
    pub is_deferred: bool,
    /// When the scene took over its first instances by itself, which happens once.
    pub filled_at: Option<DateTimeUtc>,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    #[sea_orm(belongs_to, from = "branch_id", to = "id")]
    pub branch: BelongsTo<super::branches::Entity>,
    #[sea_orm(has_many)]
    pub instances: HasMany<super::instances::Entity>,
    #[sea_orm(has_many)]
    pub jobs: HasMany<super::jobs::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
