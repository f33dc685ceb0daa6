//! What stands in the way when instances are to go, and what ends with them.

use crate::{
    db::now,
    entities::{assets, instances, jobs, scenes},
    error::Result,
    jobs::queue::released,
    model::{
        ids::InstanceId,
        kinds::{JobErrorCode, JobStatus},
    },
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, SimpleExpr},
};

/// Ends the open jobs of instances that are about to go. Their workers lose the lease.
pub(crate) async fn cancel_jobs(conn: &impl ConnectionTrait, of: SimpleExpr) -> Result<()> {
    let ids: Vec<InstanceId> = instances::Entity::find()
        .select_only()
        .column(instances::Column::Id)
        .filter(of)
        .into_tuple()
        .all(conn)
        .await?;
    let ended = jobs::Entity::update_many()
        .col_expr(jobs::Column::Status, Expr::value(JobStatus::Cancelled))
        .col_expr(jobs::Column::CancelledAt, Expr::value(now()))
        .col_expr(
            jobs::Column::ErrorCode,
            Expr::value(JobErrorCode::Cancelled),
        )
        .col_expr(
            jobs::Column::ErrorMessage,
            Expr::value("The asset was taken out of the scene."),
        )
        .filter(jobs::Column::SceneAssetInstanceId.is_in(ids))
        .filter(jobs::Column::CompletedAt.is_null())
        .filter(jobs::Column::FailedAt.is_null())
        .filter(jobs::Column::CancelledAt.is_null());
    released(ended).exec(conn).await?;
    Ok(())
}

/// The names of locked assets among the instances meant.
pub(crate) async fn locked_names(
    conn: &impl ConnectionTrait,
    of: SimpleExpr,
) -> Result<Vec<String>> {
    let rows = instances::Entity::find()
        .find_also_related(assets::Entity)
        .filter(of)
        .filter(instances::Column::Locked.eq(true))
        .order_by_asc(assets::Column::Name)
        .all(conn)
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|(_, asset)| Some(asset?.name))
        .collect())
}

/// The numbers of the scenes in which one of the instances meant is locked.
pub(crate) async fn locked_scenes(conn: &impl ConnectionTrait, of: SimpleExpr) -> Result<Vec<i32>> {
    let rows = instances::Entity::find()
        .find_also_related(scenes::Entity)
        .filter(of)
        .filter(instances::Column::Locked.eq(true))
        .order_by_asc(scenes::Column::SceneNumber)
        .all(conn)
        .await?;
    let mut numbers: Vec<_> = rows
        .into_iter()
        .filter_map(|(_, scene)| Some(scene?.scene_number))
        .collect();
    numbers.dedup();
    Ok(numbers)
}
