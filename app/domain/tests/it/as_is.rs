//! Rule 8: "Use master as-is" takes the reference in force unchanged, as a copy of its own.

use crate::film::{Film, MASTER, count, shown, wrong};
use crate::support::{
    alone, listed, missing, numbers, objects, refused, row, selected, there, upload, uploads, write,
};
use crate::whole::whole;
use domain::{
    entities::{attempts as rows, instances::ActiveModel},
    error::Result,
    jobs::queue::{self, Ask},
    model::{
        kinds::{AttemptSource, ReferenceSource},
        paths::InstancePath,
        rules,
    },
    services::{
        as_is::{self, Set as Done},
        assets, attempts, deletions,
        instances::{self, InstanceInput},
    },
    storage::StorageKey,
    testing::TestCtx,
};
use sea_orm::ActiveValue::{Set, Unchanged};
use std::sync::Arc;
use tokio::task::JoinSet;

on_both!(
    turning_it_on_selects_a_copy_of_the_reference_in_force,
    a_copy_of_an_earlier_scene_says_where_it_is_from,
    without_any_picture_there_is_nothing_to_use,
    a_picture_from_elsewhere_cannot_be_copied,
    the_same_picture_is_selected_again_instead_of_copied,
    an_upload_of_the_same_picture_is_no_copy,
    a_copy_that_was_deleted_is_made_anew,
    turning_it_on_while_it_is_on_changes_nothing,
    turning_it_off_leaves_the_picture,
    turning_it_off_while_it_is_off_changes_nothing,
    uploading_and_selecting_turn_it_off,
    generating_and_describing_are_refused_while_it_is_on,
    a_locked_instance_refuses_it,
    a_full_history_makes_room_for_the_copy,
    a_picture_of_older_data_stays_in_the_history,
    a_copy_outlives_what_it_was_copied_from,
    ten_that_turn_it_on_at_once_make_one_copy,
);

async fn set(ctx: &TestCtx, path: InstancePath, enabled: bool) -> Result<Done> {
    as_is::set(ctx, ctx.viewer, path, enabled).await
}

async fn turning_it_on_selects_a_copy_of_the_reference_in_force(ctx: TestCtx) {
    let film = Film::new(&ctx, 1).await;
    let path = film.at[0];
    let master = assets::get(&ctx, ctx.viewer, path.project, film.asset)
        .await
        .unwrap();
    let first = upload(&ctx, path, 1).await;
    let told = ctx.events.last();
    let done = set(&ctx, path, true).await.unwrap();
    assert!(ctx.events.last() > told, "those who look are told");
    let copy = shown(&ctx, path).await;
    assert_eq!(done.copy.as_ref(), Some(&copy));
    assert_eq!((done.before, done.evicted), (Some(first.id), None));
    assert_eq!(done.instance.image_key_url.as_ref(), Some(&copy.image_url));
    assert!(done.instance.use_master_as_is);
    assert_eq!(
        done.instance.last_modified_field.as_deref(),
        Some("use_master_as_is")
    );
    assert_eq!(
        (copy.source, copy.attempt_number),
        (AttemptSource::MasterCopy, 2)
    );
    assert_eq!(copy.copied_from_url, master.image_key_url);
    assert_eq!(
        (&copy.sha256, copy.file_size_bytes, &copy.mime_type),
        (&master.sha256, master.file_size_bytes, &master.mime_type)
    );
    assert_eq!((copy.width, copy.height), (master.width, master.height));
    let used = copy.reference_snapshot.unwrap();
    assert_eq!(
        (used.source, used.scene_number, used.instance_id),
        (ReferenceSource::Stage5Master, None, None)
    );
    assert_eq!(Some(&used.sha256), master.sha256.as_ref());
    assert_eq!((used.role.as_str(), used.weight), ("identity", 1.0));
    let (own, other) = (copy.storage_path.unwrap(), master.storage_path.unwrap());
    assert_ne!(own, other, "every attempt owns its bytes");
    let bytes = async |path: &str| {
        let key = StorageKey::parse(path).unwrap();
        ctx.storage.get(&key).await.unwrap()
    };
    assert_eq!(bytes(&own).await, bytes(&other).await);
    assert!(own.contains("/scene-assets/copies/"), "{own}");
    whole(&ctx).await;
}

async fn a_copy_of_an_earlier_scene_says_where_it_is_from(ctx: TestCtx) {
    let film = Film::new(&ctx, 3).await;
    let made = film.pictures(&ctx, &[0, 1]).await;
    set(&ctx, film.at[2], true).await.unwrap();
    let copy = shown(&ctx, film.at[2]).await;
    assert_eq!(copy.copied_from_url.as_ref(), Some(&made[1].image_url));
    assert_eq!(copy.sha256, made[1].sha256);
    let used = copy.reference_snapshot.unwrap();
    assert_eq!(
        (used.scene_number, used.instance_id, used.attempt_id),
        (Some(2), Some(film.at[1].instance), Some(made[1].id))
    );
    whole(&ctx).await;
}

