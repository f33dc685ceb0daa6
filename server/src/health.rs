//! Whether the process is up, and whether what it rests on answers.

use crate::{answer::Answer, state::AppState};
use axum::{Router, extract::State, routing::get};
use domain::{ctx::Ctx, error::Error};

/// `/healthz` and `/readyz`.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/healthz", get(async || "up\n"))
        .route("/readyz", get(ready))
}

async fn ready(State(ctx): State<Ctx>) -> Answer<&'static str> {
    ctx.db
        .read()
        .ping()
        .await
        .map_err(|err| Error::Unavailable(Box::new(err)))?;
    ctx.storage.check().await?;
    Ok("ready\n")
}
