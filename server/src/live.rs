//! What changed in a project, as a stream of server-sent events. An event only wakes: the page asks
//! again for the state.

use crate::{
    answer::{Answer, Refusal},
    extract::{Asked, Place},
    state::{AppState, Streams},
};
use axum::{
    Extension, Router,
    extract::State,
    http::HeaderMap,
    response::{
        IntoResponse,
        sse::{Event as Line, KeepAlive, Sse},
    },
    routing::get,
};
use domain::{
    ctx::{Ctx, Viewer},
    error::Error,
    events::{Event, Events, Heard},
    model::ids::ProjectId,
    services::projects,
};
use futures::{Stream, StreamExt, stream};
use serde::Deserialize;
use std::{convert::Infallible, time::Duration};
use tokio::sync::broadcast::{Receiver, error::RecvError};

/// How often a quiet stream says that it is alive.
const ALIVE: Duration = Duration::from_secs(15);
/// How long a stream lasts. The browser connects again by itself and misses nothing.
const LONGEST: Duration = Duration::from_secs(300);
/// How long a browser waits before it connects again.
const RETRY: Duration = Duration::from_secs(2);

/// The stream of a project's events.
pub fn routes() -> Router<AppState> {
    Router::new().route("/api/projects/{project}/events", get(events))
}

#[derive(Debug, Deserialize)]
struct Since {
    since: Option<u64>,
}

async fn events(
    State(ctx): State<Ctx>,
    State(streams): State<Streams>,
    Extension(viewer): Extension<Viewer>,
    Place(project): Place<ProjectId>,
    Asked(asked): Asked<Since>,
    headers: HeaderMap,
) -> Answer {
    projects::get(&ctx, viewer, project).await?;
    let place = streams.places.try_acquire_owned();
    let place = place.map_err(|err| Refusal::from(Error::Unavailable(Box::new(err))))?;
    // A browser that connects again repeats its address but sends what it saw last in the header.
    let seen = match headers.get("last-event-id") {
        Some(id) => Some(
            id.to_str()
                .ok()
                .and_then(|id| id.parse().ok())
                .unwrap_or(u64::MAX),
        ),
        None => asked.since,
    };
    let lines = lines(
        ctx.events.clone(),
        project,
        seen.unwrap_or_else(|| ctx.events.last()),
    );
    let lines = lines
        .take_until(streams.stop.cancelled_owned())
        // Whoever connects again is asked again who they are.
        .take_until(tokio::time::sleep(LONGEST))
        .map(move |line| {
            let _held = &place;
            Ok::<_, Infallible>(line)
        });
    Ok(Sse::new(lines)
        .keep_alive(KeepAlive::new().interval(ALIVE).text("alive"))
        .into_response())
}

/// What was missed, then what happens.
fn lines(events: Events, project: ProjectId, seen: u64) -> impl Stream<Item = Line> + Send {
    let (missed, receiver) = events.since(seen);
    let first = Line::default().retry(RETRY).comment("connected");
    let missed = match missed {
        Some(missed) => missed
            .iter()
            .filter_map(|event| of(project, event))
            .collect(),
        None => vec![refresh(&events)],
    };
    stream::iter([first])
        .chain(stream::iter(missed))
        .chain(stream::unfold(receiver, move |receiver| {
            next(events.clone(), project, receiver)
        }))
}

async fn next(
    events: Events,
    project: ProjectId,
    mut receiver: Receiver<Heard>,
) -> Option<(Line, Receiver<Heard>)> {
    loop {
        match receiver.recv().await {
            Ok(Heard::Change(event)) => {
                if let Some(line) = of(project, &event) {
                    return Some((line, receiver));
                }
            }
            Ok(Heard::Refresh) | Err(RecvError::Lagged(_)) => {
                return Some((refresh(&events), receiver));
            }
            Err(RecvError::Closed) => return None,
        }
    }
}

/// The event, if it is the project's.
fn of(project: ProjectId, event: &Event) -> Option<Line> {
    if event.project != project {
        return None;
    }
    Line::default()
        .id(event.seq.to_string())
        .event("change")
        .json_data(event)
        .ok()
}

/// Too much was missed to tell it one by one.
fn refresh(events: &Events) -> Line {
    Line::default()
        .id(events.last().to_string())
        .event("refresh")
        .data("{}")
}
