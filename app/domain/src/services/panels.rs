//! The data of the Stage 8 panel, whole.

use crate::{
    ctx::{Ctx, Viewer},
    db::now,
    entities::{assets, attempts, instances, jobs, scenes},
    error::{Error, Result},
    jobs::queue,
    model::{
        ids::{InstanceId, SceneId},
        kinds::JobStatus,
        panel::{AssetRow, EditorView, JobShown, OpenAsset, PanelView, Picture, SceneHead},
        paths::{InstancePath, ScenePath},
    },
    services::{
        attempts as history, instances as in_scene, references,
        scope::{self, OwnedInstance, OwnedScene},
    },
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::HashMap;

/// The panel of a scene with one of its assets open: the one named, or the first.
pub async fn get(
    ctx: &Ctx,
    viewer: Viewer,
    path: ScenePath,
    open: Option<InstanceId>,
) -> Result<PanelView> {
    // Read first: what happens while the rows are read is then told again, never missed.
    let seen = ctx.events.last();
    let conn = ctx.db.read();
    let owned = scope::scene(conn, viewer, path).await?;
    let rows = rows(conn, &owned).await?;
    let open = open
        .filter(|open| rows.iter().any(|row| row.instance == *open))
        .or(rows.first().map(|row| row.instance));
    let editor = match open {
        Some(instance) => Some(editor(ctx, viewer, path.instance(instance)).await?),
        None => None,
    };
    let (previous, next) = neighbours(conn, &owned).await?;
    Ok(PanelView {
        path,
        running: queue::open_jobs(conn, path.project).await?,
        project_title: owned.project.title,
        aspect_ratio: owned.project.aspect_ratio,
        branch_name: owned.branch.name,
        scene: SceneHead {
            number: owned.scene.scene_number,
            heading: owned.scene.heading,
            script: owned.scene.script_excerpt.unwrap_or_default(),
        },
        previous,
        next,
        rows,
        editor,
        seen,
        now: now().timestamp_millis(),
    })
}

async fn neighbours(
    conn: &impl ConnectionTrait,
    owned: &OwnedScene,
) -> Result<(Option<SceneId>, Option<SceneId>)> {
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
    Ok((previous.map(|scene| scene.id), next.map(|scene| scene.id)))
}

async fn rows(conn: &impl ConnectionTrait, owned: &OwnedScene) -> Result<Vec<AssetRow>> {
    let scene = owned.scene.id;
    let found = in_scene::of_scene(scene).all(conn).await?;
    let pictures = selected(conn, instances::Column::SceneId.eq(scene)).await?;
    let running = running(conn, scene).await?;
    let from = origins(conn, &found).await?;
    let mut rows: Vec<_> = found
        .into_iter()
        .filter_map(|(row, asset)| {
            let asset = asset?;
            Some(AssetRow {
                instance: row.id,
                name: asset.name,
                asset_type: asset.asset_type,
                picture: picture(&row, &pictures),
                tags: row.status_tags.unwrap_or_default().0,
                from_scene: row
                    .inherited_from_instance_id
                    .and_then(|id| from.get(&id).copied()),
                locked: row.locked,
                as_is: row.use_master_as_is,
                running: running.get(&row.id).copied(),
            })
        })
        .collect();
    rows.sort_by_key(|row| row.asset_type);
    Ok(rows)
}

/// The selected attempts of the instances meant.
pub(crate) async fn selected(
    conn: &impl ConnectionTrait,
    of: sea_orm::sea_query::SimpleExpr,
) -> Result<HashMap<InstanceId, Option<String>>> {
    let found = attempts::Entity::find()
        .find_also_related(instances::Entity)
        .filter(of)
        .filter(attempts::Column::IsSelected.eq(true))
        .all(conn)
        .await?;
    Ok(found
        .into_iter()
        .map(|(attempt, _)| (attempt.scene_asset_instance_id, attempt.thumbhash))
        .collect())
}

/// An instance's selected picture.
pub(crate) fn picture(
    row: &instances::Model,
    selected: &HashMap<InstanceId, Option<String>>,
) -> Option<Picture> {
    Some(Picture {
        url: row.image_key_url.clone()?,
        thumbhash: selected.get(&row.id).cloned().flatten(),
    })
}

async fn running(
    conn: &impl ConnectionTrait,
    scene: SceneId,
) -> Result<HashMap<InstanceId, JobStatus>> {
    let open = jobs::Entity::find()
        .filter(jobs::Column::SceneId.eq(scene))
        .filter(
            jobs::Column::Status.is_in(
                JobStatus::ALL
                    .iter()
                    .copied()
                    .filter(|status| status.is_open()),
            ),
        )
        .all(conn)
        .await?;
    Ok(open
        .into_iter()
        .filter_map(|job| Some((job.scene_asset_instance_id?, job.status)))
        .collect())
}

async fn origins(
    conn: &impl ConnectionTrait,
    rows: &[(instances::Model, Option<assets::Model>)],
) -> Result<HashMap<InstanceId, i32>> {
    let ids: Vec<_> = rows
        .iter()
        .filter_map(|(row, _)| row.inherited_from_instance_id)
        .collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let found = instances::Entity::find()
        .find_also_related(scenes::Entity)
        .filter(instances::Column::Id.is_in(ids))
        .all(conn)
        .await?;
    Ok(found
        .into_iter()
        .filter_map(|(row, scene)| Some((row.id, scene?.scene_number)))
        .collect())
}

async fn editor(ctx: &Ctx, viewer: Viewer, path: InstancePath) -> Result<EditorView> {
    let attempts = history::list(ctx, viewer, path).await?;
    let conn = ctx.db.read();
    let owned: OwnedInstance = scope::instance(conn, viewer, path).await?;
    let newest = attempts.first().map(|attempt| attempt.created_at);
    let chain = references::chain(conn, &owned).await?;
    let asset = assets::Entity::find_by_id(owned.instance.project_asset_id)
        .one(conn)
        .await?;
    let asset = asset.ok_or(Error::NotFound("asset"))?;
    Ok(EditorView {
        jobs: shown_jobs(conn, path.instance, newest).await?,
        removed: history::removed(ctx, conn, path.instance)
            .await?
            .into_iter()
            .map(Into::into)
            .collect(),
        references: references::views(&owned, chain),
        asset: OpenAsset {
            instance: path.instance,
            name: asset.name,
            asset_type: asset.asset_type,
            description: owned.instance.effective_description,
            locked: owned.instance.locked,
        },
        attempts: attempts.into_iter().map(Into::into).collect(),
    })
}

/// The jobs that stand in the carousel: those that wait or run, and the last one if it failed after the newest
/// picture was made.
async fn shown_jobs(
    conn: &impl ConnectionTrait,
    instance: InstanceId,
    newest: Option<crate::model::views::Moment>,
) -> Result<Vec<JobShown>> {
    let recent = jobs::Entity::find()
        .filter(jobs::Column::SceneAssetInstanceId.eq(instance))
        .order_by_desc(jobs::Column::CreatedAt)
        .order_by_desc(jobs::Column::Id)
        .limit(50)
        .all(conn)
        .await?;
    let shown = recent.into_iter().enumerate().filter(|(place, job)| {
        let failed_last = *place == 0 && job.status == JobStatus::Failed && job.failed_at > newest;
        job.status.is_open() || failed_last
    });
    Ok(shown.map(|(_, job)| job.into()).collect())
}
