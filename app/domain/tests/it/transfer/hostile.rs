//! Archives that were made to harm. None is taken, and none leaves anything behind.

use super::{archive, bring};
use crate::full::full;
use crate::support::objects;
use domain::{
    entities::projects,
    error::Error,
    testing::{TestCtx, png},
};
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::io::{Cursor, Read, Write};
use zip::{CompressionMethod, ZipArchive, ZipWriter, write::SimpleFileOptions};

on_both!(
    what_is_no_archive_is_refused,
    a_truncated_archive_is_refused,
    another_format_is_refused,
    paths_that_lead_elsewhere_are_refused,
    pictures_that_are_not_what_they_say_are_refused,
    pictures_that_are_none_or_too_much_are_refused,
    rows_that_hang_in_the_air_are_refused,
    rows_that_break_the_rules_are_refused,
    texts_that_cannot_be_kept_are_refused,
);

const ROWS: &str = "throughline.json";
pub(super) const ATTEMPTS: &str = "scene_asset_generation_attempts";

pub(super) type Entries = Vec<(String, Vec<u8>)>;

pub(super) async fn entries(ctx: &TestCtx) -> Entries {
    let film = full(ctx).await;
    let bytes = archive(ctx, film.at[0].project).await;
    let mut zip = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut entries = Vec::new();
    for index in 0..zip.len() {
        let mut entry = zip.by_index(index).unwrap();
        let name = entry.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        entries.push((name, bytes));
    }
    entries
}

