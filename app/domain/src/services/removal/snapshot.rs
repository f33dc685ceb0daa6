//! All that goes with an instance, as it is written down.

use crate::{
    entities::{attempts, descriptions, instance_references, instances, jobs},
    error::Result,
    model::ids::{InstanceId, JobId},
    services::{descriptions as versions, references::extras},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};

/// Everything that went with an instance.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Snapshot {
    pub(super) instance: instances::Model,
    pub(super) attempts: Vec<attempts::Model>,
    pub(super) descriptions: Vec<descriptions::Model>,
    /// What was sent along; in older snapshots there is nothing of it.
    #[serde(default)]
    pub(super) references: Vec<instance_references::Model>,
    /// The jobs that drew for it.
    pub(super) jobs: Vec<JobId>,
    /// The instances that were inherited from it.
    pub(super) heirs: Vec<InstanceId>,
    pub(super) choosers: Vec<Chooser>,
}

/// An instance that had chosen it as its reference, with what was said of its last change.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Chooser {
    pub(super) id: InstanceId,
    pub(super) last_modified_field: Option<String>,
    pub(super) modification_reason: Option<String>,
}

impl Snapshot {
    /// Of an instance that is locked, with those who depend on it.
    pub(super) async fn of(conn: &impl ConnectionTrait, row: &instances::Model) -> Result<Self> {
        let choosers = instances::Entity::find()
            .filter(instances::Column::SelectedMasterReferenceInstanceId.eq(row.id))
            .all(conn)
            .await?;
        let chooser = |row: instances::Model| Chooser {
            id: row.id,
            last_modified_field: row.last_modified_field,
            modification_reason: row.modification_reason,
        };
        Ok(Self {
            instance: row.clone(),
            attempts: attempts::Entity::find()
                .filter(attempts::Column::SceneAssetInstanceId.eq(row.id))
                .order_by_asc(attempts::Column::AttemptNumber)
                .all(conn)
                .await?,
            descriptions: versions::kept(conn, row.id).await?,
            references: extras::of_instance(conn, row.id).await?,
            jobs: jobs::Entity::find()
                .select_only()
                .column(jobs::Column::Id)
                .filter(jobs::Column::SceneAssetInstanceId.eq(row.id))
                .into_tuple()
                .all(conn)
                .await?,
            heirs: instances::Entity::find()
                .select_only()
                .column(instances::Column::Id)
                .filter(instances::Column::InheritedFromInstanceId.eq(row.id))
                .into_tuple()
                .all(conn)
                .await?,
            choosers: choosers.into_iter().map(chooser).collect(),
        })
    }

    /// Whether other instances came from it or had chosen it.
    pub(super) fn is_tied(&self) -> bool {
        !(self.heirs.is_empty() && self.choosers.is_empty())
    }
}
