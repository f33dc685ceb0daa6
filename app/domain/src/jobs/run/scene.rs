//! A picture of an instance, drawn from the reference in force into its history.

use super::{Failure, picture, record, request, viewer};
use crate::{
    ctx::{Ctx, Viewer},
    entities::jobs,
    error::{Error, Result, conflict},
    jobs::{lease, queue},
    model::{
        kinds::{AttemptSource, FailureStage},
        paths::InstancePath,
        rules,
        views::ReferenceSnapshot,
    },
    providers::{Drawn, Reference},
    services::{
        attempts::{self, Facts, NewAttempt},
        references,
        scope::{self, OwnedInstance},
    },
    storage::StorageKey,
};

/// Draws a claimed job to its end. Ends early, without a word, when the lease is lost.
pub(super) async fn draw(ctx: &Ctx, owner: &str, job: &jobs::Model) -> Result<(), Failure> {
    let gathering = Failure::ours(FailureStage::Generating);
    let (viewer, owned) = target(ctx, job).await.map_err(&gathering)?;
    let (references, snapshot) = gather(ctx, job, &owned).await.map_err(&gathering)?;
    let request = request(job, references).map_err(&gathering)?;
    let Some((drawn, picture)) = picture(ctx, owner, job, request).await? else {
        return Ok(());
    };
    let key = match job.uploading_at {
        None => StorageKey::generated(owned.scope(), owned.instance.id, job.id, picture.format),
        Some(_) => {
            StorageKey::generated_again(owned.scope(), owned.instance.id, job.id, picture.format)
        }
    };
    let uploading = Failure::ours(FailureStage::Uploading);
    ctx.storage
        .put_picture(&key, &picture)
        .await
        .map_err(&uploading)?;
    let new = NewAttempt {
        job: Some(job.id),
        provider: Some(job.provider.clone()),
        seed: job.seed,
        prompt: Some(job.prompt.clone()),
        reference: snapshot,
        cost: drawn.cost,
        ..NewAttempt::new(AttemptSource::Generated, key.clone(), Facts::from(&picture))
    };
    let persisting = Failure::ours(FailureStage::Persisting);
    if !persist(ctx, owner, job, (viewer, owned.path()), new, drawn)
        .await
        .map_err(persisting)?
    {
        // Somebody else holds the job now, or it was cancelled: nobody will ever look at these bytes.
        ctx.storage
            .delete_with_renditions(&key)
            .await
            .map_err(&uploading)?;
    }
    Ok(())
}

/// The instance to draw for, in the name of the project's owner.
async fn target(ctx: &Ctx, job: &jobs::Model) -> Result<(Viewer, OwnedInstance)> {
    let viewer = viewer(ctx, job).await?;
    let (Some(scene), Some(instance)) = (job.scene_id, job.scene_asset_instance_id) else {
        return Err(Error::NotFound("asset in this scene"));
    };
    let path = InstancePath {
        project: job.project_id,
        scene,
        instance,
    };
    let owned = scope::instance(ctx.db.read(), viewer, path).await?;
    Ok((viewer, owned))
}

/// What drawing starts from, if the provider takes any reference: the one in force now, or the one that a picture
/// started from which is drawn again.
async fn gather(
    ctx: &Ctx,
    job: &jobs::Model,
    owned: &OwnedInstance,
) -> Result<(Vec<Reference>, Option<ReferenceSnapshot>)> {
    let provider = ctx.providers.get(Some(&job.provider))?;
    let found = match provider.capabilities().references {
        0 => None,
        _ if queue::is_again(job) => once(ctx, job, owned).await?,
        _ => in_force(ctx, owned).await?,
    };
    let Some((key, snapshot)) = found else {
        return Ok((Vec::new(), None));
    };
    let bytes = ctx.storage.get(&key).await?;
    let reference = Reference {
        bytes,
        role: snapshot.role.clone(),
        weight: snapshot.weight,
    };
    Ok((vec![reference], Some(snapshot)))
}

/// The reference in force now.
async fn in_force(
    ctx: &Ctx,
    owned: &OwnedInstance,
) -> Result<Option<(StorageKey, ReferenceSnapshot)>> {
    let chain = references::chain(ctx.db.read(), owned).await?;
    let link = references::in_force(&owned.instance, &chain);
    let path = link.and_then(|link| Some((link, link.storage_path.as_ref()?)));
    let Some((link, path)) = path else {
        return Ok(None);
    };
    Ok(Some((StorageKey::parse(path)?, link.snapshot())))
}

/// The reference that a picture started from once. Error: `Conflict` when its bytes are gone.
async fn once(
    ctx: &Ctx,
    job: &jobs::Model,
    owned: &OwnedInstance,
) -> Result<Option<(StorageKey, ReferenceSnapshot)>> {
    let Some(json) = job.reference_snapshot.clone() else {
        return Ok(None);
    };
    let snapshot: ReferenceSnapshot = serde_json::from_value(json).map_err(Error::internal)?;
    match references::kept(ctx, owned, &snapshot).await? {
        Some(key) => Ok(Some((key, snapshot))),
        None => conflict(rules::REFERENCE_GONE),
    }
}

/// One transaction: the instance locked, the job completed if it is still ours, the picture in the history.
/// A picture that ends after its instance was locked or set to as-is is kept but not selected.
async fn persist(
    ctx: &Ctx,
    owner: &str,
    job: &jobs::Model,
    (viewer, path): (Viewer, InstancePath),
    new: NewAttempt,
    drawn: Drawn,
) -> Result<bool> {
    let txn = ctx.db.begin().await?;
    let mut owned = scope::lock_instance(&txn, viewer, path).await?;
    let metadata = record(job, drawn.metadata);
    if !lease::complete(&txn, owner, job, drawn.cost, metadata).await? {
        return Ok(false);
    }
    let selected = !owned.instance.locked && !owned.instance.use_master_as_is;
    attempts::add(ctx, &txn, &mut owned, new, selected).await?;
    txn.commit().await?;
    queue::told(ctx, job);
    Ok(true)
}
