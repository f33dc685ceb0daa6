//! The panel's two calls: look, and act.

#![allow(
    missing_docs,
    reason = "the macro makes a type for every function, named after it"
)]

use super::{Json, Refused};
use domain::model::{
    act::{Outcome, PanelAction},
    ids::InstanceId,
    panel::PanelView,
    paths::ScenePath,
};
use leptos::prelude::*;

/// The panel of a scene as it is now, with the asset named open, or the first.
#[server(prefix = "/rpc", endpoint = "look", input = Json, output = Json)]
pub async fn look(path: ScenePath, open: Option<InstanceId>) -> Result<PanelView, Refused> {
    let (ctx, viewer) = crate::serving::caller()?;
    domain::services::panels::get(&ctx, viewer, path, open)
        .await
        .map_err(crate::serving::refused)
}

/// Does one thing, and answers the panel as it is then.
#[server(prefix = "/rpc", endpoint = "act", input = Json, output = Json)]
pub async fn act(path: ScenePath, action: PanelAction) -> Result<Outcome, Refused> {
    let (ctx, viewer) = crate::serving::caller()?;
    domain::services::acting::act(&ctx, viewer, path, action)
        .await
        .map_err(crate::serving::refused)
}
