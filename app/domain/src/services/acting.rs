//! What the panel's buttons do: one action in, the words for the editor out. Every form comes here.

mod bulk;
mod drawing;
mod extras;
mod looks;
mod tags;

use crate::{
    act::{Notice, PanelAction},
    ctx::{Ctx, Viewer},
    error::{Error, Result},
    jobs::queue,
    model::{
        ids::{AttemptId, InstanceId, JobId},
        paths::{InstancePath, ScenePath},
    },
    services::{
        as_is,
        assets::AssetInput,
        attempts, inheritance,
        instances::{self, InstanceInput},
        negative, removal, scope,
        variations::Wish,
    },
};

/// What was done.
#[derive(Debug, Default)]
pub struct Done {
    /// What to say, if anything.
    pub notice: Option<Notice>,
    /// The job that was begun, if one was: its slide is to be seen.
    pub job: Option<JobId>,
    /// The picture that came of it, if one did: it is to be seen.
    pub made: Option<AttemptId>,
    /// The asset to open next, where that is not the one acted on.
    pub open: Option<InstanceId>,
}

impl From<Notice> for Done {
    fn from(notice: Notice) -> Self {
        Self {
            notice: Some(notice),
            ..Self::default()
        }
    }
}

/// A sentence with its way back.
fn said(text: impl Into<String>, undo: Option<PanelAction>) -> Result<Done> {
    Ok(Notice::done(text, undo).into())
}

/// Does it, and answers what to say.
pub async fn perform(
    ctx: &Ctx,
    viewer: Viewer,
    path: ScenePath,
    action: PanelAction,
) -> Result<Done> {
    let at = |instance| path.instance(instance);
    match action {
        PanelAction::Generate {
            instance,
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
            drawing::generate(ctx, viewer, at(instance), wish).await
        }
        PanelAction::Again { instance, attempt } => {
            drawing::again(ctx, viewer, at(instance).attempt(attempt)).await
        }
        PanelAction::Select { instance, attempt } => {
            select(ctx, viewer, at(instance), attempt).await
        }
        PanelAction::Delete { instance, attempt } => {
            attempts::delete(ctx, viewer, at(instance).attempt(attempt)).await?;
            said(
                "Image deleted",
                Some(PanelAction::Restore { instance, attempt }),
            )
        }
        PanelAction::Restore { instance, attempt } => {
            restore(ctx, viewer, at(instance), attempt).await
        }
        PanelAction::Cancel { instance, job } => {
            refuse_foreign(ctx, viewer, at(instance), job).await?;
            queue::cancel(ctx, viewer, job).await?;
            said("Generation cancelled", None)
        }
        PanelAction::Retry { instance, job } => {
            refuse_foreign(ctx, viewer, at(instance), job).await?;
            queue::retry(ctx, viewer, job).await?;
            Ok(Done {
                job: Some(job),
                ..Notice::done("Generation started again", None).into()
            })
        }
        PanelAction::Refresh { instance } => refresh(ctx, viewer, at(instance)).await,
        PanelAction::Remove { instance } => {
            let name = instances::get(ctx, viewer, at(instance))
                .await?
                .project_asset
                .name;
            removal::remove(ctx, viewer, at(instance)).await?;
            said(
                format!("{name} taken out of the scene"),
                Some(PanelAction::BringBack { instance }),
            )
        }
        PanelAction::BringBack { instance } => {
            let back = removal::bring_back(ctx, viewer, at(instance)).await?;
            let name = &back.project_asset.name;
            said(
                format!("{name} is back, with all its pictures"),
                Some(PanelAction::Remove { instance }),
            )
        }
        PanelAction::AddReference { .. }
        | PanelAction::DropReference { .. }
        | PanelAction::WeighReference { .. } => extras::perform(ctx, viewer, path, action).await,
        PanelAction::Tag { .. }
        | PanelAction::Untag { .. }
        | PanelAction::Tags { .. }
        | PanelAction::Retag { .. } => tags::perform(ctx, viewer, path, action).await,
        PanelAction::GenerateMany { .. }
        | PanelAction::AsIsMany { .. }
        | PanelAction::NotAsIsMany { .. }
        | PanelAction::RefreshAll {}
        | PanelAction::CancelRun { .. } => bulk::perform(ctx, viewer, path, action).await,
        PanelAction::Add { assets } => {
            let added = instances::add_many(ctx, viewer, path, &assets).await?;
            let open = added.first().map(|first| first.id);
            let names: Vec<_> = added
                .iter()
                .map(|row| row.project_asset.name.as_str())
                .collect();
            let text = match names.as_slice() {
                [] => "Nothing was added: choose assets first".to_owned(),
                names => format!("Added {}", names.join(", ")),
            };
            Ok(Done {
                open,
                ..Notice::done(text, None).into()
            })
        }
        PanelAction::Create {
            name,
            asset_type,
            description,
        } => {
            let input = AssetInput {
                name: Some(name),
                asset_type: Some(asset_type),
                description: Some(description),
                locked: None,
            };
            let made = instances::create_with_asset(ctx, viewer, path, input).await?;
            Ok(Done {
                open: Some(made.id),
                ..Notice::done(format!("{} created", made.project_asset.name), None).into()
            })
        }
        PanelAction::Fill {} => {
            let filled = inheritance::inherit(ctx, viewer, path).await?;
            let count = filled.instances.len();
            let undo = PanelAction::TakeBackFill {
                instances: filled.instances,
            };
            match count {
                0 => said(
                    "No earlier scene has anything to take over, and nothing matches",
                    None,
                ),
                count => said(format!("Filled with {}", assets_of(count)), Some(undo)),
            }
        }
        PanelAction::TakeBackFill { instances } => {
            inheritance::take_back(ctx, viewer, path, &instances).await?;
            said("The scene is as empty as before", None)
        }
        action => looks::perform(ctx, viewer, path, action).await,
    }
}

