//! The OpenAI Images API: OpenAI itself, Azure AI Foundry, LocalAI, the server of stable-diffusion.cpp, and gateways that
//! speak like it. From words alone by `generations`, from words and pictures by `edits`.

mod answer;
mod model;
mod roles;

use super::{
    Bounds, Capabilities, Drawn, ImageProvider, Progress, ProviderError, Reference, Request,
    config::{Config, Shown},
    wire::{MAX_JSON, Wire, unusable},
};
use crate::{images, model::kinds::JobErrorCode};
use answer::Found;
use async_trait::async_trait;
use bytes::Bytes;
use model::Model;
use reqwest::{
    RequestBuilder, Url,
    multipart::{Form, Part},
};
use serde_json::{Map, Value, json};

/// Options that are sent as they stand, to both addresses.
const SENT: [&str; 5] = [
    "quality",
    "background",
    "output_format",
    "output_compression",
    "user",
];
/// Options that are sent where there is no reference.
const SENT_WITH_WORDS: [&str; 2] = ["moderation", "style"];
/// Options that are sent along with references.
const SENT_WITH_PICTURES: [&str; 1] = ["input_fidelity"];
/// Options that say how to ask.
const TOLD: [&str; 4] = ["size", "api_version", "references", "max_side"];
/// Bytes of a list of models at most.
const MAX_LIST: usize = 4 * 1024 * 1024;

/// A provider of the kind `openai`.
pub struct OpenAi {
    wire: Wire,
    config: Config,
    model: Model,
    /// The deployment, where the address is that of one on Azure.
    deployment: Option<String>,
}

impl OpenAi {
    /// The provider with these settings. Error: a sentence that names the setting.
    pub fn new(config: Config) -> Result<Self, String> {
        check(&config)?;
        let deployment = deployment(&config.base_url);
        if deployment.is_some() && config.text("api_version").is_none() {
            return Err(format!(
                "The provider \"{}\" cannot be set up: a deployment on Azure needs the option api_version.",
                config.name
            ));
        }
        let name = config.model.as_deref().or(deployment.as_deref());
        Ok(Self {
            wire: Wire::new(&config)?,
            model: Model::of(name, &config)?,
            config,
            deployment,
        })
    }

    /// An address of the API. The settings' own may end before or after the version.
    fn url(&self, path: &str) -> Result<Url, ProviderError> {
        let base = self.config.base_url.path().trim_end_matches('/');
        let versioned = self.deployment.is_some() || base.ends_with("/v1");
        let mut url = if versioned {
            self.wire.url(path)?
        } else {
            self.wire.url(&format!("v1/{path}"))?
        };
        if let Some(version) = self.config.text("api_version") {
            url.query_pairs_mut().append_pair("api-version", version);
        }
        Ok(url)
    }

    /// Where the models are listed: on Azure for the whole resource, not below a deployment.
    fn models_url(&self) -> Result<Url, ProviderError> {
        let mut url = self.url("models")?;
        if self.deployment.is_some() {
            let path = url.path().to_owned();
            let above = path.split("/deployments/").next().unwrap_or_default();
            url.set_path(&format!("{above}/models"));
        }
        Ok(url)
    }

    fn signed(&self, call: RequestBuilder) -> RequestBuilder {
        match (&self.config.key, &self.config.user) {
            (None, _) => call,
            (Some(key), Some(user)) => call.basic_auth(user, Some(key.expose())),
            (Some(key), None) if self.deployment.is_some() => call.header("api-key", key.expose()),
            (Some(key), None) => call.bearer_auth(key.expose()),
        }
    }

    /// The fields that both addresses take, and the options named.
    fn fields(&self, request: &Request, prompt: String, options: &[&str]) -> Map<String, Value> {
        let mut fields = Map::new();
        if let Some(model) = &self.config.model {
            fields.insert("model".into(), json!(model));
        }
        fields.insert("prompt".into(), json!(prompt));
        fields.insert("n".into(), json!(1));
        fields.insert("size".into(), json!(self.size(request)));
        if !self.model.answers_in_base64 {
            fields.insert("response_format".into(), json!("b64_json"));
        }
        for name in SENT.iter().chain(options) {
            if let Some(value) = self.config.options.get(*name) {
                fields.insert((*name).to_owned(), value.clone());
            }
        }
        fields
    }

    fn size(&self, request: &Request) -> String {
        match self.config.text("size") {
            Some(size) => size.to_owned(),
            None => {
                let (width, height) = self.model.size(request.width, request.height);
                format!("{width}x{height}")
            }
        }
    }

    /// From words alone.
    fn generation(&self, request: &Request) -> Result<RequestBuilder, ProviderError> {
        let fields = self.fields(request, request.prompt.clone(), &SENT_WITH_WORDS);
        let url = self.url("images/generations")?;
        Ok(self.wire.post(url).json(&Value::Object(fields)))
    }

