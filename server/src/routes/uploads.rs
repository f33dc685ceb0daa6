//! Pictures that people send.

use super::assets::AssetPath;
use crate::{
    answer::{Answer, Refusal},
    extract::{Place, image, wants_page},
    forms::{lead_to, panel::panel_after},
    state::AppState,
};
use axum::{
    Extension, Json, Router,
    extract::{Request, State},
    response::IntoResponse,
    routing::post,
};
use domain::{
    act::Notice,
    ctx::{Ctx, Viewer},
    model::{paths::InstancePath, views::InstanceView},
    services::{assets, instances},
};

/// The two `upload-image`: into a history, and as a master.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route(
            "/api/projects/{project}/scenes/{scene}/assets/{instance}/upload-image",
            post(into_history),
        )
        .route(
            "/api/projects/{project}/assets/{asset}/upload-image",
            post(as_master),
        )
}

/// Answers the instance, or leads a page's own form back to the panel.
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
    Ok(Json(uploaded?).into_response())
}

async fn take(
    ctx: &Ctx,
    viewer: Viewer,
    path: InstancePath,
    request: Request,
) -> Answer<InstanceView> {
    let sent = image(request).await?;
    instances::upload(ctx, viewer, path, sent.filename, sent.bytes)
        .await
        .map_err(Refusal::from)
}

async fn as_master(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(at): Place<AssetPath>,
    request: Request,
) -> Answer {
    let sent = image(request).await?;
    let asset = assets::upload_master(
        &ctx,
        viewer,
        at.project,
        at.asset,
        sent.filename,
        sent.bytes,
    )
    .await?;
    Ok(Json(asset).into_response())
}
