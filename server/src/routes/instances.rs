//! Scene asset instances.

use super::{CAST, INSTANCE};
use crate::{
    answer::Answer,
    etag::{self, Seen, Tagged},
    extract::{Asked, Body, Paging, Place},
    lists::Listed,
    openapi::refusals,
    state::AppState,
};
use axum::{
    Extension,
    extract::State,
    http::{HeaderMap, StatusCode, Uri},
    response::{IntoResponse, Response},
};
use domain::{
    ctx::{Ctx, Viewer},
    model::{
        paths::{InstancePath, ScenePath},
        views::InstanceView,
    },
    services::instances::{self, InstanceInput, NewInstance},
};
use utoipa_axum::{router::OpenApiRouter, routes};

/// `/api/projects/{project}/scenes/{scene}/assets`.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::default()
        .routes(routes!(list, create))
        .routes(routes!(show, update, delete))
}

/// The assets in a scene, by kind and name. The first time, an empty scene is filled.
#[utoipa::path(
    get,
    path = CAST,
    operation_id = "listInstances",
    tag = "Scene assets",
    params(Paging),
    responses(
        (status = 200, description = "A page of them, 1,000 unless another limit is given.", body = [InstanceView]),
        refusals::Finding
    )
)]
async fn list(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(path): Place<ScenePath>,
    Asked(paging): Asked<Paging>,
    uri: Uri,
) -> Answer<Listed<InstanceView>> {
    let page = instances::list(&ctx, viewer, path, &paging.of(1_000)?).await?;
    Ok(Listed::at(&uri, page))
}

/// Brings an asset into a scene.
#[utoipa::path(
    post,
    path = CAST,
    operation_id = "createInstance",
    tag = "Scene assets",
    request_body = NewInstance,
    responses(
        (status = 201, description = "The asset in the scene.", body = InstanceView),
        refusals::Changing
    )
)]
async fn create(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(path): Place<ScenePath>,
    Body(input): Body<NewInstance>,
) -> Answer<(StatusCode, Tagged)> {
    let made = instances::create(&ctx, viewer, path, input).await?;
    Ok((StatusCode::CREATED, Tagged(made)))
}

/// An asset in a scene.
#[utoipa::path(
    get,
    path = INSTANCE,
    operation_id = "getInstance",
    tag = "Scene assets",
    params((
        "If-None-Match" = Option<String>, Header,
        description = "An `ETag` that you have; while it fits, the answer is 304 without a body."
    )),
    responses(
        (status = 200, description = "The asset in the scene.", body = InstanceView),
        (status = 304, description = "It is what you have."),
        refusals::Looking
    )
)]
async fn show(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(path): Place<InstancePath>,
    headers: HeaderMap,
) -> Answer<Response> {
    let shown = Tagged(instances::get(&ctx, viewer, path).await?);
    Ok(match etag::known(&headers, &shown) {
        true => shown.unchanged(),
        false => shown.into_response(),
    })
}

/// Changes an asset in a scene. What is left out stays, null clears. The picture follows the selected attempt and
/// cannot be set.
#[utoipa::path(
    put,
    path = INSTANCE,
    operation_id = "updateInstance",
    tag = "Scene assets",
    params((
        "If-Match" = Option<String>, Header,
        description = "The `ETag` that you saw; where another stands there by now, nothing is changed."
    )),
    request_body = InstanceInput,
    responses(
        (status = 200, description = "The asset in the scene.", body = InstanceView),
        refusals::Conditional
    )
)]
async fn update(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(path): Place<InstancePath>,
    Seen(seen): Seen,
    Body(input): Body<InstanceInput>,
) -> Answer<Tagged> {
    let input = InstanceInput { seen, ..input };
    Ok(Tagged(instances::update(&ctx, viewer, path, input).await?))
}

/// Takes an asset out of a scene.
#[utoipa::path(
    delete,
    path = INSTANCE,
    operation_id = "deleteInstance",
    tag = "Scene assets",
    params((
        "If-Match" = Option<String>, Header,
        description = "The `ETag` that you saw; where another stands there by now, nothing is deleted."
    )),
    responses((status = 204, description = "It is out of the scene."), refusals::Conditional)
)]
async fn delete(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(path): Place<InstancePath>,
    Seen(seen): Seen,
) -> Answer<StatusCode> {
    instances::delete(&ctx, viewer, path, seen.as_deref()).await?;
    Ok(StatusCode::NO_CONTENT)
}
