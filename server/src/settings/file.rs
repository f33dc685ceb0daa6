//! The file of settings. Its values become the defaults of the flags.

use crate::failure::{Failure, Trying, failed};
use clap::{Arg, ArgAction, Command};
use std::{
    any::TypeId,
    collections::BTreeMap,
    ffi::OsString,
    path::{Path, PathBuf},
};
use toml::Value;

/// What a file says. The words live as long as the process, as the defaults of flags do.
#[derive(Debug)]
pub(super) struct File {
    path: PathBuf,
    values: BTreeMap<String, Vec<&'static str>>,
    providers: Tables,
}

/// Tables of the file by their names, as they stand there.
pub type Tables = BTreeMap<String, toml::Table>;

/// The one table among the settings, which holds a table for each provider.
const PROVIDERS: &str = "providers";

/// The kinds of values that settings have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Flag,
    Number,
    List,
    Text,
}

impl Kind {
    pub(super) fn of(setting: &Arg) -> Self {
        let numbers = [TypeId::of::<u8>(), TypeId::of::<u32>(), TypeId::of::<u64>()];
        let kind = setting.get_value_parser().type_id();
        match setting.get_action() {
            ArgAction::SetTrue => Self::Flag,
            ArgAction::Append => Self::List,
            _ if numbers.iter().any(|number| kind == *number) => Self::Number,
            _ => Self::Text,
        }
    }

    /// What such a value looks like in the file.
    fn looks(self) -> &'static str {
        match self {
            Self::Flag => "true or false",
            Self::Number => "a whole number",
            Self::List => "a list of texts in quotes",
            Self::Text => "a text in quotes",
        }
    }

    /// The words that a flag would have been given for this value.
    fn words(self, value: &Value) -> Option<Vec<String>> {
        match (self, value) {
            (Self::Flag, Value::Boolean(on)) => Some(vec![on.to_string()]),
            (Self::Number, Value::Integer(number)) => Some(vec![number.to_string()]),
            (Self::Text, Value::String(text)) => Some(vec![text.clone()]),
            (Self::List, Value::Array(texts)) => {
                let text = |value: &Value| value.as_str().map(str::to_owned);
                texts.iter().map(text).collect()
            }
            _ => None,
        }
    }
}

/// The file that the arguments name, or else the variable. It has to be known before they are read.
pub(super) fn named(arguments: &[OsString]) -> Option<PathBuf> {
    let mut given = None;
    let mut rest = arguments.iter().skip(1);
    while let Some(argument) = rest.next() {
        match argument.to_str() {
            Some("--") => break,
            Some("--config") => given = rest.next().map(PathBuf::from),
            Some(text) => {
                given = text.strip_prefix("--config=").map(PathBuf::from).or(given);
            }
            None => {}
        }
    }
    let variable = || std::env::var_os("THROUGHLINE_CONFIG").filter(|path| !path.is_empty());
    given.or_else(|| variable().map(PathBuf::from))
}

/// Whether an argument is a setting: what is set once for an installation can come from a variable as well.
pub(super) fn is_setting(argument: &Arg) -> bool {
    argument.get_env().is_some() && argument.get_id() != "config"
}

impl File {
    /// Reads a file and holds every value to what its flag takes.
    pub(super) fn read(path: &Path, settings: &Command) -> Result<Self, Failure> {
        let shown = path.display();
        let text = std::fs::read_to_string(path)
            .trying(format!("The file of settings {shown} cannot be read"))?;
        // The library's own words show the line, which may hold a password.
        let table: toml::Table = toml::from_str(&text).map_err(|err| {
            let before = err.span().and_then(|at| text.get(..at.start));
            let line = before.map_or(1, |before| before.matches('\n').count() + 1);
            Failure(format!(
                "The file of settings {shown} is no TOML: line {line}: {}",
                err.message().replace('\n', " ")
            ))
        })?;
        let mut table = table;
        let providers = match table.remove(PROVIDERS) {
            None => Tables::new(),
            Some(tables) => tables.try_into().map_err(|_| {
                Failure(format!(
                    "\"{PROVIDERS}\" in the file of settings {shown} has to hold tables, as [providers.studio]"
                ))
            })?,
        };
        let mut values = BTreeMap::new();
        for (key, value) in &table {
            let words = words(settings, key, value).map_err(|why| {
                Failure(format!("\"{key}\" in the file of settings {shown} {why}"))
            })?;
            let words = words.into_iter().map(|word| &*word.leak()).collect();
            values.insert(key.clone(), words);
        }
        Ok(Self {
            path: path.to_owned(),
            values,
            providers,
        })
    }

    /// What it says of providers.
    pub(super) fn providers(&self) -> &Tables {
        &self.providers
    }

    /// The same command, with the file's values as the defaults of its settings, and of those below it.
    pub(super) fn under(&self, command: Command) -> Command {
        command
            .mut_args(|argument| {
                let words = argument.get_long().and_then(|long| self.values.get(long));
                match words {
                    Some(words) if is_setting(&argument) => {
                        argument.default_values(words.iter().copied())
                    }
                    _ => argument,
                }
            })
            .mut_subcommands(|command| self.under(command))
    }

    /// Where the file is, if it says something about that setting.
    pub(super) fn says(&self, key: &str) -> Option<&Path> {
        self.values.contains_key(key).then_some(&self.path)
    }
}

/// The words of a value, or what is wrong with it.
fn words(settings: &Command, key: &str, value: &Value) -> Result<Vec<String>, String> {
    if value.is_table() {
        return Err(
            "is a table, and [providers.NAME] are the only tables among the settings.".to_owned(),
        );
    }
    let serve = settings.find_subcommand("serve");
    let setting = serve
        .and_then(|serve| {
            serve
                .get_arguments()
                .find(|one| one.get_long() == Some(key))
        })
        .filter(|setting| is_setting(setting))
        .ok_or("is no setting. `throughline config` shows those that there are.")?;
    let kind = Kind::of(setting);
    let words = kind
        .words(value)
        .ok_or_else(|| format!("has to be {}.", kind.looks()))?;
    if kind != Kind::Flag {
        fits(setting, key, &words).map_err(|failure| format!("does not fit: {failure}"))?;
    }
    Ok(words)
}

/// Gives the words to the flag alone, as it would be given them.
fn fits(setting: &Arg, key: &str, words: &[String]) -> Result<(), Failure> {
    let alone = setting.clone().env(None::<&'static str>);
    let given = words.iter().map(|word| format!("--{key}={word}"));
    let read = Command::new("settings")
        .no_binary_name(true)
        .arg(alone)
        .try_get_matches_from(given);
    let Err(err) = read else { return Ok(()) };
    let said = err.to_string();
    let lines: Vec<_> = said
        .lines()
        .map(str::trim)
        .take_while(|line| !line.starts_with("For more information"))
        .filter(|line| !line.is_empty())
        .collect();
    failed(lines.join(" ").trim_start_matches("error: "))
}
