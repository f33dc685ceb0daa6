//! Damage to rows.

use super::{mended, only_told};
use crate::film::Film;
use crate::support::{alone, ask, attempt, job, row, upload, uploads, write};
use domain::{
    db::now,
    entities::{attempts, deletions, instances, jobs, scenes},
    model::kinds::{JobStatus, ReferenceSource},
    services::attempts as history,
    testing::TestCtx,
};
use sea_orm::{
    ActiveValue::{Set, Unchanged},
    EntityTrait,
};

on_both!(
    an_instance_that_shows_another_image_shows_the_selected_one,
    an_image_that_is_shown_is_selected,
    nine_live_images_are_told,
    an_image_that_is_selected_and_deleted_is_brought_back,
    a_deleted_image_that_nothing_waits_for_is_queued,
    what_should_have_gone_is_told,
    a_number_that_was_used_is_not_used_again,
    as_is_without_a_copy_is_told,
    a_reference_off_the_chain_is_told,
    an_inheritance_from_elsewhere_is_told,
    a_scene_without_a_number_is_told,
    a_job_that_nobody_holds_is_queued_again,
    a_job_that_ended_is_held_by_nobody,
    a_job_without_its_picture_is_told,
);

async fn an_instance_that_shows_another_image_shows_the_selected_one(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let made = uploads(&ctx, path, 2).await;
    let change = instances::ActiveModel {
        id: Unchanged(path.instance),
        image_key_url: Set(Some(made[0].image_url.clone())),
        ..Default::default()
    };
    write(&ctx, change).await;
    mended(&ctx, (1, "another image than the selected one")).await;
    let shown = row(&ctx, path.instance).await.image_key_url;
    assert_eq!(shown.as_ref(), Some(&made[1].image_url));
}

async fn an_image_that_is_shown_is_selected(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let made = uploads(&ctx, path, 2).await;
    let change = attempts::ActiveModel {
        id: Unchanged(made[1].id),
        is_selected: Set(false),
        ..Default::default()
    };
    write(&ctx, change).await;
    mended(&ctx, (1, "none is selected")).await;
    assert!(attempt(&ctx, made[1].id).await.unwrap().is_selected);
}

/// Nothing waits to be removed any more.
pub(super) async fn forget_the_queue(ctx: &TestCtx) {
    let txn = ctx.db.begin().await.unwrap();
    deletions::Entity::delete_many().exec(&txn).await.unwrap();
    txn.commit().await.unwrap();
}

async fn nine_live_images_are_told(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let made = uploads(&ctx, path, 9).await;
    forget_the_queue(&ctx).await;
    let change = attempts::ActiveModel {
        id: Unchanged(made[0].id),
        deleted_at: Set(None),
        ..Default::default()
    };
    write(&ctx, change).await;
    only_told(&ctx, (2, "9 images")).await;
}

async fn an_image_that_is_selected_and_deleted_is_brought_back(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let made = uploads(&ctx, path, 2).await;
    let change = attempts::ActiveModel {
        id: Unchanged(made[1].id),
        deleted_at: Set(Some(now())),
        ..Default::default()
    };
    write(&ctx, change).await;
    mended(&ctx, (5, "selected and deleted")).await;
    assert_eq!(attempt(&ctx, made[1].id).await.unwrap().deleted_at, None);
}

async fn a_deleted_image_that_nothing_waits_for_is_queued(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let made = uploads(&ctx, path, 2).await;
    history::delete(&ctx, ctx.viewer, path.attempt(made[0].id))
        .await
        .unwrap();
    forget_the_queue(&ctx).await;
    mended(&ctx, (4, "nothing waits")).await;
}

async fn what_should_have_gone_is_told(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let made = uploads(&ctx, path, 2).await;
    history::delete(&ctx, ctx.viewer, path.attempt(made[0].id))
        .await
        .unwrap();
    let change = attempts::ActiveModel {
        id: Unchanged(made[0].id),
        deleted_at: Set(Some(now() - chrono::TimeDelta::days(9))),
        ..Default::default()
    };
    write(&ctx, change).await;
    only_told(&ctx, (5, "can no longer be restored")).await;
}

