//! Where the data is, opened: the folder, the database with this version's schema, the pictures.

use crate::{
    failure::{Failure, Trying, failed},
    settings::Places,
};
use domain::{
    ctx::{Ctx, Settings},
    db::{Db, DbOptions},
    events::Events,
    providers::Providers,
    storage::Storage,
};
use std::{
    fs::{self, File, TryLockError},
    sync::Arc,
};

/// What keeps every other process from a data folder for as long as it is open. On PostgreSQL there is no such thing.
pub type Hold = Option<File>;

/// Makes the data folder and keeps every other process away from it.
///
/// # Errors
/// When the folder cannot be made, or another process has it.
pub fn hold(places: &Places) -> Result<Hold, Failure> {
    if !places.is_sqlite() {
        return Ok(None);
    }
    match try_hold(places)? {
        Some(lock) => Ok(Some(lock)),
        None => failed(format!(
            "The data folder {} is in use by another Throughline. Stop it, or name another folder with --data.",
            places.data.display()
        )),
    }
}

fn try_hold(places: &Places) -> Result<Hold, Failure> {
    let folder = &places.data;
    let shown = folder.display();
    fs::create_dir_all(folder).trying(format!("The data folder {shown} cannot be made"))?;
    let lock = File::create(folder.join("lock"))
        .trying(format!("The data folder {shown} cannot be written"))?;
    match lock.try_lock() {
        Ok(()) => Ok(Some(lock)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(err)) => {
            Err(err).trying(format!("The data folder {shown} cannot be locked"))
        }
    }
}

/// Refuses a data folder without a database, for commands that only look: they would make an empty one.
///
/// # Errors
/// When there is none.
pub fn are_there(places: &Places) -> Result<(), Failure> {
    let file = places.data.join("throughline.sqlite");
    if places.database.is_none() && !file.exists() {
        return failed(format!(
            "There is no Throughline in the data folder {}. Name another one with --data, or a database with --database.",
            places.data.display()
        ));
    }
    Ok(())
}

/// Opens the database as it is.
///
/// # Errors
/// When nobody answers there.
pub async fn open(places: &Places) -> Result<Db, Failure> {
    let options = DbOptions {
        postgres_connections: places.database_connections,
        sqlite_full_sync: places.full_sync,
        ..DbOptions::default()
    };
    let url = places.database_url();
    // The library's own words would show the address, which may hold a password.
    let known = ["sqlite:", "postgres://", "postgresql://"];
    if !known.iter().any(|scheme| url.starts_with(scheme)) {
        return failed("The database's address begins with sqlite:// or postgres://.");
    }
    Db::open_with(&url, &options)
        .await
        .trying("The database cannot be opened")
}

/// Opens the database and sees to it that its schema is this version's. SQLite is brought up to date where this process
/// has it alone; PostgreSQL by a person only.
///
/// # Errors
/// When changes of the schema wait for that person.
pub async fn open_current(places: &Places, alone: bool) -> Result<Db, Failure> {
    let db = open(places).await?;
    if alone && places.is_sqlite() {
        db.migrate()
            .await
            .trying("The database's schema cannot be brought up to date")?;
        return Ok(db);
    }
    let pending = db
        .pending_migrations()
        .await
        .trying("The schema cannot be looked at")?;
    if !pending.is_empty() {
        return failed(
            "The database's schema is older than this version. Bring it up to date with `throughline migrate up`.",
        );
    }
    Ok(db)
}

/// What a command works with. It may run beside a process that serves the same data.
///
/// # Errors
/// When database or store cannot be opened.
pub async fn current(places: &Places) -> Result<Ctx, Failure> {
    let lock = match places.is_sqlite() {
        true => try_hold(places)?,
        false => None,
    };
    let db = open_current(places, lock.is_some()).await?;
    let settings = Settings {
        attempt_retention: places.attempt_retention,
        ..Settings::default()
    };
    context(places, db, Providers::built_in(), settings)
}

/// The product around an open database.
///
/// # Errors
/// When the pictures' store cannot be opened.
pub fn context(
    places: &Places,
    db: Db,
    providers: Providers,
    settings: Settings,
) -> Result<Ctx, Failure> {
    let storage = match &places.storage {
        Some(url) => Storage::from_url(url, std::env::vars()),
        None => Storage::local(places.data.join("pictures")),
    };
    Ok(Ctx {
        db,
        storage: storage.trying("The pictures' store cannot be opened")?,
        providers,
        events: Events::default(),
        settings: Arc::new(settings),
        wake: Arc::default(),
        running: Default::default(),
    })
}
