//! Status tags that come and go, whoever else changes them at the same time.

use super::{
    asset_of,
    input::{InstanceInput, changed},
};
use crate::{
    ctx::{Ctx, Viewer},
    error::Result,
    model::paths::InstancePath,
    services::{attempts::tell, scope},
};
use sea_orm::ActiveModelTrait;

/// Gives an instance the tags that are decided from those that it has, which nobody else changes meanwhile. Answers
/// them as they were and as they are.
pub(crate) async fn retag(
    ctx: &Ctx,
    viewer: Viewer,
    path: InstancePath,
    decide: impl FnOnce(Vec<String>) -> Vec<String>,
) -> Result<(Vec<String>, Vec<String>)> {
    let txn = ctx.db.begin().await?;
    let owned = scope::lock_instance(&txn, viewer, path).await?.unlocked()?;
    let asset = asset_of(&txn, &owned.instance).await?;
    let before = owned.instance.status_tags.clone().unwrap_or_default().0;
    let input = InstanceInput {
        status_tags: Some(Some(decide(before.clone()))),
        ..Default::default()
    };
    let after = changed(owned.instance, &asset, input)?.update(&txn).await?;
    txn.commit().await?;
    tell(ctx, path);
    Ok((before, after.status_tags.unwrap_or_default().0))
}
