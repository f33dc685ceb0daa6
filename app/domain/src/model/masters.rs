//! What leaves the server of masters and their histories: rows as the API shows them.

use super::{
    ids::{AssetId, JobId, MasterAttemptId},
    kinds::AttemptSource,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// One picture in the history of an asset's master.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
#[allow(missing_docs, reason = "the columns are described with the schema")]
pub struct MasterAttemptView {
    pub id: MasterAttemptId,
    pub project_asset_id: AssetId,
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
    pub attempt_number: i32,
    pub width: Option<i32>,
    pub height: Option<i32>,
    pub sha256: Option<String>,
    pub thumbhash: Option<String>,
    pub provider: Option<String>,
    pub seed: Option<i64>,
    pub entered_history_at: DateTime<Utc>,
    pub deleted_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}
