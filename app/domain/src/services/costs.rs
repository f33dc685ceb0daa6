//! What the pictures of a film cost: by scene, by asset, by provider, and for each picture that was kept.

mod rows;

use crate::{
    ctx::{Ctx, Viewer},
    entities::assets,
    error::Result,
    model::{
        ids::{AssetId, ProjectId, SceneId},
        kinds::{AssetType, JobType},
    },
    services::scope,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use serde::Serialize;
use std::{collections::HashMap, hash::Hash};

/// Sums over some jobs of a film, in credits.
#[derive(Clone, Debug, Default, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Sums {
    /// What ended jobs cost. Where the provider of a completed one did not say, what was said beforehand counts; a
    /// failed or cancelled one counts only what it is known to have cost.
    pub spent: f64,
    /// What was said beforehand of the jobs that wait or run.
    pub waiting: f64,
    /// Jobs, whatever became of them.
    pub asked: u64,
    /// Pictures kept: those that a job made and that are the decision now, which is the selected picture of an asset
    /// in a scene, or the master of an asset. Uploads and copies are none of them.
    pub kept: u64,
    /// `spent` for each picture kept, those included that were drawn on the way to it; null where none was kept.
    pub per_kept: Option<f64>,
}

/// What a scene's pictures cost.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SceneCost {
    /// The scene; null for masters, and for what belonged to scenes that were deleted.
    pub scene_id: Option<SceneId>,
    /// Its number.
    pub scene_number: Option<i32>,
    /// Its heading, or what stands in its place.
    pub title: String,
    /// The branch that it is in.
    pub branch: Option<String>,
    /// The sums.
    pub sums: Sums,
}

/// What an asset's pictures cost, in all scenes together and with its masters.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AssetCost {
    /// The asset.
    pub asset_id: AssetId,
    /// Its name.
    pub name: String,
    /// Its kind.
    pub asset_type: AssetType,
    /// The sums.
    pub sums: Sums,
}

/// What a provider's pictures cost.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProviderCost {
    /// Its name, which may be that of one that is not configured any more.
    pub provider: String,
    /// The sums.
    pub sums: Sums,
}

/// What the pictures of a film cost.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CostsView {
    /// The whole film, all branches.
    pub total: Sums,
    /// By scene number; then masters, then scenes that were deleted. Only where pictures were asked for.
    pub scenes: Vec<SceneCost>,
    /// The dearest first.
    pub assets: Vec<AssetCost>,
    /// By name.
    pub providers: Vec<ProviderCost>,
}

/// What a picture belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Place {
    Scene(SceneId),
    Masters,
    /// A scene that was deleted.
    Gone,
}

impl Place {
    fn of(job_type: JobType, scene: Option<SceneId>) -> Self {
        match (job_type, scene) {
            (JobType::MasterAsset, _) => Self::Masters,
            (JobType::SceneAsset, Some(scene)) => Self::Scene(scene),
            (JobType::SceneAsset, None) => Self::Gone,
        }
    }
}

/// Sums that belong to one place, asset and provider.
struct Part {
    place: Place,
    asset: AssetId,
    provider: String,
    sums: Sums,
}

impl Sums {
    fn of_kept(count: u64) -> Self {
        Self {
            kept: count,
            ..Self::default()
        }
    }

    fn add(&mut self, more: &Self) {
        self.spent += more.spent;
        self.waiting += more.waiting;
        self.asked += more.asked;
        self.kept += more.kept;
    }

    /// What adding up leaves behind the fourth digit goes, and the average comes.
    fn finished(mut self) -> Self {
        self.spent = rounded(self.spent);
        self.waiting = rounded(self.waiting);
        self.per_kept = (self.kept > 0).then(|| rounded(self.spent / self.kept as f64));
        self
    }
}

fn rounded(credits: f64) -> f64 {
    (credits * 10_000.0).round() / 10_000.0
}

/// The costs of a film: of all that was asked for in it, as long as the asset that it was asked of is there. Six
/// queries, whatever its size. Whoever may look at it may ask.
pub async fn get(ctx: &Ctx, viewer: Viewer, project: ProjectId) -> Result<CostsView> {
    let conn = ctx.db.read();
    let project = scope::project(conn, viewer.looking(), project).await?.id;
    let cast: HashMap<_, _> = assets::Entity::find()
        .filter(assets::Column::ProjectId.eq(project))
        .all(conn)
        .await?
        .into_iter()
        .map(|asset| (asset.id, asset))
        .collect();
    let mut parts = rows::asked(conn, project).await?;
    parts.extend(rows::kept_in_scenes(conn, project).await?);
    parts.extend(rows::kept_masters(conn, project, &cast).await?);
    let mut total = Sums::default();
    for part in &parts {
        total.add(&part.sums);
    }
    Ok(CostsView {
        total: total.finished(),
        scenes: by_scene(conn, project, &parts).await?,
        assets: by_asset(&cast, &parts),
        providers: by_provider(&parts),
    })
}

async fn by_scene(
    conn: &impl ConnectionTrait,
    project: ProjectId,
    parts: &[Part],
) -> Result<Vec<SceneCost>> {
    let mut known = rows::scenes(conn, project).await?;
    let bare = |title: &str, sums| SceneCost {
        scene_id: None,
        scene_number: None,
        title: title.to_owned(),
        branch: None,
        sums,
    };
    let row = |(place, sums): (Place, Sums)| match place {
        Place::Masters => bare("Masters", sums),
        Place::Gone => bare("Scenes that were deleted", sums),
        Place::Scene(id) => match known.remove(&id) {
            Some((number, title, branch)) => SceneCost {
                scene_id: Some(id),
                scene_number: Some(number),
                title,
                branch: Some(branch),
                sums,
            },
            // It was made after the scenes were read.
            None => bare("A new scene", sums),
        },
    };
    let mut rows: Vec<_> = grouped(parts, |part| part.place).map(row).collect();
    rows.sort_by_cached_key(|row| {
        let number = row.scene_number;
        (
            number.is_none(),
            number,
            row.branch.clone(),
            row.title.clone(),
        )
    });
    Ok(rows)
}

fn by_asset(cast: &HashMap<AssetId, assets::Model>, parts: &[Part]) -> Vec<AssetCost> {
    let row = |(id, sums): (AssetId, Sums)| {
        let asset = cast.get(&id)?;
        Some(AssetCost {
            asset_id: id,
            name: asset.name.clone(),
            asset_type: asset.asset_type,
            sums,
        })
    };
    let mut rows: Vec<_> = grouped(parts, |part| part.asset).filter_map(row).collect();
    let price = |row: &AssetCost| row.sums.spent + row.sums.waiting;
    rows.sort_by(|a, b| {
        let dearer = price(b).total_cmp(&price(a));
        dearer.then_with(|| (&a.name, a.asset_id).cmp(&(&b.name, b.asset_id)))
    });
    rows
}

fn by_provider(parts: &[Part]) -> Vec<ProviderCost> {
    let mut rows: Vec<_> = grouped(parts, |part| part.provider.clone())
        .map(|(provider, sums)| ProviderCost { provider, sums })
        .collect();
    rows.sort_by(|a, b| a.provider.cmp(&b.provider));
    rows
}

/// The sums of all parts with the same key, in no order.
fn grouped<K: Eq + Hash>(
    parts: &[Part],
    key: impl Fn(&Part) -> K,
) -> impl Iterator<Item = (K, Sums)> {
    let mut sums: HashMap<K, Sums> = HashMap::new();
    for part in parts {
        sums.entry(key(part)).or_default().add(&part.sums);
    }
    sums.into_iter().map(|(key, sums)| (key, sums.finished()))
}
