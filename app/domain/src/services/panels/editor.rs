//! The asset that is open in the panel.

use crate::{
    ctx::{Ctx, Viewer},
    entities::{assets, jobs},
    error::Result,
    jobs::queue,
    model::{
        ids::AssetId,
        panel::{AssetRow, EditorView, OpenAsset, Pickable},
        paths::{InstancePath, ScenePath},
        views::ExtraView,
    },
    services::{
        attempts as history, descriptions, negative,
        references::{self, extras},
        scope::{self, OwnedInstance},
    },
};
use sea_orm::ColumnTrait;

/// The asset of that row of the list, with all that is around it. `cast` is everything of the branch.
pub(super) async fn of(
    ctx: &Ctx,
    viewer: Viewer,
    path: ScenePath,
    row: &AssetRow,
    cast: &[assets::Model],
) -> Result<EditorView> {
    let path: InstancePath = path.instance(row.instance);
    let attempts = history::list(ctx, viewer, path).await?;
    let conn = ctx.db.read();
    let owned: OwnedInstance = scope::instance(conn, viewer, path).await?;
    let newest = attempts.first().map(|attempt| attempt.created_at);
    let chain = references::chain(conn, &owned).await?;
    let references = references::views(&owned, chain);
    let of = jobs::Column::SceneAssetInstanceId.eq(path.instance);
    let extras = extras::views(conn, &owned).await?;
    let removed = history::removed(ctx, conn, path.instance).await?;
    Ok(EditorView {
        jobs: queue::standing(conn, of, newest).await?,
        removed: removed.into_iter().map(Into::into).collect(),
        references,
        pickable: pickable(cast, owned.instance.project_asset_id, &extras),
        extras,
        versions: descriptions::list(ctx, viewer, path).await?,
        asset: open(owned, row, negative::in_scene(ctx, conn, path).await?),
        attempts: attempts.into_iter().map(Into::into).collect(),
    })
}

fn open(owned: OwnedInstance, row: &AssetRow, negative: Option<String>) -> OpenAsset {
    let instance = owned.instance;
    OpenAsset {
        instance: instance.id,
        name: row.name.clone(),
        asset_type: row.asset_type,
        described_here: instance.description_override.is_some(),
        description: instance.effective_description,
        tags: row.tags.clone(),
        carry_forward: instance.carry_forward,
        locked: instance.locked,
        as_is: instance.use_master_as_is,
        waived_reason: instance.waived_reason,
        stale: row.stale,
        reference_note: instance
            .modification_reason
            .filter(|_| instance.last_modified_field.as_deref() == Some(references::CLEARED)),
        reference_weight: instance.reference_weight,
        negative,
    }
}

/// The assets whose look could be sent as well.
fn pickable(cast: &[assets::Model], own: AssetId, picked: &[ExtraView]) -> Vec<Pickable> {
    let is_picked = |id| picked.iter().any(|extra| extra.asset_id == id);
    let others = cast
        .iter()
        .filter(|asset| asset.id != own && !is_picked(asset.id));
    others
        .map(|asset| Pickable {
            asset_id: asset.id,
            name: asset.name.clone(),
            asset_type: asset.asset_type,
        })
        .collect()
}
