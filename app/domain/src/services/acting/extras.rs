//! What is sent beside the reference in force: added, left out, and how strongly each counts.

use super::{Done, said, update};
use crate::{
    act::PanelAction,
    ctx::{Ctx, Viewer},
    error::{Error, Result, invalid},
    model::{
        ids::{AssetId, ProjectId},
        kinds::{AssetType, ReferenceRole},
        paths::{InstancePath, ScenePath},
        views::ExtraView,
    },
    services::{
        assets as masters,
        instances::{self, InstanceInput},
        references::extras::{self, ExtraInput},
    },
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
        PanelAction::AddReference {
            asset,
            role,
            weight,
            place,
            ..
        } => {
            let role = match role {
                Some(role) => role,
                None => by_kind(ctx, viewer, at.project, asset).await?,
            };
            let input = ExtraInput {
                asset_id: asset,
                role,
                weight: Some(weight),
            };
            add(ctx, viewer, at, input, place).await
        }
        PanelAction::DropReference { asset, .. } => leave_out(ctx, viewer, at, asset).await,
        PanelAction::WeighReference {
            asset: Some(asset),
            weight,
            ..
        } => weigh(ctx, viewer, at, asset, weight).await,
        PanelAction::WeighReference { weight, .. } => weigh_in_force(ctx, viewer, at, weight).await,
        _ => Err(Error::NotFound("action")),
    }
}

/// What an asset stands for where nothing is said of it: a location is one, of anything else it has to be said.
async fn by_kind(
    ctx: &Ctx,
    viewer: Viewer,
    project: ProjectId,
    asset: AssetId,
) -> Result<ReferenceRole> {
    let asset = masters::get(ctx, viewer, project, asset).await?;
    match asset.asset_type {
        AssetType::Location => Ok(ReferenceRole::Location),
        _ => invalid(format!(
            "Say what {} stands for: identity, style or location.",
            asset.name
        )),
    }
}

async fn add(
    ctx: &Ctx,
    viewer: Viewer,
    at: InstancePath,
    new: ExtraInput,
    place: Option<usize>,
) -> Result<Done> {
    let asset = new.asset_id;
    let (_, after) = extras::change(ctx, viewer, at, |mut all| {
        all.insert(place.unwrap_or(all.len()).min(all.len()), new);
        Ok(all)
    })
    .await?;
    let (_, added) = found(&after, asset)?;
    let yet = match added.image_url {
        Some(_) => "",
        None => " once it has a picture",
    };
    let undo = PanelAction::DropReference {
        instance: at.instance,
        asset,
    };
    said(format!("{} is sent as well{yet}", added.name), Some(undo))
}

async fn leave_out(ctx: &Ctx, viewer: Viewer, at: InstancePath, asset: AssetId) -> Result<Done> {
    let (before, _) = extras::change(ctx, viewer, at, |mut all| {
        all.remove(place_of(&all, asset)?);
        Ok(all)
    })
    .await?;
    let (place, dropped) = found(&before, asset)?;
    let undo = PanelAction::AddReference {
        instance: at.instance,
        asset,
        role: Some(dropped.role),
        weight: dropped.weight,
        place: Some(place),
    };
    said(format!("{} is no longer sent", dropped.name), Some(undo))
}

async fn weigh(
    ctx: &Ctx,
    viewer: Viewer,
    at: InstancePath,
    asset: AssetId,
    weight: f64,
) -> Result<Done> {
    let (before, _) = extras::change(ctx, viewer, at, |mut all| {
        let place = place_of(&all, asset)?;
        all[place].weight = Some(weight);
        Ok(all)
    })
    .await?;
    let (_, weighed) = found(&before, asset)?;
    counts(at, Some(asset), &weighed.name, (weighed.weight, weight))
}

async fn weigh_in_force(ctx: &Ctx, viewer: Viewer, at: InstancePath, weight: f64) -> Result<Done> {
    let before = instances::get(ctx, viewer, at).await?.reference_weight;
    let input = InstanceInput {
        reference_weight: Some(weight),
        ..Default::default()
    };
    update(ctx, viewer, at, input).await?;
    counts(at, None, "The reference in force", (before, weight))
}

/// Says how strongly it counts from now on. What did not change need not be taken back.
fn counts(
    at: InstancePath,
    asset: Option<AssetId>,
    name: &str,
    (before, now): (f64, f64),
) -> Result<Done> {
    let undo = PanelAction::WeighReference {
        instance: at.instance,
        asset,
        weight: before,
    };
    let percent = (now * 100.0).round();
    said(
        format!("{name} counts {percent} %"),
        (before != now).then_some(undo),
    )
}

fn place_of(all: &[ExtraInput], asset: AssetId) -> Result<usize> {
    let place = all.iter().position(|extra| extra.asset_id == asset);
    place.ok_or(Error::NotFound("reference"))
}

fn found(all: &[ExtraView], asset: AssetId) -> Result<(usize, &ExtraView)> {
    let place = all.iter().position(|extra| extra.asset_id == asset);
    let place = place.ok_or(Error::NotFound("reference"))?;
    Ok((place, &all[place]))
}
