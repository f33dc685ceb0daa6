//! Who can draw: the trait that every image provider stands behind, and the ones there are.

#[cfg(feature = "testing")]
pub mod fake;
pub mod sketch;

use crate::{
    error::{Error, Result},
    model::kinds::{AssetType, JobErrorCode},
};
use async_trait::async_trait;
use bytes::Bytes;
use std::{collections::BTreeMap, sync::Arc, time::Duration};

/// What a provider can do, as data: the panel offers exactly this.
#[derive(Clone, Debug, PartialEq)]
pub struct Capabilities {
    /// Its name in settings and records.
    pub name: &'static str,
    /// What it is, for people.
    pub label: &'static str,
    /// Reference pictures that it takes at most.
    pub references: usize,
    /// The longest side in pixels that it draws.
    pub max_side: u32,
    /// Whether equal seeds give equal pictures.
    pub seeds: bool,
    /// Credits a picture.
    pub cost: f64,
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

    /// Draws one picture. `progress` takes the percentage where it is known. Dropping the future cancels.
    async fn draw(&self, request: Request, progress: &Progress) -> Result<Drawn, ProviderError>;
}

/// Where a provider says how far it is, in percent.
pub type Progress = tokio::sync::watch::Sender<i32>;

/// The providers that are configured, and the one that draws unless another is named.
#[derive(Clone)]
pub struct Providers {
    all: Arc<BTreeMap<&'static str, Arc<dyn ImageProvider>>>,
    default: &'static str,
}

impl Providers {
    /// These providers; the first is the default.
    pub fn new(first: Arc<dyn ImageProvider>, others: Vec<Arc<dyn ImageProvider>>) -> Self {
        let default = first.capabilities().name;
        let all = std::iter::once(first)
            .chain(others)
            .map(|one| (one.capabilities().name, one))
            .collect();
        Self {
            all: Arc::new(all),
            default,
        }
    }

    /// The built-in renderer alone.
    pub fn built_in() -> Self {
        Self::new(Arc::new(sketch::Sketch), Vec::new())
    }

    /// The provider of that name, or the default one.
    pub fn get(&self, name: Option<&str>) -> Result<&Arc<dyn ImageProvider>> {
        let name = name.unwrap_or(self.default);
        self.all.get(name).ok_or_else(|| {
            let known: Vec<_> = self.all.keys().copied().collect();
            Error::Invalid(format!(
                "No provider \"{name}\" is configured. There is: {}.",
                known.join(", ")
            ))
        })
    }
}
