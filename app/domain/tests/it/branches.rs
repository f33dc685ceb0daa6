//! Lines of work: made empty or as a copy, made the active one, deleted.

mod copies;

use crate::film::{Film, wrong};
use crate::support::{
    alone, everything, missing, objects, queued_deletions, refused, upload, uploads, write,
};
use crate::whole::whole;
use domain::{
    entities::{assets as masters, instances},
    model::{
        ids::{AssetId, BranchId, ProjectId},
        kinds::{AssetSource, AssetType},
        paths::{InstancePath, ScenePath},
        views::BranchView,
    },
    services::{
        assets::{self, AssetInput},
        branches::{self, NewBranch},
        deletions, projects,
        scenes::{self, SceneInput},
    },
    testing::TestCtx,
};
use sea_orm::{
    ActiveValue::{Set, Unchanged},
    EntityTrait,
};

on_both!(
    without_another_one_a_branch_begins_empty,
    scenes_and_assets_are_made_in_the_branch_that_is_named,
    a_scene_that_moves_later_closes_the_gap,
    a_name_is_taken_once_in_a_film,
    a_name_has_words_and_an_end,
    too_many_pictures_are_not_copied,
    the_active_branch_is_the_one_that_pages_show,
    the_active_branch_stays,
    a_branch_that_holds_what_is_locked_stays,
    a_branch_goes_with_everything_in_it,
    copies_outlive_the_branch_that_they_came_from,
);

async fn make(ctx: &TestCtx, film: ProjectId, name: &str, from: Option<BranchId>) -> BranchView {
    let made = branches::create(ctx, ctx.viewer, film, draft(name, from)).await;
    made.unwrap()
}

fn draft(name: &str, from_branch_id: Option<BranchId>) -> NewBranch {
    NewBranch {
        name: name.into(),
        from_branch_id,
    }
}

/// The branch that the film's pages show.
async fn active(ctx: &TestCtx, film: ProjectId) -> BranchId {
    let film = projects::get(ctx, ctx.viewer, film).await.unwrap();
    film.active_branch_id.unwrap()
}

async fn names(ctx: &TestCtx, film: ProjectId) -> Vec<String> {
    let listed = branches::list(ctx, ctx.viewer, film, &everything()).await;
    let listed = listed.unwrap().rows.into_iter();
    listed.map(|branch| branch.name).collect()
}

/// How many scenes and assets a branch has.
async fn size(ctx: &TestCtx, film: ProjectId, branch: Option<BranchId>) -> (usize, usize) {
    let scenes = scenes::list(ctx, ctx.viewer, film, branch, &everything()).await;
    let assets = assets::list(ctx, ctx.viewer, film, branch, &everything()).await;
    (scenes.unwrap().rows.len(), assets.unwrap().rows.len())
}

async fn without_another_one_a_branch_begins_empty(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let main = active(&ctx, path.project).await;
    let made = make(&ctx, path.project, "  Night shoot ", None).await;
    assert_eq!(
        (made.project_id, made.parent_branch_id, made.name.as_str()),
        (path.project, None, "Night shoot")
    );
    assert_eq!(size(&ctx, path.project, Some(made.id)).await, (0, 0));
    assert_eq!(names(&ctx, path.project).await, ["main", "Night shoot"]);
    assert_eq!(active(&ctx, path.project).await, main);
    assert_eq!(size(&ctx, path.project, None).await, (1, 1));
}

async fn scenes_and_assets_are_made_in_the_branch_that_is_named(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let branch = Some(make(&ctx, path.project, "night", None).await.id);
    let hall = |number| SceneInput {
        heading: Some("INT. HALL – DAY".into()),
        scene_number: Some(number),
        is_deferred: Some(number == 2),
        ..Default::default()
    };
    for number in [1, 2, 1] {
        let made = scenes::create(&ctx, ctx.viewer, path.project, branch, hall(number)).await;
        assert_eq!(Some(made.unwrap().branch_id), branch);
    }
    let voss = AssetInput {
        name: Some("Voss".into()),
        asset_type: Some(AssetType::Character),
        ..Default::default()
    };
    assets::create(&ctx, ctx.viewer, path.project, branch, voss)
        .await
        .unwrap();
    assert_eq!(size(&ctx, path.project, branch).await, (3, 1));
    assert_eq!(size(&ctx, path.project, None).await, (1, 1));
    let listed = scenes::list(&ctx, ctx.viewer, path.project, branch, &everything()).await;
    let listed = listed.unwrap().rows;
    let short: Vec<_> = listed
        .iter()
        .map(|scene| (scene.scene_number, scene.slug.as_str(), scene.is_deferred))
        .collect();
    let slug = "int-hall-day";
    assert_eq!(
        short,
        [(1, slug, false), (2, slug, false), (3, slug, true)],
        "a number that is taken moves the later scenes up"
    );
}

