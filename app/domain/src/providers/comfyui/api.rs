//! ComfyUI's addresses, one method each.

use super::{
    answer::{self, Place, permanent},
    graph::Graph,
};
use crate::providers::{
    Freely, ProviderError, Unwanted,
    config::{Config, Secret},
    wire::{Answer, Wire, classify},
};
use bytes::Bytes;
use reqwest::{
    RequestBuilder, StatusCode, Url,
    multipart::{Form, Part},
};
use serde_json::{Value, json};

/// Bytes of a picture at most.
const MAX_PICTURE: usize = 40 * 1024 * 1024;
/// Bytes of any other answer at most.
const MAX_WORDS: usize = 16 * 1024 * 1024;
/// The folder that references are kept in, among ComfyUI's inputs.
const FOLDER: &str = "throughline";

/// What ComfyUI knows of a prompt.
#[derive(Debug)]
pub(super) enum Known {
    /// Nothing.
    Nothing,
    /// It waits or runs; the workflow that it draws with.
    Open(Value),
    /// It ended; its entry in the history.
    Ended(Value),
}

/// One ComfyUI.
pub(super) struct Api {
    wire: Wire,
    key: Option<Secret>,
    user: Option<String>,
}

impl Api {
    /// The one that the settings describe.
    pub(super) fn new(config: &Config) -> Result<Self, String> {
        Ok(Self {
            wire: Wire::new(config)?,
            key: config.key.clone(),
            user: config.user.clone(),
        })
    }

    /// A question to a path.
    fn get(&self, path: &str) -> Result<RequestBuilder, ProviderError> {
        Ok(self.signed(self.wire.get(self.wire.url(path)?)))
    }

    /// A question that is sent past the wire, as a WebSocket is: its address is looked at here.
    pub(super) async fn checked(&self, path: &str) -> Result<RequestBuilder, ProviderError> {
        self.wire.addresses(&self.wire.url(path)?).await?;
        self.get(path)
    }

    /// Does something within the total time of one picture.
    pub(super) async fn within<T>(
        &self,
        work: impl Future<Output = Result<T, ProviderError>>,
    ) -> Result<T, ProviderError> {
        self.wire.within(work).await
    }

    fn post(&self, path: &str) -> Result<RequestBuilder, ProviderError> {
        Ok(self.signed(self.wire.post(self.wire.url(path)?)))
    }

    /// ComfyUI itself asks for nothing; a gateway before it may want a token, or a name and a password.
    fn signed(&self, request: RequestBuilder) -> RequestBuilder {
        match (&self.user, &self.key) {
            (Some(user), key) => request.basic_auth(user, key.as_ref().map(Secret::expose)),
            (None, Some(key)) => request.bearer_auth(key.expose()),
            (None, None) => request,
        }
    }

    /// Sends it; anything but success is an error.
    async fn sent(&self, request: RequestBuilder, limit: usize) -> Result<Bytes, ProviderError> {
        let answer = self.wire.send(request, limit).await?;
        if answer.status.is_success() {
            Ok(answer.bytes)
        } else {
            Err(classified(&answer))
        }
    }

    /// Puts a reference among the inputs, under the name of its content. What the workflow calls it.
    pub(super) async fn upload(&self, png: Bytes, sha256: &str) -> Result<String, ProviderError> {
        let part = Part::stream(png).file_name(format!("{sha256}.png"));
        let part = part
            .mime_str("image/png")
            .map_err(|err| permanent(err.to_string()))?;
        let form = Form::new()
            .part("image", part)
            .text("overwrite", "true")
            .text("type", "input")
            .text("subfolder", FOLDER);
        let answer = self
            .wire
            .json(self.post("upload/image")?.multipart(form))
            .await?;
        let name = answer["name"].as_str().filter(|name| !name.is_empty());
        let name = name.ok_or_else(|| {
            permanent(
                "ComfyUI took the reference picture, but does not say under which name.".into(),
            )
        })?;
        Ok(match answer["subfolder"].as_str().unwrap_or_default() {
            "" => name.to_owned(),
            folder => format!("{folder}/{name}"),
        })
    }

