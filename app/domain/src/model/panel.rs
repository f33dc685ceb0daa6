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
    /// Whether the next scene takes it over.
    pub carry_forward: bool,
    /// Whether its picture was made from a reference that shows something else now.
    pub stale: bool,
    /// Whether no picture is needed.
    pub waived: bool,
    /// Whether Stage 9 has nothing to wait for here.
    pub ready: bool,
    /// The open job, if one waits or runs.
    pub running: Option<JobStatus>,
}

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
    /// The descriptions that were kept, newest first.
    pub versions: Vec<DescriptionVersion>,
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
    /// The attempt that was selected there.
    pub attempt: Option<AttemptId>,
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

/// What a scene is filtered by.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Filter {
    /// Letters of the name or of a tag.
    pub words: String,
    /// One of these kinds, if any is named.
    pub kinds: Vec<AssetType>,
    /// Each of these tags.
    pub tags: Vec<String>,
    /// Each of these states.
    pub only: Vec<Only>,
}

impl Filter {
    /// Whether anything is filtered beside the search.
    pub fn narrows(&self) -> bool {
        !(self.kinds.is_empty() && self.tags.is_empty() && self.only.is_empty())
    }

    /// Whether a row is shown.
    pub fn takes(&self, row: &AssetRow) -> bool {
        let sought = self.words.trim().to_lowercase();
        let named = |text: &str| text.to_lowercase().contains(&sought);
        let is = |only: &Only| match only {
            Only::WithoutPicture => row.picture.is_none(),
            Only::AsIs => row.as_is,
            Only::CarryForward => row.carry_forward,
            Only::ReferenceChanged => row.stale,
        };
        (sought.is_empty() || named(&row.name) || row.tags.iter().any(|tag| named(tag)))
            && (self.kinds.is_empty() || self.kinds.contains(&row.asset_type))
            && self.tags.iter().all(|tag| row.tags.contains(tag))
            && self.only.iter().all(is)
    }
}

/// A bulk run of a scene that is not over yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunShown {
    /// Its name.
    pub run: String,
    /// Jobs that ended.
    pub done: usize,
    /// Jobs in all.
    pub all: usize,
}

/// An asset of the film that is not in the scene.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Addable {
    /// The asset.
    pub asset: AssetId,
    /// Its name.
    pub name: String,
    /// Its kind.
    pub asset_type: AssetType,
    /// Its master image.
    pub picture: Option<Picture>,
}

/// What a scene was filled with by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilledView {
    /// The earlier scene that was taken over.
    pub from_scene: Option<i32>,
    /// Assets taken over from it.
    pub inherited: usize,
    /// Assets found by the names that the screenplay expects.
    pub matched: usize,
    /// All of them.
    pub instances: Vec<InstanceId>,
}

/// A provider that the reader may choose.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProviderChoice {
    /// Its name in settings and records.
    pub name: String,
    /// What it is, for people.
    pub label: String,
    /// Hundredths of a credit that a picture is expected to cost.
    pub price: i64,
    /// Reference pictures that it takes at most.
    pub references: usize,
    /// Whether equal seeds give equal pictures.
    pub seeds: bool,
    /// Whether it takes a reference at all, or draws from words alone.
    pub takes_reference: bool,
    /// Whether it draws in this film unless another is chosen.
    pub chosen: bool,
}

/// The panel of a scene.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PanelView {
    /// Where it stands.
    pub path: ScenePath,
    /// What the reader may do in the film.
    pub role: ProjectRole,
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
    /// The scene after it, if any, with its number.
    pub next: Option<(SceneId, i32)>,
    /// Its assets: by kind, then by name.
    pub rows: Vec<AssetRow>,
    /// The one that is open.
    pub editor: Option<EditorView>,
    /// What the scene was filled with just now, if it was.
    pub filled: Option<FilledView>,
    /// Assets of the film that are not in the scene: by kind, then by name.
    pub addable: Vec<Addable>,
    /// The tags of the film, most used first.
    pub known_tags: Vec<String>,
    /// The bulk run under way.
    pub run: Option<RunShown>,
    /// Hundredths of a credit that a picture is expected to cost, unless another provider is chosen for it.
    pub price: i64,
    /// Everybody who can draw, by name.
    pub providers: Vec<ProviderChoice>,
    /// Jobs of the project that wait or run, and what they are expected to cost together.
    pub running: RunningView,
    /// The last event that this view has in it; what follows arrives from there.
    pub seen: u64,
    /// When it was made, in milliseconds since 1970.
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
