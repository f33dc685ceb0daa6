//! The schema on PostgreSQL, changed by a person: what is printed does what `migrate up` does.

use crate::running::{Running, printed, throughline};
use domain::testing_db::fresh_postgres;
use std::{
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// A client program of PostgreSQL: on the PATH, or the newest that Debian keeps beside it.
fn client(program: &str) -> Command {
    let on_path = std::env::var_os("PATH").unwrap_or_default();
    let mut debian: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .map(|version| version.path())
        .collect();
    debian.sort_by_key(|version| version.file_name()?.to_str()?.parse::<u32>().ok());
    let found = debian
        .iter()
        .rev()
        .map(|version| version.join("bin"))
        .chain(std::env::split_paths(&on_path))
        .map(|folder| folder.join(program))
        .find(|program| program.exists());
    Command::new(found.unwrap_or_else(|| panic!("{program} is not installed")))
}

/// Runs SQL and answers what it printed.
fn psql(url: &str, sql: &str) -> String {
    let mut psql = client("psql");
    psql.args(["--no-psqlrc", "--quiet", "--tuples-only", "--no-align"])
        .args(["--set", "ON_ERROR_STOP=1", "--file", "-", "--dbname", url])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = psql.spawn().unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(sql.as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    String::from_utf8(output.stdout).unwrap()
}

/// The schema as PostgreSQL itself writes it down, without the words that differ at every call.
fn schema(url: &str) -> String {
    let dump = printed(client("pg_dump").args(["--schema-only", "--dbname", url]));
    let lines = dump.lines().filter(|line| !line.starts_with('\\'));
    lines.flat_map(|line| [line, "\n"]).collect()
}

fn emptied(url: &str) {
    psql(url, "DROP SCHEMA public CASCADE; CREATE SCHEMA public;");
}

fn on(data: &Path, url: &str, arguments: &[&str]) -> Command {
    throughline(data, &[arguments, &["--database", url]].concat())
}

#[tokio::test]
async fn the_printed_sql_does_what_migrate_up_does() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    let (written, run) = (fresh_postgres().await, fresh_postgres().await);
    emptied(&written.url);
    emptied(&run.url);

    let script = printed(&mut on(data, &written.url, &["migrate", "sql"]));
    let nothing = printed(&mut on(data, &run.url, &["migrate", "status"]));
    assert!(nothing.contains("Changes that wait: "), "{nothing}");
    printed(&mut on(data, &run.url, &["migrate", "up"]));
    psql(&written.url, &script);

    assert_eq!(schema(&written.url), schema(&run.url));
    let applied = "SELECT version FROM seaql_migrations ORDER BY version";
    assert_eq!(psql(&written.url, applied), psql(&run.url, applied));
    for url in [&written.url, &run.url] {
        let status = printed(&mut on(data, url, &["migrate", "status"]));
        assert_eq!(status, "The schema is up to date.\n");
        let sql = printed(&mut on(data, url, &["migrate", "sql"]));
        assert_eq!(sql, "-- The schema is up to date.\n");
    }
}

#[tokio::test]
async fn only_what_waits_is_printed_and_a_process_does_not_start_before() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    let db = fresh_postgres().await;
    let last = "DELETE FROM seaql_migrations WHERE version = \
                (SELECT max(version) FROM seaql_migrations) RETURNING version;";
    let last = psql(&db.url, last);
    let last = last.trim();
    let script = printed(&mut on(data, &db.url, &["migrate", "sql"]));
    let named: Vec<_> = script
        .lines()
        .filter(|line| line.starts_with("-- m2"))
        .collect();
    assert_eq!(named, [format!("-- {last}")]);

    let serve = ["serve", "--listen", "127.0.0.1:0", "--auth", "password"];
    let refused = on(data, &db.url, &serve).output().unwrap();
    assert_eq!(refused.status.code(), Some(1));
    let words = String::from_utf8(refused.stderr).unwrap();
    assert!(words.contains("throughline migrate up"), "{words}");

    let back = format!("INSERT INTO seaql_migrations VALUES ('{last}', 0)");
    psql(&db.url, &back);
    let running = Running::of(&mut on(data, &db.url, &serve));
    assert!(running.text("/readyz").ends_with("ready\n"));
}
