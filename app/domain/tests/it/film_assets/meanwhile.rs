//! Assets that several change, lock and delete at once.

use super::{page, pressed};
use crate::easel::{cast, extra};
use crate::support::{refused, until};
use crate::whole::whole;
use domain::{
    act::masters::MasterAction,
    ctx::Ctx,
    entities,
    model::{
        ids::{AssetId, ProjectId},
        kinds::{AssetType, ReferenceRole::Style},
        paths::ScenePath,
        rules,
    },
    services::{
        assets::{self, AssetInput},
        references::extras,
        scenes,
    },
    testing::TestCtx,
};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{Set, Unchanged},
    ConnectionTrait, DbBackend,
};

on_both!(
    an_asset_that_is_locked_while_it_is_being_deleted_stays,
    an_asset_that_is_locked_while_it_is_being_described_says_what_it_said,
    two_assets_that_are_sent_along_with_each_other_are_deleted_at_once,
    a_scene_is_deleted_beside_an_asset_that_is_sent_along_there,
    the_page_is_shown_while_its_first_asset_is_deleted,
);

/// Waits until somebody waits for a row. On SQLite nobody begins before the other one has ended.
async fn somebody_waits(ctx: &Ctx) {
    if ctx.db.backend() == DbBackend::Sqlite {
        return;
    }
    let waiting = "SELECT 1 FROM pg_stat_activity \
        WHERE datname = current_database() AND wait_event_type = 'Lock'";
    until("somebody waits", async || {
        let found = ctx.db.read().execute_unprepared(waiting).await.unwrap();
        found.rows_affected() > 0
    })
    .await;
}

/// Does something to an asset that somebody is just locking.
async fn while_it_is_locked<T>(ctx: &Ctx, asset: AssetId, doing: impl Future<Output = T>) -> T {
    let txn = ctx.db.begin().await.unwrap();
    let lock = entities::assets::ActiveModel {
        id: Unchanged(asset),
        locked: Set(true),
        ..Default::default()
    };
    lock.update(&txn).await.unwrap();
    let ending = async {
        somebody_waits(ctx).await;
        txn.commit().await.unwrap();
    };
    tokio::join!(doing, ending).0
}

async fn an_asset_that_is_locked_while_it_is_being_deleted_stays(ctx: TestCtx) {
    let film = ctx.scene().await.project;
    let lamp = cast(&ctx, film, "Lamp", AssetType::Prop).await;
    let deleting = assets::delete(&ctx, ctx.viewer, film, lamp, true);
    let why = refused(while_it_is_locked(&ctx, lamp, deleting).await);
    assert!(why.contains("is locked"), "{why}");
    let there = assets::get(&ctx, ctx.viewer, film, lamp).await;
    assert!(there.unwrap().locked);
}

async fn an_asset_that_is_locked_while_it_is_being_described_says_what_it_said(ctx: TestCtx) {
    let film = ctx.scene().await.project;
    let lamp = cast(&ctx, film, "Lamp", AssetType::Prop).await;
    let describing = MasterAction::Describe {
        asset: lamp,
        text: "Silver".into(),
        before: None,
    };
    let describing = pressed(&ctx, film, describing);
    let why = refused(while_it_is_locked(&ctx, lamp, describing).await);
    assert_eq!(why, rules::LOCKED_MASTER);
    let there = assets::get(&ctx, ctx.viewer, film, lamp).await.unwrap();
    assert!(there.locked);
    assert_eq!(there.description, "");
    // Only the call that unlocks may change more.
    let input = AssetInput {
        description: Some("Silver".into()),
        locked: Some(false),
        ..Default::default()
    };
    let opened = assets::update(&ctx, ctx.viewer, film, lamp, input).await;
    assert_eq!(opened.unwrap().description, "Silver");
}

async fn named(ctx: &TestCtx, film: ProjectId, name: &str) -> AssetId {
    cast(ctx, film, name, AssetType::Prop).await
}

/// Sends the other along with the one in a scene.
async fn sends(ctx: &TestCtx, scene: ScenePath, one: AssetId, other: AssetId) {
    let at = scene.instance(ctx.appear(scene, one).await);
    let all = vec![extra(other, Style, None)];
    extras::put(ctx, ctx.viewer, at, all).await.unwrap();
}

async fn two_assets_that_are_sent_along_with_each_other_are_deleted_at_once(ctx: TestCtx) {
    let first = ctx.scene().await;
    let film = first.project;
    let mut all = vec![first];
    for _ in 0..3 {
        let scene = ctx.next_scene(film).await;
        all.push(ScenePath { scene, ..first });
    }
    for round in 0..8 {
        let lamp = named(&ctx, film, &format!("Lamp {round}")).await;
        let rope = named(&ctx, film, &format!("Rope {round}")).await;
        for scene in &all {
            sends(&ctx, *scene, lamp, rope).await;
            sends(&ctx, *scene, rope, lamp).await;
        }
        let (one, other) = tokio::join!(
            assets::delete(&ctx, ctx.viewer, film, lamp, true),
            assets::delete(&ctx, ctx.viewer, film, rope, true),
        );
        one.unwrap();
        other.unwrap();
    }
    whole(&ctx).await;
}

async fn a_scene_is_deleted_beside_an_asset_that_is_sent_along_there(ctx: TestCtx) {
    let film = ctx.scene().await.project;
    for round in 0..8 {
        let scene = ctx.next_scene(film).await;
        let scene = ScenePath {
            project: film,
            scene,
        };
        let lamp = named(&ctx, film, &format!("Lamp {round}")).await;
        for number in 0..4 {
            let rope = named(&ctx, film, &format!("Rope {round} {number}")).await;
            sends(&ctx, scene, rope, lamp).await;
        }
        let (one, other) = tokio::join!(
            scenes::delete(&ctx, ctx.viewer, scene),
            assets::delete(&ctx, ctx.viewer, film, lamp, true),
        );
        one.unwrap();
        other.unwrap();
    }
    whole(&ctx).await;
}

async fn the_page_is_shown_while_its_first_asset_is_deleted(ctx: TestCtx) {
    let film = ctx.scene().await.project;
    named(&ctx, film, "Zither").await;
    for round in 0..10 {
        let lamp = named(&ctx, film, &format!("Lamp {round}")).await;
        let (shown, gone) = tokio::join!(
            page(&ctx, film, None),
            assets::delete(&ctx, ctx.viewer, film, lamp, false),
        );
        gone.unwrap();
        assert!(shown.unwrap().open.is_some());
    }
}
