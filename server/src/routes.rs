//! The REST routes, one resource a file. Each handler takes its place, its words and its body, and calls
//! one use-case.

pub mod assets;
pub mod attempts;
pub mod filling;
pub mod gate;
pub mod generate;
pub mod instances;
pub mod jobs;
pub mod me;
pub mod projects;
pub mod references;
pub mod scenes;
pub mod uploads;

use crate::{answer::Refusal, state::AppState};
use axum::{Router, routing::any};

/// Everything under `/api` but uploads and events. What is not there answers as an API does.
pub fn api() -> Router<AppState> {
    Router::new()
        .merge(projects::routes())
        .merge(scenes::routes())
        .merge(assets::routes())
        .merge(instances::routes())
        .merge(references::routes())
        .merge(gate::routes())
        .merge(attempts::routes())
        .merge(filling::routes())
        .merge(generate::routes())
        .merge(jobs::routes())
        .merge(me::routes())
        .route("/api", any(nothing))
        .route("/api/", any(nothing))
        .route("/api/{*rest}", any(nothing))
}

async fn nothing() -> Refusal {
    Refusal::no_such_address()
}
