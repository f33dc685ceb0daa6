//! Settings as the binary reads them: flags before variables, variables before a file, a file before defaults.

use crate::running::{Running, printed, refused_with, throughline};

#[test]
fn flags_weigh_more_than_variables_and_variables_more_than_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("throughline.toml");
    let text = "concurrency = 3\nqueue-limit = 30\nprovider = \"sketch\"\nauth = \"password\"\n";
    std::fs::write(&file, text).unwrap();
    let shown = printed(
        throughline(folder.path(), &["config", "--concurrency", "5"])
            .env("THROUGHLINE_CONFIG", &file)
            .env("THROUGHLINE_CONCURRENCY", "4")
            .env("THROUGHLINE_QUEUE_LIMIT", "40")
            .env("THROUGHLINE_NO_SAMPLE", "yes"),
    );
    let lines: Vec<_> = shown.lines().collect();
    for line in [
        "concurrency = 5  # flag".to_owned(),
        "queue-limit = 40  # variable THROUGHLINE_QUEUE_LIMIT".to_owned(),
        "no-sample = true  # variable THROUGHLINE_NO_SAMPLE".to_owned(),
        format!("auth = \"password\"  # file {}", file.display()),
        "log = \"text\"  # default".to_owned(),
    ] {
        assert!(lines.contains(&line.as_str()), "{line}\n{shown}");
    }
}

#[test]
fn passwords_are_never_shown() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("throughline.toml");
    std::fs::write(&file, "database = \"postgres://mara:s3cret@db/films\"\n").unwrap();
    for arguments in [
        &["config"][..],
        &["serve", "--help"],
        &["migrate", "up", "--help"],
    ] {
        for from_file in [true, false] {
            let mut command = throughline(folder.path(), arguments);
            match from_file {
                true => command.env("THROUGHLINE_CONFIG", &file),
                false => command.env("THROUGHLINE_DATABASE", "postgres://mara:s3cret@db/films"),
            };
            let shown = printed(&mut command);
            assert!(
                shown.contains("database") && !shown.contains("s3cret"),
                "{shown}"
            );
        }
    }
}

#[test]
fn a_file_that_does_not_fit_is_refused_before_anything_begins() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let file = folder.path().join("throughline.toml");
    std::fs::write(&file, "lisen = \"127.0.0.1:0\"\n").unwrap();
    for command in ["serve", "doctor", "config"] {
        let output = throughline(&data, &[command, "--config", file.to_str().unwrap()]).output();
        let words = refused_with(2, output.unwrap());
        assert!(
            words.contains("\"lisen\"") && words.contains("throughline.toml"),
            "{words}"
        );
    }
    assert!(!data.exists());
}

#[test]
fn help_shows_every_setting_with_its_variable_and_default() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [&["--help"][..], &["serve", "--help"]] {
        let help = printed(&mut throughline(folder.path(), arguments));
        shows_every_setting(&help);
    }
}

#[track_caller]
fn shows_every_setting(help: &str) {
    for setting in [
        "--listen",
        "--data",
        "--database",
        "--storage",
        "--auth",
        "--no-sample",
        "--allow-host",
        "--provider",
        "--concurrency",
        "--pictures",
        "--behind-proxy",
        "--log",
        "--attempt-retention",
        "--queue-limit",
        "--database-connections",
        "--full-sync",
        "--config",
    ] {
        let variable = setting
            .trim_start_matches('-')
            .replace('-', "_")
            .to_uppercase();
        assert!(
            help.contains(&format!("{setting} ")) || help.contains(&format!("{setting}\n")),
            "{setting}"
        );
        let named = ["=", "]"].map(|end| format!("[env: THROUGHLINE_{variable}{end}"));
        assert!(
            named.iter().any(|named| help.contains(named)),
            "{variable}\n{help}"
        );
    }
    for default in [
        "127.0.0.1:3000",
        "./data",
        "none",
        "sketch",
        "stream",
        "text",
        "7d",
        "500",
        "10",
        "2",
    ] {
        assert!(
            help.contains(&format!("[default: {default}]")),
            "{default}\n{help}"
        );
    }
}

#[test]
fn a_process_serves_as_its_file_says() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("throughline.toml");
    let text = "listen = \"127.0.0.1:0\"\nno-sample = true\nallow-host = [\"films.example\"]\n";
    std::fs::write(&file, text).unwrap();
    let serve = ["serve", "--config", file.to_str().unwrap()];
    let running = Running::of(&mut throughline(folder.path(), &serve));
    assert_eq!(running.said.len(), 1, "{:?}", running.said);
    assert!(running.text("/readyz").ends_with("ready\n"));
}
