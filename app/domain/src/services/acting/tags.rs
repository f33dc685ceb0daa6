//! The status tags: each action adds and takes off its own, whatever others do to the rest meanwhile.

use super::{Done, said};
use crate::{
    act::PanelAction,
    ctx::{Ctx, Viewer},
    error::{Error, Result, invalid},
    model::paths::{InstancePath, ScenePath},
    services::instances,
};

/// Does what concerns them, and answers what to say.
pub(super) async fn perform(
    ctx: &Ctx,
    viewer: Viewer,
    path: ScenePath,
    action: PanelAction,
) -> Result<Done> {
    let instance = action.instance().ok_or(Error::NotFound("asset"))?;
    let at = path.instance(instance);
    match action {
        PanelAction::Tag { add, .. } => {
            let new = add.split(',').map(str::trim).filter(|tag| !tag.is_empty());
            let bring: Vec<_> = new.map(str::to_owned).collect();
            if bring.is_empty() {
                return invalid("Type a tag first.");
            }
            change(ctx, viewer, at, Vec::new(), (bring, None)).await
        }
        PanelAction::Untag { remove, .. } => {
            change(ctx, viewer, at, vec![remove], (Vec::new(), None)).await
        }
        PanelAction::Retag {
            take, bring, place, ..
        } => change(ctx, viewer, at, take, (bring, place)).await,
        PanelAction::Tags { tags, .. } => {
            let (before, _) = instances::retag(ctx, viewer, at, |_| tags).await?;
            let undo = PanelAction::Tags {
                instance,
                tags: before,
            };
            said("Tags saved", Some(undo))
        }
        _ => Err(Error::NotFound("action")),
    }
}

/// Takes some off, and brings others after so many of those that stay. What did not change need not be taken back.
async fn change(
    ctx: &Ctx,
    viewer: Viewer,
    at: InstancePath,
    take: Vec<String>,
    (bring, place): (Vec<String>, Option<usize>),
) -> Result<Done> {
    let (before, after) = instances::retag(ctx, viewer, at, |mut tags| {
        tags.retain(|tag| !take.contains(tag));
        let place = place.unwrap_or(tags.len()).min(tags.len());
        let behind = tags.split_off(place);
        tags.extend(bring);
        tags.extend(behind);
        tags
    })
    .await?;
    let gone = without(&before, &after);
    let undo = PanelAction::Retag {
        instance: at.instance,
        take: without(&after, &before),
        place: before.iter().position(|tag| gone.contains(tag)),
        bring: gone,
    };
    said("Tags saved", (before != after).then_some(undo))
}

/// Those that are not among the others.
fn without(tags: &[String], others: &[String]) -> Vec<String> {
    let left = tags.iter().filter(|tag| !others.contains(tag));
    left.cloned().collect()
}
