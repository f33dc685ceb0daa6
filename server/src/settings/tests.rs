//! Flags, variables and files as settings. No test sets a variable: the process is everybody's.

use super::{
    Command, Places, Settings, Unread,
    serve::{Auth, Pictures},
};
use std::{ffi::OsString, path::PathBuf, time::Duration};

fn read(arguments: &[&str]) -> Result<Settings, Unread> {
    let arguments = std::iter::once("throughline").chain(arguments.iter().copied());
    Settings::read(arguments.map(OsString::from))
}

/// What is said of a file that is refused.
fn refused(text: &str) -> String {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), text).unwrap();
    let path = file.path().to_str().unwrap();
    match read(&["serve", "--config", path]) {
        Err(Unread::File(failure)) => {
            let said = failure.to_string();
            assert!(said.contains(path), "{said}");
            said
        }
        other => panic!("it was read: {other:?}"),
    }
}

#[test]
fn the_flags_are_consistent() {
    use clap::CommandFactory;
    Settings::command().debug_assert();
}

#[test]
fn a_folder_may_have_any_name() {
    let places = Places {
        data: "/films/50% done? #1".into(),
        database: None,
        storage: None,
        database_connections: 10,
        full_sync: false,
        attempt_retention: Duration::ZERO,
    };
    assert_eq!(
        places.database_url(),
        "sqlite:///films/50%25%20done%3F%20%231/throughline.sqlite?mode=rwc"
    );
}

#[test]
fn flags_come_before_their_defaults() {
    let given = [
        "serve",
        "--listen",
        "[::1]:0",
        "--no-sample",
        "--allow-host",
        "a",
        "--allow-host",
        "b",
        "--attempt-retention",
        "12h",
    ];
    let Command::Serve(serve) = read(&given).unwrap().command else {
        panic!("not serve")
    };
    assert_eq!((serve.listen.as_str(), serve.no_sample), ("[::1]:0", true));
    assert_eq!(serve.allow_host, ["a", "b"]);
    assert_eq!(serve.provider, "sketch");
    assert_eq!(serve.auth, Auth::None);
    assert_eq!(serve.places.attempt_retention, Duration::from_secs(43_200));
}

#[test]
fn a_file_stands_between_flags_and_defaults() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let text = "listen = \"[::1]:4000\"\ndata = \"/films\"\nauth = \"password\"\nconcurrency = 7\nno-sample = true\n\
                allow-host = [\"a\", \"b\"]\npictures = \"redirect\"\nattempt-retention = \"30d\"\n";
    std::fs::write(file.path(), text).unwrap();
    let path = file.path().to_str().unwrap();
    let given = ["serve", "--config", path, "--concurrency", "3"];
    let Command::Serve(serve) = read(&given).unwrap().command else {
        panic!("not serve")
    };
    assert_eq!(serve.listen, "[::1]:4000");
    assert_eq!(serve.concurrency, 3);
    assert_eq!((serve.auth, serve.no_sample), (Auth::Password, true));
    assert_eq!(serve.allow_host, ["a", "b"]);
    assert_eq!(serve.pictures, Pictures::Redirect);
    assert_eq!(serve.places.data, PathBuf::from("/films"));
    assert_eq!(serve.places.attempt_retention.as_secs(), 30 * 24 * 3600);
    assert_eq!(serve.queue_limit, 500);

    // Everything that is done once takes the same file, wherever its flag stands.
    let named = format!("--config={path}");
    let given = [named.as_str(), "migrate", "status"];
    let Command::Migrate(migrate) = read(&given).unwrap().command else {
        panic!("not migrate")
    };
    assert_eq!(migrate.places.data, PathBuf::from("/films"));
}

#[test]
fn a_file_that_does_not_fit_is_refused_by_key_and_file() {
    for (text, said) in [
        ("lisen = \"a\"", "\"lisen\""),
        ("config = \"a\"", "\"config\""),
        ("fix = true", "\"fix\""),
        ("listen = 3000", "a text in quotes"),
        ("concurrency = \"2\"", "a whole number"),
        ("no-sample = \"yes\"", "true or false"),
        ("allow-host = \"a\"", "a list of texts"),
        ("allow-host = [1]", "a list of texts"),
        ("concurrency = 65", "1..=64"),
        ("auth = \"open\"", "possible values: none, password"),
        ("attempt-retention = \"soon\"", "\"attempt-retention\""),
        ("attempt-retention = \"1000y\"", "ten years"),
        ("providers = 1", "\"providers\" in"),
        ("[providers]\nkey = \"a\"", "\"providers\" in"),
        ("[others.openai]\nkind = \"a\"", "the only tables"),
        ("listen = \"a\"\nlisten = \"b\"", "duplicate key"),
        ("listen = ", "line 1"),
    ] {
        let refused = refused(text);
        assert!(refused.contains(said), "{text}: {refused}");
        assert_eq!(refused.lines().count(), 1, "{refused}");
    }
}

#[test]
fn a_broken_file_does_not_give_a_password_away() {
    let said = refused("database = \"postgres://mara:s3cret@db/films\n");
    assert!(!said.contains("s3cret"), "{said}");
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let Err(Unread::File(failure)) = read(&["--config", "/nowhere/at-all.toml", "serve"]) else {
        panic!("it was read")
    };
    assert!(failure.to_string().contains("/nowhere/at-all.toml"));
}

#[test]
fn what_is_shown_says_where_it_comes_from_and_is_a_file_of_settings() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let text = "database = \"postgres://mara:s3cret@db/films\"\nconcurrency = 7\n";
    std::fs::write(file.path(), text).unwrap();
    let path = file.path().to_str().unwrap();
    let settings = read(&["config", "--config", path, "--allow-host", "a,b"]).unwrap();
    let lines: Vec<_> = settings.shown.iter().map(ToString::to_string).collect();
    for line in [
        "listen = \"127.0.0.1:3000\"  # default",
        "allow-host = [\"a\", \"b\"]  # flag",
        "no-sample = false  # default",
        "# storage is not set  # default",
        &format!("concurrency = 7  # file {path}"),
        &format!("database = \"postgres://mara:***@db/films\"  # file {path}"),
    ] {
        assert!(lines.iter().any(|shown| shown == line), "{line}: {lines:?}");
    }
    assert!(!lines.iter().any(|line| line.contains("retry-ms")));
    std::fs::write(file.path(), lines.join("\n")).unwrap();
    read(&["serve", "--config", path]).unwrap();
}

#[test]
fn the_example_file_is_read() {
    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/deploy/throughline.toml");
    let Command::Serve(serve) = read(&["serve", "--config", example]).unwrap().command else {
        panic!("not serve")
    };
    assert_eq!(serve.auth, Auth::Password);
    assert!(!serve.places.is_sqlite());

    // What stands in it as a comment holds as well, and nothing is left out.
    let text = std::fs::read_to_string(example).unwrap();
    let all: String = text
        .lines()
        .map(|line| line.strip_prefix("#: ").unwrap_or(line))
        .flat_map(|line| [line, "\n"])
        .collect();
    let table: toml::Table = toml::from_str(&all).unwrap();
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), &all).unwrap();
    let path = file.path().to_str().unwrap();
    let settings = read(&["config", "--config", path]).unwrap();
    for shown in &settings.shown {
        assert!(
            table.contains_key(&shown.name),
            "{} is left out",
            shown.name
        );
    }
}
