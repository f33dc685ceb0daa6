//! The second wall on PostgreSQL: a query that forgets to ask whose a row is finds nothing of anybody else's.

use domain::{
    db::{Db, as_system, seen_by},
    entities::{instances, members, projects, scenes, spending},
    model::{
        ids::{AssetId, InstanceId, JobId, MemberId, SpendingId},
        kinds::{ProjectRole, ReferenceRole},
        paths::InstancePath,
    },
    services::{
        assets, attempts, instances as in_scene,
        references::extras::{self, ExtraInput},
    },
    testing::{TestCtx, png},
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbBackend, EntityTrait,
    QueryFilter, Statement, prelude::Decimal, sea_query::Expr,
};

/// Every table of a film, each with a row in it.
const TABLES: [&str; 12] = [
    "projects",
    "branches",
    "scenes",
    "project_assets",
    "master_attempts",
    "scene_asset_instances",
    "image_generation_jobs",
    "scene_asset_generation_attempts",
    "description_versions",
    "removed_instances",
    "instance_references",
    "spending",
];

async fn film(test: &TestCtx) -> InstancePath {
    let scene = test.scene().await;
    let at = test.instance(scene, "Mara, soaked.").await;
    in_scene::upload(test, test.viewer, at, None, png(3))
        .await
        .unwrap();
    let input = in_scene::InstanceInput {
        description_override: Some(Some("Mara, in the ball gown.".into())),
        ..Default::default()
    };
    in_scene::update(test, test.viewer, at, input)
        .await
        .unwrap();
    domain::jobs::queue::create(test, test.viewer, at, Default::default())
        .await
        .unwrap();
    let other = test.instance(scene, "A lamp.").await;
    let of = async |at| {
        let shown = in_scene::get(test, test.viewer, at).await;
        shown.unwrap().project_asset_id
    };
    let (asset, lamp) = (of(at).await, of(other).await);
    assets::upload_master(test, test.viewer, at.project, asset, None, png(4))
        .await
        .unwrap();
    let lamp = ExtraInput {
        asset_id: lamp,
        role: ReferenceRole::Style,
        weight: None,
    };
    extras::put(test, test.viewer, at, vec![lamp])
        .await
        .unwrap();
    spend(test, at, asset).await;
    in_scene::delete(test, test.viewer, other, None)
        .await
        .unwrap();
    at
}

/// A call to a provider on record.
async fn spend(test: &TestCtx, at: InstancePath, asset: AssetId) {
    let call = spending::ActiveModel {
        id: Set(SpendingId::new()),
        provider: Set("fake".into()),
        project_id: Set(at.project),
        scene_id: Set(Some(at.scene)),
        project_asset_id: Set(asset),
        job_id: Set(JobId::new()),
        credits: Set(Decimal::ONE),
        settled: Set(true),
        elsewhere: Set(false),
        created_at: Set(domain::db::now()),
        updated_at: Set(domain::db::now()),
    };
    let txn = test.db.begin().await.unwrap();
    call.insert(&txn).await.unwrap();
    txn.commit().await.unwrap();
}

/// How many rows of each table there are for whoever looks.
async fn rows(db: &Db) -> Vec<i64> {
    let mut all = Vec::new();
    for table in TABLES {
        let count =
            Statement::from_string(DbBackend::Postgres, format!("SELECT count(*) FROM {table}"));
        let row = db.read().query_one_raw(count).await.unwrap().unwrap();
        all.push(row.try_get_by_index::<i64>(0).unwrap());
    }
    all
}

