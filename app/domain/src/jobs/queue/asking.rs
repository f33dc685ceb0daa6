//! Asking for pictures: of an instance, or of an asset as its master.

mod again;
mod subject;

pub use again::again;
pub(crate) use again::{brief, is_again, sent_along};
pub(crate) use subject::Brief;

use super::{open_jobs, told, with_picture};
use crate::{
    ctx::{Ctx, Viewer},
    entities::jobs,
    error::{Error, Result, conflict, invalid},
    jobs::budget,
    model::{
        ids::{AssetId, ProjectId},
        kinds::JobType,
        paths::InstancePath,
        rules,
        views::JobView,
    },
    providers::{Capabilities, Provider},
    services::{
        assets as masters, choice,
        references::{self, extras},
        scope::{self, OwnedInstance},
        text,
        views::job as view,
    },
};
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use serde::Deserialize;
use subject::{in_scene, row};

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
    /// What must not be seen, in at most 2,000 characters. Refused where the provider takes none.
    pub negative_prompt: Option<String>,
}

/// Asks for a picture of an instance.
pub async fn create(ctx: &Ctx, viewer: Viewer, path: InstancePath, ask: Ask) -> Result<JobView> {
    let ask = checked(ask)?;
    let txn = ctx.db.begin().await?;
    let owned = scope::lock_instance(&txn, viewer, path).await?;
    let same = |job: &jobs::Model| job.scene_asset_instance_id == Some(path.instance);
    if let Some(made) = already_made(&txn, path.project, &ask, same).await? {
        return Ok(made);
    }
    let named = named(ctx, &ask)?;
    let owned = generating(owned)?;
    let provider = named.map_or_else(|| choice::of_film(ctx, &owned.project), Ok)?;
    let can = provider.capabilities();
    takes(&can, &ask)?;
    refuse_more(ctx, &txn, path.project).await?;
    let references = to_be_sent(&txn, &owned, &can).await?;
    budget::refuse_more(&txn, viewer, provider, path.project, references).await?;
    let subject = in_scene(&txn, &owned).await?;
    let job = row(ctx, &owned.project, subject, ask, (&can, references))
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
    let ask = checked(ask)?;
    let txn = ctx.db.begin().await?;
    let (film, asset) = masters::lock(&txn, viewer, project, asset).await?;
    let same = |job: &jobs::Model| {
        job.job_type == JobType::MasterAsset && job.project_asset_id == asset.id
    };
    if let Some(made) = already_made(&txn, project, &ask, same).await? {
        return Ok(made);
    }
    let named = named(ctx, &ask)?;
    if asset.locked {
        return conflict(rules::LOCKED_MASTER);
    }
    let provider = named.map_or_else(|| choice::of_film(ctx, &film), Ok)?;
    let can = provider.capabilities();
    takes(&can, &ask)?;
    refuse_more(ctx, &txn, project).await?;
    budget::refuse_more(&txn, viewer, provider, project, 0).await?;
    let subject = subject::master(&film, asset);
    let job = row(ctx, &film, subject, ask, (&can, 0))
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

/// Refuses what a provider would silently leave out.
fn takes(can: &Capabilities, ask: &Ask) -> Result<()> {
    if ask.negative_prompt.is_some() && !can.negative {
        return invalid(format!(
            "\"{}\" takes no negative prompt. Leave negativePrompt out, or choose another provider.",
            can.name
        ));
    }
    Ok(())
}

/// How many references an instance's picture would be drawn from, as things are now.
async fn to_be_sent(
    conn: &impl ConnectionTrait,
    owned: &OwnedInstance,
    can: &Capabilities,
) -> Result<usize> {
    if can.references == 0 {
        return Ok(0);
    }
    let chain = references::chain(conn, owned).await?;
    let in_force = references::in_force(&owned.instance, &chain);
    let first = in_force.is_some_and(|link| link.storage_path.is_some());
    let others = extras::resolved(conn, owned).await?.len();
    Ok(can.references.min(usize::from(first) + others))
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

/// What is asked for with the blanks cleared away, if it can be.
fn checked(ask: Ask) -> Result<Ask> {
    match &ask.idempotency_key {
        Some(key)
            if key.is_empty()
                || key.chars().count() > rules::MAX_NAME
                || key.chars().any(char::is_control) =>
        {
            return invalid("An idempotencyKey has 1 to 200 characters on one line.");
        }
        _ => {}
    }
    let negative = ask.negative_prompt.as_deref();
    let negative = negative
        .map(|words| text::words("The negative prompt", words, rules::MAX_NEGATIVE))
        .transpose()?;
    Ok(Ask {
        negative_prompt: negative.filter(|words| !words.is_empty()),
        ..ask
    })
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
