//! The reference chain: what a picture may start from, and which of it is in force.

mod choosing;
pub mod extras;
mod kept;
mod stale;

pub(crate) use choosing::{
    CLEARED, chosen, clear_choices, followed, let_go, lock_with_dependents, with_dependents,
};
pub use choosing::{Choice, choose, choose_default, choose_or_default};
pub(crate) use kept::{kept, kept_other};
pub(crate) use stale::changed;

use crate::{
    ctx::{Ctx, Viewer},
    entities::{assets, attempts, instances, scenes},
    error::{Error, Result},
    model::{
        ids::{AssetId, AttemptId, BranchId, InstanceId},
        kinds::{ReferenceRole, ReferenceSource},
        panel::ReferenceView,
        paths::InstancePath,
        views::ReferenceSnapshot,
    },
    services::{
        attempts::Facts,
        scope::{self, OwnedInstance},
    },
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder,
    sea_query::SimpleExpr,
};
use std::collections::HashMap;

/// One picture of the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The master, or an earlier scene's picture.
    pub source: ReferenceSource,
    /// The picture's address.
    pub image_url: String,
    /// Where its bytes are, if they are ours.
    pub storage_path: Option<String>,
    /// SHA-256 of the bytes in hexadecimal, if they are ours.
    pub sha256: Option<String>,
    /// All that is known of the bytes, if they are ours.
    pub facts: Option<Facts>,
    /// The earlier scene's number.
    pub scene_number: Option<i32>,
    /// The instance in the earlier scene.
    pub instance_id: Option<InstanceId>,
    /// The attempt that is selected there.
    pub attempt_id: Option<AttemptId>,
}

impl Link {
    /// What is kept of it with a picture that started from it.
    pub(crate) fn snapshot(&self) -> ReferenceSnapshot {
        ReferenceSnapshot {
            source: self.source,
            scene_number: self.scene_number,
            instance_id: self.instance_id,
            attempt_id: self.attempt_id,
            sha256: self.sha256.clone().unwrap_or_default(),
            role: ReferenceRole::Identity.to_string(),
            weight: 1.0,
        }
    }
}

/// The chain of an instance: the Stage 5 master, then every earlier scene's picture of the same asset, ascending.
pub async fn list(ctx: &Ctx, viewer: Viewer, path: InstancePath) -> Result<Vec<ReferenceView>> {
    let owned = scope::instance(ctx.db.read(), viewer, path).await?;
    let chain = chain(ctx.db.read(), &owned).await?;
    Ok(views(&owned, chain))
}

/// The chain as it is shown, with the one in force marked.
pub(crate) fn views(owned: &OwnedInstance, chain: Vec<Link>) -> Vec<ReferenceView> {
    let active = in_force(&owned.instance, &chain).cloned();
    let view = |link: Link| ReferenceView {
        active: Some(&link) == active.as_ref(),
        ours: link.storage_path.is_some(),
        attempt: link.attempt_id,
        thumbhash: link.facts.map(|facts| facts.thumbhash),
        source: link.source,
        image_url: link.image_url,
        scene_number: link.scene_number,
        instance_id: link.instance_id,
    };
    chain.into_iter().map(view).collect()
}

/// The chain of an instance that is known to be the viewer's. Two queries, whatever the number of scenes.
pub(crate) async fn chain(conn: &impl ConnectionTrait, owned: &OwnedInstance) -> Result<Vec<Link>> {
    let asset = owned.instance.project_asset_id;
    chains(conn, owned.branch, owned.scene.scene_number, &[asset])
        .await?
        .remove(&asset)
        .ok_or(Error::NotFound("asset"))
}

/// The chains that assets have in a scene of that number. Two queries, whatever their number.
pub(crate) async fn chains(
    conn: &impl ConnectionTrait,
    branch: BranchId,
    scene_number: i32,
    of: &[AssetId],
) -> Result<HashMap<AssetId, Vec<Link>>> {
    let before = scenes::Column::BranchId
        .eq(branch)
        .and(scenes::Column::IsDeferred.eq(false))
        .and(scenes::Column::SceneNumber.lt(scene_number));
    shown_in(conn, before, of).await
}

