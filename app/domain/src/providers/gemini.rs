//! Google's image models behind the Gemini API, or a gateway that speaks as it does. `answer` understands what
//! comes back.

mod answer;

use super::{
    Bounds, Capabilities, Drawn, ImageProvider, Progress, ProviderError, Reference, Request,
    config::{Config, Secret, Shown},
    wire::{MAX_JSON, Wire, unusable},
};
use crate::{
    images,
    model::kinds::{JobErrorCode, ProviderKind},
};
use async_trait::async_trait;
use base64::{Engine, prelude::BASE64_STANDARD};
use reqwest::{RequestBuilder, Url, header::HeaderValue};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The shapes that the models draw in.
const RATIOS: [(&str, f64); 10] = [
    ("1:1", 1.0),
    ("2:3", 2.0 / 3.0),
    ("3:2", 3.0 / 2.0),
    ("3:4", 3.0 / 4.0),
    ("4:3", 4.0 / 3.0),
    ("4:5", 4.0 / 5.0),
    ("5:4", 5.0 / 4.0),
    ("9:16", 9.0 / 16.0),
    ("16:9", 16.0 / 9.0),
    ("21:9", 21.0 / 9.0),
];
/// The sizes that newer models draw in, each with the longest side that comes of it.
const SIZES: [(&str, u32); 3] = [("1K", 1584), ("2K", 3168), ("4K", 6336)];
/// References that any of the models takes at most.
const MOST_REFERENCES: u64 = 14;

/// A provider of the kind `gemini`.
pub struct Gemini {
    config: Config,
    wire: Wire,
    model: String,
    key: Option<HeaderValue>,
    options: Options,
}

impl Gemini {
    /// The provider that the settings describe. Error: a sentence that says which setting does not do.
    pub fn new(config: Config) -> Result<Self, String> {
        config.only(&Options::KNOWN)?;
        let refused =
            |why: String| format!("The provider \"{}\" cannot be set up: {why}", config.name);
        Ok(Self {
            wire: Wire::new(&config)?,
            model: model(config.model.as_deref()).map_err(refused)?,
            key: key(config.key.as_ref()).map_err(refused)?,
            options: Options::read(&config.options).map_err(refused)?,
            config,
        })
    }

    /// The address of something about the model: the model itself, or a method of it as `:generateContent`.
    fn address(&self, method: &str) -> Result<Url, ProviderError> {
        // Some write the version into the address, as other programs want it.
        let base = self.config.base_url.path().trim_end_matches('/');
        let version = match base.rsplit('/').next() {
            Some("v1" | "v1beta") => "",
            _ => "v1beta/",
        };
        self.wire
            .url(&format!("{version}models/{}{method}", self.model))
    }

    fn signed(&self, request: RequestBuilder) -> RequestBuilder {
        match &self.key {
            Some(key) => request.header("x-goog-api-key", key.clone()),
            None => request,
        }
    }

    async fn body(&self, request: &Request) -> Result<Value, ProviderError> {
        let mut parts = Vec::new();
        let references = request.references.iter().take(self.options.references);
        let side = reference_side(references.len());
        for reference in references {
            let png = images::fitted(reference.bytes.clone(), side)
                .await
                .map_err(unusable)?;
            parts.push(json!({ "text": role(reference) }));
            parts.push(json!({
                "inlineData": { "mimeType": "image/png", "data": BASE64_STANDARD.encode(&png) }
            }));
        }
        parts.push(json!({ "text": words(request) }));
        let mut shape = json!({ "aspectRatio": ratio(request.width, request.height) });
        if let Some(size) = self.options.size {
            shape["imageSize"] = json!(size);
        }
        Ok(json!({
            "contents": [{ "role": "user", "parts": parts }],
            "generationConfig": {
                "responseModalities": ["IMAGE"],
                "imageConfig": shape,
                "seed": seed(request.seed),
            },
        }))
    }
}

