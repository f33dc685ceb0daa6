//! Scene asset instances: which assets are in a scene, and how each is described there.

mod ending;
mod input;
mod listing;
mod seen;
mod tagging;

pub(crate) use ending::{cancel_jobs, locked_names, locked_scenes};
pub(crate) use input::row;
pub use input::{InstanceInput, NewInstance};
pub use listing::list;
pub(crate) use listing::of_scene;
pub(crate) use seen::refuse_changed;
pub use seen::tag;
pub(crate) use tagging::retag;

use self::input::{changed, described, effective};
// The names under which the instance's own routes call them.
pub use super::uploads::upload;
use crate::{
    ctx::{Ctx, Viewer},
    entities::{assets, instances, scenes},
    error::{Error, Result, conflict, invalid},
    model::{
        ids::{AssetId, BranchId, InstanceId, SceneId},
        kinds::AssetSource,
        paths::{InstancePath, ScenePath},
        rules,
        views::InstanceView,
    },
    services::{
        assets::{self as masters, AssetInput},
        attempts::tell,
        descriptions, inheritance, references, removal,
        scope::{self, OwnedScene},
        views,
    },
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, JoinType, PaginatorTrait,
    QueryFilter, QuerySelect, RelationTrait,
};
use std::collections::{HashMap, HashSet};

/// An asset of a scene.
pub async fn get(ctx: &Ctx, viewer: Viewer, path: InstancePath) -> Result<InstanceView> {
    let owned = scope::instance(ctx.db.read(), viewer, path).await?;
    view(ctx.db.read(), owned.instance).await
}

pub(crate) async fn view(
    conn: &impl ConnectionTrait,
    mut row: instances::Model,
) -> Result<InstanceView> {
    let asset = asset_of(conn, &row).await?;
    references::followed(conn, std::slice::from_mut(&mut row)).await?;
    Ok(views::instance(row, asset))
}

async fn asset_of(conn: &impl ConnectionTrait, row: &instances::Model) -> Result<assets::Model> {
    assets::Entity::find_by_id(row.project_asset_id)
        .one(conn)
        .await?
        .ok_or(Error::NotFound("asset"))
}

/// Brings an asset into a scene.
pub async fn create(
    ctx: &Ctx,
    viewer: Viewer,
    path: ScenePath,
    input: NewInstance,
) -> Result<InstanceView> {
    let txn = ctx.db.begin().await?;
    let owned = scope::scene(&txn, viewer, path).await?;
    if let Some(from) = input.inherited_from_instance_id {
        refuse_foreign(&txn, owned.branch.id, from).await?;
        scope::lock_instances(&txn, instances::Column::Id.eq(from)).await?;
    }
    inheritance::lock_scene(&txn, path.scene).await?;
    let (_, asset) = scope::asset(&txn, viewer, path.project, input.project_asset_id).await?;
    if asset.branch_id != owned.branch.id {
        return Err(Error::NotFound("asset"));
    }
    refuse_twice(&txn, path.scene, &asset).await?;
    let row = row(path, &asset, input)?.insert(&txn).await?;
    if let Some(words) = &row.description_override {
        descriptions::keep(&txn, row.id, words, true).await?;
    }
    txn.commit().await?;
    tell(ctx, path.instance(row.id));
    Ok(views::instance(row, asset))
}

/// An asset is in a scene once. The scene is locked.
pub(crate) async fn refuse_twice(
    conn: &impl ConnectionTrait,
    scene: SceneId,
    asset: &assets::Model,
) -> Result<()> {
    let there = instances::Entity::find()
        .filter(instances::Column::SceneId.eq(scene))
        .filter(instances::Column::ProjectAssetId.eq(asset.id));
    if there.count(conn).await? > 0 {
        return conflict(format!("\"{}\" is in this scene already.", asset.name));
    }
    Ok(())
}

async fn refuse_foreign(
    conn: &impl ConnectionTrait,
    branch: BranchId,
    from: InstanceId,
) -> Result<()> {
    let found = instances::Entity::find_by_id(from)
        .join(JoinType::InnerJoin, instances::Relation::Scenes.def())
        .filter(scenes::Column::BranchId.eq(branch))
        .count(conn)
        .await?;
    if found == 1 {
        Ok(())
    } else {
        Err(Error::NotFound("instance to inherit from"))
    }
}

