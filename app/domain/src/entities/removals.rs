//! Instances that were taken out of a scene and can be brought back for a while.

use crate::model::ids::{AssetId, InstanceId, SceneId};
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "removed_instances")]
pub struct Model {
    /// The key that the instance had and gets again.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: InstanceId,
    pub scene_id: SceneId,
    pub project_asset_id: AssetId,
    /// The rows as they were, see the service that writes it.
    pub snapshot: Json,
    pub removed_at: DateTimeUtc,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    #[sea_orm(belongs_to, from = "scene_id", to = "id")]
    pub scene: BelongsTo<super::scenes::Entity>,
    #[sea_orm(belongs_to, from = "project_asset_id", to = "id")]
    pub asset: BelongsTo<super::assets::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
