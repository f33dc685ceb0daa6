//! What the page of the film's assets shows: its data, whole.

use super::{
    ids::*,
    kinds::*,
    panel::{JobShown, Picture, ProviderChoice, RunningView},
    views::ProjectView,
};
use serde::{Deserialize, Serialize};

/// The assets of a film's active branch with their masters.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MastersView {
    /// The film.
    pub project: ProjectView,
    /// What the reader may do in it.
    pub role: ProjectRole,
    /// Its assets: by kind, then by name.
    pub cast: Vec<CastRow>,
    /// The one that is open.
    pub open: Option<OpenMaster>,
    /// Everybody who can draw, by name.
    pub providers: Vec<ProviderChoice>,
    /// The work under way.
    pub running: RunningView,
    /// The last event that this view has in it; what follows arrives from there.
    pub seen: u64,
    /// When it was made, in milliseconds since 1970.
    pub now: i64,
}

/// One asset in the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CastRow {
    /// The asset.
    pub asset: AssetId,
    /// Its name.
    pub name: String,
    /// Its kind, which is its group.
    pub asset_type: AssetType,
    /// Its master.
    pub picture: Option<Picture>,
    /// Whether its master refuses changes.
    pub locked: bool,
    /// Scenes in which it stands or is sent along.
    pub scenes: usize,
    /// The open job of its master, if one waits or runs.
    pub running: Option<JobStatus>,
}

/// The asset that is open.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OpenMaster {
    /// The asset.
    pub asset: AssetId,
    /// Its name.
    pub name: String,
    /// Its kind.
    pub asset_type: AssetType,
    /// How it looks, where no scene says otherwise.
    pub description: String,
    /// Whether it refuses changes.
    pub locked: bool,
    /// The live history of its master, newest first.
    pub attempts: Vec<MasterShot>,
    /// What can still be restored, last removed first.
    pub removed: Vec<MasterShot>,
    /// Open jobs of its master, and the last one if it failed since the newest picture; newest first.
    pub jobs: Vec<JobShown>,
    /// What was not to be seen when that was said last.
    pub negative: Option<String>,
    /// The scenes that use it, by number.
    pub uses: Vec<MasterUse>,
}

/// A picture in a master's history, as far as the page shows it. Times are milliseconds since 1970, in UTC.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MasterShot {
    /// Its key.
    pub id: MasterAttemptId,
    /// Its number in the history.
    pub number: i32,
    /// The picture, with its place's likeness.
    pub picture: Picture,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: Option<String>,
    /// Pixels across and down.
    pub size: Option<(i32, i32)>,
    /// Bytes of the file.
    pub bytes: Option<i64>,
    /// How it came to be.
    pub source: AttemptSource,
    /// Whether it is the master.
    pub selected: bool,
    /// The job that made it.
    pub job: Option<JobId>,
    /// The words that were sent.
    pub prompt: Option<String>,
    /// What was told not to be seen.
    pub negative: Option<String>,
    /// Who drew it.
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

/// A scene that uses an asset.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MasterUse {
    /// The scene.
    pub scene: SceneId,
    /// Its number.
    pub number: i32,
    /// Its heading.
    pub heading: String,
    /// The asset in it, or the one that it is sent along with.
    pub instance: InstanceId,
    /// Whether it is only sent along with another asset there.
    pub along: bool,
}

/// The address of the page, with an asset open where one is named.
pub fn address(project: ProjectId, open: Option<AssetId>) -> String {
    match open {
        Some(asset) => format!("/projects/{project}/assets?asset={asset}"),
        None => format!("/projects/{project}/assets"),
    }
}
