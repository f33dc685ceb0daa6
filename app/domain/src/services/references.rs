//! The reference chain: what a picture may start from, and which of it is in force.

use crate::{
    ctx::{Ctx, Viewer},
    entities::{assets, attempts, instances, scenes},
    error::{Error, Result},
    model::{
        ids::{AttemptId, InstanceId},
        kinds::ReferenceSource,
        panel::ReferenceView,
        paths::InstancePath,
    },
    services::scope::{self, OwnedInstance},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder};

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
    /// The earlier scene's number.
    pub scene_number: Option<i32>,
    /// The instance in the earlier scene.
    pub instance_id: Option<InstanceId>,
    /// The attempt that is selected there.
    pub attempt_id: Option<AttemptId>,
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
        source: link.source,
        image_url: link.image_url,
        scene_number: link.scene_number,
        instance_id: link.instance_id,
    };
    chain.into_iter().map(view).collect()
}

/// The chain of an instance that is known to be the viewer's. Two queries, whatever the number of scenes.
pub(crate) async fn chain(conn: &impl ConnectionTrait, owned: &OwnedInstance) -> Result<Vec<Link>> {
    let asset = assets::Entity::find_by_id(owned.instance.project_asset_id)
        .one(conn)
        .await?
        .ok_or(Error::NotFound("asset"))?;
    let earlier = instances::Entity::find()
        .find_also_related(scenes::Entity)
        .find_also(instances::Entity, attempts::Entity)
        .filter(instances::Column::ProjectAssetId.eq(asset.id))
        .filter(instances::Column::ImageKeyUrl.is_not_null())
        .filter(scenes::Column::BranchId.eq(owned.branch))
        .filter(scenes::Column::IsDeferred.eq(false))
        .filter(scenes::Column::SceneNumber.lt(owned.scene.scene_number))
        // An instance from older data may have its picture without an attempt.
        .filter(attempts::Column::IsSelected.eq(true).or(attempts::Column::Id.is_null()))
        .order_by_asc(scenes::Column::SceneNumber)
        .all(conn)
        .await?;
    let earlier = earlier
        .into_iter()
        .filter_map(|(instance, scene, attempt)| prior(instance, scene?, attempt));
    Ok(master(asset).into_iter().chain(earlier).collect())
}

fn master(asset: assets::Model) -> Option<Link> {
    Some(Link {
        source: ReferenceSource::Stage5Master,
        image_url: asset.image_key_url?,
        storage_path: asset.storage_path,
        sha256: asset.sha256,
        scene_number: None,
        instance_id: None,
        attempt_id: None,
    })
}

fn prior(
    instance: instances::Model,
    scene: scenes::Model,
    attempt: Option<attempts::Model>,
) -> Option<Link> {
    let (storage_path, sha256, attempt_id) = match attempt {
        Some(attempt) => (attempt.storage_path, attempt.sha256, Some(attempt.id)),
        None => (None, None, None),
    };
    Some(Link {
        source: ReferenceSource::PriorSceneInstance,
        image_url: instance.image_key_url?,
        storage_path,
        sha256,
        scene_number: Some(scene.scene_number),
        instance_id: Some(instance.id),
        attempt_id,
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
