//! Drawing one job: gather what to send, ask the provider, store the bytes, write the rows.

use crate::{
    ctx::{Ctx, Viewer},
    entities::{jobs, projects},
    error::{Error, Result},
    images,
    jobs::{
        lease,
        queue::{self, Brief},
    },
    model::{
        kinds::{AttemptSource, FailureStage, JobErrorCode, JobStatus},
        paths::InstancePath,
        views::ReferenceSnapshot,
    },
    providers::{Drawn, Reference, Request},
    services::{
        attempts::{self, Facts, NewAttempt},
        references,
        scope::{self, OwnedInstance},
    },
    storage::StorageKey,
};
use sea_orm::EntityTrait;
use std::time::Duration;

/// The most bytes that a provider's picture may have.
const MAX_DRAWN: usize = 40 * 1024 * 1024;

/// Why a job did not end with a picture.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) stage: FailureStage,
    pub(crate) code: JobErrorCode,
    pub(crate) message: String,
    pub(crate) retry_after: Option<Duration>,
}

impl Failure {
    fn new(stage: FailureStage, code: JobErrorCode, message: impl Into<String>) -> Self {
        Self {
            stage,
            code,
            message: message.into(),
            retry_after: None,
        }
    }

    /// What our own parts answer: what is away comes back, what is gone does not.
    fn ours(stage: FailureStage) -> impl Fn(Error) -> Self {
        move |err| {
            tracing::warn!(error = ?err, stage = %stage, "a job met an error");
            let code = match err {
                Error::Unavailable(_) | Error::StorageFull(_) | Error::Internal(_) => {
                    JobErrorCode::Temporary
                }
                _ => JobErrorCode::Permanent,
            };
            Self::new(stage, code, err.to_string())
        }
    }
}

/// Draws a claimed job to its end. Ends early, without a word, when the lease is lost.
pub(crate) async fn run(ctx: &Ctx, owner: &str, job: &jobs::Model) {
    if let Err(failure) = draw(ctx, owner, job).await {
        tracing::info!(job = %job.id, code = %failure.code, message = %failure.message, "a job failed");
        if let Err(err) = lease::fail(ctx, owner, job, failure).await {
            // The lease runs out, and the job is taken up again.
            tracing::error!(job = %job.id, error = ?err, "a failure could not be written");
        }
    }
}

