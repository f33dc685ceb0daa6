//! Rule 10: the chain of pictures that one may start from, and which of it is in force.

use crate::support::{row, upload, uploads, write};
use domain::{
    entities::{assets as masters, instances::ActiveModel},
    model::{
        ids::AssetId,
        kinds::{AssetType, ReferenceSource},
        panel::ReferenceView,
        paths::{InstancePath, ScenePath},
    },
    services::{
        assets::{self, AssetInput},
        attempts, references,
        scenes::{self, SceneInput},
    },
    testing::{TestCtx, png},
};
use sea_orm::ActiveValue::{Set, Unchanged};

on_both!(
    the_chain_is_the_master_and_then_the_earlier_scenes,
    the_first_scene_shows_the_master_alone,
    the_most_recent_is_in_force_unless_another_is_chosen,
    a_choice_that_left_the_chain_no_longer_counts,
    the_chain_follows_what_earlier_scenes_select,
    without_any_picture_there_is_no_chain,
    a_picture_that_is_known_by_its_address_alone_is_none_of_ours,
    scenes_that_are_moved_stand_elsewhere_in_the_chain,
);

/// One asset in six scenes. The second has no picture, the third is deferred.
struct Film {
    asset: AssetId,
    scenes: Vec<InstancePath>,
}

async fn film(ctx: &TestCtx, with_master: bool) -> Film {
    let first = ctx.scene().await;
    let input = AssetInput {
        name: Some("Mara".into()),
        asset_type: Some(AssetType::Character),
        ..Default::default()
    };
    let asset = assets::create(ctx, ctx.viewer, first.project, None, input)
        .await
        .unwrap()
        .id;
    if with_master {
        assets::upload_master(ctx, ctx.viewer, first.project, asset, None, png(1))
            .await
            .unwrap();
    }
    let mut scenes = Vec::new();
    for number in 1..=6 {
        let scene = if number == 1 {
            first.scene
        } else {
            ctx.next_scene(first.project).await
        };
        let path = ScenePath {
            project: first.project,
            scene,
        };
        let path = path.instance(ctx.appear(path, asset).await);
        if number != 2 {
            upload(ctx, path, number * 10).await;
        }
        scenes.push(path);
    }
    change(
        ctx,
        scenes[2],
        SceneInput {
            is_deferred: Some(true),
            ..Default::default()
        },
    )
    .await;
    // Another asset in every scene, which is no part of the chain.
    for path in &scenes {
        let other = ctx.instance(path.scene(), "Voss").await;
        upload(ctx, other, 255).await;
    }
    Film { asset, scenes }
}

async fn change(ctx: &TestCtx, path: InstancePath, input: SceneInput) {
    scenes::update(ctx, ctx.viewer, path.scene(), input)
        .await
        .unwrap();
}

async fn chain(ctx: &TestCtx, path: InstancePath) -> Vec<ReferenceView> {
    references::list(ctx, ctx.viewer, path).await.unwrap()
}

/// The scenes' numbers, 0 for the master, and that which is in force.
fn short(chain: &[ReferenceView]) -> (Vec<i32>, Vec<i32>) {
    let number = |link: &ReferenceView| link.scene_number.unwrap_or(0);
    let active = chain.iter().filter(|link| link.active);
    (
        chain.iter().map(number).collect(),
        active.map(number).collect(),
    )
}

async fn choose(ctx: &TestCtx, path: InstancePath, chosen: Option<InstancePath>) {
    let source = match chosen {
        Some(_) => ReferenceSource::PriorSceneInstance,
        None => ReferenceSource::Stage5Master,
    };
    let change = ActiveModel {
        id: Unchanged(path.instance),
        selected_master_reference_source: Set(Some(source)),
        selected_master_reference_instance_id: Set(chosen.map(|path| path.instance)),
        ..Default::default()
    };
    write(ctx, change).await;
}

