//! The forms of films: made, changed, deleted, and the sample opened.

use super::lead_to;
use crate::{
    answer::{Answer, Refusal},
    extract::{Fields, Place},
    state::AppState,
};
use axum::{Extension, Router, extract::State, response::Redirect, routing::post};
use domain::{
    act::Notice,
    ctx::{Ctx, Viewer},
    model::{ids::ProjectId, views::ProjectView},
    services::{
        projects::{self, ProjectInput},
        sample,
    },
};

/// The forms.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/projects", post(create).get(films))
        .route("/projects/{project}/edit", post(edit))
        .route("/projects/{project}/delete", post(delete))
}

/// The one whose answer takes its time: the sample film is drawn first.
pub fn slow_routes() -> Router<AppState> {
    Router::new().route("/sample", post(open_sample))
}

async fn create(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Fields(input): Fields<ProjectInput>,
) -> Answer {
    lead_to_project(
        projects::create(&ctx, viewer, input)
            .await
            .map_err(Refusal::from),
    )
}

/// The films stand on the first page.
async fn films() -> Redirect {
    Redirect::to("/")
}

async fn edit(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(project): Place<ProjectId>,
    Fields(mut input): Fields<ProjectInput>,
) -> Answer {
    // In a form, nothing chosen is an empty word.
    let named = |name: &String| !name.is_empty();
    input.provider = input.provider.map(|name| name.filter(named));
    input.visual_style = input.visual_style.map(|style| style.replace("\r\n", "\n"));
    let changed = projects::update(&ctx, viewer, project, input).await;
    lead_to(
        &format!("/projects/{project}"),
        changed
            .map(|_| Some(Notice::done("Film saved", None)))
            .map_err(Refusal::from),
    )
}

async fn delete(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(project): Place<ProjectId>,
) -> Answer {
    let deleted = projects::delete(&ctx, viewer, project).await;
    lead_to(
        "/",
        deleted
            .map(|()| Some(Notice::done("Project deleted", None)))
            .map_err(Refusal::from),
    )
}

async fn open_sample(State(ctx): State<Ctx>, Extension(viewer): Extension<Viewer>) -> Answer {
    lead_to_project(sample::open(&ctx, viewer).await.map_err(Refusal::from))
}

fn lead_to_project(made: Answer<ProjectView>) -> Answer {
    match made {
        Ok(project) => lead_to(&format!("/projects/{}", project.id), Ok(None)),
        Err(refusal) => lead_to("/", Err(refusal)),
    }
}
