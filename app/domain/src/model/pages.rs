//! What the pages around the panel show: each shape is one page's data, whole.

use super::{
    ids::*,
    kinds::*,
    panel::{Picture, ProviderChoice, RunningView, SceneHead, Shot},
    paths::*,
    views::*,
};
use serde::{Deserialize, Serialize};

/// What a scene hands over to Stage 9.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HandoverView {
    /// Where it stands.
    pub path: ScenePath,
    /// The film.
    pub project: ProjectView,
    /// The line of work.
    pub branch_name: String,
    /// The scene.
    pub scene: SceneHead,
    /// Whether everything is ready.
    pub open: bool,
    /// Its assets: by kind, then by name.
    pub items: Vec<HandoverItem>,
    /// The work under way.
    pub running: RunningView,
}

/// One asset of the hand-over sheet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HandoverItem {
    /// The asset in the scene.
    pub instance: InstanceId,
    /// Its name.
    pub name: String,
    /// Its kind.
    pub asset_type: AssetType,
    /// How it looks here.
    pub description: String,
    /// Its status tags.
    pub tags: Vec<String>,
    /// Why it needs no picture.
    pub waived_reason: Option<String>,
    /// Whether it takes its master unchanged.
    pub as_is: bool,
    /// The picture that was decided on.
    pub shot: Option<Shot>,
}

/// A film on the first page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProjectCard {
    /// The film.
    pub project: ProjectView,
    /// A picture of it.
    pub picture: Option<Picture>,
    /// Scenes of its active branch.
    pub scenes: u64,
    /// Assets in scenes.
    pub instances: u64,
    /// Assets in scenes that have a picture.
    pub with_picture: u64,
    /// What the reader may do in it.
    pub role: ProjectRole,
    /// The name of who made it, where that is not the reader.
    pub maker: Option<String>,
}

/// The board of a film: assets × scenes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BoardView {
    /// The film.
    pub project: ProjectView,
    /// What the reader may do in it.
    pub role: ProjectRole,
    /// The line of work.
    pub branch_name: String,
    /// Its scenes by number: the columns.
    pub scenes: Vec<SceneView>,
    /// Its assets by kind and name: the rows.
    pub assets: Vec<BoardRow>,
    /// The work under way.
    pub running: RunningView,
    /// Everybody who can draw in it.
    pub providers: Vec<ProviderChoice>,
    /// The last event that this view has in it.
    pub seen: u64,
}

/// One asset's row on the board.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BoardRow {
    /// The asset.
    pub asset: AssetView,
    /// One place a scene, in the order of the scenes; none where the asset is not in it.
    pub cells: Vec<Option<BoardCell>>,
}

/// One asset in one scene on the board.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BoardCell {
    /// The asset in the scene.
    pub instance: InstanceId,
    /// Its selected picture.
    pub picture: Option<Picture>,
    /// Whether it takes its master unchanged.
    pub as_is: bool,
    /// Whether it refuses changes.
    pub locked: bool,
    /// Whether its picture was made from a reference that shows something else now.
    pub stale: bool,
    /// Whether no picture is needed.
    pub waived: bool,
    /// Whether a job waits or runs.
    pub running: bool,
}

/// One job in the queue's list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct QueueRow {
    /// The job.
    pub job: JobView,
    /// The asset's name.
    pub asset_name: String,
    /// The scene's number.
    pub scene_number: Option<i32>,
    /// Whether it draws an asset's master.
    pub is_master: bool,
    /// Where what it draws is seen; none where that is gone, or where the page shows another line of work.
    pub address: Option<String>,
    /// The picture that it made.
    pub picture: Option<Picture>,
}

/// The queue of a film.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct QueueView {
    /// The film.
    pub project: ProjectView,
    /// What the reader may do in it.
    pub role: ProjectRole,
    /// Its jobs, newest first.
    pub rows: Vec<QueueRow>,
    /// The work under way.
    pub running: RunningView,
}
