//! Rule 17: a row is reachable only through its whole chain, and anything else is as if it were not there.

mod buttons;
mod cast;
mod edges;
mod single;
mod tables;

use self::{
    buttons::pressed,
    cast::of_asset,
    single::{of_attempt, of_instance, of_job},
    tables::{Film, of_branch, of_film, of_scene},
};
use crate::support::{everything, job, listed, missing, upload};
use crate::whole::whole;
use domain::{
    model::{
        ids::{InstanceId, JobId, ProjectId, SceneId},
        paths::{InstancePath, ScenePath},
    },
    services::{assets, attempts, boards, instances, pictures, scenes},
    testing::TestCtx,
};
use std::fmt::Display;

on_both!(
    a_film_is_its_owners_alone,
    a_branch_belongs_to_its_film,
    a_scene_is_found_through_its_film,
    an_asset_is_found_through_its_film,
    an_instance_is_found_through_its_scene_and_film,
    an_attempt_is_found_through_its_instance_scene_and_film,
    a_job_is_its_owners_alone,
    a_button_reaches_only_what_stands_at_its_place,
);

fn nothing_found(
    who: &str,
    table: impl IntoIterator<Item = (impl Display, domain::error::Result<()>)>,
) {
    for (what, result) in table {
        assert!(
            matches!(result, Err(domain::error::Error::NotFound(_))),
            "{what} as {who}: {result:?}"
        );
    }
}

/// Nothing that was tried changed anything.
async fn untouched(ctx: &TestCtx, film: &Film) {
    let live = attempts::list(ctx, ctx.viewer, film.path()).await.unwrap();
    assert_eq!((live.len(), live[0].is_selected), (2, true));
    assert_eq!(job(ctx, film.job).await.status.as_str(), "queued");
    assert!(
        !instances::get(ctx, ctx.viewer, film.path())
            .await
            .unwrap()
            .locked
    );
    assert_eq!(
        scenes::list(ctx, ctx.viewer, film.at.project, None, &everything())
            .await
            .unwrap()
            .rows
            .len(),
        1
    );
    assert_eq!(
        boards::queue(ctx, ctx.viewer, film.at.project, None, None)
            .await
            .unwrap()
            .rows
            .len(),
        1
    );
    whole(ctx).await;
}

async fn a_film_is_its_owners_alone(ctx: TestCtx) {
    let film = Film::new(&ctx).await;
    nothing_found(
        "a stranger",
        of_film(&ctx, ctx.stranger().await, film.at.project).await,
    );
    nothing_found(
        "its owner, of none",
        of_film(&ctx, ctx.viewer, ProjectId::new()).await,
    );
    untouched(&ctx, &film).await;
}

async fn a_branch_belongs_to_its_film(ctx: TestCtx) {
    let (film, other) = (Film::new(&ctx).await, Film::new(&ctx).await);
    let crossed = of_branch(&ctx, ctx.viewer, film.at.project, Some(other.branch)).await;
    nothing_found("the owner of both", crossed);
    let stranger = ctx.stranger().await;
    nothing_found(
        "a stranger",
        of_branch(&ctx, stranger, film.at.project, Some(film.branch)).await,
    );
    untouched(&ctx, &film).await;
    untouched(&ctx, &other).await;
}

async fn a_scene_is_found_through_its_film(ctx: TestCtx) {
    let (film, other) = (Film::new(&ctx).await, Film::new(&ctx).await);
    let at = film.path().scene();
    nothing_found(
        "a stranger",
        of_scene(&ctx, ctx.stranger().await, at, film.asset).await,
    );
    for crossed in [
        ScenePath {
            project: other.at.project,
            ..at
        },
        ScenePath {
            scene: other.at.scene,
            ..at
        },
        ScenePath {
            scene: SceneId::new(),
            ..at
        },
    ] {
        nothing_found(
            "the owner of both",
            of_scene(&ctx, ctx.viewer, crossed, film.asset).await,
        );
    }
    untouched(&ctx, &film).await;
    untouched(&ctx, &other).await;
}

async fn an_asset_is_found_through_its_film(ctx: TestCtx) {
    let (film, other) = (Film::new(&ctx).await, Film::new(&ctx).await);
    let stranger = ctx.stranger().await;
    nothing_found(
        "a stranger",
        of_asset(&ctx, stranger, film.at.project, film.asset).await,
    );
    nothing_found(
        "the owner of both",
        of_asset(&ctx, ctx.viewer, film.at.project, other.asset).await,
    );
    nothing_found(
        "the owner of both",
        of_asset(&ctx, ctx.viewer, other.at.project, film.asset).await,
    );
    let sha256 = assets::get(&ctx, ctx.viewer, film.at.project, film.asset)
        .await
        .unwrap()
        .sha256
        .unwrap();
    missing(pictures::master(&ctx, stranger, film.asset, &sha256).await);
    missing(pictures::master(&ctx, ctx.viewer, film.asset, "another").await);
    pictures::master(&ctx, ctx.viewer, film.asset, &sha256)
        .await
        .unwrap();
    untouched(&ctx, &film).await;
}

