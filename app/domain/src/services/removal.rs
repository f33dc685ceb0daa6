//! Taking an asset out of a scene, and bringing it back for as long as deleted pictures are kept.
//!
//! What goes is written down whole, as one snapshot, and its objects are queued for the day on which nobody can
//! bring it back any more. Whoever deletes the snapshot's row decides what becomes of it: the one that brings
//! back, or the worker that forgets. Neither begins before it has that row.

mod snapshot;

use self::snapshot::Snapshot;
use crate::{
    ctx::{Ctx, Viewer},
    db::now,
    entities::{assets, branches, instances, jobs, projects, removals, scenes},
    error::{Error, Result},
    model::{
        ids::InstanceId,
        kinds::{Access, ReferenceSource},
        paths::InstancePath,
        views::InstanceView,
    },
    services::{
        attempts::tell,
        deletions, inheritance, instances as in_scene,
        references::{self, extras},
        scope::{self, OwnedInstance},
    },
};
use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel,
    ModelTrait, PaginatorTrait, QueryFilter, sea_query::Expr,
};
use std::collections::HashMap;

/// Takes an asset out of a scene, with its history and its versions.
pub async fn remove(ctx: &Ctx, viewer: Viewer, path: InstancePath) -> Result<()> {
    remove_seen(ctx, viewer, path, None).await
}

/// The same, unless it is in none of the states that the caller saw.
pub(crate) async fn remove_seen(
    ctx: &Ctx,
    viewer: Viewer,
    path: InstancePath,
    seen: Option<&[String]>,
) -> Result<()> {
    let txn = ctx.db.begin().await?;
    // Found to be the viewer's before anything is locked.
    scope::instance(&txn, viewer, path).await?.unlocked()?;
    let this = instances::Column::Id.eq(path.instance);
    references::lock_with_dependents(&txn, this.clone()).await?;
    let owned = scope::lock_instance(&txn, viewer, path).await?.unlocked()?;
    in_scene::refuse_changed(&txn, &owned.instance, seen).await?;
    in_scene::cancel_jobs(&txn, this.clone()).await?;
    let tied = put_away(ctx, &txn, &owned).await?;
    let why = format!(
        "The chosen reference was taken out of scene {}. The most recent one holds again.",
        owned.scene.scene_number
    );
    references::clear_choices(&txn, this, &why).await?;
    owned.instance.delete(&txn).await?;
    txn.commit().await?;
    told(ctx, path, tied);
    Ok(())
}

/// Tells those who look at the scene, and, where instances of other scenes changed with it, at any.
fn told(ctx: &Ctx, path: InstancePath, tied: bool) {
    match tied {
        true => ctx.events.tell(path.project, None, None),
        false => tell(ctx, path),
    }
}

/// Writes the snapshot, and queues the objects of what is live. What was deleted before is queued already.
/// Answers whether other instances were tied to it.
async fn put_away(ctx: &Ctx, conn: &impl ConnectionTrait, owned: &OwnedInstance) -> Result<bool> {
    let snapshot = Snapshot::of(conn, &owned.instance).await?;
    let removed_at = now();
    let objects = snapshot
        .attempts
        .iter()
        .filter(|attempt| attempt.deleted_at.is_none())
        .filter_map(|attempt| attempt.storage_path.clone())
        .collect();
    deletions::due_all(conn, objects, removed_at + ctx.settings.attempt_retention).await?;
    let row = removals::ActiveModel {
        id: Set(owned.instance.id),
        scene_id: Set(owned.scene.id),
        project_asset_id: Set(owned.instance.project_asset_id),
        snapshot: Set(serde_json::to_value(&snapshot).map_err(Error::internal)?),
        removed_at: Set(removed_at),
        created_at: Set(removed_at),
        updated_at: Set(removed_at),
    };
    row.insert(conn).await?;
    Ok(snapshot.is_tied())
}

/// Brings an asset back into its scene as it was. Errors: `NotFound` when it can no longer be brought back,
/// `Conflict` when the asset is in the scene again.
pub async fn bring_back(ctx: &Ctx, viewer: Viewer, path: InstancePath) -> Result<InstanceView> {
    let txn = ctx.db.begin().await?;
    let (snapshot, asset) = find(ctx, &txn, viewer, path).await?;
    let choosers = snapshot.choosers.iter().map(|chooser| chooser.id);
    let others: Vec<_> = snapshot.heirs.iter().copied().chain(choosers).collect();
    scope::lock_instances(&txn, instances::Column::Id.is_in(others)).await?;
    inheritance::lock_scene(&txn, path.scene).await?;
    in_scene::refuse_twice(&txn, path.scene, &asset).await?;
    let taken = removals::Entity::delete_by_id(path.instance)
        .exec(&txn)
        .await?;
    if taken.rows_affected == 0 {
        // Somebody brought it back, or it was forgotten, since it was found.
        return Err(Error::NotFound("asset in this scene"));
    }
    let row = with_what_is_left(&txn, snapshot.instance.clone(), &asset).await?;
    let row = row.into_active_model().insert(&txn).await?;
    put_back(&txn, &snapshot).await?;
    extras::put_back(&txn, asset.branch_id, &snapshot.references).await?;
    tie_again(&txn, &snapshot).await?;
    txn.commit().await?;
    told(ctx, path, snapshot.is_tied());
    in_scene::view(ctx.db.read(), row).await
}

