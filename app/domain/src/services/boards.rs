//! The data of the board and of the queue's page.

use crate::{
    ctx::{Ctx, Viewer},
    entities::{assets, instances, jobs, scenes},
    error::Result,
    jobs::queue,
    model::{
        ids::{AssetId, BranchId, ProjectId},
        kinds::{JobStatus, JobType},
        masters_page,
        pages::{BoardCell, BoardRow, BoardView, QueueRow, QueueView},
        panel::{Picture, RunningView},
        paths::ScenePath,
        views::ProjectView,
    },
    services::{
        assets as masters, choice, members,
        panels::{picture, selected},
        scenes as numbered, scope,
        views::job as view,
    },
};
use sea_orm::{ColumnTrait, EntityTrait, JoinType, QueryFilter, QuerySelect, RelationTrait};
use std::collections::{HashMap, HashSet};

/// Jobs shown on the queue's page.
const SHOWN: u64 = 200;

/// The board of a film's active branch. A fixed number of queries, whatever its size.
pub async fn get(ctx: &Ctx, viewer: Viewer, project: ProjectId) -> Result<BoardView> {
    let seen = ctx.events.last();
    let conn = ctx.db.read();
    let (project, branch) = scope::branch(conn, viewer, project, None).await?;
    let scenes = numbered::of_branch(conn, branch.id).await?;
    let assets = masters::of_branch(conn, branch.id).await?;
    let in_branch = || scenes::Column::BranchId.eq(branch.id);
    let rows = instances::Entity::find()
        .join(JoinType::InnerJoin, instances::Relation::Scenes.def())
        .filter(in_branch())
        .all(conn)
        .await?;
    let of_branch = instances::Column::SceneId.is_in(scenes.iter().map(|scene| scene.id));
    let (pictures, stale) = selected(conn, of_branch).await?;
    let open = jobs::Entity::find()
        .filter(jobs::Column::BranchId.eq(branch.id))
        .filter(jobs::Column::Status.is_in(queue::OPEN))
        .all(conn)
        .await?;
    let running: HashSet<_> = open
        .into_iter()
        .filter_map(|job| job.scene_asset_instance_id)
        .collect();
    let places: HashMap<_, _> = rows
        .iter()
        .map(|row| ((row.project_asset_id, row.scene_id), row))
        .collect();
    let cell = |row: &instances::Model| BoardCell {
        instance: row.id,
        picture: picture(row, &pictures),
        as_is: row.use_master_as_is,
        locked: row.locked,
        stale: stale.contains(&row.id),
        waived: row.waived_reason.is_some(),
        running: running.contains(&row.id),
    };
    let board_row = |asset: assets::Model| BoardRow {
        cells: scenes
            .iter()
            .map(|scene| places.get(&(asset.id, scene.id)).map(|row| cell(row)))
            .collect(),
        asset: asset.into(),
    };
    Ok(BoardView {
        role: members::mine(ctx, viewer, project.id).await?,
        assets: assets.into_iter().map(board_row).collect(),
        running: queue::open_jobs(conn, project.id).await?,
        providers: choice::offered(ctx, &project)?,
        project: project.into(),
        branch_name: branch.name,
        scenes: scenes.iter().cloned().map(Into::into).collect(),
        seen,
    })
}

/// What the head of every page of a film shows: the film, and the work under way in it.
pub async fn head(
    ctx: &Ctx,
    viewer: Viewer,
    project: ProjectId,
) -> Result<(ProjectView, RunningView)> {
    let conn = ctx.db.read();
    let project = scope::project(conn, viewer, project).await?;
    let running = queue::open_jobs(conn, project.id).await?;
    Ok((project.into(), running))
}

/// The jobs of a film, newest first, with what they draw; those in one state if asked for.
pub async fn queue(
    ctx: &Ctx,
    viewer: Viewer,
    project: ProjectId,
    status: Option<JobStatus>,
    limit: Option<u64>,
) -> Result<QueueView> {
    let conn = ctx.db.read();
    let project = scope::project(conn, viewer, project).await?;
    let listed = queue::list(conn, project.id, status, limit.unwrap_or(SHOWN)).await?;
    let cast: HashMap<_, _> = assets::Entity::find()
        .filter(assets::Column::ProjectId.eq(project.id))
        .all(conn)
        .await?
        .into_iter()
        .map(|asset| (asset.id, asset))
        .collect();
    let numbers: HashMap<_, _> = scenes::Entity::find()
        .filter(
            scenes::Column::Id.is_in(
                listed
                    .iter()
                    .filter_map(|(job, ..)| job.scene_id)
                    .collect::<HashSet<_>>(),
            ),
        )
        .all(conn)
        .await?
        .into_iter()
        .map(|scene| (scene.id, scene.scene_number))
        .collect();
    let rows = listed.into_iter().map(|(job, picture)| {
        let number = job.scene_id.and_then(|id| numbers.get(&id).copied());
        let address = address(&job, project.active_branch_id);
        queue_row(job, picture, number, address, &cast)
    });
    let rows = rows.collect();
    Ok(QueueView {
        role: members::mine(ctx, viewer, project.id).await?,
        rows,
        running: queue::open_jobs(conn, project.id).await?,
        project: project.into(),
    })
}

/// Where what a job draws is seen. The page of the assets shows those of the active branch alone.
fn address(job: &jobs::Model, active: Option<BranchId>) -> Option<String> {
    let project = job.project_id;
    match job.job_type {
        JobType::SceneAsset => {
            let scene = job.scene_id?;
            let path = ScenePath { project, scene };
            Some(path.instance(job.scene_asset_instance_id?).address())
        }
        JobType::MasterAsset if active == Some(job.branch_id) => {
            Some(masters_page::address(project, Some(job.project_asset_id)))
        }
        JobType::MasterAsset => None,
    }
}

/// A job with what it draws: a picture of an asset in a scene, or an asset's master.
fn queue_row(
    job: jobs::Model,
    picture: Option<Picture>,
    scene_number: Option<i32>,
    address: Option<String>,
    cast: &HashMap<AssetId, assets::Model>,
) -> QueueRow {
    let asset = cast.get(&job.project_asset_id);
    QueueRow {
        asset_name: asset.map(|asset| asset.name.clone()).unwrap_or_default(),
        scene_number,
        is_master: job.job_type == JobType::MasterAsset,
        address,
        job: view(job, picture.as_ref().map(|picture| picture.url.clone())),
        picture,
    }
}
