//! The history of masters behind the walls of PostgreSQL.

use super::lantern::Lantern;
use crate::support::work_off;
use domain::{
    db::{as_system, seen_by},
    entities::master_attempts,
    jobs::queue::{self, Ask},
    services::{assets::history, deletions},
    testing::TestCtx,
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, sea_query::Expr};

#[tokio::test(flavor = "multi_thread")]
async fn the_work_with_masters_passes_the_walls() {
    let test = TestCtx::postgres().await;
    let lantern = Lantern::new(&test).await;
    let walled = test.walled().await;
    seen_by(test.viewer.user, async {
        for shade in [1, 2, 3] {
            lantern.send(&walled, test.viewer, shade).await.unwrap();
        }
        let (film, asset) = (lantern.film, lantern.asset);
        let live = history::list(&walled, test.viewer, film, asset).await;
        let ids: Vec<_> = live.unwrap().into_iter().map(|one| one.id).collect();
        lantern.select(&walled, test.viewer, ids[2]).await.unwrap();
        lantern.delete(&walled, test.viewer, ids[0]).await.unwrap();
        lantern.restore(&walled, test.viewer, ids[0]).await.unwrap();
        queue::create_master(&walled, test.viewer, film, asset, Ask::default())
            .await
            .unwrap();
    })
    .await;
    as_system(work_off(&walled)).await;
    as_system(deletions::work(&walled)).await.unwrap();
    assert_eq!(lantern.numbers(&test).await, [4, 3, 2, 1]);
    assert_eq!(lantern.selected(&test).await, Some(4));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_query_without_its_owner_finds_and_changes_no_master() {
    let test = TestCtx::postgres().await;
    let lantern = Lantern::new(&test).await;
    lantern.uploads(&test, 2).await;
    let stranger = test.stranger().await;
    let walled = test.walled().await.db;
    let seen = async || {
        let rows = master_attempts::Entity::find().count(walled.read()).await;
        rows.unwrap()
    };
    assert_eq!(as_system(seen()).await, 2);
    assert_eq!(seen_by(test.viewer.user, seen()).await, 2);
    assert_eq!(seen_by(stranger.user, seen()).await, 0);
    assert_eq!(seen().await, 0, "a task that was told nothing");
    let changed = seen_by(stranger.user, async {
        let txn = walled.begin().await.unwrap();
        let changed = master_attempts::Entity::update_many()
            .col_expr(master_attempts::Column::IsSelected, Expr::value(false))
            .filter(master_attempts::Column::ProjectAssetId.eq(lantern.asset))
            .exec(&txn)
            .await
            .unwrap();
        txn.commit().await.unwrap();
        changed.rows_affected
    });
    assert_eq!(changed.await, 0);
    assert_eq!(lantern.selected(&test).await, Some(2));
}
