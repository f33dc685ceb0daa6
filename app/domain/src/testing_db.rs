//! Databases for tests: a temporary SQLite file, or a fresh database of a throw-away PostgreSQL
//! cluster.
//!
//! Both are migrated, and nobody else's.

mod cluster;

use self::cluster::{Cluster, ORDINARY, TEMPLATE};
use crate::db::Db;
use tempfile::TempDir;

/// A migrated database of its own, gone when this is dropped.
#[derive(Debug)]
pub struct TestDb {
    /// The open database.
    pub db: Db,
    /// Its address, for a second process or a second handle.
    pub url: String,
    kept_by: KeptBy,
}

#[derive(Debug)]
enum KeptBy {
    /// Only held: dropping the folder removes it.
    Folder(#[allow(dead_code, reason = "held for its drop")] TempDir),
    Cluster {
        cluster: Cluster,
        name: String,
    },
}

impl Drop for TestDb {
    fn drop(&mut self) {
        if let KeptBy::Cluster { cluster, name } = &self.kept_by {
            cluster.forget(name);
        }
    }
}

/// A migrated SQLite database in a temporary folder.
///
/// # Panics
/// When the folder or the database cannot be made.
pub async fn fresh_sqlite() -> TestDb {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let url = format!(
        "sqlite://{}?mode=rwc",
        folder.path().join("test.db").display()
    );
    let db = Db::open(&url).await.expect("a new SQLite file opens");
    db.migrate()
        .await
        .expect("the schema applies to an empty SQLite file");
    TestDb {
        db,
        url,
        kept_by: KeptBy::Folder(folder),
    }
}

/// A migrated database on the runner's throw-away PostgreSQL cluster.
///
/// # Panics
/// When PostgreSQL is not installed, or the cluster or the database cannot be made.
pub async fn fresh_postgres() -> TestDb {
    let cluster = Cluster::of_this_run().await;
    let name = format!("t_{}", uuid::Uuid::now_v7().simple());
    cluster
        .admin(&format!(
            "CREATE DATABASE {name} TEMPLATE {TEMPLATE} OWNER {ORDINARY}"
        ))
        .await;
    let url = cluster.url("postgres", &name);
    TestDb {
        db: open_postgres(&url).await,
        url,
        kept_by: KeptBy::Cluster { cluster, name },
    }
}

async fn open_postgres(url: &str) -> Db {
    Db::open(url)
        .await
        .expect("the new PostgreSQL database opens")
}

impl TestDb {
    /// The same PostgreSQL database as the product is meant to see it: as an ordinary role that owns it, before whom
    /// the walls stand. A superuser, as elsewhere in tests, does not notice them.
    ///
    /// # Panics
    /// When the database is SQLite.
    pub async fn walled(&self) -> Db {
        open_postgres(&self.walled_url()).await
    }

    fn walled_url(&self) -> String {
        match &self.kept_by {
            KeptBy::Cluster { cluster, name } => cluster.url(ORDINARY, name),
            KeptBy::Folder(_) => panic!("SQLite has no walls"),
        }
    }
}

/// As [`fresh_postgres`], but handle and address are those of [`TestDb::walled`].
///
/// # Panics
/// As [`fresh_postgres`].
pub async fn fresh_postgres_walled() -> TestDb {
    let mut test = fresh_postgres().await;
    test.url = test.walled_url();
    test.db = open_postgres(&test.url).await;
    test
}
