//! The one way in which anything leaves the process towards a provider, and in which its answers come back: bounded in
//! time and size, to addresses that were looked at first, and with errors that are sentences.
//!
//! No proxy from the environment, no cookies, no compressed answers, no connection kept for later: each is made anew,
//! and its address looked at anew. What an answer says about its own kind is not believed.

mod failed;
mod guard;
mod hop;
pub mod words;

use super::{
    ProviderError,
    config::{Config, Secret},
};
use crate::model::kinds::JobErrorCode;
use bytes::Bytes;
pub use failed::classify;
pub(crate) use failed::unusable;
use guard::Guard;
use reqwest::{
    Client, Method, Request, RequestBuilder, StatusCode, Url,
    header::{ACCEPT, HeaderMap},
};
use serde_json::Value;
use std::{net::SocketAddr, time::Duration};
use words::{broke_off, permanent};

/// How often an answer may send on to another address.
const MAX_REDIRECTS: usize = 3;
/// Bytes of a picture at most.
const MAX_PICTURE: usize = 40 * 1024 * 1024;
/// Bytes of an answer in JSON at most: a picture of 40 MB in base64, and the words around it.
pub const MAX_JSON: usize = 64 * 1024 * 1024;
/// From so many characters on, a key stands nowhere by chance.
const TELLING_KEY: usize = 8;

/// The way to one provider.
pub struct Wire {
    base: Url,
    timeout: Duration,
    key: Option<Secret>,
    allow_private: bool,
    /// To the address of the settings.
    own: Client,
    /// To addresses that the provider names.
    foreign: Client,
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, whole.
    pub bytes: Bytes,
}

impl Answer {
    /// The JSON of a success, or else the error that this answer amounts to.
    pub fn json(&self) -> Result<Value, ProviderError> {
        if !self.status.is_success() {
            return Err(classify(self.status, &self.headers, &self.bytes));
        }
        serde_json::from_slice(&self.bytes).map_err(|err| {
            if err.is_eof() && !self.bytes.is_empty() {
                return broke_off();
            }
            let said = words::in_body(&self.bytes).unwrap_or_else(|| "nothing to read".into());
            permanent(format!(
                "The provider answered with something that is not JSON: {said}"
            ))
        })
    }
}

impl Wire {
    /// The way to a provider, made once.
    pub fn new(config: &Config) -> Result<Self, String> {
        let made = |guard| {
            hop::client(guard).map_err(|err| {
                let name = &config.name;
                tracing::error!(error = ?err, provider = %name, "no way to a provider can be made");
                format!(
                    "The provider \"{name}\" cannot be set up: secure connections cannot be made on this machine, perhaps for want of root certificates."
                )
            })
        };
        Ok(Self {
            base: config.base_url.clone(),
            timeout: config.timeout,
            key: config.key.clone(),
            allow_private: config.allow_private,
            own: made(Guard::of_settings(config.allow_private))?,
            foreign: made(Guard::of_answers(config.allow_private))?,
        })
    }

