//! Rule 9: "Use master as-is" for many at once works on each, and reports each.

use crate::film::{Film, choose, count, scene, shown, wrong};
use crate::support::{
    alone, everything, listed, missing, numbers, objects, row, selected, upload, uploads, write,
};
use crate::whole::whole;
use domain::{
    entities::instances::ActiveModel,
    jobs::bulk::Entry,
    model::{
        ids::InstanceId,
        kinds::AttemptSource,
        paths::{InstancePath, ScenePath},
        rules,
    },
    services::{as_is, assets, attempts},
    testing::{TestCtx, png},
};
use sea_orm::ActiveValue::{Set, Unchanged};
use std::{collections::BTreeSet, sync::Arc};
use tokio::task::JoinSet;

on_both!(
    each_gets_a_copy_of_its_own_reference,
    each_is_reported_in_the_order_given,
    an_entry_that_fails_does_not_stop_the_rest,
    what_is_on_already_is_a_success_that_changes_nothing,
    a_full_history_makes_room_in_a_bulk_too,
    a_copy_that_is_there_is_selected_again,
    a_picture_of_older_data_is_taken_in_first,
    a_chosen_reference_is_copied_in_a_bulk_too,
    turning_many_off_leaves_their_pictures,
    a_list_has_between_one_and_a_thousand_entries,
    a_scene_of_somebody_else_is_not_there,
    more_than_one_statement_takes_are_written_together,
    many_bulks_at_once_make_each_copy_once,
);

/// Instances in one scene, each of an asset with a master of its own.
async fn cast(ctx: &TestCtx, scene: ScenePath, count: u8) -> Vec<InstancePath> {
    let mut cast = Vec::new();
    for number in 0..count {
        let path = ctx.instance(scene, "Mara in the oilskin coat").await;
        let asset = row(ctx, path.instance).await.project_asset_id;
        let master = png(number);
        assets::upload_master(ctx, ctx.viewer, path.project, asset, None, master)
            .await
            .unwrap();
        cast.push(path);
    }
    cast
}

fn ids(of: &[InstancePath]) -> Vec<String> {
    of.iter().map(|path| path.instance.to_string()).collect()
}

async fn set(ctx: &TestCtx, of: &[InstancePath], enabled: bool) -> Vec<Entry> {
    as_is::set_many(ctx, ctx.viewer, of[0].scene(), &ids(of), enabled)
        .await
        .unwrap()
}

async fn lock(ctx: &TestCtx, path: InstancePath) {
    let lock = ActiveModel {
        id: Unchanged(path.instance),
        locked: Set(true),
        ..Default::default()
    };
    write(ctx, lock).await;
}

async fn each_gets_a_copy_of_its_own_reference(ctx: TestCtx) {
    let cast = cast(&ctx, ctx.scene().await, 3).await;
    upload(&ctx, cast[1], 99).await;
    let before = row(&ctx, cast[1].instance).await;
    let told = ctx.events.last();
    let entries = set(&ctx, &cast, true).await;
    assert!(ctx.events.last() > told, "those who look are told");
    assert!(entries.iter().all(|entry| entry.success), "{entries:?}");
    for path in &cast {
        let instance = row(&ctx, path.instance).await;
        let master = assets::get(&ctx, ctx.viewer, path.project, instance.project_asset_id)
            .await
            .unwrap();
        let copy = shown(&ctx, *path).await;
        assert_eq!(copy.source, AttemptSource::MasterCopy);
        assert_eq!(copy.sha256, master.sha256);
        assert_eq!(copy.copied_from_url, master.image_key_url);
        assert!(copy.reference_snapshot.is_some());
        assert!(instance.use_master_as_is);
        assert_eq!(instance.image_key_url, Some(copy.image_url));
    }
    let after = row(&ctx, cast[1].instance).await;
    assert_eq!(numbers(&ctx, cast[1]).await, [2, 1]);
    assert_eq!(after.next_attempt_number, 3);
    assert_eq!(after.modification_count, before.modification_count + 1);
    assert_eq!(
        after.last_modified_field.as_deref(),
        Some("use_master_as_is")
    );
    whole(&ctx).await;
}

