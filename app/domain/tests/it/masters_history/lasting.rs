//! What was deleted or evicted comes back for as long as it is kept, is seen until then, and goes for good afterwards.

use super::lantern::{Lantern, numbers};
use crate::support::{
    everything, forgetful, missing, objects, queued_deletions, there, work_off, write,
};
use crate::whole::whole;
use domain::{
    ctx::{Ctx, Viewer},
    entities::master_attempts::{ActiveModel, Entity},
    jobs::queue::{self, Ask},
    model::masters::MasterAttemptView,
    services::{assets, deletions, pictures},
    testing::TestCtx,
};
use sea_orm::{
    ActiveValue::{Set, Unchanged},
    EntityTrait,
};

on_both!(
    restoring_does_not_select,
    restoring_a_live_one_changes_nothing,
    a_restored_master_counts_as_the_newest_comer,
    restoring_into_a_full_history_takes_out_the_oldest,
    what_has_expired_is_neither_listed_nor_restored,
    a_restored_master_outlives_its_due_date,
    an_expired_master_goes_with_its_object_and_its_number_stays_used,
    an_expired_master_from_elsewhere_goes_too,
    an_old_master_is_served_as_long_as_it_can_be_restored,
    one_of_two_equal_pictures_may_go,
    a_job_shows_its_master_as_long_as_it_is_there,
    what_a_history_knows_is_not_swept,
    a_deleted_asset_takes_its_whole_history_along,
);

async fn restoring_does_not_select(ctx: TestCtx) {
    let lantern = Lantern::new(&ctx).await;
    let first = lantern.uploads(&ctx, 2).await[0].id;
    lantern.delete(&ctx, ctx.viewer, first).await.unwrap();
    let (restored, evicted) = lantern.restore(&ctx, ctx.viewer, first).await.unwrap();
    assert_eq!(
        (restored.attempt_number, restored.is_selected, evicted),
        (1, false, None)
    );
    assert_eq!(lantern.numbers(&ctx).await, [2, 1]);
    assert_eq!(lantern.selected(&ctx).await, Some(2));
    whole(&ctx).await;
}

async fn restoring_a_live_one_changes_nothing(ctx: TestCtx) {
    let lantern = Lantern::new(&ctx).await;
    let made = lantern.uploads(&ctx, 8).await;
    let before = lantern.live(&ctx).await;
    for one in [&made[0], &made[7]] {
        let told = ctx.events.last();
        let (same, evicted) = lantern.restore(&ctx, ctx.viewer, one.id).await.unwrap();
        assert_eq!((same.id, evicted), (one.id, None));
        assert_eq!(ctx.events.last(), told);
    }
    assert_eq!(lantern.live(&ctx).await, before);
}

async fn a_restored_master_counts_as_the_newest_comer(ctx: TestCtx) {
    let lantern = Lantern::new(&ctx).await;
    let first = lantern.uploads(&ctx, 8).await[0].id;
    lantern.delete(&ctx, ctx.viewer, first).await.unwrap();
    lantern.restore(&ctx, ctx.viewer, first).await.unwrap();
    for shade in 100..107 {
        lantern.upload(&ctx, shade).await;
    }
    assert_eq!(
        lantern.numbers(&ctx).await,
        [15, 14, 13, 12, 11, 10, 9, 1],
        "2 to 8 came before 1"
    );
    whole(&ctx).await;
}

async fn restoring_into_a_full_history_takes_out_the_oldest(ctx: TestCtx) {
    let lantern = Lantern::new(&ctx).await;
    let made = lantern.uploads(&ctx, 9).await;
    assert_eq!(lantern.numbers(&ctx).await, [9, 8, 7, 6, 5, 4, 3, 2]);
    lantern.select(&ctx, ctx.viewer, made[1].id).await.unwrap();
    let restored = lantern.restore(&ctx, ctx.viewer, made[0].id).await;
    let (restored, evicted) = restored.unwrap();
    assert_eq!(restored.attempt_number, 1);
    let evicted = evicted.unwrap();
    assert_eq!(evicted.attempt_number, 3, "and not the selected 2");
    assert!(evicted.deleted_at.is_some());
    assert_eq!(lantern.numbers(&ctx).await, [9, 8, 7, 6, 5, 4, 2, 1]);
    let (_, evicted) = lantern.restore(&ctx, ctx.viewer, evicted.id).await.unwrap();
    assert_eq!(
        evicted.map(|attempt| attempt.attempt_number),
        Some(4),
        "and not the restored 1"
    );
    whole(&ctx).await;
}

