//! The history of an asset's master.

use super::{ASSET, assets::AssetPath};
use crate::{
    answer::Answer,
    extract::{Asked, Paging, Place},
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
        ids::{AssetId, MasterAttemptId, ProjectId},
        masters::MasterAttemptView,
    },
    services::assets::history,
};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

/// `/api/projects/{project}/assets/{asset}/attempts`.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::default()
        .routes(routes!(list))
        .routes(routes!(delete))
        .routes(routes!(select))
        .routes(routes!(restore))
}

/// A picture in the history of a master.
#[derive(Clone, Copy, Debug, Deserialize)]
struct MasterAttemptPath {
    project: ProjectId,
    asset: AssetId,
    attempt: MasterAttemptId,
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Which {
    /// Whether those are wanted that were deleted or made room, and can still be restored.
    #[serde(default)]
    deleted: bool,
}

/// The pictures that an asset's master has and had, newest first: the live ones, eight at most, or a page of those
/// that can be restored.
#[utoipa::path(
    get,
    context_path = ASSET,
    path = "/attempts",
    operation_id = "listMasterAttempts",
    tag = "Assets",
    params(Which, Paging),
    responses(
        (status = 200, description = "The attempts.", body = [MasterAttemptView]),
        refusals::Finding
    )
)]
async fn list(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(at): Place<AssetPath>,
    Asked(which): Asked<Which>,
    Asked(paging): Asked<Paging>,
    uri: Uri,
) -> Answer<Listed<MasterAttemptView>> {
    let paging = paging.of(100)?;
    if !which.deleted {
        let live = history::list(&ctx, viewer, at.project, at.asset).await?;
        return Ok(Listed::whole(live));
    }
    let page = history::list_removed(&ctx, viewer, at.project, at.asset, &paging).await?;
    Ok(Listed::at(&uri, page))
}

/// Selects a picture: it is the asset's master from now on.
#[utoipa::path(
    post,
    context_path = ASSET,
    path = "/attempts/{attempt}/select",
    operation_id = "selectMasterAttempt",
    tag = "Assets",
    responses(
        (status = 200, description = "The attempt.", body = MasterAttemptView),
        refusals::Changing
    )
)]
async fn select(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(at): Place<MasterAttemptPath>,
) -> Answer<Json<MasterAttemptView>> {
    let selected = history::select(&ctx, viewer, at.project, at.asset, at.attempt).await?;
    Ok(Json(selected))
}

/// Deletes a picture that is not the master. It can be restored for a while.
#[utoipa::path(
    delete,
    context_path = ASSET,
    path = "/attempts/{attempt}",
    operation_id = "deleteMasterAttempt",
    tag = "Assets",
    responses((status = 204, description = "It is deleted."), refusals::Changing)
)]
async fn delete(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(at): Place<MasterAttemptPath>,
) -> Answer<StatusCode> {
    history::delete(&ctx, viewer, at.project, at.asset, at.attempt).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Brings a deleted picture back into the history, without selecting it.
#[utoipa::path(
    post,
    context_path = ASSET,
    path = "/attempts/{attempt}/restore",
    operation_id = "restoreMasterAttempt",
    tag = "Assets",
    responses(
        (status = 200, description = "The attempt.", body = MasterAttemptView),
        refusals::Changing
    )
)]
async fn restore(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(at): Place<MasterAttemptPath>,
) -> Answer<Json<MasterAttemptView>> {
    let (restored, _made_room) =
        history::restore(&ctx, viewer, at.project, at.asset, at.attempt).await?;
    Ok(Json(restored))
}
