//! Rules 7 and 18: what happens to an instance while its picture is being drawn.

use crate::held::{drawing, held};
use crate::support::{
    alone, ask, forgetful, job, listed, objects, reaches, row, selected, until, upload, write,
};
use crate::whole::whole;
use domain::{
    entities::instances::{ActiveModel, Entity},
    jobs::{queue, worker::Worker},
    model::{ids::JobId, kinds::JobStatus, paths::InstancePath},
    services::{
        assets, deletions,
        instances::{self, InstanceInput},
        projects, scenes,
    },
    testing::{TestCtx, settings},
};
use sea_orm::{
    ActiveValue::{Set, Unchanged},
    EntityTrait, QuerySelect,
};

on_both!(
    a_picture_for_an_instance_that_was_locked_is_kept_but_not_selected,
    a_picture_for_an_instance_that_was_set_as_is_is_kept_but_not_selected,
    two_that_finish_together_both_stay,
    an_upload_meanwhile_stays_and_the_later_picture_is_selected,
    an_instance_that_was_deleted_gets_no_picture,
    a_scene_that_was_deleted_gets_no_picture,
    an_asset_that_was_deleted_gets_no_picture,
    a_film_that_was_deleted_gets_no_picture,
    an_old_picture_survives_one_that_is_not_selected,
);

async fn kept_but_not_selected(ctx: &TestCtx, path: InstancePath, change: ActiveModel) {
    upload(ctx, path, 1).await;
    let (process, provider) = held(ctx, settings());
    let (id, worker) = drawing(&process, ctx, path).await;
    let change = ActiveModel {
        id: Unchanged(path.instance),
        ..change
    };
    write(ctx, change).await;
    provider.release(1);
    reaches(ctx, id, JobStatus::Completed).await;
    worker.stop().await;
    let live = listed(ctx, path).await;
    assert_eq!(live[0].image_generation_job_id, Some(id));
    assert_eq!((live.len(), selected(ctx, path).await), (2, Some(1)));
    whole(ctx).await;
}

async fn a_picture_for_an_instance_that_was_locked_is_kept_but_not_selected(ctx: TestCtx) {
    let path = alone(&ctx).await;
    kept_but_not_selected(
        &ctx,
        path,
        ActiveModel {
            locked: Set(true),
            ..Default::default()
        },
    )
    .await;
    assert!(row(&ctx, path.instance).await.locked);
}

async fn a_picture_for_an_instance_that_was_set_as_is_is_kept_but_not_selected(ctx: TestCtx) {
    let path = alone(&ctx).await;
    kept_but_not_selected(
        &ctx,
        path,
        ActiveModel {
            use_master_as_is: Set(true),
            ..Default::default()
        },
    )
    .await;
    assert!(row(&ctx, path.instance).await.use_master_as_is);
}

async fn two_that_finish_together_both_stay(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let (process, provider) = held(&ctx, settings());
    let ids = [
        ask(&process, &ctx, path).await.job_id,
        ask(&process, &ctx, path).await.job_id,
    ];
    let worker = Worker::start(&process, "worker".into());
    for id in ids {
        reaches(&ctx, id, JobStatus::Generating).await;
    }
    provider.release(2);
    for id in ids {
        reaches(&ctx, id, JobStatus::Completed).await;
    }
    worker.stop().await;
    assert_eq!(listed(&ctx, path).await.len(), 2);
    assert_eq!(selected(&ctx, path).await, Some(2), "the later one");
    whole(&ctx).await;
}

async fn an_upload_meanwhile_stays_and_the_later_picture_is_selected(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let (process, provider) = held(&ctx, settings());
    let (id, worker) = drawing(&process, &ctx, path).await;
    upload(&ctx, path, 1).await;
    provider.release(1);
    reaches(&ctx, id, JobStatus::Completed).await;
    worker.stop().await;
    assert_eq!(
        (listed(&ctx, path).await.len(), selected(&ctx, path).await),
        (2, Some(2))
    );
}

