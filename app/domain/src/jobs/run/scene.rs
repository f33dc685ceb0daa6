//! A picture of an instance, drawn from the reference in force and what is sent along, into its history.

use super::{Failure, discard, kept_trying, picture, record, request, viewer};
use crate::{
    ctx::{Ctx, Viewer},
    entities::jobs,
    error::{Error, Result, conflict},
    jobs::{lease, queue},
    model::{
        kinds::{AttemptSource, FailureStage},
        paths::InstancePath,
        rules,
        views::{OtherReference, ReferenceSnapshot},
    },
    providers::{Drawn, Reference},
    services::{
        attempts::{self, Facts, NewAttempt},
        references::{self, extras},
        scope::{self, OwnedInstance},
    },
    storage::StorageKey,
};

/// Draws a claimed job to its end. Ends early, without a word, when the lease is lost.
pub(super) async fn draw(ctx: &Ctx, owner: &str, job: &jobs::Model) -> Result<(), Failure> {
    let gathering = Failure::ours(FailureStage::Generating);
    let (viewer, owned) = target(ctx, job).await.map_err(&gathering)?;
    let sent = gather(ctx, job, &owned).await.map_err(&gathering)?;
    let request = request(job, sent.references).map_err(&gathering)?;
    let Some((drawn, picture)) = picture(ctx, owner, job, request).await? else {
        return Ok(());
    };
    let named = match job.uploading_at {
        None => StorageKey::generated,
        Some(_) => StorageKey::generated_again,
    };
    let key = named(owned.scope(), owned.instance.id, job.id, picture.format);
    let uploading = Failure::ours(FailureStage::Uploading);
    let stored = kept_trying(ctx, || ctx.storage.put_picture(&key, &picture)).await;
    stored.map_err(&uploading)?;
    let new = NewAttempt {
        job: Some(job.id),
        provider: Some(job.provider.clone()),
        seed: job.seed,
        prompt: Some(job.prompt.clone()),
        negative: job.negative_prompt.clone(),
        reference: sent.first,
        others: sent.others,
        cost: drawn.cost,
        ..NewAttempt::new(AttemptSource::Generated, key.clone(), Facts::from(&picture))
    };
    let persisting = Failure::ours(FailureStage::Persisting);
    let at = (viewer, owned.path());
    let kept = kept_trying(ctx, || {
        persist(ctx, owner, job, at, new.clone(), drawn.clone())
    });
    if !kept.await.map_err(persisting)? {
        // Somebody else holds the job now, or it was cancelled: nobody will ever look at these bytes.
        discard(ctx, &key).await.map_err(&uploading)?;
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

/// What drawing starts from, and what is kept of it.
#[derive(Default)]
struct Sent {
    references: Vec<Reference>,
    first: Option<ReferenceSnapshot>,
    others: Vec<OtherReference>,
}

/// What is to be sent, each with where its bytes lie.
#[derive(Default)]
struct Meant {
    first: Option<(StorageKey, ReferenceSnapshot)>,
    others: Vec<(StorageKey, OtherReference)>,
}

/// What drawing starts from, as much of it as the provider takes: what is in force now, or what a picture started from
/// which is drawn again.
async fn gather(ctx: &Ctx, job: &jobs::Model, owned: &OwnedInstance) -> Result<Sent> {
    let most = ctx
        .providers
        .get(Some(&job.provider))?
        .capabilities()
        .references;
    let meant = match most {
        0 => Meant::default(),
        _ if queue::is_again(job) => once(ctx, job, owned, most).await?,
        _ => now(ctx, owned).await?,
    };
    let mut sent = Sent::default();
    if let Some((key, snapshot)) = meant.first {
        let name = queue::brief(job).map_or_else(String::new, |brief| brief.name);
        sent.references.push(Reference {
            bytes: ctx.storage.get(&key).await?,
            name,
            role: snapshot.role.clone(),
            weight: snapshot.weight,
        });
        sent.first = Some(snapshot);
    }
    for (key, other) in meant.others {
        if sent.references.len() == most {
            break;
        }
        sent.references.push(Reference {
            bytes: ctx.storage.get(&key).await?,
            name: other.name.clone(),
            role: other.role.to_string(),
            weight: other.weight,
        });
        sent.others.push(other);
    }
    Ok(sent)
}

/// The reference in force now, and the extra ones as they look now.
async fn now(ctx: &Ctx, owned: &OwnedInstance) -> Result<Meant> {
    let conn = ctx.db.read();
    let chain = references::chain(conn, owned).await?;
    let mut meant = Meant::default();
    let link = references::in_force(&owned.instance, &chain);
    if let Some((link, path)) = link.and_then(|link| Some((link, link.storage_path.as_ref()?))) {
        let snapshot = ReferenceSnapshot {
            weight: owned.instance.reference_weight,
            ..link.snapshot()
        };
        meant.first = Some((StorageKey::parse(path)?, snapshot));
    }
    for extra in extras::resolved(conn, owned).await? {
        let key = StorageKey::parse(&extra.storage_path)?;
        meant.others.push((key, extra.sent));
    }
    Ok(meant)
}

/// What a picture started from once. Error: `Conflict` when any of it that is to be sent is gone.
async fn once(ctx: &Ctx, job: &jobs::Model, owned: &OwnedInstance, most: usize) -> Result<Meant> {
    let mut meant = Meant::default();
    if let Some(json) = job.reference_snapshot.clone() {
        let snapshot: ReferenceSnapshot = serde_json::from_value(json).map_err(Error::internal)?;
        let key = there(references::kept(ctx, owned, &snapshot).await?)?;
        meant.first = Some((key, snapshot));
    }
    let room = most - usize::from(meant.first.is_some());
    for other in queue::sent_along(job)?.into_iter().take(room) {
        let key = there(references::kept_other(ctx, owned, &other).await?)?;
        meant.others.push((key, other));
    }
    Ok(meant)
}

fn there(kept: Option<StorageKey>) -> Result<StorageKey> {
    match kept {
        Some(key) => Ok(key),
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
