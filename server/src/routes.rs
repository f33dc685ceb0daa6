//! The REST routes, one resource a file. Each handler takes its place, its words and its body, and calls
//! one use-case. What a handler is for stands above it and is what the API's description says of it.

pub mod assets;
pub mod attempts;
pub mod branches;
pub mod costs;
pub mod filling;
pub mod gate;
pub mod generate;
pub mod instances;
pub mod jobs;
pub mod login;
pub mod master_attempts;
pub mod me;
pub mod members;
pub mod projects;
pub mod providers;
pub mod references;
pub mod scenes;
pub mod tokens;
pub mod uploads;
pub mod users;

use crate::{answer::Refusal, openapi, state::AppState};
use axum::{Router, routing::any};
use utoipa_axum::router::OpenApiRouter;

/// A film.
pub(crate) const PROJECT: &str = "/api/projects/{project}";
/// A scene of a film.
pub(crate) const SCENE: &str = "/api/projects/{project}/scenes/{scene}";
/// An asset of a film.
pub(crate) const ASSET: &str = "/api/projects/{project}/assets/{asset}";
/// The assets in a scene.
pub(crate) const CAST: &str = "/api/projects/{project}/scenes/{scene}/assets";
/// One asset in a scene.
pub(crate) const INSTANCE: &str = "/api/projects/{project}/scenes/{scene}/assets/{instance}";

/// Everything under `/api` but uploads and events. What is not there answers as an API does.
pub fn api() -> Router<AppState> {
    Router::from(described())
        .merge(openapi::page::routes())
        .route("/api", any(nothing))
        .route("/api/", any(nothing))
        .route("/api/{*rest}", any(nothing))
}

/// The same with its description.
pub(crate) fn described() -> OpenApiRouter<AppState> {
    OpenApiRouter::default()
        .merge(projects::routes())
        .merge(branches::routes())
        .merge(scenes::routes())
        .merge(assets::routes())
        .merge(master_attempts::routes())
        .merge(instances::routes())
        .merge(references::routes())
        .merge(gate::routes())
        .merge(attempts::routes())
        .merge(filling::routes())
        .merge(generate::routes())
        .merge(jobs::routes())
        .merge(costs::routes())
        .merge(providers::routes())
        .merge(login::routes())
        .merge(me::routes())
        .merge(tokens::routes())
        .merge(users::routes())
        .merge(members::routes())
        .merge(openapi::routes())
}

async fn nothing() -> Refusal {
    Refusal::no_such_address()
}