    /// An address below the settings' own, as `v1/models` or `queue?limit=1`.
    pub fn url(&self, path: &str) -> Result<Url, ProviderError> {
        let (path, query) = match path.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (path, None),
        };
        let mut url = self.base.clone();
        url.path_segments_mut()
            .map_err(|()| permanent("The provider's address cannot be used.").unpaid())?
            .pop_if_empty()
            .extend(path.trim_matches('/').split('/'));
        url.set_query(query);
        Ok(url)
    }

    /// A GET, to be signed by the caller.
    pub fn get(&self, url: Url) -> RequestBuilder {
        self.own.get(url)
    }

    /// A POST, to be signed by the caller.
    pub fn post(&self, url: Url) -> RequestBuilder {
        self.own.post(url)
    }

    /// Does something within the total time of one picture.
    pub async fn within<T>(
        &self,
        work: impl Future<Output = Result<T, ProviderError>>,
    ) -> Result<T, ProviderError> {
        match tokio::time::timeout(self.timeout, work).await {
            Ok(done) => done,
            Err(_) => Err(words::silent(self.timeout)),
        }
    }

    /// Sends a request and reads its answer, whatever its status, of `limit` bytes at most. Only what carries neither
    /// a body nor a key follows to another server.
    pub async fn send(
        &self,
        request: RequestBuilder,
        limit: usize,
    ) -> Result<Answer, ProviderError> {
        let (_, request) = request.build_split();
        let request = request.map_err(|err| words::unsent(&err))?;
        let mut answer = self.within(self.follow(request, limit)).await?;
        self.veil(&mut answer);
        Ok(answer)
    }

    /// Sends a request; its answer in JSON, or the error that it amounts to.
    pub async fn json(&self, request: RequestBuilder) -> Result<Value, ProviderError> {
        self.send(request, MAX_JSON).await?.json()
    }

    /// A picture at an address that the provider named, of 40 MB at most. No key is sent along. Whatever goes wrong, it
    /// was drawn.
    pub async fn fetch_picture(&self, url: &str) -> Result<Bytes, ProviderError> {
        self.fetched(url).await.map_err(ProviderError::paid)
    }

    async fn fetched(&self, url: &str) -> Result<Bytes, ProviderError> {
        let url = self
            .base
            .join(url)
            .map_err(|_| permanent("The provider names a picture at an address that is none."))?;
        self.trusted(&url)?;
        let answer = self.send(self.own.get(url), MAX_PICTURE).await?;
        if answer.status.is_success() {
            return Ok(answer.bytes);
        }
        let mut error = classify(answer.status, &answer.headers, &answer.bytes);
        if error.code == JobErrorCode::AuthError {
            // It is not our key that was refused: none was sent.
            error.code = JobErrorCode::Permanent;
        }
        let words = error.message;
        error.message = format!("The picture that the provider made cannot be fetched: {words}");
        Err(error)
    }

    /// The addresses of a URL's host that may be connected to, for what is no request: a WebSocket, say. Error where
    /// one of them may not be.
    pub async fn addresses(&self, url: &Url) -> Result<Vec<SocketAddr>, ProviderError> {
        let (host, port) = (
            url.host_str().unwrap_or_default(),
            url.port_or_known_default().unwrap_or_default(),
        );
        let found = self.guard(url).addresses(host, port).await;
        found.map_err(|err| match err.downcast_ref::<guard::Refused>() {
            Some(refused) => permanent(refused.to_string()),
            None => words::temporary("The provider cannot be reached: its name is not known."),
        })
    }

    async fn follow(&self, mut request: Request, limit: usize) -> Result<Answer, ProviderError> {
        for _ in 0..=MAX_REDIRECTS {
            let url = request.url().clone();
            let repeatable = request.method() == Method::GET && request.body().is_none();
            let headers = request.headers().clone();
            let client = if self.is_own(&url) {
                &self.own
            } else {
                &self.foreign
            };
            let numbers = self.guard(&url).numbers(&url);
            numbers.map_err(|refused| permanent(refused.to_string()).unpaid())?;
            let sent = client.execute(request).await;
            let response = sent.map_err(|err| words::unsent(&err))?;
            let open = failed::leaves_open(response.status(), response.headers());
            let Some(target) = hop::target(&response) else {
                return hop::read(response, limit).await;
            };
            if !repeatable {
                let moved = permanent(
                    "The provider sends on to another address, which is not followed. Set base_url to where it moved.",
                );
                return Err(match open {
                    true => moved,
                    false => moved.unpaid(),
                });
            }
            request = self.onward(&url, target, headers)?;
        }
        Err(permanent(
            "The provider sends on from one address to the next without end.",
        ))
    }

    /// The same request again, to where an answer sent it.
    fn onward(&self, from: &Url, to: Url, headers: HeaderMap) -> Result<Request, ProviderError> {
        // Anything but the wish for a kind of answer may be a key.
        let signed = headers.keys().any(|name| *name != ACCEPT);
        if signed && from.origin() != to.origin() {
            return Err(permanent(
                "The provider sends on to another server, to which its key is not sent. Set base_url to where it moved.",
            ));
        }
        self.trusted(&to)?;
        let mut request = Request::new(Method::GET, to);
        *request.headers_mut() = headers;
        Ok(request)
    }

    fn is_own(&self, url: &Url) -> bool {
        url.origin() == self.base.origin()
    }

    fn guard(&self, url: &Url) -> Guard {
        if self.is_own(url) {
            Guard::of_settings(self.allow_private)
        } else {
            Guard::of_answers(self.allow_private)
        }
    }

    /// Refuses an address that the provider named and that nobody vouches for on the way.
    fn trusted(&self, url: &Url) -> Result<(), ProviderError> {
        let plain = url.scheme() == "http" && (self.allow_private || self.is_own(url));
        if plain || url.scheme() == "https" {
            return Ok(());
        }
        Err(permanent(
            "The provider names an address that is not behind https, from which nothing is fetched.",
        ))
    }

    /// Takes our key out of an answer that repeats it, before anybody reads the words in it.
    fn veil(&self, answer: &mut Answer) {
        let Some(key) = self.key.as_ref().map(Secret::expose) else {
            return;
        };
        let telling = key.len() >= TELLING_KEY || !answer.status.is_success();
        if !telling || answer.bytes.len() > hop::MAX_COMPLAINT {
            return;
        }
        if let Ok(text) = str::from_utf8(&answer.bytes)
            && text.contains(key)
        {
            answer.bytes = text.replace(key, "…").into();
        }
    }
}
