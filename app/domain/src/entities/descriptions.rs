//! Versions of an instance's description.

use crate::model::ids::{DescriptionId, InstanceId};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(
    table_name = "description_versions",
    model_attrs(derive(Serialize, Deserialize))
)]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: DescriptionId,
    pub scene_asset_instance_id: InstanceId,
    /// Counts up for each instance and is never used again.
    pub version_number: i32,
    pub words: String,
    pub is_selected: bool,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    #[sea_orm(belongs_to, from = "scene_asset_instance_id", to = "id")]
    pub instance: BelongsTo<super::instances::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
