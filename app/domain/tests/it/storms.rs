//! Rules 1, 2, 3 and 6 when everybody does everything at once: no error but the legitimate ones, and every
//! rule whole afterwards.

mod as_is;

use crate::support::{
    ask, everything, forgetful, listed, numbers, objects, open_jobs, row, until, uploads,
};
use crate::whole::whole;
use domain::{
    ctx::{Ctx, Settings},
    error::{Error, Result},
    jobs::{
        queue::{self, Ask},
        worker::Worker,
    },
    model::{
        ids::{AssetId, AttemptId},
        paths::{InstancePath, ScenePath},
    },
    services::{
        assets::{self, AssetInput},
        attempts, deletions, instances, projects,
        scenes::{self, SceneInput},
    },
    testing::{TestCtx, png, settings},
};
use rand::{Rng, SeedableRng, rngs::StdRng};
use sea_orm::EntityTrait;
use std::{fmt::Debug, sync::Arc};
use tokio::task::JoinSet;

on_both!(
    a_thousand_selections,
    two_hundred_inserts,
    everything_at_once,
    scenes_made_and_moved_at_once,
    deleting_scenes_assets_and_films_under_way,
);

async fn cast(ctx: &TestCtx, scene: ScenePath, count: usize) -> Vec<InstancePath> {
    let mut cast = Vec::new();
    for _ in 0..count {
        cast.push(ctx.instance(scene, "Mara in the oilskin coat").await);
    }
    cast
}

/// What the state of things may refuse. Anything else is a fault.
pub(crate) fn legitimate<T: Debug>(result: Result<T>) {
    match result {
        Ok(_) | Err(Error::Conflict(_) | Error::NotFound(_)) => {}
        Err(other) => panic!("{other:?}"),
    }
}

async fn a_thousand_selections(ctx: TestCtx) {
    let cast = cast(&ctx, ctx.scene().await, 10).await;
    let mut storm = JoinSet::new();
    let mut known = Vec::new();
    for path in &cast {
        known.push(uploads(&ctx, *path, 4).await);
    }
    let ctx = Arc::new(ctx);
    for round in 0..100 {
        for (path, made) in cast.iter().zip(&known) {
            let (ctx, at) = (ctx.clone(), path.attempt(made[round % 4].id));
            storm.spawn(async move { attempts::select(&ctx, ctx.viewer, at).await.unwrap().id });
        }
    }
    assert_eq!(storm.join_all().await.len(), 1_000);
    for path in cast {
        let live = listed(&ctx, path).await;
        assert_eq!(
            (
                live.len(),
                live.iter().filter(|attempt| attempt.is_selected).count()
            ),
            (4, 1)
        );
        assert_eq!(
            row(&ctx, path.instance).await.modification_count,
            104,
            "none got lost"
        );
    }
    whole(&ctx).await;
}

async fn two_hundred_inserts(ctx: TestCtx) {
    let cast = cast(&ctx, ctx.scene().await, 10).await;
    let ctx = Arc::new(ctx);
    let mut storm = JoinSet::new();
    for shade in 0..20 {
        for path in cast.clone() {
            let ctx = ctx.clone();
            storm.spawn(async move {
                instances::upload(&ctx, ctx.viewer, path, None, png(shade))
                    .await
                    .unwrap();
            });
        }
    }
    storm.join_all().await;
    for path in cast {
        assert_eq!(numbers(&ctx, path).await, [20, 19, 18, 17, 16, 15, 14, 13]);
        assert_eq!(
            attempts::list_removed(&ctx, ctx.viewer, path, &everything())
                .await
                .unwrap()
                .rows
                .len(),
            12
        );
        assert_eq!(row(&ctx, path.instance).await.next_attempt_number, 21);
    }
    assert_eq!(objects(&ctx).await.len(), 200);
    whole(&ctx).await;
}

/// Every attempt of the instance that is known by now, live or removed.
async fn any_attempt(ctx: &TestCtx, path: InstancePath, dice: &mut StdRng) -> Result<AttemptId> {
    let mut all = attempts::list(ctx, ctx.viewer, path).await?;
    all.extend(
        attempts::list_removed(ctx, ctx.viewer, path, &everything())
            .await?
            .rows,
    );
    let at = dice.random_range(0..all.len().max(1));
    all.get(at)
        .map(|attempt| attempt.id)
        .ok_or(Error::NotFound("image"))
}

async fn something(ctx: &TestCtx, path: InstancePath, dice: &mut StdRng) -> Result<()> {
    let viewer = ctx.viewer;
    match dice.random_range(0..10) {
        0..2 => instances::upload(ctx, viewer, path, None, png(dice.random()))
            .await
            .map(drop),
        2 => queue::create(ctx, viewer, path, Ask::default())
            .await
            .map(drop),
        3 => attempts::list(ctx, viewer, path).await.map(drop),
        choice => {
            let at = path.attempt(any_attempt(ctx, path, dice).await?);
            match choice {
                4..7 => attempts::select(ctx, viewer, at).await.map(drop),
                7..9 => attempts::delete(ctx, viewer, at).await,
                _ => attempts::restore(ctx, viewer, at).await.map(drop),
            }
        }
    }
}

fn busy(ctx: &TestCtx) -> Ctx {
    ctx.with(Settings {
        generation_concurrency: 4,
        ..settings()
    })
}

