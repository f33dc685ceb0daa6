//! What leaves the server: rows as the API shows them. Names are the columns' own.

mod references;

pub use references::{ExtraView, OtherReference, ReferenceSnapshot};

use super::{ids::*, kinds::*};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A moment, in UTC. Rows spell it out, because their description knows types by name.
pub type Moment = DateTime<Utc>;

/// A film.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
#[allow(missing_docs, reason = "the columns are described with the schema")]
pub struct ProjectView {
    pub id: ProjectId,
    pub user_id: UserId,
    pub title: String,
    pub aspect_ratio: String,
    pub visual_style: String,
    pub active_branch_id: Option<BranchId>,
    pub is_sample: bool,
    pub provider: Option<String>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// A line of work in a film.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
#[allow(missing_docs, reason = "the columns are described with the schema")]
pub struct BranchView {
    pub id: BranchId,
    pub project_id: ProjectId,
    pub parent_branch_id: Option<BranchId>,
    pub name: String,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// A numbered scene.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
#[allow(missing_docs, reason = "the columns are described with the schema")]
pub struct SceneView {
    pub id: SceneId,
    pub branch_id: BranchId,
    pub scene_number: i32,
    pub slug: String,
    pub heading: String,
    pub script_excerpt: String,
    pub expected_characters: Vec<String>,
    pub expected_location: Option<String>,
    pub expected_props: Vec<String>,
    pub is_deferred: bool,
    pub filled_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// An asset of the project with its master image.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
#[allow(missing_docs, reason = "the columns are described with the schema")]
pub struct AssetView {
    pub id: AssetId,
    pub project_id: ProjectId,
    pub branch_id: BranchId,
    pub name: String,
    pub asset_type: AssetType,
    pub description: String,
    pub image_key_url: Option<String>,
    pub storage_path: Option<String>,
    pub original_filename: Option<String>,
    pub file_size_bytes: Option<i64>,
    pub mime_type: Option<String>,
    pub width: Option<i32>,
    pub height: Option<i32>,
    pub sha256: Option<String>,
    pub thumbhash: Option<String>,
    pub locked: bool,
    pub source: AssetSource,
    pub next_attempt_number: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// The asset inside an instance's row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
#[allow(missing_docs, reason = "the columns are described with the schema")]
pub struct AssetCard {
    pub id: AssetId,
    pub name: String,
    pub asset_type: AssetType,
    pub description: String,
    pub image_key_url: Option<String>,
}

/// One asset in one scene.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
#[allow(missing_docs, reason = "the columns are described with the schema")]
pub struct InstanceView {
    pub id: InstanceId,
    pub scene_id: SceneId,
    pub project_asset_id: AssetId,
    pub description_override: Option<String>,
    pub effective_description: String,
    pub image_key_url: Option<String>,
    pub status_tags: Vec<String>,
    pub carry_forward: bool,
    pub inherited_from_instance_id: Option<InstanceId>,
    pub locked: bool,
    pub waived_reason: Option<String>,
    pub use_master_as_is: bool,
    pub selected_master_reference_url: Option<String>,
    pub selected_master_reference_source: Option<ReferenceSource>,
    pub selected_master_reference_instance_id: Option<InstanceId>,
    pub reference_weight: f64,
    pub modification_count: i32,
    pub last_modified_field: Option<String>,
    pub modification_reason: Option<String>,
    pub next_attempt_number: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    pub project_asset: AssetCard,
}

/// A description that an asset had in a scene, or was to have.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DescriptionVersion {
    /// Its number, which counts up for each asset in a scene.
    pub number: i32,
    /// The words.
    pub words: String,
    /// Whether they are in use.
    pub selected: bool,
    /// When they were saved.
    pub made: Moment,
}

/// One picture in an instance's history.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
#[allow(missing_docs, reason = "the columns are described with the schema")]
pub struct AttemptView {
    pub id: AttemptId,
    pub scene_asset_instance_id: InstanceId,
    pub image_url: String,
    pub storage_path: Option<String>,
    pub source: AttemptSource,
    pub is_selected: bool,
    pub image_generation_job_id: Option<JobId>,
    pub prompt_snapshot: Option<String>,
    pub negative_prompt: Option<String>,
    pub cost_credits: Option<f64>,
    pub original_filename: Option<String>,
    pub file_size_bytes: Option<i64>,
    pub mime_type: Option<String>,
    pub copied_from_url: Option<String>,
    pub attempt_number: i32,
    pub width: Option<i32>,
    pub height: Option<i32>,
    pub sha256: Option<String>,
    pub thumbhash: Option<String>,
    pub reference_snapshot: Option<ReferenceSnapshot>,
    pub other_references: Option<Vec<OtherReference>>,
    pub provider: Option<String>,
    pub seed: Option<i64>,
    pub entered_history_at: DateTime<Utc>,
    pub deleted_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// Somebody who can draw, and what they can do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct ProviderView {
    /// Its name in settings and records.
    pub name: String,
    /// How it is talked to.
    pub kind: ProviderKind,
    /// What it is, for people.
    pub label: String,
    /// Reference pictures that it takes at most.
    pub references: usize,
    /// Whether each of them can be given a role.
    pub roles: bool,
    /// Whether the weight of one counts.
    pub weights: bool,
    /// Whether equal seeds give equal pictures.
    pub seeds: bool,
    /// Whether it takes what must not be seen.
    pub negative: bool,
    /// Whether it tells how far it is.
    pub progress: bool,
    /// Credits a picture.
    pub cost: f64,
    /// Credits more for each reference picture that is sent.
    pub reference_cost: f64,
}

/// Why a job failed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct JobFailure {
    /// The class, which says whether trying again can help.
    pub code: JobErrorCode,
    /// The provider's words, shortened.
    pub message: String,
    /// What the job was doing.
    pub failure_stage: Option<FailureStage>,
}

/// What a job costs, in credits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct JobCost {
    /// Said beforehand.
    pub estimated: Option<f64>,
    /// Known afterwards.
    pub actual: Option<f64>,
}

/// One request to an image provider.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct JobView {
    /// Its key.
    pub job_id: JobId,
    /// Where it stands.
    pub status: JobStatus,
    /// The picture that it made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public_url: Option<String>,
    /// Why it failed, or failed last before it waits to be tried again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<JobFailure>,
    /// What it costs.
    pub cost: JobCost,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
    /// When it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub completed_at: Option<DateTime<Utc>>,
    /// The asset in a scene that it draws for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instance_id: Option<InstanceId>,
    /// The scene that it draws for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scene_id: Option<SceneId>,
    /// The asset that it draws.
    pub asset_id: AssetId,
    /// Who draws it.
    pub provider: String,
    /// How far it is, in percent, where the provider says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub progress: Option<i32>,
    /// How often it was tried again by itself.
    pub retry_count: i32,
}

/// Whether Stage 9 may begin with a scene, and what it still waits for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct GateView {
    /// Whether it may.
    pub open: bool,
    /// Every asset of the scene: by kind, then by name.
    pub items: Vec<GateItem>,
}

/// One asset of a scene at the gate to Stage 9.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct GateItem {
    /// The asset in the scene.
    pub instance_id: InstanceId,
    /// Its name.
    pub name: String,
    /// Whether it has a picture or needs none.
    pub ready: bool,
    /// Why it is not ready.
    pub reason: Option<String>,
}
