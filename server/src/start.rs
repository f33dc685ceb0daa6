//! Start and stop: from settings to a served address, and back to nothing held.

use crate::{
    logs, router,
    settings::{Command, Migrate, Places, Provider, Serve, Settings, Step},
    state::AppState,
    stop,
};
use domain::{
    ctx::{self, Ctx, Viewer},
    db::Db,
    events::Events,
    jobs::{lease, worker::Worker},
    providers::Providers,
    services::{projects, sample, users},
    storage::Storage,
};
use std::{
    fmt::Display,
    fs::{self, File, TryLockError},
    io::ErrorKind,
    net::SocketAddr,
    path::Path,
    sync::Arc,
};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// Why the process does not go on: one sentence for whoever started it.
#[derive(Clone, Debug)]
pub struct Failure(String);

impl Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

fn failed<T>(sentence: impl Into<String>) -> Result<T, Failure> {
    Err(Failure(sentence.into()))
}

/// Says what was tried when it did not work, with the cause.
trait Trying<T> {
    fn trying(self, what: impl Display) -> Result<T, Failure>;
}

impl<T, E: std::error::Error> Trying<T> for Result<T, E> {
    fn trying(self, what: impl Display) -> Result<T, Failure> {
        self.map_err(|err| {
            let cause = std::iter::successors(err.source(), |err| err.source()).last();
            Failure(format!(
                "{what}: {}",
                cause.map_or_else(|| err.to_string(), ToString::to_string)
            ))
        })
    }
}

/// Does what the settings say, until it is done or told to stop.
pub async fn run(settings: Settings) -> Result<(), Failure> {
    match settings.command {
        Command::Serve(serve) => self::serve(serve).await,
        Command::Migrate(migrate) => self::migrate(migrate).await,
    }
}

async fn migrate(migrate: Migrate) -> Result<(), Failure> {
    let _lock = hold(&migrate.places)?;
    let db = open(&migrate.places).await?;
    let pending = db
        .pending_migrations()
        .await
        .trying("The schema cannot be looked at")?;
    for name in &pending {
        println!("{name}");
    }
    match migrate.step {
        _ if pending.is_empty() => println!("The schema is up to date."),
        Step::Status => println!("Changes that wait: {}.", pending.len()),
        Step::Up => {
            db.migrate().await.trying("The schema was left as it was")?;
            println!("Changes that were applied: {}.", pending.len());
        }
    }
    Ok(())
}

async fn serve(serve: Serve) -> Result<(), Failure> {
    logs::begin();
    let address = own_address(&serve.listen).await?;
    let _lock = hold(&serve.places)?;
    let listener = listen(address).await?;
    let stop = CancellationToken::new();
    let (ctx, viewer) = context(&serve).await?;
    if serve.places.is_sqlite() && !serve.no_sample {
        draw_sample(&ctx, viewer, &serve.places.data).await?;
    }
    lease::recover(&ctx, serve.places.is_sqlite())
        .await
        .trying("The queue cannot be read")?;
    let state = AppState::local(ctx.clone(), viewer)
        .answering(&serve.allow_host)
        .until(stop.clone());
    let worker = Worker::start(
        &ctx,
        format!("{}-{}", std::process::id(), uuid::Uuid::now_v7()),
    );
    let address = listener.local_addr().trying("The address cannot be told")?;
    println!("Throughline is at http://{address}");
    stop::serve(listener, router::router(state), worker, stop).await;
    let _ = ctx.db.close().await;
    Ok(())
}

/// An address of this machine alone: whoever reaches the port is the editor, as there are no accounts.
async fn own_address(listen: &str) -> Result<SocketAddr, Failure> {
    let found = tokio::net::lookup_host(listen).await;
    let addresses: Vec<_> = found
        .trying(format!("\"{listen}\" is no address to listen on"))?
        .collect();
    if addresses.iter().any(|address| !address.ip().is_loopback()) {
        return failed(format!(
            "{listen} can be reached from other machines, and there are no accounts to ask for. \
             Listen on 127.0.0.1, [::1] or localhost."
        ));
    }
    addresses
        .first()
        .copied()
        .ok_or_else(|| Failure(format!("\"{listen}\" is no address to listen on.")))
}

