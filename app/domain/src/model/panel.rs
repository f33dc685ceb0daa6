//! What the pages show: each shape is one page's data, whole.

use super::{ids::*, kinds::*, paths::*, views::*};
use serde::{Deserialize, Serialize};

/// A picture with what its place needs before it has loaded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Picture {
    /// Its address; `?w=` scales it.
    pub url: String,
    /// Its blurred likeness, in base64.
    pub thumbhash: Option<String>,
}

/// One asset in the list of a scene.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AssetRow {
    /// The asset in this scene.
    pub instance: InstanceId,
    /// Its name.
    pub name: String,
    /// Its kind, which is its group.
    pub asset_type: AssetType,
    /// The selected picture.
    pub picture: Option<Picture>,
    /// Its status tags.
    pub tags: Vec<String>,
    /// The earlier scene that it was taken over from; none means from the master.
    pub from_scene: Option<i32>,
    /// Whether it refuses changes.
    pub locked: bool,
    /// Whether it takes its master unchanged.
    pub as_is: bool,
    /// The open job, if one waits or runs.
    pub running: Option<JobStatus>,
}

impl AssetRow {
    /// What is seen of it beside its name, as one text: another text, another row to draw.
    pub fn state_key(&self) -> String {
        let picture = self
            .picture
            .as_ref()
            .map(|picture| picture.url.as_str())
            .unwrap_or_default();
        let running = self.running.map(JobStatus::as_str).unwrap_or_default();
        let tags = self.tags.join("\n");
        format!(
            "{picture} {running} {} {} {:?} {}\n{tags}",
            self.locked, self.as_is, self.from_scene, self.name
        )
    }
}

/// One picture of the reference chain.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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
    /// Whether it refuses changes.
    pub locked: bool,
}

/// The scene, as far as the panel shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SceneHead {
    /// Its number.
    pub number: i32,
    /// Its heading.
    pub heading: String,
    /// Its part of the screenplay.
    pub script: String,
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
    /// The reference that was sent.
    pub reference: Option<ShotReference>,
    /// Who drew it, and from which seed.
    pub provider: Option<String>,
    /// Where chance started from.
    pub seed: Option<i64>,
    /// Hundredths of a credit.
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
    /// SHA-256 of the bytes sent, in hexadecimal.
    pub sha256: String,
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
}

/// The panel of a scene.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PanelView {
    /// Where it stands.
    pub path: ScenePath,
    /// The film's title.
    pub project_title: String,
    /// The film's shape, as `16:9`.
    pub aspect_ratio: String,
    /// The line of work.
    pub branch_name: String,
    /// The scene.
    pub scene: SceneHead,
    /// The scene before it, if any.
    pub previous: Option<SceneId>,
    /// The scene after it, if any.
    pub next: Option<SceneId>,
    /// Its assets: by kind, then by name.
    pub rows: Vec<AssetRow>,
    /// The one that is open.
    pub editor: Option<EditorView>,
    /// Jobs of the project that wait or run, and what they are expected to cost together.
    pub running: RunningView,
    /// The last event that this view has in it; what follows arrives from there.
    pub seen: u64,
    /// When it was made, in milliseconds since 1970, so that "2 min ago" is said the same on both sides.
    pub now: i64,
}

/// The work under way in a project.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RunningView {
    /// Jobs that wait or run.
    pub count: u64,
    /// Hundredths of a credit that they are expected to cost together.
    pub cost: i64,
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
}

/// The board of a film: assets × scenes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BoardView {
    /// The film.
    pub project: ProjectView,
    /// The line of work.
    pub branch_name: String,
    /// Its scenes by number: the columns.
    pub scenes: Vec<SceneView>,
    /// Its assets by kind and name: the rows.
    pub assets: Vec<BoardRow>,
    /// The work under way.
    pub running: RunningView,
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
    /// The picture that it made.
    pub picture: Option<Picture>,
}

/// The queue of a film.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct QueueView {
    /// The film.
    pub project: ProjectView,
    /// Its jobs, newest first.
    pub rows: Vec<QueueRow>,
    /// The work under way.
    pub running: RunningView,
}
