//! One asset in several scenes: what references and copies of them are tried on.

use crate::support::{forgetful, upload};
use domain::{
    entities::attempts,
    error::{Error, Result},
    model::{
        ids::AssetId,
        kinds::{AssetType, ReferenceSource},
        paths::{InstancePath, ScenePath},
        views::{AttemptView, InstanceView},
    },
    services::{
        assets::{self, AssetInput},
        attempts as history,
        references::{self, Choice},
        scenes::{self, SceneInput},
    },
    testing::{TestCtx, png},
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use std::fmt::Debug;

/// The shade of the master.
pub(crate) const MASTER: u8 = 200;

/// An asset with a master, and its instances by scene.
pub(crate) struct Film {
    pub(crate) asset: AssetId,
    pub(crate) at: Vec<InstancePath>,
}

impl Film {
    /// In so many scenes, without a picture in any.
    pub(crate) async fn new(ctx: &TestCtx, scenes: usize) -> Self {
        let film = Self::without_master(ctx, scenes).await;
        film.master(ctx, MASTER).await;
        film
    }

    pub(crate) async fn without_master(ctx: &TestCtx, scenes: usize) -> Self {
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
        let mut at = Vec::new();
        for number in 0..scenes {
            let path = match number {
                0 => first,
                _ => ScenePath {
                    scene: ctx.next_scene(first.project).await,
                    ..first
                },
            };
            at.push(path.instance(ctx.appear(path, asset).await));
        }
        Self { asset, at }
    }

    /// Puts another master in the place of the one that is there.
    pub(crate) async fn master(&self, ctx: &TestCtx, shade: u8) {
        let project = self.at[0].project;
        assets::upload_master(ctx, ctx.viewer, project, self.asset, None, png(shade))
            .await
            .unwrap();
    }

    /// Deletes the master before the present one, and lets nobody bring it back.
    pub(crate) async fn forget_old_master(&self, ctx: &TestCtx) {
        let project = self.at[0].project;
        let forgetting = forgetful(ctx);
        let masters = assets::history::list(ctx, ctx.viewer, project, self.asset).await;
        let old = masters.unwrap()[1].id;
        assets::history::delete(&forgetting, ctx.viewer, project, self.asset, old)
            .await
            .unwrap();
    }

    /// Gives each of the scenes, counted from 0, a picture.
    pub(crate) async fn pictures(&self, ctx: &TestCtx, scenes: &[usize]) -> Vec<AttemptView> {
        let mut made = Vec::new();
        for &scene in scenes {
            made.push(upload(ctx, self.at[scene], scene as u8 * 10).await);
        }
        made
    }
}

/// The choice of an earlier scene's picture.
pub(crate) fn scene(path: InstancePath) -> Choice {
    Choice {
        source: ReferenceSource::PriorSceneInstance,
        instance_id: Some(path.instance),
    }
}

/// The choice of the master.
pub(crate) fn master() -> Choice {
    Choice {
        source: ReferenceSource::Stage5Master,
        instance_id: None,
    }
}

/// The attempt that is selected.
pub(crate) async fn shown(ctx: &TestCtx, path: InstancePath) -> AttemptView {
    let live = history::list(ctx, ctx.viewer, path).await.unwrap();
    live.into_iter().find(|one| one.is_selected).unwrap()
}

/// Attempts that there are, removed ones among them.
pub(crate) async fn count(ctx: &TestCtx, path: InstancePath) -> u64 {
    let of = attempts::Column::SceneAssetInstanceId.eq(path.instance);
    let found = attempts::Entity::find().filter(of);
    found.count(ctx.db.read()).await.unwrap()
}

/// Defers a scene, or takes it up again.
pub(crate) async fn defer(ctx: &TestCtx, path: InstancePath, deferred: bool) {
    let input = SceneInput {
        is_deferred: Some(deferred),
        ..Default::default()
    };
    scenes::update(ctx, ctx.viewer, path.scene(), input)
        .await
        .unwrap();
}

/// Gives a scene another number.
pub(crate) async fn renumber(ctx: &TestCtx, path: InstancePath, number: i32) {
    let input = SceneInput {
        scene_number: Some(number),
        ..Default::default()
    };
    scenes::update(ctx, ctx.viewer, path.scene(), input)
        .await
        .unwrap();
}

/// The sentence of a request that is wrong.
pub(crate) fn wrong<T: Debug>(result: Result<T>) -> String {
    match result {
        Err(Error::Invalid(why)) => why,
        other => panic!("expected to be invalid, got {other:?}"),
    }
}

/// Chooses a reference.
pub(crate) async fn choose(
    ctx: &TestCtx,
    path: InstancePath,
    choice: Choice,
) -> Result<InstanceView> {
    references::choose(ctx, ctx.viewer, path, choice).await
}

/// The scene whose picture is in force, 0 for the master.
pub(crate) async fn in_force(ctx: &TestCtx, path: InstancePath) -> Option<i32> {
    let chain = references::list(ctx, ctx.viewer, path).await.unwrap();
    let active: Vec<_> = chain.into_iter().filter(|link| link.active).collect();
    assert!(active.len() <= 1, "{active:?}");
    active.first().map(|link| link.scene_number.unwrap_or(0))
}
