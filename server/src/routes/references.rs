//! The references that pictures start from, and taking them as they are.

use super::{CAST, INSTANCE};
use crate::{
    answer::Answer,
    etag::Tagged,
    extract::{Body, List, Place},
    openapi::refusals,
    state::AppState,
};
use axum::{Extension, Json, extract::State};
use domain::{
    ctx::{Ctx, Viewer},
    jobs::bulk::Entry,
    model::{
        panel::ReferenceView,
        paths::{InstancePath, ScenePath},
        views::{ExtraView, InstanceView},
    },
    services::{
        as_is,
        references::{
            self, Choice,
            extras::{self, ExtraInput},
        },
    },
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// `…/assets/{instance}/reference-chain`, `/select-master-reference`, `/references` and `/use-master-as-is`, and
/// `…/assets/bulk-use-master-as-is`.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::default()
        .routes(routes!(chain))
        .routes(routes!(choose))
        .routes(routes!(list_extras, put_extras))
        .routes(routes!(set))
        .routes(routes!(set_many))
}

/// The pictures that generation can start from: the master, then those of earlier scenes.
#[utoipa::path(
    get,
    context_path = INSTANCE,
    path = "/reference-chain",
    operation_id = "getReferenceChain",
    tag = "Master reference",
    responses(
        (status = 200, description = "The chain; the one in force is active.", body = [ReferenceView]),
        refusals::Looking
    )
)]
async fn chain(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(path): Place<InstancePath>,
) -> Answer<Json<Vec<ReferenceView>>> {
    Ok(Json(references::list(&ctx, viewer, path).await?))
}

/// Chooses the picture that generation starts from. Both words must be on the chain.
#[utoipa::path(
    post,
    context_path = INSTANCE,
    path = "/select-master-reference",
    operation_id = "selectMasterReference",
    tag = "Master reference",
    request_body = Choice,
    responses(
        (status = 200, description = "The asset in the scene.", body = InstanceView),
        refusals::Changing
    )
)]
async fn choose(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(path): Place<InstancePath>,
    Body(choice): Body<Choice>,
) -> Answer<Tagged> {
    Ok(Tagged(
        references::choose(&ctx, viewer, path, choice).await?,
    ))
}

/// What is sent beside the reference in force.
///
/// Of each asset goes how it looks by this scene: its picture here, else in the nearest earlier scene, else its master.
#[utoipa::path(
    get,
    context_path = INSTANCE,
    path = "/references",
    operation_id = "listExtraReferences",
    tag = "Master reference",
    responses(
        (status = 200, description = "The other assets, in the order in which they are sent.", body = [ExtraView]),
        refusals::Looking
    )
)]
async fn list_extras(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(path): Place<InstancePath>,
) -> Answer<Json<Vec<ExtraView>>> {
    Ok(Json(extras::list(&ctx, viewer, path).await?))
}

/// Sends exactly these beside the reference in force from now on, four at most.
#[utoipa::path(
    put,
    context_path = INSTANCE,
    path = "/references",
    operation_id = "putExtraReferences",
    tag = "Master reference",
    request_body = [ExtraInput],
    responses(
        (status = 200, description = "The same as they are sent.", body = [ExtraView]),
        refusals::Changing
    )
)]
async fn put_extras(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(path): Place<InstancePath>,
    List(wanted): List<ExtraInput>,
) -> Answer<Json<Vec<ExtraView>>> {
    Ok(Json(extras::put(&ctx, viewer, path, wanted).await?))
}

/// Whether the master reference is taken unchanged.
#[derive(Debug, Deserialize, ToSchema)]
struct AsIs {
    /// Whether it is.
    enabled: bool,
}

/// Takes the reference in force unchanged, or stops doing so.
#[utoipa::path(
    post,
    context_path = INSTANCE,
    path = "/use-master-as-is",
    operation_id = "useMasterAsIs",
    tag = "Master reference",
    request_body = AsIs,
    responses(
        (status = 200, description = "The asset in the scene.", body = InstanceView),
        refusals::Changing
    )
)]
async fn set(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(path): Place<InstancePath>,
    Body(wish): Body<AsIs>,
) -> Answer<Tagged> {
    let set = as_is::set(&ctx, viewer, path, wish.enabled).await?;
    Ok(Tagged(set.instance))
}

/// Whether the master references of several are taken unchanged.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ManyAsIs {
    /// Their ids, 1,000 at most. Each counts once.
    instance_ids: Vec<String>,
    /// Whether they are.
    enabled: bool,
}

/// What became of each entry of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Results {
    /// One for each id, in the order in which they were sent.
    pub(super) results: Vec<Entry>,
}

/// Takes the references of these unchanged, or stops doing so. One that cannot be does not stop the others.
#[utoipa::path(
    post,
    context_path = CAST,
    path = "/bulk-use-master-as-is",
    operation_id = "bulkUseMasterAsIs",
    tag = "Master reference",
    request_body = ManyAsIs,
    responses(
        (status = 200, description = "What became of each.", body = Results),
        refusals::Changing
    )
)]
async fn set_many(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(path): Place<ScenePath>,
    Body(many): Body<ManyAsIs>,
) -> Answer<Json<Results>> {
    let results = as_is::set_many(&ctx, viewer, path, &many.instance_ids, many.enabled).await?;
    Ok(Json(Results { results }))
}
