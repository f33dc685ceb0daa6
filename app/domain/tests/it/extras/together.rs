//! Several who say something at once, and who sees what was said.

use super::{listed, put, stage};
use crate::easel::{cast, extra};
use domain::{
    act::PanelAction,
    db::seen_by,
    entities::instance_references,
    error::Error,
    model::{
        ids::AssetId,
        kinds::{
            AssetType,
            ReferenceRole::{Identity, Location, Style},
        },
        paths::InstancePath,
    },
    services::{acting, assets, references::extras},
    testing::TestCtx,
};
use futures::future::join_all;
use sea_orm::{EntityTrait, PaginatorTrait};
use std::collections::HashSet;

on_both!(
    two_that_say_it_at_once_leave_what_one_of_them_said,
    all_that_are_added_at_once_stay,
    one_that_is_added_twice_at_once_stands_there_once,
    what_several_say_of_different_ones_at_once_all_holds,
    saying_it_while_the_asset_is_deleted_ends_well,
);

async fn two_that_say_it_at_once_leave_what_one_of_them_said(ctx: TestCtx) {
    let (path, hall, storm) = stage(&ctx).await;
    let one = || vec![extra(hall, Location, 0.5), extra(storm, Style, 0.5)];
    let other = || vec![extra(storm, Identity, 0.9), extra(hall, Style, 0.9)];
    let all = (0..12).map(|turn| match turn % 2 {
        0 => extras::put(&ctx, ctx.viewer, path, one()),
        _ => extras::put(&ctx, ctx.viewer, path, other()),
    });
    for done in join_all(all).await {
        assert_eq!(done.unwrap().len(), 2);
    }
    let left = listed(&ctx, path).await;
    let left: Vec<_> = left.iter().map(|one| (one.asset_id, one.weight)).collect();
    assert!(
        left == [(hall, 0.5), (storm, 0.5)] || left == [(storm, 0.9), (hall, 0.9)],
        "{left:?}"
    );
}

fn adding(path: InstancePath, asset: AssetId) -> PanelAction {
    PanelAction::AddReference {
        instance: path.instance,
        asset,
        role: Some(Style),
        weight: 1.0,
        place: None,
    }
}

/// Presses all these buttons at once; how many of them did it.
async fn pressed(ctx: &TestCtx, path: InstancePath, buttons: Vec<PanelAction>) -> usize {
    let all = buttons
        .into_iter()
        .map(|action| acting::perform(ctx, ctx.viewer, path.scene(), action));
    let mut done = 0;
    for result in join_all(all).await {
        match result {
            Ok(_) => done += 1,
            Err(Error::Invalid(_)) => {}
            Err(other) => panic!("{other:?}"),
        }
    }
    done
}

async fn all_that_are_added_at_once_stay(ctx: TestCtx) {
    let (path, hall, storm) = stage(&ctx).await;
    let mut wanted = HashSet::from([hall, storm]);
    for name in ["Lamp", "Rope"] {
        wanted.insert(cast(&ctx, path.project, name, AssetType::Prop).await);
    }
    for _ in 0..3 {
        let buttons = wanted.iter().map(|asset| adding(path, *asset)).collect();
        assert_eq!(pressed(&ctx, path, buttons).await, 4);
        let left = listed(&ctx, path).await;
        let left: HashSet<_> = left.iter().map(|one| one.asset_id).collect();
        assert_eq!(left, wanted);
        put(&ctx, path, Vec::new()).await;
    }
}

async fn one_that_is_added_twice_at_once_stands_there_once(ctx: TestCtx) {
    let (path, hall, _) = stage(&ctx).await;
    let buttons = vec![adding(path, hall), adding(path, hall)];
    assert_eq!(pressed(&ctx, path, buttons).await, 1);
    assert_eq!(listed(&ctx, path).await.len(), 1);
}

async fn what_several_say_of_different_ones_at_once_all_holds(ctx: TestCtx) {
    let (path, hall, storm) = stage(&ctx).await;
    let lamp = cast(&ctx, path.project, "Lamp", AssetType::Prop).await;
    let rope = cast(&ctx, path.project, "Rope", AssetType::Prop).await;
    for _ in 0..3 {
        let three = [hall, storm, lamp].map(|asset| extra(asset, Location, None));
        put(&ctx, path, three.into()).await;
        let instance = path.instance;
        let buttons = vec![
            adding(path, rope),
            PanelAction::DropReference {
                instance,
                asset: hall,
            },
            PanelAction::WeighReference {
                instance,
                asset: Some(storm),
                weight: 0.25,
            },
        ];
        assert_eq!(pressed(&ctx, path, buttons).await, 3);
        let left = listed(&ctx, path).await;
        let left: Vec<_> = left.iter().map(|one| (one.asset_id, one.weight)).collect();
        assert_eq!(left, [(storm, 0.25), (lamp, 1.0), (rope, 1.0)]);
    }
}

async fn saying_it_while_the_asset_is_deleted_ends_well(ctx: TestCtx) {
    let (path, hall, storm) = stage(&ctx).await;
    for turn in 0..6 {
        let lamp = cast(&ctx, path.project, &format!("Lamp {turn}"), AssetType::Prop).await;
        put(
            &ctx,
            path,
            vec![extra(lamp, Style, None), extra(hall, Style, None)],
        )
        .await;
        let again = vec![extra(hall, Style, 0.5), extra(lamp, Style, 0.5)];
        let (said, gone, other) = tokio::join!(
            extras::put(&ctx, ctx.viewer, path, again),
            assets::delete(&ctx, ctx.viewer, path.project, lamp, true),
            extras::put(&ctx, ctx.viewer, path, vec![extra(storm, Style, None)]),
        );
        gone.unwrap();
        other.unwrap();
        assert!(matches!(said, Ok(_) | Err(Error::NotFound(_))), "{said:?}");
        let left = listed(&ctx, path).await;
        assert!(left.iter().all(|one| one.asset_id != lamp), "{left:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn behind_the_walls_only_those_who_take_part_say_and_see_it() {
    let ctx = TestCtx::postgres().await;
    let (path, hall, _) = stage(&ctx).await;
    let walled = ctx.walled().await;
    let said = seen_by(ctx.viewer.user, async {
        let all = vec![extra(hall, Location, 0.5)];
        extras::put(&walled, ctx.viewer, path, all).await.unwrap();
        extras::list(&walled, ctx.viewer, path).await.unwrap()
    });
    assert_eq!(said.await, listed(&ctx, path).await);
    let stranger = ctx.stranger().await;
    // The rows themselves are out of sight, not only the way to them.
    let rows = seen_by(stranger.user, async {
        let all = instance_references::Entity::find();
        all.count(walled.db.read()).await.unwrap()
    });
    assert_eq!(rows.await, 0);
}
