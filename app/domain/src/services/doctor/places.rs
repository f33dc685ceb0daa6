//! Where a finding is, in words that lead a person there.

use crate::{
    ctx::Ctx,
    entities::{assets, branches, instances, projects, scenes},
    error::Result,
    model::ids::{AssetId, InstanceId},
};
use sea_orm::EntityTrait;

/// An asset in a scene of a film.
pub(super) async fn instance(ctx: &Ctx, id: InstanceId) -> Result<String> {
    let conn = ctx.db.read();
    let found = instances::Entity::find_by_id(id)
        .find_also_related(scenes::Entity)
        .and_also_related(branches::Entity)
        .find_also(branches::Entity, projects::Entity)
        .one(conn)
        .await?;
    let Some((instance, Some(scene), _, Some(film))) = found else {
        return Ok(format!("instance {id}"));
    };
    let asset = assets::Entity::find_by_id(instance.project_asset_id)
        .one(conn)
        .await?;
    let name = asset.map_or_else(|| "an asset".to_owned(), |asset| asset.name);
    Ok(format!(
        "\"{}\", scene {}, {name} (instance {id})",
        film.title, scene.scene_number
    ))
}

/// An asset of a film.
pub(super) async fn asset(ctx: &Ctx, id: AssetId) -> Result<String> {
    let found = assets::Entity::find_by_id(id)
        .find_also_related(projects::Entity)
        .one(ctx.db.read())
        .await?;
    Ok(match found {
        Some((asset, Some(film))) => format!("\"{}\", {} (asset {id})", film.title, asset.name),
        _ => format!("asset {id}"),
    })
}
