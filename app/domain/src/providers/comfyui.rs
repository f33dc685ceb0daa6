//! An editor's own ComfyUI, with the editor's own workflow.
//!
//! A prompt is known there by the id of its job. Whoever asks again, after a fault or a restart, looks for it first and
//! goes on watching it, so that nothing is drawn twice; but only where it asks for the very same picture.
//!
//! `graph` is the workflow, `api` what ComfyUI can be asked, `answer` what it says, `watch` waits for the end, `socket`
//! and `meter` tell how far it is until then.

mod answer;
mod api;
mod graph;
mod meter;
mod settings;
mod socket;
mod watch;

use super::{
    Bounds, Calls, Capabilities, Drawn, Freely, ImageProvider, Progress, ProviderError, Request,
    Unwanted,
    config::{Config, Shown},
    wire::unusable,
};
use crate::{
    error::Error,
    images,
    model::{
        ids::JobId,
        kinds::{JobErrorCode, ProviderKind},
    },
};
use answer::{permanent, temporary};
use api::{Api, Known};
use async_trait::async_trait;
use bytes::Bytes;
use graph::Graph;
use meter::Meter;
use serde_json::{Value, json};
use settings::Settings;
use sha2::{Digest, Sha256};
use socket::Socket;
use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

/// How long the ending of a prompt may take.
const ENDING: Duration = Duration::from_secs(10);
/// The side in pixels to which a picture is made small when only its soundness is looked at.
const LOOK: u32 = 64;

/// A provider of the kind `comfyui`.
pub struct ComfyUi {
    config: Config,
    settings: Settings,
    api: Api,
    /// Prompts that go by another id than their job's.
    renamed: Mutex<HashMap<JobId, String>>,
}

impl ComfyUi {
    /// The provider that the settings describe. Error: a sentence that says which setting does not do.
    pub fn new(config: Config) -> Result<Self, String> {
        Ok(Self {
            settings: Settings::read(&config)?,
            api: Api::new(&config)?,
            renamed: Mutex::default(),
            config,
        })
    }

    /// The workflow for as many references. One that wants a reference and has none would draw from the picture that
    /// its file names, which is of something else.
    fn graph(&self, references: usize) -> Result<&Graph, ProviderError> {
        let Settings { graph, bare, .. } = &self.settings;
        if references > 0 || graph.references() == 0 {
            return Ok(graph);
        }
        bare.as_ref().ok_or_else(|| {
            permanent(
                "The workflow of this provider draws from a reference picture, and none is in force here. Choose a \
                 reference, or name another workflow with the option without_reference."
                    .into(),
            )
            .unpaid()
        })
    }

    /// Puts the references where the workflow finds them; their names there.
    async fn upload(&self, request: &Request, places: usize) -> Result<Vec<String>, ProviderError> {
        let mut names = Vec::new();
        for reference in request.references.iter().take(places) {
            let png = images::fitted(reference.bytes.clone(), self.settings.max_side).await;
            let png = png.map_err(unusable)?;
            let sha256 = format!("{:x}", Sha256::digest(&png));
            names.push(self.api.upload(png, &sha256).await?);
        }
        Ok(names)
    }

    /// Whether a prompt is there already that draws this very picture. What failed before is cleared away, as is what
    /// was drawn from other words or another reference.
    async fn taken_up(
        &self,
        id: &str,
        graph: &Graph,
        workflow: &Value,
    ) -> Result<bool, ProviderError> {
        match self.api.look(id).await? {
            Known::Nothing => Ok(false),
            Known::Open(theirs) if graph.same(workflow, &theirs) => Ok(true),
            Known::Open(_) => {
                self.api.end(id, &Freely).await?;
                Err(temporary(
                    "An older request for this picture is being ended in ComfyUI first.",
                ))
            }
            Known::Ended(entry)
                if graph.same(workflow, &entry["prompt"][2])
                    && answer::outcome(&entry, graph).is_ok() =>
            {
                Ok(true)
            }
            Known::Ended(_) => self.api.forget(id).await.map(|()| false),
        }
    }

    /// Draws, in whatever time it takes.
    async fn drawn(
        &self,
        request: &Request,
        progress: &Progress,
        calls: &dyn Calls,
    ) -> Result<Drawn, ProviderError> {
        let graph = self.graph(request.references.len())?;
        let pictures = self.upload(request, graph.references()).await;
        let pictures = pictures.map_err(ProviderError::unpaid)?;
        let size = self.settings.size(request.width, request.height);
        let workflow = graph.filled(request, &pictures, size);
        let mut id = self.id(request.job);
        let taken_up = self.taken_up(&id, graph, &workflow).await;
        let taken_up = taken_up.map_err(ProviderError::unpaid)?;
        let client = request.job.to_string();
        let socket = Socket::open(&self.api, &client).await;
        if !taken_up {
            calls.another().await?;
            id = self.api.submit(&client, &workflow, graph).await?;
            self.remember(request.job, &id);
        }
        let meter = Meter::new(&id, graph, progress);
        let ended = self.ended(&id, graph, socket, meter).await;
        let (filename, bytes) = ended.map_err(ProviderError::paid)?;
        Ok(Drawn {
            bytes,
            cost: Some(self.config.price.of(pictures.len())),
            metadata: json!({ "promptId": id, "takenUp": taken_up, "filename": filename }),
        })
    }

