//! When a scene takes over an earlier one: once by itself, by hand whenever it is empty, and never by halves.

use super::{change, filled, film, heir, shown};
use crate::support::{attempt, forgetful, listed, missing, objects, queued_deletions, there};
use crate::whole::whole;
use domain::{
    entities::{attempts as pictures, instances as rows},
    error::Error,
    images::Format,
    model::{
        ids::{AttemptId, InstanceId},
        paths::ScenePath,
    },
    services::{
        deletions, inheritance,
        instances::{self, InstanceInput},
        panels, scenes,
    },
    storage::{SceneScope, StorageKey},
    testing::TestCtx,
};
use sea_orm::{EntityTrait, PaginatorTrait};
use std::{
    collections::BTreeSet,
    future::{Future, poll_fn},
    pin::pin,
    sync::Arc,
    task::Poll,
};

on_both!(
    opening_the_panel_fills_too,
    it_happens_once,
    a_scene_that_has_assets_does_not_fill_itself,
    by_hand_it_works_whenever_the_scene_is_empty,
    ten_that_open_at_once_fill_it_once,
    a_filling_that_was_killed_leaves_nothing_or_all,
    copies_that_a_kill_left_are_swept,
    taking_it_back_spares_what_was_touched,
);

async fn opening_the_panel_fills_too(ctx: TestCtx) {
    let film = film(&ctx).await;
    let panel = panels::get(&ctx, ctx.viewer, film.second, None)
        .await
        .unwrap();
    assert_eq!(panel.rows.len(), 2);
    let scene = scenes::get(&ctx, ctx.viewer, film.second).await.unwrap();
    assert!(scene.filled_at.is_some());
}

async fn it_happens_once(ctx: TestCtx) {
    let film = film(&ctx).await;
    for made in filled(&ctx, film.second).await.instances {
        instances::delete(&ctx, ctx.viewer, film.second.instance(made), None)
            .await
            .unwrap();
    }
    assert_eq!(shown(&ctx, film.second).await, []);
    assert_eq!(
        inheritance::fill(&ctx, ctx.viewer, film.second)
            .await
            .unwrap(),
        None
    );
    whole(&ctx).await;
}

async fn a_scene_that_has_assets_does_not_fill_itself(ctx: TestCtx) {
    let film = film(&ctx).await;
    let own = ctx.instance(film.second, "The lamplighter").await;
    let all = shown(&ctx, film.second).await;
    assert_eq!(
        all.iter().map(|row| row.id).collect::<Vec<_>>(),
        [own.instance]
    );
    // Nor when they are gone again.
    instances::delete(&ctx, ctx.viewer, own, None)
        .await
        .unwrap();
    assert_eq!(shown(&ctx, film.second).await, []);
}

async fn by_hand_it_works_whenever_the_scene_is_empty(ctx: TestCtx) {
    let film = film(&ctx).await;
    let refused = inheritance::inherit(&ctx, ctx.viewer, film.mara.scene()).await;
    assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
    for made in filled(&ctx, film.second).await.instances {
        instances::delete(&ctx, ctx.viewer, film.second.instance(made), None)
            .await
            .unwrap();
    }
    let again = inheritance::inherit(&ctx, ctx.viewer, film.second)
        .await
        .unwrap();
    assert_eq!(
        (again.from_scene, again.inherited, again.instances.len()),
        (Some(1), 2, 2)
    );
    let refused = inheritance::inherit(&ctx, ctx.viewer, film.second).await;
    assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
    missing(inheritance::inherit(&ctx, ctx.stranger().await, film.second).await);
    whole(&ctx).await;
}

async fn ten_that_open_at_once_fill_it_once(ctx: TestCtx) {
    let film = film(&ctx).await;
    let before = objects(&ctx).await.len();
    let (shared, second) = (Arc::new(ctx), film.second);
    let opening: Vec<_> = (0..10)
        .map(|_| {
            let ctx = shared.clone();
            tokio::spawn(async move {
                let filled = inheritance::fill(&ctx, ctx.viewer, second).await.unwrap();
                (filled, shown(&ctx, second).await.len())
            })
        })
        .collect();
    let mut fillings = 0;
    for one in opening {
        let (filled, seen) = one.await.unwrap();
        fillings += usize::from(filled.is_some());
        assert_eq!(seen, 2, "whoever opens it sees it filled");
    }
    assert_eq!(fillings, 1);
    assert_eq!(
        objects(&shared).await.len(),
        before + 1,
        "the copies of the others are gone"
    );
    whole(&shared).await;
}

/// Lets a use-case go on only so often, and then drops it.
async fn killed<F: Future>(work: F, steps: usize) -> Option<F::Output> {
    let mut work = pin!(work);
    let mut left = steps;
    poll_fn(|context| {
        if left == 0 {
            return Poll::Ready(None);
        }
        left -= 1;
        work.as_mut().poll(context).map(Some)
    })
    .await
}

