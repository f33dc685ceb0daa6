//! Masters when everybody does everything at once: no error but the legitimate ones, and every rule whole afterwards.

use super::lantern::Lantern;
use crate::storms::legitimate;
use crate::support::{forgetful, objects, open_jobs, there, until};
use crate::whole::whole;
use domain::{
    ctx::Settings,
    entities::{jobs, master_attempts},
    error::{Error, Result},
    jobs::{
        queue::{self, Ask},
        worker::Worker,
    },
    model::kinds::JobStatus,
    services::{assets, deletions, projects},
    testing::{TestCtx, settings},
};
use rand::{Rng, SeedableRng, rngs::StdRng};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use std::sync::Arc;
use tokio::task::JoinSet;

on_both!(
    a_hundred_uploads_at_once,
    a_hundred_selections_at_once,
    everything_at_once,
    no_master_outlives_its_asset,
    no_master_outlives_its_film,
);

async fn a_hundred_uploads_at_once(ctx: TestCtx) {
    let lantern = Lantern::new(&ctx).await;
    let ctx = Arc::new(ctx);
    let mut storm = JoinSet::new();
    for shade in 0..100 {
        let ctx = ctx.clone();
        storm.spawn(async move { lantern.send(&ctx, ctx.viewer, shade).await.unwrap() });
    }
    assert_eq!(storm.join_all().await.len(), 100);
    assert_eq!(
        lantern.numbers(&ctx).await,
        [100, 99, 98, 97, 96, 95, 94, 93]
    );
    assert_eq!(lantern.removed(&ctx).await.len(), 92);
    assert_eq!(lantern.shown(&ctx).await.next_attempt_number, 101);
    assert_eq!(objects(&ctx).await.len(), 100);
    whole(&ctx).await;
}

async fn a_hundred_selections_at_once(ctx: TestCtx) {
    let lantern = Lantern::new(&ctx).await;
    let made = lantern.uploads(&ctx, 4).await;
    let ctx = Arc::new(ctx);
    let mut storm = JoinSet::new();
    for round in 0..100 {
        let (ctx, id) = (ctx.clone(), made[round % 4].id);
        storm.spawn(async move { lantern.select(&ctx, ctx.viewer, id).await.unwrap().id });
    }
    assert_eq!(storm.join_all().await.len(), 100);
    let live = lantern.live(&ctx).await;
    let selected = live.iter().filter(|attempt| attempt.is_selected);
    assert_eq!((live.len(), selected.count()), (4, 1));
    whole(&ctx).await;
}

async fn something(ctx: &TestCtx, lantern: Lantern, dice: &mut StdRng) -> Result<()> {
    let viewer = ctx.viewer;
    let choice = dice.random_range(0..10);
    if choice < 2 {
        return lantern.send(ctx, viewer, dice.random()).await.map(drop);
    }
    if choice == 2 {
        let (film, asset) = (lantern.film, lantern.asset);
        let asked = queue::create_master(ctx, viewer, film, asset, Ask::default()).await;
        return asked.map(drop);
    }
    let mut all = lantern.live(ctx).await;
    all.extend(lantern.removed(ctx).await);
    let at = dice.random_range(0..all.len().max(1));
    let id = all.get(at).ok_or(Error::NotFound("image"))?.id;
    match choice {
        3..6 => lantern.select(ctx, viewer, id).await.map(drop),
        6..8 => lantern.delete(ctx, viewer, id).await,
        _ => lantern.restore(ctx, viewer, id).await.map(drop),
    }
}

async fn everything_at_once(ctx: TestCtx) {
    let mut cast = vec![Lantern::new(&ctx).await];
    for name in ["Street lamp", "Candle"] {
        cast.push(Lantern::called(&ctx, cast[0].film, name).await);
    }
    let busy = ctx.with(Settings {
        generation_concurrency: 4,
        ..settings()
    });
    let worker = Worker::start(&busy, "worker".into());
    let ctx = Arc::new(ctx);
    let mut storm = JoinSet::new();
    for seed in 0..20 {
        let (ctx, cast) = (ctx.clone(), cast.clone());
        storm.spawn(async move {
            let mut dice = StdRng::seed_from_u64(seed);
            for _ in 0..20 {
                let lantern = cast[dice.random_range(0..cast.len())];
                legitimate(something(&ctx, lantern, &mut dice).await);
            }
        });
    }
    storm.join_all().await;
    until("all jobs end", async || open_jobs(&ctx).await == 0).await;
    worker.stop().await;
    let conn = ctx.db.read();
    let ended = jobs::Entity::find().all(conn).await.unwrap();
    assert!(!ended.is_empty());
    for job in &ended {
        assert_eq!(job.status, JobStatus::Completed, "{job:?}");
        let made = master_attempts::Column::ImageGenerationJobId.eq(job.id);
        let made = master_attempts::Entity::find().filter(made).count(conn);
        assert_eq!(made.await.unwrap(), 1, "{job:?}");
    }
    whole(&ctx).await;
}

async fn no_master_outlives_its_asset(ctx: TestCtx) {
    let film = ctx.scene().await.project;
    for round in 0..5 {
        let lantern = Lantern::called(&ctx, film, &format!("Lantern {round}")).await;
        lantern.upload(&ctx, 1).await;
        let uploads = (0..6).map(|shade| lantern.send(&ctx, ctx.viewer, shade));
        let (sent, gone) = tokio::join!(
            futures::future::join_all(uploads),
            assets::delete(&ctx, ctx.viewer, film, lantern.asset, false),
        );
        gone.unwrap();
        deletions::work(&ctx).await.unwrap();
        for sent in sent {
            if let Ok(asset) = &sent {
                let path = asset.storage_path.as_ref().unwrap();
                assert!(!there(&ctx, path).await, "{path} was left behind");
            }
            legitimate(sent);
        }
    }
    // What was refused had written its bytes already, and nothing else is left.
    deletions::sweep(&forgetful(&ctx)).await.unwrap();
    assert!(objects(&ctx).await.is_empty());
}

async fn no_master_outlives_its_film(ctx: TestCtx) {
    for _ in 0..5 {
        let lantern = Lantern::new(&ctx).await;
        lantern.upload(&ctx, 1).await;
        let uploads = (0..6).map(|shade| lantern.send(&ctx, ctx.viewer, shade));
        let (sent, gone) = tokio::join!(
            futures::future::join_all(uploads),
            projects::delete(&ctx, ctx.viewer, lantern.film),
        );
        gone.unwrap();
        deletions::work(&ctx).await.unwrap();
        for sent in sent {
            if let Ok(asset) = &sent {
                let path = asset.storage_path.as_ref().unwrap();
                assert!(!there(&ctx, path).await, "{path} was left behind");
            }
            legitimate(sent);
        }
    }
    deletions::sweep(&forgetful(&ctx)).await.unwrap();
    assert!(objects(&ctx).await.is_empty());
}
