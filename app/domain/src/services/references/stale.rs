//! Pictures whose reference shows something else by now. What counts is what is seen: the same bytes under
//! another attempt are no change.

use crate::{
    entities::{assets, attempts, instances},
    error::Result,
    model::{ids::InstanceId, kinds::ReferenceSource, views::ReferenceSnapshot},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QuerySelect, RelationTrait,
};
use std::collections::{HashMap, HashSet};

/// The instances whose selected attempt, out of those given, was made from a reference that shows something else
/// now. Two queries, whatever their number.
pub(crate) async fn changed(
    conn: &impl ConnectionTrait,
    selected: &[attempts::Model],
) -> Result<HashSet<InstanceId>> {
    let from: Vec<_> = selected
        .iter()
        .filter_map(|attempt| Some((attempt.scene_asset_instance_id, used(attempt)?)))
        .collect();
    let (mut with_master, mut earlier) = (Vec::new(), Vec::new());
    for (id, used) in &from {
        match used.source {
            ReferenceSource::Stage5Master => with_master.push(*id),
            ReferenceSource::PriorSceneInstance => earlier.extend(used.instance_id),
        }
    }
    let masters = mastered(conn, with_master).await?;
    let shown = shown(conn, earlier).await?;
    // Where nothing is shown any more there is nothing that one could start from anew.
    let moved = from.into_iter().filter(|(id, used)| {
        let now = match used.source {
            ReferenceSource::Stage5Master => masters.get(id),
            ReferenceSource::PriorSceneInstance => used.instance_id.and_then(|id| shown.get(&id)),
        };
        now.is_some_and(|now| *now != used.sha256)
    });
    Ok(moved.map(|(id, _)| id).collect())
}

/// What an attempt started from, if that is known by its bytes.
fn used(attempt: &attempts::Model) -> Option<ReferenceSnapshot> {
    let json = attempt.reference_snapshot.clone()?;
    let from: ReferenceSnapshot = serde_json::from_value(json).ok()?;
    (!from.sha256.is_empty()).then_some(from)
}

/// The bytes that instances show now.
async fn shown(
    conn: &impl ConnectionTrait,
    of: Vec<InstanceId>,
) -> Result<HashMap<InstanceId, String>> {
    if of.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(InstanceId, Option<String>)> = attempts::Entity::find()
        .select_only()
        .columns([
            attempts::Column::SceneAssetInstanceId,
            attempts::Column::Sha256,
        ])
        .filter(attempts::Column::SceneAssetInstanceId.is_in(of))
        .filter(attempts::Column::IsSelected.eq(true))
        .into_tuple()
        .all(conn)
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|(id, sha256)| Some((id, sha256?)))
        .collect())
}

/// The bytes of the masters of instances.
async fn mastered(
    conn: &impl ConnectionTrait,
    of: Vec<InstanceId>,
) -> Result<HashMap<InstanceId, String>> {
    if of.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(InstanceId, Option<String>)> = instances::Entity::find()
        .select_only()
        .column(instances::Column::Id)
        .column(assets::Column::Sha256)
        .join(JoinType::InnerJoin, instances::Relation::Assets.def())
        .filter(instances::Column::Id.is_in(of))
        .into_tuple()
        .all(conn)
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|(id, sha256)| Some((id, sha256?)))
        .collect())
}
