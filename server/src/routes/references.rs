//! The references that pictures start from, and taking them as they are.

use crate::{
    answer::Answer,
    extract::{Body, Place},
    state::AppState,
};
use axum::{
    Extension, Json, Router,
    extract::State,
    routing::{get, post},
};
use domain::{
    ctx::{Ctx, Viewer},
    jobs::bulk::Entry,
    model::{
        panel::ReferenceView,
        paths::{InstancePath, ScenePath},
        views::InstanceView,
    },
    services::{
        as_is,
        references::{self, Choice},
    },
};
use serde::{Deserialize, Serialize};

/// `…/assets/{instance}/reference-chain`, `/select-master-reference` and `/use-master-as-is`, and
/// `…/assets/bulk-use-master-as-is`.
pub fn routes() -> Router<AppState> {
    const ALL: &str = "/api/projects/{project}/scenes/{scene}/assets";
    const ONE: &str = "/api/projects/{project}/scenes/{scene}/assets/{instance}";
    Router::new()
        .route(&format!("{ONE}/reference-chain"), get(chain))
        .route(&format!("{ONE}/select-master-reference"), post(choose))
        .route(&format!("{ONE}/use-master-as-is"), post(set))
        .route(&format!("{ALL}/bulk-use-master-as-is"), post(set_many))
}

async fn chain(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(path): Place<InstancePath>,
) -> Answer<Json<Vec<ReferenceView>>> {
    Ok(Json(references::list(&ctx, viewer, path).await?))
}

async fn choose(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(path): Place<InstancePath>,
    Body(choice): Body<Choice>,
) -> Answer<Json<InstanceView>> {
    Ok(Json(references::choose(&ctx, viewer, path, choice).await?))
}

#[derive(Debug, Deserialize)]
struct AsIs {
    enabled: bool,
}

async fn set(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(path): Place<InstancePath>,
    Body(wish): Body<AsIs>,
) -> Answer<Json<InstanceView>> {
    let set = as_is::set(&ctx, viewer, path, wish.enabled).await?;
    Ok(Json(set.instance))
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Many {
    instance_ids: Vec<String>,
    enabled: bool,
}

#[derive(Debug, Serialize)]
struct Results {
    results: Vec<Entry>,
}

async fn set_many(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(path): Place<ScenePath>,
    Body(many): Body<Many>,
) -> Answer<Json<Results>> {
    let results = as_is::set_many(&ctx, viewer, path, &many.instance_ids, many.enabled).await?;
    Ok(Json(Results { results }))
}
