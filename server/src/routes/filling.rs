//! Filling a scene: from an earlier one, from what it expects, and with an asset that is new.

use crate::{
    answer::Answer,
    extract::{Body, Place},
    state::AppState,
};
use axum::{Extension, Json, Router, extract::State, http::StatusCode, routing::post};
use domain::{
    ctx::{Ctx, Viewer},
    model::{paths::ScenePath, views::InstanceView},
    services::{
        assets::AssetInput,
        inheritance::{self, Filled},
        instances,
    },
};
use serde::Serialize;

/// `…/assets/inherit`, `…/assets/populate-from-dependencies` and `…/assets/create-with-project-asset`.
pub fn routes() -> Router<AppState> {
    const ALL: &str = "/api/projects/{project}/scenes/{scene}/assets";
    Router::new()
        .route(&format!("{ALL}/inherit"), post(inherit))
        .route(&format!("{ALL}/populate-from-dependencies"), post(populate))
        .route(&format!("{ALL}/create-with-project-asset"), post(create))
}

#[derive(Debug, Serialize)]
struct Inherited {
    message: String,
    count: usize,
}

async fn inherit(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(path): Place<ScenePath>,
) -> Answer<Json<Inherited>> {
    let filled = inheritance::inherit(&ctx, viewer, path).await?;
    Ok(Json(Inherited {
        message: said(&filled),
        count: filled.instances.len(),
    }))
}

fn said(filled: &Filled) -> String {
    let assets = |count| format!("{count} {}", if count == 1 { "asset" } else { "assets" });
    let matched = format!(
        "{} matched to what the scene expects",
        assets(filled.matched)
    );
    match filled.from_scene {
        Some(number) => {
            let inherited = format!(
                "{} taken over from scene {number}",
                assets(filled.inherited)
            );
            match filled.matched {
                0 => format!("{inherited}."),
                _ => format!("{inherited}, {matched}."),
            }
        }
        None if filled.matched > 0 => format!("{matched}."),
        None => "There is nothing to take over, and nothing that the scene expects.".to_owned(),
    }
}

#[derive(Debug, Serialize)]
struct Populated {
    instances: Vec<InstanceView>,
    matched: usize,
}

async fn populate(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(path): Place<ScenePath>,
) -> Answer<Json<Populated>> {
    let instances = inheritance::populate(&ctx, viewer, path).await?;
    Ok(Json(Populated {
        matched: instances.len(),
        instances,
    }))
}

async fn create(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(path): Place<ScenePath>,
    Body(input): Body<AssetInput>,
) -> Answer<(StatusCode, Json<InstanceView>)> {
    Ok((
        StatusCode::CREATED,
        Json(instances::create_with_asset(&ctx, viewer, path, input).await?),
    ))
}