    /// Has it draw, under our own id. The id that it goes by: older versions give it one of theirs.
    pub(super) async fn submit(
        &self,
        id: &str,
        workflow: &Value,
        graph: &Graph,
    ) -> Result<String, ProviderError> {
        let body = json!({ "prompt": workflow, "client_id": id, "prompt_id": id });
        let request = self.post("prompt")?.json(&body);
        let answer = self.wire.send(request, MAX_WORDS).await?;
        if answer.status == StatusCode::BAD_REQUEST {
            let told: Value = serde_json::from_slice(&answer.bytes).unwrap_or_default();
            if let Some(refusal) = answer::refusal(&told, graph) {
                return Err(refusal.unpaid());
            }
        }
        let told = answer.json()?;
        let given = told["prompt_id"].as_str().filter(|given| !given.is_empty());
        if let Some(refusal) = answer::refusal(&told, graph) {
            // Of a workflow with faults it draws what has none. Nobody would look at that.
            let ended = self.end(given.unwrap_or(id), &Freely).await;
            ended.map_err(ProviderError::paid)?;
            return Err(refusal);
        }
        given.map(str::to_owned).ok_or_else(|| {
            permanent(
                "What answers at this address is no ComfyUI: it gives the picture no prompt_id."
                    .into(),
            )
        })
    }

    /// What it knows of a prompt.
    pub(super) async fn look(&self, id: &str) -> Result<Known, ProviderError> {
        if let Some(entry) = self.history(id).await? {
            return Ok(Known::Ended(entry));
        }
        let queue = self.queue().await?;
        let open = ["queue_running", "queue_pending"]
            .iter()
            .find_map(|part| listed(&queue[part], id));
        if let Some(item) = open {
            return Ok(Known::Open(item[2].clone()));
        }
        // It may have ended between the two questions.
        let ended = self.history(id).await?;
        Ok(ended.map_or(Known::Nothing, Known::Ended))
    }

    async fn history(&self, id: &str) -> Result<Option<Value>, ProviderError> {
        let mut told = self.wire.json(self.get(&format!("history/{id}"))?).await?;
        Ok(told.get_mut(id).map(Value::take).filter(Value::is_object))
    }

    async fn queue(&self) -> Result<Value, ProviderError> {
        self.wire.json(self.get("queue")?).await
    }

    /// Takes an ended prompt out of the history, so that its id can be drawn under once more.
    pub(super) async fn forget(&self, id: &str) -> Result<(), ProviderError> {
        self.told("history", &json!({ "delete": [id] })).await
    }

    /// Ends a prompt, whether it waits or runs. One that is wanted again goes by the same id.
    pub(super) async fn end(&self, id: &str, unwanted: &dyn Unwanted) -> Result<(), ProviderError> {
        if !unwanted.still().await {
            return Ok(());
        }
        self.told("queue", &json!({ "delete": [id] })).await?;
        // Older versions interrupt whatever runs, so it has to be ours.
        let runs = listed(&self.queue().await?["queue_running"], id).is_some();
        if runs && unwanted.still().await {
            self.told("interrupt", &json!({ "prompt_id": id })).await?;
        }
        Ok(())
    }

    /// Tells it something; only whether it was taken counts, the answer is empty.
    async fn told(&self, path: &str, body: &Value) -> Result<(), ProviderError> {
        let request = self.post(path)?.json(body);
        self.sent(request, MAX_WORDS).await.map(drop)
    }

    /// A picture that it drew.
    pub(super) async fn view(&self, place: &Place) -> Result<Bytes, ProviderError> {
        let request = self.get("view")?.query(&[
            ("filename", &place.filename),
            ("subfolder", &place.subfolder),
            ("type", &place.folder),
        ]);
        self.sent(request, MAX_PICTURE).await
    }

    /// What it runs on.
    pub(super) async fn stats(&self) -> Result<Value, ProviderError> {
        self.wire.json(self.get("system_stats")?).await
    }

    /// Whether it has nodes of a kind.
    pub(super) async fn knows(&self, class: &str) -> Result<bool, ProviderError> {
        let url = segment(self.wire.url("object_info")?, class);
        let answer = self
            .wire
            .send(self.signed(self.wire.get(url)), MAX_WORDS)
            .await?;
        if answer.status == StatusCode::NOT_FOUND {
            return Ok(false);
        }
        let told = answer.json()?;
        Ok(told.get(class).is_some())
    }
}

fn classified(answer: &Answer) -> ProviderError {
    classify(answer.status, &answer.headers, &answer.bytes)
}

/// The address with one more segment, whatever characters are in it.
fn segment(mut url: Url, name: &str) -> Url {
    // Only addresses without a path, as of mail, have no segments.
    if let Ok(mut segments) = url.path_segments_mut() {
        segments.pop_if_empty().push(name);
    }
    url
}

/// The entry of a prompt in a part of the queue: its number, its id, its workflow and more.
fn listed<'a>(part: &'a Value, id: &str) -> Option<&'a Value> {
    part.as_array()?.iter().find(|item| item[1] == id)
}
