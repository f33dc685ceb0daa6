//! Ending at ComfyUI what nobody waits for any more, and nothing else.

use super::{
    paper::Comfy,
    stage::{process, request, workflow},
};
use crate::{
    providers::peer::Reply,
    support::{alone, ask, job, until, work_off},
};
use domain::{
    ctx::Settings,
    jobs::{queue, worker::Worker},
    model::kinds::JobStatus,
    providers::{ImageProvider, Unwanted},
    testing::{TestCtx, settings},
};
use serde_json::json;
use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};
use tokio::sync::Semaphore;

on_both!(what_is_retried_while_it_is_being_ended_is_not_interrupted);

#[tokio::test]
async fn a_waiting_prompt_is_taken_out_of_the_queue() {
    let (comfy, request) = (Comfy::new().await, request(0));
    comfy.hold();
    comfy.open("another", workflow(), true);
    comfy.open(request.job, workflow(), false);
    comfy.provider(workflow()).end(request.job).await;
    assert_eq!(comfy.waiting(), ["another"]);
    assert!(
        comfy.asked("POST /interrupt").is_empty(),
        "another's picture is left alone"
    );
}

#[tokio::test]
async fn a_running_prompt_is_interrupted_by_its_name() {
    let (comfy, request) = (Comfy::new().await, request(0));
    comfy.hold();
    comfy.open(request.job, workflow(), true);
    comfy.open("another", workflow(), false);
    comfy.provider(workflow()).end(request.job).await;
    assert_eq!(comfy.waiting(), ["another"]);
    let told = comfy.asked("POST /interrupt")[0].json();
    assert_eq!(told, json!({ "prompt_id": request.job }));
}

/// Wanted again after it was asked so many times.
struct Wanted(AtomicUsize);

#[async_trait::async_trait]
impl Unwanted for Wanted {
    async fn still(&self) -> bool {
        let left = |left: usize| left.checked_sub(1);
        self.0.fetch_update(SeqCst, SeqCst, left).is_ok()
    }
}

#[tokio::test]
async fn what_is_wanted_again_is_not_ended_any_further() {
    for (times, lines) in [
        (0, [0, 0]),
        // Had it waited, it would be out of the queue; as it runs, it runs on.
        (1, [1, 0]),
        (2, [1, 1]),
    ] {
        let (comfy, request) = (Comfy::new().await, request(0));
        comfy.hold();
        comfy.open(request.job, workflow(), true);
        let wanted = Wanted(AtomicUsize::new(times));
        let provider = comfy.provider(workflow());
        provider.end_unwanted(request.job, &wanted).await;
        let told = ["POST /queue", "POST /interrupt"].map(|line| comfy.asked(line).len());
        assert_eq!(told, lines, "{times}");
    }
}

#[tokio::test]
async fn ending_what_nobody_can_be_asked_about_is_no_fault() {
    let comfy = Comfy::new().await;
    comfy.wrong("POST /queue", 1, |_| Reply::json(500, json!({})));
    comfy.provider(workflow()).end(request(0).job).await;
    assert_eq!(comfy.peer.asked().len(), 1);
}

async fn what_is_retried_while_it_is_being_ended_is_not_interrupted(ctx: TestCtx) {
    let (path, comfy) = (alone(&ctx).await, Comfy::new().await);
    comfy.hold();
    let hasty = Settings {
        shutdown_grace: Duration::ZERO,
        ..settings()
    };
    let process = process(&ctx, comfy.provider(workflow()), hasty);
    let id = ask(&process, &ctx, path).await.job_id;
    let worker = Worker::start(&process, "before".into());
    until("it is paid", async || comfy.paid() == 1).await;
    worker.stop().await;
    // The answer to the first step of ending it comes after it was retried.
    let gate = Arc::new(Semaphore::new(0));
    let answer = Reply::bytes(200, "text/plain", "").once(&gate);
    comfy.spoilt("POST /queue", move |_| answer.clone());
    queue::cancel(&process, ctx.viewer, id).await.unwrap();
    until("it is being ended", async || {
        !comfy.asked("POST /queue").is_empty()
    })
    .await;
    let before = comfy.asked("GET /queue").len();
    queue::retry(&process, ctx.viewer, id).await.unwrap();
    gate.add_permits(1);
    until("it is known to run", async || {
        comfy.asked("GET /queue").len() > before
    })
    .await;
    comfy.release();
    work_off(&process).await;
    assert_eq!(job(&ctx, id).await.status, JobStatus::Completed);
    assert!(comfy.asked("POST /interrupt").is_empty());
    assert_eq!(comfy.paid(), 1);
}
