//! What the pages show: each shape is one page's data, whole.

mod editor;
mod list;

pub use editor::{EditorView, JobShown, OpenAsset, Pickable, ReferenceView, Shot, ShotReference};
pub use list::{AssetRow, Filter};

use super::{ids::*, kinds::*, paths::*, sending::Takes};
use serde::{Deserialize, Serialize};

/// A picture with what its place needs before it has loaded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Picture {
    /// Its address; `?w=` scales it.
    pub url: String,
    /// Its blurred likeness, in base64.
    pub thumbhash: Option<String>,
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
    /// Ten-thousandths of a credit that a picture is expected to cost, from words alone.
    pub price: i64,
    /// As many more for each reference picture that is sent.
    pub reference_cost: i64,
    /// Reference pictures that it takes at most.
    pub references: usize,
    /// Whether each of them can be given a role.
    pub roles: bool,
    /// Whether the weight of one counts.
    pub weights: bool,
    /// Whether it takes what must not be seen.
    pub negative: bool,
    /// Whether equal seeds give equal pictures.
    pub seeds: bool,
    /// Whether it takes a reference at all, or draws from words alone.
    pub takes_reference: bool,
    /// Whether it draws in this film unless another is chosen.
    pub chosen: bool,
}

impl ProviderChoice {
    /// What it makes something of.
    pub fn takes(&self) -> Takes {
        Takes {
            references: self.references,
            roles: self.roles,
            weights: self.weights,
            negative: self.negative,
        }
    }

    /// Ten-thousandths of a credit that a picture is expected to cost where there are so many references to be sent.
    pub fn price_of(&self, references: usize) -> i64 {
        let sent = i64::try_from(references.min(self.references)).unwrap_or_default();
        self.price + self.reference_cost * sent
    }
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
    /// Ten-thousandths of a credit that they are expected to cost together.
    pub cost: i64,
}
