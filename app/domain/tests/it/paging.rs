//! Lists in pages: walked through, they show what one big page shows, and what comes in meanwhile shifts nothing.

mod meanwhile;

use crate::support::{alone, ask, everything, uploads};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{
    error::{Error, Result},
    jobs::queue,
    model::{
        ids::{AssetId, ProjectId},
        kinds::{AssetType, JobStatus},
        paging::{Page, Paging},
        paths::InstancePath,
    },
    services::{
        assets::{self, AssetInput},
        attempts,
        branches::{self, NewBranch},
        instances, projects, scenes,
    },
    testing::TestCtx,
};
use serde_json::json;
use std::fmt::Debug;

on_both!(
    films_come_in_pages,
    scenes_come_in_pages,
    assets_come_in_pages_by_kind_and_name,
    what_is_in_a_scene_comes_in_pages_by_kind_and_name,
    jobs_come_in_pages,
    removed_attempts_come_in_pages,
    branches_come_in_pages,
    a_page_holds_at_least_one_row,
    a_cursor_of_no_list_is_refused,
);

/// All rows of a list, so many a page.
async fn walk<T>(limit: u64, list: &mut impl AsyncFnMut(Paging) -> Page<T>) -> Vec<T> {
    let (mut paging, mut rows) = (Paging::first(limit), Vec::new());
    loop {
        let page = list(paging.clone()).await;
        assert!(page.rows.len() as u64 <= limit, "a page of at most {limit}");
        assert!(page.next.is_none() || page.rows.len() as u64 == limit);
        rows.extend(page.rows);
        match page.next {
            Some(_) => paging.cursor = page.next,
            None => return rows,
        }
    }
}

/// The rows of a list, which are the same in pages of one, two and three.
async fn in_pages<T: Debug + PartialEq>(mut list: impl AsyncFnMut(Paging) -> Page<T>) -> Vec<T> {
    let whole = list(everything()).await;
    assert_eq!(whole.next, None);
    for limit in 1..=3 {
        assert_eq!(walk(limit, &mut list).await, whole.rows, "{limit} a page");
    }
    whole.rows
}

async fn asset(ctx: &TestCtx, film: ProjectId, asset_type: AssetType, name: &str) -> AssetId {
    let input = AssetInput {
        name: Some(name.into()),
        asset_type: Some(asset_type),
        ..Default::default()
    };
    let made = assets::create(ctx, ctx.viewer, film, None, input).await;
    made.unwrap().id
}

/// Two of each kind, in no order, and the order in which they are listed.
async fn cast(ctx: &TestCtx, film: ProjectId) -> Vec<AssetId> {
    use AssetType::{Character, ExtraArchetype, Location, Prop};
    let mut made = Vec::new();
    for (place, kind, name) in [
        (4, Prop, "Bell"),
        (1, Character, "Voss"),
        (7, ExtraArchetype, "Sailors"),
        (3, Location, "Harbour"),
        (6, ExtraArchetype, "Crowd"),
        (0, Character, "Mara"),
        (2, Location, "Bell"),
        (5, Prop, "Lantern"),
    ] {
        made.push((place, asset(ctx, film, kind, name).await));
    }
    made.sort();
    made.into_iter().map(|(_, id)| id).collect()
}

async fn films_come_in_pages(ctx: TestCtx) {
    let mut made = Vec::new();
    for _ in 0..5 {
        made.push(ctx.scene().await.project);
    }
    let listed = in_pages(async |paging| projects::list(&ctx, ctx.viewer, &paging).await.unwrap());
    let listed: Vec<_> = listed.await.into_iter().map(|film| film.id).collect();
    made.reverse();
    assert_eq!(listed, made);
}

async fn scenes_come_in_pages(ctx: TestCtx) {
    let film = ctx.scene().await.project;
    for _ in 0..4 {
        ctx.next_scene(film).await;
    }
    let listed = in_pages(async |paging| {
        let list = scenes::list(&ctx, ctx.viewer, film, None, &paging);
        list.await.unwrap()
    });
    let numbers: Vec<_> = listed
        .await
        .iter()
        .map(|scene| scene.scene_number)
        .collect();
    assert_eq!(numbers, [1, 2, 3, 4, 5]);
}

async fn assets_come_in_pages_by_kind_and_name(ctx: TestCtx) {
    let film = ctx.scene().await.project;
    let cast = cast(&ctx, film).await;
    let listed = in_pages(async |paging| {
        let list = assets::list(&ctx, ctx.viewer, film, None, &paging);
        list.await.unwrap()
    });
    let listed: Vec<_> = listed.await.iter().map(|asset| asset.id).collect();
    assert_eq!(listed, cast);
}

async fn what_is_in_a_scene_comes_in_pages_by_kind_and_name(ctx: TestCtx) {
    let path = ctx.scene().await;
    let cast = cast(&ctx, path.project).await;
    for asset in cast.iter().rev() {
        ctx.appear(path, *asset).await;
    }
    let listed = in_pages(async |paging| {
        let list = instances::list(&ctx, ctx.viewer, path, &paging);
        list.await.unwrap()
    });
    let listed: Vec<_> = listed
        .await
        .iter()
        .map(|row| row.project_asset_id)
        .collect();
    assert_eq!(listed, cast);
}

