//! The doctor: every kind of damage that the data alone can show is found, and mended where nothing is lost by it.

mod masters;
mod objects;
mod rows;

use crate::full::full;
use crate::whole::whole;
use domain::{
    ctx::Ctx,
    services::doctor::{self, Finding},
    testing::TestCtx,
};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DbBackend};

on_both!(
    a_healthy_film_is_clean,
    a_role_that_walls_do_not_hold_is_told,
    what_cannot_be_read_is_told_and_left_alone,
);

/// What is found, but for the role of the tests, which is PostgreSQL's superuser.
async fn look(ctx: &Ctx, fix: bool) -> Vec<Finding> {
    let found = doctor::examine(ctx, fix).await.unwrap();
    let role = |finding: &Finding| finding.place.starts_with("role ");
    found.into_iter().filter(|one| !role(one)).collect()
}

/// There is this one finding, and nothing was done about it.
async fn one(ctx: &Ctx, fix: bool, (rule, what): (u8, &str)) -> Finding {
    let mut found = look(ctx, fix).await;
    assert_eq!(found.len(), 1, "{found:?}");
    let finding = found.remove(0);
    assert_eq!(finding.rule, rule, "{finding:?}");
    assert!(finding.what.contains(what), "{finding:?}");
    finding
}

/// It is found, mended when that is wished, and then all is well.
async fn mended(ctx: &Ctx, finding: (u8, &str)) {
    assert!(!one(ctx, false, finding).await.fixed);
    assert!(one(ctx, true, finding).await.fixed);
    assert_eq!(look(ctx, false).await, []);
    whole(ctx).await;
}

/// It is found, and only told even when mending is wished.
async fn only_told(ctx: &Ctx, finding: (u8, &str)) {
    assert!(!one(ctx, true, finding).await.fixed);
    assert!(!one(ctx, false, finding).await.fixed);
}

async fn a_healthy_film_is_clean(ctx: TestCtx) {
    full(&ctx).await;
    assert_eq!(look(&ctx, false).await, []);
    let deep = doctor::examine_deeply(&ctx, true).await.unwrap();
    let others = deep.iter().filter(|one| !one.place.starts_with("role "));
    assert_eq!(others.collect::<Vec<_>>(), Vec::<&Finding>::new());
}

async fn a_role_that_walls_do_not_hold_is_told(ctx: TestCtx) {
    let found = doctor::examine(&ctx, true).await.unwrap();
    let roles = found.iter().filter(|one| one.place.starts_with("role "));
    let rules: Vec<_> = roles.map(|one| (one.rule, one.fixed)).collect();
    match ctx.db.backend() {
        DbBackend::Postgres => assert_eq!(rules, [(17, false)]),
        _ => assert_eq!(rules, []),
    }
}

async fn what_cannot_be_read_is_told_and_left_alone(ctx: TestCtx) {
    full(&ctx).await;
    let txn = ctx.db.begin().await.unwrap();
    let damage = "UPDATE scene_asset_instances SET status_tags = '{\"a\": 1}' WHERE locked";
    txn.execute_unprepared(damage).await.unwrap();
    txn.commit().await.unwrap();
    only_told(&ctx, (0, "status_tags")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_points_to_nothing_is_told() {
    let ctx = TestCtx::sqlite().await;
    full(&ctx).await;
    let mut careless = ConnectOptions::new(ctx.url());
    careless.map_sqlx_sqlite_opts(|file| file.foreign_keys(false));
    let careless = Database::connect(careless).await.unwrap();
    let damage = "DELETE FROM scenes WHERE scene_number = 4";
    careless.execute_unprepared(damage).await.unwrap();
    careless.close().await.unwrap();
    let found = look(&ctx, true).await;
    let told = |one: &Finding| one.rule == 0 && one.what.contains("a row of scenes") && !one.fixed;
    assert!(!found.is_empty() && found.iter().all(told), "{found:?}");
}
