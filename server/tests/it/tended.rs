//! What is done to the data by commands: films go out and come in, and the doctor looks at all of it.

use crate::{
    client::{Part, instance, multipart, send},
    running::{printed, throughline},
};
use domain::{
    ctx::Ctx,
    storage::Storage,
    testing::{TestCtx, png},
};
use server::{router::router, state::AppState};
use std::{path::Path, process::Command};

/// The command on a test's database and the pictures in the folder.
fn on(data: &Path, test: &TestCtx, arguments: &[&str]) -> Command {
    throughline(data, &[arguments, &["--database", test.url()]].concat())
}

fn empty(folder: &Path) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            std::fs::remove_dir_all(path).unwrap();
        } else {
            std::fs::remove_file(path).unwrap();
        }
    }
}

async fn a_film_goes_out_and_comes_in_and_damage_is_found(test: TestCtx) {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    let pictures = data.join("pictures");
    let ctx = Ctx {
        storage: Storage::local(&pictures).unwrap(),
        ..test.clone()
    };
    let mara = test.instance(test.scene().await, "soaked through").await;
    let upload = format!("{}/upload-image", instance(mara));
    let upload = multipart(&upload, &[Part::image(&png(1))]).body;
    let reply = send(router(AppState::local(ctx, test.viewer)), upload).await;
    reply.expect(200);
    printed(&mut on(data, &test, &["doctor"]));

    let film = data.join("film.zip");
    let film = film.to_str().unwrap();
    let project = mara.project.to_string();
    printed(&mut on(
        data,
        &test,
        &["export", "--project", &project, "--to", film],
    ));
    let made = ["import", film, "--email", "editor@example.com"];
    let made = printed(&mut on(data, &test, &made));
    assert_ne!(made.trim(), project);
    assert_eq!(made.trim().len(), project.len(), "{made}");
    printed(&mut on(data, &test, &["doctor", "--deep"]));

    empty(&pictures);
    let found = on(data, &test, &["doctor"]).output().unwrap();
    assert_eq!(found.status.code(), Some(1), "{found:?}");
    assert!(!found.stdout.is_empty());
}

#[tokio::test]
async fn a_film_goes_out_and_comes_in_and_damage_is_found_on_sqlite() {
    a_film_goes_out_and_comes_in_and_damage_is_found(TestCtx::sqlite().await).await;
}

#[tokio::test]
async fn a_film_goes_out_and_comes_in_on_postgres() {
    let test = TestCtx::postgres().await;
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    let project = test.scene().await.project.to_string();
    let film = data.join("film.zip");
    let film = film.to_str().unwrap();
    printed(&mut on(
        data,
        &test,
        &["export", "--project", &project, "--to", film],
    ));
    let made = ["import", film, "--email", "editor@example.com"];
    let made = printed(&mut on(data, &test, &made));
    assert_ne!(made.trim(), project);
}
