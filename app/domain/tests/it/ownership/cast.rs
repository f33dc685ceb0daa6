//! The use-cases of one asset and of its history of masters, called with given ids.

use super::tables::{Table, voss};
use crate::support::everything;
use domain::{
    ctx::{Ctx, Viewer},
    entities::master_attempts,
    jobs::queue::{self, Ask},
    model::ids::{AssetId, ProjectId},
    services::assets::{self, history},
    testing::png,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

pub(super) async fn of_asset(ctx: &Ctx, who: Viewer, film: ProjectId, asset: AssetId) -> Table {
    let master = assets::upload_master(ctx, who, film, asset, None, png(1)).await;
    let mut table = of_master(ctx, who, film, asset).await;
    table.extend([
        (
            "assets::get",
            assets::get(ctx, who, film, asset).await.map(drop),
        ),
        (
            "assets::update",
            assets::update(ctx, who, film, asset, voss())
                .await
                .map(drop),
        ),
        ("assets::upload_master", master.map(drop)),
        (
            "queue::create_master",
            queue::create_master(ctx, who, film, asset, Ask::default())
                .await
                .map(drop),
        ),
        (
            "assets::delete",
            assets::delete(ctx, who, film, asset, true).await,
        ),
    ]);
    table
}

/// The same of an asset's history of masters.
async fn of_master(ctx: &Ctx, who: Viewer, film: ProjectId, asset: AssetId) -> Table {
    let of = master_attempts::Column::ProjectAssetId.eq(asset);
    let made = master_attempts::Entity::find().filter(of);
    let made = made.one(ctx.db.read()).await.unwrap().unwrap().id;
    vec![
        (
            "history::list",
            history::list(ctx, who, film, asset).await.map(drop),
        ),
        (
            "history::list_removed",
            history::list_removed(ctx, who, film, asset, &everything())
                .await
                .map(drop),
        ),
        (
            "history::select",
            history::select(ctx, who, film, asset, made).await.map(drop),
        ),
        (
            "history::delete",
            history::delete(ctx, who, film, asset, made).await,
        ),
        (
            "history::restore",
            history::restore(ctx, who, film, asset, made)
                .await
                .map(drop),
        ),
    ]
}