async fn the_chain_is_the_master_and_then_the_earlier_scenes(ctx: TestCtx) {
    let film = film(&ctx, true).await;
    let links = chain(&ctx, film.scenes[4]).await;
    assert_eq!(short(&links), (vec![0, 1, 4], vec![4]));
    let master = assets::get(&ctx, ctx.viewer, film.scenes[0].project, film.asset)
        .await
        .unwrap();
    assert_eq!(Some(&links[0].image_url), master.image_key_url.as_ref());
    assert_eq!(links[0].source, ReferenceSource::Stage5Master);
    for (link, path) in [(&links[1], film.scenes[0]), (&links[2], film.scenes[3])] {
        assert_eq!(link.source, ReferenceSource::PriorSceneInstance);
        assert_eq!(link.instance_id, Some(path.instance));
        assert_eq!(
            Some(&link.image_url),
            row(&ctx, path.instance).await.image_key_url.as_ref()
        );
    }
}

async fn the_first_scene_shows_the_master_alone(ctx: TestCtx) {
    let film = film(&ctx, true).await;
    assert_eq!(
        short(&chain(&ctx, film.scenes[0]).await),
        (vec![0], vec![0])
    );
}

async fn the_most_recent_is_in_force_unless_another_is_chosen(ctx: TestCtx) {
    let film = film(&ctx, true).await;
    let last = film.scenes[5];
    assert_eq!(short(&chain(&ctx, last).await), (vec![0, 1, 4, 5], vec![5]));
    choose(&ctx, last, Some(film.scenes[0])).await;
    assert_eq!(short(&chain(&ctx, last).await), (vec![0, 1, 4, 5], vec![1]));
    choose(&ctx, last, None).await;
    assert_eq!(short(&chain(&ctx, last).await), (vec![0, 1, 4, 5], vec![0]));
}

async fn a_choice_that_left_the_chain_no_longer_counts(ctx: TestCtx) {
    let film = film(&ctx, true).await;
    let last = film.scenes[5];
    choose(&ctx, last, Some(film.scenes[0])).await;
    change(
        &ctx,
        film.scenes[0],
        SceneInput {
            is_deferred: Some(true),
            ..Default::default()
        },
    )
    .await;
    assert_eq!(short(&chain(&ctx, last).await), (vec![0, 4, 5], vec![5]));
}

async fn the_chain_follows_what_earlier_scenes_select(ctx: TestCtx) {
    let film = film(&ctx, true).await;
    let made = uploads(&ctx, film.scenes[3], 2).await;
    for one in [&made[1], &made[0]] {
        attempts::select(&ctx, ctx.viewer, film.scenes[3].attempt(one.id))
            .await
            .unwrap();
        let links = chain(&ctx, film.scenes[4]).await;
        assert_eq!(short(&links), (vec![0, 1, 4], vec![4]), "one link a scene");
        assert_eq!(links[2].image_url, one.image_url);
    }
}

async fn without_any_picture_there_is_no_chain(ctx: TestCtx) {
    let film = film(&ctx, false).await;
    assert_eq!(chain(&ctx, film.scenes[0]).await, []);
    assert_eq!(
        short(&chain(&ctx, film.scenes[1]).await),
        (vec![1], vec![1])
    );
}

async fn a_picture_that_is_known_by_its_address_alone_is_none_of_ours(ctx: TestCtx) {
    let film = film(&ctx, true).await;
    let first = film.scenes[0];
    let ours = async || {
        let all = references::list(&ctx, ctx.viewer, first).await.unwrap();
        all.iter()
            .map(|one| (one.active, one.ours))
            .collect::<Vec<_>>()
    };
    assert_eq!(ours().await, [(true, true)]);
    let elsewhere = masters::ActiveModel {
        id: Unchanged(film.asset),
        image_key_url: Set(Some("https://example.com/mara.png".into())),
        storage_path: Set(None),
        ..Default::default()
    };
    write(&ctx, elsewhere).await;
    assert_eq!(ours().await, [(true, false)]);
}

async fn scenes_that_are_moved_stand_elsewhere_in_the_chain(ctx: TestCtx) {
    let film = film(&ctx, true).await;
    change(
        &ctx,
        film.scenes[5],
        SceneInput {
            scene_number: Some(1),
            ..Default::default()
        },
    )
    .await;
    assert_eq!(
        short(&chain(&ctx, film.scenes[5]).await),
        (vec![0], vec![0])
    );
    assert_eq!(
        short(&chain(&ctx, film.scenes[4]).await),
        (vec![0, 1, 2, 5], vec![5])
    );
}
