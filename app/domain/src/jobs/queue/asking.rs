//! Asking for pictures: of an instance, or of an asset as its master.

mod again;

pub use again::again;
pub(crate) use again::is_again;

use super::{open_jobs, told, with_picture};
use crate::{
    ctx::{Ctx, Viewer},
    db::now,
    entities::{assets, jobs, projects},
    error::{Error, Result, conflict, invalid},
    jobs::budget,
    model::{
        ids::{AssetId, BranchId, InstanceId, JobId, ProjectId, SceneId},
        kinds::{AssetType, JobStatus, JobType},
        paths::InstancePath,
        prompt::{self, PromptParts},
        rules,
        views::JobView,
    },
    providers::{Capabilities, Provider},
    services::{
        assets as masters, choice,
        scope::{self, OwnedInstance},
        views::{decimal, job as view},
    },
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter,
};
use serde::{Deserialize, Serialize};

/// What may be said when asking for a picture.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Ask {
    /// Who shall draw; the film's own provider unless named, or the default one where it has none.
    pub provider: Option<String>,
    /// A word of the caller's: asking again with it answers the job that it made first.
    pub idempotency_key: Option<String>,
    /// Where chance starts from; drawn by lot unless given.
    pub seed: Option<i64>,
}

/// The words of a job as they stood when it was asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Brief {
    pub(crate) name: String,
    pub(crate) asset_type: AssetType,
    pub(crate) description: String,
    pub(crate) tags: Vec<String>,
    pub(crate) visual_style: String,
}

/// What a picture is asked of.
struct Subject {
    job_type: JobType,
    branch: BranchId,
    /// Where the asset stands, unless its master is asked for.
    place: Option<(SceneId, InstanceId)>,
    asset: AssetId,
    brief: Brief,
}

/// Asks for a picture of an instance.
pub async fn create(ctx: &Ctx, viewer: Viewer, path: InstancePath, ask: Ask) -> Result<JobView> {
    check(&ask)?;
    let named = named(ctx, &ask)?;
    let txn = ctx.db.begin().await?;
    let owned = scope::lock_instance(&txn, viewer, path).await?;
    let same = |job: &jobs::Model| job.scene_asset_instance_id == Some(path.instance);
    if let Some(made) = already_made(&txn, path.project, &ask, same).await? {
        return Ok(made);
    }
    let owned = generating(owned)?;
    let provider = named.map_or_else(|| choice::of_film(ctx, &owned.project), Ok)?;
    refuse_more(ctx, &txn, path.project).await?;
    budget::refuse_more(&txn, viewer, provider, path.project).await?;
    let subject = in_scene(&txn, &owned).await?;
    let job = row(ctx, &owned.project, subject, ask, &provider.capabilities())
        .insert(&txn)
        .await?;
    txn.commit().await?;
    told(ctx, &job);
    ctx.wake.notify_one();
    Ok(view(job, None))
}

/// Asks for a master image. It is drawn from the asset's own words alone; a master that is there already is no
/// reference for the next one. Error: `Conflict` where the asset is locked.
pub async fn create_master(
    ctx: &Ctx,
    viewer: Viewer,
    project: ProjectId,
    asset: AssetId,
    ask: Ask,
) -> Result<JobView> {
    check(&ask)?;
    let named = named(ctx, &ask)?;
    let txn = ctx.db.begin().await?;
    let (film, asset) = masters::lock(&txn, viewer, project, asset).await?;
    let same = |job: &jobs::Model| {
        job.job_type == JobType::MasterAsset && job.project_asset_id == asset.id
    };
    if let Some(made) = already_made(&txn, project, &ask, same).await? {
        return Ok(made);
    }
    if asset.locked {
        return conflict(rules::LOCKED_MASTER);
    }
    let provider = named.map_or_else(|| choice::of_film(ctx, &film), Ok)?;
    refuse_more(ctx, &txn, project).await?;
    budget::refuse_more(&txn, viewer, provider, project).await?;
    let subject = Subject {
        job_type: JobType::MasterAsset,
        branch: asset.branch_id,
        place: None,
        asset: asset.id,
        brief: Brief {
            name: asset.name,
            asset_type: asset.asset_type,
            description: asset.description,
            tags: Vec::new(),
            visual_style: film.visual_style.clone().unwrap_or_default(),
        },
    };
    let job = row(ctx, &film, subject, ask, &provider.capabilities())
        .insert(&txn)
        .await?;
    txn.commit().await?;
    told(ctx, &job);
    ctx.wake.notify_one();
    Ok(view(job, None))
}

/// The provider that a request names, if it names one.
fn named<'a>(ctx: &'a Ctx, ask: &Ask) -> Result<Option<&'a Provider>> {
    let name = ask.provider.as_deref();
    name.map(|name| ctx.providers.get(Some(name))).transpose()
}

