//! How the asset looks in the scene: description, reference, as-is, and the flags beside them.

use super::{Done, said, update};
use crate::{
    act::{Notice, PanelAction},
    ctx::{Ctx, Viewer},
    error::{Error, Result},
    model::{
        ids::AttemptId,
        paths::{InstancePath, ScenePath},
        views::InstanceView,
    },
    services::{
        as_is, descriptions,
        instances::{self, InstanceInput},
        references::{self, Choice},
    },
};

/// Does what concerns the look, and answers what to say.
pub(super) async fn perform(
    ctx: &Ctx,
    viewer: Viewer,
    path: ScenePath,
    action: PanelAction,
) -> Result<Done> {
    let instance = action.instance().ok_or(Error::NotFound("asset"))?;
    let at = path.instance(instance);
    let before = instances::get(ctx, viewer, at).await?;
    match action {
        PanelAction::Describe {
            text, before: seen, ..
        } => describe(ctx, viewer, at, before, text, seen).await,
        PanelAction::Version { version, .. } => version_of(ctx, viewer, at, before, version).await,
        PanelAction::AsIs { enabled, .. } => set_as_is(ctx, viewer, at, before, enabled).await,
        PanelAction::PutBack {
            attempt,
            as_is,
            drop,
            bring,
            ..
        } => {
            let back = as_is::Back {
                attempt,
                as_is,
                drop,
                bring,
            };
            as_is::put_back(ctx, viewer, at, back).await?;
            said("Taken back", None)
        }
        PanelAction::Reference {
            source,
            from,
            drop,
            bring,
            ..
        } => {
            let choice = source.map(|source| Choice {
                source,
                instance_id: from,
            });
            let done = choose(ctx, viewer, at, before, choice).await?;
            if drop.is_some() || bring.is_some() {
                let back = as_is::Back {
                    attempt: None,
                    as_is: true,
                    drop,
                    bring,
                };
                as_is::put_back(ctx, viewer, at, back).await?;
            }
            Ok(done)
        }
        PanelAction::CarryForward { enabled, .. } => {
            let input = InstanceInput {
                carry_forward: Some(enabled),
                ..Default::default()
            };
            update(ctx, viewer, at, input).await?;
            let text = if enabled {
                "The next scene takes it over"
            } else {
                "The next scene begins anew"
            };
            let undo = PanelAction::CarryForward {
                instance,
                enabled: before.carry_forward,
            };
            said(text, Some(undo))
        }
        PanelAction::Lock { enabled, .. } => {
            let input = InstanceInput {
                locked: Some(enabled),
                ..Default::default()
            };
            update(ctx, viewer, at, input).await?;
            let text = if enabled { "Locked" } else { "Unlocked" };
            let undo = PanelAction::Lock {
                instance,
                enabled: before.locked,
            };
            said(text, Some(undo))
        }
        PanelAction::Waive { reason, .. } => waive(ctx, viewer, at, before, reason).await,
        _ => Err(Error::NotFound("action")),
    }
}

async fn describe(
    ctx: &Ctx,
    viewer: Viewer,
    at: InstancePath,
    before: InstanceView,
    text: String,
    seen: Option<String>,
) -> Result<Done> {
    let same = text.trim() == before.project_asset.description.trim();
    let undo = current_version(ctx, viewer, at, &before).await?;
    let input = InstanceInput {
        description_override: Some(if same { None } else { Some(text) }),
        description_before: seen,
        ..Default::default()
    };
    update(ctx, viewer, at, input).await?;
    said("Description saved", Some(undo))
}

/// What goes back to the description as it stands now.
async fn current_version(
    ctx: &Ctx,
    viewer: Viewer,
    at: InstancePath,
    now: &InstanceView,
) -> Result<PanelAction> {
    let versions = descriptions::list(ctx, viewer, at).await?;
    let version = match versions.iter().find(|version| version.selected) {
        Some(version) => version.number,
        // From before versions were kept: the first saving keeps it as the first.
        None => i32::from(now.description_override.is_some()),
    };
    Ok(PanelAction::Version {
        instance: at.instance,
        version,
    })
}

async fn version_of(
    ctx: &Ctx,
    viewer: Viewer,
    at: InstancePath,
    before: InstanceView,
    version: i32,
) -> Result<Done> {
    let undo = current_version(ctx, viewer, at, &before).await?;
    if version == 0 {
        let input = InstanceInput {
            description_override: Some(None),
            ..Default::default()
        };
        update(ctx, viewer, at, input).await?;
        return said("Described as its master", Some(undo));
    }
    descriptions::select(ctx, viewer, at, version).await?;
    said(format!("Description version {version} taken"), Some(undo))
}

async fn set_as_is(
    ctx: &Ctx,
    viewer: Viewer,
    at: InstancePath,
    before: InstanceView,
    enabled: bool,
) -> Result<Done> {
    let set = as_is::set(ctx, viewer, at, enabled).await?;
    let undo = PanelAction::PutBack {
        instance: at.instance,
        attempt: set.before,
        as_is: before.use_master_as_is,
        drop: set.copy.as_ref().map(|copy| copy.id),
        bring: set.evicted,
    };
    let made = set.instance.image_key_url.as_deref();
    let made = made.filter(|_| enabled).and_then(attempt_of);
    let text = if enabled {
        "The master is used as-is"
    } else {
        "The master is no longer used as-is; the picture stays until another is selected"
    };
    Ok(Done {
        made,
        ..Notice::done(text, Some(undo)).into()
    })
}

/// The attempt behind a picture's address.
fn attempt_of(url: &str) -> Option<AttemptId> {
    url.rsplit('/').next()?.parse().ok()
}

async fn choose(
    ctx: &Ctx,
    viewer: Viewer,
    at: InstancePath,
    before: InstanceView,
    choice: Option<Choice>,
) -> Result<Done> {
    let set = references::choose_or_default(ctx, viewer, at, choice).await?;
    let undo = PanelAction::Reference {
        instance: at.instance,
        source: before.selected_master_reference_source,
        from: before.selected_master_reference_instance_id,
        drop: set.copy.as_ref().map(|copy| copy.id),
        bring: set.evicted,
    };
    let text = match choice {
        Some(_) => "Reference chosen",
        None => "The most recent reference holds again",
    };
    Ok(Done {
        made: set.copy.map(|copy| copy.id),
        ..Notice::done(text, Some(undo)).into()
    })
}

async fn waive(
    ctx: &Ctx,
    viewer: Viewer,
    at: InstancePath,
    before: InstanceView,
    reason: String,
) -> Result<Done> {
    let reason = Some(reason.trim().to_owned()).filter(|reason| !reason.is_empty());
    let name = &before.project_asset.name;
    let text = match reason {
        Some(_) => format!("{name} needs no picture"),
        None => format!("{name} needs a picture again"),
    };
    let undo = PanelAction::Waive {
        instance: at.instance,
        reason: before.waived_reason.unwrap_or_default(),
    };
    let input = InstanceInput {
        waived_reason: Some(reason),
        ..Default::default()
    };
    update(ctx, viewer, at, input).await?;
    said(text, Some(undo))
}