/// Makes an asset and brings it into the scene: both or neither.
pub async fn create_with_asset(
    ctx: &Ctx,
    viewer: Viewer,
    path: ScenePath,
    input: AssetInput,
) -> Result<InstanceView> {
    let txn = ctx.db.begin().await?;
    let owned = scope::scene(&txn, viewer, path).await?;
    inheritance::lock_scene(&txn, path.scene).await?;
    let branch = owned.branch.id;
    let asset = masters::insert(&txn, path.project, branch, input, AssetSource::Manual).await?;
    let row = row(path, &asset, NewInstance::plain(asset.id))?
        .insert(&txn)
        .await?;
    txn.commit().await?;
    ctx.events.tell(path.project, None, None);
    tell(ctx, path.instance(row.id));
    Ok(views::instance(row, asset))
}

/// Brings several assets of the branch into a scene, and answers those that were not in it, in the order given.
/// Error: `NotFound` when one of them is none of the branch's; then none is brought in.
pub async fn add_many(
    ctx: &Ctx,
    viewer: Viewer,
    path: ScenePath,
    assets: &[AssetId],
) -> Result<Vec<InstanceView>> {
    let txn = ctx.db.begin().await?;
    let owned = scope::scene(&txn, viewer, path).await?;
    inheritance::lock_scene(&txn, path.scene).await?;
    let mut cast = cast(&txn, &owned, assets).await?;
    for there in present(&txn, path.scene).await? {
        cast.remove(&there);
    }
    let mut made = Vec::new();
    for id in assets {
        // Taken out, so that one that is named twice enters once.
        if let Some(asset) = cast.remove(id) {
            let row = row(path, &asset, NewInstance::plain(asset.id))?;
            made.push(views::instance(row.insert(&txn).await?, asset));
        }
    }
    txn.commit().await?;
    if !made.is_empty() {
        ctx.events.tell(path.project, Some(path.scene), None);
    }
    Ok(made)
}

/// The assets meant, all of them the branch's.
async fn cast(
    conn: &impl ConnectionTrait,
    owned: &OwnedScene,
    ids: &[AssetId],
) -> Result<HashMap<AssetId, assets::Model>> {
    let wanted: HashSet<_> = ids.iter().copied().collect();
    let found = assets::Entity::find()
        .filter(assets::Column::BranchId.eq(owned.branch.id))
        .filter(assets::Column::Id.is_in(wanted.iter().copied()))
        .all(conn)
        .await?;
    if found.len() < wanted.len() {
        return Err(Error::NotFound("asset"));
    }
    Ok(found.into_iter().map(|asset| (asset.id, asset)).collect())
}

/// The assets that are in a scene.
pub(crate) async fn present(
    conn: &impl ConnectionTrait,
    scene: SceneId,
) -> Result<HashSet<AssetId>> {
    let ids: Vec<AssetId> = instances::Entity::find()
        .select_only()
        .column(instances::Column::ProjectAssetId)
        .filter(instances::Column::SceneId.eq(scene))
        .into_tuple()
        .all(conn)
        .await?;
    Ok(ids.into_iter().collect())
}

/// Changes an instance. A locked one takes a change only together with its unlocking.
pub async fn update(
    ctx: &Ctx,
    viewer: Viewer,
    path: InstancePath,
    input: InstanceInput,
) -> Result<InstanceView> {
    if input.image_key_url.is_some() {
        return invalid("The picture follows the selected attempt; imageKeyUrl cannot be set.");
    }
    let txn = ctx.db.begin().await?;
    let mut owned = scope::lock_instance(&txn, viewer, path).await?;
    refuse_changed(&txn, &owned.instance, input.seen.as_deref()).await?;
    if input.locked != Some(false) {
        owned = owned.unlocked()?;
    }
    if input.description_override.is_some() && owned.instance.use_master_as_is {
        return conflict(rules::AS_IS);
    }
    let asset = asset_of(&txn, &owned.instance).await?;
    let before = owned.instance;
    if let (Some(seen), Some(words)) = (&input.description_before, &input.description_override) {
        let words = effective(described(words.as_deref())?.as_deref(), &asset);
        if let Some(why) = descriptions::keep_aside(&txn, &before, seen, &words).await? {
            txn.commit().await?;
            tell(ctx, path);
            return conflict(why);
        }
    }
    let after = changed(before.clone(), &asset, input)?.update(&txn).await?;
    descriptions::follow(&txn, &before, &after).await?;
    txn.commit().await?;
    tell(ctx, path);
    view(ctx.db.read(), after).await
}

/// Takes an asset out of a scene; it can be brought back for a while. Whoever says which states of it they saw is
/// refused with `Changed` where it is in none of them.
pub async fn delete(
    ctx: &Ctx,
    viewer: Viewer,
    path: InstancePath,
    seen: Option<&[String]>,
) -> Result<()> {
    removal::remove_seen(ctx, viewer, path, seen).await
}
