//! The data of the Stage 8 panel, whole.

mod editor;
mod list;

use crate::{
    ctx::{Ctx, Viewer},
    db::now,
    entities::{assets, instances, scenes},
    error::{Error, Result},
    jobs::{bulk, queue},
    model::{
        ids::{InstanceId, SceneId},
        pages::{HandoverItem, HandoverView},
        panel::{Addable, FilledView, PanelView, Picture, SceneHead},
        paths::ScenePath,
    },
    services::{
        assets as masters, choice, inheritance, members,
        scope::{self, OwnedScene},
        tags,
    },
};
pub(crate) use list::{picture, selected};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// The panel of a scene with one of its assets open: the one named, or the first. A scene that was never filled
/// fills itself here.
pub async fn get(
    ctx: &Ctx,
    viewer: Viewer,
    path: ScenePath,
    open: Option<InstanceId>,
) -> Result<PanelView> {
    let filled = inheritance::fill(ctx, viewer, path).await?;
    // Read first: what happens while the rows are read is then told again, never missed.
    let seen = ctx.events.last();
    let conn = ctx.db.read();
    let owned = scope::scene(conn, viewer, path).await?;
    let rows = list::rows(conn, &owned).await?;
    let open = rows
        .iter()
        .find(|row| Some(row.instance) == open)
        .or(rows.first());
    let cast = masters::of_branch(conn, owned.branch.id).await?;
    let editor = match open {
        Some(row) => Some(editor::of(ctx, viewer, path, row, &cast).await?),
        None => None,
    };
    let (previous, next) = neighbours(conn, &owned).await?;
    Ok(PanelView {
        path,
        role: members::mine(ctx, viewer, path.project).await?,
        running: queue::open_jobs(conn, path.project).await?,
        providers: choice::offered(ctx, &owned.project)?,
        addable: addable(conn, path.scene, cast).await?,
        known_tags: tags::known(conn, owned.branch.id).await?,
        run: bulk::under_way(conn, path.scene).await?,
        filled: filled.map(|filled| FilledView {
            from_scene: filled.from_scene,
            inherited: filled.inherited,
            matched: filled.matched,
            instances: filled.instances,
        }),
        scene: head(&owned),
        project_title: owned.project.title,
        aspect_ratio: owned.project.aspect_ratio,
        branch_name: owned.branch.name,
        previous,
        next,
        rows,
        editor,
        seen,
        now: now().timestamp_millis(),
    })
}

fn head(owned: &OwnedScene) -> SceneHead {
    SceneHead {
        number: owned.scene.scene_number,
        heading: owned.scene.heading.clone(),
        script: owned.scene.script_excerpt.clone().unwrap_or_default(),
    }
}

/// The instances of a scene whose picture was made from a reference that shows something else now, each with
/// whether it uses its master as-is. Locked ones stay as they are.
pub async fn stale(ctx: &Ctx, viewer: Viewer, path: ScenePath) -> Result<Vec<(InstanceId, bool)>> {
    let owned = scope::scene(ctx.db.read(), viewer, path).await?;
    let rows = list::rows(ctx.db.read(), &owned).await?;
    Ok(rows
        .into_iter()
        .filter(|row| row.stale && !row.locked)
        .map(|row| (row.instance, row.as_is))
        .collect())
}

async fn neighbours(
    conn: &impl ConnectionTrait,
    owned: &OwnedScene,
) -> Result<(Option<SceneId>, Option<(SceneId, i32)>)> {
    let number = owned.scene.scene_number;
    let others = || scenes::Entity::find().filter(scenes::Column::BranchId.eq(owned.branch.id));
    let previous = others()
        .filter(scenes::Column::SceneNumber.lt(number))
        .order_by_desc(scenes::Column::SceneNumber)
        .one(conn)
        .await?;
    let next = others()
        .filter(scenes::Column::SceneNumber.gt(number))
        .order_by_asc(scenes::Column::SceneNumber)
        .one(conn)
        .await?;
    Ok((
        previous.map(|scene| scene.id),
        next.map(|scene| (scene.id, scene.scene_number)),
    ))
}

/// The assets of the film that are not in the scene.
async fn addable(
    conn: &impl ConnectionTrait,
    scene: SceneId,
    cast: Vec<assets::Model>,
) -> Result<Vec<Addable>> {
    let there: Vec<crate::model::ids::AssetId> = instances::Entity::find()
        .select_only()
        .column(instances::Column::ProjectAssetId)
        .filter(instances::Column::SceneId.eq(scene))
        .into_tuple()
        .all(conn)
        .await?;
    let others = cast.into_iter().filter(|asset| !there.contains(&asset.id));
    Ok(others
        .map(|asset| Addable {
            asset: asset.id,
            name: asset.name,
            asset_type: asset.asset_type,
            picture: asset.image_key_url.map(|url| Picture {
                url,
                thumbhash: asset.thumbhash,
            }),
        })
        .collect())
}

/// What a scene hands over to Stage 9: every asset with the picture that was decided on.
pub async fn handover(ctx: &Ctx, viewer: Viewer, path: ScenePath) -> Result<HandoverView> {
    let conn = ctx.db.read();
    let owned = scope::scene(conn, viewer, path).await?;
    let found = crate::services::instances::of_scene(path.scene)
        .all(conn)
        .await?;
    let mut shots =
        list::selected_attempts(conn, instances::Column::SceneId.eq(path.scene)).await?;
    let open = !found.is_empty() && found.iter().all(|(row, _)| row.is_ready());
    let mut items = Vec::new();
    for (row, asset) in found {
        let asset: assets::Model = asset.ok_or(Error::NotFound("asset"))?;
        let shot = shots
            .iter()
            .position(|shot| shot.scene_asset_instance_id == row.id)
            .map(|place| shots.swap_remove(place));
        items.push(HandoverItem {
            instance: row.id,
            name: asset.name,
            asset_type: asset.asset_type,
            description: row.effective_description,
            tags: row.status_tags.unwrap_or_default().0,
            waived_reason: row.waived_reason,
            as_is: row.use_master_as_is,
            shot: shot.map(|shot| crate::model::views::AttemptView::from(shot).into()),
        });
    }
    items.sort_by_key(|item| item.asset_type);
    Ok(HandoverView {
        path,
        open,
        running: queue::open_jobs(conn, path.project).await?,
        scene: head(&owned),
        branch_name: owned.branch.name,
        project: owned.project.into(),
        items,
    })
}
