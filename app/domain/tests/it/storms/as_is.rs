//! References chosen, copied, deferred and drawn from, all at once.

use super::{any_attempt, busy, no_job_failed};
use crate::film::{Film, master, scene};
use crate::support::{listed, objects, open_jobs, row, until, upload};
use crate::whole::whole;
use domain::{
    entities::attempts as rows,
    error::{Error, Result},
    jobs::{
        queue::{self, Ask},
        worker::Worker,
    },
    model::{kinds::AttemptSource, paths::InstancePath},
    services::{
        as_is::{self, Back},
        attempts, instances, references,
        scenes::{self, SceneInput},
        scope,
    },
    testing::{TestCtx, png},
};
use rand::{Rng, SeedableRng, rngs::StdRng};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use std::{fmt::Debug, sync::Arc};
use tokio::task::JoinSet;

on_both!(references_and_copies_at_once);

/// Two assets in the same four scenes: by scene, then by asset.
type Cast = Vec<[InstancePath; 2]>;

async fn cast(ctx: &TestCtx) -> Cast {
    let film = Film::new(ctx, 4).await;
    let first = ctx.instance(film.at[0].scene(), "Voss").await;
    let voss = row(ctx, first.instance).await.project_asset_id;
    let mut cast = vec![[film.at[0], first]];
    for path in &film.at[1..] {
        let second = ctx.appear(path.scene(), voss).await;
        cast.push([*path, path.scene().instance(second)]);
    }
    for (number, pair) in cast.iter().enumerate() {
        for path in pair {
            instances::upload(ctx, ctx.viewer, *path, None, png(number as u8))
                .await
                .unwrap();
        }
    }
    cast
}

/// What the state of things may refuse: a choice that is off the chain by now, and a master that is not there.
fn legitimate<T: Debug>(result: Result<T>) {
    match result {
        Ok(_) | Err(Error::Conflict(_) | Error::NotFound(_) | Error::Invalid(_)) => {}
        Err(other) => panic!("{other:?}"),
    }
}

async fn something(ctx: &TestCtx, cast: &Cast, dice: &mut StdRng) -> Result<()> {
    let viewer = ctx.viewer;
    let (at, who) = (dice.random_range(0..cast.len()), dice.random_range(0..2));
    let path = cast[at][who];
    match dice.random_range(0..14) {
        0..2 => instances::upload(ctx, viewer, path, None, png(dice.random()))
            .await
            .map(drop),
        2 => queue::create(ctx, viewer, path, Ask::default())
            .await
            .map(drop),
        3..5 => {
            let attempt = any_attempt(ctx, path, dice).await?;
            attempts::select(ctx, viewer, path.attempt(attempt))
                .await
                .map(drop)
        }
        5 => {
            let attempt = any_attempt(ctx, path, dice).await?;
            attempts::delete(ctx, viewer, path.attempt(attempt)).await
        }
        6..8 => as_is::set(ctx, viewer, path, dice.random()).await.map(drop),
        8 => as_is::copy_again(ctx, viewer, path).await.map(drop),
        9 => {
            let ids = cast[at].map(|path| path.instance.to_string());
            as_is::set_many(ctx, viewer, path.scene(), &ids, dice.random())
                .await
                .map(drop)
        }
        10..12 => choose(ctx, cast, (at, who), dice).await,
        12 => {
            let input = SceneInput {
                is_deferred: Some(dice.random()),
                ..Default::default()
            };
            scenes::update(ctx, viewer, path.scene(), input)
                .await
                .map(drop)
        }
        _ => {
            let back = Back {
                attempt: Some(any_attempt(ctx, path, dice).await?),
                drop: Some(any_attempt(ctx, path, dice).await?),
                bring: Some(any_attempt(ctx, path, dice).await?),
                as_is: false,
            };
            as_is::put_back(ctx, viewer, path, back).await
        }
    }
}

async fn choose(
    ctx: &TestCtx,
    cast: &Cast,
    (at, who): (usize, usize),
    dice: &mut StdRng,
) -> Result<()> {
    let (viewer, path) = (ctx.viewer, cast[at][who]);
    let choice = match dice.random_range(0..=at) {
        0 if dice.random() => {
            return references::choose_default(ctx, viewer, path)
                .await
                .map(drop);
        }
        0 => master(),
        earlier => scene(cast[earlier - 1][who]),
    };
    references::choose(ctx, viewer, path, choice)
        .await
        .map(drop)
}

/// PostgreSQL looks at the chosen instance when the one that chose it is changed twice, as an upload does. That
/// look once waited for whoever had it locked, who might be waiting for the other.
#[tokio::test(flavor = "multi_thread")]
async fn a_picture_does_not_wait_for_its_references_scene() {
    let ctx = TestCtx::postgres().await;
    let film = Film::new(&ctx, 2).await;
    film.pictures(&ctx, &[0]).await;
    references::choose(&ctx, ctx.viewer, film.at[1], scene(film.at[0]))
        .await
        .unwrap();
    let txn = ctx.db.begin().await.unwrap();
    scope::lock_instance(&txn, ctx.viewer, film.at[0])
        .await
        .unwrap();
    upload(&ctx, film.at[1], 7).await;
    txn.commit().await.unwrap();
    whole(&ctx).await;
}

async fn references_and_copies_at_once(ctx: TestCtx) {
    let cast = cast(&ctx).await;
    let worker = Worker::start(&busy(&ctx), "worker".into());
    let ctx = Arc::new(ctx);
    let mut storm = JoinSet::new();
    for seed in 0..20 {
        let (ctx, cast) = (ctx.clone(), cast.clone());
        storm.spawn(async move {
            let mut dice = StdRng::seed_from_u64(seed);
            for _ in 0..20 {
                legitimate(something(&ctx, &cast, &mut dice).await);
            }
        });
    }
    storm.join_all().await;
    until("all jobs end", async || open_jobs(&ctx).await == 0).await;
    worker.stop().await;
    no_job_failed(&ctx).await;
    whole(&ctx).await;
    for path in cast.iter().flatten() {
        is_what_it_says(&ctx, *path).await;
    }
    let copies = rows::Entity::find().filter(rows::Column::Source.eq(AttemptSource::MasterCopy));
    let stored = objects(&ctx).await;
    assert_eq!(
        stored
            .iter()
            .filter(|path| path.contains("/copies/"))
            .count() as u64,
        copies.count(ctx.db.read()).await.unwrap(),
        "no copy was left behind"
    );
}

/// Under as-is a copy is shown, and every copy is of the bytes that it says.
async fn is_what_it_says(ctx: &TestCtx, path: InstancePath) {
    let as_is = row(ctx, path.instance).await.use_master_as_is;
    for attempt in listed(ctx, path).await {
        let copy = attempt.source == AttemptSource::MasterCopy;
        assert!(copy || !(as_is && attempt.is_selected), "{attempt:?}");
        if copy {
            let used = attempt.reference_snapshot.unwrap();
            assert_eq!(Some(used.sha256), attempt.sha256);
            assert!(attempt.copied_from_url.is_some());
        }
    }
}
