//! The binary: how it starts, what it refuses, how it stops.

use crate::running::{Running, given, printed, refused_with, throughline};
use std::{io::Read, net::TcpListener, path::Path, process::Output, time::Duration};

fn refused(output: Output) -> String {
    refused_with(1, output)
}

#[test]
fn it_serves_and_stops_though_a_stream_is_open() {
    let folder = tempfile::tempdir().unwrap();
    let mut running = Running::start(folder.path(), &["--no-sample"]);
    assert!(running.text("/healthz").starts_with("HTTP/1.1 200 OK"));
    assert!(running.text("/readyz").ends_with("ready\n"));
    assert!(running.text("/").contains("</html>"));
    let body = "{\"title\":\"The Lamplighter\"}";
    let made = running.send("POST", "/api/projects", &[], body);
    let id = made
        .split("\"id\":\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    let mut stream = running.get(&format!("/api/projects/{id}/events"));
    let mut first = [0; 512];
    assert!(stream.read(&mut first).unwrap() > 0);
    let took = running.stop();
    assert!(took < Duration::from_secs(10), "{took:?}");
    let mut rest = String::new();
    stream.read_to_string(&mut rest).unwrap();
    let again = Running::start(folder.path(), &["--no-sample"]);
    assert!(again.text("/api/projects").contains("The Lamplighter"));
}

#[test]
fn a_data_folder_has_one_process() {
    let folder = tempfile::tempdir().unwrap();
    let first = Running::start(folder.path(), &["--no-sample"]);
    for arguments in [
        &["serve", "--listen", "127.0.0.1:0"][..],
        &["migrate", "up"],
    ] {
        let words = refused(throughline(folder.path(), arguments).output().unwrap());
        assert!(words.contains("in use by another Throughline"), "{words}");
    }
    drop(first);
    let done = throughline(folder.path(), &["migrate", "status"])
        .output()
        .unwrap();
    assert!(done.status.success());
    assert_eq!(
        String::from_utf8(done.stdout).unwrap(),
        "The schema is up to date.\n"
    );
}

#[test]
fn what_cannot_be_served_is_said_in_one_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let serve = |listen: &str, data: &Path| {
        refused(
            throughline(data, &["serve", "--listen", listen])
                .output()
                .unwrap(),
        )
    };
    for open in ["0.0.0.0:0", "[::]:0", "192.0.2.1:3000"] {
        assert!(serve(open, folder.path()).contains("no accounts"), "{open}");
    }
    assert!(serve("nonsense", folder.path()).contains("no address"));
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let words = serve(&taken.local_addr().unwrap().to_string(), folder.path());
    assert!(words.contains("Something else listens"), "{words}");
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    assert!(serve("127.0.0.1:0", &file).contains("data folder"));
}

#[test]
fn a_sample_that_was_deleted_stays_away() {
    let folder = tempfile::tempdir().unwrap();
    // As a start with the sample leaves it, without the time that drawing takes here.
    std::fs::write(folder.path().join("sample-made"), "").unwrap();
    let running = Running::start(folder.path(), &[]);
    assert!(
        !running.said.iter().any(|line| line.contains("sample")),
        "{:?}",
        running.said
    );
    assert!(running.text("/api/projects").ends_with("[]"));
}

#[test]
fn with_accounts_any_address_is_listened_on_and_nobody_is_let_in_without_one() {
    let folder = tempfile::tempdir().unwrap();
    let serve = ["serve", "--listen", "0.0.0.0:0", "--auth", "password"];
    let running = Running::of(&mut throughline(folder.path(), &serve));
    // Nobody can sign in yet, and no film was drawn for nobody.
    assert!(
        running.said[0].contains("/welcome") && running.said[0].contains("throughline user add"),
        "{:?}",
        running.said
    );
    assert_eq!(running.said.len(), 2);
    assert!(!folder.path().join("sample-made").exists());
    assert!(running.text("/healthz").starts_with("HTTP/1.1 200 OK"));
    assert!(running.text("/api/projects").starts_with("HTTP/1.1 401"));

    // People and tokens are made beside the process that serves.
    let add = [
        "user",
        "add",
        "--email",
        "mara@example.com",
        "--name",
        "Mara",
        "--password-stdin",
    ];
    let added = given(
        &mut throughline(folder.path(), &add),
        "seven lamps along the quay\n",
    );
    assert!(added.status.success(), "{added:?}");
    let token = [
        "user",
        "token",
        "--email",
        "mara@example.com",
        "--name",
        "boards",
    ];
    let token = printed(&mut throughline(folder.path(), &token));
    let bearer = format!("Bearer {}", token.strip_suffix('\n').unwrap());
    let mine = running.send("GET", "/api/projects", &[("Authorization", &bearer)], "");
    assert!(
        mine.starts_with("HTTP/1.1 200") && mine.ends_with("[]"),
        "{mine}"
    );
    drop(running);
    let again = Running::of(&mut throughline(folder.path(), &serve));
    assert_eq!(again.said.len(), 1, "{:?}", again.said);
}

#[test]
fn a_proxy_in_front_of_no_accounts_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let serve = ["serve", "--listen", "127.0.0.1:0", "--behind-proxy"];
    let words = refused(throughline(folder.path(), &serve).output().unwrap());
    assert!(words.contains("--auth password"), "{words}");
}

#[test]
fn what_only_looks_makes_no_data_folder() {
    let folder = tempfile::tempdir().unwrap();
    let nothing = folder.path().join("nothing");
    let doctor = throughline(&nothing, &["doctor"]).output().unwrap();
    assert!(refused_with(2, doctor).contains("no Throughline"));
    let project = "0198c0de-0000-7000-8000-000000000000";
    let film = folder.path().join("film.zip");
    let export = [
        "export",
        "--project",
        project,
        "--to",
        film.to_str().unwrap(),
    ];
    let export = throughline(&nothing, &export).output().unwrap();
    assert!(refused(export).contains("no Throughline"));
    assert!(!nothing.exists() && !film.exists());
}

#[test]
fn a_process_can_be_probed_without_another_program() {
    let folder = tempfile::tempdir().unwrap();
    let running = Running::start(folder.path(), &["--no-sample"]);
    let address = running.address.to_string();
    let probe = || {
        std::process::Command::new(env!("CARGO_BIN_EXE_throughline"))
            .args(["probe", "--listen", &address])
            .env_clear()
            .output()
            .unwrap()
    };
    assert!(probe().status.success());
    drop(running);
    assert!(refused(probe()).contains("Nobody answers"));
}