/// How assets look by a scene: in it, else in the nearest earlier scene, else as their masters; whatever of it has
/// bytes of ours. Two queries, whatever their number.
pub(crate) async fn looks(
    conn: &impl ConnectionTrait,
    scene: &scenes::Model,
    of: &[AssetId],
) -> Result<HashMap<AssetId, Link>> {
    let by_then = scenes::Column::BranchId
        .eq(scene.branch_id)
        .and(scenes::Column::IsDeferred.eq(false))
        .and(scenes::Column::SceneNumber.lt(scene.scene_number))
        .or(scenes::Column::Id.eq(scene.id));
    let chains = shown_in(conn, by_then, of).await?;
    let last = |chain: Vec<Link>| {
        let mut backwards = chain.into_iter().rev();
        backwards.find(|link| link.storage_path.is_some())
    };
    Ok(chains
        .into_iter()
        .filter_map(|(asset, chain)| Some((asset, last(chain)?)))
        .collect())
}

/// The masters of assets, and after each its pictures in the scenes meant, by number.
async fn shown_in(
    conn: &impl ConnectionTrait,
    scenes_meant: SimpleExpr,
    of: &[AssetId],
) -> Result<HashMap<AssetId, Vec<Link>>> {
    let masters = assets::Entity::find()
        .filter(assets::Column::Id.is_in(of.iter().copied()))
        .all(conn)
        .await?;
    let earlier = instances::Entity::find()
        .find_also_related(scenes::Entity)
        .find_also(instances::Entity, attempts::Entity)
        .filter(instances::Column::ProjectAssetId.is_in(of.iter().copied()))
        .filter(instances::Column::ImageKeyUrl.is_not_null())
        .filter(scenes_meant)
        // An instance from older data may have its picture without an attempt.
        .filter(attempts::Column::IsSelected.eq(true).or(attempts::Column::Id.is_null()))
        .order_by_asc(scenes::Column::SceneNumber)
        .all(conn)
        .await?;
    let mut chains: HashMap<_, Vec<_>> = masters
        .into_iter()
        .map(|asset| (asset.id, master(asset).into_iter().collect()))
        .collect();
    for (instance, scene, attempt) in earlier {
        let asset = instance.project_asset_id;
        let link = scene.and_then(|scene| prior(instance, scene, attempt));
        if let Some(chain) = chains.get_mut(&asset) {
            chain.extend(link);
        }
    }
    Ok(chains)
}

fn master(asset: assets::Model) -> Option<Link> {
    let facts = facts_of_master(&asset);
    Some(Link {
        source: ReferenceSource::Stage5Master,
        image_url: asset.image_key_url?,
        storage_path: asset.storage_path,
        sha256: asset.sha256,
        facts,
        scene_number: None,
        instance_id: None,
        attempt_id: None,
    })
}

fn facts_of_master(asset: &assets::Model) -> Option<Facts> {
    Some(Facts {
        size: asset.file_size_bytes?,
        mime_type: asset.mime_type.clone()?,
        width: asset.width?,
        height: asset.height?,
        sha256: asset.sha256.clone()?,
        thumbhash: asset.thumbhash.clone()?,
    })
}

fn prior(
    instance: instances::Model,
    scene: scenes::Model,
    attempt: Option<attempts::Model>,
) -> Option<Link> {
    Some(Link {
        source: ReferenceSource::PriorSceneInstance,
        image_url: instance.image_key_url?,
        facts: attempt.as_ref().and_then(facts_of_attempt),
        attempt_id: attempt.as_ref().map(|attempt| attempt.id),
        sha256: attempt.as_ref().and_then(|attempt| attempt.sha256.clone()),
        storage_path: attempt.and_then(|attempt| attempt.storage_path),
        scene_number: Some(scene.scene_number),
        instance_id: Some(instance.id),
    })
}

fn facts_of_attempt(attempt: &attempts::Model) -> Option<Facts> {
    Some(Facts {
        size: attempt.file_size_bytes?,
        mime_type: attempt.mime_type.clone()?,
        width: attempt.width?,
        height: attempt.height?,
        sha256: attempt.sha256.clone()?,
        thumbhash: attempt.thumbhash.clone()?,
    })
}

/// The reference that generation starts from: the chosen one while it is on the chain, else the most recent.
pub(crate) fn in_force<'a>(instance: &instances::Model, chain: &'a [Link]) -> Option<&'a Link> {
    let chosen = instance
        .selected_master_reference_source
        .and_then(|source| {
            chain.iter().find(|link| {
                link.source == source
                    && link.instance_id == instance.selected_master_reference_instance_id
            })
        });
    chosen.or_else(|| chain.last())
}