async fn without_any_picture_there_is_nothing_to_use(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let before = row(&ctx, path.instance).await;
    let why = wrong(set(&ctx, path, true).await);
    assert_eq!(why, "No master image available to use");
    assert_eq!(row(&ctx, path.instance).await, before);
    assert!(objects(&ctx).await.is_empty());
    missing(as_is::set(&ctx, ctx.stranger().await, path, true).await);
}

async fn a_picture_from_elsewhere_cannot_be_copied(ctx: TestCtx) {
    let film = Film::new(&ctx, 2).await;
    let made = film.pictures(&ctx, &[0]).await;
    let foreign = rows::ActiveModel {
        id: Unchanged(made[0].id),
        storage_path: Set(None),
        ..Default::default()
    };
    write(&ctx, foreign).await;
    wrong(set(&ctx, film.at[1], true).await);
    assert!(!row(&ctx, film.at[1].instance).await.use_master_as_is);
}

async fn the_same_picture_is_selected_again_instead_of_copied(ctx: TestCtx) {
    let film = Film::new(&ctx, 1).await;
    let path = film.at[0];
    let copy = set(&ctx, path, true).await.unwrap().copy.unwrap();
    let other = upload(&ctx, path, 1).await;
    let stored = objects(&ctx).await;
    let done = set(&ctx, path, true).await.unwrap();
    assert_eq!((done.copy, done.before), (None, Some(other.id)));
    assert!(done.instance.use_master_as_is);
    assert_eq!(done.instance.image_key_url, Some(copy.image_url));
    assert_eq!(selected(&ctx, path).await, Some(1));
    assert_eq!(numbers(&ctx, path).await, [2, 1]);
    assert_eq!(objects(&ctx).await, stored, "nothing was copied");
    whole(&ctx).await;
}

async fn an_upload_of_the_same_picture_is_no_copy(ctx: TestCtx) {
    let film = Film::new(&ctx, 1).await;
    upload(&ctx, film.at[0], MASTER).await;
    let done = set(&ctx, film.at[0], true).await.unwrap();
    assert_eq!(done.copy.unwrap().attempt_number, 2);
}

async fn a_copy_that_was_deleted_is_made_anew(ctx: TestCtx) {
    let film = Film::new(&ctx, 1).await;
    let path = film.at[0];
    let copy = set(&ctx, path, true).await.unwrap().copy.unwrap();
    upload(&ctx, path, 1).await;
    attempts::delete(&ctx, ctx.viewer, path.attempt(copy.id))
        .await
        .unwrap();
    let done = set(&ctx, path, true).await.unwrap();
    assert_eq!(done.copy.unwrap().attempt_number, 3);
    whole(&ctx).await;
}

async fn turning_it_on_while_it_is_on_changes_nothing(ctx: TestCtx) {
    let film = Film::new(&ctx, 2).await;
    film.pictures(&ctx, &[0]).await;
    let path = film.at[1];
    set(&ctx, path, true).await.unwrap();
    // Not even when there is another picture to copy by now.
    upload(&ctx, film.at[0], 99).await;
    let (before, stored) = (row(&ctx, path.instance).await, objects(&ctx).await);
    let history = listed(&ctx, path).await;
    let done = set(&ctx, path, true).await.unwrap();
    assert_eq!((done.copy, done.evicted), (None, None));
    assert_eq!(row(&ctx, path.instance).await, before);
    assert_eq!(listed(&ctx, path).await, history);
    assert_eq!(objects(&ctx).await, stored);
}

async fn turning_it_off_leaves_the_picture(ctx: TestCtx) {
    let film = Film::new(&ctx, 1).await;
    let path = film.at[0];
    set(&ctx, path, true).await.unwrap();
    let history = listed(&ctx, path).await;
    let done = set(&ctx, path, false).await.unwrap();
    assert!(!done.instance.use_master_as_is);
    assert_eq!(done.before, Some(history[0].id));
    assert_eq!(
        done.instance.image_key_url.as_ref(),
        Some(&history[0].image_url)
    );
    assert_eq!(listed(&ctx, path).await, history);
    whole(&ctx).await;
}

async fn turning_it_off_while_it_is_off_changes_nothing(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let before = row(&ctx, path.instance).await;
    set(&ctx, path, false).await.unwrap();
    assert_eq!(row(&ctx, path.instance).await, before);
}

async fn uploading_and_selecting_turn_it_off(ctx: TestCtx) {
    let film = Film::new(&ctx, 1).await;
    let path = film.at[0];
    let first = upload(&ctx, path, 1).await;
    set(&ctx, path, true).await.unwrap();
    attempts::select(&ctx, ctx.viewer, path.attempt(first.id))
        .await
        .unwrap();
    assert!(!row(&ctx, path.instance).await.use_master_as_is);
    set(&ctx, path, true).await.unwrap();
    upload(&ctx, path, 2).await;
    assert!(!row(&ctx, path.instance).await.use_master_as_is);
    assert_eq!(numbers(&ctx, path).await, [3, 2, 1]);
    whole(&ctx).await;
}

