//! The asset that is open in the panel: its pictures, its jobs, and what they start from.

use super::Picture;
use crate::model::{ids::*, kinds::*, views::*};
use serde::{Deserialize, Serialize};

/// One picture of the reference chain.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ReferenceView {
    /// The master, or an earlier scene's picture.
    pub source: ReferenceSource,
    /// The picture's address.
    pub image_url: String,
    /// The earlier scene's number.
    pub scene_number: Option<i32>,
    /// The instance in the earlier scene.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instance_id: Option<InstanceId>,
    /// Whether generation starts from it.
    pub active: bool,
    /// Whether its bytes are ours, without which it is not sent.
    #[serde(skip)]
    pub ours: bool,
    /// The attempt that is selected there, to compare with.
    #[serde(skip)]
    pub attempt: Option<AttemptId>,
    /// The picture's blurred likeness, in base64.
    #[serde(skip)]
    pub thumbhash: Option<String>,
}

/// The asset that is open in the editor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EditorView {
    /// The asset in this scene.
    pub asset: OpenAsset,
    /// The live history, newest first.
    pub attempts: Vec<Shot>,
    /// What can still be restored, last removed first.
    pub removed: Vec<Shot>,
    /// Open jobs, and those that failed since the last picture; newest first.
    pub jobs: Vec<JobShown>,
    /// The reference chain, master first.
    pub references: Vec<ReferenceView>,
    /// What is sent beside the reference in force, in that order.
    pub extras: Vec<ExtraView>,
    /// What else could be: by kind, then by name.
    pub pickable: Vec<Pickable>,
    /// The descriptions that were kept, newest first.
    pub versions: Vec<DescriptionVersion>,
}

/// An asset of the film whose look can be sent as well.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pickable {
    /// The asset.
    pub asset_id: AssetId,
    /// Its name.
    pub name: String,
    /// Its kind.
    pub asset_type: AssetType,
}

/// The asset in this scene, as far as the editor shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OpenAsset {
    /// The asset in this scene.
    pub instance: InstanceId,
    /// Its name.
    pub name: String,
    /// Its kind.
    pub asset_type: AssetType,
    /// How it looks here.
    pub description: String,
    /// Whether that is said for this scene alone, not by the master.
    pub described_here: bool,
    /// Its status tags.
    pub tags: Vec<String>,
    /// Whether the next scene takes it over.
    pub carry_forward: bool,
    /// Whether it refuses changes.
    pub locked: bool,
    /// Whether it takes its master unchanged.
    pub as_is: bool,
    /// Why it needs no picture.
    pub waived_reason: Option<String>,
    /// Whether its picture was made from a reference that shows something else now.
    pub stale: bool,
    /// What happened to its chosen reference, if something did.
    pub reference_note: Option<String>,
    /// How strongly the reference in force counts, from 0 to 1.
    pub reference_weight: f64,
    /// What must not be seen, as it was said last.
    pub negative: Option<String>,
}

/// An attempt, as far as the panel shows it. Times are milliseconds since 1970, in UTC.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Shot {
    /// Its key.
    pub id: AttemptId,
    /// Its number in the history.
    pub number: i32,
    /// The picture, with its place's likeness.
    pub picture: Picture,
    /// Pixels across and down.
    pub size: Option<(i32, i32)>,
    /// Bytes of the file.
    pub bytes: Option<i64>,
    /// How it came to be.
    pub source: AttemptSource,
    /// Whether it is the one.
    pub selected: bool,
    /// The job that made it.
    pub job: Option<JobId>,
    /// The words that were sent.
    pub prompt: Option<String>,
    /// What was told not to be seen.
    pub negative: Option<String>,
    /// The reference that was sent.
    pub reference: Option<ShotReference>,
    /// What else was sent.
    pub others: Vec<OtherReference>,
    /// Who drew it, and from which seed.
    pub provider: Option<String>,
    /// Where chance started from.
    pub seed: Option<i64>,
    /// Ten-thousandths of a credit.
    pub cost: Option<i64>,
    /// The name of the uploaded file.
    pub filename: Option<String>,
    /// When it was made.
    pub made: i64,
    /// When it left the history.
    pub removed: Option<i64>,
}

/// The reference that an attempt started from, as far as the panel shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ShotReference {
    /// The scene that it came from; none means the master.
    pub scene_number: Option<i32>,
    /// The attempt that was selected there.
    pub attempt: Option<AttemptId>,
    /// SHA-256 of the bytes sent, in hexadecimal.
    pub sha256: String,
    /// How strongly it counted, from 0 to 1.
    pub weight: f64,
    /// Whether the attempt is that very picture, taken over and not drawn here.
    pub inherited: bool,
}

/// A job, as far as the panel shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JobShown {
    /// Its key.
    pub id: JobId,
    /// Where it stands.
    pub status: JobStatus,
    /// How far it is, in percent, where the provider says so.
    pub progress: Option<i32>,
    /// Who draws.
    pub provider: String,
    /// Why it failed, or failed last.
    pub message: Option<String>,
    /// The class of that.
    pub code: Option<JobErrorCode>,
}