#[tokio::test]
async fn whoever_takes_part_sees_the_film_and_nobody_else_does() {
    let test = TestCtx::postgres().await;
    film(&test).await;
    let stranger = test.stranger().await;
    let walled = test.walled().await.db;
    let all = as_system(rows(&walled)).await;
    assert!(all.iter().all(|count| *count > 0), "{all:?}");
    assert_eq!(seen_by(test.viewer.user, rows(&walled)).await, all);
    assert_eq!(
        seen_by(stranger.user, rows(&walled)).await,
        [0; TABLES.len()]
    );
    assert_eq!(
        rows(&walled).await,
        [0; TABLES.len()],
        "a task that was told nothing"
    );

    let project = as_system(projects::Entity::find().one(walled.read()))
        .await
        .unwrap()
        .unwrap();
    let part = members::ActiveModel {
        id: Set(MemberId::new()),
        project_id: Set(project.id),
        user_id: Set(stranger.user),
        role: Set(ProjectRole::Viewer),
        created_at: Set(domain::db::now()),
        updated_at: Set(domain::db::now()),
    };
    let txn = test.db.begin().await.unwrap();
    part.insert(&txn).await.unwrap();
    txn.commit().await.unwrap();
    assert_eq!(seen_by(stranger.user, rows(&walled)).await, all);
}

#[tokio::test]
async fn a_query_without_its_owner_finds_and_changes_nothing() {
    let test = TestCtx::postgres().await;
    let at = film(&test).await;
    let stranger = test.stranger().await;
    let walled = test.walled().await.db;
    seen_by(stranger.user, async {
        let found = instances::Entity::find_by_id(at.instance)
            .one(walled.read())
            .await
            .unwrap();
        assert_eq!(found, None);
        let txn = walled.begin().await.unwrap();
        let changed = scenes::Entity::update_many()
            .col_expr(scenes::Column::Heading, Expr::value("Mine now"))
            .exec(&txn)
            .await
            .unwrap();
        assert_eq!(changed.rows_affected, 0);
        let gone = instances::Entity::delete_many()
            .filter(instances::Column::Id.eq(at.instance))
            .exec(&txn)
            .await
            .unwrap();
        assert_eq!(gone.rows_affected, 0);
        txn.commit().await.unwrap();
    })
    .await;
    let still = as_system(scenes::Entity::find().one(walled.read()))
        .await
        .unwrap()
        .unwrap();
    assert_ne!(still.heading, "Mine now");
}

#[tokio::test]
async fn nobody_writes_behind_the_wall() {
    let test = TestCtx::postgres().await;
    let at = film(&test).await;
    let stranger = test.stranger().await;
    let walled = test.walled().await.db;
    let row = as_system(instances::Entity::find_by_id(at.instance).one(walled.read()))
        .await
        .unwrap()
        .unwrap();
    let mut copy: instances::ActiveModel = row.into();
    copy.id = Set(InstanceId::new());
    let refused = seen_by(stranger.user, async {
        let txn = walled.begin().await.unwrap();
        copy.reset_all().insert(&txn).await
    })
    .await
    .unwrap_err();
    assert!(
        refused.to_string().contains("row-level security"),
        "{refused}"
    );
}

#[tokio::test]
async fn connections_forget_whom_they_served() {
    let test = TestCtx::postgres().await;
    film(&test).await;
    let stranger = test.stranger().await;
    let walled = test.walled().await.db;
    for _ in 0..20 {
        let (mine, theirs) = tokio::join!(
            seen_by(test.viewer.user, rows(&walled)),
            seen_by(stranger.user, rows(&walled)),
        );
        assert!(mine.iter().all(|count| *count > 0), "{mine:?}");
        assert_eq!(theirs, [0; TABLES.len()]);
    }
}

#[tokio::test]
async fn the_work_of_an_editor_passes_the_walls() {
    let test = TestCtx::postgres().await;
    let at = film(&test).await;
    let walled = test.walled().await;
    seen_by(test.viewer.user, async {
        in_scene::upload(&walled, test.viewer, at, None, png(7))
            .await
            .unwrap();
        let listed = attempts::list(&walled, test.viewer, at).await.unwrap();
        assert_eq!(listed.len(), 2);
        let first = at.attempt(listed[1].id);
        attempts::select(&walled, test.viewer, first).await.unwrap();
        in_scene::delete(&walled, test.viewer, at, None)
            .await
            .unwrap();
    })
    .await;
}
