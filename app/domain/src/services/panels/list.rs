//! The rows of a scene's list.

use crate::{
    entities::{assets, attempts, instances, jobs, scenes},
    error::Result,
    jobs::queue::OPEN,
    model::{
        ids::{InstanceId, SceneId},
        kinds::JobStatus,
        panel::{AssetRow, Picture},
    },
    services::{instances as in_scene, references, scope::OwnedScene},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QuerySelect, RelationTrait,
    sea_query::SimpleExpr,
};
use std::collections::HashMap;

/// The rows: by kind, then by name. A fixed number of queries, whatever their number.
pub(super) async fn rows(conn: &impl ConnectionTrait, owned: &OwnedScene) -> Result<Vec<AssetRow>> {
    let scene = owned.scene.id;
    let found = in_scene::of_scene(scene).all(conn).await?;
    let shots = selected_attempts(conn, instances::Column::SceneId.eq(scene)).await?;
    let stale = references::changed(conn, &shots).await?;
    let pictures = likenesses(shots);
    let running = running(conn, scene).await?;
    let from = origins(conn, &found).await?;
    let mut rows: Vec<_> = found
        .into_iter()
        .filter_map(|(row, asset)| {
            let asset = asset?;
            let ready = row.is_ready();
            Some(AssetRow {
                instance: row.id,
                name: asset.name,
                asset_type: asset.asset_type,
                picture: picture(&row, &pictures),
                from_scene: row
                    .inherited_from_instance_id
                    .and_then(|id| from.get(&id).copied()),
                tags: row.status_tags.unwrap_or_default().0,
                locked: row.locked,
                as_is: row.use_master_as_is,
                carry_forward: row.carry_forward,
                stale: stale.contains(&row.id),
                waived: row.waived_reason.is_some(),
                ready,
                running: running.get(&row.id).copied(),
            })
        })
        .collect();
    rows.sort_by_key(|row| row.asset_type);
    Ok(rows)
}

/// The selected attempts of the instances meant.
pub(crate) async fn selected_attempts(
    conn: &impl ConnectionTrait,
    of: SimpleExpr,
) -> Result<Vec<attempts::Model>> {
    Ok(attempts::Entity::find()
        .join(JoinType::InnerJoin, attempts::Relation::Instances.def())
        .filter(of)
        .filter(attempts::Column::IsSelected.eq(true))
        .all(conn)
        .await?)
}

fn likenesses(shots: Vec<attempts::Model>) -> HashMap<InstanceId, Option<String>> {
    shots
        .into_iter()
        .map(|shot| (shot.scene_asset_instance_id, shot.thumbhash))
        .collect()
}

/// The selected pictures' likenesses of the instances meant, and those among them that are stale.
pub(crate) async fn selected(
    conn: &impl ConnectionTrait,
    of: SimpleExpr,
) -> Result<(
    HashMap<InstanceId, Option<String>>,
    std::collections::HashSet<InstanceId>,
)> {
    let shots = selected_attempts(conn, of).await?;
    let stale = references::changed(conn, &shots).await?;
    Ok((likenesses(shots), stale))
}

/// An instance's selected picture.
pub(crate) fn picture(
    row: &instances::Model,
    selected: &HashMap<InstanceId, Option<String>>,
) -> Option<Picture> {
    Some(Picture {
        url: row.image_key_url.clone()?,
        thumbhash: selected.get(&row.id).cloned().flatten(),
    })
}

async fn running(
    conn: &impl ConnectionTrait,
    scene: SceneId,
) -> Result<HashMap<InstanceId, JobStatus>> {
    let open = jobs::Entity::find()
        .filter(jobs::Column::SceneId.eq(scene))
        .filter(jobs::Column::Status.is_in(OPEN))
        .all(conn)
        .await?;
    Ok(open
        .into_iter()
        .filter_map(|job| Some((job.scene_asset_instance_id?, job.status)))
        .collect())
}

async fn origins(
    conn: &impl ConnectionTrait,
    rows: &[(instances::Model, Option<assets::Model>)],
) -> Result<HashMap<InstanceId, i32>> {
    let ids: Vec<_> = rows
        .iter()
        .filter_map(|(row, _)| row.inherited_from_instance_id)
        .collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let found = instances::Entity::find()
        .find_also_related(scenes::Entity)
        .filter(instances::Column::Id.is_in(ids))
        .all(conn)
        .await?;
    Ok(found
        .into_iter()
        .filter_map(|(row, scene)| Some((row.id, scene?.scene_number)))
        .collect())
}