async fn listen(address: SocketAddr) -> Result<TcpListener, Failure> {
    match TcpListener::bind(address).await {
        Err(err) if err.kind() == ErrorKind::AddrInUse => failed(format!(
            "Something else listens on {address} already. Stop it, or name another address with --listen."
        )),
        bound => bound.trying(format!("{address} cannot be listened on")),
    }
}

/// Makes the data folder and keeps every other process away from it for as long as the file is open.
fn hold(places: &Places) -> Result<Option<File>, Failure> {
    if !places.is_sqlite() {
        return Ok(None);
    }
    let folder = &places.data;
    let shown = folder.display();
    fs::create_dir_all(folder).trying(format!("The data folder {shown} cannot be made"))?;
    let lock = File::create(folder.join("lock"))
        .trying(format!("The data folder {shown} cannot be written"))?;
    match lock.try_lock() {
        Ok(()) => Ok(Some(lock)),
        Err(TryLockError::WouldBlock) => failed(format!(
            "The data folder {shown} is in use by another Throughline. Stop it, or name another folder with --data."
        )),
        Err(TryLockError::Error(err)) => {
            Err(err).trying(format!("The data folder {shown} cannot be locked"))
        }
    }
}

async fn open(places: &Places) -> Result<Db, Failure> {
    Db::open(&places.database_url())
        .await
        .trying("The database cannot be opened")
}

async fn context(serve: &Serve) -> Result<(Ctx, Viewer), Failure> {
    let db = open(&serve.places).await?;
    if serve.places.is_sqlite() {
        db.migrate()
            .await
            .trying("The database's schema cannot be brought up to date")?;
    } else if !db
        .pending_migrations()
        .await
        .trying("The schema cannot be looked at")?
        .is_empty()
    {
        return failed(
            "The database's schema is older than this version. Bring it up to date with `throughline migrate up`.",
        );
    }
    let storage = match &serve.storage {
        Some(url) => Storage::from_url(url, std::env::vars()),
        None => Storage::local(serve.places.data.join("pictures")),
    };
    let ctx = Ctx {
        db,
        storage: storage.trying("The pictures' store cannot be opened")?,
        providers: providers(serve.provider),
        events: Events::default(),
        settings: Arc::new(settings(serve)),
        wake: Arc::default(),
        running: Default::default(),
    };
    let viewer = users::local(&ctx)
        .await
        .trying("The database cannot be written")?;
    Ok((ctx, viewer))
}

fn providers(provider: Provider) -> Providers {
    match provider {
        Provider::Sketch => Providers::built_in(),
        #[cfg(feature = "testing")]
        Provider::Fake => {
            use domain::providers::{fake::Fake, sketch::Sketch};
            Providers::new(Arc::new(Fake::default()), vec![Arc::new(Sketch)])
        }
    }
}

fn settings(serve: &Serve) -> ctx::Settings {
    ctx::Settings {
        generation_concurrency: usize::from(serve.concurrency),
        #[cfg(feature = "testing")]
        retry_base: std::time::Duration::from_millis(serve.retry_ms),
        ..ctx::Settings::default()
    }
}

/// Draws the sample project into a fresh data folder, once: where it was deleted it stays away.
async fn draw_sample(ctx: &Ctx, viewer: Viewer, folder: &Path) -> Result<(), Failure> {
    let marker = folder.join("sample-made");
    if marker.exists() {
        return Ok(());
    }
    if projects::list(ctx, viewer, 1)
        .await
        .trying("The projects cannot be read")?
        .is_empty()
    {
        println!("Drawing the sample project, once…");
        sample::open(ctx, viewer)
            .await
            .trying("The sample project cannot be drawn")?;
    }
    File::create(&marker).trying(format!("{} cannot be written", marker.display()))?;
    Ok(())
}
