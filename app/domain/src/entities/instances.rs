//! Scene asset instances: one project asset in one scene.

use super::values::Words;
use crate::model::{
    ids::{AssetId, InstanceId, SceneId},
    kinds::ReferenceSource,
};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(
    table_name = "scene_asset_instances",
    model_attrs(derive(Serialize, Deserialize), serde(remote = "Self"))
)]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: InstanceId,
    pub scene_id: SceneId,
    pub project_asset_id: AssetId,
    pub description_override: Option<String>,
    pub effective_description: String,
    /// The selected attempt's `image_url`.
    pub image_key_url: Option<String>,
    pub status_tags: Option<Words>,
    pub carry_forward: bool,
    pub inherited_from_instance_id: Option<InstanceId>,
    pub locked: bool,
    pub waived_reason: Option<String>,
    pub use_master_as_is: bool,
    pub selected_master_reference_url: Option<String>,
    pub selected_master_reference_source: Option<ReferenceSource>,
    pub selected_master_reference_instance_id: Option<InstanceId>,
    /// How strongly the reference in force counts, up to 1.
    pub reference_weight: f64,
    pub modification_count: i32,
    pub last_modified_field: Option<String>,
    pub modification_reason: Option<String>,
    /// The number that the next attempt takes; numbers are never used again.
    pub next_attempt_number: i32,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    #[sea_orm(belongs_to, from = "scene_id", to = "id")]
    pub scene: BelongsTo<super::scenes::Entity>,
    #[sea_orm(belongs_to, from = "project_asset_id", to = "id")]
    pub asset: BelongsTo<super::assets::Entity>,
    #[sea_orm(has_many)]
    pub attempts: HasMany<super::attempts::Entity>,
    #[sea_orm(has_many)]
    pub jobs: HasMany<super::jobs::Entity>,
}

// Serde makes functions of the row's own instead of its traits, so that an older row can be completed on the way.
impl Serialize for Model {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        Self::serialize(self, to)
    }
}

/// Also of a row that was written down before there were weights.
impl<'de> Deserialize<'de> for Model {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let mut row = serde_json::Map::<String, Json>::deserialize(from)?;
        row.entry("reference_weight").or_insert(Json::from(1.0_f64));
        Self::deserialize(Json::Object(row)).map_err(D::Error::custom)
    }
}

impl Model {
    /// Whether Stage 9 has nothing to wait for here: it has a picture, or a reason to need none.
    pub(crate) fn is_ready(&self) -> bool {
        self.image_key_url.is_some() || self.waived_reason.is_some()
    }
}

impl ActiveModelBehavior for ActiveModel {}
