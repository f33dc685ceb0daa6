//! Paths.

use super::*;

#[test]
fn keys_are_where_they_should_be() {
    let scope = scope();
    let SceneScope {
        project,
        branch,
        scene,
    } = scope;
    let (instance, job, attempt) = (InstanceId::new(), JobId::new(), AttemptId::new());
    let assets = format!("project_{project}/branch_{branch}/scene_{scene}/scene-assets");

    let generated = StorageKey::generated(scope, instance, job, Format::Webp);
    assert_eq!(
        generated.as_str(),
        format!("{assets}/generated/{instance}_{job}.webp")
    );
    assert_eq!(generated.content_type(), "image/webp");
    let copy = StorageKey::copy(scope, instance, attempt, Format::Jpeg);
    assert_eq!(
        copy.as_str(),
        format!("{assets}/copies/{instance}_{attempt}.jpg")
    );
    assert_eq!(
        copy.rendition_path(320).as_ref(),
        format!("renditions/{copy}.320.webp")
    );
}

#[test]
fn every_key_is_its_own_and_survives_the_database() {
    let scope = scope();
    let SceneScope {
        project,
        branch,
        scene,
    } = scope;
    let (instance, asset) = (InstanceId::new(), AssetId::new());
    let assets = format!("project_{project}/branch_{branch}/scene_{scene}/scene-assets");
    let master = StorageKey::master(project, branch, asset, Format::Png);
    assert!(master.as_str().starts_with(&format!(
        "project_{project}/branch_{branch}/project-assets/{asset}_"
    )));

    let upload = StorageKey::upload(scope, instance, Format::Png);
    let stamp = upload
        .as_str()
        .strip_prefix(&format!("{assets}/uploads/{instance}_"))
        .unwrap();
    let micros: i64 = stamp.strip_suffix(".png").unwrap().parse().unwrap();
    assert!((Utc::now().timestamp_micros() - micros).abs() < 60_000_000);
    for key in [master, upload] {
        assert_eq!(StorageKey::parse(key.as_str()).unwrap(), key);
        assert_eq!(key.path().as_ref(), key.as_str());
    }
}

#[test]
fn uploads_of_one_instant_have_different_keys() {
    let (scope, instance) = (scope(), InstanceId::new());
    let keys: Vec<HashSet<StorageKey>> = std::thread::scope(|threads| {
        let make = || {
            (0..5_000)
                .map(|_| StorageKey::upload(scope, instance, Format::Png))
                .collect()
        };
        let running: Vec<_> = (0..4).map(|_| threads.spawn(make)).collect();
        running
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect()
    });
    assert_eq!(
        keys.into_iter().flatten().collect::<HashSet<_>>().len(),
        20_000
    );
}

#[test]
fn paths_that_lead_elsewhere_are_no_keys() {
    let long = format!("{}.png", "a/".repeat(300));
    let wide = format!("{}.png", "a".repeat(240));
    for text in [
        "",
        "/etc/a.png",
        "../a.png",
        "a/../../b.png",
        "a/./b.png",
        "a//b.png",
        "a/.hidden.png",
        "a\\b.png",
        "a/b.png/",
        "C:/a.png",
        "a/b%2e.png",
        "a/b.png#1",
        "a b.png",
        "a/b\0.png",
        "é.png",
        "a/b",
        "a/b.svg",
        "renditions/a.png",
        &long,
        &wide,
    ] {
        assert!(StorageKey::parse(text).is_err(), "{text:?}");
    }
    StorageKey::parse("imported/old-name_1.v2.jpeg").unwrap();
}
