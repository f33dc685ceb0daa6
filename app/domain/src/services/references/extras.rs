//! Extra references: other assets that an instance's pictures are drawn from as well, each as it looks by the scene.

use super::{Link, looks};
use crate::{
    ctx::{Ctx, Viewer},
    db::now,
    entities::{assets, instance_references, instances},
    error::{Error, Result, invalid},
    model::{
        ids::{AssetId, BranchId, InstanceId, InstanceReferenceId},
        kinds::ReferenceRole,
        paths::InstancePath,
        rules,
        views::{ExtraView, OtherReference},
    },
    services::{
        attempts::tell,
        scope::{self, OwnedInstance},
        text,
    },
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel,
    QueryFilter, QueryOrder, QuerySelect, sea_query::LockType,
};
use serde::Deserialize;
use std::collections::HashSet;

/// An asset whose picture is to be sent along.
#[derive(Clone, Debug, PartialEq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ExtraInput {
    /// Another asset of the same branch.
    #[serde(deserialize_with = "text::id")]
    pub asset_id: AssetId,
    /// What it stands for.
    pub role: ReferenceRole,
    /// How strongly it counts, from 0.05 to 1; fully unless given.
    pub weight: Option<f64>,
}

/// What says the same again.
impl From<&ExtraView> for ExtraInput {
    fn from(extra: &ExtraView) -> Self {
        Self {
            asset_id: extra.asset_id,
            role: extra.role,
            weight: Some(extra.weight),
        }
    }
}

/// An extra reference that has a picture with bytes of ours.
pub(crate) struct Extra {
    /// What is kept of it with what is drawn from it.
    pub(crate) sent: OtherReference,
    /// Where its bytes are.
    pub(crate) storage_path: String,
}

/// The extra references of an instance, in the order in which they are sent.
pub async fn list(ctx: &Ctx, viewer: Viewer, path: InstancePath) -> Result<Vec<ExtraView>> {
    let conn = ctx.db.read();
    let owned = scope::instance(conn, viewer, path).await?;
    views(conn, &owned).await
}

/// Gives an instance exactly these extra references, in this order. Errors: `Invalid` for too many, one that stands
/// there twice, the asset itself, or a weight out of bounds; `NotFound` for an asset that is none of the branch's.
pub async fn put(
    ctx: &Ctx,
    viewer: Viewer,
    path: InstancePath,
    extras: Vec<ExtraInput>,
) -> Result<Vec<ExtraView>> {
    let (_, after) = change(ctx, viewer, path, |_| Ok(extras)).await?;
    Ok(after)
}

/// Gives an instance the extra references that are decided from those that it has, which nobody else changes
/// meanwhile. Answers them as they were and as they are. Errors: those of [`put`], and those of the decision.
pub(crate) async fn change(
    ctx: &Ctx,
    viewer: Viewer,
    path: InstancePath,
    decide: impl FnOnce(Vec<ExtraInput>) -> Result<Vec<ExtraInput>>,
) -> Result<(Vec<ExtraView>, Vec<ExtraView>)> {
    let txn = ctx.db.begin().await?;
    let owned = scope::lock_instance(&txn, viewer, path).await?.unlocked()?;
    let before = views(&txn, &owned).await?;
    let extras = decide(before.iter().map(ExtraInput::from).collect())?;
    check(&owned.instance, &extras)?;
    let wanted: HashSet<_> = extras.iter().map(|extra| extra.asset_id).collect();
    if held(&txn, owned.branch, &wanted).await?.len() < wanted.len() {
        return Err(Error::NotFound("asset"));
    }
    instance_references::Entity::delete_many()
        .filter(instance_references::Column::SceneAssetInstanceId.eq(path.instance))
        .exec(&txn)
        .await?;
    for extra in extras {
        row(path.instance, extra).insert(&txn).await?;
    }
    let change = instances::ActiveModel {
        id: Set(path.instance),
        last_modified_field: Set(Some("instance_references".to_owned())),
        modification_count: Set(owned.instance.modification_count + 1),
        updated_at: Set(now()),
        ..Default::default()
    };
    change.update(&txn).await?;
    let after = views(&txn, &owned).await?;
    txn.commit().await?;
    tell(ctx, path);
    Ok((before, after))
}

fn check(instance: &instances::Model, extras: &[ExtraInput]) -> Result<()> {
    if extras.len() > rules::MAX_EXTRA_REFERENCES {
        return invalid(format!(
            "At most {} assets are sent along.",
            rules::MAX_EXTRA_REFERENCES
        ));
    }
    let mut seen = HashSet::new();
    for extra in extras {
        if extra.asset_id == instance.project_asset_id {
            return invalid("An asset is not sent along with itself.");
        }
        if !seen.insert(extra.asset_id) {
            return invalid("An asset is sent along once.");
        }
        weighed(extra.weight.unwrap_or(1.0))?;
    }
    Ok(())
}