async fn what_has_expired_is_neither_listed_nor_restored(ctx: TestCtx) {
    let lantern = Lantern::new(&ctx).await;
    let first = lantern.uploads(&ctx, 2).await[0].id;
    lantern.delete(&ctx, ctx.viewer, first).await.unwrap();
    let later = forgetful(&ctx);
    let listed = lantern.page(&later, ctx.viewer, &everything()).await;
    assert_eq!(listed, []);
    missing(lantern.restore(&later, ctx.viewer, first).await);
    assert_eq!(lantern.numbers(&ctx).await, [2]);
}

async fn a_restored_master_outlives_its_due_date(ctx: TestCtx) {
    let lantern = Lantern::new(&ctx).await;
    let made = lantern.uploads(&ctx, 2).await;
    let later = forgetful(&ctx);
    lantern
        .delete(&later, ctx.viewer, made[0].id)
        .await
        .unwrap();
    assert_eq!(queued_deletions(&ctx).await, 1);
    lantern.restore(&ctx, ctx.viewer, made[0].id).await.unwrap();
    assert_eq!(deletions::work(&ctx).await.unwrap(), 0);
    assert!(there(&ctx, made[0].storage_path.as_ref().unwrap()).await);
    whole(&ctx).await;
}

async fn an_expired_master_goes_with_its_object_and_its_number_stays_used(ctx: TestCtx) {
    let lantern = Lantern::new(&ctx).await;
    let made = lantern.uploads(&ctx, 3).await;
    lantern.select(&ctx, ctx.viewer, made[0].id).await.unwrap();
    lantern.delete(&ctx, ctx.viewer, made[1].id).await.unwrap();
    assert_eq!(deletions::work(&ctx).await.unwrap(), 0, "it is not due");
    let later = forgetful(&ctx);
    lantern
        .delete(&later, ctx.viewer, made[2].id)
        .await
        .unwrap();
    assert_eq!(deletions::work(&ctx).await.unwrap(), 1);
    assert_eq!(numbers(&lantern.removed(&ctx).await), [2]);
    let row = Entity::find_by_id(made[2].id).one(ctx.db.read()).await;
    assert_eq!(row.unwrap(), None);
    assert!(!there(&ctx, made[2].storage_path.as_ref().unwrap()).await);
    assert_eq!(objects(&ctx).await.len(), 2);
    assert_eq!(lantern.upload(&ctx, 90).await.attempt_number, 4);
    whole(&ctx).await;
}

async fn an_expired_master_from_elsewhere_goes_too(ctx: TestCtx) {
    let lantern = Lantern::new(&ctx).await;
    let first = lantern.uploads(&ctx, 2).await[0].id;
    let change = ActiveModel {
        id: Unchanged(first),
        storage_path: Set(None),
        ..Default::default()
    };
    write(&ctx, change).await;
    lantern.delete(&ctx, ctx.viewer, first).await.unwrap();
    let row = async || {
        let row = Entity::find_by_id(first).one(ctx.db.read()).await;
        row.unwrap()
    };
    deletions::work(&ctx).await.unwrap();
    assert!(row().await.is_some(), "it can be restored still");
    deletions::work(&forgetful(&ctx)).await.unwrap();
    assert_eq!(row().await, None);
    assert_eq!(lantern.numbers(&ctx).await, [2]);
}

/// What is served under the address of an attempt.
async fn served(ctx: &Ctx, viewer: Viewer, of: &MasterAttemptView) -> domain::error::Result<usize> {
    let sha256 = of.sha256.as_ref().unwrap();
    let picture = pictures::master(ctx, viewer, of.project_asset_id, sha256).await?;
    assert_eq!(picture.mime_type, "image/png");
    Ok(pictures::bytes(ctx, &picture, None).await?.len())
}

