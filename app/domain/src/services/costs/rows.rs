//! What a film's costs are added up from.

use super::{Part, Place, Sums};
use crate::{
    entities::{assets, attempts, branches, jobs, scenes},
    error::Result,
    jobs::queue,
    model::{
        ids::{AssetId, ProjectId, SceneId},
        kinds::{AttemptSource, JobStatus, JobType},
    },
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect,
    RelationTrait, sea_query::Expr,
};
use std::collections::{HashMap, HashSet};

/// Credits that are known to be spent.
const KNOWN: &str = "CAST(COALESCE(SUM(cost_credits), 0) AS DOUBLE PRECISION)";
/// What was said beforehand where nothing is known.
const SAID: &str = "CAST(COALESCE(SUM(CASE WHEN cost_credits IS NULL THEN estimated_cost ELSE 0 END), 0) \
                    AS DOUBLE PRECISION)";

/// Some jobs that are alike: what they make, where, of what, who draws, where they stand, how many they are, and what
/// is known and said of their cost.
type Asked = (
    JobType,
    Option<SceneId>,
    AssetId,
    String,
    JobStatus,
    i64,
    f64,
    f64,
);

/// What was asked for, and what it cost.
pub(super) async fn asked(conn: &impl ConnectionTrait, project: ProjectId) -> Result<Vec<Part>> {
    let rows: Vec<Asked> = jobs::Entity::find()
        .filter(jobs::Column::ProjectId.eq(project))
        .select_only()
        .column(jobs::Column::JobType)
        .column(jobs::Column::SceneId)
        .column(jobs::Column::ProjectAssetId)
        .column(jobs::Column::Provider)
        .column(jobs::Column::Status)
        .expr_as(Expr::cust("COUNT(*)"), "asked")
        .expr_as(Expr::cust(KNOWN), "known")
        .expr_as(Expr::cust(SAID), "said")
        .group_by(jobs::Column::JobType)
        .group_by(jobs::Column::SceneId)
        .group_by(jobs::Column::ProjectAssetId)
        .group_by(jobs::Column::Provider)
        .group_by(jobs::Column::Status)
        .into_tuple()
        .all(conn)
        .await?;
    let part = |(job_type, scene, asset, provider, status, count, known, said): Asked| {
        let (spent, waiting) = match status {
            status if status.is_open() => (0.0, known + said),
            JobStatus::Completed => (known + said, 0.0),
            _ => (known, 0.0),
        };
        Part {
            place: Place::of(job_type, scene),
            asset,
            provider,
            sums: Sums {
                spent,
                waiting,
                asked: whole(count),
                ..Sums::default()
            },
        }
    };
    Ok(rows.into_iter().map(part).collect())
}

/// Drawn pictures that are the decision in a scene.
pub(super) async fn kept_in_scenes(
    conn: &impl ConnectionTrait,
    project: ProjectId,
) -> Result<Vec<Part>> {
    let counted = "COUNT(DISTINCT image_generation_jobs.id)";
    let rows: Vec<(Option<SceneId>, AssetId, String, i64)> = jobs::Entity::find()
        .inner_join(attempts::Entity)
        .filter(jobs::Column::ProjectId.eq(project))
        .filter(attempts::Column::Source.eq(AttemptSource::Generated))
        .filter(attempts::Column::IsSelected.eq(true))
        .filter(attempts::Column::DeletedAt.is_null())
        .select_only()
        .column(jobs::Column::SceneId)
        .column(jobs::Column::ProjectAssetId)
        .column(jobs::Column::Provider)
        .expr_as(Expr::cust(counted), "kept")
        .group_by(jobs::Column::SceneId)
        .group_by(jobs::Column::ProjectAssetId)
        .group_by(jobs::Column::Provider)
        .into_tuple()
        .all(conn)
        .await?;
    let part = |(scene, asset, provider, count)| Part {
        place: Place::of(JobType::SceneAsset, scene),
        asset,
        provider,
        sums: Sums::of_kept(whole(count)),
    };
    Ok(rows.into_iter().map(part).collect())
}

/// Drawn masters that are their assets' masters still: one an asset at most, however often the same was drawn.
pub(super) async fn kept_masters(
    conn: &impl ConnectionTrait,
    project: ProjectId,
    cast: &HashMap<AssetId, assets::Model>,
) -> Result<Vec<Part>> {
    let drawn = jobs::Entity::find()
        .filter(jobs::Column::ProjectId.eq(project))
        .filter(jobs::Column::JobType.eq(JobType::MasterAsset))
        .filter(jobs::Column::Status.eq(JobStatus::Completed))
        .order_by_desc(jobs::Column::CompletedAt)
        .order_by_desc(jobs::Column::Id)
        .all(conn)
        .await?;
    let mut seen = HashSet::new();
    let is_kept = |job: &jobs::Model| {
        let asset = cast.get(&job.project_asset_id);
        asset.is_some_and(|asset| queue::made_master(job, asset).is_some())
            && seen.insert(job.project_asset_id)
    };
    let part = |job: jobs::Model| Part {
        place: Place::Masters,
        asset: job.project_asset_id,
        provider: job.provider,
        sums: Sums::of_kept(1),
    };
    Ok(drawn.into_iter().filter(is_kept).map(part).collect())
}

/// Number, heading and branch of every scene.
pub(super) async fn scenes(
    conn: &impl ConnectionTrait,
    project: ProjectId,
) -> Result<HashMap<SceneId, (i32, String, String)>> {
    let rows: Vec<(SceneId, i32, String, String)> = scenes::Entity::find()
        .join(JoinType::InnerJoin, scenes::Relation::Branches.def())
        .filter(branches::Column::ProjectId.eq(project))
        .select_only()
        .column(scenes::Column::Id)
        .column(scenes::Column::SceneNumber)
        .column(scenes::Column::Heading)
        .column(branches::Column::Name)
        .into_tuple()
        .all(conn)
        .await?;
    let scene = |(id, number, heading, branch)| (id, (number, heading, branch));
    Ok(rows.into_iter().map(scene).collect())
}

/// No count is below nothing.
fn whole(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}
