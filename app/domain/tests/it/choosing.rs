//! Rule 10: a reference is chosen by where it stands, and followed.

use crate::film::{Film, MASTER, choose, count, defer, in_force, master, scene, shown, wrong};
use crate::support::{ask, everything, listed, missing, refused, row, upload, work_off, write};
use crate::whole::whole;
use domain::{
    entities::instances::ActiveModel,
    model::{
        ids::InstanceId,
        kinds::{AttemptSource, ReferenceSource},
        rules,
    },
    services::{
        as_is, attempts, instances,
        references::{self, Choice},
    },
    testing::TestCtx,
};
use sea_orm::ActiveValue::{Set, Unchanged};

on_both!(
    what_is_chosen_is_in_force,
    the_most_recent_holds_again_when_the_choice_is_taken_back,
    only_what_is_on_the_chain_can_be_chosen,
    an_id_of_the_chain_beside_the_master_does_not_matter,
    a_chosen_scene_is_followed,
    a_chosen_master_is_followed,
    under_as_is_choosing_selects_a_copy_of_the_choice,
    under_as_is_the_same_picture_is_not_copied_twice,
    under_as_is_the_chosen_scene_may_change_without_a_new_copy,
    without_as_is_choosing_makes_no_picture,
    a_locked_instance_keeps_its_reference,
    generation_starts_from_what_was_chosen,
);

async fn what_is_chosen_is_in_force(ctx: TestCtx) {
    let film = Film::new(&ctx, 3).await;
    let made = film.pictures(&ctx, &[0, 1]).await;
    let last = film.at[2];
    assert_eq!(in_force(&ctx, last).await, Some(2));
    let before = row(&ctx, last.instance).await;
    let view = choose(&ctx, last, scene(film.at[0])).await.unwrap();
    assert_eq!(in_force(&ctx, last).await, Some(1));
    assert_eq!(
        view.selected_master_reference_source,
        Some(ReferenceSource::PriorSceneInstance)
    );
    assert_eq!(
        view.selected_master_reference_instance_id,
        Some(film.at[0].instance)
    );
    assert_eq!(
        view.selected_master_reference_url.as_ref(),
        Some(&made[0].image_url)
    );
    assert_eq!(
        view.last_modified_field.as_deref(),
        Some("selected_master_reference")
    );
    assert_eq!(view.modification_count, before.modification_count + 1);
    let view = choose(&ctx, last, master()).await.unwrap();
    assert_eq!(in_force(&ctx, last).await, Some(0));
    assert_eq!(
        (
            view.selected_master_reference_source,
            view.selected_master_reference_instance_id
        ),
        (Some(ReferenceSource::Stage5Master), None)
    );
    assert_eq!(
        view.selected_master_reference_url,
        view.project_asset.image_key_url
    );
}

async fn the_most_recent_holds_again_when_the_choice_is_taken_back(ctx: TestCtx) {
    let film = Film::new(&ctx, 3).await;
    film.pictures(&ctx, &[0, 1]).await;
    let last = film.at[2];
    choose(&ctx, last, scene(film.at[0])).await.unwrap();
    let view = references::choose_default(&ctx, ctx.viewer, last)
        .await
        .unwrap();
    assert_eq!(view.selected_master_reference_source, None);
    assert_eq!(view.selected_master_reference_instance_id, None);
    assert_eq!(view.selected_master_reference_url, None);
    assert_eq!(in_force(&ctx, last).await, Some(2));
}