async fn a_scene_that_moves_later_closes_the_gap(ctx: TestCtx) {
    let first = ctx.scene().await;
    let mut ids = vec![first.scene];
    for _ in 0..3 {
        ids.push(ctx.next_scene(first.project).await);
    }
    // Which scene goes where, and then all of them with their numbers.
    for (moved, number, then) in [
        (0, 3, [(1, 1), (2, 2), (0, 3), (3, 4)]),
        (0, 4, [(1, 1), (2, 2), (3, 3), (0, 4)]),
        (1, 2, [(2, 1), (1, 2), (3, 3), (0, 4)]),
        // Behind all the others, nobody moves; nor where nobody stands.
        (2, 9, [(1, 2), (3, 3), (0, 4), (2, 9)]),
        (1, 7, [(3, 3), (0, 4), (1, 7), (2, 9)]),
        (3, 9, [(0, 3), (1, 6), (2, 8), (3, 9)]),
        // Up, it is as it was.
        (3, 3, [(3, 3), (0, 4), (1, 6), (2, 8)]),
    ] {
        let path = ScenePath {
            scene: ids[moved],
            ..first
        };
        let input = SceneInput {
            scene_number: Some(number),
            ..Default::default()
        };
        let shown = scenes::update(&ctx, ctx.viewer, path, input).await.unwrap();
        assert_eq!(shown.scene_number, number);
        let listed = scenes::list(&ctx, ctx.viewer, first.project, None, &everything()).await;
        let listed: Vec<_> = listed
            .unwrap()
            .rows
            .iter()
            .map(|scene| (scene.id, scene.scene_number))
            .collect();
        let then = then.map(|(which, number)| (ids[which], number));
        assert_eq!(listed, then, "scene {moved} to {number}");
    }
}

async fn a_name_is_taken_once_in_a_film(ctx: TestCtx) {
    let path = alone(&ctx).await;
    upload(&ctx, path, 1).await;
    let main = active(&ctx, path.project).await;
    let stored = objects(&ctx).await;
    for from in [None, Some(main)] {
        let again = branches::create(&ctx, ctx.viewer, path.project, draft("main", from)).await;
        let why = refused(again);
        assert!(why.contains("\"main\""), "{why}");
    }
    assert_eq!(names(&ctx, path.project).await, ["main"]);
    assert_eq!(objects(&ctx).await, stored, "nothing was copied");
    // Another film's names are its own.
    let other = ctx.scene().await.project;
    make(&ctx, other, "night", None).await;
    make(&ctx, path.project, "night", None).await;
}

async fn a_name_has_words_and_an_end(ctx: TestCtx) {
    let film = ctx.scene().await.project;
    let long = "n".repeat(201);
    for name in ["", "  ", "two\nlines", &long] {
        wrong(branches::create(&ctx, ctx.viewer, film, draft(name, None)).await);
    }
    make(&ctx, film, &long[1..], None).await;
}

async fn too_many_pictures_are_not_copied(ctx: TestCtx) {
    let film = ctx.scene().await.project;
    let main = active(&ctx, film).await;
    let asset = |number: usize| masters::ActiveModel {
        id: Set(AssetId::new()),
        project_id: Set(film),
        branch_id: Set(main),
        name: Set(format!("Lantern {number}")),
        asset_type: Set(AssetType::Prop),
        description: Set(String::new()),
        storage_path: Set(Some(format!("project_x/{number}.png"))),
        sha256: Set(Some("0".repeat(64))),
        locked: Set(false),
        source: Set(AssetSource::Imported),
        created_at: Set(domain::db::now()),
        updated_at: Set(domain::db::now()),
        ..Default::default()
    };
    let all: Vec<_> = (0..5_001).map(asset).collect();
    let txn = ctx.db.begin().await.unwrap();
    for chunk in all.chunks(500) {
        let insert = masters::Entity::insert_many(chunk.to_vec());
        insert.exec_without_returning(&txn).await.unwrap();
    }
    txn.commit().await.unwrap();
    let copied = branches::create(&ctx, ctx.viewer, film, draft("night", Some(main))).await;
    let why = refused(copied);
    assert!(why.contains("5001 pictures"), "{why}");
    assert_eq!(names(&ctx, film).await, ["main"]);
}

