//! The data of the page of the film's assets, whole.

use crate::{
    ctx::{Ctx, Viewer},
    db::now,
    entities::{assets, instance_references, instances, jobs, scenes},
    error::{Error, Result},
    jobs::queue,
    model::{
        credits::parts,
        ids::{AssetId, BranchId, InstanceId, ProjectId, SceneId},
        kinds::{JobStatus, JobType},
        masters::MasterAttemptView,
        masters_page::{CastRow, MasterShot, MasterUse, MastersView, OpenMaster},
        panel::Picture,
    },
    services::{
        assets::{self as cast, history},
        choice, members, negative, scenes as numbered, scope,
    },
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, JoinType, QueryFilter, QueryOrder,
    QuerySelect, RelationTrait,
};
use std::collections::HashMap;

/// Removed pictures shown at most.
const REMOVED: u64 = 100;

/// Where an asset is used in a scene.
struct Use {
    instance: InstanceId,
    /// Whether it is only sent along with another one there.
    along: bool,
}

/// The assets in the scenes of a branch.
type Uses = HashMap<AssetId, HashMap<SceneId, Use>>;

/// The assets of a film's active branch with one of them open: the one named, or the first where none is. A fixed
/// number of queries, whatever their number. Error: `NotFound` where the one named is none of that branch.
pub async fn get(
    ctx: &Ctx,
    viewer: Viewer,
    project: ProjectId,
    open: Option<AssetId>,
) -> Result<MastersView> {
    // Read first: what happens while the rows are read is then told again, never missed.
    let seen = ctx.events.last();
    let conn = ctx.db.read();
    let (project, branch) = scope::branch(conn, viewer, project, None).await?;
    let all = cast::of_branch(conn, branch.id).await?;
    let uses = uses(conn, branch.id).await?;
    let running = running(conn, branch.id).await?;
    let opened = match open {
        Some(id) => {
            let named = all.iter().find(|asset| asset.id == id);
            Some(named.ok_or(Error::NotFound("asset"))?)
        }
        None => all.first(),
    };
    let open = match opened {
        Some(asset) => Some(whole(ctx, asset.clone(), &uses).await?),
        None => None,
    };
    let row = |asset: assets::Model| CastRow {
        scenes: uses.get(&asset.id).map_or(0, HashMap::len),
        running: running.get(&asset.id).copied(),
        asset: asset.id,
        name: asset.name,
        asset_type: asset.asset_type,
        locked: asset.locked,
        picture: asset.image_key_url.map(|url| Picture {
            url,
            thumbhash: asset.thumbhash,
        }),
    };
    Ok(MastersView {
        role: members::mine(ctx, viewer, project.id).await?,
        cast: all.into_iter().map(row).collect(),
        open,
        providers: choice::offered(ctx, &project)?,
        running: queue::open_jobs(conn, project.id).await?,
        project: project.into(),
        seen,
        now: now().timestamp_millis(),
    })
}

async fn uses(conn: &impl ConnectionTrait, branch: BranchId) -> Result<Uses> {
    let standing: Vec<(InstanceId, AssetId, SceneId)> = instances::Entity::find()
        .select_only()
        .columns([
            instances::Column::Id,
            instances::Column::ProjectAssetId,
            instances::Column::SceneId,
        ])
        .join(JoinType::InnerJoin, instances::Relation::Scenes.def())
        .filter(scenes::Column::BranchId.eq(branch))
        .into_tuple()
        .all(conn)
        .await?;
    let sent: Vec<(InstanceId, AssetId, SceneId)> = instance_references::Entity::find()
        .select_only()
        .column(instances::Column::Id)
        .column(instance_references::Column::ProjectAssetId)
        .column(instances::Column::SceneId)
        .join(
            JoinType::InnerJoin,
            instance_references::Relation::Instances.def(),
        )
        .join(JoinType::InnerJoin, instances::Relation::Scenes.def())
        .filter(scenes::Column::BranchId.eq(branch))
        .order_by_asc(instance_references::Column::Id)
        .into_tuple()
        .all(conn)
        .await?;
    let standing = standing.into_iter().map(|place| (place, false));
    let sent = sent.into_iter().map(|place| (place, true));
    let mut uses = Uses::new();
    // Where it stands itself, that is what counts.
    for ((instance, asset, scene), along) in standing.chain(sent) {
        let of = uses.entry(asset).or_default();
        of.entry(scene).or_insert(Use { instance, along });
    }
    Ok(uses)
}

/// The masters that are being drawn, or wait for it.
async fn running(
    conn: &impl ConnectionTrait,
    branch: BranchId,
) -> Result<HashMap<AssetId, JobStatus>> {
    let open: Vec<(AssetId, JobStatus)> = jobs::Entity::find()
        .select_only()
        .columns([jobs::Column::ProjectAssetId, jobs::Column::Status])
        .filter(jobs::Column::BranchId.eq(branch))
        .filter(jobs::Column::JobType.eq(JobType::MasterAsset))
        .filter(jobs::Column::Status.is_in(queue::OPEN))
        .order_by_asc(jobs::Column::CreatedAt)
        .into_tuple()
        .all(conn)
        .await?;
    Ok(open.into_iter().collect())
}

/// The asset that is open. Should it be deleted meanwhile, it is shown as it was.
async fn whole(ctx: &Ctx, asset: assets::Model, uses: &Uses) -> Result<OpenMaster> {
    let conn = ctx.db.read();
    let id = asset.id;
    let attempts = history::live(conn, id).await?;
    let removed = history::removed(ctx, conn, id, REMOVED).await?;
    let newest = attempts.first().map(|newest| newest.created_at);
    let drawing = jobs::Column::ProjectAssetId
        .eq(id)
        .and(jobs::Column::JobType.eq(JobType::MasterAsset));
    let scenes = numbered::of_branch(conn, asset.branch_id).await?;
    let here = uses.get(&id);
    let used = |scene: scenes::Model| {
        let Use { instance, along } = here?.get(&scene.id)?;
        Some(MasterUse {
            instance: *instance,
            along: *along,
            scene: scene.id,
            number: scene.scene_number,
            heading: scene.heading,
        })
    };
    let shot = |one| MasterShot::from(MasterAttemptView::from(one));
    Ok(OpenMaster {
        asset: id,
        name: asset.name,
        asset_type: asset.asset_type,
        description: asset.description,
        locked: asset.locked,
        negative: negative::in_master(ctx, conn, id).await?,
        jobs: queue::standing(conn, drawing, newest).await?,
        attempts: attempts.into_iter().map(shot).collect(),
        removed: removed.into_iter().map(shot).collect(),
        uses: scenes.into_iter().filter_map(used).collect(),
    })
}

impl From<MasterAttemptView> for MasterShot {
    fn from(row: MasterAttemptView) -> Self {
        Self {
            id: row.id,
            number: row.attempt_number,
            picture: Picture {
                url: row.image_url,
                thumbhash: row.thumbhash,
            },
            sha256: row.sha256,
            size: row.width.zip(row.height),
            bytes: row.file_size_bytes,
            source: row.source,
            selected: row.is_selected,
            job: row.image_generation_job_id,
            prompt: row.prompt_snapshot,
            negative: row.negative_prompt,
            provider: row.provider,
            seed: row.seed,
            cost: row.cost_credits.map(parts),
            filename: row.original_filename,
            made: row.created_at.timestamp_millis(),
            removed: row.deleted_at.map(|then| then.timestamp_millis()),
        }
    }
}
