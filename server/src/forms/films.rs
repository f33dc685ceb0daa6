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
use serde::Deserialize;

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

/// What is said of a film in its dialog, and what the dialog was filled in with.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Edited {
    title: Option<String>,
    aspect_ratio: Option<String>,
    visual_style: Option<String>,
    provider: Option<String>,
    was_title: Option<String>,
    was_aspect_ratio: Option<String>,
    was_visual_style: Option<String>,
    was_provider: Option<String>,
}

impl From<Edited> for ProjectInput {
    fn from(film: Edited) -> Self {
        // In a form, nothing chosen is an empty word.
        let named = |name: String| Some(name).filter(|name| !name.is_empty());
        Self {
            title: changed(film.title, film.was_title),
            aspect_ratio: changed(film.aspect_ratio, film.was_aspect_ratio),
            visual_style: changed(film.visual_style, film.was_visual_style),
            provider: changed(film.provider, film.was_provider).map(named),
        }
    }
}

/// What stands in a field, unless it stood there before: then it stays as it is by now, whoever changed it.
fn changed(now: Option<String>, was: Option<String>) -> Option<String> {
    let plain = |text: String| text.replace("\r\n", "\n");
    let (now, was) = (now.map(plain), was.map(plain));
    now.filter(|now| Some(now) != was.as_ref())
}

async fn edit(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(project): Place<ProjectId>,
    Fields(film): Fields<Edited>,
) -> Answer {
    let saved = projects::update(&ctx, viewer, project, film.into()).await;
    lead_to(
        &format!("/projects/{project}"),
        saved
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
