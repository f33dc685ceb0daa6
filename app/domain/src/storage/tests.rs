mod addresses;
mod keys;

use super::*;
use crate::{
    images::{self, Format},
    model::ids::{AssetId, AttemptId, BranchId, InstanceId, JobId, ProjectId, SceneId},
};
use futures::TryStreamExt;
use std::collections::HashSet;

fn scope() -> SceneScope {
    SceneScope {
        project: ProjectId::new(),
        branch: BranchId::new(),
        scene: SceneId::new(),
    }
}

fn key() -> StorageKey {
    StorageKey::upload(scope(), InstanceId::new(), Format::Png)
}

fn local() -> (tempfile::TempDir, Storage) {
    let folder = tempfile::tempdir().unwrap();
    let storage = Storage::local(folder.path().join("pictures")).unwrap();
    (folder, storage)
}

async fn picture() -> images::Prepared {
    images::encode(image::RgbImage::from_fn(1000, 500, |x, y| {
        image::Rgb([x as u8, y as u8, 99])
    }))
    .await
    .unwrap()
}

async fn all(storage: &Storage, prefix: Option<&str>) -> Vec<Listed> {
    storage.list(prefix).try_collect().await.unwrap()
}

#[tokio::test]
async fn what_was_put_can_be_read() {
    let (_folder, on_disk) = local();
    for storage in [on_disk, Storage::in_memory()] {
        let key = key();
        storage
            .put(&key, Bytes::from_static(b"0123456789"))
            .await
            .unwrap();
        assert_eq!(storage.get(&key).await.unwrap(), "0123456789");
        assert_eq!(storage.get_range(&key, 2..5).await.unwrap(), "234");
        assert_eq!(storage.get_range(&key, 7..99).await.unwrap(), "789");
        assert_eq!(storage.size(&key).await.unwrap(), Some(10));
        storage.check().await.unwrap();
    }
}

#[tokio::test]
async fn what_flows_is_the_whole_object_piece_by_piece() {
    let (_folder, on_disk) = local();
    let bytes: Bytes = (0..1_000_000_u32).map(|n| (n / 7) as u8).collect();
    for storage in [on_disk.clone(), Storage::in_memory()] {
        let key = key();
        storage.put(&key, bytes.clone()).await.unwrap();
        let flow = storage.flow(&key).await.unwrap();
        assert_eq!(flow.size, 1_000_000);
        let pieces: Vec<Bytes> = flow.pieces.try_collect().await.unwrap();
        assert_eq!(pieces.concat(), bytes);
        assert!(
            storage.folder.is_none() || pieces.iter().all(|piece| piece.len() <= 256 * 1024),
            "a file is never read at once"
        );
    }
    let missing = on_disk.flow(&key()).await;
    assert!(matches!(missing, Err(Error::NotFound("picture"))));
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let (_folder, on_disk) = local();
    for storage in [on_disk, Storage::in_memory()] {
        let missing = key();
        assert!(matches!(
            storage.get(&missing).await,
            Err(Error::NotFound("picture"))
        ));
        assert!(matches!(
            storage.get_range(&missing, 0..1).await,
            Err(Error::NotFound("picture"))
        ));
        assert!(matches!(
            storage.copy(&missing, &key()).await,
            Err(Error::NotFound("picture"))
        ));
        assert!(matches!(
            storage.rendition(&missing, 320).await,
            Err(Error::NotFound("picture"))
        ));
        assert_eq!(storage.size(&missing).await.unwrap(), None);
        storage.delete(&missing).await.unwrap();
        storage.delete_with_renditions(&missing).await.unwrap();
    }
}

#[tokio::test]
async fn a_copy_has_its_own_bytes() {
    let (folder, storage) = local();
    let (from, to) = (key(), key());
    storage
        .put(&from, Bytes::from_static(b"bytes"))
        .await
        .unwrap();
    storage.copy(&from, &to).await.unwrap();
    // Not a second name of the same file: changing one in place does not change the other.
    std::fs::write(folder.path().join("pictures").join(from.as_str()), "other").unwrap();
    assert_eq!(storage.get(&to).await.unwrap(), "bytes");
    storage.delete(&from).await.unwrap();
    assert_eq!(storage.get(&to).await.unwrap(), "bytes");
}

