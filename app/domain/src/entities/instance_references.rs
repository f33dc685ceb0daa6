//! Extra references of an instance: other assets that its pictures are drawn from as well, beside the reference in
//! force.

use crate::model::{
    ids::{AssetId, InstanceId, InstanceReferenceId},
    kinds::ReferenceRole,
};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(
    table_name = "instance_references",
    model_attrs(derive(Serialize, Deserialize))
)]
pub struct Model {
    /// Those of an instance are sent in the order of their keys.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: InstanceReferenceId,
    pub scene_asset_instance_id: InstanceId,
    pub project_asset_id: AssetId,
    pub role: ReferenceRole,
    /// How strongly it counts, up to 1.
    pub weight: f64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    #[sea_orm(belongs_to, from = "scene_asset_instance_id", to = "id")]
    pub instance: BelongsTo<super::instances::Entity>,
    #[sea_orm(belongs_to, from = "project_asset_id", to = "id")]
    pub asset: BelongsTo<super::assets::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