async fn only_what_is_on_the_chain_can_be_chosen(ctx: TestCtx) {
    let film = Film::new(&ctx, 5).await;
    // The second has no picture, the third is deferred, the fifth comes later.
    film.pictures(&ctx, &[0, 2, 4]).await;
    defer(&ctx, film.at[2], true).await;
    let other = ctx.instance(film.at[0].scene(), "Voss").await;
    upload(&ctx, other, 99).await;
    let elsewhere = Film::new(&ctx, 1).await;
    elsewhere.pictures(&ctx, &[0]).await;
    let here = film.at[3];
    let before = row(&ctx, here.instance).await;
    for stray in [
        film.at[1],
        film.at[2],
        here,
        film.at[4],
        other,
        elsewhere.at[0],
        here.scene().instance(InstanceId::new()),
    ] {
        wrong(choose(&ctx, here, scene(stray)).await);
        let beside_master = Choice {
            source: ReferenceSource::Stage5Master,
            ..scene(stray)
        };
        wrong(choose(&ctx, here, beside_master).await);
    }
    let nowhere = Choice {
        source: ReferenceSource::PriorSceneInstance,
        instance_id: None,
    };
    wrong(choose(&ctx, here, nowhere).await);
    assert_eq!(
        row(&ctx, here.instance).await,
        before,
        "nothing was changed"
    );
    let bare = Film::without_master(&ctx, 1).await;
    wrong(choose(&ctx, bare.at[0], master()).await);
    let stranger = ctx.stranger().await;
    missing(references::choose(&ctx, stranger, here, scene(film.at[0])).await);
}

async fn an_id_of_the_chain_beside_the_master_does_not_matter(ctx: TestCtx) {
    let film = Film::new(&ctx, 2).await;
    film.pictures(&ctx, &[0]).await;
    let choice = Choice {
        source: ReferenceSource::Stage5Master,
        ..scene(film.at[0])
    };
    let view = choose(&ctx, film.at[1], choice).await.unwrap();
    assert_eq!(view.selected_master_reference_instance_id, None);
    assert_eq!(in_force(&ctx, film.at[1]).await, Some(0));
}

async fn a_chosen_scene_is_followed(ctx: TestCtx) {
    let film = Film::new(&ctx, 3).await;
    film.pictures(&ctx, &[0, 1]).await;
    let last = film.at[2];
    choose(&ctx, last, scene(film.at[0])).await.unwrap();
    let (chooser, next) = (
        row(&ctx, last.instance).await,
        upload(&ctx, film.at[0], 77).await,
    );
    assert_eq!(
        row(&ctx, last.instance).await,
        chooser,
        "selecting writes no other instance's row"
    );
    let one = instances::get(&ctx, ctx.viewer, last).await.unwrap();
    let all = instances::list(&ctx, ctx.viewer, last.scene(), &everything())
        .await
        .unwrap()
        .rows;
    for view in [&one, &all[0]] {
        assert_eq!(
            view.selected_master_reference_url.as_ref(),
            Some(&next.image_url)
        );
    }
    let chain = references::list(&ctx, ctx.viewer, last).await.unwrap();
    let active = chain.iter().find(|link| link.active).unwrap();
    assert_eq!(active.image_url, next.image_url);
}

async fn a_chosen_master_is_followed(ctx: TestCtx) {
    let film = Film::new(&ctx, 2).await;
    film.pictures(&ctx, &[0]).await;
    let last = film.at[1];
    let before = choose(&ctx, last, master()).await.unwrap();
    film.master(&ctx, MASTER + 1).await;
    let after = instances::get(&ctx, ctx.viewer, last).await.unwrap();
    assert_ne!(
        after.selected_master_reference_url,
        before.selected_master_reference_url
    );
    assert_eq!(
        after.selected_master_reference_url,
        after.project_asset.image_key_url
    );
}