async fn everything_at_once(ctx: TestCtx) {
    let cast = cast(&ctx, ctx.scene().await, 5).await;
    let worker = Worker::start(&busy(&ctx), "worker".into());
    let ctx = Arc::new(ctx);
    let mut storm = JoinSet::new();
    for seed in 0..30 {
        let (ctx, cast) = (ctx.clone(), cast.clone());
        storm.spawn(async move {
            let mut dice = StdRng::seed_from_u64(seed);
            for _ in 0..20 {
                let path = cast[dice.random_range(0..cast.len())];
                legitimate(something(&ctx, path, &mut dice).await);
            }
        });
    }
    storm.join_all().await;
    until("all jobs end", async || open_jobs(&ctx).await == 0).await;
    worker.stop().await;
    no_job_failed(&ctx).await;
    whole(&ctx).await;
}

async fn no_job_failed(ctx: &Ctx) {
    use domain::{entities::jobs, model::kinds::JobStatus};
    for job in jobs::Entity::find().all(ctx.db.read()).await.unwrap() {
        assert!(
            matches!(job.status, JobStatus::Completed | JobStatus::Cancelled),
            "{job:?}"
        );
        assert_eq!(job.retry_count, 0, "{job:?}");
    }
}

async fn scenes_made_and_moved_at_once(ctx: TestCtx) {
    let first = ctx.scene().await;
    let ctx = Arc::new(ctx);
    let mut storm = JoinSet::new();
    for number in 0..20 {
        let (ctx, project) = (ctx.clone(), first.project);
        storm.spawn(async move {
            let path = ScenePath {
                project,
                scene: ctx.next_scene(project).await,
            };
            let input = SceneInput {
                scene_number: Some(number % 5 + 1),
                ..Default::default()
            };
            scenes::update(&ctx, ctx.viewer, path, input).await.unwrap();
        });
    }
    storm.join_all().await;
    let listed = scenes::list(&ctx, ctx.viewer, first.project, None, &everything())
        .await
        .unwrap()
        .rows;
    assert_eq!(listed.len(), 21);
    assert!(
        listed
            .windows(2)
            .all(|two| two[0].scene_number < two[1].scene_number)
    );
}

/// One asset in each of the scenes, with a picture and two jobs.
async fn shared_asset(ctx: &TestCtx, scenes: &[ScenePath]) -> (AssetId, Vec<InstancePath>) {
    let first = ctx.instance(scenes[0], "Mara in the oilskin coat").await;
    let asset = row(ctx, first.instance).await.project_asset_id;
    let mut paths = vec![first];
    for scene in &scenes[1..] {
        paths.push(scene.instance(ctx.appear(*scene, asset).await));
    }
    for path in &paths {
        uploads(ctx, *path, 1).await;
        ask(ctx, ctx, *path).await;
    }
    (asset, paths)
}

async fn deleting_scenes_assets_and_films_under_way(ctx: TestCtx) {
    for seed in 0..5 {
        let first = ctx.scene().await;
        let mut film = vec![first];
        for _ in 1..4 {
            film.push(ScenePath {
                scene: ctx.next_scene(first.project).await,
                ..first
            });
        }
        let (mut cast, mut paths) = (Vec::new(), Vec::new());
        for _ in 0..3 {
            let (asset, of) = shared_asset(&ctx, &film).await;
            cast.push(asset);
            paths.extend(of);
        }
        let worker = Worker::start(&busy(&ctx), "worker".into());
        torn_down(&ctx, &film, &cast, &paths, seed).await;
        until("all jobs end", async || open_jobs(&ctx).await == 0).await;
        worker.stop().await;
        whole(&ctx).await;
    }
    no_job_failed(&ctx).await;
    let later = forgetful(&ctx);
    deletions::work(&later).await.unwrap();
    deletions::sweep(&later).await.unwrap();
    assert!(objects(&ctx).await.is_empty());
}

/// A film that is worked on from one side and taken apart from the other.
async fn torn_down(
    ctx: &TestCtx,
    film: &[ScenePath],
    cast: &[AssetId],
    paths: &[InstancePath],
    seed: u64,
) {
    let working = (0..8).map(|worker| async move {
        let mut dice = StdRng::seed_from_u64(seed * 100 + worker);
        for _ in 0..8 {
            let path = paths[dice.random_range(0..paths.len())];
            legitimate(something(ctx, path, &mut dice).await);
            let asset = cast[dice.random_range(0..cast.len())];
            let input = AssetInput {
                description: Some("Wet".into()),
                ..Default::default()
            };
            legitimate(assets::update(ctx, ctx.viewer, path.project, asset, input).await);
        }
    });
    let tearing = async {
        let (one, other) = tokio::join!(
            scenes::delete(ctx, ctx.viewer, film[0]),
            assets::delete(ctx, ctx.viewer, film[0].project, cast[0], true),
        );
        legitimate(one);
        legitimate(other);
        let (one, other) = tokio::join!(
            scenes::delete(ctx, ctx.viewer, film[1]),
            projects::delete(ctx, ctx.viewer, film[0].project),
        );
        legitimate(one);
        legitimate(other);
    };
    tokio::join!(futures::future::join_all(working), tearing);
}