/// "1 asset", "3 assets".
fn assets_of(count: usize) -> String {
    format!("{count} {}", if count == 1 { "asset" } else { "assets" })
}

/// A job of another asset is not to be found at this place.
async fn refuse_foreign(ctx: &Ctx, viewer: Viewer, at: InstancePath, job: JobId) -> Result<()> {
    scope::instance(ctx.db.read(), viewer, at).await?;
    let found = queue::get(ctx, viewer, job).await?;
    if found.instance_id == Some(at.instance) {
        Ok(())
    } else {
        Err(Error::NotFound("job"))
    }
}

async fn select(ctx: &Ctx, viewer: Viewer, at: InstancePath, attempt: AttemptId) -> Result<Done> {
    let as_is = instances::get(ctx, viewer, at).await?.use_master_as_is;
    let before = attempts::list(ctx, viewer, at)
        .await?
        .into_iter()
        .find(|other| other.is_selected);
    let selected = attempts::select(ctx, viewer, at.attempt(attempt)).await?;
    let undo = before
        .filter(|before| before.id != attempt || as_is)
        .map(|before| PanelAction::PutBack {
            instance: at.instance,
            attempt: Some(before.id),
            as_is,
            drop: None,
            bring: None,
        });
    said(
        format!("Attempt {} selected", selected.attempt_number),
        undo,
    )
}

async fn restore(ctx: &Ctx, viewer: Viewer, at: InstancePath, attempt: AttemptId) -> Result<Done> {
    let (restored, evicted) = attempts::restore(ctx, viewer, at.attempt(attempt)).await?;
    let text = match evicted {
        Some(evicted) => format!(
            "Attempt {} restored; attempt {} made room for it and can be restored under \"Removed\"",
            restored.attempt_number, evicted.attempt_number
        ),
        None => format!("Attempt {} restored", restored.attempt_number),
    };
    let undo = (!restored.is_selected).then_some(PanelAction::Delete {
        instance: at.instance,
        attempt,
    });
    said(text, undo)
}

/// A stale picture anew: as a copy where the master is used as-is, else by generating, as its form would ask for it.
async fn refresh(ctx: &Ctx, viewer: Viewer, at: InstancePath) -> Result<Done> {
    if !instances::get(ctx, viewer, at).await?.use_master_as_is {
        let wish = Wish {
            negative: negative::in_scene(ctx, ctx.db.read(), at).await?,
            ..Wish::default()
        };
        return drawing::generate(ctx, viewer, at, wish).await;
    }
    let set = as_is::copy_again(ctx, viewer, at).await?;
    Ok(Done {
        made: set.copy.map(|copy| copy.id),
        ..Notice::done("Copied from the reference as it is now", None).into()
    })
}

/// What may be changed of the instance, and nothing else.
async fn update(ctx: &Ctx, viewer: Viewer, at: InstancePath, input: InstanceInput) -> Result<()> {
    instances::update(ctx, viewer, at, input).await.map(drop)
}