#[async_trait]
impl ImageProvider for Gemini {
    fn capabilities(&self) -> Capabilities {
        Capabilities {
            name: self.config.name.clone(),
            kind: ProviderKind::Gemini,
            label: format!("{} at {}", self.model, self.config.host()),
            references: self.options.references,
            roles: true,
            weights: false,
            max_side: self.options.max_side(),
            // A seed is sent, but the models only do their best to follow it.
            seeds: false,
            // There is no place for it, so it is told in words.
            negative: true,
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
        let url = self.address(":generateContent")?;
        let body = self.body(&request).await?;
        let call = self.signed(self.wire.post(url)).json(&body);
        let (bytes, metadata) = answer::picture(self.wire.send(call, MAX_JSON).await?)?;
        let references = request.references.len().min(self.options.references);
        Ok(Drawn {
            bytes,
            cost: Some(self.config.price.of(references)),
            metadata,
        })
    }

    async fn test(&self) -> Result<String, ProviderError> {
        let call = self.signed(self.wire.get(self.address("")?));
        let told = answer::json(self.wire.send(call, MAX_JSON).await?)?;
        let draws = told["supportedGenerationMethods"]
            .as_array()
            .is_none_or(|methods| methods.iter().any(|one| one == "generateContent"));
        let model = &self.model;
        if !draws {
            let message = format!("{model} is there, but it does not generate content.");
            return Err(ProviderError::new(JobErrorCode::Permanent, message));
        }
        Ok(
            match told["displayName"].as_str().and_then(answer::in_short) {
                Some(name) => format!("{model} is there: {name}."),
                None => format!("{model} is there."),
            },
        )
    }
}

/// What the settings say about this kind of provider alone.
struct Options {
    references: usize,
    size: Option<&'static str>,
}

impl Options {
    const KNOWN: [&str; 2] = ["image_size", "references"];

    fn read(options: &BTreeMap<String, Value>) -> Result<Self, String> {
        let references = match options.get("references") {
            None => Some(3),
            Some(value) => value.as_u64().filter(|count| *count <= MOST_REFERENCES),
        };
        let size = match options.get("image_size") {
            None => Some(None),
            Some(value) => SIZES
                .iter()
                .find(|(size, _)| value == size)
                .map(|(size, _)| Some(*size)),
        };
        Ok(Self {
            references: references
                .ok_or_else(|| format!("references is a number from 0 to {MOST_REFERENCES}."))?
                as usize,
            size: size.ok_or("image_size is 1K, 2K or 4K.")?,
        })
    }

    fn max_side(&self) -> u32 {
        let size = self.size.unwrap_or("1K");
        SIZES
            .iter()
            .find(|(known, _)| *known == size)
            .map_or(SIZES[0].1, |(_, side)| *side)
    }
}

/// Pixels a side that references are sent with: a request holds 20 MB at most.
fn reference_side(count: usize) -> u32 {
    if count <= 4 { 1024 } else { 512 }
}

fn model(model: Option<&str>) -> Result<String, String> {
    let model = model.ok_or("model names the one that draws, as gemini-2.5-flash-image.")?;
    // The API itself lists its models with this in front.
    let model = model.strip_prefix("models/").unwrap_or(model);
    let plain = |one: char| one.is_ascii_alphanumeric() || "-._".contains(one);
    if model.is_empty() || model.starts_with('.') || !model.chars().all(plain) {
        return Err(format!("\"{model}\" cannot be the name of a model."));
    }
    Ok(model.to_owned())
}

fn key(key: Option<&Secret>) -> Result<Option<HeaderValue>, String> {
    let Some(key) = key else {
        return Ok(None);
    };
    let mut key = HeaderValue::from_str(key.expose())
        .map_err(|_| "the key has characters that no key has.")?;
    key.set_sensitive(true);
    Ok(Some(key))
}

/// Tells the model what the picture that follows is for.
fn role(reference: &Reference) -> String {
    let part = match reference.role.as_str() {
        "style" => "style to draw in. Take its manner, light and colours, not what is in it.",
        "location" => "place. What is drawn belongs there; keep its architecture and light.",
        _ => {
            "identity: who or what is to be drawn. Keep it recognisable; the words at the end say what is different \
             now."
        }
    };
    match reference.name.as_str() {
        "" => format!("The next picture shows the {part}"),
        name => format!("The next picture shows \"{name}\", the {part}"),
    }
}

/// The prompt word for word, and what must not be seen.
fn words(request: &Request) -> String {
    match request.negative_prompt.as_deref().map(str::trim) {
        Some(negative) if !negative.is_empty() => {
            format!("{}\nNot to be seen: {negative}", request.prompt)
        }
        _ => request.prompt.clone(),
    }
}

/// The nearest shape, by how many times as wide as high it is.
fn ratio(width: u32, height: u32) -> &'static str {
    let wanted = (f64::from(width.max(1)) / f64::from(height.max(1))).ln();
    let away = |ratio: f64| (ratio.ln() - wanted).abs();
    RATIOS
        .iter()
        .min_by(|(_, one), (_, other)| away(*one).total_cmp(&away(*other)))
        .map_or(RATIOS[0].0, |(name, _)| *name)
}

/// The API takes seeds of 31 bits.
fn seed(seed: i64) -> i64 {
    seed & i64::from(i32::MAX)
}
