//! How a provider is set up: a table of the settings, read once at the start, refused with a sentence.

mod table;

use super::Bounds;
use crate::model::kinds::ProviderKind;
use reqwest::Url;
use serde_json::{Map, Value};
use std::{collections::BTreeMap, fmt, time::Duration};
use table::Table;

/// The longest name of a provider, in characters.
const LONGEST_NAME: usize = 40;

/// Something that is never shown: not in logs, not in answers, not in files.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Hides it.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The thing itself, for the one header that it is meant for.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

/// What a picture costs, in credits.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Price {
    /// A picture.
    pub picture: f64,
    /// As much more for each reference picture that is sent along.
    pub reference: f64,
}

impl Price {
    /// A picture drawn from so many references.
    pub fn of(self, references: usize) -> f64 {
        self.picture + self.reference * references as f64
    }
}

/// What may be shown of where a provider is and how it is asked: no key, no path, no full address.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shown {
    /// The host; none where it draws on this machine.
    pub host: Option<String>,
    /// Whether there is a key for it.
    pub has_key: bool,
}

/// One provider's settings.
#[derive(Clone, Debug)]
pub struct Config {
    /// Its name in the settings and in records.
    pub name: String,
    /// How it is talked to.
    pub kind: ProviderKind,
    /// Where it is; everything is asked below this address's path.
    pub base_url: Url,
    /// The model that draws, where there are several.
    pub model: Option<String>,
    /// What proves that we may ask.
    pub key: Option<Secret>,
    /// With a key as its password: basic authentication.
    pub user: Option<String>,
    /// Whether addresses of private networks and of this machine are meant.
    pub allow_private: bool,
    /// The total time of one picture.
    pub timeout: Duration,
    /// Pictures that it draws at once.
    pub concurrency: usize,
    /// What a picture costs.
    pub price: Price,
    /// Credits a month at most.
    pub monthly_budget: Option<f64>,
    /// Credits a project at most.
    pub project_budget: Option<f64>,
    /// The graph to run, in ComfyUI's API format.
    pub workflow: Option<Value>,
    /// What this kind alone understands, as `quality`.
    pub options: BTreeMap<String, Value>,
}

impl Config {
    /// Reads a provider's table. `env` looks up a variable of the environment. Error: a sentence that names the
    /// provider and the setting.
    pub fn parse(
        name: &str,
        table: &Map<String, Value>,
        env: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, String> {
        named(name).map_err(|why| format!("A provider cannot be called \"{name}\": {why}"))?;
        Table(table)
            .config(name, env)
            .map_err(|why| format!("The provider \"{name}\" cannot be set up: {why}"))
    }

    /// What these settings hold the provider to.
    pub fn bounds(&self) -> Bounds {
        Bounds {
            at_once: Some(self.concurrency),
            timeout: Some(self.timeout),
            monthly_budget: self.monthly_budget,
            project_budget: self.project_budget,
        }
    }

    /// What may be shown of these settings.
    pub fn shown(&self) -> Shown {
        Shown {
            host: Some(self.host()),
            has_key: self.key.is_some(),
        }
    }

    /// Where it is, for people: the host, and the port where it is not the usual one.
    pub fn host(&self) -> String {
        let host = self.base_url.host_str().unwrap_or_default();
        match self.base_url.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        }
    }

    /// An option that is text.
    pub fn text(&self, option: &str) -> Option<&str> {
        self.options.get(option)?.as_str()
    }

    /// Refuses options that this kind does not understand, so that a slip of the pen does not pass in silence.
    pub fn only(&self, known: &[&str]) -> Result<(), String> {
        let unknown = |name: &&String| !known.contains(&name.as_str());
        match self.options.keys().find(unknown) {
            None => Ok(()),
            Some(name) => Err(format!(
                "The provider \"{}\" cannot be set up: there is no option \"{name}\" for {}. There is: {}.",
                self.name,
                self.kind,
                known.join(", ")
            )),
        }
    }
}

fn named(name: &str) -> Result<(), String> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    if name.is_empty() || name.chars().count() > LONGEST_NAME || !name.chars().all(plain) {
        return Err(format!(
            "a name has 1 to {LONGEST_NAME} characters of a to z, 0 to 9, - and _."
        ));
    }
    if name == ProviderKind::Sketch.as_str() {
        return Err("that is the built-in renderer.".into());
    }
    Ok(())
}
