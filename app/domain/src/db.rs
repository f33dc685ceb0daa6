//! The database handle: where reads go, and how every write begins.
//!
//! SQLite has one writer at a time, so there is one connection that writes and a few that only
//! read: writes queue in the pool, in order, instead of failing with SQLITE_BUSY, and readers never
//! wait for them. PostgreSQL has one pool.

mod seen;

use sea_orm::{
    ConnectOptions, Database, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr,
    SqliteTransactionMode, TransactionOptions, TransactionTrait,
    prelude::DateTimeUtc,
    sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};
pub use seen::{as_system, seen_by};
use std::time::Duration;

/// How to open a database. [`DbOptions::default`] suits the product; tests and settings change
/// single fields.
#[derive(Clone, Debug)]
pub struct DbOptions {
    /// The most connections to PostgreSQL.
    pub postgres_connections: u32,
    /// The most connections that read from SQLite.
    pub sqlite_readers: u32,
    /// Whether SQLite waits for the disk at every commit. Off, what was acknowledged survives the
    /// death of the process; on, a loss of power as well.
    pub sqlite_full_sync: bool,
    /// How long to wait for a connection, which on SQLite is how long a write may queue behind
    /// others. Then [`DbErr::ConnectionAcquire`].
    pub acquire_timeout: Duration,
}

impl Default for DbOptions {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            postgres_connections: 10,
            sqlite_readers: if cores > 1 { 4 } else { 2 },
            sqlite_full_sync: false,
            acquire_timeout: Duration::from_secs(10),
        }
    }
}

/// The database. Clones share its connections.
#[derive(Clone, Debug)]
pub struct Db {
    reader: DatabaseConnection,
    writer: DatabaseConnection,
}

impl Db {
    /// Opens `sqlite://path?mode=rwc` or `postgres://…` with the default options. Changes no
    /// schema.
    ///
    /// # Errors
    /// [`DbErr::Conn`] when the address is wrong or nobody answers there.
    pub async fn open(url: &str) -> Result<Self, DbErr> {
        Self::open_with(url, &DbOptions::default()).await
    }

    /// Opens a database as the options say. Changes no schema.
    ///
    /// # Errors
    /// [`DbErr::Conn`] when the address is wrong or nobody answers there.
    pub async fn open_with(url: &str, options: &DbOptions) -> Result<Self, DbErr> {
        if DbBackend::Sqlite.is_prefix_of(url) {
            // The writer comes first: it makes the file and turns on the write-ahead log.
            let writer = Database::connect(sqlite_writer(url, options)).await?;
            let reader = Database::connect(sqlite_readers(url, options)).await?;
            return Ok(Self { reader, writer });
        }
        let pool = Database::connect(postgres(url, options)).await?;
        Ok(Self {
            reader: pool.clone(),
            writer: pool,
        })
    }

    /// For statements that read. On SQLite a write through this fails; what is read is the last
    /// commit.
    pub fn read(&self) -> &DatabaseConnection {
        &self.reader
    }

    /// Begins a transaction that may write. It rolls back unless it is committed.
    ///
    /// On SQLite it takes the write lock at once, as a transaction that reads first and writes
    /// later cannot be retried by waiting. On PostgreSQL it is an ordinary one (read committed):
    /// lock the rows that a decision rests on with `lock_exclusive`, which SQLite leaves out
    /// because it needs no such lock.
    ///
    /// # Errors
    /// [`DbErr::ConnectionAcquire`] when the queue did not move within the time allowed.
    pub async fn begin(&self) -> Result<DatabaseTransaction, DbErr> {
        let immediately = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        self.writer.begin_with_options(immediately).await
    }

    /// Which of the two databases this is.
    pub fn backend(&self) -> DbBackend {
        self.writer.get_database_backend()
    }

    /// Applies the pending changes of the schema, all or none.
    ///
    /// # Errors
    /// That of the change that failed, or of a database that a newer version has changed.
    pub async fn migrate(&self) -> Result<(), DbErr> {
        as_system(migration::run(&self.writer)).await
    }

