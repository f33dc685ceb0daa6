//! A provider's table, setting by setting. Each sentence goes on after "cannot be set up: ".

use super::{Config, Price, Secret};
use crate::model::kinds::ProviderKind;
use reqwest::Url;
use serde_json::{Map, Value};
use std::{collections::BTreeMap, fs, io, time::Duration};

/// Every setting of a provider's table.
const KEYS: [&str; 14] = [
    "kind",
    "base_url",
    "model",
    "key_env",
    "key_file",
    "user",
    "allow_private",
    "timeout",
    "concurrency",
    "price",
    "price_reference",
    "monthly_budget",
    "project_budget",
    "workflow_file",
];
/// The table within it that each kind reads by itself.
const OPTIONS: &str = "options";
/// The total time of one picture, unless set.
const TIMEOUT: Duration = Duration::from_secs(180);
/// The longest that one picture may be waited for.
const LONGEST_TIMEOUT: Duration = Duration::from_secs(3600);
/// Pictures that a provider draws at once, unless set.
const CONCURRENCY: usize = 2;

/// A table that is being read.
pub(super) struct Table<'a>(pub(super) &'a Map<String, Value>);

impl Table<'_> {
    /// The settings in it.
    pub(super) fn config(
        &self,
        name: &str,
        env: impl Fn(&str) -> Option<String>,
    ) -> Result<Config, String> {
        self.known()?;
        let kind = self.kind()?;
        self.belongs(kind)?;
        let key = self.key(env)?;
        let user = self.text("user")?;
        if user.is_some() && key.is_none() {
            return Err("user needs its password, by key_env or key_file.".into());
        }
        Ok(Config {
            name: name.to_owned(),
            kind,
            base_url: self.base_url(kind)?,
            model: self.text("model")?,
            key,
            user,
            allow_private: self.flag("allow_private")?,
            timeout: self.timeout()?,
            concurrency: self.concurrency()?,
            price: self.price()?,
            monthly_budget: self.amount("monthly_budget")?,
            project_budget: self.amount("project_budget")?,
            workflow: self.workflow()?,
            options: self.options()?,
        })
    }

    fn known(&self) -> Result<(), String> {
        if self.0.contains_key("key") {
            return Err(
                "a key does not belong into this file. Name the variable that holds it with key_env, or a file with key_file."
                    .into(),
            );
        }
        let unknown = |name: &&String| name.as_str() != OPTIONS && !KEYS.contains(&name.as_str());
        match self.0.keys().find(unknown) {
            None => Ok(()),
            Some(name) => Err(format!(
                "there is no setting \"{name}\". There is: {}, {OPTIONS}.",
                KEYS.join(", ")
            )),
        }
    }

    /// Refuses what this kind would pass over in silence.
    fn belongs(&self, kind: ProviderKind) -> Result<(), String> {
        if kind == ProviderKind::Gemini && self.0.contains_key("user") {
            return Err("user is for basic authentication, which gemini does not know.".into());
        }
        if kind != ProviderKind::ComfyUi && self.0.contains_key("workflow_file") {
            return Err(format!("workflow_file is for comfyui, not for {kind}."));
        }
        Ok(())
    }

    fn text(&self, name: &str) -> Result<Option<String>, String> {
        match self.0.get(name) {
            None => Ok(None),
            Some(Value::String(text)) if !text.trim().is_empty() => {
                Ok(Some(text.trim().to_owned()))
            }
            Some(_) => Err(format!("{name} is a text that is not empty.")),
        }
    }

    fn flag(&self, name: &str) -> Result<bool, String> {
        match self.0.get(name) {
            None => Ok(false),
            Some(Value::Bool(flag)) => Ok(*flag),
            Some(_) => Err(format!("{name} is true or false.")),
        }
    }

    fn amount(&self, name: &str) -> Result<Option<f64>, String> {
        let Some(value) = self.0.get(name) else {
            return Ok(None);
        };
        match value.as_f64() {
            Some(amount) if amount.is_finite() && amount >= 0.0 => Ok(Some(amount)),
            _ => Err(format!("{name} is a number of credits, 0 or more.")),
        }
    }

    /// What a picture costs. A budget that nothing is ever taken from is refused.
    fn price(&self) -> Result<Price, String> {
        let price = Price {
            picture: self.amount("price")?.unwrap_or_default(),
            reference: self.amount("price_reference")?.unwrap_or_default(),
        };
        for name in ["monthly_budget", "project_budget"] {
            if price == Price::default() && self.amount(name)?.is_some() {
                return Err(format!(
                    "{name} ends nothing without a price. Set price or price_reference, or leave it out."
                ));
            }
        }
        Ok(price)
    }

    fn kind(&self) -> Result<ProviderKind, String> {
        use ProviderKind::{Automatic1111, ComfyUi, Gemini, OpenAi};
        let kinds = [OpenAi, Gemini, ComfyUi, Automatic1111];
        let said = self.text("kind")?.unwrap_or_default();
        let found = kinds.into_iter().find(|kind| kind.as_str() == said);
        found.ok_or_else(|| {
            format!(
                "kind is one of {}.",
                kinds.map(|kind| kind.as_str()).join(", ")
            )
        })
    }

    /// Services have one address for everybody; what people run themselves stands where they put it.
    fn base_url(&self, kind: ProviderKind) -> Result<Url, String> {
        let usual = match kind {
            ProviderKind::OpenAi => Some("https://api.openai.com"),
            ProviderKind::Gemini => Some("https://generativelanguage.googleapis.com"),
            _ => None,
        };
        let said = self.text("base_url")?;
        let text = said
            .as_deref()
            .or(usual)
            .ok_or("base_url says where it is, as http://127.0.0.1:7860.")?;
        let url = Url::parse(text).map_err(|_| "base_url is no address.")?;
        if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
            return Err("base_url begins with https:// or http://.".into());
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(
                "base_url holds a name or a password. Use user, and key_env or key_file.".into(),
            );
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err("base_url ends before any ? or #.".into());
        }
        Ok(url)
    }

    fn timeout(&self) -> Result<Duration, String> {
        let Some(text) = self.text("timeout")? else {
            return Ok(TIMEOUT);
        };
        match humantime::parse_duration(&text) {
            Ok(time) if !time.is_zero() && time <= LONGEST_TIMEOUT => Ok(time),
            _ => Err("timeout is a time of at most an hour, as \"180s\".".into()),
        }
    }

    fn concurrency(&self) -> Result<usize, String> {
        let Some(value) = self.0.get("concurrency") else {
            return Ok(CONCURRENCY);
        };
        match value.as_u64().map(usize::try_from) {
            Some(Ok(count @ 1..)) => Ok(count),
            _ => Err("concurrency is a whole number, 1 or more.".into()),
        }
    }

    /// The key, from wherever it is kept.
    fn key(&self, env: impl Fn(&str) -> Option<String>) -> Result<Option<Secret>, String> {
        let key = match (self.text("key_env")?, self.text("key_file")?) {
            (None, None) => return Ok(None),
            (Some(_), Some(_)) => return Err("key_env or key_file, but not both.".into()),
            (Some(variable), None) => env(&variable).ok_or_else(|| {
                format!("the variable {variable}, which key_env names, is not set.")
            })?,
            (None, Some(file)) => read("key_file", &file)?,
        };
        let key = key.trim();
        // It becomes part of a header.
        if key.is_empty() || !key.chars().all(|c| c.is_ascii_graphic() || c == ' ') {
            return Err("the key is empty, or has characters that no key has.".into());
        }
        Ok(Some(Secret::new(key)))
    }

    fn workflow(&self) -> Result<Option<Value>, String> {
        let Some(file) = self.text("workflow_file")? else {
            return Ok(None);
        };
        let text = read("workflow_file", &file)?;
        let graph = serde_json::from_str(&text)
            .map_err(|err| format!("the file that workflow_file names is not JSON: {err}."))?;
        Ok(Some(graph))
    }

    fn options(&self) -> Result<BTreeMap<String, Value>, String> {
        match self.0.get(OPTIONS) {
            None => Ok(BTreeMap::new()),
            Some(Value::Object(options)) => Ok(options.clone().into_iter().collect()),
            Some(_) => Err(format!("{OPTIONS} is a table.")),
        }
    }
}

/// A file that a setting names. Its path is in the settings; the sentence does not repeat it.
fn read(setting: &str, file: &str) -> Result<String, String> {
    fs::read_to_string(file).map_err(|err| {
        let why = match err.kind() {
            io::ErrorKind::NotFound => "is not there".to_owned(),
            io::ErrorKind::PermissionDenied => "may not be read".to_owned(),
            io::ErrorKind::InvalidData => "is not text".to_owned(),
            kind => format!("cannot be read ({kind})"),
        };
        format!("the file that {setting} names {why}.")
    })
}
