//! What the archive of a film is made of: `throughline.json` with every row, in the tables' own names, and beside it
//! each picture under its path in the store. Export writes it, import reads it.
//!
//! Left out is what is of one installation alone: who takes part, jobs that have not ended, idempotency keys, leases,
//! what was taken out of a scene, and what calls cost beyond what their jobs say.

use crate::{
    entities::{
        assets, attempts, branches, descriptions, instance_references, instances, jobs,
        master_attempts, projects, scenes, values,
    },
    error::{Error, Result},
    images,
    model::{
        ids::{AssetId, BranchId, InstanceId, JobId, ProjectId, SceneId},
        kinds::{AssetSource, AssetType, FailureStage, JobErrorCode, JobStatus, JobType},
    },
};
use sea_orm::{
    AccessMode,
    ActiveValue::Set,
    DatabaseTransaction, DbBackend, IsolationLevel, TransactionTrait,
    prelude::{DateTimeUtc, Decimal, Json},
};
use serde::{Deserialize, Serialize};

/// The name of the entry with the rows.
pub(crate) const MANIFEST: &str = "throughline.json";
/// What an archive of ours says it is.
pub(crate) const FORMAT: &str = "throughline";
/// The format that is written, and the only one that is read.
pub(crate) const VERSION: u32 = 1;
/// Bytes of the rows at most, unpacked.
pub(crate) const MAX_MANIFEST: u64 = 256 * 1024 * 1024;
/// Bytes of a picture at most: what a provider may answer with.
pub(crate) const MAX_PICTURE: usize = 40 * 1024 * 1024;
/// Entries of an archive at most.
pub(crate) const MAX_ENTRIES: usize = 200_000;
/// Bytes of all entries together at most, unpacked.
pub(crate) const MAX_TOTAL: u64 = 256 * 1024 * 1024 * 1024;
/// The states in which a job goes along: what it cost stays on record.
pub(crate) const ENDED: [JobStatus; 3] = [
    JobStatus::Completed,
    JobStatus::Failed,
    JobStatus::Cancelled,
];

/// What stands first in the manifest, and is looked at before anything else.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Head {
    pub(crate) format: String,
    pub(crate) version: u32,
}

/// Every row of a film, under the tables' names. Older archives are without the tables that came later.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Manifest {
    pub(crate) project: Project,
    pub(crate) branches: Vec<Branch>,
    pub(crate) scenes: Vec<Scene>,
    #[serde(rename = "project_assets")]
    pub(crate) assets: Vec<Asset>,
    #[serde(rename = "master_attempts", default)]
    pub(crate) masters: Vec<master_attempts::Model>,
    #[serde(rename = "scene_asset_instances")]
    pub(crate) instances: Vec<instances::Model>,
    #[serde(rename = "instance_references", default)]
    pub(crate) references: Vec<instance_references::Model>,
    #[serde(rename = "description_versions")]
    pub(crate) descriptions: Vec<descriptions::Model>,
    #[serde(rename = "image_generation_jobs")]
    pub(crate) jobs: Vec<Job>,
    #[serde(rename = "scene_asset_generation_attempts")]
    pub(crate) attempts: Vec<attempts::Model>,
}

