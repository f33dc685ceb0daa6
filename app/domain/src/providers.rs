//! Who can draw: the trait that every image provider stands behind, and the ones there are.

pub mod automatic1111;
pub mod comfyui;
pub mod config;
#[cfg(feature = "testing")]
pub mod fake;
pub mod gemini;
pub mod openai;
pub mod sketch;
pub mod wire;

use crate::{
    error::{Error, Result},
    model::{
        ids::JobId,
        kinds::{AssetType, JobErrorCode, ProviderKind},
    },
};
use async_trait::async_trait;
use bytes::Bytes;
use config::{Config, Shown};
use std::{collections::BTreeMap, ops::Deref, sync::Arc, time::Duration};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// What a provider can do, as data: the panel offers exactly this.
#[derive(Clone, Debug, PartialEq)]
pub struct Capabilities {
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
    /// The longest side in pixels that it draws.
    pub max_side: u32,
    /// Whether equal seeds give equal pictures.
    pub seeds: bool,
    /// Whether it takes what must not be seen.
    pub negative: bool,
    /// Whether it tells how far it is.
    pub progress: bool,
    /// Credits a picture.
    pub cost: f64,
}

impl Capabilities {
    /// Those of one that draws up to 2,048 pixels from words alone, for nothing.
    pub fn plain(kind: ProviderKind, name: &str, label: &str) -> Self {
        Self {
            name: name.to_owned(),
            kind,
            label: label.to_owned(),
            references: 0,
            roles: false,
            weights: false,
            max_side: 2_048,
            seeds: false,
            negative: false,
            progress: false,
            cost: 0.0,
        }
    }
}

/// What a provider's settings hold it to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bounds {
    /// Pictures that it draws at once.
    pub at_once: Option<usize>,
    /// The total time of one picture.
    pub timeout: Option<Duration>,
    /// Credits a calendar month at most.
    pub monthly_budget: Option<f64>,
    /// Credits a project at most.
    pub project_budget: Option<f64>,
}

/// A picture that drawing starts from.
#[derive(Clone, Debug)]
pub struct Reference {
    /// Its bytes: PNG, JPEG or WebP.
    pub bytes: Bytes,
    /// What it stands for, as `identity`.
    pub role: String,
    /// How strongly it counts, from 0 to 1.
    pub weight: f64,
}

/// What a provider is asked for.
#[derive(Clone, Debug)]
pub struct Request {
    /// The job, by which a provider that can do so knows its work again.
    pub job: JobId,
    /// The assembled prompt.
    pub prompt: String,
    /// What must not be seen.
    pub negative_prompt: Option<String>,
    /// The asset's name, for providers that work from parts instead of the prompt.
    pub name: String,
    /// Its kind.
    pub asset_type: AssetType,
    /// The effective description.
    pub description: String,
    /// The status tags.
    pub tags: Vec<String>,
    /// The project's visual style.
    pub visual_style: String,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// Where chance starts from.
    pub seed: i64,
    /// What drawing starts from, the most important first.
    pub references: Vec<Reference>,
}

/// What a provider answers.
#[derive(Clone, Debug)]
pub struct Drawn {
    /// The picture's bytes, not yet trusted.
    pub bytes: Bytes,
    /// What it cost in credits, if the provider says so.
    pub cost: Option<f64>,
    /// The provider's own record of it.
    pub metadata: serde_json::Value,
}

/// Why a provider did not draw.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ProviderError {
    /// The class, which decides whether the job is tried again.
    pub code: JobErrorCode,
    /// The provider's words.
    pub message: String,
    /// How long the provider asks to be left alone.
    pub retry_after: Option<Duration>,
}

impl ProviderError {
    /// A failure of the given class.
    pub fn new(code: JobErrorCode, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            retry_after: None,
        }
    }
}

/// Draws pictures.
#[async_trait]
pub trait ImageProvider: Send + Sync {
    /// What it can do.
    fn capabilities(&self) -> Capabilities;

    /// What it is held to.
    fn bounds(&self) -> Bounds {
        Bounds::default()
    }

    /// What may be shown of its settings.
    fn shown(&self) -> Shown {
        Shown::default()
    }