/// How strongly a reference counts, if that can be.
pub(crate) fn weighed(weight: f64) -> Result<f64> {
    if (rules::LEAST_WEIGHT..=1.0).contains(&weight) {
        return Ok(weight);
    }
    invalid(format!(
        "A weight is a number from {} to 1.",
        rules::LEAST_WEIGHT
    ))
}

fn row(instance: InstanceId, extra: ExtraInput) -> instance_references::ActiveModel {
    instance_references::ActiveModel {
        id: Set(InstanceReferenceId::new()),
        scene_asset_instance_id: Set(instance),
        project_asset_id: Set(extra.asset_id),
        role: Set(extra.role),
        weight: Set(extra.weight.unwrap_or(1.0)),
        created_at: Set(now()),
        updated_at: Set(now()),
    }
}

/// Those of the assets that are there, held until the transaction ends. Whoever deletes one takes it away first and
/// then all that points to it, so it is held before any such row is touched: neither waits for the other then.
async fn held(
    conn: &impl ConnectionTrait,
    branch: BranchId,
    of: &HashSet<AssetId>,
) -> Result<HashSet<AssetId>> {
    if of.is_empty() {
        return Ok(HashSet::new());
    }
    let found = assets::Entity::find()
        .filter(assets::Column::BranchId.eq(branch))
        .filter(assets::Column::Id.is_in(of.iter().copied()))
        .order_by_asc(assets::Column::Id)
        .lock(LockType::KeyShare)
        .all(conn)
        .await?;
    Ok(found.into_iter().map(|asset| asset.id).collect())
}

/// The extra references of an instance that is known to be the viewer's, each as it looks by the scene.
pub(crate) async fn views(
    conn: &impl ConnectionTrait,
    owned: &OwnedInstance,
) -> Result<Vec<ExtraView>> {
    let found = found(conn, owned).await?;
    let view = |(row, asset, look): Found| {
        let shown = look.map(|link| {
            let thumbhash = link.facts.map(|facts| facts.thumbhash);
            (link.image_url, link.scene_number, thumbhash)
        });
        let (image_url, scene_number, thumbhash) = match shown {
            Some((url, number, thumbhash)) => (Some(url), number, thumbhash),
            None => (None, None, None),
        };
        ExtraView {
            asset_id: asset.id,
            name: asset.name,
            asset_type: asset.asset_type,
            role: row.role,
            weight: row.weight,
            image_url,
            scene_number,
            thumbhash,
        }
    };
    Ok(found.into_iter().map(view).collect())
}

/// Those of them that can be sent, in their order.
pub(crate) async fn resolved(
    conn: &impl ConnectionTrait,
    owned: &OwnedInstance,
) -> Result<Vec<Extra>> {
    let found = found(conn, owned).await?;
    let extra = |(row, asset, look): Found| {
        let link = look?;
        let storage_path = link.storage_path.clone()?;
        let from = link.snapshot();
        let sent = OtherReference {
            asset_id: asset.id,
            name: asset.name,
            source: from.source,
            scene_number: from.scene_number,
            instance_id: from.instance_id,
            attempt_id: from.attempt_id,
            sha256: from.sha256,
            role: row.role,
            weight: row.weight,
        };
        Some(Extra { sent, storage_path })
    };
    Ok(found.into_iter().filter_map(extra).collect())
}

/// A row with its asset, and how that looks by the scene.
type Found = (instance_references::Model, assets::Model, Option<Link>);

async fn found(conn: &impl ConnectionTrait, owned: &OwnedInstance) -> Result<Vec<Found>> {
    let rows = of_instance(conn, owned.instance.id).await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let cast: Vec<_> = rows.iter().map(|row| row.project_asset_id).collect();
    let mut looks = looks(conn, &owned.scene, &cast).await?;
    let named = assets::Entity::find().filter(assets::Column::Id.is_in(cast));
    let mut named = named.all(conn).await?;
    let found = rows.into_iter().filter_map(|row| {
        let at = named
            .iter()
            .position(|asset| asset.id == row.project_asset_id)?;
        let look = looks.remove(&row.project_asset_id);
        Some((row, named.swap_remove(at), look))
    });
    Ok(found.collect())
}

/// The rows of an instance, in their order.
pub(crate) async fn of_instance(
    conn: &impl ConnectionTrait,
    instance: InstanceId,
) -> Result<Vec<instance_references::Model>> {
    Ok(instance_references::Entity::find()
        .filter(instance_references::Column::SceneAssetInstanceId.eq(instance))
        .order_by_asc(instance_references::Column::Id)
        .all(conn)
        .await?)
}

/// Writes rows again that went with their instance, save for assets that went since.
pub(crate) async fn put_back(
    conn: &impl ConnectionTrait,
    branch: BranchId,
    rows: &[instance_references::Model],
) -> Result<()> {
    let wanted = rows.iter().map(|row| row.project_asset_id).collect();
    let there = held(conn, branch, &wanted).await?;
    for row in rows {
        if there.contains(&row.project_asset_id) {
            row.clone().into_active_model().insert(conn).await?;
        }
    }
    Ok(())
}
