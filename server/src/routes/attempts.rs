//! The history of an instance.

use super::INSTANCE;
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
        paths::{AttemptPath, InstancePath},
        views::AttemptView,
    },
    services::attempts,
};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

/// `…/assets/{instance}/attempts`.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::default()
        .routes(routes!(list))
        .routes(routes!(delete))
        .routes(routes!(select))
        .routes(routes!(restore))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Which {
    /// Whether those are wanted that were deleted or made room, and can still be restored.
    #[serde(default)]
    deleted: bool,
}

/// The pictures in a history, newest first: the live ones, eight at most, or a page of those that can be restored.
#[utoipa::path(
    get,
    context_path = INSTANCE,
    path = "/attempts",
    operation_id = "listAttempts",
    tag = "History",
    params(Which, Paging),
    responses(
        (status = 200, description = "The attempts.", body = [AttemptView]),
        refusals::Finding
    )
)]
async fn list(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(path): Place<InstancePath>,
    Asked(which): Asked<Which>,
    Asked(paging): Asked<Paging>,
    uri: Uri,
) -> Answer<Listed<AttemptView>> {
    let paging = paging.of(100)?;
    if !which.deleted {
        return Ok(Listed::whole(attempts::list(&ctx, viewer, path).await?));
    }
    let page = attempts::list_removed(&ctx, viewer, path, &paging).await?;
    Ok(Listed::at(&uri, page))
}

/// Selects a picture: the asset shows it in this scene from now on.
#[utoipa::path(
    post,
    context_path = INSTANCE,
    path = "/attempts/{attempt}/select",
    operation_id = "selectAttempt",
    tag = "History",
    responses((status = 200, description = "The attempt.", body = AttemptView), refusals::Changing)
)]
async fn select(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(path): Place<AttemptPath>,
) -> Answer<Json<AttemptView>> {
    Ok(Json(attempts::select(&ctx, viewer, path).await?))
}

/// Deletes a picture that is not selected. It can be restored for a while.
#[utoipa::path(
    delete,
    context_path = INSTANCE,
    path = "/attempts/{attempt}",
    operation_id = "deleteAttempt",
    tag = "History",
    responses((status = 204, description = "It is deleted."), refusals::Changing)
)]
async fn delete(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(path): Place<AttemptPath>,
) -> Answer<StatusCode> {
    attempts::delete(&ctx, viewer, path).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Brings a deleted picture back into the history, without selecting it.
#[utoipa::path(
    post,
    context_path = INSTANCE,
    path = "/attempts/{attempt}/restore",
    operation_id = "restoreAttempt",
    tag = "History",
    responses((status = 200, description = "The attempt.", body = AttemptView), refusals::Changing)
)]
async fn restore(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(path): Place<AttemptPath>,
) -> Answer<Json<AttemptView>> {
    let (restored, _made_room) = attempts::restore(&ctx, viewer, path).await?;
    Ok(Json(restored))
}
