//! Project assets.

use super::ASSET;
use crate::{
    answer::Answer,
    extract::{Asked, Body, InBranch, Paging, Place},
    lists::Listed,
    openapi::refusals,
    state::AppState,
};
use axum::{
    Extension, Json,
    extract::State,
    http::{StatusCode, Uri},
};
use domain::{
    ctx::{Ctx, Viewer},
    model::{
        ids::{AssetId, ProjectId},
        views::AssetView,
    },
    services::assets::{self, AssetInput},
};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

const ALL: &str = "/api/projects/{project}/assets";

/// `/api/projects/{project}/assets`.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::default()
        .routes(routes!(list, create))
        .routes(routes!(show, update, delete))
}

/// An asset of a project.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct AssetPath {
    /// The film.
    pub project: ProjectId,
    /// Its asset.
    pub asset: AssetId,
}

/// The characters, locations, props and extras of a branch, by kind and name.
#[utoipa::path(
    get,
    path = ALL,
    operation_id = "listAssets",
    tag = "Assets",
    params(InBranch, Paging),
    responses(
        (status = 200, description = "A page of assets.", body = [AssetView]),
        refusals::Finding
    )
)]
async fn list(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(project): Place<ProjectId>,
    Asked(asked): Asked<InBranch>,
    Asked(paging): Asked<Paging>,
    uri: Uri,
) -> Answer<Listed<AssetView>> {
    let paging = paging.of(100)?;
    let page = assets::list(&ctx, viewer, project, asked.branch()?, &paging).await?;
    Ok(Listed::at(&uri, page))
}

/// Makes an asset. Name and kind are needed, and no two of a kind share a name.
#[utoipa::path(
    post,
    path = ALL,
    operation_id = "createAsset",
    tag = "Assets",
    params(InBranch),
    request_body = AssetInput,
    responses((status = 201, description = "The asset.", body = AssetView), refusals::Changing)
)]
async fn create(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(project): Place<ProjectId>,
    Asked(asked): Asked<InBranch>,
    Body(input): Body<AssetInput>,
) -> Answer<(StatusCode, Json<AssetView>)> {
    let made = assets::create(&ctx, viewer, project, asked.branch()?, input).await?;
    Ok((StatusCode::CREATED, Json(made)))
}

/// An asset with its master image.
#[utoipa::path(
    get,
    path = ASSET,
    operation_id = "getAsset",
    tag = "Assets",
    responses((status = 200, description = "The asset.", body = AssetView), refusals::Looking)
)]
async fn show(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(at): Place<AssetPath>,
) -> Answer<Json<AssetView>> {
    Ok(Json(assets::get(&ctx, viewer, at.project, at.asset).await?))
}

/// Changes an asset. What is left out stays.
#[utoipa::path(
    put,
    path = ASSET,
    operation_id = "updateAsset",
    tag = "Assets",
    request_body = AssetInput,
    responses((status = 200, description = "The asset.", body = AssetView), refusals::Changing)
)]
async fn update(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(at): Place<AssetPath>,
    Body(input): Body<AssetInput>,
) -> Answer<Json<AssetView>> {
    Ok(Json(
        assets::update(&ctx, viewer, at.project, at.asset, input).await?,
    ))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Forced {
    /// Whether it is deleted even where scenes use it.
    #[serde(default)]
    force: bool,
}

/// Deletes an asset. One that scenes use is deleted by force alone, and one that is locked somewhere not at all.
#[utoipa::path(
    delete,
    path = ASSET,
    operation_id = "deleteAsset",
    tag = "Assets",
    params(Forced),
    responses((status = 204, description = "It is deleted."), refusals::Changing)
)]
async fn delete(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(at): Place<AssetPath>,
    Asked(forced): Asked<Forced>,
) -> Answer<StatusCode> {
    assets::delete(&ctx, viewer, at.project, at.asset, forced.force).await?;
    Ok(StatusCode::NO_CONTENT)
}
