//! The stream of a project's events.

use crate::client::{Api, request, send};
use axum::{
    body::{Body, BodyDataStream},
    http::{Request, header},
};
use domain::model::ids::ProjectId;
use futures::StreamExt;
use server::{router::router, state::AppState};
use std::{sync::Arc, time::Duration};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

struct Stream {
    body: BodyDataStream,
    read: String,
}

impl Stream {
    async fn open(api: &Api, stop: &CancellationToken, request: Request<Body>) -> Self {
        let state = AppState::local((**api).clone(), api.viewer).until(stop.clone());
        let response = router(state).oneshot(request).await.unwrap();
        assert_eq!(response.status().as_u16(), 200);
        assert_eq!(
            response.headers()[header::CONTENT_TYPE],
            "text/event-stream"
        );
        assert!(response.headers().get(header::CONTENT_ENCODING).is_none());
        Self {
            body: response.into_body().into_data_stream(),
            read: String::new(),
        }
    }

    /// Reads until the words were seen.
    async fn until(&mut self, words: &str) {
        while !self.read.contains(words) {
            let next = tokio::time::timeout(Duration::from_secs(10), self.body.next()).await;
            let chunk = next
                .unwrap_or_else(|_| panic!("no {words:?} in {:?}", self.read))
                .expect("not the end")
                .unwrap();
            self.read.push_str(std::str::from_utf8(&chunk).unwrap());
        }
    }
}

fn address(project: ProjectId) -> String {
    format!("/api/projects/{project}/events")
}

fn stream(project: ProjectId) -> Request<Body> {
    request("GET", &address(project))
        .header("accept-encoding", "br, gzip")
        .body(Body::empty())
        .unwrap()
}

#[tokio::test]
async fn a_change_is_told_to_who_looks_at_the_project() {
    let api = Api::sqlite().await;
    let (mine, other) = (api.scene().await, api.scene().await);
    let mut stream = Stream::open(&api, &CancellationToken::new(), stream(mine.project)).await;
    api.next_scene(other.project).await;
    let scene = api.next_scene(mine.project).await;
    stream.until("event: change").await;
    stream.until(&format!("\"scene\":\"{scene}\"")).await;
    assert!(
        !stream.read.contains(&other.project.to_string()),
        "{}",
        stream.read
    );
    let seq = api.events.last();
    assert!(
        stream.read.contains(&format!("id: {seq}")),
        "{}",
        stream.read
    );
    assert!(
        stream
            .read
            .contains(&format!("\"seq\":{seq},\"project\":\"{}\"", mine.project)),
        "{}",
        stream.read
    );
}

#[tokio::test]
async fn a_reader_resumes_where_it_stopped() {
    let api = Api::sqlite().await;
    let project = api.scene().await.project;
    let seen = api.events.last();
    let missed = api.next_scene(project).await;
    let by_address = request("GET", &format!("{}?since={seen}", address(project)))
        .body(Body::empty())
        .unwrap();
    Stream::open(&api, &CancellationToken::new(), by_address)
        .await
        .until(&missed.to_string())
        .await;
    let by_header = request("GET", &format!("{}?since=0", address(project)));
    let by_header = by_header
        .header("last-event-id", seen.to_string())
        .body(Body::empty())
        .unwrap();
    let mut stream = Stream::open(&api, &CancellationToken::new(), by_header).await;
    stream.until(&missed.to_string()).await;
    assert_eq!(
        stream.read.matches("event: change").count(),
        1,
        "{}",
        stream.read
    );
}

#[tokio::test]
async fn a_reader_that_missed_too_much_asks_for_everything() {
    let api = Api::sqlite().await;
    let project = api.scene().await.project;
    for id in ["9999999", "nonsense"] {
        let late = request("GET", &address(project))
            .header("last-event-id", id)
            .body(Body::empty())
            .unwrap();
        Stream::open(&api, &CancellationToken::new(), late)
            .await
            .until("event: refresh")
            .await;
    }
    api.get(&format!("{}?since=x", address(project)))
        .await
        .refusal(400, "invalid");
    api.get(&address(ProjectId::new()))
        .await
        .refusal(404, "not_found");
}

#[tokio::test]
async fn streams_end_when_the_process_stops() {
    let api = Api::sqlite().await;
    let stop = CancellationToken::new();
    let mut stream = Stream::open(&api, &stop, stream(api.scene().await.project)).await;
    stream.until("retry").await;
    stop.cancel();
    let end = tokio::time::timeout(Duration::from_secs(5), async {
        while stream.body.next().await.is_some() {}
    });
    end.await.expect("the stream ends");
}

#[tokio::test]
async fn streams_are_counted_and_give_their_place_back() {
    let api = Api::sqlite().await;
    let project = api.scene().await.project;
    let mut state = AppState::local((**api).clone(), api.viewer);
    state.streams.places = Arc::new(Semaphore::new(1));
    let router = router(state);
    let first = router.clone().oneshot(stream(project)).await.unwrap();
    assert_eq!(first.status().as_u16(), 200);
    let refused = send(router.clone(), stream(project)).await;
    refused.refusal(503, "unavailable");
    assert_eq!(refused.header("retry-after"), "1");
    drop(first);
    assert_eq!(
        router
            .oneshot(stream(project))
            .await
            .unwrap()
            .status()
            .as_u16(),
        200
    );
}
