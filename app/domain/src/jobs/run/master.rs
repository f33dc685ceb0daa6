//! A master image, drawn from the asset's own words into the history of its master.

use super::{Failure, discard, kept_trying, picture, record, request, viewer};
use crate::{
    ctx::{Ctx, Viewer},
    entities::{assets, jobs},
    error::{Error, Result},
    jobs::{lease, queue},
    model::kinds::{AttemptSource, FailureStage},
    providers::Drawn,
    services::{
        assets::{
            self as masters,
            history::{self, NewMaster},
        },
        attempts::Facts,
        scope,
    },
    storage::StorageKey,
};

/// Draws a claimed job to its end. Ends early, without a word, when the lease is lost.
pub(super) async fn draw(ctx: &Ctx, owner: &str, job: &jobs::Model) -> Result<(), Failure> {
    let gathering = Failure::ours(FailureStage::Generating);
    let (viewer, asset) = target(ctx, job).await.map_err(&gathering)?;
    // A master starts from words: what is there already must not hold the new one back.
    let request = request(job, Vec::new()).map_err(&gathering)?;
    let Some((drawn, picture)) = picture(ctx, owner, job, request).await? else {
        return Ok(());
    };
    let key = StorageKey::master(job.project_id, asset.branch_id, asset.id, picture.format);
    let uploading = Failure::ours(FailureStage::Uploading);
    let stored = kept_trying(ctx, || ctx.storage.put_picture(&key, &picture)).await;
    stored.map_err(&uploading)?;
    let new = NewMaster {
        job: Some(job.id),
        provider: Some(job.provider.clone()),
        seed: job.seed,
        prompt: Some(job.prompt.clone()),
        negative: job.negative_prompt.clone(),
        cost: drawn.cost,
        ..NewMaster::new(AttemptSource::Generated, key.clone(), Facts::from(&picture))
    };
    let kept = kept_trying(ctx, || {
        persist(ctx, owner, job, viewer, new.clone(), drawn.clone())
    })
    .await;
    if matches!(kept, Ok(false) | Err(Error::NotFound(_))) {
        // Nothing was written: somebody else holds the job now, or the asset was deleted meanwhile.
        discard(ctx, &key).await.map_err(&uploading)?;
    }
    kept.map(drop)
        .map_err(Failure::ours(FailureStage::Persisting))
}

/// The asset to draw, in the name of the project's owner. One that is locked is not drawn at all.
async fn target(ctx: &Ctx, job: &jobs::Model) -> Result<(Viewer, assets::Model)> {
    let viewer = viewer(ctx, job).await?;
    let conn = ctx.db.read();
    let (_, asset) = scope::asset(conn, viewer, job.project_id, job.project_asset_id).await?;
    history::refuse_locked(&asset)?;
    Ok((viewer, asset))
}

/// One transaction: the asset locked, the job completed if it is still ours, the picture in the history. One that ends
/// after its asset was locked is kept but not selected.
async fn persist(
    ctx: &Ctx,
    owner: &str,
    job: &jobs::Model,
    viewer: Viewer,
    new: NewMaster,
    drawn: Drawn,
) -> Result<bool> {
    let txn = ctx.db.begin().await?;
    let (_, asset) = masters::lock(&txn, viewer, job.project_id, job.project_asset_id).await?;
    let metadata = record(job, drawn.metadata);
    if !lease::complete(&txn, owner, job, drawn.cost, metadata).await? {
        return Ok(false);
    }
    history::add(ctx, &txn, asset, new).await?;
    txn.commit().await?;
    queue::told(ctx, job);
    Ok(true)
}
