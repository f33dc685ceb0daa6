//! A filling taken back.

use crate::{
    ctx::{Ctx, Viewer},
    entities::{attempts, instances, jobs},
    error::Result,
    model::{ids::InstanceId, paths::ScenePath},
    services::{deletions, references, scope},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QuerySelect,
    sea_query::SimpleExpr,
};
use std::collections::HashSet;

/// Takes a filling back: those of its instances that nobody touched since go, with their pictures. The scene
/// does not fill itself again.
pub async fn take_back(
    ctx: &Ctx,
    viewer: Viewer,
    path: ScenePath,
    instances: &[InstanceId],
) -> Result<()> {
    let txn = ctx.db.begin().await?;
    scope::scene(&txn, viewer, path).await?;
    let meant = instances::Column::SceneId
        .eq(path.scene)
        .and(instances::Column::Id.is_in(instances.iter().copied()));
    references::lock_with_dependents(&txn, meant.clone()).await?;
    let untouched = untouched(&txn, meant).await?;
    let pictures: Vec<Option<String>> = attempts::Entity::find()
        .select_only()
        .column(attempts::Column::StoragePath)
        .filter(attempts::Column::SceneAssetInstanceId.is_in(untouched.iter().copied()))
        .into_tuple()
        .all(&txn)
        .await?;
    deletions::due_now(&txn, pictures.into_iter().flatten().collect()).await?;
    let going = instances::Column::Id.is_in(untouched);
    let why = "The chosen reference was taken out of its scene. The most recent one holds again.";
    references::clear_choices(&txn, going.clone(), why).await?;
    instances::Entity::delete_many()
        .filter(going)
        .exec(&txn)
        .await?;
    txn.commit().await?;
    ctx.events.tell(path.project, Some(path.scene), None);
    Ok(())
}

/// Those that are as the filling made them, and for which no picture was asked.
async fn untouched(conn: &impl ConnectionTrait, of: SimpleExpr) -> Result<Vec<InstanceId>> {
    let rows = instances::Entity::find()
        .filter(of)
        .filter(instances::Column::ModificationCount.eq(0))
        .filter(instances::Column::NextAttemptNumber.lte(2))
        .filter(instances::Column::Locked.eq(false))
        .all(conn)
        .await?;
    let ids: Vec<_> = rows.into_iter().map(|row| row.id).collect();
    let asked: Vec<Option<InstanceId>> = jobs::Entity::find()
        .select_only()
        .column(jobs::Column::SceneAssetInstanceId)
        .filter(jobs::Column::SceneAssetInstanceId.is_in(ids.iter().copied()))
        .into_tuple()
        .all(conn)
        .await?;
    let asked: HashSet<_> = asked.into_iter().flatten().collect();
    Ok(ids.into_iter().filter(|id| !asked.contains(id)).collect())
}
