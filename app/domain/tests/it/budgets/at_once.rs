//! Many who spend at the same time, and behind the walls: no credit is spent twice, whoever sees what.

use crate::studio::{Studio, a_month, calls, drawing_with, held_to, patient};
use crate::support::{alone, ask, job, refused, until, work_off};
use domain::{
    ctx::{Ctx, Settings},
    db::{as_system, seen_by},
    error::Error,
    jobs::{
        queue::{self, Ask},
        worker::Worker,
    },
    model::{
        kinds::{AssetType, JobErrorCode, JobStatus},
        paths::ScenePath,
    },
    providers::Bounds,
    services::{
        assets::AssetInput,
        instances,
        projects::{self, ProjectInput},
        scenes::{self, SceneInput},
    },
    testing::{TestCtx, settings},
    testing_db::fresh_postgres_walled,
};
use futures::future::join_all;
use std::sync::Arc;

on_both!(
    the_budget_is_looked_at_again_before_the_call,
    no_two_calls_spend_the_same_credits,
);

async fn the_budget_is_looked_at_again_before_the_call(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let loose = held_to(&ctx, Bounds::default());
    let mut asked = Vec::new();
    for _ in 0..2 {
        asked.push(ask(&loose, &ctx, path).await.job_id);
    }
    // Whatever waits behind a call does not stand in its way.
    work_off(&held_to(&ctx, a_month(0.45))).await;
    let (mut done, mut over) = (0, 0);
    for id in asked {
        let row = job(&ctx, id).await;
        if row.status == JobStatus::Completed {
            done += 1;
            continue;
        }
        over += 1;
        assert_eq!(row.error_code, Some(JobErrorCode::Permanent));
        let why = row.error_message.unwrap();
        assert!(why.contains("does not allow another picture"), "{why}");
        assert_eq!(calls(&ctx, id).await, [], "it was never made");
    }
    assert_eq!((done, over), (1, 1));
}

async fn no_two_calls_spend_the_same_credits(ctx: TestCtx) {
    let busy = || Settings {
        generation_concurrency: 6,
        ..patient()
    };
    let loose = held_to(&ctx, Bounds::default());
    let path = ctx.instance(ctx.scene().await, "[hold]").await;
    let mut asked = Vec::new();
    for _ in 0..6 {
        asked.push(ask(&loose, &ctx, path).await.job_id);
    }
    let studio = Arc::new(Studio::new(a_month(1.0)));
    let node = || drawing_with(&ctx, &[&studio], busy());
    let workers = [
        Worker::start(&node(), "one".into()),
        Worker::start(&node(), "two".into()),
    ];
    let standing = async |status: JobStatus| {
        let mut count = 0_usize;
        for id in &asked {
            count += usize::from(job(&ctx, *id).await.status == status);
        }
        count
    };
    until("the rest is refused", async || {
        standing(JobStatus::Failed).await == 4
    })
    .await;
    assert_eq!(standing(JobStatus::Generating).await, 2);
    studio.release(2);
    until("what was begun is drawn", async || {
        standing(JobStatus::Completed).await == 2
    })
    .await;
    for worker in workers {
        worker.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn behind_the_walls_no_two_calls_spend_the_same_credits() {
    let ctx = TestCtx::on(fresh_postgres_walled().await, settings()).await;
    as_system(no_two_calls_spend_the_same_credits(ctx)).await;
}

/// Behind the walls each sees their own films alone, and the month is everybody's all the same; of many who ask at
/// once no more get through than fit in.
#[tokio::test(flavor = "multi_thread")]
async fn the_month_is_everybodys_behind_the_walls_too() {
    let ctx = TestCtx::postgres().await;
    let stranger = ctx.stranger().await;
    let (mine, film) = (alone(&ctx).await, ctx.scene().await);
    let process = Ctx {
        db: ctx.walled().await.db,
        ..held_to(&ctx, a_month(1.0))
    };
    let asks = (0..12).map(|_| {
        seen_by(
            ctx.viewer.user,
            queue::create(&process, ctx.viewer, mine, Ask::default()),
        )
    });
    let made = join_all(asks).await;
    let made = made.iter().filter(|asked| asked.is_ok()).count();
    assert_eq!(made, 2);

    let theirs = projects::create(&ctx, stranger, titled()).await.unwrap().id;
    let scene = ScenePath {
        project: theirs,
        scene: scenes::create(&ctx, stranger, theirs, None, headed())
            .await
            .unwrap()
            .id,
    };
    let asset = AssetInput {
        name: Some("Lamp".into()),
        asset_type: Some(AssetType::Prop),
        description: None,
        locked: None,
    };
    let lamp = instances::create_with_asset(&ctx, stranger, scene, asset).await;
    let lamp = scene.instance(lamp.unwrap().id);
    let asked = queue::create(&process, stranger, lamp, Ask::default());
    let why = refused(seen_by(stranger.user, asked).await);
    assert!(why.contains("0.80 of 1.00"), "{why}");
    // The look at everybody's films ended with it: the stranger sees none but their own.
    let foreign = queue::create(
        &process,
        stranger,
        film.instance(mine.instance),
        Ask::default(),
    );
    assert!(matches!(
        seen_by(stranger.user, foreign).await,
        Err(Error::NotFound(_))
    ));
}

fn headed() -> SceneInput {
    SceneInput {
        heading: Some("INT. MILL – DAY".into()),
        ..Default::default()
    }
}

fn titled() -> ProjectInput {
    ProjectInput {
        title: Some("Elsewhere".into()),
        ..Default::default()
    }
}
