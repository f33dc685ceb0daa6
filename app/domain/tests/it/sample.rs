//! The sample film, which a new user opens first. On SQLite alone, as drawing it takes its time.

use crate::support::{everything, objects, there, write};
use crate::whole::whole;
use domain::{
    entities::{assets, attempts, instances, projects::ActiveModel},
    model::{
        ids::{ProjectId, SceneId},
        paths::ScenePath,
    },
    services::{deletions, instances as in_scene, projects, sample, scenes},
    testing::TestCtx,
};
use sea_orm::{
    ActiveValue::{Set, Unchanged},
    ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter,
};

async fn film(ctx: &TestCtx) -> ProjectId {
    let film = sample::open(ctx, ctx.viewer).await.unwrap();
    assert!(film.is_sample);
    film.id
}

#[tokio::test(flavor = "multi_thread")]
async fn opening_it_again_answers_the_same_whole_film() {
    let ctx = TestCtx::sqlite().await;
    assert_eq!(sample::find(&ctx, ctx.viewer).await.unwrap(), None);
    let (first, second) = tokio::join!(film(&ctx), film(&ctx));
    assert_eq!(first, second, "a button that is pressed twice");
    assert_eq!(film(&ctx).await, first);
    assert_eq!(
        projects::list(&ctx, ctx.viewer, &everything())
            .await
            .unwrap()
            .rows
            .len(),
        1
    );
    assert_eq!(
        sample::find(&ctx, ctx.stranger().await).await.unwrap(),
        None
    );
    is_whole(&ctx, first).await;
    a_later_scene_fills_itself(&ctx, first).await;
}

/// The fourth scene takes over the third, and finds who and what its screenplay names beside that.
async fn a_later_scene_fills_itself(ctx: &TestCtx, film: ProjectId) {
    let listed = scenes::list(ctx, ctx.viewer, film, None, &everything())
        .await
        .unwrap()
        .rows;
    let (third, fourth) = (&listed[2], &listed[3]);
    assert!(third.filled_at.is_some() && fourth.filled_at.is_none());
    let path = ScenePath {
        project: film,
        scene: fourth.id,
    };
    let rows = in_scene::list(ctx, ctx.viewer, path, &everything())
        .await
        .unwrap()
        .rows;
    let named: Vec<_> = rows
        .iter()
        .map(|row| row.project_asset.name.as_str())
        .collect();
    let expected = fourth
        .expected_characters
        .iter()
        .chain(&fourth.expected_location)
        .chain(&fourth.expected_props);
    for name in expected {
        assert!(named.contains(&name.as_str()), "{name} in {named:?}");
    }
    let handed_down = rows
        .iter()
        .filter(|row| row.inherited_from_instance_id.is_some())
        .count();
    assert_eq!(handed_down, instances_of(ctx, third.id).await.len());
    let again = scenes::get(ctx, ctx.viewer, path).await.unwrap();
    assert!(again.filled_at.is_some());
    whole(ctx).await;
}

async fn is_whole(ctx: &TestCtx, film: ProjectId) {
    let listed = scenes::list(ctx, ctx.viewer, film, None, &everything())
        .await
        .unwrap()
        .rows;
    let numbers: Vec<_> = listed.iter().map(|scene| scene.scene_number).collect();
    assert_eq!(numbers, (1..=10).collect::<Vec<_>>());
    let mut waiting = 0;
    for scene in &listed {
        let found = instances_of(ctx, scene.id).await;
        assert_eq!(
            !found.is_empty(),
            scene.scene_number <= 3,
            "scene {}",
            scene.scene_number
        );
        waiting += found
            .iter()
            .filter(|instance| instance.image_key_url.is_none())
            .count();
    }
    assert_eq!(waiting, 2, "something is left to do");
    let pictures = attempts::Entity::find().count(ctx.db.read()).await.unwrap();
    let masters = assets::Entity::find().all(ctx.db.read()).await.unwrap();
    for master in &masters {
        assert!(
            there(ctx, master.storage_path.as_ref().unwrap()).await,
            "{}",
            master.name
        );
    }
    assert!(pictures > 0 && !masters.is_empty());
    assert_eq!(
        objects(ctx).await.len() as u64,
        pictures + masters.len() as u64
    );
    whole(ctx).await;
}

async fn instances_of(ctx: &TestCtx, scene: SceneId) -> Vec<instances::Model> {
    let found = instances::Entity::find().filter(instances::Column::SceneId.eq(scene));
    found.all(ctx.db.read()).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_one_is_made_afresh() {
    let ctx = TestCtx::sqlite().await;
    // Stands for a film that was drawn before.
    let first = ctx.scene().await.project;
    let change = ActiveModel {
        id: Unchanged(first),
        is_sample: Set(true),
        ..Default::default()
    };
    write(&ctx, change).await;
    assert_eq!(film(&ctx).await, first);
    projects::delete(&ctx, ctx.viewer, first).await.unwrap();
    let second = film(&ctx).await;
    assert_ne!(second, first);
    projects::delete(&ctx, ctx.viewer, second).await.unwrap();
    deletions::work(&ctx).await.unwrap();
    assert!(objects(&ctx).await.is_empty());
}
