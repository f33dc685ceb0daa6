//! What the pictures of a film cost, added up.

use crate::held::{drawing, held};
use crate::studio::{Studio, drawing_with, patient};
use crate::support::{alone, ask, missing, reaches, upload, work_off, write};
use domain::{
    ctx::Settings,
    entities::spending,
    jobs::queue::{self, Ask},
    model::{
        ids::ProjectId,
        kinds::{JobStatus, ProjectRole, UserRole},
        paths::ScenePath,
    },
    providers::Bounds,
    services::{
        assets,
        costs::{self, CostsView, Sums},
        instances, members, scenes, users,
    },
    testing::{TestCtx, settings},
};
use sea_orm::{
    ActiveValue::{Set, Unchanged},
    EntityTrait,
};
use std::sync::Arc;

on_both!(
    a_picture_kept_costs_what_all_on_the_way_cost,
    an_upload_is_no_picture_kept,
    waiting_ones_count_apart_and_free_ones_not_at_all,
    a_call_counts_whatever_became_of_its_job,
    a_call_that_is_made_now_is_spent_and_does_not_wait,
    what_was_spent_elsewhere_is_in_it,
    scenes_assets_and_providers_have_their_own_sums,
    masters_stand_apart_and_only_the_last_is_kept,
    what_a_deleted_scene_cost_stays,
    what_deleted_assets_cost_stays_in_one_line,
    whoever_may_look_may_ask,
);

async fn costs_of(ctx: &TestCtx, project: ProjectId) -> CostsView {
    costs::get(ctx, ctx.viewer, project).await.unwrap()
}

fn sums(spent: f64, asked: u64, kept: u64, per_kept: Option<f64>) -> Sums {
    Sums {
        spent,
        waiting: 0.0,
        asked,
        kept,
        per_kept,
    }
}

async fn a_picture_kept_costs_what_all_on_the_way_cost(ctx: TestCtx) {
    let path = alone(&ctx).await;
    assert_eq!(costs_of(&ctx, path.project).await.total, Sums::default());
    for _ in 0..3 {
        ask(&ctx, &ctx, path).await;
    }
    work_off(&ctx).await;
    let total = costs_of(&ctx, path.project).await.total;
    assert_eq!(total, sums(0.12, 3, 1, Some(0.12)));
}

async fn an_upload_is_no_picture_kept(ctx: TestCtx) {
    let path = alone(&ctx).await;
    ask(&ctx, &ctx, path).await;
    work_off(&ctx).await;
    upload(&ctx, path, 7).await;
    let total = costs_of(&ctx, path.project).await.total;
    assert_eq!(total, sums(0.04, 1, 0, None));
}

async fn waiting_ones_count_apart_and_free_ones_not_at_all(ctx: TestCtx) {
    let scene = ctx.scene().await;
    let failing = ctx.instance(scene, "[refuse]").await;
    ask(&ctx, &ctx, failing).await;
    work_off(&ctx).await;
    let path = ctx.instance(scene, "Mara").await;
    ask(&ctx, &ctx, path).await;
    let cancelled = ask(&ctx, &ctx, path).await.job_id;
    queue::cancel(&ctx, ctx.viewer, cancelled).await.unwrap();
    let total = costs_of(&ctx, scene.project).await.total;
    let expected = Sums {
        waiting: 0.04,
        ..sums(0.0, 3, 0, None)
    };
    assert_eq!(total, expected);
}

async fn a_call_counts_whatever_became_of_its_job(ctx: TestCtx) {
    let settings = Settings {
        max_retries: 1,
        ..patient()
    };
    let studio = Arc::new(Studio::new(Bounds::default()));
    let process = drawing_with(&ctx, &[&studio], settings);
    let scene = ctx.scene().await;
    let lost = ctx.instance(scene, "[lost]").await;
    ask(&process, &ctx, lost).await;
    work_off(&process).await;
    let held = ctx.instance(scene, "[hold]").await;
    let (cancelled, worker) = drawing(&process, &ctx, held).await;
    queue::cancel(&process, ctx.viewer, cancelled)
        .await
        .unwrap();
    worker.stop().await;
    let total = costs_of(&ctx, scene.project).await.total;
    // Two calls of the one and one of the other.
    assert_eq!(total, sums(1.2, 2, 0, None));
}

async fn a_call_that_is_made_now_is_spent_and_does_not_wait(ctx: TestCtx) {
    let studio = Arc::new(Studio::new(Bounds::default()));
    let process = drawing_with(&ctx, &[&studio], patient());
    let path = ctx.instance(ctx.scene().await, "[hold]").await;
    let (id, worker) = drawing(&process, &ctx, path).await;
    let total = costs_of(&ctx, path.project).await.total;
    assert_eq!(total, sums(0.4, 1, 0, None));
    studio.release(1);
    reaches(&ctx, id, JobStatus::Completed).await;
    worker.stop().await;
    let total = costs_of(&ctx, path.project).await.total;
    assert_eq!(total, sums(0.1, 1, 1, Some(0.1)));
}

async fn what_was_spent_elsewhere_is_in_it(ctx: TestCtx) {
    let path = alone(&ctx).await;
    ask(&ctx, &ctx, path).await;
    work_off(&ctx).await;
    let before = costs_of(&ctx, path.project).await;
    let rows = spending::Entity::find().all(ctx.db.read()).await.unwrap();
    let elsewhere = spending::ActiveModel {
        id: Unchanged(rows[0].id),
        elsewhere: Set(true),
        ..Default::default()
    };
    write(&ctx, elsewhere).await;
    assert_eq!(costs_of(&ctx, path.project).await, before);
}

