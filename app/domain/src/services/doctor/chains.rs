//! Rule 17: every row stands in the film, the branch and the scene that the rows above it stand in. And the numbers of
//! scenes, which are a film's own.

use super::{Findings, page, places};
use crate::{
    ctx::Ctx,
    entities::{assets, branches, instances, projects, scenes},
    error::Result,
    model::ids::{AssetId, BranchId, ProjectId, SceneId},
    services::archive::moment,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use std::collections::HashMap;

/// Looks at films, scenes, assets and what is in the scenes.
pub(super) async fn examine(ctx: &Ctx, found: &mut Findings) -> Result<()> {
    films(ctx, found).await?;
    numbers(ctx, found).await?;
    cast(ctx, found).await?;
    in_scenes(ctx, found).await
}

async fn films(ctx: &Ctx, found: &mut Findings) -> Result<()> {
    let mut after = None;
    loop {
        let moment = moment(ctx).await?;
        let rows = page::<projects::Entity>(&moment, projects::Column::Id, after).await?;
        let Some(last) = rows.last() else {
            return Ok(());
        };
        after = Some(last.id);
        let active = rows.iter().filter_map(|film| film.active_branch_id);
        let of = films_of(&moment, active).await?;
        for film in rows {
            let active = film.active_branch_id.and_then(|id| of.get(&id));
            if active != Some(&film.id) {
                let place = format!("\"{}\" (project {})", film.title, film.id);
                found.add(17, "It has no active branch of its own.", place, false);
            }
        }
    }
}

async fn films_of(
    conn: &impl ConnectionTrait,
    of: impl Iterator<Item = BranchId>,
) -> Result<HashMap<BranchId, ProjectId>> {
    let rows: Vec<(BranchId, ProjectId)> = branches::Entity::find()
        .select_only()
        .columns([branches::Column::Id, branches::Column::ProjectId])
        .filter(branches::Column::Id.is_in(of))
        .into_tuple()
        .all(conn)
        .await?;
    Ok(rows.into_iter().collect())
}

async fn numbers(ctx: &Ctx, found: &mut Findings) -> Result<()> {
    let mut after = None;
    loop {
        let rows = page::<scenes::Entity>(ctx.db.read(), scenes::Column::Id, after).await?;
        let Some(last) = rows.last() else {
            return Ok(());
        };
        after = Some(last.id);
        for scene in rows.iter().filter(|scene| scene.scene_number < 1) {
            let place = format!("\"{}\" (scene {})", scene.heading, scene.id);
            let what = format!("It has the number {}.", scene.scene_number);
            found.add(0, what, place, false);
        }
    }
}

async fn cast(ctx: &Ctx, found: &mut Findings) -> Result<()> {
    let mut after = None;
    loop {
        let moment = moment(ctx).await?;
        let rows = page::<assets::Entity>(&moment, assets::Column::Id, after).await?;
        let Some(last) = rows.last() else {
            return Ok(());
        };
        after = Some(last.id);
        let of = films_of(&moment, rows.iter().map(|asset| asset.branch_id)).await?;
        for asset in rows {
            if of.get(&asset.branch_id) != Some(&asset.project_id) {
                let place = places::asset(ctx, asset.id).await?;
                found.add(17, "It stands in a branch of another film.", place, false);
            }
        }
    }
}

async fn in_scenes(ctx: &Ctx, found: &mut Findings) -> Result<()> {
    let mut after = None;
    loop {
        let moment = moment(ctx).await?;
        let rows = page::<instances::Entity>(&moment, instances::Column::Id, after).await?;
        let Some(last) = rows.last() else {
            return Ok(());
        };
        after = Some(last.id);
        let assets: Vec<(AssetId, BranchId)> = assets::Entity::find()
            .select_only()
            .columns([assets::Column::Id, assets::Column::BranchId])
            .filter(assets::Column::Id.is_in(rows.iter().map(|row| row.project_asset_id)))
            .into_tuple()
            .all(&moment)
            .await?;
        let scenes: Vec<(SceneId, BranchId)> = scenes::Entity::find()
            .select_only()
            .columns([scenes::Column::Id, scenes::Column::BranchId])
            .filter(scenes::Column::Id.is_in(rows.iter().map(|row| row.scene_id)))
            .into_tuple()
            .all(&moment)
            .await?;
        let assets: HashMap<_, _> = assets.into_iter().collect();
        let scenes: HashMap<_, _> = scenes.into_iter().collect();
        for row in rows {
            if assets.get(&row.project_asset_id) != scenes.get(&row.scene_id) {
                let place = places::instance(ctx, row.id).await?;
                found.add(
                    17,
                    "Its asset is of another branch than its scene.",
                    place,
                    false,
                );
            }
        }
    }
}
