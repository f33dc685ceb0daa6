//! What tests of several nodes look at: who holds which job.

use crate::{
    db::{Db, as_system},
    entities::jobs,
    model::ids::JobId,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

/// The jobs that somebody holds now, with the name of who does: what was given to `Worker::start`, which begins with
/// the process's number where the product runs by itself, and what names the claim.
///
/// # Panics
/// When the database does not answer.
pub async fn holders(db: &Db) -> Vec<(JobId, String)> {
    let held = jobs::Entity::find().filter(jobs::Column::LeaseOwner.is_not_null());
    let held = as_system(held.all(db.read())).await.expect("the jobs");
    held.into_iter()
        .filter_map(|job| Some((job.id, job.lease_owner?)))
        .collect()
}
