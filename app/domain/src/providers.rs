//! Who can draw: the trait that every image provider stands behind, and the ones there are.

pub mod automatic1111;
mod calls;
pub mod comfyui;
pub mod config;
mod configured;
#[cfg(feature = "testing")]
pub mod fake;
pub mod gemini;
pub mod openai;
pub mod sketch;
pub mod wire;

use crate::model::{
    ids::JobId,
    kinds::{AssetType, JobErrorCode, ProviderKind},
};
use async_trait::async_trait;
use bytes::Bytes;
pub use calls::{Calls, Freely, Unwanted};
use config::{Config, Shown};
pub use configured::{Provider, Providers};
use std::{sync::Arc, time::Duration};

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
    /// Credits more for each reference picture that is sent along.
    pub reference_cost: f64,
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
            reference_cost: 0.0,
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
    /// Who or what it shows, as `Great hall`; empty where that is not known.
    pub name: String,
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
    /// Whether it certainly cost nothing. Where nobody knows, it counts as paid.
    pub free: bool,
}

impl ProviderError {
    /// A failure of the given class. Whoever is told to wait, or whose key is refused, was not served.
    pub fn new(code: JobErrorCode, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            retry_after: None,
            free: matches!(code, JobErrorCode::RateLimit | JobErrorCode::AuthError),
        }
    }

    /// The same where nothing was drawn: it was not asked for, or it was refused.
    pub fn unpaid(self) -> Self {
        Self { free: true, ..self }
    }

    /// The same where something may have been drawn before.
    pub fn paid(self) -> Self {
        Self {
            free: false,
            ..self
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

    /// The same where it may draw for the job already. Whoever [resumes](ImageProvider::resumes) goes on with that, and
    /// asks `calls` right before it makes a new call instead; of all others the one call is on record by then.
    async fn draw_or_take_up(
        &self,
        request: Request,
        progress: &Progress,
        _calls: &dyn Calls,
    ) -> Result<Drawn, ProviderError> {
        self.draw(request, progress).await
    }

    /// Ends what still runs at the provider for a job that was cancelled, as far as that can be done.
    async fn end(&self, _job: JobId) {}

    /// The same as long as nobody waits for it, which is asked right before each thing that ends something.
    async fn end_unwanted(&self, job: JobId, unwanted: &dyn Unwanted) {
        if unwanted.still().await {
            self.end(job).await;
        }
    }

    /// Whether it takes up what it still draws for a job that is begun again, so that the first call goes on instead of a
    /// second one being made.
    fn resumes(&self) -> bool {
        false
    }

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
