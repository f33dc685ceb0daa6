//! The keys of what came later into archives: histories of masters, and extra references.

use super::{Keys, Makers, fresh, had, kept};
use crate::{
    db::now,
    error::{Result, invalid},
    model::{
        ids::{AssetId, BranchId, InstanceId, InstanceReferenceId},
        rules,
        views::OtherReference,
    },
    services::archive::Manifest,
};
use sea_orm::prelude::Json;
use std::collections::{HashMap, HashSet};

impl Keys {
    /// The histories of masters. Their addresses carry the hash of what comes, and are written with it.
    pub(super) fn masters(&self, manifest: &mut Manifest) -> Result<()> {
        let now = now();
        let mut makers = Makers::of(&manifest.jobs);
        for one in &mut manifest.masters {
            one.id = had(&self.masters, one.id)?;
            one.project_asset_id = had(&self.assets, one.project_asset_id)?;
            let job = kept(&self.jobs, one.image_generation_job_id);
            one.image_generation_job_id = makers.of_master(job, one.project_asset_id);
            // One that was deleted tomorrow could never be forgotten.
            one.deleted_at = one.deleted_at.map(|then| then.min(now));
        }
        Ok(())
    }

    /// The extra references, after the instances and assets have their keys. In the order in which they are sent.
    pub(super) fn references(&self, manifest: &mut Manifest) -> Result<()> {
        let cast: HashMap<AssetId, BranchId> = manifest
            .assets
            .iter()
            .map(|asset| (asset.id, asset.branch_id))
            .collect();
        let stand: HashMap<InstanceId, AssetId> = manifest
            .instances
            .iter()
            .map(|row| (row.id, row.project_asset_id))
            .collect();
        let rows = &mut manifest.references;
        rows.sort_by_key(|row| row.id);
        let keys = fresh(rows.iter().map(|row| row.id), InstanceReferenceId::new)?;
        let mut seen = HashSet::new();
        for row in rows {
            row.id = had(&keys, row.id)?;
            row.scene_asset_instance_id = had(&self.instances, row.scene_asset_instance_id)?;
            row.project_asset_id = had(&self.assets, row.project_asset_id)?;
            let own = stand.get(&row.scene_asset_instance_id);
            // An asset stands in the scenes of its own branch alone.
            let here = own.and_then(|own| cast.get(own));
            if own == Some(&row.project_asset_id) || here != cast.get(&row.project_asset_id) {
                return invalid(
                    "The archive holds a reference to an asset that is none of the others of its branch.",
                );
            }
            if !seen.insert((row.scene_asset_instance_id, row.project_asset_id)) {
                return invalid("The archive holds a reference twice.");
            }
        }
        Ok(())
    }

    /// What else a picture was made from. What is of another shape was never shown, and stays behind.
    pub(super) fn others(&self, json: Option<Json>) -> Option<Json> {
        let mut others: Vec<OtherReference> = serde_json::from_value(json?).ok()?;
        others.truncate(rules::MAX_EXTRA_REFERENCES);
        for one in &mut others {
            // One that did not come along is an asset that nobody has.
            one.asset_id = kept(&self.assets, Some(one.asset_id)).unwrap_or_else(AssetId::new);
            one.instance_id = kept(&self.instances, one.instance_id);
            one.attempt_id = kept(&self.attempts, one.attempt_id);
        }
        serde_json::to_value(others).ok()
    }
}