async fn an_old_master_is_served_as_long_as_it_can_be_restored(ctx: TestCtx) {
    let lantern = Lantern::new(&ctx).await;
    let lamp = Lantern::called(&ctx, lantern.film, "Street lamp").await;
    lamp.upload(&ctx, 200).await;
    let made = lantern.uploads(&ctx, 3).await;
    let later = forgetful(&ctx);
    lantern.delete(&ctx, ctx.viewer, made[1].id).await.unwrap();
    let size = |of: &MasterAttemptView| of.file_size_bytes.map(|size| size as usize);
    for of in &made {
        let url = format!(
            "/media/assets/{}/{}",
            lantern.asset,
            of.sha256.as_ref().unwrap()
        );
        assert_eq!(of.image_url, url);
        let bytes = served(&ctx, ctx.viewer, of).await.unwrap();
        assert_eq!(Some(bytes), size(of));
        missing(served(&ctx, ctx.stranger().await, of).await);
        let elsewhere = MasterAttemptView {
            project_asset_id: lamp.asset,
            ..of.clone()
        };
        missing(served(&ctx, ctx.viewer, &elsewhere).await);
    }
    lantern
        .delete(&later, ctx.viewer, made[0].id)
        .await
        .unwrap();
    deletions::work(&ctx).await.unwrap();
    missing(served(&ctx, ctx.viewer, &made[0]).await);
    served(&ctx, ctx.viewer, &made[1]).await.unwrap();
}

async fn one_of_two_equal_pictures_may_go(ctx: TestCtx) {
    let lantern = Lantern::new(&ctx).await;
    let one = lantern.upload(&ctx, 7).await;
    let other = lantern.upload(&ctx, 7).await;
    assert_eq!(one.image_url, other.image_url);
    assert_ne!(one.storage_path, other.storage_path);
    lantern
        .delete(&forgetful(&ctx), ctx.viewer, one.id)
        .await
        .unwrap();
    served(&ctx, ctx.viewer, &one).await.unwrap();
    assert_eq!(deletions::work(&ctx).await.unwrap(), 1);
    served(&ctx, ctx.viewer, &one).await.unwrap();
    whole(&ctx).await;
}

async fn a_job_shows_its_master_as_long_as_it_is_there(ctx: TestCtx) {
    let lantern = Lantern::new(&ctx).await;
    let (film, asset) = (lantern.film, lantern.asset);
    let asked = queue::create_master(&ctx, ctx.viewer, film, asset, Ask::default()).await;
    let asked = asked.unwrap().job_id;
    work_off(&ctx).await;
    let drawn = lantern.live(&ctx).await.remove(0);
    lantern.upload(&ctx, 9).await;
    let url = async || {
        let job = queue::get(&ctx, ctx.viewer, asked).await.unwrap();
        let page = queue::page(&ctx, ctx.viewer, film, None, &everything()).await;
        assert_eq!(page.unwrap().rows[0].public_url, job.public_url);
        job.public_url
    };
    assert_eq!(url().await, Some(drawn.image_url));
    let later = forgetful(&ctx);
    lantern.delete(&later, ctx.viewer, drawn.id).await.unwrap();
    deletions::work(&ctx).await.unwrap();
    assert_eq!(url().await, None);
}

async fn what_a_history_knows_is_not_swept(ctx: TestCtx) {
    let lantern = Lantern::new(&ctx).await;
    let made = lantern.uploads(&ctx, 3).await;
    lantern.delete(&ctx, ctx.viewer, made[0].id).await.unwrap();
    let later = forgetful(&ctx);
    assert_eq!(deletions::sweep(&later).await.unwrap(), 0);
    assert_eq!(objects(&ctx).await.len(), 3);
    whole(&ctx).await;
}

async fn a_deleted_asset_takes_its_whole_history_along(ctx: TestCtx) {
    let lantern = Lantern::new(&ctx).await;
    let bystander = Lantern::called(&ctx, lantern.film, "Street lamp").await;
    let kept = bystander.upload(&ctx, 1).await.storage_path.unwrap();
    let made = lantern.uploads(&ctx, 3).await;
    lantern.delete(&ctx, ctx.viewer, made[0].id).await.unwrap();
    assets::delete(&ctx, ctx.viewer, lantern.film, lantern.asset, false)
        .await
        .unwrap();
    deletions::work(&ctx).await.unwrap();
    assert_eq!(objects(&ctx).await, [kept].into());
    assert_eq!(
        Entity::find().all(ctx.db.read()).await.unwrap().len(),
        1,
        "the bystander's"
    );
}
