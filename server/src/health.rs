//! Whether the process is up, and whether it can serve.

use crate::{
    answer::Answer,
    metrics,
    state::{AppState, Streams},
};
use axum::{Router, extract::State, routing::get};
use domain::{
    ctx::Ctx,
    error::{Error, Result},
};
use std::time::Duration;

/// How long the database and the store may take each to show that they are there.
const PATIENCE: Duration = Duration::from_secs(2);

/// `/healthz`, `/readyz` and `/metrics`.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/healthz", get(async || "up\n"))
        .route("/readyz", get(ready))
        .merge(metrics::routes())
}

/// Whoever leads requests here asks this first: not any more while the process ends, and not while what it rests on is
/// away.
async fn ready(State(ctx): State<Ctx>, State(streams): State<Streams>) -> Answer<&'static str> {
    if streams.stop.is_cancelled() {
        return Err(Error::Unavailable("the process is ending".into()).into());
    }
    let database = async {
        let there = ctx.db.read().ping().await;
        there.map_err(|err| Error::Unavailable(Box::new(err)))
    };
    tokio::try_join!(in_time(database), in_time(ctx.storage.check()))?;
    Ok("ready\n")
}

async fn in_time(asked: impl Future<Output = Result<()>>) -> Result<()> {
    tokio::time::timeout(PATIENCE, asked)
        .await
        .unwrap_or_else(|late| Err(Error::Unavailable(Box::new(late))))
}