/// An asset in a scene as it is now.
async fn in_scene(conn: &impl ConnectionTrait, owned: &OwnedInstance) -> Result<Subject> {
    let asset = assets::Entity::find_by_id(owned.instance.project_asset_id)
        .one(conn)
        .await?
        .ok_or(Error::NotFound("asset"))?;
    let tags = owned.instance.status_tags.clone().unwrap_or_default();
    Ok(Subject {
        job_type: JobType::SceneAsset,
        branch: owned.branch,
        place: Some((owned.scene.id, owned.instance.id)),
        asset: asset.id,
        brief: Brief {
            name: asset.name,
            asset_type: asset.asset_type,
            description: owned.instance.effective_description.clone(),
            tags: tags.0,
            visual_style: owned.project.visual_style.clone().unwrap_or_default(),
        },
    })
}

/// Where chance starts from, drawn by lot.
pub(crate) fn by_lot() -> i64 {
    i64::from(rand::random::<u32>() >> 1)
}

/// Refuses another job where a project has as many open ones as it may.
pub(super) async fn refuse_more(
    ctx: &Ctx,
    conn: &impl ConnectionTrait,
    project: ProjectId,
) -> Result<()> {
    if open_jobs(conn, project).await?.count < ctx.settings.queue_limit {
        return Ok(());
    }
    Err(Error::TooMany {
        message: "This project has as many waiting pictures as it may. Wait for some to end, or cancel them.".into(),
        retry_after: 30,
    })
}

/// Refuses to generate for an instance that is locked or uses its master as-is.
pub(super) fn generating(owned: OwnedInstance) -> Result<OwnedInstance> {
    let owned = owned.unlocked()?;
    if owned.instance.use_master_as_is {
        conflict(rules::AS_IS)
    } else {
        Ok(owned)
    }
}

fn check(ask: &Ask) -> Result<()> {
    match &ask.idempotency_key {
        Some(key)
            if key.is_empty()
                || key.chars().count() > rules::MAX_NAME
                || key.chars().any(char::is_control) =>
        {
            invalid("An idempotencyKey has 1 to 200 characters on one line.")
        }
        _ => Ok(()),
    }
}

/// The job that the idempotency key stands for, if it was seen in the project. The row that the picture is asked of
/// is locked, so of two that ask at once the second finds what the first one made.
async fn already_made(
    conn: &impl ConnectionTrait,
    project: ProjectId,
    ask: &Ask,
    same: impl Fn(&jobs::Model) -> bool,
) -> Result<Option<JobView>> {
    let Some(key) = &ask.idempotency_key else {
        return Ok(None);
    };
    let found = jobs::Entity::find()
        .filter(jobs::Column::ProjectId.eq(project))
        .filter(jobs::Column::IdempotencyKey.eq(key))
        .one(conn)
        .await?;
    match found {
        Some(job) if same(&job) => Ok(Some(with_picture(conn, job).await?)),
        Some(_) => conflict("This idempotencyKey was used for another asset. Use a fresh one."),
        None => Ok(None),
    }
}

fn row(
    ctx: &Ctx,
    project: &projects::Model,
    subject: Subject,
    ask: Ask,
    provider: &Capabilities,
) -> jobs::ActiveModel {
    let (width, height) = rules::generated_size(&project.aspect_ratio);
    let brief = subject.brief;
    let prompt = prompt::assemble(&PromptParts {
        name: &brief.name,
        asset_type: brief.asset_type,
        description: &brief.description,
        tags: &brief.tags,
        visual_style: &brief.visual_style,
        aspect_ratio: &project.aspect_ratio,
    });
    let now = now();
    jobs::ActiveModel {
        id: Set(JobId::new()),
        project_id: Set(project.id),
        branch_id: Set(subject.branch),
        scene_id: Set(subject.place.map(|(scene, _)| scene)),
        scene_asset_instance_id: Set(subject.place.map(|(_, instance)| instance)),
        project_asset_id: Set(subject.asset),
        job_type: Set(subject.job_type),
        status: Set(JobStatus::Queued),
        prompt: Set(prompt),
        width: Set(Some(width as i32)),
        height: Set(Some(height as i32)),
        seed: Set(Some(ask.seed.unwrap_or_else(by_lot))),
        provider: Set(provider.name.to_owned()),
        idempotency_key: Set(ask.idempotency_key),
        attempt_count: Set(0),
        retry_count: Set(0),
        max_retries: Set(ctx.settings.max_retries),
        run_after: Set(now),
        estimated_cost: Set(Some(decimal(provider.cost))),
        provider_metadata: Set(serde_json::to_value(&brief)
            .ok()
            .map(|brief| serde_json::json!({ "brief": brief }))),
        queued_at: Set(now),
        created_at: Set(now),
        updated_at: Set(now),
        ..Default::default()
    }
}
