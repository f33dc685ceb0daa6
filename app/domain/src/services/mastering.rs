//! What the buttons among the film's assets do: one action in, the words for the editor out.

mod drawing;

use crate::{
    act::{Notice, masters::MasterAction},
    ctx::{Ctx, Viewer},
    entities::jobs,
    error::{Error, Result},
    jobs::queue,
    model::{
        ids::{AssetId, JobId, MasterAttemptId, ProjectId},
        kinds::{AssetType, JobType},
    },
    services::{
        assets::{self, AssetInput, history},
        scope,
        variations::Wish,
    },
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

/// What was done.
#[derive(Debug)]
pub struct Done {
    /// What to say.
    pub notice: Notice,
    /// The job that was begun, if one was: its slide is to be seen.
    pub job: Option<JobId>,
    /// The asset to open next; none where it is gone.
    pub open: Option<AssetId>,
}

/// Where an asset stands.
#[derive(Clone, Copy)]
struct Place {
    project: ProjectId,
    asset: AssetId,
}

impl Place {
    /// A sentence with its way back.
    fn said(self, text: impl Into<String>, undo: Option<MasterAction>) -> Result<Done> {
        Ok(Done {
            notice: Notice::mastered(text, undo),
            job: None,
            open: Some(self.asset),
        })
    }
}

/// Does it, and answers what to say.
pub async fn act(
    ctx: &Ctx,
    viewer: Viewer,
    project: ProjectId,
    action: MasterAction,
) -> Result<Done> {
    let at = |asset| Place { project, asset };
    match action {
        MasterAction::Add {
            name,
            kind,
            description,
        } => add(ctx, viewer, project, name, kind, description).await,
        MasterAction::Rename { asset, name, kind } => {
            rename(ctx, viewer, at(asset), name, kind).await
        }
        MasterAction::Describe {
            asset,
            text,
            before,
        } => describe(ctx, viewer, at(asset), text, before).await,
        MasterAction::Generate {
            asset,
            provider,
            count,
            seed,
            negative,
        } => {
            let wish = Wish {
                provider,
                count,
                seed,
                negative,
            };
            drawing::generate(ctx, viewer, at(asset), wish).await
        }
        MasterAction::Select { asset, attempt } => select(ctx, viewer, at(asset), attempt).await,
        MasterAction::Delete { asset, attempt } => delete(ctx, viewer, at(asset), attempt).await,
        MasterAction::Restore { asset, attempt } => restore(ctx, viewer, at(asset), attempt).await,
        MasterAction::Lock { asset, enabled } => lock(ctx, viewer, at(asset), enabled).await,
        MasterAction::Remove { asset, scenes } => remove(ctx, viewer, at(asset), scenes).await,
        MasterAction::Cancel { asset, job } => cancel(ctx, viewer, at(asset), job).await,
        MasterAction::Retry { asset, job } => retry(ctx, viewer, at(asset), job).await,
    }
}

async fn add(
    ctx: &Ctx,
    viewer: Viewer,
    project: ProjectId,
    name: String,
    kind: AssetType,
    description: String,
) -> Result<Done> {
    let input = AssetInput {
        name: Some(name),
        asset_type: Some(kind),
        description: Some(description),
        locked: None,
    };
    let made = assets::create(ctx, viewer, project, None, input).await?;
    let at = Place {
        project,
        asset: made.id,
    };
    at.said(format!("{} added", made.name), None)
}

async fn rename(
    ctx: &Ctx,
    viewer: Viewer,
    at: Place,
    name: String,
    kind: AssetType,
) -> Result<Done> {
    let before = assets::get(ctx, viewer, at.project, at.asset).await?;
    let input = AssetInput {
        name: Some(name),
        asset_type: Some(kind),
        ..Default::default()
    };
    let renamed = assets::update(ctx, viewer, at.project, at.asset, input).await?;
    let undo = MasterAction::Rename {
        asset: at.asset,
        name: before.name,
        kind: before.asset_type,
    };
    at.said(format!("Saved as {}", renamed.name), Some(undo))
}

async fn describe(
    ctx: &Ctx,
    viewer: Viewer,
    at: Place,
    text: String,
    seen: Option<String>,
) -> Result<Done> {
    let before = assets::get(ctx, viewer, at.project, at.asset).await?;
    let input = AssetInput {
        description: Some(text),
        ..Default::default()
    };
    let seen = seen.as_deref();
    let saved = assets::update_seen(ctx, viewer, at.project, at.asset, input, seen).await?;
    let undo = MasterAction::Describe {
        asset: at.asset,
        text: before.description,
        before: Some(saved.description),
    };
    at.said("Description saved", Some(undo))
}

async fn select(ctx: &Ctx, viewer: Viewer, at: Place, attempt: MasterAttemptId) -> Result<Done> {
    let before = history::list(ctx, viewer, at.project, at.asset)
        .await?
        .into_iter()
        .find(|other| other.is_selected && other.id != attempt);
    let selected = history::select(ctx, viewer, at.project, at.asset, attempt).await?;
    let undo = before.map(|before| MasterAction::Select {
        asset: at.asset,
        attempt: before.id,
    });
    at.said(
        format!("Attempt {} is the master", selected.attempt_number),
        undo,
    )
}

async fn delete(ctx: &Ctx, viewer: Viewer, at: Place, attempt: MasterAttemptId) -> Result<Done> {
    history::delete(ctx, viewer, at.project, at.asset, attempt).await?;
    let undo = MasterAction::Restore {
        asset: at.asset,
        attempt,
    };
    at.said("Image deleted", Some(undo))
}

async fn restore(ctx: &Ctx, viewer: Viewer, at: Place, attempt: MasterAttemptId) -> Result<Done> {
    let (restored, evicted) = history::restore(ctx, viewer, at.project, at.asset, attempt).await?;
    let text = match evicted {
        Some(evicted) => format!(
            "Attempt {} restored; attempt {} made room for it and can be restored under \"Removed\"",
            restored.attempt_number, evicted.attempt_number
        ),
        None => format!("Attempt {} restored", restored.attempt_number),
    };
    let undo = (!restored.is_selected).then_some(MasterAction::Delete {
        asset: at.asset,
        attempt,
    });
    at.said(text, undo)
}

async fn lock(ctx: &Ctx, viewer: Viewer, at: Place, enabled: bool) -> Result<Done> {
    let input = AssetInput {
        locked: Some(enabled),
        ..Default::default()
    };
    assets::update(ctx, viewer, at.project, at.asset, input).await?;
    let undo = MasterAction::Lock {
        asset: at.asset,
        enabled: !enabled,
    };
    at.said(if enabled { "Locked" } else { "Unlocked" }, Some(undo))
}

async fn remove(ctx: &Ctx, viewer: Viewer, at: Place, seen: usize) -> Result<Done> {
    let name = assets::get(ctx, viewer, at.project, at.asset).await?.name;
    assets::delete_seen(ctx, viewer, at.project, at.asset, seen).await?;
    Ok(Done {
        notice: Notice::mastered(format!("{name} deleted"), None),
        job: None,
        open: None,
    })
}

async fn cancel(ctx: &Ctx, viewer: Viewer, at: Place, job: JobId) -> Result<Done> {
    refuse_foreign(ctx, viewer, at, job).await?;
    queue::cancel(ctx, viewer, job).await?;
    at.said("Generation cancelled", None)
}

async fn retry(ctx: &Ctx, viewer: Viewer, at: Place, job: JobId) -> Result<Done> {
    refuse_foreign(ctx, viewer, at, job).await?;
    queue::retry(ctx, viewer, job).await?;
    Ok(Done {
        notice: Notice::mastered("Generation started again", None),
        job: Some(job),
        open: Some(at.asset),
    })
}

/// A job of something else is not to be found at this place: not even one that drew the asset in a scene.
async fn refuse_foreign(ctx: &Ctx, viewer: Viewer, at: Place, job: JobId) -> Result<()> {
    let conn = ctx.db.read();
    scope::asset(conn, viewer, at.project, at.asset).await?;
    let masters = jobs::Entity::find_by_id(job)
        .filter(jobs::Column::ProjectAssetId.eq(at.asset))
        .filter(jobs::Column::JobType.eq(JobType::MasterAsset));
    if masters.count(conn).await? == 1 {
        Ok(())
    } else {
        Err(Error::NotFound("job"))
    }
}