async fn draw(ctx: &Ctx, owner: &str, job: &jobs::Model) -> Result<(), Failure> {
    let gathering = Failure::ours(FailureStage::Generating);
    let (viewer, owned) = target(ctx, job).await.map_err(&gathering)?;
    let (request, reference) = gather(ctx, job, &owned).await.map_err(&gathering)?;
    if !lease::advance(ctx, owner, job, JobStatus::Generating)
        .await
        .map_err(&gathering)?
    {
        return Ok(());
    }
    let drawn = ask(ctx, owner, job, request).await?;
    if !lease::advance(ctx, owner, job, JobStatus::Uploading)
        .await
        .map_err(&gathering)?
    {
        return Ok(());
    }
    let uploading = Failure::ours(FailureStage::Uploading);
    let picture = images::prepare(drawn.bytes.clone(), MAX_DRAWN)
        .await
        .map_err(|err| {
            let message =
                format!("The provider answered with something that is no usable picture. {err}");
            Failure::new(FailureStage::Uploading, JobErrorCode::Permanent, message)
        })?;
    let key = match job.uploading_at {
        None => StorageKey::generated(owned.scope(), owned.instance.id, job.id, picture.format),
        Some(_) => {
            StorageKey::generated_again(owned.scope(), owned.instance.id, job.id, picture.format)
        }
    };
    ctx.storage
        .put_picture(&key, &picture)
        .await
        .map_err(&uploading)?;
    let new = NewAttempt {
        job: Some(job.id),
        provider: Some(job.provider.clone()),
        seed: job.seed,
        prompt: Some(job.prompt.clone()),
        reference,
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
    let conn = ctx.db.read();
    let project = projects::Entity::find_by_id(job.project_id)
        .one(conn)
        .await?
        .ok_or(Error::NotFound("project"))?;
    let viewer = Viewer {
        user: project.user_id,
    };
    let (Some(scene), Some(instance)) = (job.scene_id, job.scene_asset_instance_id) else {
        return Err(Error::NotFound("asset in this scene"));
    };
    let path = InstancePath {
        project: project.id,
        scene,
        instance,
    };
    Ok((viewer, scope::instance(conn, viewer, path).await?))
}

/// What is sent: the words as they stood when the job was asked for, and the reference in force now.
async fn gather(
    ctx: &Ctx,
    job: &jobs::Model,
    owned: &OwnedInstance,
) -> Result<(Request, Option<ReferenceSnapshot>)> {
    let brief = job
        .provider_metadata
        .as_ref()
        .and_then(|json| json.get("brief"))
        .cloned()
        .unwrap_or_default();
    let brief: Brief = serde_json::from_value(brief).map_err(Error::internal)?;
    let chain = references::chain(ctx.db.read(), owned).await?;
    let takes = ctx
        .providers
        .get(Some(&job.provider))?
        .capabilities()
        .references
        > 0;
    let link = references::in_force(&owned.instance, &chain).filter(|_| takes);
    let path = link.and_then(|link| Some((link, link.storage_path.as_ref()?)));
    let (references, snapshot) = match path {
        Some((link, path)) => {
            let bytes = ctx.storage.get(&StorageKey::parse(path)?).await?;
            let snapshot = link.snapshot();
            (
                vec![Reference {
                    bytes,
                    role: snapshot.role.clone(),
                    weight: snapshot.weight,
                }],
                Some(snapshot),
            )
        }
        None => (Vec::new(), None),
    };
    let request = Request {
        prompt: job.prompt.clone(),
        negative_prompt: job.negative_prompt.clone(),
        name: brief.name,
        asset_type: brief.asset_type,
        description: brief.description,
        tags: brief.tags,
        visual_style: brief.visual_style,
        width: job.width.unwrap_or(1280).unsigned_abs(),
        height: job.height.unwrap_or(720).unsigned_abs(),
        seed: job.seed.unwrap_or_default(),
        references,
    };
    Ok((request, snapshot))
}

/// Asks the provider, for as long as a call may take, and passes on how far it is.
async fn ask(
    ctx: &Ctx,
    owner: &str,
    job: &jobs::Model,
    request: Request,
) -> Result<Drawn, Failure> {
    let stage = FailureStage::Generating;
    let provider = ctx
        .providers
        .get(Some(&job.provider))
        .map_err(Failure::ours(stage))?;
    let (sender, mut receiver) = tokio::sync::watch::channel(0);
    let drawing = tokio::time::timeout(
        ctx.settings.provider_timeout,
        provider.draw(request, &sender),
    );
    let telling = async {
        while receiver.changed().await.is_ok() {
            let percent = *receiver.borrow_and_update();
            // How far it is, is a courtesy: failing to write it does not fail the job.
            let _ = lease::progress(ctx, owner, job, percent).await;
            tokio::time::sleep(Duration::from_millis(250)).await;
        }
        std::future::pending::<()>().await;
    };
    let answer = tokio::select! {
        answer = drawing => answer,
        () = telling => return Err(Failure::new(stage, JobErrorCode::Temporary, "The provider went silent.")),
    };
    match answer {
        Ok(Ok(drawn)) => Ok(drawn),
        Ok(Err(error)) => Err(Failure {
            stage,
            code: error.code,
            message: error.message,
            retry_after: error.retry_after,
        }),
        Err(_) => {
            let seconds = ctx.settings.provider_timeout.as_secs();
            let message = format!("The provider did not answer within {seconds} seconds.");
            Err(Failure::new(stage, JobErrorCode::Temporary, message))
        }
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
    let mut metadata = job.provider_metadata.clone().unwrap_or_default();
    metadata["answer"] = keepable(drawn.metadata);
    if !lease::complete(&txn, owner, job, drawn.cost, metadata).await? {
        return Ok(false);
    }
    let selected = !owned.instance.locked && !owned.instance.use_master_as_is;
    attempts::add(ctx, &txn, &mut owned, new, selected).await?;
    txn.commit().await?;
    queue::told(ctx, job);
    Ok(true)
}

/// A provider's record without the one character that PostgreSQL cannot keep in JSON.
fn keepable(json: serde_json::Value) -> serde_json::Value {
    use serde_json::Value;
    let plain = |text: String| text.replace('\0', " ");
    match json {
        Value::String(text) => Value::String(plain(text)),
        Value::Array(items) => items.into_iter().map(keepable).collect(),
        Value::Object(fields) => fields
            .into_iter()
            .map(|(name, value)| (plain(name), keepable(value)))
            .collect(),
        other => other,
    }
}
