//! Files that mean harm: each is refused in one of the ways that the API promises, or becomes a picture that is nothing
//! but a picture. They are made here, the same ones every time.

mod build;
mod clean;
mod jpegs;
mod memory;
mod others;
mod png_chunks;
mod pngs;
mod webps;

use crate::support::{alone, listed};
use bytes::Bytes;
use domain::{
    error::{Error, Result},
    images::{self, MAX_BYTES, Prepared},
    model::paths::InstancePath,
    services::instances as in_scene,
    storage::StorageKey,
    testing::TestCtx,
};
use sha2::{Digest, Sha256};
use std::{collections::HashSet, time::Duration};

/// What may come of a file, as the API's statuses.
type Verdict = &'static [u16];

/// It must be refused, in whatever way.
const REFUSED: Verdict = &[400, 413, 415, 422];
/// It may be refused, or made clean.
const ANY: Verdict = &[200, 413, 415, 422];
const TAKEN: Verdict = &[200];
const TOO_LARGE: Verdict = &[413];
const UNKNOWN: Verdict = &[415];
const UNREADABLE: Verdict = &[422];

/// No file takes longer than this, by far. It only ends what would never end.
const HANGING: Duration = Duration::from_secs(100);

/// Names that the files come under, none of which says what they are.
const NAMES: [&str; 8] = [
    "mara.png",
    "mara.svg",
    "../../etc/passwd",
    "C:\\films\\mara.jpg\0.html",
    "<script>alert(1)</script>.webp",
    "\"><img src=x onerror=alert(1)>.png",
    "\u{202E}gnp.exe",
    "",
];

/// A file that means harm.
struct Hostile {
    name: String,
    bytes: Bytes,
    verdict: Verdict,
    /// Whether it holds something that must not be in what is stored.
    secret: bool,
}

impl Hostile {
    fn new(name: impl Into<String>, bytes: Vec<u8>, verdict: Verdict) -> Self {
        Self {
            name: name.into(),
            bytes: bytes.into(),
            verdict,
            secret: false,
        }
    }

    fn secret(self) -> Self {
        Self {
            secret: true,
            ..self
        }
    }

    /// What came of it; fails unless that is one of the things that may.
    fn judge<T>(&self, came: Result<T>) -> Option<T> {
        let name = &self.name;
        let status = match &came {
            Ok(_) => 200,
            Err(Error::Invalid(_)) => 400,
            Err(Error::TooLarge(_)) => 413,
            Err(Error::Unsupported(_)) => 415,
            Err(Error::Undecodable(_)) => 422,
            Err(err) => panic!("{name}: {err:?}"),
        };
        let said = came.as_ref().err().map(ToString::to_string);
        assert!(self.verdict.contains(&status), "{name}: {status}, {said:?}");
        came.ok()
    }

    async fn prepared(&self) -> Option<Prepared> {
        let came = tokio::time::timeout(HANGING, images::prepare(self.bytes.clone(), MAX_BYTES));
        let came = came
            .await
            .unwrap_or_else(|_| panic!("{} never ends", self.name));
        self.judge(came)
    }
}

/// All of them, the same in the same order every time.
fn corpus() -> Vec<Hostile> {
    let kinds = [
        others::all(),
        pngs::all(),
        png_chunks::all(),
        jpegs::all(),
        webps::all(),
    ];
    kinds.into_iter().flatten().collect()
}

/// Every tenth, which takes all kinds in turn.
fn some() -> impl Iterator<Item = Hostile> {
    corpus().into_iter().step_by(10)
}

#[test]
fn there_are_many_and_they_are_the_same_every_time() {
    let made = || {
        let hash = |file: &Hostile| format!("{} {:x}", file.name, Sha256::digest(&file.bytes));
        corpus().iter().map(hash).collect::<Vec<_>>()
    };
    let first = made();
    assert!(first.len() >= 500, "{}", first.len());
    assert_eq!(first, made());
    let names: HashSet<_> = corpus().into_iter().map(|file| file.name).collect();
    assert_eq!(names.len(), first.len(), "two have one name");
}

async fn are_refused_or_clean(files: impl Iterator<Item = Hostile>) {
    let mut bad = Vec::new();
    for file in files {
        if let Some(kept) = file.prepared().await
            && let Err(why) = clean::examine(&kept, file.secret)
        {
            bad.push(format!("{}: {why}", file.name));
        }
    }
    assert!(bad.is_empty(), "{}", bad.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn each_is_refused_or_becomes_nothing_but_a_picture() {
    are_refused_or_clean(some()).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "long: cargo xtask test --all"]
async fn all_are_refused_or_become_nothing_but_pictures() {
    are_refused_or_clean(corpus().into_iter()).await;
}

/// Sends the file into the history under a name that lies, and looks at what is there after.
async fn enter(ctx: &TestCtx, path: InstancePath, file: &Hostile, name: &str) {
    let before = listed(ctx, path).await;
    let sent = in_scene::upload(
        ctx,
        ctx.viewer,
        path,
        Some(name.to_owned()),
        file.bytes.clone(),
    );
    let taken = file.judge(sent.await);
    let after = listed(ctx, path).await;
    let Some(row) = taken else {
        assert_eq!(
            before, after,
            "{} was refused and left something",
            file.name
        );
        return;
    };
    let newest = &after[0];
    assert_ne!(before.first(), after.first(), "{}", file.name);
    assert_eq!(row.image_key_url.as_deref(), Some(&*newest.image_url));
    let kept = newest.original_filename.as_deref().unwrap_or_default();
    assert!(
        !kept.contains(['/', '\\', '\0']) && kept.chars().count() <= 255,
        "{kept}"
    );
    let key = StorageKey::parse(newest.storage_path.as_deref().unwrap()).unwrap();
    let stored = ctx.storage.get(&key).await.unwrap();
    assert_eq!(
        newest.sha256.as_deref(),
        Some(&*format!("{:x}", Sha256::digest(&stored))),
        "{}",
        file.name
    );
    assert_eq!(
        newest.file_size_bytes,
        i64::try_from(stored.len()).ok(),
        "{}",
        file.name
    );
    assert_eq!(
        newest.mime_type.as_deref(),
        images::Format::sniff(&stored).map(images::Format::content_type),
        "{}",
        file.name
    );
}

async fn a_history_takes_each_as_a_picture_or_not_at_all(ctx: TestCtx) {
    let path = alone(&ctx).await;
    for (at, file) in some().enumerate() {
        enter(&ctx, path, &file, NAMES[at % NAMES.len()]).await;
    }
    assert_eq!(listed(&ctx, path).await.len(), 8);
}

on_both!(a_history_takes_each_as_a_picture_or_not_at_all);

#[tokio::test(flavor = "multi_thread")]
#[ignore = "long: cargo xtask test --all"]
async fn a_history_takes_all_as_pictures_or_not_at_all() {
    let ctx = TestCtx::sqlite().await;
    let path = alone(&ctx).await;
    for (at, file) in corpus().iter().enumerate() {
        enter(&ctx, path, file, NAMES[at % NAMES.len()]).await;
    }
    assert_eq!(listed(&ctx, path).await.len(), 8);
}