async fn a_filling_that_was_killed_leaves_nothing_or_all(ctx: TestCtx) {
    let film = film(&ctx).await;
    for steps in 1..60 {
        let done = killed(inheritance::fill(&ctx, ctx.viewer, film.second), steps).await;
        settled(&ctx, film.second).await;
        let scene = scenes::get(&ctx, ctx.viewer, film.second).await.unwrap();
        let count = in_scene(&ctx, film.second).await;
        assert_eq!(
            count,
            if scene.filled_at.is_some() { 2 } else { 0 },
            "after {steps} steps"
        );
        whole(&ctx).await;
        if done.is_some() || scene.filled_at.is_some() {
            break;
        }
    }
    assert_eq!(shown(&ctx, film.second).await.len(), 2);
    deletions::sweep(&forgetful(&ctx)).await.unwrap();
    let known: BTreeSet<_> = pictures::Entity::find()
        .all(ctx.db.read())
        .await
        .unwrap()
        .into_iter()
        .filter_map(|attempt| attempt.storage_path)
        .collect();
    assert_eq!(objects(&ctx).await, known);
}

/// Waits for what the database still does for somebody who went away.
async fn settled(ctx: &TestCtx, path: ScenePath) {
    use domain::entities::scenes::Entity;
    use sea_orm::QuerySelect;
    let txn = ctx.db.begin().await.unwrap();
    let lock = Entity::find_by_id(path.scene).lock_exclusive();
    lock.one(&txn).await.unwrap();
    txn.commit().await.unwrap();
}

async fn in_scene(ctx: &TestCtx, path: ScenePath) -> u64 {
    use sea_orm::{ColumnTrait, QueryFilter};
    let found = rows::Entity::find().filter(rows::Column::SceneId.eq(path.scene));
    found.count(ctx.db.read()).await.unwrap()
}

async fn copies_that_a_kill_left_are_swept(ctx: TestCtx) {
    let film = film(&ctx).await;
    let known = objects(&ctx).await;
    let scene = scenes::get(&ctx, ctx.viewer, film.second).await.unwrap();
    let scope = SceneScope {
        project: film.second.project,
        branch: scene.branch_id,
        scene: scene.id,
    };
    // As if the process had died between the copy and the transaction.
    let left = StorageKey::copy(scope, InstanceId::new(), AttemptId::new(), Format::Png);
    let source = StorageKey::parse(known.first().unwrap()).unwrap();
    ctx.storage.copy(&source, &left).await.unwrap();
    assert_eq!(deletions::sweep(&ctx).await.unwrap(), 0, "it is too young");
    assert_eq!(deletions::sweep(&forgetful(&ctx)).await.unwrap(), 1);
    assert_eq!(objects(&ctx).await, known);
    assert_eq!(filled(&ctx, film.second).await.inherited, 2);
    whole(&ctx).await;
}

async fn taking_it_back_spares_what_was_touched(ctx: TestCtx) {
    let film = film(&ctx).await;
    let made = filled(&ctx, film.second).await.instances;
    let mara = heir(&ctx, film.second, film.mara).await;
    let voss = heir(&ctx, film.second, film.voss).await;
    let picture = listed(&ctx, film.second.instance(mara.id)).await.remove(0);
    let tagged = InstanceInput {
        status_tags: Some(Some(vec!["dry".into()])),
        ..Default::default()
    };
    change(&ctx, film.second.instance(voss.id), tagged).await;
    let beyond: Vec<_> = made.iter().copied().chain([film.mara.instance]).collect();
    inheritance::take_back(&ctx, ctx.viewer, film.second, &beyond)
        .await
        .unwrap();
    let left: Vec<_> = shown(&ctx, film.second)
        .await
        .into_iter()
        .map(|row| row.id)
        .collect();
    assert_eq!(left, [voss.id]);
    assert_eq!(
        listed(&ctx, film.mara).await.len(),
        3,
        "nothing of another scene goes"
    );
    assert_eq!(attempt(&ctx, picture.id).await, None);
    deletions::work(&ctx).await.unwrap();
    assert_eq!(queued_deletions(&ctx).await, 0);
    assert!(!there(&ctx, picture.storage_path.as_ref().unwrap()).await);
    instances::delete(&ctx, ctx.viewer, film.second.instance(voss.id), None)
        .await
        .unwrap();
    assert_eq!(
        shown(&ctx, film.second).await,
        [],
        "it does not fill itself again"
    );
    missing(inheritance::take_back(&ctx, ctx.stranger().await, film.second, &made).await);
    whole(&ctx).await;
}