async fn each_is_reported_in_the_order_given(ctx: TestCtx) {
    let here = ctx.scene().await;
    let cast = cast(&ctx, here, 2).await;
    let elsewhere = alone(&ctx).await;
    let unknown = InstanceId::new().to_string();
    let first = cast[0].instance.to_string();
    let asked = [
        "no id".to_owned(),
        cast[1].instance.to_string(),
        elsewhere.instance.to_string(),
        first.to_uppercase(),
        unknown.clone(),
        first.clone(),
        "no id".to_owned(),
    ];
    let entries = as_is::set_many(&ctx, ctx.viewer, here, &asked, true)
        .await
        .unwrap();
    let shown: Vec<_> = entries
        .iter()
        .map(|entry| (entry.instance_id.as_str(), entry.success))
        .collect();
    let expected = [
        ("no id", false),
        (asked[1].as_str(), true),
        (asked[2].as_str(), false),
        (asked[3].as_str(), true),
        (unknown.as_str(), false),
    ];
    assert_eq!(shown, expected, "duplicates count once");
    for failed in entries.iter().filter(|entry| !entry.success) {
        assert_eq!(
            failed.error.as_deref(),
            Some("There is no such asset in this scene here.")
        );
    }
    assert!(
        entries
            .iter()
            .all(|entry| entry.success == entry.error.is_none())
    );
    assert!(!row(&ctx, elsewhere.instance).await.use_master_as_is);
    whole(&ctx).await;
}

async fn an_entry_that_fails_does_not_stop_the_rest(ctx: TestCtx) {
    let here = ctx.scene().await;
    let mut all = cast(&ctx, here, 3).await;
    lock(&ctx, all[1]).await;
    all.push(ctx.instance(here, "Without a master").await);
    let entries = set(&ctx, &all, true).await;
    let errors: Vec<_> = entries.iter().map(|entry| entry.error.as_deref()).collect();
    assert_eq!(
        errors,
        [None, Some(rules::LOCKED), None, Some(rules::NO_MASTER)]
    );
    let mut flags = Vec::new();
    for path in &all {
        flags.push(row(&ctx, path.instance).await.use_master_as_is);
    }
    assert_eq!(flags, [true, false, true, false]);
    // Three masters were there, and two copies came.
    assert_eq!(objects(&ctx).await.len(), 5);
    whole(&ctx).await;
}

async fn what_is_on_already_is_a_success_that_changes_nothing(ctx: TestCtx) {
    let cast = cast(&ctx, ctx.scene().await, 2).await;
    as_is::set(&ctx, ctx.viewer, cast[0], true).await.unwrap();
    let before = (
        row(&ctx, cast[0].instance).await,
        listed(&ctx, cast[0]).await,
    );
    let entries = set(&ctx, &cast, true).await;
    assert!(entries.iter().all(|entry| entry.success), "{entries:?}");
    let after = (
        row(&ctx, cast[0].instance).await,
        listed(&ctx, cast[0]).await,
    );
    assert_eq!(after, before);
    assert_eq!(numbers(&ctx, cast[1]).await, [1]);
}

async fn a_full_history_makes_room_in_a_bulk_too(ctx: TestCtx) {
    let cast = cast(&ctx, ctx.scene().await, 2).await;
    let made = uploads(&ctx, cast[0], 8).await;
    attempts::select(&ctx, ctx.viewer, cast[0].attempt(made[0].id))
        .await
        .unwrap();
    set(&ctx, &cast, true).await;
    assert_eq!(numbers(&ctx, cast[0]).await, [9, 8, 7, 6, 5, 4, 3, 1]);
    assert_eq!(selected(&ctx, cast[0]).await, Some(9));
    let removed = attempts::list_removed(&ctx, ctx.viewer, cast[0], &everything())
        .await
        .unwrap()
        .rows;
    assert_eq!(removed.len(), 1);
    whole(&ctx).await;
    attempts::restore(&ctx, ctx.viewer, cast[0].attempt(made[1].id))
        .await
        .unwrap();
    whole(&ctx).await;
}

async fn a_copy_that_is_there_is_selected_again(ctx: TestCtx) {
    let cast = cast(&ctx, ctx.scene().await, 2).await;
    set(&ctx, &cast, true).await;
    upload(&ctx, cast[0], 99).await;
    let stored = objects(&ctx).await;
    set(&ctx, &cast, true).await;
    assert_eq!(objects(&ctx).await, stored, "nothing was copied");
    assert_eq!(selected(&ctx, cast[0]).await, Some(1));
    assert_eq!(count(&ctx, cast[0]).await, 2);
    assert!(row(&ctx, cast[0].instance).await.use_master_as_is);
    whole(&ctx).await;
}

async fn a_picture_of_older_data_is_taken_in_first(ctx: TestCtx) {
    let cast = cast(&ctx, ctx.scene().await, 2).await;
    let older = ActiveModel {
        id: Unchanged(cast[0].instance),
        image_key_url: Set(Some("https://example.com/mara.png".into())),
        ..Default::default()
    };
    write(&ctx, older).await;
    set(&ctx, &cast, true).await;
    let live = listed(&ctx, cast[0]).await;
    let shown: Vec<_> = live
        .iter()
        .map(|one| (one.attempt_number, one.source, one.is_selected))
        .collect();
    let expected = [
        (2, AttemptSource::MasterCopy, true),
        (1, AttemptSource::Generated, false),
    ];
    assert_eq!(shown, expected);
    assert_eq!(live[1].image_url, "https://example.com/mara.png");
    assert_eq!(row(&ctx, cast[0].instance).await.next_attempt_number, 3);
    assert_eq!(numbers(&ctx, cast[1]).await, [1]);
    whole(&ctx).await;
}

