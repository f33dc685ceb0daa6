//! Pictures that people send.

use super::{ASSET, INSTANCE, assets::AssetPath};
use crate::{
    answer::{Answer, Refusal},
    etag::Tagged,
    extract::{Place, sent, wants_page},
    forms::{lead_to, panel::panel_after},
    openapi::{Upload, refusals},
    state::AppState,
};
use axum::{
    Extension, Json, Router,
    extract::{Request, State},
    response::IntoResponse,
};
use domain::{
    act::Notice,
    ctx::{Ctx, Viewer},
    model::{
        masters_page,
        paths::InstancePath,
        views::{AssetView, InstanceView},
    },
    services::{assets, instances},
};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The two `upload-image`: into a history, and as a master.
pub fn routes() -> Router<AppState> {
    described().into()
}

/// The same with their description.
pub(crate) fn described() -> OpenApiRouter<AppState> {
    OpenApiRouter::default()
        .routes(routes!(into_history))
        .routes(routes!(as_master))
}

/// Adds a picture of your own to a history, and selects it.
///
/// PNG, JPEG or WebP by content, 5 MB, 8,192 pixels a side and 40,000,000 in all at most. What is stored carries
/// no metadata. The panel's own form, which would rather read HTML, is led back to the panel instead.
#[utoipa::path(
    post,
    context_path = INSTANCE,
    path = "/upload-image",
    operation_id = "uploadImage",
    tag = "History",
    request_body(content = Upload, content_type = "multipart/form-data"),
    responses(
        (status = 200, description = "The asset in the scene.", body = InstanceView),
        (status = 303, description = "Where a page's own form leads."),
        refusals::Uploading
    )
)]
async fn into_history(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(path): Place<InstancePath>,
    request: Request,
) -> Answer {
    let page = wants_page(request.headers());
    let after = panel_after(
        request.headers(),
        path.scene(),
        Some(path.instance),
        false,
        None,
    );
    let uploaded = take(&ctx, viewer, path, request).await;
    if page {
        return lead_to(
            &after,
            uploaded.map(|_| Some(Notice::done("Image uploaded", None))),
        );
    }
    Ok(Tagged(uploaded?).into_response())
}

async fn take(
    ctx: &Ctx,
    viewer: Viewer,
    path: InstancePath,
    request: Request,
) -> Answer<InstanceView> {
    let sent = sent::image(request).await?;
    instances::upload(ctx, viewer, path, sent.filename, sent.bytes)
        .await
        .map_err(Refusal::from)
}

/// Adds a picture of your own to the history of an asset's master, and selects it.
///
/// The same as for an asset in a scene. The form of the page of the film's assets is led back to that page instead.
#[utoipa::path(
    post,
    context_path = ASSET,
    path = "/upload-image",
    operation_id = "uploadMasterImage",
    tag = "Assets",
    request_body(content = Upload, content_type = "multipart/form-data"),
    responses(
        (status = 200, description = "The asset.", body = AssetView),
        (status = 303, description = "Where a page's own form leads."),
        refusals::Uploading
    )
)]
async fn as_master(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(at): Place<AssetPath>,
    request: Request,
) -> Answer {
    let page = wants_page(request.headers());
    let uploaded = take_master(&ctx, viewer, at, request).await;
    if page {
        return lead_to(
            &masters_page::address(at.project, Some(at.asset)),
            uploaded.map(|_| Some(Notice::done("Image uploaded", None))),
        );
    }
    Ok(Json(uploaded?).into_response())
}

async fn take_master(
    ctx: &Ctx,
    viewer: Viewer,
    at: AssetPath,
    request: Request,
) -> Answer<AssetView> {
    let sent = sent::image(request).await?;
    let (name, bytes) = (sent.filename, sent.bytes);
    assets::upload_master(ctx, viewer, at.project, at.asset, name, bytes)
        .await
        .map_err(Refusal::from)
}