async fn under_as_is_choosing_selects_a_copy_of_the_choice(ctx: TestCtx) {
    let film = Film::new(&ctx, 3).await;
    let made = film.pictures(&ctx, &[0, 1]).await;
    let last = film.at[2];
    as_is::set(&ctx, ctx.viewer, last, true).await.unwrap();
    assert_eq!(shown(&ctx, last).await.sha256, made[1].sha256);
    let view = choose(&ctx, last, scene(film.at[0])).await.unwrap();
    let copy = shown(&ctx, last).await;
    assert!(view.use_master_as_is, "choosing does not turn it off");
    assert_eq!(view.image_key_url.as_ref(), Some(&copy.image_url));
    assert_eq!(
        (copy.source, copy.attempt_number),
        (AttemptSource::MasterCopy, 2)
    );
    assert_eq!(copy.sha256, made[0].sha256);
    assert_eq!(copy.copied_from_url.as_ref(), Some(&made[0].image_url));
    let view = references::choose_default(&ctx, ctx.viewer, last)
        .await
        .unwrap();
    assert!(view.use_master_as_is);
    assert_eq!(shown(&ctx, last).await.sha256, made[1].sha256);
    assert_eq!(count(&ctx, last).await, 2, "the copy was there already");
    whole(&ctx).await;
}

async fn under_as_is_the_same_picture_is_not_copied_twice(ctx: TestCtx) {
    let film = Film::new(&ctx, 3).await;
    upload(&ctx, film.at[0], 5).await;
    upload(&ctx, film.at[1], 5).await;
    let last = film.at[2];
    as_is::set(&ctx, ctx.viewer, last, true).await.unwrap();
    choose(&ctx, last, scene(film.at[0])).await.unwrap();
    assert_eq!(count(&ctx, last).await, 1);
    whole(&ctx).await;
}

async fn under_as_is_the_chosen_scene_may_change_without_a_new_copy(ctx: TestCtx) {
    let film = Film::new(&ctx, 2).await;
    film.pictures(&ctx, &[0]).await;
    let last = film.at[1];
    as_is::set(&ctx, ctx.viewer, last, true).await.unwrap();
    choose(&ctx, last, scene(film.at[0])).await.unwrap();
    let before = listed(&ctx, last).await;
    upload(&ctx, film.at[0], 44).await;
    assert_eq!(listed(&ctx, last).await, before);
}

async fn without_as_is_choosing_makes_no_picture(ctx: TestCtx) {
    let film = Film::new(&ctx, 2).await;
    film.pictures(&ctx, &[0]).await;
    let view = choose(&ctx, film.at[1], scene(film.at[0])).await.unwrap();
    assert_eq!((view.image_key_url, view.use_master_as_is), (None, false));
    assert_eq!(count(&ctx, film.at[1]).await, 0);
}

async fn a_locked_instance_keeps_its_reference(ctx: TestCtx) {
    let film = Film::new(&ctx, 2).await;
    film.pictures(&ctx, &[0]).await;
    let lock = ActiveModel {
        id: Unchanged(film.at[1].instance),
        locked: Set(true),
        ..Default::default()
    };
    write(&ctx, lock).await;
    let why = refused(choose(&ctx, film.at[1], scene(film.at[0])).await);
    assert_eq!(why, rules::LOCKED);
    let default = references::choose_default(&ctx, ctx.viewer, film.at[1]).await;
    assert_eq!(refused(default), rules::LOCKED);
}

async fn generation_starts_from_what_was_chosen(ctx: TestCtx) {
    let film = Film::new(&ctx, 3).await;
    let made = film.pictures(&ctx, &[0, 1]).await;
    let last = film.at[2];
    choose(&ctx, last, scene(film.at[0])).await.unwrap();
    ask(&ctx, &ctx, last).await;
    work_off(&ctx).await;
    let used = shown(&ctx, last).await.reference_snapshot.unwrap();
    assert_eq!(
        (used.scene_number, used.instance_id, used.attempt_id),
        (Some(1), Some(film.at[0].instance), Some(made[0].id))
    );
    assert_eq!(Some(used.sha256), made[0].sha256);
    let other = upload(&ctx, film.at[0], 88).await;
    attempts::select(&ctx, ctx.viewer, film.at[0].attempt(other.id))
        .await
        .unwrap();
    ask(&ctx, &ctx, last).await;
    work_off(&ctx).await;
    let used = shown(&ctx, last).await.reference_snapshot.unwrap();
    assert_eq!(used.attempt_id, Some(other.id), "the choice is followed");
}