/// Deletes what the picture is for while it is drawn; what is left of the job.
async fn deleted(ctx: &TestCtx, delete: impl AsyncFnOnce(InstancePath)) -> Option<JobStatus> {
    let path = alone(ctx).await;
    let (process, provider) = held(ctx, settings());
    let (id, worker) = drawing(&process, ctx, path).await;
    delete(path).await;
    provider.release(1);
    worker.stop().await;
    let later = forgetful(ctx);
    deletions::work(&later).await.unwrap();
    deletions::sweep(&later).await.unwrap();
    assert!(objects(ctx).await.is_empty());
    whole(ctx).await;
    left(ctx, id).await
}

async fn left(ctx: &TestCtx, id: JobId) -> Option<JobStatus> {
    let found = domain::entities::jobs::Entity::find_by_id(id)
        .one(ctx.db.read())
        .await
        .unwrap();
    found.map(|job| job.status)
}

async fn an_instance_that_was_deleted_gets_no_picture(ctx: TestCtx) {
    let delete = async |path| {
        instances::delete(&ctx, ctx.viewer, path, None)
            .await
            .unwrap()
    };
    assert_eq!(deleted(&ctx, delete).await, Some(JobStatus::Cancelled));
}

async fn a_scene_that_was_deleted_gets_no_picture(ctx: TestCtx) {
    let delete = async |path: InstancePath| {
        scenes::delete(&ctx, ctx.viewer, path.scene())
            .await
            .unwrap()
    };
    assert_eq!(deleted(&ctx, delete).await, Some(JobStatus::Cancelled));
}

async fn an_asset_that_was_deleted_gets_no_picture(ctx: TestCtx) {
    let delete = async |path: InstancePath| {
        let asset = row(&ctx, path.instance).await.project_asset_id;
        assets::delete(&ctx, ctx.viewer, path.project, asset, true)
            .await
            .unwrap();
    };
    assert_eq!(deleted(&ctx, delete).await, None);
}

async fn a_film_that_was_deleted_gets_no_picture(ctx: TestCtx) {
    let delete = async |path: InstancePath| {
        projects::delete(&ctx, ctx.viewer, path.project)
            .await
            .unwrap()
    };
    assert_eq!(deleted(&ctx, delete).await, None);
}

async fn an_old_picture_survives_one_that_is_not_selected(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let (process, provider) = held(&ctx, settings());
    let (id, worker) = drawing(&process, &ctx, path).await;
    // An older version's row: a picture without an attempt, which was locked while ours is drawn.
    let old = "https://pictures.example.com/mara.png";
    let change = ActiveModel {
        id: Unchanged(path.instance),
        image_key_url: Set(Some(old.to_owned())),
        ..Default::default()
    };
    write(&ctx, change).await;
    let lock = InstanceInput {
        locked: Some(true),
        ..Default::default()
    };
    instances::update(&ctx, ctx.viewer, path, lock)
        .await
        .unwrap();
    provider.release(1);
    reaches(&ctx, id, JobStatus::Completed).await;
    worker.stop().await;
    let live = listed(&ctx, path).await;
    assert_eq!(
        (live.len(), live[1].image_url.as_str(), live[1].is_selected),
        (2, old, true)
    );
    assert_eq!(job(&ctx, id).await.status, JobStatus::Completed);
    whole(&ctx).await;
}

/// Holding back the last transaction takes a row lock, so PostgreSQL alone can show this.
#[tokio::test(flavor = "multi_thread")]
async fn a_picture_that_was_stored_under_a_lost_lease_is_removed() {
    let ctx = TestCtx::postgres().await;
    let path = alone(&ctx).await;
    let (process, provider) = held(&ctx, settings());
    let (id, worker) = drawing(&process, &ctx, path).await;
    let txn = ctx.db.begin().await.unwrap();
    let lock = Entity::find_by_id(path.instance).lock_exclusive();
    lock.one(&txn).await.unwrap();
    provider.release(1);
    until("the picture is stored", async || {
        !objects(&ctx).await.is_empty()
    })
    .await;
    queue::cancel(&ctx, ctx.viewer, id).await.unwrap();
    txn.commit().await.unwrap();
    worker.stop().await;
    assert!(objects(&ctx).await.is_empty());
    assert_eq!(listed(&ctx, path).await, []);
}