async fn scenes_assets_and_providers_have_their_own_sums(ctx: TestCtx) {
    let first = ctx.scene().await;
    let mara = ctx.instance(first, "Mara").await;
    let lamp = ctx.instance(first, "The lamp").await;
    let second = ScenePath {
        scene: ctx.next_scene(first.project).await,
        ..first
    };
    let asset = instances::get(&ctx, ctx.viewer, mara)
        .await
        .unwrap()
        .project_asset_id;
    let again = second.instance(ctx.appear(second, asset).await);
    for path in [mara, lamp, again] {
        ask(&ctx, &ctx, path).await;
    }
    work_off(&ctx).await;
    let (dear, provider) = held(&ctx, settings());
    provider.release(1);
    ask(&dear, &ctx, again).await;
    work_off(&dear).await;

    let costs = costs_of(&ctx, first.project).await;
    assert_eq!(costs.total, sums(0.62, 4, 3, Some(0.2067)));
    let by_scene: Vec<_> = costs
        .scenes
        .iter()
        .map(|row| (row.scene_number, row.sums.clone()))
        .collect();
    assert_eq!(
        by_scene,
        [
            (Some(1), sums(0.08, 2, 2, Some(0.04))),
            (Some(2), sums(0.54, 2, 1, Some(0.54)))
        ]
    );
    let by_asset: Vec<_> = costs
        .assets
        .iter()
        .map(|row| (row.asset_id == Some(asset), row.sums.clone()))
        .collect();
    assert_eq!(
        by_asset,
        [
            (true, sums(0.58, 3, 2, Some(0.29))),
            (false, sums(0.04, 1, 1, Some(0.04)))
        ]
    );
    let by_provider: Vec<_> = costs
        .providers
        .iter()
        .map(|row| (row.provider.as_str(), row.sums.clone()))
        .collect();
    assert_eq!(
        by_provider,
        [
            ("fake", sums(0.12, 3, 2, Some(0.06))),
            ("held", sums(0.5, 1, 1, Some(0.5)))
        ]
    );
}

async fn masters_stand_apart_and_only_the_last_is_kept(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let asset = instances::get(&ctx, ctx.viewer, path)
        .await
        .unwrap()
        .project_asset_id;
    for seed in [1, 2] {
        let ask = Ask {
            seed: Some(seed),
            ..Ask::default()
        };
        queue::create_master(&ctx, ctx.viewer, path.project, asset, ask)
            .await
            .unwrap();
        work_off(&ctx).await;
    }
    let costs = costs_of(&ctx, path.project).await;
    let [row] = costs.scenes.as_slice() else {
        panic!("one row: {costs:?}");
    };
    assert_eq!((row.scene_id, row.title.as_str()), (None, "Masters"));
    assert_eq!(row.sums, sums(0.08, 2, 1, Some(0.08)));
}

async fn what_a_deleted_scene_cost_stays(ctx: TestCtx) {
    let path = alone(&ctx).await;
    ask(&ctx, &ctx, path).await;
    work_off(&ctx).await;
    scenes::delete(&ctx, ctx.viewer, path.scene())
        .await
        .unwrap();
    let costs = costs_of(&ctx, path.project).await;
    assert_eq!(costs.total, sums(0.04, 1, 0, None));
    let [row] = costs.scenes.as_slice() else {
        panic!("one row: {costs:?}");
    };
    assert_eq!(row.title, "Scenes that were deleted");
    assert_eq!(row.sums, sums(0.04, 1, 0, None));
}

async fn what_deleted_assets_cost_stays_in_one_line(ctx: TestCtx) {
    let scene = ctx.scene().await;
    let kept = ctx.instance(scene, "The lamp").await;
    let mut gone = Vec::new();
    for description in ["Mara", "The harbour"] {
        let path = ctx.instance(scene, description).await;
        ask(&ctx, &ctx, path).await;
        let shown = instances::get(&ctx, ctx.viewer, path).await.unwrap();
        gone.push(shown.project_asset_id);
    }
    ask(&ctx, &ctx, kept).await;
    work_off(&ctx).await;
    for asset in gone {
        assets::delete(&ctx, ctx.viewer, scene.project, asset, true)
            .await
            .unwrap();
    }
    let costs = costs_of(&ctx, scene.project).await;
    assert_eq!(costs.total, sums(0.12, 1, 1, Some(0.12)));
    let [lamp, row] = costs.assets.as_slice() else {
        panic!("two rows: {costs:?}");
    };
    assert_eq!(lamp.sums, sums(0.04, 1, 1, Some(0.04)));
    assert_eq!((row.asset_id, row.asset_type), (None, None));
    assert_eq!(row.name, "Assets that were deleted");
    assert_eq!(row.sums, sums(0.08, 0, 0, None));
}

async fn whoever_may_look_may_ask(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let guest = users::add(&ctx, "guest@example.com", "Guest", UserRole::Member)
        .await
        .unwrap();
    missing(costs::get(&ctx, guest, path.project).await);
    let (owner, film) = (ctx.viewer, path.project);
    members::add(&ctx, owner, film, "guest@example.com", ProjectRole::Viewer)
        .await
        .unwrap();
    let seen = costs::get(&ctx, guest, film).await.unwrap();
    assert_eq!(seen, costs_of(&ctx, film).await);
}
