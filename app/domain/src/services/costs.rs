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

const GONE_SCENES: &str = "Scenes that were deleted";
const GONE_ASSETS: &str = "Assets that were deleted";

/// Sums over some pictures of a film, in credits.
#[derive(Clone, Debug, Default, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Sums {
    /// What calls to providers cost, whatever became of their jobs: failed, cancelled and deleted ones included, and
    /// those too that were made before the film was imported. As long as the answer is not there, and where it was lost,
    /// what was said beforehand counts; a call that certainly cost nothing does not.
    pub spent: f64,
    /// What was said beforehand of the jobs whose next call is still to be made. One that a provider goes on with is
    /// among what was spent.
    pub waiting: f64,
    /// Jobs, whatever became of them, as long as the asset that they were asked of is there.
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
    /// The asset; null for those that were deleted.
    pub asset_id: Option<AssetId>,
    /// Its name, or what stands in its place.
    pub name: String,
    /// Its kind.
    pub asset_type: Option<AssetType>,
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
    /// The dearest first; at the end those that were deleted.
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

    /// As it is seen by those who know the scenes that are there.
    fn among(self, known: &Scenes) -> Self {
        match self {
            Self::Scene(scene) if !known.contains_key(&scene) => Self::Gone,
            place => place,
        }
    }
}

/// Number, heading and branch of every scene.
type Scenes = HashMap<SceneId, (i32, String, String)>;
/// Every asset.
type Cast = HashMap<AssetId, assets::Model>;

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

/// The costs of a film: of all that was asked for in it, be what it was asked for there or not. Eight queries, whatever
/// its size. Whoever may look at it may ask.
pub async fn get(ctx: &Ctx, viewer: Viewer, project: ProjectId) -> Result<CostsView> {
    let conn = ctx.db.read();
    let project = scope::project(conn, viewer.looking(), project).await?.id;
    let mut parts = rows::asked(conn, project).await?;
    parts.extend(rows::waiting(conn, project, &ctx.providers.resuming()).await?);
    parts.extend(rows::spent(conn, project).await?);
    parts.extend(rows::kept_in_scenes(conn, project).await?);
    parts.extend(rows::kept_masters(conn, project).await?);
    // Read after all that belongs to them: what is not among them was deleted.
    let scenes = rows::scenes(conn, project).await?;
    let cast = cast(conn, project).await?;
    for part in &mut parts {
        part.place = part.place.among(&scenes);
    }
    let mut total = Sums::default();
    for part in &parts {
        total.add(&part.sums);
    }
    Ok(CostsView {
        total: total.finished(),
        scenes: by_scene(scenes, &parts),
        assets: by_asset(&cast, &parts),
        providers: by_provider(&parts),
    })
}

async fn cast(conn: &impl ConnectionTrait, project: ProjectId) -> Result<Cast> {
    let all = assets::Entity::find().filter(assets::Column::ProjectId.eq(project));
    let all = all.all(conn).await?;
    Ok(all.into_iter().map(|asset| (asset.id, asset)).collect())
}

fn by_scene(mut known: Scenes, parts: &[Part]) -> Vec<SceneCost> {
    let bare = |title: &str, sums| SceneCost {
        scene_id: None,
        scene_number: None,
        title: title.to_owned(),
        branch: None,
        sums,
    };
    let row = |(place, sums): (Place, Sums)| match place {
        Place::Masters => bare("Masters", sums),
        Place::Gone => bare(GONE_SCENES, sums),
        Place::Scene(id) => match known.remove(&id) {
            Some((number, title, branch)) => SceneCost {
                scene_id: Some(id),
                scene_number: Some(number),
                title,
                branch: Some(branch),
                sums,
            },
            None => bare(GONE_SCENES, sums),
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
    rows
}

fn by_asset(cast: &Cast, parts: &[Part]) -> Vec<AssetCost> {
    let row = |(asset, sums): (Option<&assets::Model>, Sums)| AssetCost {
        asset_id: asset.map(|asset| asset.id),
        name: asset.map_or_else(|| GONE_ASSETS.to_owned(), |asset| asset.name.clone()),
        asset_type: asset.map(|asset| asset.asset_type),
        sums,
    };
    let sums = grouped(parts, |part| {
        cast.contains_key(&part.asset).then_some(part.asset)
    });
    let mut rows: Vec<_> = sums
        .map(|(id, sums)| row((id.and_then(|id| cast.get(&id)), sums)))
        .collect();
    let price = |row: &AssetCost| row.sums.spent + row.sums.waiting;
    rows.sort_by(|a, b| {
        let gone_last = a.asset_id.is_none().cmp(&b.asset_id.is_none());
        let dearer = gone_last.then_with(|| price(b).total_cmp(&price(a)));
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