    /// The picture of a prompt that is drawn now, with its name.
    async fn ended(
        &self,
        id: &str,
        graph: &Graph,
        socket: Socket,
        meter: Meter<'_>,
    ) -> Result<(String, Bytes), ProviderError> {
        let entry = watch::ended(&self.api, id, socket, meter, self.settings.pause).await?;
        let place = answer::outcome(&entry, graph)?;
        let bytes = self.api.view(&place).await;
        if useless(&bytes).await {
            // Whoever tries again shall not be given the same once more.
            self.clear(id).await;
        }
        Ok((place.filename, bytes?))
    }

    /// What the prompt of a job is called in ComfyUI.
    fn id(&self, job: JobId) -> String {
        let renamed = self.renamed.lock().unwrap_or_else(PoisonError::into_inner);
        renamed
            .get(&job)
            .cloned()
            .unwrap_or_else(|| job.to_string())
    }

    /// Takes a prompt out of the history where that is no condition for going on.
    async fn clear(&self, id: &str) {
        if let Err(error) = self.api.forget(id).await {
            tracing::warn!(prompt = id, %error, "a useless prompt stays in ComfyUI's history");
        }
    }

    /// Keeps a name that ComfyUI gave instead of ours.
    fn remember(&self, job: JobId, id: &str) {
        let mut renamed = self.renamed.lock().unwrap_or_else(PoisonError::into_inner);
        if id == job.to_string() {
            renamed.remove(&job);
        } else {
            renamed.insert(job, id.to_owned());
        }
    }
}

#[async_trait]
impl ImageProvider for ComfyUi {
    fn capabilities(&self) -> Capabilities {
        let host = self.config.host();
        Capabilities {
            name: self.config.name.clone(),
            kind: ProviderKind::ComfyUi,
            label: match &self.config.model {
                Some(model) => format!("{model} in ComfyUI at {host}"),
                None => format!("ComfyUI at {host}"),
            },
            references: self.settings.graph.references(),
            // What a reference is for and how much it counts, is built into the workflow.
            roles: false,
            weights: false,
            max_side: self.settings.max_side,
            seeds: self.settings.all_have(Graph::seeds),
            negative: self.settings.all_have(Graph::negative),
            progress: true,
            cost: self.config.price.picture,
            reference_cost: self.config.price.reference,
        }
    }

    fn bounds(&self) -> Bounds {
        self.config.bounds()
    }

    fn shown(&self) -> Shown {
        self.config.shown()
    }

    async fn draw(&self, request: Request, progress: &Progress) -> Result<Drawn, ProviderError> {
        self.draw_or_take_up(request, progress, &Freely).await
    }

    async fn draw_or_take_up(
        &self,
        request: Request,
        progress: &Progress,
        calls: &dyn Calls,
    ) -> Result<Drawn, ProviderError> {
        let drawn = self.drawn(&request, progress, calls);
        self.api.within(drawn).await
    }

    fn resumes(&self) -> bool {
        true
    }

    async fn end(&self, job: JobId) {
        self.end_unwanted(job, &Freely).await;
    }

    async fn end_unwanted(&self, job: JobId, unwanted: &dyn Unwanted) {
        let id = self.id(job);
        match tokio::time::timeout(ENDING, self.api.end(&id, unwanted)).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%job, %error, "a prompt could not be ended"),
            Err(_) => tracing::warn!(%job, "ComfyUI was too slow to end a prompt"),
        }
    }

    async fn test(&self) -> Result<String, ProviderError> {
        let comfy = answer::introduced(&self.api.stats().await?);
        let classes = self.settings.classes();
        let mut missing = Vec::new();
        for class in &classes {
            if !self.api.knows(class).await? {
                missing.push(*class);
            }
        }
        if missing.is_empty() {
            let count = classes.len();
            return Ok(format!(
                "{comfy} is there, and has all {count} kinds of node of the workflow."
            ));
        }
        Err(permanent(format!(
            "{comfy} is there, but it has no nodes of the kind {}. Install what brings them, or change the workflow.",
            missing.join(", ")
        )))
    }
}

/// Whether a picture is none, and will be none whenever it is fetched again.
async fn useless(bytes: &Result<Bytes, ProviderError>) -> bool {
    match bytes {
        Err(error) => error.code == JobErrorCode::Permanent,
        Ok(bytes) => matches!(
            images::decode_rgb(bytes.clone(), LOOK).await,
            Err(Error::Unsupported(_) | Error::Undecodable(_) | Error::TooLarge(_))
        ),
    }
}
