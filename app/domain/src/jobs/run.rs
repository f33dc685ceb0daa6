//! Drawing one job: gather what to send, ask the provider, store the bytes, write the rows. `scene` knows how for a
//! picture of an instance, `master` for a master image.

mod ending;
mod master;
mod scene;

pub(crate) use ending::{end_at_provider, end_beside};

use crate::{
    ctx::{Ctx, Viewer},
    entities::{jobs, projects},
    error::{Error, Result},
    images::{self, Prepared},
    jobs::{
        lease,
        queue::Brief,
        spending::{self, OnRecord},
    },
    model::{
        ids::SpendingId,
        kinds::{FailureStage, JobErrorCode, JobType},
    },
    providers::{Drawn, Provider, Reference, Request},
    services::deletions,
    storage::StorageKey,
};
use sea_orm::EntityTrait;
use std::time::Duration;

/// The most bytes that a provider's picture may have.
const MAX_DRAWN: usize = 40 * 1024 * 1024;

/// How often is waited until what was drawn can be kept, or noted.
const MOST_WAITS: i32 = 4;

/// How long a provider may take to end what was cancelled.
const ENDING: Duration = Duration::from_secs(10);

/// Why a job did not end with a picture.
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    pub(crate) stage: FailureStage,
    pub(crate) code: JobErrorCode,
    pub(crate) message: String,
    pub(crate) retry_after: Option<Duration>,
    /// The record of a call that cost nothing.
    pub(crate) unpaid: Option<SpendingId>,
}

impl Failure {
    fn new(stage: FailureStage, code: JobErrorCode, message: impl Into<String>) -> Self {
        Self {
            stage,
            code,
            message: message.into(),
            retry_after: None,
            unpaid: None,
        }
    }

    /// What our own parts answer: what is away comes back, what is gone does not.
    fn ours(stage: FailureStage) -> impl Fn(Error) -> Self {
        move |err| {
            tracing::warn!(error = ?err, stage = %stage, "a job met an error");
            Self::new(stage, class(&err), err.to_string())
        }
    }
}

/// Whether what our own parts answer may pass by itself. A full store waits for somebody: drawn anew until then, each
/// picture would be paid and lost.
pub(super) fn class(err: &Error) -> JobErrorCode {
    match err {
        Error::Unavailable(_) | Error::Internal(_) => JobErrorCode::Temporary,
        _ => JobErrorCode::Permanent,
    }
}

/// Tries for a while what fails in passing: what was paid for is not thrown away at the first fault of ours. Should
/// the lease be lost meanwhile, the drawing ends.
async fn kept_trying<T, F>(ctx: &Ctx, what: impl Fn() -> F) -> Result<T>
where
    F: Future<Output = Result<T>>,
{
    for tries in 0..MOST_WAITS {
        match what().await {
            Err(err)
                if class(&err) == JobErrorCode::Temporary
                    || matches!(err, Error::StorageFull(_)) =>
            {
                tracing::warn!(error = ?err, "a job tries again what could not be written");
                tokio::time::sleep(lease::growing(ctx.settings.retry_base, tries)).await;
            }
            told => return told,
        }
    }
    what().await
}

/// Removes what was drawn for nobody. A row that stands on it nevertheless, because an answer of the database was
/// lost, keeps it.
async fn discard(ctx: &Ctx, key: &StorageKey) -> Result<()> {
    if deletions::known(ctx, key.as_str()).await? {
        return Ok(());
    }
    ctx.storage.delete_with_renditions(key).await
}

/// Draws a claimed job to its end. Ends early, without a word, when the lease is lost.
pub(crate) async fn run(ctx: &Ctx, owner: &str, job: &jobs::Model) {
    let drawn = match job.job_type {
        JobType::SceneAsset => scene::draw(ctx, owner, job).await,
        JobType::MasterAsset => master::draw(ctx, owner, job).await,
    };
    if let Err(failure) = drawn {
        tracing::info!(job = %job.id, code = %failure.code, message = %failure.message, "a job failed");
        let told = kept_trying(ctx, || lease::fail(ctx, owner, job, failure.clone())).await;
        if let Err(err) = told {
            // The lease runs out, and the job is taken up again.
            tracing::error!(job = %job.id, error = ?err, "a failure could not be written");
        }
    }
}

/// Whoever the job is drawn for: the maker of its film.
async fn viewer(ctx: &Ctx, job: &jobs::Model) -> Result<Viewer> {
    let project = projects::Entity::find_by_id(job.project_id)
        .one(ctx.db.read())
        .await?
        .ok_or(Error::NotFound("project"))?;
    Ok(Viewer::new(project.user_id))
}

/// What is sent: the words as they stood when the job was asked for, and the references.
fn request(job: &jobs::Model, references: Vec<Reference>) -> Result<Request> {
    let brief = job
        .provider_metadata
        .as_ref()
        .and_then(|json| json.get("brief"))
        .cloned()
        .unwrap_or_default();
    let brief: Brief = serde_json::from_value(brief).map_err(Error::internal)?;
    Ok(Request {
        job: job.id,
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
    })
}

/// Has the provider draw, and makes what it drew ready for the store. None, without a word, when the lease is lost.
async fn picture(
    ctx: &Ctx,
    owner: &str,
    job: &jobs::Model,
    request: Request,
) -> Result<Option<(Drawn, Prepared)>, Failure> {
    let moving = Failure::ours(FailureStage::Generating);
    let provider = ctx.providers.get(Some(&job.provider)).map_err(&moving)?;
    let begun = spending::begin(ctx, owner, job, provider, request.references.len()).await;
    let Some(calls) = begun.map_err(&moving)? else {
        return Ok(None);
    };
    let drawn = ask(ctx, owner, job, (provider, &calls), request).await?;
    let answered = kept_trying(ctx, || spending::answered(&calls, drawn.cost)).await;
    if !answered.map_err(&moving)? {
        return Ok(None);
    }
    let picture = images::prepare(drawn.bytes.clone(), MAX_DRAWN).await;
    let picture = picture.map_err(|err| {
        let message =
            format!("The provider answered with something that is no usable picture. {err}");
        Failure::new(FailureStage::Uploading, class(&err), message)
    })?;
    Ok(Some((drawn, picture)))
}

/// Asks the provider, for as long as a call may take, and passes on how far it is.
async fn ask(
    ctx: &Ctx,
    owner: &str,
    job: &jobs::Model,
    (provider, calls): (&Provider, &OnRecord<'_>),
    request: Request,
) -> Result<Drawn, Failure> {
    let stage = FailureStage::Generating;
    let (sender, mut receiver) = tokio::sync::watch::channel(0);
    // A provider that keeps its own time says better why it was over.
    let patience = provider.bounds().timeout.map(|time| time + ENDING);
    let patience = patience.unwrap_or(ctx.settings.provider_timeout);
    let drawing = provider.draw_or_take_up(request, &sender, calls);
    let drawing = tokio::time::timeout(patience, drawing);
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
            unpaid: calls.unpaid(error.free),
        }),
        Err(_) => Err(silent(patience)),
    }
}

fn silent(patience: Duration) -> Failure {
    let seconds = patience.as_secs();
    let message = format!("The provider did not answer within {seconds} seconds.");
    Failure::new(FailureStage::Generating, JobErrorCode::Temporary, message)
}

/// What stays on record of a job: what it was asked, and the provider's own words.
fn record(job: &jobs::Model, answer: serde_json::Value) -> serde_json::Value {
    let mut metadata = job.provider_metadata.clone().unwrap_or_default();
    metadata["answer"] = keepable(answer);
    metadata
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
