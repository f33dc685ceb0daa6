//! The settings as they hold, each with where its value comes from. Passwords are not shown.

use super::file::{File, Kind, is_setting};
use clap::{Arg, ArgMatches, Command, parser::ValueSource};
use std::fmt;
use toml::Value;

/// A setting as it holds. Shown, it is a line of a file of settings.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    /// Its name, which is that of its flag.
    pub name: String,
    /// Its value; nothing where it is not set.
    pub value: Option<Value>,
    /// Where the value comes from: a flag, a variable, a file or the default.
    pub from: String,
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, value, from } = self;
        match value {
            Some(value) => write!(f, "{name} = {value}  # {from}"),
            None => write!(f, "# {name} is not set  # {from}"),
        }
    }
}

/// Every setting of a command that was given these.
pub(super) fn all(command: &Command, given: &ArgMatches, file: Option<&File>) -> Vec<Shown> {
    let settings = command.get_arguments().filter(|argument| {
        is_setting(argument) && !argument.is_hide_set() && argument.get_long().is_some()
    });
    settings.map(|setting| one(setting, given, file)).collect()
}

fn one(setting: &Arg, given: &ArgMatches, file: Option<&File>) -> Shown {
    let name = setting.get_long().unwrap_or_default();
    let variable = setting.get_env().unwrap_or_default().display();
    let from = match given.value_source(setting.get_id().as_str()) {
        Some(ValueSource::CommandLine) => "flag".to_owned(),
        Some(ValueSource::EnvVariable) => format!("variable {variable}"),
        _ => match file.and_then(|file| file.says(name)) {
            Some(path) => format!("file {}", path.display()),
            None => "default".to_owned(),
        },
    };
    Shown {
        name: name.to_owned(),
        value: value(setting, given),
        from,
    }
}

fn value(setting: &Arg, given: &ArgMatches) -> Option<Value> {
    let id = setting.get_id().as_str();
    let kind = Kind::of(setting);
    if kind == Kind::Flag {
        return Some(Value::Boolean(given.get_flag(id)));
    }
    let mut words = given
        .get_raw(id)
        .into_iter()
        .flatten()
        .map(|word| word.to_string_lossy().into_owned());
    if kind == Kind::List {
        return Some(Value::Array(words.map(Value::String).collect()));
    }
    let word = words.next()?;
    Some(match word.parse() {
        Ok(number) if kind == Kind::Number => Value::Integer(number),
        _ => Value::String(without_password(&word)),
    })
}

/// An address without what nobody has to see: the password before the host, and whatever stands after the `?` under a
/// telling name. Rather too much is hidden than too little.
fn without_password(address: &str) -> String {
    let Some((scheme, rest)) = address.split_once("://") else {
        return address.to_owned();
    };
    let rest = match rest.rsplit_once('@') {
        Some((who, place)) => match who.split_once(':') {
            Some((user, _)) => format!("{user}:***@{place}"),
            None => format!("{who}@{place}"),
        },
        None => rest.to_owned(),
    };
    let Some((place, query)) = rest.split_once('?') else {
        return format!("{scheme}://{rest}");
    };
    let query: Vec<_> = query.split('&').map(without_secret).collect();
    format!("{scheme}://{place}?{}", query.join("&"))
}

fn without_secret(part: &str) -> String {
    const TELLING: [&str; 6] = ["pass", "secret", "token", "key", "sig", "credential"];
    match part.split_once('=') {
        Some((name, _))
            if TELLING
                .iter()
                .any(|word| name.to_lowercase().contains(word)) =>
        {
            format!("{name}=***")
        }
        _ => part.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::without_password;

    #[test]
    fn passwords_are_not_shown() {
        for (address, shown) in [
            ("127.0.0.1:3000", "127.0.0.1:3000"),
            ("postgres://mara@db/films", "postgres://mara@db/films"),
            (
                "postgres://mara:s3cret@db:5432/films",
                "postgres://mara:***@db:5432/films",
            ),
            (
                "postgres://mara:s3/c?r@et@db/films",
                "postgres://mara:***@db/films",
            ),
            (
                "postgres://db/films?user=mara&password=s3cret&sslmode=require",
                "postgres://db/films?user=mara&password=***&sslmode=require",
            ),
            (
                "az://films?azure_storage_sas_key=s3cret",
                "az://films?azure_storage_sas_key=***",
            ),
            ("s3://films/boards", "s3://films/boards"),
        ] {
            assert_eq!(without_password(address), shown);
        }
    }
}
