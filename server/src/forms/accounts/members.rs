//! Who takes part in a film, and as what.

use super::{WithAccounts, again, form};
use crate::{
    answer::{Answer, Refusal},
    extract::{Fields, Place},
    forms::lead_to,
    state::AppState,
};
use axum::{Extension, extract::State, http::request::Parts};
use domain::{
    act::Notice,
    ctx::{Ctx, Viewer},
    model::{
        ids::{ProjectId, UserId},
        kinds::ProjectRole,
    },
    services::members,
};
use serde::Deserialize;

/// Somebody who is to take part.
#[derive(Deserialize)]
pub(super) struct NewMember {
    email: String,
    role: ProjectRole,
}

/// Somebody who takes part.
#[derive(Clone, Copy, Deserialize)]
pub(super) struct Member {
    project: ProjectId,
    user: UserId,
}

/// What somebody may do from now on.
#[derive(Deserialize)]
pub(super) struct NewRole {
    role: ProjectRole,
}

fn address(project: ProjectId) -> String {
    format!("/projects/{project}/members")
}

pub(super) async fn add(
    _: WithAccounts,
    State(state): State<AppState>,
    Extension(viewer): Extension<Viewer>,
    Place(project): Place<ProjectId>,
    asked: Parts,
    Fields(new): Fields<NewMember>,
) -> Answer {
    let address = address(project);
    match members::add(&state.ctx, viewer, project, &new.email, new.role).await {
        Ok(added) => {
            let said = Notice::done(format!("{} takes part now", added.name), None);
            lead_to(&address, Ok(Some(said)))
        }
        // Where the film is not the reader's, the page itself says that there is nothing.
        Err(err) => {
            let typed = vec![("email", new.email), ("role", new.role.to_string())];
            again(state, asked, &address, err.into(), form("member", typed)).await
        }
    }
}

pub(super) async fn change(
    _: WithAccounts,
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(at): Place<Member>,
    Fields(new): Fields<NewRole>,
) -> Answer {
    let changed = members::change(&ctx, viewer, at.project, at.user, new.role).await;
    let said = changed.map(|member| {
        let words = format!("{} takes part as {} now", member.name, member.role);
        Some(Notice::done(words, None))
    });
    lead_to(&address(at.project), said.map_err(Refusal::from))
}

/// Takes somebody out of the film. Whoever leaves it does not see it any more.
pub(super) async fn remove(
    _: WithAccounts,
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(at): Place<Member>,
) -> Answer {
    let removed = members::remove(&ctx, viewer, at.project, at.user).await;
    let leaves = viewer.user == at.user && removed.is_ok();
    let (address, words) = if leaves {
        ("/".to_owned(), "You left the film")
    } else {
        (address(at.project), "Member removed")
    };
    let said = removed.map(|()| Some(Notice::done(words, None)));
    lead_to(&address, said.map_err(Refusal::from))
}
