//! The gate to Stage 9: whether every asset of a scene has its picture, or is known to need none.

use crate::{
    ctx::{Ctx, Viewer},
    entities::{assets, instances},
    error::Result,
    model::{
        paths::ScenePath,
        views::{GateItem, GateView},
    },
    services::{instances as in_scene, scope},
};

/// The gate of a scene. It is open when the scene has assets and each is ready.
pub async fn get(ctx: &Ctx, viewer: Viewer, path: ScenePath) -> Result<GateView> {
    let conn = ctx.db.read();
    let owned = scope::scene(conn, viewer, path).await?;
    let mut rows: Vec<(instances::Model, assets::Model)> = in_scene::of_scene(owned.scene.id)
        .all(conn)
        .await?
        .into_iter()
        .filter_map(|(row, asset)| Some((row, asset?)))
        .collect();
    rows.sort_by_key(|(_, asset)| asset.asset_type);
    let items: Vec<_> = rows.into_iter().map(item).collect();
    Ok(GateView {
        open: !items.is_empty() && items.iter().all(|item| item.ready),
        items,
    })
}

fn item((row, asset): (instances::Model, assets::Model)) -> GateItem {
    let ready = row.is_ready();
    GateItem {
        instance_id: row.id,
        name: asset.name,
        ready,
        reason: (!ready).then(|| "No picture yet".to_owned()),
    }
}
