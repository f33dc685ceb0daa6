//! What is done to several assets of a scene at once, with its outcome by row.

use super::{Done, assets_of, said};
use crate::{
    act::{Notice, PanelAction},
    ctx::{Ctx, Viewer},
    error::{Error, Result},
    jobs::bulk as runs,
    model::{ids::InstanceId, paths::ScenePath},
    services::{as_is, instances, panels},
};

/// Does it, and answers what to say.
pub(super) async fn perform(
    ctx: &Ctx,
    viewer: Viewer,
    path: ScenePath,
    action: PanelAction,
) -> Result<Done> {
    match action {
        PanelAction::GenerateMany { instances } => {
            if instances.is_empty() {
                return Ok(nothing_chosen());
            }
            let outcomes = generate(ctx, viewer, path, instances).await?;
            outcome(ctx, viewer, path, "Generating", outcomes).await
        }
        PanelAction::AsIsMany { instances } => as_is_of(ctx, viewer, path, instances, true).await,
        PanelAction::NotAsIsMany { instances } => {
            as_is_of(ctx, viewer, path, instances, false).await
        }
        PanelAction::RefreshAll {} => refresh(ctx, viewer, path).await,
        PanelAction::CancelRun { run } => {
            let ended = runs::cancel(ctx, viewer, path, &run).await?;
            said(format!("{ended} of the run cancelled"), None)
        }
        _ => Err(Error::NotFound("action")),
    }
}

async fn as_is_of(
    ctx: &Ctx,
    viewer: Viewer,
    path: ScenePath,
    instances: Vec<InstanceId>,
    enabled: bool,
) -> Result<Done> {
    let ids: Vec<_> = instances.iter().map(InstanceId::to_string).collect();
    if ids.is_empty() {
        return Ok(nothing_chosen());
    }
    let entries = as_is::set_many(ctx, viewer, path, &ids, enabled).await?;
    let outcomes = entries.into_iter().map(|one| (one.instance_id, one.error));
    let what = if enabled {
        "The master is used as-is for"
    } else {
        "The master is no longer used as-is for"
    };
    outcome(ctx, viewer, path, what, outcomes.collect()).await
}

fn nothing_chosen() -> Done {
    Notice::refused("No asset is selected. Tick the assets that are meant first.").into()
}

/// Every stale picture of the scene anew: as a copy where the master is used as-is, else by generating.
async fn refresh(ctx: &Ctx, viewer: Viewer, path: ScenePath) -> Result<Done> {
    let stale = panels::stale(ctx, viewer, path).await?;
    if stale.is_empty() {
        return said("Every picture shows its reference as it is now", None);
    }
    let (copied, drawn): (Vec<_>, Vec<_>) = stale.into_iter().partition(|one| one.1);
    let mut outcomes = Vec::new();
    for (instance, _) in copied {
        let copied = as_is::copy_again(ctx, viewer, path.instance(instance)).await;
        let error = copied.err().map(|err| err.to_string());
        outcomes.push((instance.to_string(), error));
    }
    let drawn: Vec<_> = drawn.into_iter().map(|one| one.0).collect();
    if !drawn.is_empty() {
        outcomes.extend(generate(ctx, viewer, path, drawn).await?);
    }
    outcome(ctx, viewer, path, "Refreshing", outcomes).await
}

/// The entries as they were sent, each with why it failed.
type Outcomes = Vec<(String, Option<String>)>;

async fn generate(
    ctx: &Ctx,
    viewer: Viewer,
    path: ScenePath,
    instances: Vec<InstanceId>,
) -> Result<Outcomes> {
    let ids: Vec<_> = instances.iter().map(InstanceId::to_string).collect();
    let made = runs::create(ctx, viewer, path, &ids).await?;
    Ok(made
        .into_iter()
        .map(|one| (one.instance_id, one.error))
        .collect())
}

/// One sentence for all: how many it went well for, and which rows did not go, each with its reason.
async fn outcome(
    ctx: &Ctx,
    viewer: Viewer,
    path: ScenePath,
    what: &str,
    outcomes: Outcomes,
) -> Result<Done> {
    let mut lines = Vec::new();
    let good = outcomes.iter().filter(|(_, error)| error.is_none()).count();
    for (id, error) in outcomes {
        let Some(error) = error else { continue };
        let name = match id.parse() {
            Ok(id) => instances::get(ctx, viewer, path.instance(id))
                .await
                .map(|row| row.project_asset.name),
            Err(_) => Err(Error::NotFound("asset")),
        };
        lines.push(format!("{}: {error}", name.unwrap_or(id)));
    }
    let text = format!("{what} {}", assets_of(good));
    if lines.is_empty() {
        return said(text, None);
    }
    Ok(Notice::refused(format!("{text}. Not done: {}", lines.join(" "))).into())
}