/// The path with each of its ids swapped for another that exists, of the same owner.
async fn crossed(ctx: &TestCtx, film: &Film) -> Vec<InstancePath> {
    let other = Film::new(ctx).await;
    let next = ctx.next_scene(other.at.project).await;
    let sibling = ctx
        .instance(
            ScenePath {
                project: other.at.project,
                scene: next,
            },
            "Voss",
        )
        .await;
    let at = film.path();
    vec![
        InstancePath {
            project: other.at.project,
            ..at
        },
        InstancePath {
            scene: other.at.scene,
            ..at
        },
        InstancePath {
            instance: other.at.instance,
            ..at
        },
        InstancePath {
            project: at.project,
            ..other.path()
        },
        InstancePath {
            scene: sibling.scene,
            ..other.path()
        },
        InstancePath {
            instance: sibling.instance,
            ..other.path()
        },
        InstancePath {
            instance: InstanceId::new(),
            ..at
        },
    ]
}

async fn an_instance_is_found_through_its_scene_and_film(ctx: TestCtx) {
    let film = Film::new(&ctx).await;
    nothing_found(
        "a stranger",
        of_instance(&ctx, ctx.stranger().await, film.path()).await,
    );
    for path in crossed(&ctx, &film).await {
        nothing_found(
            "the owner of both",
            of_instance(&ctx, ctx.viewer, path).await,
        );
    }
    untouched(&ctx, &film).await;
}

async fn an_attempt_is_found_through_its_instance_scene_and_film(ctx: TestCtx) {
    let film = Film::new(&ctx).await;
    let stranger = ctx.stranger().await;
    nothing_found("a stranger", of_attempt(&ctx, stranger, film.at).await);
    for path in crossed(&ctx, &film).await {
        nothing_found(
            "the owner of both",
            of_attempt(&ctx, ctx.viewer, path.attempt(film.at.attempt)).await,
        );
    }
    let other = ctx.instance(film.path().scene(), "Voss").await;
    let theirs = upload(&ctx, other, 3).await.id;
    nothing_found(
        "its owner",
        of_attempt(&ctx, ctx.viewer, film.path().attempt(theirs)).await,
    );
    missing(pictures::attempt(&ctx, stranger, film.at.attempt).await);
    pictures::attempt(&ctx, ctx.viewer, film.at.attempt)
        .await
        .unwrap();
    untouched(&ctx, &film).await;
}

async fn a_job_is_its_owners_alone(ctx: TestCtx) {
    let film = Film::new(&ctx).await;
    nothing_found(
        "a stranger",
        of_job(&ctx, ctx.stranger().await, film.job).await,
    );
    nothing_found(
        "its owner, of none",
        of_job(&ctx, ctx.viewer, JobId::new()).await,
    );
    untouched(&ctx, &film).await;
}

async fn a_button_reaches_only_what_stands_at_its_place(ctx: TestCtx) {
    let film = Film::new(&ctx).await;
    let (at, instance) = (film.path().scene(), film.at.instance);
    let every = |instance| {
        let mut all = buttons::of_pictures(instance, &film);
        all.extend(buttons::of_instance(instance, &film));
        all
    };
    let scene = || buttons::of_scene(instance, film.asset);
    let mut all = every(instance);
    all.extend(scene());
    nothing_found(
        "a stranger",
        pressed(&ctx, ctx.stranger().await, at, all).await,
    );
    for path in crossed(&ctx, &film).await {
        let (at, all) = (path.scene(), every(path.instance));
        nothing_found(
            "the owner of both",
            pressed(&ctx, ctx.viewer, at, all).await,
        );
    }
    let nowhere = ScenePath {
        scene: SceneId::new(),
        ..at
    };
    nothing_found(
        "its owner, of none",
        pressed(&ctx, ctx.viewer, nowhere, scene()).await,
    );
    untouched(&ctx, &film).await;
    // The job and the picture of one asset through another asset of the same scene.
    let other = ctx.instance(at, "Voss").await.instance;
    let table = pressed(&ctx, ctx.viewer, at, buttons::of_pictures(other, &film)).await;
    let (done, refused): (Vec<_>, Vec<_>) =
        table.into_iter().partition(|(_, result)| result.is_ok());
    assert_eq!(done.len(), 2, "the other asset is described and drawn");
    nothing_found("its owner", refused);
    assert_eq!(job(&ctx, film.job).await.status.as_str(), "queued");
    assert_eq!(listed(&ctx, film.path()).await.len(), 2);
}
