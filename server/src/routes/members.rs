//! Who takes part in a film.

use crate::{
    answer::Answer,
    extract::{Body, Place},
    openapi::refusals,
    state::AppState,
};
use axum::{Extension, Json, extract::State, http::StatusCode};
use domain::{
    ctx::{Ctx, Viewer},
    model::{
        ids::{ProjectId, UserId},
        kinds::ProjectRole,
    },
    services::members::{self, MemberView},
};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

const ALL: &str = "/api/projects/{project}/members";
const ONE: &str = "/api/projects/{project}/members/{user}";

/// `/api/projects/{project}/members`.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::default()
        .routes(routes!(list, add))
        .routes(routes!(change, remove))
}

/// Somebody in a film.
#[derive(Clone, Copy, Debug, Deserialize)]
struct MemberPath {
    project: ProjectId,
    user: UserId,
}

/// Who takes part in a film: the one who made it first, then the others by name.
#[utoipa::path(
    get,
    path = ALL,
    operation_id = "listMembers",
    tag = "Members",
    responses((status = 200, description = "Who takes part.", body = [MemberView]), refusals::Looking)
)]
async fn list(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(project): Place<ProjectId>,
) -> Answer<Json<Vec<MemberView>>> {
    Ok(Json(members::list(&ctx, viewer, project).await?))
}

/// Somebody who is to take part.
#[derive(Debug, Deserialize, ToSchema)]
struct NewMember {
    /// The e-mail address of their account.
    email: String,
    /// What they may do.
    role: ProjectRole,
}

/// Adds somebody who has an account here. Only an owner may.
#[utoipa::path(
    post,
    path = ALL,
    operation_id = "addMember",
    tag = "Members",
    request_body = NewMember,
    responses((status = 201, description = "The new member.", body = MemberView), refusals::Changing)
)]
async fn add(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(project): Place<ProjectId>,
    Body(new): Body<NewMember>,
) -> Answer<(StatusCode, Json<MemberView>)> {
    let added = members::add(&ctx, viewer, project, &new.email, new.role).await?;
    Ok((StatusCode::CREATED, Json(added)))
}

/// Another role.
#[derive(Debug, Deserialize, ToSchema)]
struct NewRole {
    /// What they may do from now on.
    role: ProjectRole,
}

/// Changes what somebody may do in a film. Only an owner may; the one who made the film stays its owner.
#[utoipa::path(
    put,
    path = ONE,
    operation_id = "changeMember",
    tag = "Members",
    request_body = NewRole,
    responses((status = 200, description = "The member.", body = MemberView), refusals::Changing)
)]
async fn change(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(at): Place<MemberPath>,
    Body(new): Body<NewRole>,
) -> Answer<Json<MemberView>> {
    Ok(Json(
        members::change(&ctx, viewer, at.project, at.user, new.role).await?,
    ))
}

/// Takes somebody out of a film. An owner may, and everybody may leave; the one who made the film stays.
#[utoipa::path(
    delete,
    path = ONE,
    operation_id = "removeMember",
    tag = "Members",
    responses((status = 204, description = "They take no part any more."), refusals::Changing)
)]
async fn remove(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(at): Place<MemberPath>,
) -> Answer<StatusCode> {
    members::remove(&ctx, viewer, at.project, at.user).await?;
    Ok(StatusCode::NO_CONTENT)
}
