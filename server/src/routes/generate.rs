//! Asking for pictures.

use crate::{
    answer::{Answer, Refusal},
    extract::{Body, Place},
    state::AppState,
};
use axum::{Extension, Json, Router, extract::State, http::StatusCode, routing::post};
use domain::{
    ctx::{Ctx, Viewer},
    error::Error,
    jobs::queue::{self, Ask},
    model::{
        ids::{InstanceId, JobId},
        kinds::JobStatus,
        paths::{InstancePath, ScenePath},
    },
    services::scenes,
};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// Entries of a list in a body, at most.
const MOST_ENTRIES: usize = 1_000;

/// `…/assets/{instance}/generate-image` and `…/assets/bulk-generate`.
pub fn routes() -> Router<AppState> {
    const ALL: &str = "/api/projects/{project}/scenes/{scene}/assets";
    Router::new()
        .route(
            &format!("{ALL}/{{instance}}/generate-image"),
            post(generate),
        )
        .route(&format!("{ALL}/bulk-generate"), post(generate_many))
}

/// A job that was made, or made before under the same key.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Queued {
    job_id: JobId,
    status: JobStatus,
}

async fn generate(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(path): Place<InstancePath>,
    Body(ask): Body<Ask>,
) -> Answer<(StatusCode, Json<Queued>)> {
    let job = queue::create(&ctx, viewer, path, ask).await?;
    Ok((
        StatusCode::ACCEPTED,
        Json(Queued {
            job_id: job.job_id,
            status: job.status,
        }),
    ))
}

/// Instances by their ids, not yet known to be any.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Many {
    instance_ids: Vec<String>,
}

impl Many {
    /// Each id once, in the order given.
    fn once(self) -> Answer<Vec<String>> {
        if self.instance_ids.is_empty() {
            return Err(Refusal::invalid("The instanceIds must not be empty."));
        }
        if self.instance_ids.len() > MOST_ENTRIES {
            return Err(Refusal::invalid(format!(
                "At most {MOST_ENTRIES} instanceIds are taken at once."
            )));
        }
        let mut seen = HashSet::new();
        let same = |id: &String| {
            id.parse::<InstanceId>()
                .map_or_else(|_| id.clone(), |id| id.to_string())
        };
        Ok(self
            .instance_ids
            .into_iter()
            .filter(|id| seen.insert(same(id)))
            .collect())
    }
}

#[derive(Debug, Serialize)]
struct Results {
    results: Vec<Entry>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    instance_id: String,
    success: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    job_id: Option<JobId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

async fn generate_many(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(path): Place<ScenePath>,
    Body(many): Body<Many>,
) -> Answer<(StatusCode, Json<Results>)> {
    scenes::get(&ctx, viewer, path).await?;
    let mut results = Vec::new();
    for instance_id in many.once()? {
        let made = match instance_id.parse::<InstanceId>() {
            Ok(id) => queue::create(&ctx, viewer, path.instance(id), Ask::default()).await,
            Err(_) => Err(Error::NotFound("asset in this scene")),
        };
        let made = made.map_err(Refusal::from).inspect_err(Refusal::log);
        let (job_id, error) = match made {
            Ok(job) => (Some(job.job_id), None),
            Err(refusal) => (None, Some(refusal.sentence().to_owned())),
        };
        results.push(Entry {
            instance_id,
            success: job_id.is_some(),
            job_id,
            error,
        });
    }
    Ok((StatusCode::ACCEPTED, Json(Results { results })))
}
