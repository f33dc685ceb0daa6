//! Masters from before there were histories: each becomes the first of its own.

use super::lantern::Lantern;
use crate::support::write;
use crate::whole::whole;
use domain::{
    db::{as_system, now},
    entities::jobs,
    jobs::queue::{self, Ask},
    model::{
        ids::{JobId, MasterAttemptId},
        kinds::{AttemptSource, JobStatus},
    },
    services::{assets, masters, views::decimal},
    testing::{TestCtx, png, settings},
    testing_db::fresh_postgres_walled,
};
use migration::{Migrator, MigratorTrait as _};
use sea_orm::ActiveValue::{Set, Unchanged};
use serde_json::json;

on_both!(a_master_that_is_there_becomes_the_first_of_its_history);

#[tokio::test(flavor = "multi_thread")]
async fn behind_the_walls_it_does_too() {
    let ctx = TestCtx::on(fresh_postgres_walled().await, settings()).await;
    as_system(a_master_that_is_there_becomes_the_first_of_its_history(ctx)).await;
}

/// The schema as it was before histories of masters.
async fn taken_back(ctx: &TestCtx) {
    let changes = Migrator::migrations();
    let steps = changes
        .iter()
        .rev()
        .position(|change| change.name() == "m20261123_000013_master_attempts");
    let txn = ctx.db.begin().await.unwrap();
    let steps = u32::try_from(steps.unwrap() + 1).unwrap();
    Migrator::down(&txn, Some(steps)).await.unwrap();
    txn.commit().await.unwrap();
}

/// A master that a job drew, as such a job left it on record.
async fn drawn(ctx: &TestCtx, coat: Lantern) -> JobId {
    let (film, asset) = (coat.film, coat.asset);
    let job = queue::create_master(ctx, ctx.viewer, film, asset, Ask::default()).await;
    let job = job.unwrap().job_id;
    let made = assets::upload_master(ctx, ctx.viewer, film, asset, None, png(80)).await;
    let made = made.unwrap();
    let change = jobs::ActiveModel {
        id: Unchanged(job),
        status: Set(JobStatus::Completed),
        seed: Set(Some(41)),
        cost_credits: Set(Some(decimal(0.5))),
        completed_at: Set(Some(made.updated_at)),
        negative_prompt: Set(Some("moss".into())),
        provider_metadata: Set(Some(json!({ "picture": made.image_key_url }))),
        ..Default::default()
    };
    write(ctx, change).await;
    job
}

/// A job that failed before the master was made.
async fn failed(ctx: &TestCtx, at: Lantern) {
    let asked = queue::create_master(ctx, ctx.viewer, at.film, at.asset, Ask::default()).await;
    let change = jobs::ActiveModel {
        id: Unchanged(asked.unwrap().job_id),
        status: Set(JobStatus::Failed),
        failed_at: Set(Some(now())),
        ..Default::default()
    };
    write(ctx, change).await;
}

async fn a_master_that_is_there_becomes_the_first_of_its_history(ctx: TestCtx) {
    let lantern = Lantern::new(&ctx).await;
    let coat = Lantern::called(&ctx, lantern.film, "Coat").await;
    let bare = Lantern::called(&ctx, lantern.film, "Rope").await;
    failed(&ctx, lantern).await;
    lantern.uploads(&ctx, 2).await;
    failed(&ctx, coat).await;
    let job = drawn(&ctx, coat).await;
    let before = [lantern.shown(&ctx).await, coat.shown(&ctx).await];
    taken_back(&ctx).await;
    ctx.db.migrate().await.unwrap();

    for (at, before) in [lantern, coat].into_iter().zip(before) {
        let live = at.live(&ctx).await;
        assert_eq!((live.len(), at.removed(&ctx).await.len()), (1, 0));
        assert_eq!(live[0].id, MasterAttemptId(at.asset.0));
        assert_eq!((live[0].attempt_number, live[0].is_selected), (1, true));
        super::same(&before, &live[0]);
        // Not as old as the asset: what failed before is not told again.
        assert_eq!(live[0].created_at, before.updated_at);
        assert_eq!(live[0].entered_history_at, before.updated_at);
        let page = masters::get(&ctx, ctx.viewer, at.film, Some(at.asset)).await;
        assert_eq!(page.unwrap().open.unwrap().jobs, []);
        assert_eq!(at.shown(&ctx).await.next_attempt_number, 2);
    }
    let uploaded = lantern.live(&ctx).await.remove(0);
    assert_eq!(uploaded.source, AttemptSource::Uploaded);
    assert_eq!(uploaded.image_generation_job_id, None);
    let of_job = coat.live(&ctx).await.remove(0);
    assert_eq!(of_job.source, AttemptSource::Generated);
    assert_eq!(of_job.image_generation_job_id, Some(job));
    assert_eq!(
        (of_job.provider.as_deref(), of_job.seed, of_job.cost_credits),
        (Some("fake"), Some(41), Some(0.5))
    );
    assert!(of_job.prompt_snapshot.unwrap().contains("Brass, dented"));
    assert_eq!(of_job.negative_prompt.as_deref(), Some("moss"));
    let shown = queue::get(&ctx, ctx.viewer, job).await.unwrap();
    assert_eq!(shown.public_url, Some(of_job.image_url));
    assert_eq!(bare.live(&ctx).await, []);
    assert_eq!(bare.shown(&ctx).await.next_attempt_number, 1);
    assert_eq!(lantern.upload(&ctx, 90).await.attempt_number, 2);
    assert_eq!(bare.upload(&ctx, 90).await.attempt_number, 1);
    whole(&ctx).await;
}