    /// The names of the changes of the schema that wait for [`Db::migrate`].
    ///
    /// # Errors
    /// That of a database that a newer version has changed.
    pub async fn pending_migrations(&self) -> Result<Vec<String>, DbErr> {
        migration::pending(&self.reader).await
    }

    /// The changes of the schema that wait, as SQL that a person can read and run. Changes nothing.
    ///
    /// # Errors
    /// That of a database that a newer version has changed.
    pub async fn migration_sql(&self) -> Result<String, DbErr> {
        migration::sql(&self.reader).await
    }

    /// The connections that are open, and those of them that nobody uses at the moment.
    pub fn connections(&self) -> (u32, usize) {
        if self.backend() == DbBackend::Postgres {
            let pool = self.reader.get_postgres_connection_pool();
            return (pool.size(), pool.num_idle());
        }
        let pools = [&self.reader, &self.writer].map(|pool| pool.get_sqlite_connection_pool());
        let open = pools.iter().map(|pool| pool.size()).sum();
        (open, pools.iter().map(|pool| pool.num_idle()).sum())
    }

    /// Waits for the statements that run, then closes every connection. On SQLite the log is folded
    /// into the file.
    ///
    /// # Errors
    /// None that the drivers report today.
    pub async fn close(self) -> Result<(), DbErr> {
        self.reader.close().await?;
        self.writer.close().await
    }
}

/// This instant, to the microsecond: as fine as PostgreSQL keeps, so that a row reads back as it
/// was written.
pub fn now() -> DateTimeUtc {
    use chrono::SubsecRound as _;
    chrono::Utc::now().trunc_subsecs(6)
}

/// What every connection has in common: statements stay out of logs and spans, as they carry
/// people's words.
fn quiet(url: &str, options: &DbOptions) -> ConnectOptions {
    let mut connect = ConnectOptions::new(url);
    connect
        .acquire_timeout(options.acquire_timeout)
        .sqlx_logging(false)
        .record_stmt_in_spans(false);
    connect
}

/// Every connection that is taken is told who is served, which tests it as well.
fn postgres(url: &str, options: &DbOptions) -> ConnectOptions {
    let mut connect = quiet(url, options);
    connect
        .max_connections(options.postgres_connections)
        .map_sqlx_postgres_pool_opts(|pool| {
            pool.test_before_acquire(false)
                .after_connect(|connection, _| Box::pin(seen::tell(connection)))
                .before_acquire(|connection, _| {
                    Box::pin(async { seen::tell(connection).await.map(|()| true) })
                })
        });
    connect
}

fn sqlite_writer(url: &str, options: &DbOptions) -> ConnectOptions {
    let synchronous = if options.sqlite_full_sync {
        SqliteSynchronous::Full
    } else {
        SqliteSynchronous::Normal
    };
    let mut connect = sqlite(url, options);
    connect
        .max_connections(1)
        .map_sqlx_sqlite_opts(move |file| {
            sqlite_file(file)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(synchronous)
        });
    connect
}

fn sqlite_readers(url: &str, options: &DbOptions) -> ConnectOptions {
    let mut connect = sqlite(url, options);
    // `query_only` rather than a file opened for reading, which could not recover the log of a
    // process that died.
    connect
        .max_connections(options.sqlite_readers)
        .map_sqlx_sqlite_opts(|file| {
            sqlite_file(file)
                .create_if_missing(false)
                .pragma("query_only", "ON")
        });
    connect
}

/// A file has no far end that could go away, so its connections are kept for good and taken without
/// a test.
fn sqlite(url: &str, options: &DbOptions) -> ConnectOptions {
    let mut connect = quiet(url, options);
    connect
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false);
    connect
}

fn sqlite_file(file: SqliteConnectOptions) -> SqliteConnectOptions {
    file.foreign_keys(true).busy_timeout(Duration::from_secs(5))
}

#[cfg(test)]
mod tests;