#[tokio::test]
async fn deleting_takes_renditions_along_and_leaves_no_folders() {
    let (folder, storage) = local();
    let key = key();
    storage.put_picture(&key, &picture().await).await.unwrap();
    storage.rendition(&key, 320).await.unwrap();
    assert_eq!(all(&storage, None).await.len(), 3);
    storage.delete_with_renditions(&key).await.unwrap();
    storage.delete_with_renditions(&key).await.unwrap();
    assert_eq!(all(&storage, None).await, []);
    assert_eq!(
        std::fs::read_dir(folder.path().join("pictures"))
            .unwrap()
            .count(),
        0
    );
}

#[tokio::test]
async fn fifty_who_ask_at_once_get_one_rendition() {
    let storage = Storage::in_memory();
    let key = key();
    storage.put(&key, picture().await.bytes).await.unwrap();
    let asked = (0..50).map(|_| storage.rendition(&key, 320));
    let made = futures::future::try_join_all(asked).await.unwrap();
    // One buffer, handed to all: each making its own would give fifty.
    let buffers: HashSet<_> = made.iter().map(|made| made.as_ptr()).collect();
    assert_eq!(buffers.len(), 1);
    let kept = all(&storage, Some("renditions")).await;
    assert_eq!(
        kept.iter()
            .map(|kept| (&kept.key, kept.rendition))
            .collect::<Vec<_>>(),
        [(&key, Some(320))]
    );
    assert_eq!(storage.rendition(&key, 320).await.unwrap(), made[0]);
    assert!(matches!(
        storage.rendition(&key, 321).await,
        Err(Error::Invalid(_))
    ));
}

#[tokio::test]
async fn the_preview_is_there_with_the_picture() {
    let storage = Storage::in_memory();
    let (key, picture) = (key(), picture().await);
    storage.put_picture(&key, &picture).await.unwrap();
    storage.delete(&key).await.unwrap();
    assert_eq!(
        storage.rendition(&key, PREVIEW_WIDTH).await.unwrap(),
        picture.preview
    );
}

#[tokio::test]
async fn the_list_tells_renditions_from_pictures() {
    let (folder, storage) = local();
    let (one, other) = (key(), key());
    storage.put_picture(&one, &picture().await).await.unwrap();
    storage
        .put(&other, Bytes::from_static(b"12345"))
        .await
        .unwrap();
    std::fs::write(folder.path().join("pictures/notes.txt"), "not ours").unwrap();

    let mut found = all(&storage, None).await;
    found.sort_by_key(|found| (found.key.clone(), found.rendition));
    let mut expected = vec![(one.clone(), None), (one, Some(640)), (other.clone(), None)];
    expected.sort();
    assert_eq!(
        found
            .into_iter()
            .map(|found| (found.key, found.rendition))
            .collect::<Vec<_>>(),
        expected
    );

    let project = other.as_str().split('/').next().unwrap();
    let found = all(&storage, Some(project)).await;
    assert_eq!(
        found
            .iter()
            .map(|found| (&found.key, found.size))
            .collect::<Vec<_>>(),
        [(&other, 5)]
    );
    assert_eq!(all(&storage, Some("nowhere")).await, []);
}

#[tokio::test]
async fn a_killed_put_is_never_seen_and_is_swept() {
    let (folder, storage) = local();
    let key = key();
    storage
        .put(&key, Bytes::from_static(b"whole"))
        .await
        .unwrap();
    let half = folder.path().join("pictures").join(format!("{key}#1"));
    std::fs::write(&half, "ha").unwrap();
    assert_eq!(all(&storage, None).await.len(), 1);
    assert_eq!(
        storage
            .remove_unfinished(Duration::from_secs(3600))
            .await
            .unwrap(),
        0
    );
    assert_eq!(storage.remove_unfinished(Duration::ZERO).await.unwrap(), 1);
    assert!(!half.exists());
    assert_eq!(storage.get(&key).await.unwrap(), "whole");
}

#[tokio::test]
async fn a_store_that_is_away_says_so() {
    let (folder, storage) = local();
    storage.check().await.unwrap();
    std::fs::remove_dir(folder.path().join("pictures")).unwrap();
    assert!(matches!(storage.check().await, Err(Error::Unavailable(_))));
}

#[test]
fn addresses_choose_the_store() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("file://{}/pictures", folder.path().display());
    assert!(Storage::from_url(&url, []).unwrap().folder.is_some());
    for url in ["", "pictures", "ftp://somewhere/a", "s3://"] {
        assert!(
            matches!(Storage::from_url(url, []), Err(Error::Invalid(_))),
            "{url:?}"
        );
    }
}
