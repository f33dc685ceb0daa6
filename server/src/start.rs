//! Start and stop: from settings to a served address, and back to nothing held.

use crate::{
    commands::{self, Ended, places},
    failure::{Failure, Trying, failed},
    logs, metrics, router,
    settings::{
        Command, Settings,
        file::Tables,
        serve::{self, Auth, Serve},
    },
    state::{AppState, Pictures},
    stop,
};
use domain::{
    ctx::{self, Ctx, Viewer},
    db::as_system,
    events::relay,
    jobs::{lease, worker::Worker},
    model::paging::Paging,
    providers::{ImageProvider, Providers, from_table, sketch::Sketch},
    services::{accounts, projects, sample, users},
};
use std::{fs::File, io::ErrorKind, net::SocketAddr, path::Path, sync::Arc, time::Duration};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// How long the connections to the database may take to close.
const CLOSING: Duration = Duration::from_secs(2);

/// Does what the settings say, until it is done or told to stop.
///
/// # Errors
/// Why it does not go on.
pub async fn run(settings: Settings) -> Result<Ended, Failure> {
    match settings.command {
        Command::Serve(given) => serve(given, &settings.providers).await,
        Command::Migrate(given) => as_system(commands::migrate::run(given)).await,
        Command::User(given) => as_system(commands::user(given)).await,
        Command::Import(given) => as_system(commands::import(given)).await,
        Command::Export(given) => as_system(commands::export(given)).await,
        Command::Doctor(given) => as_system(commands::doctor(given)).await,
        Command::Probe(given) => commands::probe::run(&given),
        Command::Config(_) => Ok(commands::config(&settings.shown)),
    }
}

async fn serve(serve: Serve, tables: &Tables) -> Result<Ended, Failure> {
    logs::begin(serve.log);
    let address = address(&serve).await?;
    let _lock = places::hold(&serve.places)?;
    let listener = listen(address).await?;
    let address = listener.local_addr().trying("The address cannot be told")?;
    let stop = CancellationToken::new();
    // Only the start is the system's: what is served below is served with the eyes of whoever asks.
    let state = as_system(prepare(&serve, tables, address, &stop)).await?;
    let ctx = state.ctx.clone();
    let relay = match serve.places.is_sqlite() {
        true => None,
        false => Some(
            relay::start(&ctx, &serve.places.database_url(), stop.clone())
                .await
                .trying("The other processes cannot be listened to")?,
        ),
    };
    let owner = format!("{}-{}", std::process::id(), uuid::Uuid::now_v7());
    let worker = Worker::start(&ctx, owner);
    tokio::spawn(metrics::upkeep(stop.clone()));
    println!("Throughline is at http://{address}");
    stop::serve(listener, router::router(state), worker, stop).await;
    let ending = async {
        if let Some(relay) = relay {
            relay.end().await;
        }
        let _ = ctx.db.close().await;
    };
    // What does not let itself be closed is left to the process's end, which may not wait for it.
    let _ = tokio::time::timeout(CLOSING, ending).await;
    Ok(Ended::Well)
}

