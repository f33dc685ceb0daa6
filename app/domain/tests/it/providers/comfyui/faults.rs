//! What goes wrong between a job and ComfyUI: what every provider meets, and what only ComfyUI can do to us. The latter
//! is listed in `own`.

mod own;

use super::{
    paper::{Comfy, well},
    stage::{draw, process, request, with_reference, workflow},
};
use crate::{
    providers::{
        faults::{self, Trial, every_fault},
        peer::Reply,
    },
    support::{alone, ask, job, listed, until, work_off},
};
use domain::{
    model::kinds::{
        JobErrorCode::{AuthError, Permanent, RateLimit, Temporary},
        JobStatus, ProviderKind,
    },
    providers::{comfyui::ComfyUi, config::Config},
    testing::{TestCtx, settings},
};
use serde_json::json;
use std::{sync::Arc, time::Duration};

every_fault!(trial);

on_both!(
    a_workflow_that_wants_a_reference_draws_nothing_without_one,
    a_picture_that_cannot_be_fetched_at_once_is_not_paid_again,
);

fn trial() -> Trial {
    Trial {
        provider: |config| Arc::new(ComfyUi::new(config).unwrap()),
        config: |base| Config {
            workflow: Some(workflow()),
            options: [("poll_seconds".into(), json!(0.01))].into(),
            ..faults::config(ProviderKind::ComfyUi, base)
        },
        paid: |asked| asked.line() == "POST /prompt",
        well,
        resumes: true,
        own: own::all,
    }
}

async fn a_workflow_that_wants_a_reference_draws_nothing_without_one(ctx: TestCtx) {
    let (path, comfy) = (alone(&ctx).await, Comfy::new().await);
    let process = process(&ctx, comfy.provider(with_reference()), settings());
    let id = ask(&process, &ctx, path).await.job_id;
    work_off(&process).await;
    let job = job(&ctx, id).await;
    assert_eq!(
        (job.status, job.error_code),
        (JobStatus::Failed, Some(Permanent))
    );
    let message = job.error_message.unwrap();
    assert!(message.contains("none is in force here"), "{message}");
    // What failed is ended there, whether it began or not, and nothing else is asked.
    for asked in comfy.peer.asked() {
        assert!(asked.line().ends_with(" /queue"), "{}", asked.line());
    }
    assert_eq!(listed(&ctx, path).await, []);
}

async fn a_picture_that_cannot_be_fetched_at_once_is_not_paid_again(ctx: TestCtx) {
    let (path, comfy) = (alone(&ctx).await, Comfy::new().await);
    comfy.wrong("GET /view", 2, |_| Reply::bytes(503, "text/plain", "Later"));
    let process = process(&ctx, comfy.provider(workflow()), settings());
    let id = ask(&process, &ctx, path).await.job_id;
    work_off(&process).await;
    let job = job(&ctx, id).await;
    assert_eq!((job.status, job.attempt_count), (JobStatus::Completed, 3));
    assert_eq!((comfy.paid(), listed(&ctx, path).await.len()), (1, 1));
}

#[tokio::test]
async fn a_look_that_fails_does_not_give_a_picture_up() {
    let (comfy, request) = (Comfy::new().await, request(0));
    comfy.hold();
    let provider = comfy.provider(workflow());
    let drawing = tokio::spawn(async move { draw(&provider, request).await });
    until("it is paid", async || comfy.paid() == 1).await;
    comfy.wrong("GET /queue", 2, |_| Reply::bytes(500, "text/plain", "Oh"));
    comfy.wrong("GET /queue", 2, |_| Reply::close());
    comfy.release();
    drawing.await.unwrap().unwrap();
    assert_eq!(comfy.paid(), 1);
}

#[tokio::test]
async fn whoever_is_away_for_good_is_given_up() {
    for (status, code) in [(503, Temporary), (429, RateLimit), (401, AuthError)] {
        let (comfy, request) = (Comfy::new().await, request(0));
        comfy.hold();
        let provider = comfy.provider(workflow());
        let drawing = tokio::spawn(async move { draw(&provider, request).await });
        until("it is paid", async || comfy.paid() == 1).await;
        comfy.wrong("GET /", usize::MAX, move |_| {
            Reply::json(status, json!({ "error": "Away" }))
        });
        let error = drawing.await.unwrap().unwrap_err();
        assert_eq!((error.code, error.message.as_str()), (code, "Away"));
    }
}

#[tokio::test]
async fn patience_that_is_asked_for_is_passed_on() {
    let comfy = Comfy::new().await;
    comfy.wrong("POST /prompt", 1, |_| {
        Reply::json(429, json!({ "error": "Slow down" })).with_header("retry-after", "7")
    });
    let error = draw(&comfy.provider(workflow()), request(0))
        .await
        .unwrap_err();
    assert_eq!(
        (error.code, error.retry_after),
        (RateLimit, Some(Duration::from_secs(7)))
    );
}

#[tokio::test]
async fn a_reference_that_is_not_taken_is_not_drawn_without() {
    for (reply, code) in [
        (Reply::bytes(413, "text/plain", "Too large"), Permanent),
        (Reply::json(200, json!({})), Permanent),
        (Reply::bytes(500, "text/plain", "Disk full"), Temporary),
    ] {
        let comfy = Comfy::new().await;
        comfy.wrong("POST /upload/image", 1, move |_| reply.clone());
        let provider = comfy.provider(with_reference());
        let error = draw(&provider, request(1)).await.unwrap_err();
        assert_eq!((error.code, comfy.paid()), (code, 0));
    }
}

#[tokio::test]
async fn a_workflow_taken_in_part_is_ended() {
    let (comfy, request) = (Comfy::new().await, request(0));
    comfy.hold();
    let id = request.job.to_string();
    comfy.spoilt("POST /prompt", move |_| {
        let wrong = json!({ "9": { "errors": [{ "message": "Missing input" }] } });
        Reply::json(200, json!({ "prompt_id": id, "node_errors": wrong }))
    });
    draw(&comfy.provider(workflow()), request)
        .await
        .unwrap_err();
    assert!(comfy.waiting().is_empty());
}

#[tokio::test]
async fn time_that_runs_out_leaves_the_prompt_to_be_taken_up() {
    let (comfy, request) = (Comfy::new().await, request(0));
    comfy.hold();
    let mut config = comfy.config(workflow());
    config.timeout = Duration::from_millis(300);
    let provider = ComfyUi::new(config).unwrap();
    let error = draw(&provider, request.clone()).await.unwrap_err();
    assert_eq!(error.code, Temporary);
    comfy.release();
    draw(&comfy.provider(workflow()), request).await.unwrap();
    assert_eq!(comfy.paid(), 1);
    assert!(comfy.asked("POST /interrupt").is_empty());
}