    /// From words and pictures, whose parts in it are told in words.
    async fn edit(&self, request: &Request) -> Result<RequestBuilder, ProviderError> {
        let pictures = self.taken(request);
        let prompt = format!("{}\n\n{}", request.prompt, roles::told(pictures));
        let mut form = Form::new();
        for (name, value) in self.fields(request, prompt, &SENT_WITH_PICTURES) {
            let text = match value {
                Value::String(text) => text,
                other => other.to_string(),
            };
            form = form.text(name, text);
        }
        for (index, picture) in pictures.iter().enumerate() {
            let bytes = images::fitted(picture.bytes.clone(), self.model.max_side).await;
            let part = file(bytes.map_err(unusable)?, index)?;
            form = form.part(self.model.pictures, part);
        }
        Ok(self.wire.post(self.url("images/edits")?).multipart(form))
    }

    /// The references that are sent: as many as the model takes.
    fn taken<'a>(&self, request: &'a Request) -> &'a [Reference] {
        let count = request.references.len().min(self.model.references);
        &request.references[..count]
    }

    async fn drawn(&self, request: Request) -> Result<Drawn, ProviderError> {
        let references = self.taken(&request).len();
        let call = if references == 0 {
            self.generation(&request)?
        } else {
            self.edit(&request).await?
        };
        let answer = self.wire.send(self.signed(call), MAX_JSON).await?;
        let told = answer::understood(&answer)?;
        let bytes = match answer::picture(&told)? {
            Found::Bytes(bytes) => bytes,
            Found::At(url) => self.wire.fetch_picture(&url).await?,
        };
        let mut metadata = answer::record(&told);
        metadata["model"] = json!(self.config.model);
        metadata["size"] = json!(self.size(&request));
        Ok(Drawn {
            bytes,
            cost: Some(self.config.price.of(references)),
            metadata,
        })
    }
}

#[async_trait]
impl ImageProvider for OpenAi {
    fn capabilities(&self) -> Capabilities {
        let model = self.model.name.as_deref().unwrap_or("OpenAI Images");
        Capabilities {
            name: self.config.name.clone(),
            kind: self.config.kind,
            label: format!("{model} at {}", self.config.host()),
            references: self.model.references,
            roles: true,
            weights: false,
            max_side: self.model.max_side,
            seeds: false,
            negative: false,
            progress: false,
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

    async fn draw(&self, request: Request, _progress: &Progress) -> Result<Drawn, ProviderError> {
        // A picture may take two calls, which share the time that one may take.
        self.wire.within(self.drawn(request)).await
    }

    async fn test(&self) -> Result<String, ProviderError> {
        let call = self.signed(self.wire.get(self.models_url()?));
        let answer = self.wire.send(call, MAX_LIST).await?;
        let host = self.config.host();
        let wanted = self.model.name.as_deref();
        if let Some(name) = &self.deployment
            && answer.status.is_success()
        {
            return Ok(format!(
                "{host} answers and takes the key. Whether the deployment {name} is there shows when it draws."
            ));
        }
        if matches!(answer.status.as_u16(), 404 | 405 | 501) {
            let what = wanted.unwrap_or("a model that draws");
            return Ok(format!(
                "{host} answers, but lists no models and did not look at the key. Whether {what} is there shows when it draws."
            ));
        }
        answer::listed(&answer::understood(&answer)?, wanted, &host)
    }
}

/// Refuses options that are not known, and values that cannot be sent.
fn check(config: &Config) -> Result<(), String> {
    let known = [&SENT[..], &SENT_WITH_WORDS, &SENT_WITH_PICTURES, &TOLD].concat();
    config.only(&known)?;
    let unsendable =
        |value: &&Value| matches!(value, Value::Array(_) | Value::Object(_) | Value::Null);
    match config.options.iter().find(|(_, value)| unsendable(value)) {
        None => Ok(()),
        Some((name, _)) => Err(format!(
            "The provider \"{}\" cannot be set up: the option {name} is a text, a number, or true or false.",
            config.name
        )),
    }
}

/// The deployment in an address on Azure.
fn deployment(base: &Url) -> Option<String> {
    let (_, rest) = base.path().split_once("/openai/deployments/")?;
    let name = rest.split('/').next().unwrap_or_default();
    (!name.is_empty()).then(|| name.to_owned())
}

fn file(bytes: Bytes, index: usize) -> Result<Part, ProviderError> {
    Part::bytes(bytes.to_vec())
        .file_name(format!("reference-{}.png", index + 1))
        .mime_str("image/png")
        .map_err(|err| ProviderError::new(JobErrorCode::Permanent, err.to_string()).unpaid())
}