/// Where to listen. Without accounts whoever reaches the port is the editor, so only this machine may.
async fn address(serve: &Serve) -> Result<SocketAddr, Failure> {
    let listen = &serve.listen;
    let found = tokio::net::lookup_host(listen).await;
    let addresses: Vec<_> = found
        .trying(format!("\"{listen}\" is no address to listen on"))?
        .collect();
    let alone = serve.auth == Auth::None;
    if alone && addresses.iter().any(|address| !address.ip().is_loopback()) {
        return failed(format!(
            "{listen} can be reached from other machines, and there are no accounts to ask for. \
             Listen on 127.0.0.1, [::1] or localhost, or start with --auth password."
        ));
    }
    if alone && serve.behind_proxy {
        return failed(
            "Whoever reaches the proxy would be the editor, as there are no accounts to ask for. \
             Start with --auth password, or without --behind-proxy.",
        );
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

/// Everything between the settings and the first request.
async fn prepare(
    serve: &Serve,
    tables: &Tables,
    address: SocketAddr,
    stop: &CancellationToken,
) -> Result<AppState, Failure> {
    let places = &serve.places;
    let db = places::open_current(places, true).await?;
    let ctx = places::context(
        places,
        db,
        providers(&serve.provider, tables)?,
        settings(serve),
    )?;
    let state = match serve.auth {
        Auth::None => local(serve, ctx).await?,
        Auth::Password => with_accounts(ctx, address).await?,
    };
    lease::recover(&state.ctx, places.is_sqlite())
        .await
        .trying("The queue cannot be read")?;
    Ok(AppState {
        pictures: match serve.pictures {
            serve::Pictures::Stream => Pictures::Stream,
            serve::Pictures::Redirect => Pictures::Redirect,
        },
        proxied: serve.behind_proxy,
        ..state.answering(&serve.allow_host).until(stop.clone())
    })
}

async fn local(serve: &Serve, ctx: Ctx) -> Result<AppState, Failure> {
    let viewer = users::local(&ctx)
        .await
        .trying("The database cannot be written")?;
    if serve.places.is_sqlite() && !serve.no_sample {
        draw_sample(&ctx, viewer, &serve.places.data).await?;
    }
    Ok(AppState::local(ctx, viewer))
}

async fn with_accounts(ctx: Ctx, address: SocketAddr) -> Result<AppState, Failure> {
    if accounts::is_fresh(&ctx)
        .await
        .trying("The database cannot be read")?
    {
        println!(
            "Nobody can sign in yet: open http://{address}/welcome, or run `throughline user add --email E-MAIL --name NAME`."
        );
    }
    Ok(AppState::with_accounts(ctx))
}

/// Everybody who can draw: the built-in renderer, and those that the file sets up.
fn providers(default: &str, tables: &Tables) -> Result<Providers, Failure> {
    let mut set_up: Vec<Arc<dyn ImageProvider>> = Vec::new();
    #[cfg(feature = "testing")]
    set_up.push(Arc::new(domain::providers::fake::Fake::default()));
    for (name, table) in tables {
        let fields = serde_json::to_value(table)
            .trying(format!("The provider \"{name}\" cannot be read"))?;
        let fields = fields.as_object().cloned().unwrap_or_default();
        let provider = from_table(name, &fields, |variable| std::env::var(variable).ok());
        set_up.push(provider.map_err(Failure)?);
    }
    let all = Providers::new(Arc::new(Sketch), set_up);
    let known: Vec<_> = all.names().map(str::to_owned).collect();
    all.led_by(default).ok_or_else(|| {
        Failure(format!(
            "No provider \"{default}\" is set up. There is: {}.",
            known.join(", ")
        ))
    })
}

fn settings(serve: &Serve) -> ctx::Settings {
    ctx::Settings {
        attempt_retention: serve.places.attempt_retention,
        generation_concurrency: usize::from(serve.concurrency),
        queue_limit: serve.queue_limit,
        #[cfg(feature = "testing")]
        retry_base: Duration::from_millis(serve.retry_ms),
        ..ctx::Settings::default()
    }
}

/// Draws the sample film into a fresh data folder, once: where it was deleted it stays away.
async fn draw_sample(ctx: &Ctx, viewer: Viewer, folder: &Path) -> Result<(), Failure> {
    let marker = folder.join("sample-made");
    if marker.exists() {
        return Ok(());
    }
    let films = projects::list(ctx, viewer.looking(), &Paging::first(1))
        .await
        .trying("The projects cannot be read")?;
    if films.rows.is_empty() {
        println!("Drawing the sample project, once…");
        sample::open(ctx, viewer)
            .await
            .trying("The sample project cannot be drawn")?;
    }
    File::create(&marker).trying(format!("{} cannot be written", marker.display()))?;
    Ok(())
}
