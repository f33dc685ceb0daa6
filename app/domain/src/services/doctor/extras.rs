//! Rule 11: what generation receives beside the reference in force is of the same branch, is somebody else, and counts
//! as much as can be said.

use super::{Findings, page, places};
use crate::{
    ctx::Ctx,
    entities::{assets, instance_references, instances},
    error::Result,
    model::{
        ids::{AssetId, BranchId, InstanceId},
        rules,
    },
    services::archive::moment,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use std::collections::HashMap;

/// Looks at every instance, at how its reference counts and at what else it is drawn from.
pub(super) async fn examine(ctx: &Ctx, found: &mut Findings) -> Result<()> {
    let mut after = None;
    loop {
        let moment = moment(ctx).await?;
        let rows = page::<instances::Entity>(&moment, instances::Column::Id, after).await?;
        let Some(last) = rows.last() else {
            return Ok(());
        };
        after = Some(last.id);
        let extras = instance_references::Entity::find()
            .filter(
                instance_references::Column::SceneAssetInstanceId
                    .is_in(rows.iter().map(|row| row.id)),
            )
            .all(&moment)
            .await?;
        let cast = rows.iter().map(|row| row.project_asset_id);
        let branches = branches_of(&moment, cast.chain(extras.iter().map(of))).await?;
        let mut by_instance: HashMap<InstanceId, Vec<instance_references::Model>> = HashMap::new();
        for extra in extras {
            let instance = extra.scene_asset_instance_id;
            by_instance.entry(instance).or_default().push(extra);
        }
        for row in rows {
            let extras = by_instance.remove(&row.id).unwrap_or_default();
            for what in faults(&row, &extras, &branches) {
                found.add(11, what, places::instance(ctx, row.id).await?, false);
            }
        }
    }
}

fn of(extra: &instance_references::Model) -> AssetId {
    extra.project_asset_id
}

async fn branches_of(
    conn: &impl ConnectionTrait,
    of: impl Iterator<Item = AssetId>,
) -> Result<HashMap<AssetId, BranchId>> {
    let rows: Vec<(AssetId, BranchId)> = assets::Entity::find()
        .select_only()
        .columns([assets::Column::Id, assets::Column::BranchId])
        .filter(assets::Column::Id.is_in(of))
        .into_tuple()
        .all(conn)
        .await?;
    Ok(rows.into_iter().collect())
}

fn faults(
    row: &instances::Model,
    extras: &[instance_references::Model],
    branches: &HashMap<AssetId, BranchId>,
) -> Vec<String> {
    let mut faults = Vec::new();
    let counts = |weight: f64| (rules::LEAST_WEIGHT..=1.0).contains(&weight);
    if !counts(row.reference_weight) {
        faults.push(format!("Its reference counts {}.", row.reference_weight));
    }
    if extras.len() > rules::MAX_EXTRA_REFERENCES {
        let (there, most) = (extras.len(), rules::MAX_EXTRA_REFERENCES);
        faults.push(format!(
            "It has {there} extra references, and takes {most} at most."
        ));
    }
    let here = branches.get(&row.project_asset_id);
    for extra in extras {
        if of(extra) == row.project_asset_id {
            faults.push("It is an extra reference of itself.".into());
        } else if branches.get(&of(extra)) != here {
            faults.push("An extra reference of it is of another branch.".into());
        }
        if !counts(extra.weight) {
            faults.push(format!("An extra reference of it counts {}.", extra.weight));
        }
    }
    faults
}