/// The snapshot, found through the whole chain, with the asset that it shows.
async fn find(
    ctx: &Ctx,
    conn: &impl ConnectionTrait,
    viewer: Viewer,
    path: InstancePath,
) -> Result<(Snapshot, assets::Model)> {
    let found = removals::Entity::find_by_id(path.instance)
        .find_also_related(scenes::Entity)
        .and_also_related(branches::Entity)
        .find_also(branches::Entity, projects::Entity)
        .filter(removals::Column::RemovedAt.gt(now() - ctx.settings.attempt_retention))
        .filter(scenes::Column::Id.eq(path.scene))
        .filter(projects::Column::Id.eq(path.project))
        .filter(scope::reach(viewer))
        .one(conn)
        .await?;
    let Some((row, ..)) = found else {
        if viewer.wants > Access::Look {
            return Err(scope::missing(Box::pin(find(ctx, conn, viewer.looking(), path))).await);
        }
        return Err(Error::NotFound("asset in this scene"));
    };
    let asset = assets::Entity::find_by_id(row.project_asset_id)
        .one(conn)
        .await?
        .ok_or(Error::NotFound("asset in this scene"))?;
    let snapshot = serde_json::from_value(row.snapshot).map_err(Error::internal)?;
    Ok((snapshot, asset))
}

/// The row without what went away meanwhile, and with the master's words if it has none of its own.
async fn with_what_is_left(
    conn: &impl ConnectionTrait,
    mut row: instances::Model,
    asset: &assets::Model,
) -> Result<instances::Model> {
    if row.description_override.is_none() {
        row.effective_description = asset.description.clone();
    }
    row.inherited_from_instance_id = still_there(conn, row.inherited_from_instance_id).await?;
    if row.selected_master_reference_instance_id.is_some() {
        let chosen = still_there(conn, row.selected_master_reference_instance_id).await?;
        if chosen.is_none() {
            row.selected_master_reference_url = None;
            row.selected_master_reference_source = None;
        }
        row.selected_master_reference_instance_id = chosen;
    }
    Ok(row)
}

async fn still_there(
    conn: &impl ConnectionTrait,
    id: Option<InstanceId>,
) -> Result<Option<InstanceId>> {
    match id {
        Some(id) if instances::Entity::find_by_id(id).count(conn).await? == 1 => Ok(Some(id)),
        _ => Ok(None),
    }
}

/// The rows below the instance, and its jobs. A picture that was deleted before may have gone for good meanwhile.
async fn put_back(conn: &impl ConnectionTrait, snapshot: &Snapshot) -> Result<()> {
    for attempt in &snapshot.attempts {
        let there = match (&attempt.storage_path, attempt.deleted_at) {
            (None, _) => true,
            (Some(path), Some(_)) => deletions::is_queued(conn, path).await?,
            (Some(path), None) if deletions::take_off(conn, path).await? => true,
            // Its object went with an entry that was due earlier than it would be by today's settings.
            (Some(_), None) => return Err(Error::NotFound("asset in this scene")),
        };
        if there {
            attempt.clone().into_active_model().insert(conn).await?;
        }
    }
    for version in &snapshot.descriptions {
        version.clone().into_active_model().insert(conn).await?;
    }
    jobs::Entity::update_many()
        .col_expr(
            jobs::Column::SceneAssetInstanceId,
            Expr::value(Some(snapshot.instance.id)),
        )
        .filter(jobs::Column::Id.is_in(snapshot.jobs.iter().copied()))
        .filter(jobs::Column::SceneAssetInstanceId.is_null())
        .exec(conn)
        .await?;
    Ok(())
}

/// Others come from it again, and have it chosen again, unless they were given something else meanwhile.
async fn tie_again(conn: &impl ConnectionTrait, snapshot: &Snapshot) -> Result<()> {
    let id = snapshot.instance.id;
    instances::Entity::update_many()
        .col_expr(
            instances::Column::InheritedFromInstanceId,
            Expr::value(Some(id)),
        )
        .filter(instances::Column::Id.is_in(snapshot.heirs.iter().copied()))
        .filter(instances::Column::InheritedFromInstanceId.is_null())
        .exec(conn)
        .await?;
    let mut choosers: HashMap<_, _> = snapshot.choosers.iter().map(|was| (was.id, was)).collect();
    let unchosen = instances::Entity::find()
        .filter(instances::Column::Id.is_in(choosers.keys().copied()))
        .filter(instances::Column::SelectedMasterReferenceSource.is_null())
        .all(conn)
        .await?;
    for row in unchosen {
        let was = choosers.remove(&row.id);
        let cleared = row.last_modified_field.as_deref() == Some(references::CLEARED);
        let mut change: instances::ActiveModel = row.into();
        change.selected_master_reference_source = Set(Some(ReferenceSource::PriorSceneInstance));
        change.selected_master_reference_instance_id = Set(Some(id));
        change.selected_master_reference_url = Set(snapshot.instance.image_key_url.clone());
        if let Some(was) = was.filter(|_| cleared) {
            change.last_modified_field = Set(was.last_modified_field.clone());
            change.modification_reason = Set(was.modification_reason.clone());
        }
        change.updated_at = Set(now());
        change.update(conn).await?;
    }
    Ok(())
}

/// Forgets what nobody can bring back any more at that moment. Its objects are queued already, and due.
pub(crate) async fn forget(ctx: &Ctx, at: DateTime<Utc>) -> Result<()> {
    let expired = removals::Column::RemovedAt.lte(at - ctx.settings.attempt_retention);
    if removals::Entity::find()
        .filter(expired.clone())
        .count(ctx.db.read())
        .await?
        > 0
    {
        let txn = ctx.db.begin().await?;
        removals::Entity::delete_many()
            .filter(expired)
            .exec(&txn)
            .await?;
        txn.commit().await?;
    }
    Ok(())
}
