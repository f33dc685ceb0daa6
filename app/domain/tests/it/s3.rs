//! Pictures in a bucket: the same rules hold there, with SQLite and with PostgreSQL.

use crate::film::{Film, shown};
use crate::support::{
    alone, ask, forgetful, job, listed, numbers, objects, queued_deletions, there, upload, uploads,
    work_off,
};
use crate::whole::whole;
use domain::{
    error::Error,
    images::Format,
    model::{
        ids::{BranchId, InstanceId, ProjectId, SceneId},
        kinds::{AttemptSource, JobStatus},
        views::AttemptView,
    },
    services::{as_is, assets, attempts, deletions, instances},
    storage::{SceneScope, Storage, StorageKey},
    testing::{TestCtx, png},
    testing_s3::TestS3,
};
use futures::TryStreamExt;
use sha2::{Digest, Sha256};

on_both!(
    a_history_lives_in_a_bucket,
    a_copy_of_the_master_is_made_in_the_bucket,
    jobs_keep_what_they_draw_in_the_bucket,
    a_bucket_that_is_away_refuses_and_nothing_is_half_done,
);

fn fresh_key() -> StorageKey {
    let scope = SceneScope {
        project: ProjectId::new(),
        branch: BranchId::new(),
        scene: SceneId::new(),
    };
    StorageKey::upload(scope, InstanceId::new(), Format::Png)
}

fn key_of(attempt: &AttemptView) -> StorageKey {
    StorageKey::parse(attempt.storage_path.as_ref().unwrap()).unwrap()
}

/// What there is of a picture: its own width as none, and its renditions'.
async fn kept_of(storage: &Storage, key: &StorageKey) -> Vec<Option<u32>> {
    let all: Vec<_> = storage.list(None).try_collect().await.unwrap();
    let mut kept: Vec<_> = all
        .into_iter()
        .filter(|found| found.key == *key)
        .map(|found| found.rendition)
        .collect();
    kept.sort_unstable();
    kept
}