async fn a_number_that_was_used_is_not_used_again(ctx: TestCtx) {
    let path = alone(&ctx).await;
    uploads(&ctx, path, 3).await;
    let change = instances::ActiveModel {
        id: Unchanged(path.instance),
        next_attempt_number: Set(3),
        ..Default::default()
    };
    write(&ctx, change).await;
    mended(&ctx, (6, "image 3")).await;
    assert_eq!(upload(&ctx, path, 200).await.attempt_number, 4);
}

async fn as_is_without_a_copy_is_told(ctx: TestCtx) {
    let path = alone(&ctx).await;
    upload(&ctx, path, 1).await;
    let change = instances::ActiveModel {
        id: Unchanged(path.instance),
        use_master_as_is: Set(true),
        ..Default::default()
    };
    write(&ctx, change).await;
    only_told(&ctx, (8, "no copy of a master")).await;
}

async fn a_reference_off_the_chain_is_told(ctx: TestCtx) {
    let film = Film::new(&ctx, 2).await;
    film.pictures(&ctx, &[0, 1]).await;
    // A later scene's picture.
    let change = instances::ActiveModel {
        id: Unchanged(film.at[0].instance),
        selected_master_reference_source: Set(Some(ReferenceSource::PriorSceneInstance)),
        selected_master_reference_instance_id: Set(Some(film.at[1].instance)),
        ..Default::default()
    };
    write(&ctx, change).await;
    only_told(&ctx, (10, "not on its chain")).await;
}

async fn an_inheritance_from_elsewhere_is_told(ctx: TestCtx) {
    let (path, elsewhere) = (alone(&ctx).await, alone(&ctx).await);
    let change = instances::ActiveModel {
        id: Unchanged(path.instance),
        inherited_from_instance_id: Set(Some(elsewhere.instance)),
        ..Default::default()
    };
    write(&ctx, change).await;
    only_told(&ctx, (14, "another branch")).await;
}

async fn a_scene_without_a_number_is_told(ctx: TestCtx) {
    let path = ctx.scene().await;
    let change = scenes::ActiveModel {
        id: Unchanged(path.scene),
        scene_number: Set(-3),
        ..Default::default()
    };
    write(&ctx, change).await;
    only_told(&ctx, (0, "number -3")).await;
}

async fn a_job_that_nobody_holds_is_queued_again(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let id = ask(&ctx, &ctx, path).await.job_id;
    let change = jobs::ActiveModel {
        id: Unchanged(id),
        status: Set(JobStatus::Generating),
        lease_owner: Set(Some("dead".into())),
        lease_until: Set(Some(now() - chrono::TimeDelta::seconds(60))),
        ..Default::default()
    };
    write(&ctx, change).await;
    mended(&ctx, (18, "nobody holds it")).await;
    let job = job(&ctx, id).await;
    assert_eq!((job.status, job.lease_owner), (JobStatus::Queued, None));
}

async fn a_job_that_ended_is_held_by_nobody(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let id = ask(&ctx, &ctx, path).await.job_id;
    let change = jobs::ActiveModel {
        id: Unchanged(id),
        status: Set(JobStatus::Failed),
        lease_owner: Set(Some("dead".into())),
        lease_until: Set(Some(now())),
        ..Default::default()
    };
    write(&ctx, change).await;
    mended(&ctx, (18, "somebody holds it")).await;
    let job = job(&ctx, id).await;
    assert_eq!((job.status, job.lease_until), (JobStatus::Failed, None));
}

async fn a_job_without_its_picture_is_told(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let id = ask(&ctx, &ctx, path).await.job_id;
    let change = jobs::ActiveModel {
        id: Unchanged(id),
        status: Set(JobStatus::Completed),
        completed_at: Set(Some(now())),
        ..Default::default()
    };
    write(&ctx, change).await;
    only_told(&ctx, (18, "its picture is nowhere")).await;
}
