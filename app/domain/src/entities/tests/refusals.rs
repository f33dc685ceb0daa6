//! What the schema refuses by itself.

use super::{chain, rows};
use crate::{
    db::Db,
    entities::{assets, attempts, descriptions, jobs, master_attempts, scenes},
    model::{
        ids::{AssetId, AttemptId, DescriptionId, InstanceId, JobId, MasterAttemptId, SceneId},
        kinds::AssetType,
    },
    testing_db::TestDb,
};
use sea_orm::{ActiveModelTrait, ConnectionTrait, DbErr, IntoActiveModel, SqlErr};

pub(super) async fn one_attempt_at_most_is_selected(test: TestDb) {
    let chain = chain(&test).await;
    let mut second = attempts::Model {
        id: AttemptId::new(),
        attempt_number: 2,
        ..chain.attempt.clone()
    };
    assert!(is_unique_violation(insert(&test.db, second.clone()).await));
    second.is_selected = false;
    insert(&test.db, second.clone()).await.unwrap();
    let third = attempts::Model {
        id: AttemptId::new(),
        ..second
    };
    assert!(
        is_unique_violation(insert(&test.db, third).await),
        "a number is used once"
    );
}

pub(super) async fn one_master_at_most_is_selected(test: TestDb) {
    let chain = chain(&test).await;
    let first = rows::master(chain.asset.id, chain.job.id);
    let add = async |row: &master_attempts::Model| {
        let tx = test.db.begin().await?;
        row.clone().into_active_model().insert(&tx).await?;
        tx.commit().await
    };
    add(&first).await.unwrap();
    let mut second = master_attempts::Model {
        id: MasterAttemptId::new(),
        attempt_number: 4,
        image_generation_job_id: None,
        ..first
    };
    assert!(is_unique_violation(add(&second).await));
    second.is_selected = false;
    add(&second).await.unwrap();
    second.id = MasterAttemptId::new();
    assert!(
        is_unique_violation(add(&second).await),
        "a number is used once"
    );
    second.attempt_number = 5;
    second.image_generation_job_id = Some(chain.job.id);
    assert!(
        is_unique_violation(add(&second).await),
        "a job makes one master at most"
    );
}

pub(super) async fn an_asset_is_referred_to_once(test: TestDb) {
    let chain = chain(&test).await;
    let tx = test.db.begin().await.unwrap();
    rows::put(&tx, &rows::extra(chain.instance.id, chain.asset.id)).await;
    tx.commit().await.unwrap();
    let tx = test.db.begin().await.unwrap();
    let again = rows::extra(chain.instance.id, chain.asset.id);
    let refused = again.into_active_model().insert(&tx).await;
    assert!(is_unique_violation(refused.map(drop)));
}

pub(super) async fn one_description_at_most_is_selected(test: TestDb) {
    let chain = chain(&test).await;
    let first = rows::description(chain.instance.id);
    let tx = test.db.begin().await.unwrap();
    rows::put(&tx, &first).await;
    tx.commit().await.unwrap();
    let second = descriptions::Model {
        id: DescriptionId::new(),
        version_number: 3,
        ..first.clone()
    };
    let tx = test.db.begin().await.unwrap();
    let refused = second.clone().into_active_model().insert(&tx).await;
    assert!(is_unique_violation(refused.map(drop)));
    tx.rollback().await.unwrap();
    let same_number = descriptions::Model {
        version_number: 2,
        is_selected: false,
        ..second.clone()
    };
    let tx = test.db.begin().await.unwrap();
    let refused = same_number.into_active_model().insert(&tx).await;
    assert!(
        is_unique_violation(refused.map(drop)),
        "a number is used once"
    );
    tx.rollback().await.unwrap();
    let beside = descriptions::Model {
        is_selected: false,
        ..second
    };
    let tx = test.db.begin().await.unwrap();
    rows::put(&tx, &beside).await;
    tx.commit().await.unwrap();
}

pub(super) async fn keys_and_words_are_held_to(test: TestDb) {
    let chain = chain(&test).await;
    let orphan = attempts::Model {
        id: AttemptId::new(),
        scene_asset_instance_id: InstanceId::new(),
        ..chain.attempt.clone()
    };
    let refused = insert(&test.db, orphan).await.unwrap_err();
    assert!(
        matches!(
            refused.sql_err(),
            Some(SqlErr::ForeignKeyConstraintViolation(_))
        ),
        "{refused}"
    );

    let tx = test.db.begin().await.unwrap();
    let misspelt = tx
        .execute_unprepared("UPDATE image_generation_jobs SET status = 'done'")
        .await;
    assert!(misspelt.is_err());
    tx.rollback().await.unwrap();

    let tx = test.db.begin().await.unwrap();
    let too_early = scenes::Model {
        id: SceneId::new(),
        ..chain.scene
    };
    assert!(is_unique_violation(
        too_early.into_active_model().insert(&tx).await.map(|_| ())
    ));
}

pub(super) async fn names_of_assets_differ_in_more_than_case(test: TestDb) {
    let chain = chain(&test).await;
    let name = chain.asset.name.to_uppercase();
    let shouted = assets::Model {
        id: AssetId::new(),
        name,
        ..chain.asset
    };
    let tx = test.db.begin().await.unwrap();
    assert!(is_unique_violation(
        shouted
            .clone()
            .into_active_model()
            .insert(&tx)
            .await
            .map(|_| ())
    ));
    tx.rollback().await.unwrap();
    let tx = test.db.begin().await.unwrap();
    let of_another_kind = assets::Model {
        asset_type: AssetType::Location,
        ..shouted
    };
    of_another_kind
        .into_active_model()
        .insert(&tx)
        .await
        .unwrap();
}

pub(super) async fn an_idempotency_key_counts_once_in_a_project(test: TestDb) {
    let chain = chain(&test).await;
    let tx = test.db.begin().await.unwrap();
    for _ in 0..2 {
        let keyless = jobs::Model {
            id: JobId::new(),
            idempotency_key: None,
            ..chain.job.clone()
        };
        keyless.into_active_model().insert(&tx).await.unwrap();
    }
    let again = jobs::Model {
        id: JobId::new(),
        ..chain.job
    };
    assert!(is_unique_violation(
        again.into_active_model().insert(&tx).await.map(|_| ())
    ));
}

async fn insert(db: &Db, attempt: attempts::Model) -> Result<(), DbErr> {
    let tx = db.begin().await?;
    attempt.into_active_model().insert(&tx).await?;
    tx.commit().await
}

fn is_unique_violation(result: Result<(), DbErr>) -> bool {
    matches!(
        result.unwrap_err().sql_err(),
        Some(SqlErr::UniqueConstraintViolation(_))
    )
}
