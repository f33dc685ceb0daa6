//! Objects that wait to be removed from the store.

use crate::model::ids::DeletionId;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "storage_deletions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: DeletionId,
    pub storage_path: String,
    pub due_at: DateTimeUtc,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