async fn jobs_come_in_pages(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let mut made = Vec::new();
    for _ in 0..5 {
        made.push(ask(&ctx, &ctx, path).await.job_id);
    }
    for id in [made[1], made[3]] {
        queue::cancel(&ctx, ctx.viewer, id).await.unwrap();
    }
    let of = async |status: Option<JobStatus>| {
        let listed = in_pages(async |paging| {
            let list = queue::page(&ctx, ctx.viewer, path.project, status, &paging);
            list.await.unwrap()
        });
        let listed = listed.await.into_iter();
        listed.map(|job| job.job_id).collect::<Vec<_>>()
    };
    assert_eq!(
        of(Some(JobStatus::Cancelled)).await,
        [made[3], made[1]],
        "those in one state"
    );
    made.reverse();
    assert_eq!(of(None).await, made);
}

/// An instance with five attempts removed, the last removed first.
async fn thinned(ctx: &TestCtx) -> (InstancePath, Vec<i32>) {
    let path = alone(ctx).await;
    let made = uploads(ctx, path, 6).await;
    let mut removed = Vec::new();
    for attempt in [1, 3, 0, 2, 4].map(|at: usize| &made[at]) {
        attempts::delete(ctx, ctx.viewer, path.attempt(attempt.id))
            .await
            .unwrap();
        removed.insert(0, attempt.attempt_number);
    }
    (path, removed)
}

async fn removed_attempts_come_in_pages(ctx: TestCtx) {
    let (path, removed) = thinned(&ctx).await;
    let listed = in_pages(async |paging| {
        let list = attempts::list_removed(&ctx, ctx.viewer, path, &paging);
        list.await.unwrap()
    });
    let numbers: Vec<_> = listed.await.iter().map(|one| one.attempt_number).collect();
    assert_eq!(numbers, removed);
}

async fn branches_come_in_pages(ctx: TestCtx) {
    let film = ctx.scene().await.project;
    for name in ["night", "day", "another night", "dawn"] {
        let input = NewBranch {
            name: name.into(),
            from_branch_id: None,
        };
        branches::create(&ctx, ctx.viewer, film, input)
            .await
            .unwrap();
    }
    let listed = in_pages(async |paging| {
        let list = branches::list(&ctx, ctx.viewer, film, &paging);
        list.await.unwrap()
    });
    let listed = listed.await;
    let names: Vec<_> = listed.iter().map(|branch| branch.name.as_str()).collect();
    assert_eq!(names, ["main", "night", "day", "another night", "dawn"]);
}

async fn a_page_holds_at_least_one_row(ctx: TestCtx) {
    ctx.scene().await;
    ctx.scene().await;
    let page = projects::list(&ctx, ctx.viewer, &Paging::first(0)).await;
    let page = page.unwrap();
    assert_eq!((page.rows.len(), page.next.is_some()), (1, true));
    let page = projects::list(&ctx, ctx.viewer, &Paging::first(u64::MAX)).await;
    assert_eq!(page.unwrap().rows.len(), 2);
}

fn no_cursor<T: Debug>(what: &str, cursor: &str, answer: Result<Page<T>>) {
    match answer {
        Err(Error::Invalid(why)) => {
            assert_eq!(
                why, "The cursor is none of this list's.",
                "{what}: {cursor}"
            );
        }
        other => panic!("{what} took {cursor}: {other:?}"),
    }
}

async fn a_cursor_of_no_list_is_refused(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let (film, viewer) = (path.project, ctx.viewer);
    let id = film.to_string();
    let mut cursors = vec![String::new(), "!".into(), "YQ".into(), "ÿ".into()];
    for key in [
        json!(null),
        json!({}),
        json!([]),
        json!([1]),
        json!(["x", id]),
        json!([1, "x"]),
        json!([0, "\0", id]),
        json!([i64::MAX, id]),
        json!([i64::MIN, id]),
    ] {
        cursors.push(URL_SAFE_NO_PAD.encode(key.to_string()));
    }
    for cursor in &cursors {
        let paging = &Paging {
            limit: 10,
            cursor: Some(cursor.clone()),
        };
        let list = projects::list(&ctx, viewer, paging).await;
        no_cursor("films", cursor, list);
        let list = scenes::list(&ctx, viewer, film, None, paging).await;
        no_cursor("scenes", cursor, list);
        let list = assets::list(&ctx, viewer, film, None, paging).await;
        no_cursor("assets", cursor, list);
        let list = instances::list(&ctx, viewer, path.scene(), paging).await;
        no_cursor("instances", cursor, list);
        let list = queue::page(&ctx, viewer, film, None, paging).await;
        no_cursor("jobs", cursor, list);
        let list = attempts::list_removed(&ctx, viewer, path, paging).await;
        no_cursor("removed attempts", cursor, list);
        let list = branches::list(&ctx, viewer, film, paging).await;
        no_cursor("branches", cursor, list);
    }
}