async fn the_active_branch_is_the_one_that_pages_show(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let night = make(&ctx, path.project, "night", None).await;
    let told = ctx.events.last();
    let answered = branches::activate(&ctx, ctx.viewer, path.project, night.id).await;
    assert_eq!(answered.unwrap(), night);
    assert_eq!(active(&ctx, path.project).await, night.id);
    assert_eq!(ctx.events.last(), told + 1);
    assert_eq!(size(&ctx, path.project, None).await, (0, 0));
    let elsewhere = ctx.scene().await.project;
    missing(branches::activate(&ctx, ctx.viewer, elsewhere, night.id).await);
}

async fn the_active_branch_stays(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let main = active(&ctx, path.project).await;
    let delete = async |id| branches::delete(&ctx, ctx.viewer, path.project, id).await;
    refused(delete(main).await);
    let night = make(&ctx, path.project, "night", None).await.id;
    branches::activate(&ctx, ctx.viewer, path.project, night)
        .await
        .unwrap();
    refused(delete(night).await);
    delete(main).await.unwrap();
    missing(delete(main).await);
    assert_eq!(names(&ctx, path.project).await, ["night"]);
    assert_eq!(active(&ctx, path.project).await, night);
}

/// A film with pictures whose active branch is an empty one, and the branch that has the pictures.
async fn left(ctx: &TestCtx) -> (InstancePath, AssetId, BranchId) {
    let film = Film::new(ctx, 2).await;
    uploads(ctx, film.at[0], 3).await;
    let path = film.at[1];
    upload(ctx, path, 40).await;
    let main = active(ctx, path.project).await;
    let night = make(ctx, path.project, "night", None).await.id;
    branches::activate(ctx, ctx.viewer, path.project, night)
        .await
        .unwrap();
    (path, film.asset, main)
}

async fn a_branch_that_holds_what_is_locked_stays(ctx: TestCtx) {
    let (path, asset, main) = left(&ctx).await;
    let lock = |locked| instances::ActiveModel {
        id: Unchanged(path.instance),
        locked: Set(locked),
        ..Default::default()
    };
    let master = |locked| masters::ActiveModel {
        id: Unchanged(asset),
        locked: Set(locked),
        ..Default::default()
    };
    let delete = async || branches::delete(&ctx, ctx.viewer, path.project, main).await;
    write(&ctx, lock(true)).await;
    let why = refused(delete().await);
    assert!(why.contains("Mara"), "{why}");
    write(&ctx, lock(false)).await;
    write(&ctx, master(true)).await;
    refused(delete().await);
    write(&ctx, master(false)).await;
    delete().await.unwrap();
}

async fn a_branch_goes_with_everything_in_it(ctx: TestCtx) {
    let (path, asset, main) = left(&ctx).await;
    assert_eq!(objects(&ctx).await.len(), 5);
    branches::delete(&ctx, ctx.viewer, path.project, main)
        .await
        .unwrap();
    missing(scenes::get(&ctx, ctx.viewer, path.scene()).await);
    missing(assets::get(&ctx, ctx.viewer, path.project, asset).await);
    assert_eq!(queued_deletions(&ctx).await, 5);
    deletions::work(&ctx).await.unwrap();
    assert!(objects(&ctx).await.is_empty());
    whole(&ctx).await;
}

async fn copies_outlive_the_branch_that_they_came_from(ctx: TestCtx) {
    let film = Film::new(&ctx, 1).await;
    upload(&ctx, film.at[0], 10).await;
    let project = film.at[0].project;
    let main = active(&ctx, project).await;
    let copy = make(&ctx, project, "night", Some(main)).await;
    assert_eq!(copy.parent_branch_id, Some(main));
    branches::activate(&ctx, ctx.viewer, project, copy.id)
        .await
        .unwrap();
    branches::delete(&ctx, ctx.viewer, project, main)
        .await
        .unwrap();
    deletions::work(&ctx).await.unwrap();
    assert_eq!(objects(&ctx).await.len(), 2);
    whole(&ctx).await;
    let listed = branches::list(&ctx, ctx.viewer, project, &everything()).await;
    let listed = listed.unwrap().rows;
    assert_eq!((listed.len(), listed[0].parent_branch_id), (1, None));
}
