//! Rules 10 and 14: what was chosen stands on the chain, and what was inherited comes from the same branch.

use super::{Findings, page, places};
use crate::{
    ctx::Ctx,
    entities::{assets, instances, scenes},
    error::Result,
    model::{
        ids::{AssetId, InstanceId, SceneId},
        kinds::ReferenceSource,
    },
    services::archive::moment,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use std::collections::HashMap;

/// All that the instances of a page point to.
struct Around {
    instances: HashMap<InstanceId, instances::Model>,
    scenes: HashMap<SceneId, scenes::Model>,
    assets: HashMap<AssetId, assets::Model>,
}

/// Looks at every instance that points to another, or to its master.
pub(super) async fn examine(ctx: &Ctx, found: &mut Findings) -> Result<()> {
    let mut after = None;
    loop {
        let moment = moment(ctx).await?;
        let mut rows = page::<instances::Entity>(&moment, instances::Column::Id, after).await?;
        let Some(last) = rows.last() else {
            return Ok(());
        };
        after = Some(last.id);
        rows.retain(|row| {
            row.inherited_from_instance_id.is_some()
                || row.selected_master_reference_source.is_some()
                || row.selected_master_reference_instance_id.is_some()
        });
        if rows.is_empty() {
            continue;
        }
        let around = Around::of(&moment, &rows).await?;
        for row in rows {
            for (rule, what) in around.faults(&row) {
                found.add(rule, what, places::instance(ctx, row.id).await?, false);
            }
        }
    }
}

impl Around {
    async fn of(conn: &impl ConnectionTrait, rows: &[instances::Model]) -> Result<Self> {
        let pointed = rows
            .iter()
            .flat_map(|row| {
                [
                    row.inherited_from_instance_id,
                    row.selected_master_reference_instance_id,
                ]
            })
            .flatten();
        let instances = instances::Entity::find()
            .filter(instances::Column::Id.is_in(pointed))
            .all(conn)
            .await?;
        let all = || rows.iter().chain(&instances);
        let scenes = scenes::Entity::find()
            .filter(scenes::Column::Id.is_in(all().map(|row| row.scene_id)))
            .all(conn)
            .await?;
        let assets = assets::Entity::find()
            .filter(assets::Column::Id.is_in(rows.iter().map(|row| row.project_asset_id)))
            .all(conn)
            .await?;
        Ok(Self {
            instances: instances.into_iter().map(|row| (row.id, row)).collect(),
            scenes: scenes.into_iter().map(|row| (row.id, row)).collect(),
            assets: assets.into_iter().map(|row| (row.id, row)).collect(),
        })
    }

    fn faults(&self, row: &instances::Model) -> Vec<(u8, &'static str)> {
        let mut faults = Vec::new();
        if let Some(from) = row.inherited_from_instance_id {
            let branch = |row: &instances::Model| Some(self.scenes.get(&row.scene_id)?.branch_id);
            if self.instances.get(&from).and_then(branch) != branch(row) {
                faults.push((14, "It was inherited from another branch."));
            }
        }
        let chosen = row.selected_master_reference_instance_id;
        let on_chain = match row.selected_master_reference_source {
            None => chosen.is_none(),
            Some(ReferenceSource::Stage5Master) => {
                let asset = self.assets.get(&row.project_asset_id);
                chosen.is_none() && asset.is_some_and(|asset| asset.image_key_url.is_some())
            }
            Some(ReferenceSource::PriorSceneInstance) => {
                let chosen = chosen.and_then(|id| self.instances.get(&id));
                chosen.is_some_and(|chosen| self.hands_on(chosen, row))
            }
        };
        if !on_chain {
            faults.push((10, "Its chosen reference is not on its chain."));
        }
        faults
    }

    /// Whether an instance's picture is on the chain of another.
    fn hands_on(&self, earlier: &instances::Model, row: &instances::Model) -> bool {
        let scene = |row: &instances::Model| self.scenes.get(&row.scene_id);
        let (Some(there), Some(here)) = (scene(earlier), scene(row)) else {
            return false;
        };
        earlier.project_asset_id == row.project_asset_id
            && earlier.image_key_url.is_some()
            && there.branch_id == here.branch_id
            && there.scene_number < here.scene_number
            && !there.is_deferred
    }
}
