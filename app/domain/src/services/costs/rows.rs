//! What a film's costs are added up from.

use super::{Part, Place, Scenes, Sums};
use crate::{
    entities::{attempts, branches, jobs, master_attempts, scenes, spending},
    error::Result,
    jobs::budget,
    model::{
        ids::{AssetId, ProjectId, SceneId},
        kinds::{AttemptSource, JobType},
    },
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QuerySelect, RelationTrait,
    Select, sea_query::Expr,
};

const WAITING: &str = "CAST(COALESCE(SUM(estimated_cost), 0) AS DOUBLE PRECISION)";
const SPENT: &str = "CAST(COALESCE(SUM(credits), 0) AS DOUBLE PRECISION)";

/// Some jobs that are alike: what they make, where, of what, who draws, and how many they are or what they will cost.
type Asked<T> = (JobType, Option<SceneId>, AssetId, String, T);

/// What was asked for.
pub(super) async fn asked(conn: &impl ConnectionTrait, project: ProjectId) -> Result<Vec<Part>> {
    let rows: Vec<Asked<i64>> = alike(project)
        .expr_as(Expr::cust("COUNT(*)"), "asked")
        .into_tuple()
        .all(conn)
        .await?;
    let part = |(job_type, scene, asset, provider, count): Asked<i64>| Part {
        place: Place::of(job_type, scene),
        asset,
        provider,
        sums: Sums {
            asked: whole(count),
            ..Sums::default()
        },
    };
    Ok(rows.into_iter().map(part).collect())
}

/// What was said beforehand of what is to come, counted as budgets count it.
pub(super) async fn waiting(
    conn: &impl ConnectionTrait,
    project: ProjectId,
    resuming: &[String],
) -> Result<Vec<Part>> {
    let rows: Vec<Asked<f64>> = alike(project)
        .filter(budget::is_to_come(resuming))
        .expr_as(Expr::cust(WAITING), "waiting")
        .into_tuple()
        .all(conn)
        .await?;
    let part = |(job_type, scene, asset, provider, waiting): Asked<f64>| Part {
        place: Place::of(job_type, scene),
        asset,
        provider,
        sums: Sums {
            waiting,
            ..Sums::default()
        },
    };
    Ok(rows.into_iter().map(part).collect())
}

/// A film's jobs, those that are alike together.
fn alike(project: ProjectId) -> Select<jobs::Entity> {
    jobs::Entity::find()
        .filter(jobs::Column::ProjectId.eq(project))
        .select_only()
        .column(jobs::Column::JobType)
        .column(jobs::Column::SceneId)
        .column(jobs::Column::ProjectAssetId)
        .column(jobs::Column::Provider)
        .group_by(jobs::Column::JobType)
        .group_by(jobs::Column::SceneId)
        .group_by(jobs::Column::ProjectAssetId)
        .group_by(jobs::Column::Provider)
}

/// What calls to providers cost.
pub(super) async fn spent(conn: &impl ConnectionTrait, project: ProjectId) -> Result<Vec<Part>> {
    let rows: Vec<(Option<SceneId>, AssetId, String, f64)> = spending::Entity::find()
        .filter(spending::Column::ProjectId.eq(project))
        .select_only()
        .column(spending::Column::SceneId)
        .column(spending::Column::ProjectAssetId)
        .column(spending::Column::Provider)
        .expr_as(Expr::cust(SPENT), "spent")
        .group_by(spending::Column::SceneId)
        .group_by(spending::Column::ProjectAssetId)
        .group_by(spending::Column::Provider)
        .into_tuple()
        .all(conn)
        .await?;
    let part = |(scene, asset, provider, spent): (Option<SceneId>, _, _, _)| Part {
        place: scene.map_or(Place::Masters, Place::Scene),
        asset,
        provider,
        sums: Sums {
            spent,
            ..Sums::default()
        },
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

/// Drawn masters that are their assets' masters.
pub(super) async fn kept_masters(
    conn: &impl ConnectionTrait,
    project: ProjectId,
) -> Result<Vec<Part>> {
    let rows: Vec<(AssetId, String)> = jobs::Entity::find()
        .inner_join(master_attempts::Entity)
        .filter(jobs::Column::ProjectId.eq(project))
        .filter(master_attempts::Column::IsSelected.eq(true))
        .select_only()
        .column(jobs::Column::ProjectAssetId)
        .column(jobs::Column::Provider)
        .into_tuple()
        .all(conn)
        .await?;
    let part = |(asset, provider)| Part {
        place: Place::Masters,
        asset,
        provider,
        sums: Sums::of_kept(1),
    };
    Ok(rows.into_iter().map(part).collect())
}

/// Number, heading and branch of every scene.
pub(super) async fn scenes(conn: &impl ConnectionTrait, project: ProjectId) -> Result<Scenes> {
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