fn away<T: std::fmt::Debug>(result: Result<T, Error>) {
    assert!(
        matches!(result, Err(Error::Unavailable(_))),
        "expected to be away, got {result:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn objects_are_written_read_copied_listed_and_removed() {
    let storage = TestS3::fresh().storage();
    storage.check().await.unwrap();
    let (one, other) = (fresh_key(), fresh_key());
    let bytes = bytes::Bytes::from_static(b"0123456789");
    storage.put(&one, bytes.clone()).await.unwrap();
    assert_eq!(storage.get(&one).await.unwrap(), bytes);
    assert_eq!(storage.get_range(&one, 2..5).await.unwrap(), "234");
    assert_eq!(storage.get_range(&one, 7..99).await.unwrap(), "789");
    assert_eq!(storage.size(&one).await.unwrap(), Some(10));
    let flow = storage.flow(&one).await.unwrap();
    assert_eq!(flow.size, 10);
    let pieces: Vec<_> = flow.pieces.try_collect().await.unwrap();
    assert_eq!(pieces.concat(), bytes);
    storage.copy(&one, &other).await.unwrap();
    assert_eq!(kept_of(&storage, &one).await, [None]);
    let folder = one.as_str().split('/').next().unwrap();
    let below: Vec<_> = storage.list(Some(folder)).try_collect().await.unwrap();
    assert_eq!(below.len(), 1);
    assert_eq!((&below[0].key, below[0].size), (&one, 10));
    storage.delete(&one).await.unwrap();
    storage.delete(&one).await.unwrap();
    assert_eq!(storage.size(&one).await.unwrap(), None);
    assert!(matches!(
        storage.get(&one).await,
        Err(Error::NotFound("picture"))
    ));
    assert_eq!(storage.get(&other).await.unwrap(), bytes);
}

async fn a_history_lives_in_a_bucket(ctx: TestCtx) {
    let ctx = ctx.storing(TestS3::fresh().storage());
    let path = alone(&ctx).await;
    let made = uploads(&ctx, path, 9).await;
    assert_eq!(numbers(&ctx, path).await, [9, 8, 7, 6, 5, 4, 3, 2]);
    let first = key_of(&made[0]);
    let scaled = ctx.storage.rendition(&first, 320).await.unwrap();
    assert!(scaled.starts_with(b"RIFF"), "an evicted one is still seen");
    assert_eq!(
        kept_of(&ctx.storage, &first).await,
        [None, Some(320), Some(640)]
    );
    let (restored, evicted) = attempts::restore(&ctx, ctx.viewer, path.attempt(made[0].id))
        .await
        .unwrap();
    let evicted = evicted.map(|attempt| attempt.attempt_number);
    assert_eq!((restored.id, evicted), (made[0].id, Some(2)));
    whole(&ctx).await;
    let later = forgetful(&ctx);
    attempts::delete(&later, ctx.viewer, path.attempt(made[0].id))
        .await
        .unwrap();
    assert_eq!(deletions::work(&later).await.unwrap(), 1);
    assert!(kept_of(&ctx.storage, &first).await.is_empty());
    assert_eq!(queued_deletions(&ctx).await, 1, "of the one evicted last");
    let known = objects(&ctx).await;
    let orphan = fresh_key();
    ctx.storage.put(&orphan, png(1)).await.unwrap();
    assert_eq!(deletions::sweep(&ctx).await.unwrap(), 0, "it is too young");
    assert_eq!(deletions::sweep(&later).await.unwrap(), 1);
    assert_eq!(objects(&ctx).await, known);
    whole(&ctx).await;
}

async fn a_copy_of_the_master_is_made_in_the_bucket(ctx: TestCtx) {
    let ctx = ctx.storing(TestS3::fresh().storage());
    let film = Film::new(&ctx, 1).await;
    as_is::set(&ctx, ctx.viewer, film.at[0], true)
        .await
        .unwrap();
    let copy = shown(&ctx, film.at[0]).await;
    assert_eq!(copy.source, AttemptSource::MasterCopy);
    let master = assets::get(&ctx, ctx.viewer, film.at[0].project, film.asset)
        .await
        .unwrap();
    let before = ctx.storage.get(&key_of(&copy)).await.unwrap();
    film.master(&ctx, 7).await;
    film.forget_old_master(&ctx).await;
    deletions::work(&ctx).await.unwrap();
    assert!(!there(&ctx, &master.storage_path.unwrap()).await);
    assert_eq!(
        ctx.storage.get(&key_of(&copy)).await.unwrap(),
        before,
        "it has bytes of its own"
    );
    whole(&ctx).await;
}

async fn jobs_keep_what_they_draw_in_the_bucket(ctx: TestCtx) {
    let ctx = ctx.storing(TestS3::fresh().storage());
    let film = Film::new(&ctx, 2).await;
    film.pictures(&ctx, &[0]).await;
    let id = ask(&ctx, &ctx, film.at[1]).await.job_id;
    work_off(&ctx).await;
    assert_eq!(job(&ctx, id).await.status, JobStatus::Completed);
    let made = shown(&ctx, film.at[1]).await;
    assert_eq!(made.source, AttemptSource::Generated);
    let used = made.reference_snapshot.as_ref().unwrap();
    assert_eq!(
        used.instance_id,
        Some(film.at[0].instance),
        "its bytes came from the bucket"
    );
    assert_eq!(
        kept_of(&ctx.storage, &key_of(&made)).await,
        [None, Some(640)]
    );
    whole(&ctx).await;
}

async fn a_bucket_that_is_away_refuses_and_nothing_is_half_done(ctx: TestCtx) {
    let (gate, storage) = TestS3::fresh().gated().await;
    let ctx = ctx.storing(storage);
    let path = alone(&ctx).await;
    let kept = upload(&ctx, path, 1).await;
    let asset = instances::get(&ctx, ctx.viewer, path)
        .await
        .unwrap()
        .project_asset_id;
    gate.shut();
    away(ctx.storage.check().await);
    away(ctx.storage.get(&key_of(&kept)).await);
    away(ctx.storage.flow(&key_of(&kept)).await.map(|flow| flow.size));
    away(instances::upload(&ctx, ctx.viewer, path, None, png(2)).await);
    away(assets::upload_master(&ctx, ctx.viewer, path.project, asset, None, png(3)).await);
    assert_eq!(listed(&ctx, path).await, std::slice::from_ref(&kept));
    gate.open();
    ctx.storage.check().await.unwrap();
    assert_eq!(
        objects(&ctx).await,
        [kept.storage_path.unwrap()].into(),
        "nothing half-written is left"
    );
    let asset = assets::get(&ctx, ctx.viewer, path.project, asset)
        .await
        .unwrap();
    assert_eq!(asset.image_key_url, None);
    upload(&ctx, path, 2).await;
    assert_eq!(numbers(&ctx, path).await, [2, 1]);
    whole(&ctx).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signed_address_answers_the_bytes_to_whoever_has_it() {
    let s3 = TestS3::fresh();
    let storage = s3.storage();
    let key = fresh_key();
    storage.put(&key, png(9)).await.unwrap();
    let address = storage.signed_url(&key, None, 300).await.unwrap().unwrap();
    let begin = format!("{}/{}/", storage.origin().unwrap(), s3.name());
    assert!(address.starts_with(&begin), "{address} at {begin}");
    assert_eq!(s3.fetch(&address), (200, png(9).to_vec()));
    let (bare, _) = address.split_once('?').unwrap();
    assert_eq!(s3.fetch(bare).0, 403, "without its signature it is nothing");
    assert_eq!(kept_of(&storage, &key).await, [None]);
    let scaled = storage.signed_url(&key, Some(320), 300).await.unwrap();
    let (status, body) = s3.fetch(&scaled.unwrap());
    assert_eq!(status, 200);
    assert_eq!(storage.rendition(&key, 320).await.unwrap(), body);
    assert_eq!(kept_of(&storage, &key).await, [None, Some(320)]);
    let wide = storage.signed_url(&key, Some(321), 300).await;
    assert!(matches!(wide, Err(Error::Invalid(_))), "{wide:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signed_address_that_was_changed_does_not_hold() {
    let s3 = TestS3::fresh();
    let (storage, key, other) = (s3.storage(), fresh_key(), fresh_key());
    let address = storage.signed_url(&key, None, 300).await.unwrap().unwrap();
    assert!(holds(&address, s3.secret()), "{address}");
    assert!(!holds(&address, "another secret"));
    for (from, to) in [
        ("X-Amz-Expires=300", "X-Amz-Expires=604800"),
        (key.as_str(), other.as_str()),
        ("us-east-1", "us-east-2"),
    ] {
        let changed = address.replace(from, to);
        assert_ne!(changed, address);
        assert!(!holds(&changed, s3.secret()), "{changed}");
    }
}

/// Whether a bucket would take an address: the signature in it is what its own secret gives over method, path, query
/// and host (AWS Signature Version 4). The server of the tests does not look that closely.
fn holds(address: &str, secret: &str) -> bool {
    let (place, query) = address.split_once('?').unwrap();
    let place = place.strip_prefix("http://").unwrap();
    let (host, path) = place.split_at(place.find('/').unwrap());
    let mut pairs: Vec<_> = query.split('&').collect();
    pairs.sort_unstable();
    let value = |name: &str| {
        let begin = format!("{name}=");
        let found = pairs.iter().find_map(|pair| pair.strip_prefix(&begin));
        found.unwrap().replace("%2F", "/")
    };
    let signature = value("X-Amz-Signature");
    let credential = value("X-Amz-Credential");
    let (_, scope) = credential.split_once('/').unwrap();
    let date = value("X-Amz-Date");
    pairs.retain(|pair| !pair.starts_with("X-Amz-Signature="));
    let asked = format!(
        "GET\n{path}\n{}\nhost:{host}\n\nhost\nUNSIGNED-PAYLOAD",
        pairs.join("&")
    );
    let asked = hexadecimal(&Sha256::digest(asked));
    let to_sign = format!("AWS4-HMAC-SHA256\n{date}\n{scope}\n{asked}");
    let key = scope
        .split('/')
        .fold(format!("AWS4{secret}").into_bytes(), |key, part| {
            authenticated(&key, part)
        });
    hexadecimal(&authenticated(&key, &to_sign)) == signature
}

/// HMAC with SHA-256, for keys shorter than a block.
fn authenticated(key: &[u8], text: &str) -> Vec<u8> {
    let mut block = [0_u8; 64];
    block[..key.len()].copy_from_slice(key);
    let inner = Sha256::new()
        .chain_update(block.map(|byte| byte ^ 0x36))
        .chain_update(text)
        .finalize();
    let outer = Sha256::new()
        .chain_update(block.map(|byte| byte ^ 0x5c))
        .chain_update(inner);
    outer.finalize().to_vec()
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[tokio::test]
async fn a_bucket_that_does_not_exist_is_no_store() {
    let s3 = TestS3::fresh();
    s3.storage().check().await.unwrap();
    let missing = Storage::from_url("s3://no-such-bucket/films", s3.options()).unwrap();
    let refused = missing.check().await.unwrap_err();
    assert!(matches!(refused, Error::Unavailable(_)), "{refused:?}");
}
