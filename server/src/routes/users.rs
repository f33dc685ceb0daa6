//! People, as admins manage them.

use super::login::AccountsOn;
use crate::{
    answer::Answer,
    extract::{Asked, Body, Paging},
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
    model::kinds::UserRole,
    services::{
        accounts::{self, NewUser},
        users::UserView,
    },
};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// `/api/users`.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::default().routes(routes!(list, add))
}

/// Everybody who has an account here, by address. Only an admin may ask.
#[utoipa::path(
    get,
    path = "/api/users",
    operation_id = "listUsers",
    tag = "Accounts",
    params(Paging),
    responses((status = 200, description = "A page of people.", body = [UserView]), refusals::Making)
)]
async fn list(
    _: AccountsOn,
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Asked(paging): Asked<Paging>,
    uri: Uri,
) -> Answer<Listed<UserView>> {
    let page = accounts::list(&ctx, viewer, &paging.of(100)?).await?;
    Ok(Listed::at(&uri, page))
}

/// Somebody who is to have an account.
#[derive(Deserialize, ToSchema)]
struct Person {
    /// Where they are reached, and how they sign in.
    email: String,
    /// What they are called.
    name: String,
    /// Their first password: 10 to 128 characters that are not easy to guess.
    password: String,
    /// What they may do in the whole installation; "member" unless given.
    role: Option<UserRole>,
}

/// Adds somebody. Only an admin may.
#[utoipa::path(
    post,
    path = "/api/users",
    operation_id = "addUser",
    tag = "Accounts",
    request_body = Person,
    responses((status = 201, description = "Who was added.", body = UserView), refusals::Making)
)]
async fn add(
    _: AccountsOn,
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Body(person): Body<Person>,
) -> Answer<(StatusCode, Json<UserView>)> {
    let new = NewUser {
        email: person.email,
        name: person.name,
        password: person.password,
    };
    let role = person.role.unwrap_or(UserRole::Member);
    let added = accounts::invite(&ctx, viewer, new, role).await?;
    Ok((StatusCode::CREATED, Json(added)))
}
