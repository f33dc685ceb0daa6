//! The forms of pages without scripts: each does one thing and leads to the page that shows it. And the one
//! address that leads on by itself.

pub mod accounts;
pub mod films;
pub mod masters;
pub mod panel;
pub mod settings;

use crate::{
    answer::{Answer, Refusal},
    cookies::Cookies,
    extract::{Fields, Place, wants_page},
    pages,
    state::AppState,
};
use axum::{
    Extension, Router,
    extract::{DefaultBodyLimit, Request, State},
    http::{HeaderMap, StatusCode, Uri, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use domain::{
    act::Notice,
    ctx::{Ctx, Viewer},
    jobs::queue,
    model::{
        ids::{JobId, ProjectId},
        paging::Paging,
        paths::ScenePath,
    },
    services::{
        projects,
        scenes::{self, SceneInput},
    },
};
use serde::Deserialize;

/// The longest description beside the one before it, every letter of them written with percent signs, fits.
const MOST_BYTES: usize = 128 * 1024;

/// The forms.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/projects/{project}/jobs/{job}/cancel", post(cancel))
        .route("/projects/{project}/jobs/{job}/retry", post(retry))
        .route("/projects/{project}/scenes/{scene}/act", post(panel::act))
        .route(
            "/projects/{project}/assets/act",
            get(masters::page).post(masters::act),
        )
        .route(
            "/projects/{project}/scenes",
            get(first_scene).post(new_scene),
        )
        .route("/theme", post(theme))
        .merge(films::routes())
        .merge(accounts::routes())
        .layer(DefaultBodyLimit::max(MOST_BYTES))
}

/// The forms whose answers take their time: the sample film is drawn first, and a provider is waited for.
pub fn slow_routes() -> Router<AppState> {
    Router::new()
        .merge(films::slow_routes())
        .merge(settings::routes())
}

/// Leads to the page that follows and keeps what is to be said there. What is not there is left to the
/// page for missing things.
pub fn lead_to(address: &str, said: Answer<Option<Notice>>) -> Answer {
    let notice = match said {
        Ok(notice) => notice,
        Err(refusal) if refusal.status() == StatusCode::NOT_FOUND => return Err(refusal),
        Err(refusal) => {
            refusal.log();
            Some(Notice::refused(refusal.sentence()))
        }
    };
    let mut response = Redirect::to(address).into_response();
    if let Some(notice) = notice {
        response.extensions_mut().insert(notice);
    }
    Ok(response)
}

/// Shows the page for missing things where a page's own form asked for one.
pub async fn missing_as_page(
    State(state): State<AppState>,
    request: Request,
    next: Next,
) -> Response {
    let (parts, body) = request.into_parts();
    let asked = parts.clone();
    let response = next.run(Request::from_parts(parts, body)).await;
    let missing = response
        .extensions()
        .get::<Refusal>()
        .is_some_and(|refusal| refusal.status() == StatusCode::NOT_FOUND);
    if missing && wants_page(&asked.headers) {
        return pages::missing(State(state), Request::from_parts(asked, Default::default())).await;
    }
    response
}

/// The scenes of a film begin with its first; a film without any shows its board.
async fn first_scene(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(project): Place<ProjectId>,
) -> Answer {
    let scenes = scenes::list(&ctx, viewer, project, None, &Paging::first(1)).await?;
    let address = match scenes.rows.first() {
        Some(scene) => ScenePath {
            project,
            scene: scene.id,
        }
        .address(),
        None => format!("/projects/{project}"),
    };
    lead_to(&address, Ok(None))
}

/// What is said of a scene that is made on the board.
#[derive(Debug, Deserialize)]
struct NewScene {
    heading: String,
    script: Option<String>,
}

async fn new_scene(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(project): Place<ProjectId>,
    Fields(scene): Fields<NewScene>,
) -> Answer {
    let input = SceneInput {
        heading: Some(scene.heading),
        script_excerpt: Some(scene.script.map(|script| script.replace("\r\n", "\n"))),
        ..Default::default()
    };
    let said = scenes::create(&ctx, viewer, project, None, input).await;
    let said = said.map(|made| {
        Some(Notice::done(
            format!("Scene {} made", made.scene_number),
            None,
        ))
    });
    lead_to(&format!("/projects/{project}"), said.map_err(Refusal::from))
}

/// A job on the page of a project's queue.
#[derive(Clone, Copy, Debug, Deserialize)]
struct QueuedJob {
    project: ProjectId,
    job: JobId,
}

impl QueuedJob {
    fn address(self) -> String {
        format!("/projects/{}/jobs", self.project)
    }
}

async fn cancel(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(at): Place<QueuedJob>,
) -> Answer {
    projects::get(&ctx, viewer, at.project).await?;
    let ended = queue::cancel(&ctx, viewer, at.job).await;
    let said = ended.map(|_| Some(Notice::done("Generation cancelled", None)));
    lead_to(&at.address(), said.map_err(Refusal::from))
}

async fn retry(
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(at): Place<QueuedJob>,
) -> Answer {
    projects::get(&ctx, viewer, at.project).await?;
    let queued = queue::retry(&ctx, viewer, at.job).await;
    let said = queued.map(|_| Some(Notice::done("Generation started again", None)));
    lead_to(&at.address(), said.map_err(Refusal::from))
}

/// The reader's choice of theme.
#[derive(Debug, Deserialize)]
struct Choice {
    theme: String,
}

/// Keeps the reader's theme for a year and leads back to where it was chosen.
async fn theme(cookies: Cookies, headers: HeaderMap, Fields(choice): Fields<Choice>) -> Answer {
    let (word, seconds) = match choice.theme.as_str() {
        "light" => ("light", 31_536_000),
        "dark" => ("dark", 31_536_000),
        "system" => ("", 0),
        _ => return Err(Refusal::invalid("The theme is one of system, light, dark.")),
    };
    let mut response = Redirect::to(&page_before(&headers)).into_response();
    if let Some(cookie) = cookies.set(pages::THEME, word, seconds) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// The path of the page that held the form, never another site's.
pub(crate) fn page_before(headers: &HeaderMap) -> String {
    let referer = headers
        .get(header::REFERER)
        .and_then(|referer| referer.to_str().ok()?.parse::<Uri>().ok());
    let path = referer.and_then(|uri| Some(uri.path_and_query()?.as_str().to_owned()));
    // Two slashes at the beginning would name a host.
    path.filter(|path| path.starts_with('/') && !path.starts_with("//"))
        .unwrap_or_else(|| "/".to_owned())
}
