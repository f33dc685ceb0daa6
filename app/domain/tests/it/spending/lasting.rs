//! What was spent outlasts what it was spent on, reaches back before there was a record, and is seen through its film.

use super::{at, ended, studio};
use crate::studio::calls;
use crate::support::{ask, job, work_off, write};
use domain::{
    ctx::Ctx,
    db::{as_system, seen_by},
    entities::{jobs, spending},
    model::{ids::SpendingId, kinds::JobStatus},
    services::{costs, projects, scenes},
    testing::{TestCtx, settings},
    testing_db::fresh_postgres_walled,
};
use migration::{Migrator, MigratorTrait as _};
use sea_orm::{
    ActiveValue::{Set, Unchanged},
    EntityTrait, PaginatorTrait,
};

on_both!(older_jobs_are_on_record_too);

/// The schema as it was before spending was on record.
async fn taken_back(ctx: &TestCtx) {
    let changes = Migrator::migrations();
    let steps = changes
        .iter()
        .rev()
        .position(|change| change.name() == "m20261123_000015_spending");
    let steps = u32::try_from(steps.unwrap() + 1).unwrap();
    let txn = ctx.db.begin().await.unwrap();
    Migrator::down(&txn, Some(steps)).await.unwrap();
    txn.commit().await.unwrap();
}

async fn older_jobs_are_on_record_too(ctx: TestCtx) {
    let (_, process) = studio(&ctx, 0);
    let done = ended(&ctx, &process, "Mara").await;
    let untold = ended(&ctx, &process, "[untold]").await;
    let refused = ended(&ctx, &process, "[refuse]").await;
    let path = at(&ctx, "Mara").await;
    let gone = ask(&process, &ctx, path).await.job_id;
    work_off(&process).await;
    scenes::delete(&ctx, ctx.viewer, path.scene())
        .await
        .unwrap();
    let waiting = ask(&process, &ctx, at(&ctx, "Mara").await).await.job_id;
    let begun = ask(&process, &ctx, at(&ctx, "Mara").await).await.job_id;
    let generating = jobs::ActiveModel {
        id: Unchanged(begun),
        status: Set(JobStatus::Generating),
        ..Default::default()
    };
    write(&ctx, generating).await;
    taken_back(&ctx).await;
    ctx.db.migrate().await.unwrap();

    for (id, known) in [
        (done, Some((0.1, true))),
        (untold, Some((0.4, true))),
        (refused, None),
        (gone, Some((0.1, true))),
        (waiting, None),
        (begun, Some((0.4, false))),
    ] {
        assert_eq!(calls(&ctx, id).await, Vec::from_iter(known));
    }
    let of_gone = costs::get(&ctx, ctx.viewer, path.project).await.unwrap();
    assert_eq!(of_gone.scenes[0].title, "Scenes that were deleted");
    assert_eq!((of_gone.scenes.len(), of_gone.total.spent), (1, 0.1));
    let then = job(&ctx, done).await.generating_at;
    let row = spending::Entity::find_by_id(SpendingId(done.0));
    let row = row.one(ctx.db.read()).await.unwrap().unwrap();
    assert_eq!((Some(row.created_at), row.elsewhere), (then, false));
}

#[tokio::test(flavor = "multi_thread")]
async fn behind_the_walls_older_jobs_are_on_record_too() {
    let ctx = TestCtx::on(fresh_postgres_walled().await, settings()).await;
    as_system(older_jobs_are_on_record_too(ctx)).await;
}

/// What a film's calls cost is seen by those who see the film; once it is gone, by the product itself alone.
#[tokio::test(flavor = "multi_thread")]
async fn a_call_is_seen_through_its_film() {
    let ctx = TestCtx::postgres().await;
    let (_, process) = studio(&ctx, 0);
    let path = at(&ctx, "Mara").await;
    ask(&process, &ctx, path).await;
    // The worker is behind the walls as well.
    let walled = Ctx {
        db: ctx.walled().await.db,
        ..process
    };
    as_system(work_off(&walled)).await;
    let stranger = ctx.stranger().await;
    let rows = || spending::Entity::find().count(walled.db.read());
    assert_eq!(seen_by(ctx.viewer.user, rows()).await.unwrap(), 1);
    assert_eq!(seen_by(stranger.user, rows()).await.unwrap(), 0);
    assert_eq!(rows().await.unwrap(), 0, "a task that was told nothing");
    let deleting = projects::delete(&walled, ctx.viewer, path.project);
    seen_by(ctx.viewer.user, deleting).await.unwrap();
    assert_eq!(seen_by(ctx.viewer.user, rows()).await.unwrap(), 0);
    assert_eq!(as_system(rows()).await.unwrap(), 1);
}
