//! How far a picture is: told by events that may be missing, late, or about something else.

use super::{
    paper::Comfy,
    stage::{draw, request, workflow},
};
use crate::providers::peer::{Asked, Frame, Reply};
use domain::providers::{ImageProvider, Request};
use serde_json::{Value, json};
use tokio::sync::watch;

/// The job of whoever listens.
fn listener(asked: &Asked) -> String {
    asked.query.strip_prefix("clientId=").unwrap().to_owned()
}

fn event(kind: &str, id: &str, mut data: Value) -> Frame {
    data["prompt_id"] = json!(id);
    Frame::Json(json!({ "type": kind, "data": data }))
}

fn executing(id: &str, node: Value) -> Frame {
    event("executing", id, json!({ "node": node }))
}

fn progress(id: &str, node: &str, value: u32) -> Frame {
    event(
        "progress",
        id,
        json!({ "node": node, "value": value, "max": 20 }),
    )
}

/// Draws while the events are told, until so many percent are told on; then lets the picture end.
async fn percent(comfy: &Comfy, request: Request, wanted: i32) -> i32 {
    comfy.hold();
    let provider = comfy.provider(workflow());
    let (sender, mut told) = watch::channel(0);
    let drawing = tokio::spawn(async move { provider.draw(request, &sender).await });
    let percent = *told.wait_for(|percent| *percent >= wanted).await.unwrap();
    comfy.release();
    drawing.await.unwrap().unwrap();
    percent
}

#[tokio::test]
async fn events_tell_how_far_it_is() {
    let (comfy, request) = (Comfy::new().await, request(0));
    comfy.wrong("GET /ws", 1, |asked| {
        let id = &listener(asked);
        let said = [
            Frame::Json(json!({ "type": "status", "data": { "sid": id } })),
            event("execution_start", id, json!({})),
            event("execution_cached", id, json!({ "nodes": ["4", "5"] })),
            executing(id, json!("6")),
            executing(id, json!("7")),
            Frame::Binary(vec![0, 0, 0, 1, 0xff, 0xd8]),
            executing(id, json!("3")),
            progress(id, "3", 10),
        ];
        Reply::websocket(asked, &said).held()
    });
    // Two of six light nodes from the cache, two done, and half of a sampler that counts for twenty.
    assert_eq!(percent(&comfy, request, 50).await, 53);
    let asked = &comfy.asked("GET /ws")[0];
    assert_eq!(asked.header("upgrade"), Some("websocket"));
}

#[tokio::test]
async fn it_never_goes_back_and_other_peoples_events_do_not_count() {
    let (comfy, request) = (Comfy::new().await, request(0));
    comfy.wrong("GET /ws", 1, |asked| {
        let id = &listener(asked);
        let said = [
            progress("another", "3", 20),
            executing("another", Value::Null),
            Frame::Json(json!({ "type": "executing", "data": { "node": "9" } })),
            Frame::Json(json!([1, 2])),
            progress(id, "3", 10),
            progress(id, "3", 2),
            event(
                "progress",
                id,
                json!({ "node": "3", "value": 1e9, "max": 0 }),
            ),
        ];
        Reply::websocket(asked, &said).held()
    });
    assert_eq!(percent(&comfy, request, 50).await, 76);
}

#[tokio::test]
async fn a_line_that_is_cut_changes_nothing_but_the_progress() {
    for said in [vec![], vec![Frame::Json(json!({ "type": "status" }))]] {
        let (comfy, request) = (Comfy::new().await, request(0));
        comfy.wrong("GET /ws", 1, move |asked| Reply::websocket(asked, &said));
        draw(&comfy.provider(workflow()), request).await.unwrap();
        assert_eq!((comfy.paid(), comfy.asked("GET /ws").len()), (1, 1));
    }
}

#[tokio::test]
async fn without_a_websocket_the_picture_is_drawn_all_the_same() {
    let refusals: [fn() -> Reply; 4] = [
        || Reply::bytes(404, "text/plain", "404: Not Found"),
        || Reply::bytes(200, "text/html", "<html>Hello</html>"),
        || Reply::raw("HTTP/1.1 101 Switching Protocols\r\nconnection: Upgrade\r\n\r\n"),
        Reply::close,
    ];
    for refusal in refusals {
        let (comfy, request) = (Comfy::new().await, request(0));
        comfy.wrong("GET /ws", 1, move |_| refusal());
        draw(&comfy.provider(workflow()), request).await.unwrap();
        assert_eq!((comfy.paid(), comfy.asked("GET /ws").len()), (1, 1));
    }
}

#[tokio::test]
async fn an_end_that_is_told_too_early_is_not_believed() {
    let (comfy, request) = (Comfy::new().await, request(0));
    comfy.hold();
    comfy.wrong("GET /ws", 1, |asked| {
        let id = &listener(asked);
        let said = [event("execution_success", id, json!({}))];
        Reply::websocket(asked, &said).held()
    });
    let provider = comfy.provider(workflow());
    let drawing = tokio::spawn(async move { draw(&provider, request).await });
    crate::support::until("it is looked for again and again", async || {
        comfy.asked("GET /queue").len() > 4
    })
    .await;
    assert!(!drawing.is_finished());
    comfy.release();
    drawing.await.unwrap().unwrap();
}
