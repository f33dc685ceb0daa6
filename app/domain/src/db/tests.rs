//! What the handle promises: writers queue, readers never wait and never write, and nothing stays
//! locked.

use super::{Db, DbOptions, now};
use crate::testing_db::{fresh_postgres, fresh_sqlite};
use sea_orm::{ConnAcquireErr, ConnectionTrait, DbErr, Statement};
use std::time::Duration;

const INSERT: &str = "INSERT INTO storage_deletions \
                      (id, storage_path, due_at, created_at, updated_at) VALUES ($1, 'x', $2, $2, $2)";

async fn count(db: &impl ConnectionTrait) -> i64 {
    let statement = Statement::from_string(
        db.get_database_backend(),
        "SELECT count(*) FROM storage_deletions",
    );
    db.query_one_raw(statement)
        .await
        .unwrap()
        .unwrap()
        .try_get_by_index(0)
        .unwrap()
}

async fn insert(db: &impl ConnectionTrait) -> Result<(), DbErr> {
    let values: [sea_orm::Value; 2] = [uuid::Uuid::now_v7().into(), now().into()];
    db.execute_raw(Statement::from_sql_and_values(
        db.get_database_backend(),
        INSERT,
        values,
    ))
    .await
    .map(|_| ())
}

#[tokio::test]
async fn sqlite_is_set_up_as_meant() {
    let test = fresh_sqlite().await;
    let tx = test.db.begin().await.unwrap();
    for (pragma, writer, reader) in [
        ("foreign_keys", "1", "1"),
        ("journal_mode", "wal", "wal"),
        ("busy_timeout", "5000", "5000"),
    ]
    .into_iter()
    .chain([("synchronous", "1", "2"), ("query_only", "0", "1")])
    {
        assert_eq!(value(&tx, pragma).await, writer, "writer's {pragma}");
        assert_eq!(
            value(test.db.read(), pragma).await,
            reader,
            "reader's {pragma}"
        );
    }
}

async fn value(db: &impl ConnectionTrait, pragma: &str) -> String {
    let statement = Statement::from_string(db.get_database_backend(), format!("PRAGMA {pragma}"));
    let row = db.query_one_raw(statement).await.unwrap().unwrap();
    row.try_get_by_index::<String>(0)
        .or_else(|_| row.try_get_by_index::<i64>(0).map(|n| n.to_string()))
        .unwrap()
}

#[tokio::test]
async fn readers_of_sqlite_neither_wait_nor_write() {
    let test = fresh_sqlite().await;
    let tx = test.db.begin().await.unwrap();
    insert(&tx).await.unwrap();
    assert_eq!(
        count(test.db.read()).await,
        0,
        "what is not committed is not seen"
    );
    assert!(insert(test.db.read()).await.is_err());
    tx.commit().await.unwrap();
    assert_eq!(count(test.db.read()).await, 1);
}

#[tokio::test]
async fn a_write_that_waited_too_long_says_so() {
    let test = fresh_sqlite().await;
    let options = DbOptions {
        acquire_timeout: Duration::from_millis(100),
        ..DbOptions::default()
    };
    let impatient = Db::open_with(&test.url, &options).await.unwrap();
    let _held = impatient.begin().await.unwrap();
    let refused = impatient.begin().await.unwrap_err();
    assert!(
        matches!(refused, DbErr::ConnectionAcquire(ConnAcquireErr::Timeout)),
        "{refused}"
    );
}

/// Two handles stand for two processes on one database, each write reading before it writes.
#[tokio::test]
async fn a_storm_of_writers_loses_nothing() {
    for test in [fresh_sqlite().await, fresh_postgres().await] {
        let other = Db::open(&test.url).await.unwrap();
        let writes = (0..100).map(|n| {
            let db = if n % 2 == 0 {
                test.db.clone()
            } else {
                other.clone()
            };
            tokio::spawn(async move {
                let tx = db.begin().await?;
                count(&tx).await;
                insert(&tx).await?;
                tx.commit().await
            })
        });
        for write in writes.collect::<Vec<_>>() {
            write.await.unwrap().unwrap();
        }
        assert_eq!(count(test.db.read()).await, 100);
    }
}

/// A request whose client goes away is dropped wherever it stands.
#[tokio::test]
async fn a_write_that_is_dropped_half_way_leaves_no_lock_and_no_row() {
    for test in [fresh_sqlite().await, fresh_postgres().await] {
        for micros in (0..3_000).step_by(50) {
            let db = test.db.clone();
            let write = async move {
                let tx = db.begin().await.unwrap();
                insert(&tx).await.unwrap();
                tokio::time::sleep(Duration::from_secs(60)).await;
                tx.commit().await.unwrap();
            };
            let _ = tokio::time::timeout(Duration::from_micros(micros), write).await;
        }
        let tx = test.db.begin().await.unwrap();
        assert_eq!(count(&tx).await, 0);
        insert(&tx).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(count(test.db.read()).await, 1);
    }
}