/// A row as the archive has it: the columns named, from the table's row and back.
macro_rules! rows {
    ($($(#[$doc:meta])* $name:ident of $table:ident {
        $($(#[$how:meta])* $field:ident: $type:ty),* $(,)?
    })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, Serialize, Deserialize)]
        pub(crate) struct $name {
            $($(#[$how])* pub(crate) $field: $type),*
        }

        impl From<$table::Model> for $name {
            fn from(row: $table::Model) -> Self {
                Self { $($field: row.$field),* }
            }
        }

        #[allow(clippy::needless_update, reason = "some of the tables have no other columns")]
        impl From<$name> for $table::ActiveModel {
            fn from(row: $name) -> Self {
                Self { $($field: Set(row.$field),)* ..Default::default() }
            }
        }
    )*};
}

rows! {
    /// The film itself.
    Project of projects {
        id: ProjectId,
        title: String,
        aspect_ratio: String,
        visual_style: Option<String>,
        active_branch_id: Option<BranchId>,
        provider: Option<String>,
        created_at: DateTimeUtc,
        updated_at: DateTimeUtc,
    }
    /// A line of work.
    Branch of branches {
        id: BranchId,
        project_id: ProjectId,
        parent_branch_id: Option<BranchId>,
        name: String,
        created_at: DateTimeUtc,
        updated_at: DateTimeUtc,
    }
    /// A numbered scene.
    Scene of scenes {
        id: SceneId,
        branch_id: BranchId,
        scene_number: i32,
        slug: String,
        heading: String,
        script_excerpt: Option<String>,
        expected_characters: values::Words,
        expected_location: Option<String>,
        expected_props: values::Words,
        is_deferred: bool,
        filled_at: Option<DateTimeUtc>,
        created_at: DateTimeUtc,
        updated_at: DateTimeUtc,
    }
    /// A character, location, prop or extra with its master image.
    Asset of assets {
        id: AssetId,
        project_id: ProjectId,
        branch_id: BranchId,
        name: String,
        asset_type: AssetType,
        description: String,
        image_key_url: Option<String>,
        storage_path: Option<String>,
        original_filename: Option<String>,
        file_size_bytes: Option<i64>,
        mime_type: Option<String>,
        width: Option<i32>,
        height: Option<i32>,
        sha256: Option<String>,
        thumbhash: Option<String>,
        locked: bool,
        source: AssetSource,
        #[serde(default)]
        next_attempt_number: i32,
        created_at: DateTimeUtc,
        updated_at: DateTimeUtc,
    }
    /// A job that ended.
    Job of jobs {
        id: JobId,
        project_id: ProjectId,
        branch_id: BranchId,
        scene_id: Option<SceneId>,
        scene_asset_instance_id: Option<InstanceId>,
        project_asset_id: AssetId,
        job_type: JobType,
        status: JobStatus,
        failure_stage: Option<FailureStage>,
        prompt: String,
        negative_prompt: Option<String>,
        reference_snapshot: Option<Json>,
        width: Option<i32>,
        height: Option<i32>,
        seed: Option<i64>,
        provider: String,
        attempt_count: i32,
        retry_count: i32,
        max_retries: i32,
        run_after: DateTimeUtc,
        error_code: Option<JobErrorCode>,
        error_message: Option<String>,
        estimated_cost: Option<Decimal>,
        cost_credits: Option<Decimal>,
        provider_metadata: Option<Json>,
        queued_at: DateTimeUtc,
        processing_at: Option<DateTimeUtc>,
        generating_at: Option<DateTimeUtc>,
        uploading_at: Option<DateTimeUtc>,
        completed_at: Option<DateTimeUtc>,
        failed_at: Option<DateTimeUtc>,
        cancelled_at: Option<DateTimeUtc>,
        created_at: DateTimeUtc,
        updated_at: DateTimeUtc,
    }
}

/// The name of a picture's entry is its path in the store; what has no such name is none of ours.
pub(crate) fn is_ours(name: &str) -> bool {
    name == MANIFEST || crate::storage::StorageKey::parse(name).is_ok()
}

/// The media type of a picture's bytes.
pub(crate) fn kind(bytes: &[u8]) -> Option<&'static str> {
    images::Format::sniff(bytes).map(images::Format::content_type)
}

/// A transaction in which every statement sees the same moment, and none writes.
pub(crate) async fn moment(ctx: &crate::ctx::Ctx) -> Result<DatabaseTransaction> {
    let conn = ctx.db.read();
    let begun = match ctx.db.backend() {
        // On SQLite every transaction is of one moment.
        DbBackend::Sqlite => conn.begin().await,
        _ => {
            let (level, mode) = (IsolationLevel::RepeatableRead, AccessMode::ReadOnly);
            conn.begin_with_config(Some(level), Some(mode)).await
        }
    };
    Ok(begun?)
}

/// Does what blocks off the threads that serve.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(Error::internal)?
}
