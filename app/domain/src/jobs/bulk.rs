//! Bulk runs: many jobs asked for together, followed and ended together. A run is known by the beginning of its
//! jobs' idempotency keys.

use crate::{
    ctx::{Ctx, Viewer},
    entities::jobs,
    error::{Error, Result, invalid},
    jobs::queue::{self, Ask},
    model::{
        ids::{InstanceId, JobId, SceneId},
        panel::RunShown,
        paths::{InstancePath, ScenePath},
        views::JobView,
    },
    providers::Capabilities,
    services::{choice, negative, scope},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::Serialize;
use std::collections::HashSet;
use uuid::Uuid;

/// Entries of a list at most.
const MOST_ENTRIES: usize = 1_000;
const MARK: &str = "run:";

/// What became of one entry of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    /// The id as it was sent.
    pub instance_id: String,
    /// Whether it was done.
    pub success: bool,
    /// The job that was made, where one was to be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub job_id: Option<JobId>,
    /// Why it was not done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// Each id of a list once, in the order given: parsed, or as it came where it is none.
pub fn once(ids: &[String]) -> Result<Vec<(String, Option<InstanceId>)>> {
    if ids.is_empty() {
        return invalid("The instanceIds must not be empty.");
    }
    if ids.len() > MOST_ENTRIES {
        return invalid(format!(
            "At most {MOST_ENTRIES} instanceIds are taken at once."
        ));
    }
    let mut seen = HashSet::new();
    let parsed = ids
        .iter()
        .map(|text| (text.clone(), text.parse::<InstanceId>().ok()));
    Ok(parsed
        .filter(|(text, id)| seen.insert(id.map_or_else(|| text.clone(), |id| id.to_string())))
        .collect())
}

/// Asks for a picture of each, as its form in the panel would. An entry that fails does not stop the rest.
pub async fn create(
    ctx: &Ctx,
    viewer: Viewer,
    path: ScenePath,
    ids: &[String],
) -> Result<Vec<Entry>> {
    let film = scope::scene(ctx.db.read(), viewer, path).await?.project;
    let drawer = choice::of_film(ctx, &film)?.capabilities();
    let run = Uuid::now_v7();
    let mut entries = Vec::new();
    for (place, (instance_id, id)) in once(ids)?.into_iter().enumerate() {
        let key = format!("{MARK}{run}:{place}");
        let made = match id {
            Some(id) => one(ctx, viewer, path.instance(id), &drawer, key).await,
            None => Err(Error::NotFound("asset in this scene")),
        };
        if let Err(err @ (Error::Internal(_) | Error::Unavailable(_))) = &made {
            tracing::error!(error = ?err, "a job of a bulk run could not be made");
        }
        let (job_id, error) = match made {
            Ok(job) => (Some(job.job_id), None),
            Err(err) => (None, Some(err.to_string())),
        };
        entries.push(Entry {
            instance_id,
            success: job_id.is_some(),
            job_id,
            error,
        });
    }
    Ok(entries)
}

/// Asks for one, without what was not to be seen last, where that can be said.
async fn one(
    ctx: &Ctx,
    viewer: Viewer,
    path: InstancePath,
    drawer: &Capabilities,
    key: String,
) -> Result<JobView> {
    let negative_prompt = match drawer.negative {
        true => negative::in_scene(ctx, ctx.db.read(), path).await?,
        false => None,
    };
    let ask = Ask {
        provider: Some(drawer.name.clone()),
        idempotency_key: Some(key),
        negative_prompt,
        ..Ask::default()
    };
    queue::create(ctx, viewer, path, ask).await
}

/// The latest run of a scene while any of its jobs waits or runs.
pub(crate) async fn under_way(
    conn: &impl ConnectionTrait,
    scene: SceneId,
) -> Result<Option<RunShown>> {
    let of_runs = || {
        jobs::Entity::find()
            .filter(jobs::Column::SceneId.eq(scene))
            .order_by_desc(jobs::Column::CreatedAt)
    };
    let open = of_runs()
        .filter(jobs::Column::IdempotencyKey.starts_with(MARK))
        .filter(jobs::Column::Status.is_in(queue::OPEN))
        .one(conn)
        .await?;
    let Some(run) = open.and_then(|job| run_of(&job)) else {
        return Ok(None);
    };
    let all = of_runs()
        .filter(jobs::Column::IdempotencyKey.starts_with(format!("{MARK}{run}:")))
        .all(conn)
        .await?;
    Ok(Some(RunShown {
        done: all.iter().filter(|job| !job.status.is_open()).count(),
        all: all.len(),
        run,
    }))
}

fn run_of(job: &jobs::Model) -> Option<String> {
    let key = job.idempotency_key.as_deref()?.strip_prefix(MARK)?;
    Some(key.split(':').next()?.to_owned())
}

/// Ends what is left of a run. Answers how many jobs that were.
pub async fn cancel(ctx: &Ctx, viewer: Viewer, path: ScenePath, run: &str) -> Result<usize> {
    scope::scene(ctx.db.read(), viewer, path).await?;
    let run: Uuid = run.parse().map_err(|_| Error::NotFound("run"))?;
    let open = jobs::Entity::find()
        .filter(jobs::Column::SceneId.eq(path.scene))
        .filter(jobs::Column::IdempotencyKey.starts_with(format!("{MARK}{run}:")))
        .filter(jobs::Column::Status.is_in(queue::OPEN))
        .all(ctx.db.read())
        .await?;
    let mut ended = 0;
    for job in open {
        match queue::cancel(ctx, viewer, job.id).await {
            Ok(_) => ended += 1,
            // It ended by itself meanwhile.
            Err(Error::Conflict(_)) => {}
            Err(err) => return Err(err),
        }
    }
    Ok(ended)
}
