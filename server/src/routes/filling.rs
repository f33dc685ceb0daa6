//! Filling a scene: from an earlier one, from what it expects, and with an asset that is new.

use super::CAST;
use crate::{
    answer::Answer,
    etag::Tagged,
    extract::{Body, Place},
    openapi::refusals,
    state::AppState,
};
use axum::{Extension, Json, extract::State, http::StatusCode};
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
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// `…/assets/inherit`, `…/assets/populate-from-dependencies` and `…/assets/create-with-project-asset`.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::default()
        .routes(routes!(inherit))
        .routes(routes!(populate))
        .routes(routes!(create))
}

/// What a scene was filled with.
#[derive(Debug, Serialize, ToSchema)]
struct Inherited {
    /// What was done, in a sentence.
    message: String,
    /// How many assets entered the scene.
    count: usize,
}

/// Fills an empty scene from the nearest earlier one, and with what it expects.
///
/// Refused with 400 when the scene has assets already.
#[utoipa::path(
    post,
    context_path = CAST,
    path = "/inherit",
    operation_id = "inheritInstances",
    tag = "Scene assets",
    responses((status = 200, description = "What was done.", body = Inherited), refusals::Changing)
)]
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

/// What entered a scene because it is expected there.
#[derive(Debug, Serialize, ToSchema)]
struct Populated {
    /// The new instances.
    instances: Vec<InstanceView>,
    /// How many they are.
    matched: usize,
}

/// Brings in what the scene expects and does not have yet, matched by kind and name.
#[utoipa::path(
    post,
    context_path = CAST,
    path = "/populate-from-dependencies",
    operation_id = "populateInstances",
    tag = "Scene assets",
    responses(
        (status = 200, description = "The new instances.", body = Populated),
        refusals::Changing
    )
)]
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

/// Makes an asset and brings it into the scene: both or neither.
#[utoipa::path(
    post,
    context_path = CAST,
    path = "/create-with-project-asset",
    operation_id = "createInstanceWithAsset",
    tag = "Scene assets",
    request_body = AssetInput,
    responses(
        (status = 201, description = "The asset in the scene.", body = InstanceView),
        refusals::Changing
    )
)]
async fn create(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(path): Place<ScenePath>,
    Body(input): Body<AssetInput>,
) -> Answer<(StatusCode, Tagged)> {
    let made = instances::create_with_asset(&ctx, viewer, path, input).await?;
    Ok((StatusCode::CREATED, Tagged(made)))
}
