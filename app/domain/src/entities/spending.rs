//! What each call to a provider cost. No row hangs on another, so that nothing that is deleted takes money off the
//! record.

use crate::model::ids::{AssetId, JobId, ProjectId, SceneId, SpendingId};
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "spending")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SpendingId,
    pub provider: String,
    pub project_id: ProjectId,
    /// Null for a master image. Where the scene was gone before the row was made, a key that no scene has.
    pub scene_id: Option<SceneId>,
    pub project_asset_id: AssetId,
    pub job_id: JobId,
    /// What was said beforehand, until the answer is there.
    pub credits: Decimal,
    /// Whether nothing more will be known of it: it was answered, or given up with a provider that would have gone on.
    pub settled: bool,
    /// Whether it was spent before the film was imported: it counts for no budget here.
    pub elsewhere: bool,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