    /// Draws one picture. `progress` takes the percentage where it is known. Dropping the future gives up waiting;
    /// what runs at the provider is ended by [`ImageProvider::end`].
    async fn draw(&self, request: Request, progress: &Progress) -> Result<Drawn, ProviderError>;

    /// Ends what still runs at the provider for a job that was cancelled, as far as that can be done.
    async fn end(&self, _job: JobId) {}

    /// Whether it would draw: a sentence with its own answer.
    async fn test(&self) -> Result<String, ProviderError>;
}

/// Where a provider says how far it is, in percent.
pub type Progress = tokio::sync::watch::Sender<i32>;

/// The provider that a table of the settings describes. `env` looks up a variable of the environment. Error: a sentence
/// that names the provider and the setting.
pub fn from_table(
    name: &str,
    table: &serde_json::Map<String, serde_json::Value>,
    env: impl Fn(&str) -> Option<String>,
) -> Result<Arc<dyn ImageProvider>, String> {
    let config = Config::parse(name, table, env)?;
    Ok(match config.kind {
        ProviderKind::OpenAi => Arc::new(openai::OpenAi::new(config)?),
        ProviderKind::Gemini => Arc::new(gemini::Gemini::new(config)?),
        ProviderKind::ComfyUi => Arc::new(comfyui::ComfyUi::new(config)?),
        ProviderKind::Automatic1111 => Arc::new(automatic1111::Automatic1111::new(config)?),
        ProviderKind::Sketch | ProviderKind::Fake => {
            return Err(format!(
                "\"{}\" is no kind that can be set up.",
                config.kind
            ));
        }
    })
}

/// A provider with room for as many pictures as it draws at once.
#[derive(Clone)]
pub struct Provider {
    drawing: Arc<dyn ImageProvider>,
    room: Option<Arc<Semaphore>>,
    testing: Arc<Semaphore>,
}

impl Deref for Provider {
    type Target = dyn ImageProvider;
    fn deref(&self) -> &Self::Target {
        &*self.drawing
    }
}

impl Provider {
    fn new(drawing: Arc<dyn ImageProvider>) -> Self {
        let at_once = drawing.bounds().at_once;
        let room = at_once.map(|count| Arc::new(Semaphore::new(count.max(1))));
        Self {
            drawing,
            room,
            testing: Arc::new(Semaphore::new(1)),
        }
    }

    /// Waits for room. What comes back is held while it draws.
    pub async fn room(&self) -> Option<OwnedSemaphorePermit> {
        // The semaphore is never closed.
        self.room.clone()?.acquire_owned().await.ok()
    }

    /// The right to test it, which one has at a time; held while it is tested.
    pub fn to_be_tested(&self) -> Option<OwnedSemaphorePermit> {
        self.testing.clone().try_acquire_owned().ok()
    }
}

/// The providers that are configured, and the one that draws unless another is named.
#[derive(Clone)]
pub struct Providers {
    all: Arc<BTreeMap<String, Provider>>,
    default: Arc<str>,
}

impl Providers {
    /// These providers; the first is the default.
    pub fn new(first: Arc<dyn ImageProvider>, others: Vec<Arc<dyn ImageProvider>>) -> Self {
        let default = first.capabilities().name;
        let all = std::iter::once(first)
            .chain(others)
            .map(|one| (one.capabilities().name, Provider::new(one)))
            .collect();
        Self {
            all: Arc::new(all),
            default: default.into(),
        }
    }

    /// The built-in renderer alone.
    pub fn built_in() -> Self {
        Self::new(Arc::new(sketch::Sketch), Vec::new())
    }

    /// The same with another default. None where there is none of that name.
    pub fn led_by(self, name: &str) -> Option<Self> {
        self.all.contains_key(name).then(|| Self {
            default: name.into(),
            ..self.clone()
        })
    }

    /// The names of all, in order of the alphabet.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.all.keys().map(String::as_str)
    }

    /// The provider of that name, or the default one.
    pub fn get(&self, name: Option<&str>) -> Result<&Provider> {
        let name = name.unwrap_or(&self.default);
        self.all.get(name).ok_or_else(|| {
            let known: Vec<_> = self.names().collect();
            Error::Invalid(format!(
                "No provider \"{name}\" is configured. There is: {}.",
                known.join(", ")
            ))
        })
    }
}
