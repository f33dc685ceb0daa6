//! Stable Diffusion behind the web UI of AUTOMATIC1111, or one of the programs that speak as it does. It draws one
//! picture after another and tells how far it is. `options` reads the settings, `answer` what comes back.

mod answer;
mod options;

use super::{
    Bounds, Capabilities, Drawn, ImageProvider, Progress, ProviderError, Reference, Request,
    config::{Config, Shown},
    wire::{MAX_JSON, Wire, unusable},
};
use crate::{
    images,
    model::{ids::JobId, kinds::ProviderKind},
};
use async_trait::async_trait;
use base64::{Engine, prelude::BASE64_STANDARD};
use options::Options;
use reqwest::RequestBuilder;
use serde_json::{Value, json};
use std::{
    convert::Infallible,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// Bytes of what is told of a drawing at most.
const MAX_TOLD: usize = 1024 * 1024;
/// How often it is asked how far it is.
const LOOK: Duration = Duration::from_secs(1);
/// How long ending a drawing may take.
const ENDING: Duration = Duration::from_secs(5);
/// After how many times the time of one picture a call that nobody ended is none any more.
const FORGOTTEN: u32 = 2;
/// The least that is drawn anew over a reference, however much that weighs: at nothing at all the reference itself
/// would come back, whatever the words say.
const LEAST_DENOISING: f64 = 0.3;

/// A provider of the kind `automatic1111`.
pub struct Automatic1111 {
    config: Config,
    wire: Wire,
    options: Options,
    calls: Mutex<Vec<(JobId, Instant)>>,
}

impl Automatic1111 {
    /// The provider that the settings describe. Error: a sentence that says which setting does not do.
    pub fn new(config: Config) -> Result<Self, String> {
        config.only(&Options::KNOWN)?;
        let refused =
            |why: String| format!("The provider \"{}\" cannot be set up: {why}", config.name);
        if config.key.is_some() && config.user.is_none() {
            return Err(refused(
                "user names the one whose password the key is.".to_owned(),
            ));
        }
        Ok(Self {
            wire: Wire::new(&config)?,
            options: Options::read(&config.options).map_err(refused)?,
            calls: Mutex::default(),
            config,
        })
    }

    fn get(&self, path: &str) -> Result<RequestBuilder, ProviderError> {
        let url = self.wire.url(&format!("sdapi/v1/{path}"))?;
        Ok(self.signed(self.wire.get(url)))
    }

    fn post(&self, path: &str) -> Result<RequestBuilder, ProviderError> {
        let url = self.wire.url(&format!("sdapi/v1/{path}"))?;
        Ok(self.signed(self.wire.post(url)))
    }

    fn signed(&self, request: RequestBuilder) -> RequestBuilder {
        match (&self.config.user, &self.config.key) {
            (Some(user), key) => request.basic_auth(user, key.as_ref().map(|key| key.expose())),
            (None, _) => request,
        }
    }

    /// What to draw, and by which way: over the reference where there is one, else from the words alone.
    async fn asked(&self, request: &Request) -> Result<(&'static str, Value), ProviderError> {
        let (width, height) = self.options.size(request.width, request.height);
        let mut body = json!({
            "prompt": request.prompt,
            "seed": seed(request.seed),
            "width": width,
            "height": height,
            "batch_size": 1,
            "n_iter": 1,
            "force_task_id": request.job.to_string(),
        });
        self.options.set(&mut body);
        if let Some(negative) = &request.negative_prompt {
            body["negative_prompt"] = json!(negative);
        }
        if let Some(model) = &self.config.model {
            body["override_settings"] = json!({ "sd_model_checkpoint": model });
        }
        let Some(reference) = request.references.first() else {
            return Ok(("txt2img", body));
        };
        let png = images::fitted(reference.bytes.clone(), self.options.max_side)
            .await
            .map_err(unusable)?;
        body["init_images"] = json!([BASE64_STANDARD.encode(&png)]);
        body["denoising_strength"] = json!(self.denoising(reference));
        // A reference of another shape is cut to the picture's, not pulled into it.
        body["resize_mode"] = json!(1);
        Ok(("img2img", body))
    }

    fn denoising(&self, reference: &Reference) -> f64 {
        let weight = reference.weight.clamp(0.0, 1.0);
        let weighed = 1.0 - weight * (1.0 - LEAST_DENOISING);
        // In thousandths, so that its record can be read.
        let weighed = (weighed * 1000.0).round() / 1000.0;
        self.options.denoising.unwrap_or(weighed)
    }

    /// Passes on how far the job is, for ever. That nobody tells is no failure.
    async fn telling(&self, job: JobId, progress: &Progress) -> Infallible {
        loop {
            tokio::time::sleep(LOOK).await;
            let Some(told) = self.told().await else {
                continue;
            };
            if !self.is_at(job, &told) {
                continue;
            }
            let percent = (told["progress"].as_f64().unwrap_or_default() * 100.0).round() as i32;
            let percent = percent.clamp(0, 100);
            progress.send_if_modified(|at| std::mem::replace(at, percent) != percent);
        }
    }

    async fn told(&self) -> Option<Value> {
        let call = self.get("progress").ok()?;
        let call = call.query(&[("skip_current_image", "true")]);
        let answer = self.wire.send(call, MAX_TOLD).await.ok()?;
        serde_json::from_slice(&answer.bytes)
            .ok()
            .filter(|_| answer.status.is_success())
    }

    /// Whether the job is what is drawn now. Newer programs name what they draw; of others it is known that they
    /// draw in the order in which they were asked, and whether they draw at all.
    fn is_at(&self, job: JobId, told: &Value) -> bool {
        match told["current_task"].as_str() {
            Some(task) => task == job.to_string(),
            None => {
                let first = self.with_calls(|calls| calls.first().map(|(first, _)| *first));
                told["state"]["job_count"] != 0 && first == Some(job)
            }
        }
    }

    /// The calls that were not answered yet, the oldest first. What was given up long ago is none any more.
    fn with_calls<T>(&self, work: impl FnOnce(&mut Vec<(JobId, Instant)>) -> T) -> T {
        let mut calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
        calls.retain(|(_, since)| since.elapsed() < self.config.timeout * FORGOTTEN);
        work(&mut calls)
    }
}

#[async_trait]
impl ImageProvider for Automatic1111 {
    fn capabilities(&self) -> Capabilities {
        let model = self.config.model.as_deref();
        let model = model.unwrap_or("Stable Diffusion");
        Capabilities {
            name: self.config.name.clone(),
            kind: ProviderKind::Automatic1111,
            label: format!("{model} at {}", self.config.host()),
            references: 1,
            roles: false,
            weights: self.options.denoising.is_none(),
            max_side: self.options.max_side,
            seeds: true,
            negative: true,
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
        let job = request.job;
        let (way, body) = self.asked(&request).await?;
        let call = self.post(way)?.json(&body);
        // Where the waiting is given up, here or on the way, or the answer was lost, the call stays noted, so that `end`
        // knows of it.
        self.with_calls(|calls| calls.push((job, Instant::now())));
        let answer = tokio::select! {
            answer = self.wire.send(call, MAX_JSON) => answer,
            never = self.telling(job, progress) => match never {},
        };
        let done = answer
            .as_ref()
            .is_ok_and(|answer| answer.status.is_success());
        let picture = answer.and_then(answer::picture);
        if done || picture.as_ref().is_err_and(|error| error.free) {
            self.with_calls(|calls| calls.retain(|(one, _)| *one != job));
        }
        let (bytes, metadata) = picture?;
        let references = request.references.len().min(1);
        Ok(Drawn {
            bytes,
            cost: Some(self.config.price.of(references)),
            metadata,
        })
    }

    async fn end(&self, job: JobId) {
        let ending = async {
            // Whatever else is drawn there, for us or for somebody else, is left alone.
            let told = self.told().await.unwrap_or_default();
            let call = self
                .is_at(job, &told)
                .then(|| self.post("interrupt"))?
                .ok()?;
            self.wire.send(call, MAX_TOLD).await.ok()
        };
        if self.with_calls(|calls| calls.iter().any(|(one, _)| *one == job)) {
            // Best effort: what cannot be ended is drawn to its end and thrown away.
            let _ = tokio::time::timeout(ENDING, ending).await;
            self.with_calls(|calls| calls.retain(|(one, _)| *one != job));
        }
    }

    async fn test(&self) -> Result<String, ProviderError> {
        let told = answer::json(self.wire.send(self.get("sd-models")?, MAX_JSON).await?)?;
        answer::models(&told, self.config.model.as_deref())
    }
}

/// Seeds there have 32 bits, and one below zero stands for a random one.
fn seed(seed: i64) -> i64 {
    seed & i64::from(u32::MAX)
}