fn packed(entries: &Entries) -> Vec<u8> {
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        zip.start_file(name, stored).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// The same archive with other rows.
pub(super) fn with_rows(entries: &Entries, change: impl FnOnce(&mut Value)) -> Vec<u8> {
    let mut entries = entries.clone();
    let rows = entries.iter_mut().find(|(name, _)| name == ROWS).unwrap();
    let mut json: Value = serde_json::from_slice(&rows.1).unwrap();
    change(&mut json);
    rows.1 = serde_json::to_vec(&json).unwrap();
    packed(&entries)
}

/// The same archive with another picture in the place of the first live attempt's, of which its row tells the truth.
fn with_picture(entries: &Entries, picture: &[u8]) -> Vec<u8> {
    let mut entries = entries.clone();
    let at = entries.iter().position(|(name, _)| name == ROWS).unwrap();
    let mut json: Value = serde_json::from_slice(&entries[at].1).unwrap();
    let row = live(&mut json);
    let path = row["storage_path"].as_str().unwrap().to_owned();
    row["sha256"] = json!(format!("{:x}", Sha256::digest(picture)));
    row["file_size_bytes"] = json!(picture.len());
    entries[at].1 = serde_json::to_vec(&json).unwrap();
    let object = entries.iter_mut().find(|(name, _)| *name == path).unwrap();
    object.1 = picture.to_vec();
    packed(&entries)
}

/// The row of a PNG in somebody's history.
fn live(json: &mut Value) -> &mut Value {
    let rows = json[ATTEMPTS].as_array_mut().unwrap();
    let png = |row: &Value| row["deleted_at"].is_null() && row["mime_type"] == "image/png";
    let at = rows.iter().position(png).unwrap();
    &mut rows[at]
}

/// It is refused in words, and nothing is left of it.
pub(super) async fn refused(ctx: &TestCtx, archive: Vec<u8>, what: &str) -> String {
    let films = || projects::Entity::find().count(ctx.db.read());
    let (objects_before, films_before) = (objects(ctx).await, films().await.unwrap());
    let why = match bring(ctx, ctx.viewer, archive).await {
        Err(
            err @ (Error::Invalid(_)
            | Error::TooLarge(_)
            | Error::Unsupported(_)
            | Error::Undecodable(_)),
        ) => err.to_string(),
        other => panic!("{what}: {other:?}"),
    };
    assert_eq!(objects(ctx).await, objects_before, "{what}");
    assert_eq!(films().await.unwrap(), films_before, "{what}");
    why
}

async fn what_is_no_archive_is_refused(ctx: TestCtx) {
    refused(&ctx, Vec::new(), "nothing").await;
    refused(&ctx, b"<html></html>".to_vec(), "a page").await;
    refused(&ctx, png(1).to_vec(), "a picture").await;
    refused(&ctx, packed(&Vec::new()), "an empty archive").await;
    let other = vec![("a.png".to_owned(), png(1).to_vec())];
    refused(&ctx, packed(&other), "an archive without rows").await;
    let other = vec![(ROWS.to_owned(), b"{}".to_vec())];
    refused(&ctx, packed(&other), "no rows").await;
}

async fn a_truncated_archive_is_refused(ctx: TestCtx) {
    let whole = packed(&entries(&ctx).await);
    for left in [whole.len() / 3, whole.len() - 30, whole.len() - 1] {
        refused(&ctx, whole[..left].to_vec(), "cut off").await;
    }
    let mut flipped = whole.clone();
    // Somewhere in the rows, which stand first.
    flipped[2_000] ^= 0x20;
    refused(&ctx, flipped, "a bit that fell over").await;
}

async fn another_format_is_refused(ctx: TestCtx) {
    let entries = entries(&ctx).await;
    let later = with_rows(&entries, |rows| rows["version"] = json!(2));
    assert!(
        refused(&ctx, later, "a later version")
            .await
            .contains("format 2")
    );
    let other = with_rows(&entries, |rows| rows["format"] = json!("zip"));
    refused(&ctx, other, "another format").await;
}

async fn paths_that_lead_elsewhere_are_refused(ctx: TestCtx) {
    let entries = entries(&ctx).await;
    for path in [
        "../../evil.png",
        "/etc/passwd",
        "a/../b.png",
        "a\\b.png",
        "run.sh",
    ] {
        let mut more = entries.clone();
        more.push((path.to_owned(), png(1).to_vec()));
        refused(&ctx, packed(&more), path).await;
        let rows = with_rows(&entries, |rows| live(rows)["storage_path"] = json!(path));
        refused(&ctx, rows, path).await;
    }
}

async fn pictures_that_are_not_what_they_say_are_refused(ctx: TestCtx) {
    let all = entries(&ctx).await;
    let longer = with_rows(&all, |rows| {
        live(rows)["file_size_bytes"] = json!(1_000_000)
    });
    refused(&ctx, longer, "a lie about the size").await;
    let other = with_rows(&all, |rows| live(rows)["sha256"] = json!("00".repeat(32)));
    refused(&ctx, other, "a lie about the bytes").await;
    let silent = with_rows(&all, |rows| live(rows)["sha256"] = Value::Null);
    refused(&ctx, silent, "nothing said of the bytes").await;
    let missing: Entries = all
        .iter()
        .filter(|(name, _)| name == ROWS)
        .cloned()
        .collect();
    let why = refused(&ctx, packed(&missing), "no pictures").await;
    assert!(why.contains("is not in the archive"), "{why}");
}

async fn pictures_that_are_none_or_too_much_are_refused(ctx: TestCtx) {
    let entries = entries(&ctx).await;
    refused(&ctx, with_picture(&entries, b"<html></html>"), "a page").await;
    let half = png(1);
    refused(
        &ctx,
        with_picture(&entries, &half[..half.len() / 2]),
        "half a picture",
    )
    .await;
    let mut vast = png(1).to_vec();
    // Width and height, as a PNG's head has them.
    vast[16..24].copy_from_slice(&[0, 0, 0xEA, 0x60, 0, 0, 0xEA, 0x60]);
    refused(&ctx, with_picture(&entries, &vast), "60,000 pixels a side").await;
    let heavy = vec![0; 41 * 1024 * 1024];
    refused(&ctx, with_picture(&entries, &heavy), "41 MB").await;
}

async fn rows_that_hang_in_the_air_are_refused(ctx: TestCtx) {
    let entries = entries(&ctx).await;
    for table in [
        "branches",
        "scenes",
        "project_assets",
        "scene_asset_instances",
    ] {
        let without = with_rows(&entries, |rows| rows[table] = json!([]));
        refused(&ctx, without, table).await;
    }
    for table in [
        "scenes",
        "scene_asset_instances",
        "master_attempts",
        "instance_references",
        ATTEMPTS,
    ] {
        let twice = with_rows(&entries, |rows| {
            let again = rows[table][0].clone();
            rows[table].as_array_mut().unwrap().push(again);
        });
        refused(&ctx, twice, table).await;
    }
    let shared = with_rows(&entries, |rows| {
        let path = live(rows)["storage_path"].clone();
        for row in rows[ATTEMPTS].as_array_mut().unwrap() {
            row["storage_path"] = path.clone();
        }
    });
    refused(&ctx, shared, "two rows on one picture").await;
}

async fn rows_that_break_the_rules_are_refused(ctx: TestCtx) {
    let entries = entries(&ctx).await;
    let selected = with_rows(&entries, |rows| {
        for row in rows[ATTEMPTS].as_array_mut().unwrap() {
            row["is_selected"] = json!(true);
        }
    });
    refused(&ctx, selected, "several selected").await;
    let crowded = with_rows(&entries, |rows| {
        let one = live(rows).clone();
        for number in 100..109 {
            let mut another = one.clone();
            another["id"] = json!(domain::model::ids::AttemptId::new());
            another["attempt_number"] = json!(number);
            another["is_selected"] = json!(false);
            rows[ATTEMPTS].as_array_mut().unwrap().push(another);
        }
    });
    refused(&ctx, crowded, "more than eight").await;
    let running = with_rows(&entries, |rows| {
        rows["image_generation_jobs"][0]["status"] = json!("generating");
    });
    refused(&ctx, running, "a running job").await;
    for (table, cost) in [
        ("image_generation_jobs", "estimated_cost"),
        ("image_generation_jobs", "cost_credits"),
        (ATTEMPTS, "cost_credits"),
        ("master_attempts", "cost_credits"),
    ] {
        let owed = with_rows(&entries, |rows| rows[table][0][cost] = json!("-0.01"));
        let why = refused(&ctx, owed, "a cost below zero").await;
        assert!(why.contains("below zero"), "{table}: {why}");
    }
    let numbered = with_rows(&entries, |rows| {
        rows["scenes"][0]["scene_number"] = json!(0)
    });
    refused(&ctx, numbered, "scene 0").await;
    let taken = with_rows(&entries, |rows| {
        rows["scenes"][0]["scene_number"] = rows["scenes"][1]["scene_number"].clone();
    });
    refused(&ctx, taken, "two scenes of one number").await;
}

async fn texts_that_cannot_be_kept_are_refused(ctx: TestCtx) {
    let entries = entries(&ctx).await;
    let nul = with_rows(&entries, |rows| {
        live(rows)["prompt_snapshot"] = json!("a\0b")
    });
    refused(&ctx, nul, "a NUL").await;
    let long = with_rows(&entries, |rows| {
        rows["project"]["title"] = json!("x".repeat(201))
    });
    refused(&ctx, long, "a long title").await;
    let script = with_rows(&entries, |rows| {
        let row = live(rows);
        row["storage_path"] = Value::Null;
        row["image_url"] = json!("javascript:alert(1)");
    });
    refused(&ctx, script, "a script for an address").await;
}