async fn generating_and_describing_are_refused_while_it_is_on(ctx: TestCtx) {
    let film = Film::new(&ctx, 1).await;
    let path = film.at[0];
    set(&ctx, path, true).await.unwrap();
    let words = || InstanceInput {
        description_override: Some(Some("Wet".into())),
        ..Default::default()
    };
    let described = instances::update(&ctx, ctx.viewer, path, words()).await;
    assert_eq!(refused(described), rules::AS_IS);
    let asked = queue::create(&ctx, ctx.viewer, path, Ask::default()).await;
    assert_eq!(refused(asked), rules::AS_IS);
    set(&ctx, path, false).await.unwrap();
    instances::update(&ctx, ctx.viewer, path, words())
        .await
        .unwrap();
    queue::create(&ctx, ctx.viewer, path, Ask::default())
        .await
        .unwrap();
}

async fn a_locked_instance_refuses_it(ctx: TestCtx) {
    let film = Film::new(&ctx, 1).await;
    let path = film.at[0];
    let locked = |locked| ActiveModel {
        id: Unchanged(path.instance),
        locked: Set(locked),
        ..Default::default()
    };
    write(&ctx, locked(true)).await;
    let stored = objects(&ctx).await;
    assert_eq!(refused(set(&ctx, path, true).await), rules::LOCKED);
    assert_eq!(objects(&ctx).await, stored);
    write(&ctx, locked(false)).await;
    set(&ctx, path, true).await.unwrap();
    write(&ctx, locked(true)).await;
    assert_eq!(refused(set(&ctx, path, false).await), rules::LOCKED);
    assert!(row(&ctx, path.instance).await.use_master_as_is);
}

async fn a_full_history_makes_room_for_the_copy(ctx: TestCtx) {
    let film = Film::new(&ctx, 1).await;
    let path = film.at[0];
    let made = uploads(&ctx, path, 8).await;
    attempts::select(&ctx, ctx.viewer, path.attempt(made[0].id))
        .await
        .unwrap();
    let done = set(&ctx, path, true).await.unwrap();
    assert_eq!(
        (done.evicted, done.before),
        (Some(made[1].id), Some(made[0].id)),
        "the oldest that was not selected"
    );
    assert_eq!(numbers(&ctx, path).await, [9, 8, 7, 6, 5, 4, 3, 1]);
    whole(&ctx).await;
}

async fn a_picture_of_older_data_stays_in_the_history(ctx: TestCtx) {
    let film = Film::new(&ctx, 1).await;
    let path = film.at[0];
    let older = ActiveModel {
        id: Unchanged(path.instance),
        image_key_url: Set(Some("https://example.com/mara.png".into())),
        ..Default::default()
    };
    write(&ctx, older).await;
    let done = set(&ctx, path, true).await.unwrap();
    let live = listed(&ctx, path).await;
    assert_eq!(live.len(), 2);
    assert_eq!(live[1].image_url, "https://example.com/mara.png");
    assert_eq!(done.before, Some(live[1].id));
    assert!(live[0].is_selected && !live[1].is_selected);
    whole(&ctx).await;
}

async fn a_copy_outlives_what_it_was_copied_from(ctx: TestCtx) {
    let film = Film::new(&ctx, 1).await;
    let path = film.at[0];
    let copy = set(&ctx, path, true).await.unwrap().copy.unwrap();
    film.master(&ctx, MASTER + 1).await;
    film.forget_old_master(&ctx).await;
    assert_eq!(deletions::work(&ctx).await.unwrap(), 1, "the old master");
    assert!(there(&ctx, copy.storage_path.as_ref().unwrap()).await);
    whole(&ctx).await;
}

async fn ten_that_turn_it_on_at_once_make_one_copy(ctx: TestCtx) {
    let film = Film::new(&ctx, 1).await;
    let (path, ctx) = (film.at[0], Arc::new(ctx));
    let mut storm = JoinSet::new();
    for _ in 0..10 {
        let ctx = ctx.clone();
        storm.spawn(async move { as_is::set(&ctx, ctx.viewer, path, true).await.unwrap() });
    }
    let done = storm.join_all().await;
    assert_eq!(done.iter().filter(|done| done.copy.is_some()).count(), 1);
    assert!(done.iter().all(|done| done.instance.use_master_as_is));
    assert_eq!(count(&ctx, path).await, 1);
    assert_eq!(
        objects(&ctx).await.len(),
        2,
        "the master, and the one copy that a row stands on"
    );
    whole(&ctx).await;
}
