//! The end of an asset: what stands in its way, and what goes with it.

use super::{history, masters};
use crate::{
    ctx::{Ctx, Viewer},
    entities::{assets, attempts, instance_references, instances},
    error::{Result, conflict},
    model::ids::{AssetId, ProjectId, SceneId},
    services::{deletions, instances as in_scene, references, scope},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, JoinType, ModelTrait, QueryFilter,
    QuerySelect, QueryTrait, RelationTrait, sea_query::SimpleExpr,
};

/// Deletes an asset: one that scenes use only when forced, one that a scene holds locked never.
pub async fn delete(
    ctx: &Ctx,
    viewer: Viewer,
    project: ProjectId,
    id: AssetId,
    force: bool,
) -> Result<()> {
    end(ctx, viewer, project, id, |name, scenes| {
        (scenes > 0 && !force).then(|| {
            format!(
                "\"{name}\" is used in {}. Delete it with force=true to remove it there too.",
                counted(scenes)
            )
        })
    })
    .await
}

/// Deletes an asset that somebody saw used in so many scenes. Error: `Conflict` where there are more by now.
pub(crate) async fn delete_seen(
    ctx: &Ctx,
    viewer: Viewer,
    project: ProjectId,
    id: AssetId,
    seen: usize,
) -> Result<()> {
    end(ctx, viewer, project, id, |_, scenes| {
        (scenes > seen).then(|| {
            format!(
                "It is used in {} by now. Look where, and delete it again to remove it there too.",
                counted(scenes)
            )
        })
    })
    .await
}

/// "1 scene", "3 scenes".
fn counted(scenes: usize) -> String {
    match scenes {
        1 => "1 scene".to_owned(),
        scenes => format!("{scenes} scenes"),
    }
}

/// Deletes an asset, unless its name and the number of scenes that use it are a reason against that.
async fn end(
    ctx: &Ctx,
    viewer: Viewer,
    project: ProjectId,
    id: AssetId,
    reason: impl FnOnce(&str, usize) -> Option<String>,
) -> Result<()> {
    let txn = ctx.db.begin().await?;
    // Found to be the viewer's before anything is locked. Instances are locked before assets, and all in one go.
    scope::asset(&txn, viewer, project, id).await?;
    let all = references::with_dependents(own(id)).add(sending(id));
    scope::lock_instances(&txn, all).await?;
    // Nobody adds a master or brings it into a scene from here on, so nothing is left behind.
    let (_, asset) = masters::lock_to_end(&txn, viewer, project, id).await?;
    refuse_locked(&txn, &asset).await?;
    if let Some(why) = reason(&asset.name, used_in(&txn, id).await?) {
        return conflict(why);
    }
    let pictures: Vec<Option<String>> = attempts::Entity::find()
        .select_only()
        .column(attempts::Column::StoragePath)
        .join(JoinType::InnerJoin, attempts::Relation::Instances.def())
        .filter(own(id))
        .into_tuple()
        .all(&txn)
        .await?;
    let mut objects = history::objects(&txn, id).await?;
    objects.extend(pictures.into_iter().flatten());
    deletions::due_now(&txn, objects).await?;
    asset.delete(&txn).await?;
    txn.commit().await?;
    ctx.events.tell(project, None, None);
    Ok(())
}

/// The asset itself in scenes.
fn own(id: AssetId) -> SimpleExpr {
    instances::Column::ProjectAssetId.eq(id)
}

/// The others that it is sent along with: their extra reference goes with it.
fn sending(id: AssetId) -> SimpleExpr {
    let sent = instance_references::Entity::find()
        .select_only()
        .column(instance_references::Column::SceneAssetInstanceId)
        .filter(instance_references::Column::ProjectAssetId.eq(id))
        .into_query();
    instances::Column::Id.in_subquery(sent)
}

/// Refuses where the asset, or something that would change with its end, is locked.
async fn refuse_locked(conn: &impl ConnectionTrait, asset: &assets::Model) -> Result<()> {
    let name = &asset.name;
    let here = in_scene::locked_scenes(conn, own(asset.id)).await?;
    if asset.locked || !here.is_empty() {
        let place = match here.is_empty() {
            true => String::new(),
            false => format!(" in {}", named(&here)),
        };
        return conflict(format!(
            "\"{name}\" is locked{place}. Unlock it before deleting it."
        ));
    }
    let along = in_scene::locked_scenes(conn, sending(asset.id)).await?;
    if !along.is_empty() {
        return conflict(format!(
            "\"{name}\" is sent along with what is locked in {}. Unlock that before deleting it.",
            named(&along)
        ));
    }
    Ok(())
}

/// "scene 1, scene 4".
fn named(scenes: &[i32]) -> String {
    let scenes = scenes.iter().map(|number| format!("scene {number}"));
    scenes.collect::<Vec<_>>().join(", ")
}

/// In how many scenes an asset stands or is sent along.
async fn used_in(conn: &impl ConnectionTrait, id: AssetId) -> Result<usize> {
    let scenes: Vec<SceneId> = instances::Entity::find()
        .select_only()
        .column(instances::Column::SceneId)
        .distinct()
        .filter(own(id).or(sending(id)))
        .into_tuple()
        .all(conn)
        .await?;
    Ok(scenes.len())
}