async fn a_chosen_reference_is_copied_in_a_bulk_too(ctx: TestCtx) {
    let film = Film::new(&ctx, 3).await;
    let made = film.pictures(&ctx, &[0, 1]).await;
    let beside = cast(&ctx, film.at[2].scene(), 1).await;
    choose(&ctx, film.at[2], scene(film.at[0])).await.unwrap();
    set(&ctx, &[film.at[2], beside[0]], true).await;
    let copy = shown(&ctx, film.at[2]).await;
    assert_eq!(copy.sha256, made[0].sha256);
    assert_eq!(copy.copied_from_url.as_ref(), Some(&made[0].image_url));
    let used = copy.reference_snapshot.unwrap();
    assert_eq!(
        (used.scene_number, used.attempt_id),
        (Some(1), Some(made[0].id))
    );
    whole(&ctx).await;
}

async fn turning_many_off_leaves_their_pictures(ctx: TestCtx) {
    let cast = cast(&ctx, ctx.scene().await, 4).await;
    set(&ctx, &cast[..3], true).await;
    lock(&ctx, cast[1]).await;
    let (picture, never) = (
        row(&ctx, cast[0].instance).await.image_key_url,
        row(&ctx, cast[3].instance).await,
    );
    let entries = set(&ctx, &cast, false).await;
    let errors: Vec<_> = entries.iter().map(|entry| entry.error.as_deref()).collect();
    assert_eq!(errors, [None, Some(rules::LOCKED), None, None]);
    let after = row(&ctx, cast[0].instance).await;
    assert_eq!(
        (after.use_master_as_is, after.image_key_url),
        (false, picture)
    );
    assert!(row(&ctx, cast[1].instance).await.use_master_as_is);
    assert_eq!(row(&ctx, cast[3].instance).await, never);
    whole(&ctx).await;
}

async fn a_list_has_between_one_and_a_thousand_entries(ctx: TestCtx) {
    let cast = cast(&ctx, ctx.scene().await, 1).await;
    let of = async |ids: Vec<String>| {
        as_is::set_many(&ctx, ctx.viewer, cast[0].scene(), &ids, true).await
    };
    wrong(of(Vec::new()).await);
    wrong(of(vec!["x".to_owned(); 1_001]).await);
    assert_eq!(of(vec!["x".to_owned(); 1_000]).await.unwrap().len(), 1);
}

async fn a_scene_of_somebody_else_is_not_there(ctx: TestCtx) {
    let cast = cast(&ctx, ctx.scene().await, 1).await;
    let (stranger, at) = (ctx.stranger().await, cast[0].scene());
    let crossed = ScenePath {
        project: ctx.scene().await.project,
        ..at
    };
    for enabled in [true, false] {
        missing(as_is::set_many(&ctx, stranger, at, &ids(&cast), enabled).await);
        missing(as_is::set_many(&ctx, stranger, at, &[], enabled).await);
        missing(as_is::set_many(&ctx, ctx.viewer, crossed, &ids(&cast), enabled).await);
    }
    assert_eq!(count(&ctx, cast[0]).await, 0);
}

async fn more_than_one_statement_takes_are_written_together(ctx: TestCtx) {
    let cast = cast(&ctx, ctx.scene().await, 105).await;
    let entries = set(&ctx, &cast, true).await;
    assert_eq!(
        entries.iter().filter(|entry| entry.success).count(),
        105,
        "{entries:?}"
    );
    let paths: BTreeSet<_> = objects(&ctx).await;
    assert_eq!(paths.len(), 210);
    whole(&ctx).await;
}

async fn many_bulks_at_once_make_each_copy_once(ctx: TestCtx) {
    let cast = cast(&ctx, ctx.scene().await, 5).await;
    let ctx = Arc::new(ctx);
    let mut storm = JoinSet::new();
    for turn in 0..8 {
        let (ctx, mut cast) = (ctx.clone(), cast.clone());
        cast.rotate_left(turn % 5);
        storm.spawn(async move { set(&ctx, &cast, true).await });
    }
    for entries in storm.join_all().await {
        assert!(entries.iter().all(|entry| entry.success), "{entries:?}");
    }
    for path in &cast {
        assert_eq!(count(&ctx, *path).await, 1);
    }
    assert_eq!(
        objects(&ctx).await.len(),
        10,
        "what was copied for nothing is gone"
    );
    whole(&ctx).await;
}
