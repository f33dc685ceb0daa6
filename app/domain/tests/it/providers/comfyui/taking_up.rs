//! Rule 18 with a ComfyUI that goes on drawing while we are away: a picture is found again instead of paid for again,
//! and only if it is the very same.

use super::{
    paper::Comfy,
    stage::{draw, failed, process, request, with_reference, workflow},
};
use crate::{
    providers::peer::Reply,
    support::{alone, ask, job, listed, reaches, until, work_off},
};
use domain::{
    ctx::Settings,
    jobs::{
        queue::{self, Ask},
        worker::Worker,
    },
    model::kinds::{JobErrorCode, JobStatus},
    providers::{ImageProvider, Request},
    testing::{TestCtx, png, settings},
};
use serde_json::{Value, json};
use std::time::Duration;

on_both!(
    a_worker_that_comes_back_watches_what_still_runs,
    a_picture_that_is_no_use_is_drawn_anew_when_retried,
    a_job_that_failed_in_comfyui_is_drawn_anew_when_retried,
);

/// What a request becomes, as it is drawn without anything in the way.
async fn filled(graph: Value, request: &Request) -> Value {
    let comfy = Comfy::new().await;
    draw(&comfy.provider(graph), request.clone()).await.unwrap();
    comfy.drawn()
}

#[tokio::test]
async fn a_prompt_that_waits_or_runs_is_watched_and_not_paid_again() {
    for running in [true, false] {
        let (comfy, request) = (Comfy::new().await, request(1));
        let provider = comfy.provider(with_reference());
        comfy.open(
            request.job,
            filled(with_reference(), &request).await,
            running,
        );
        comfy.hold();
        let drawing = tokio::spawn(async move { draw(&provider, request).await });
        until("it is watched", async || {
            comfy.asked("GET /queue").len() > 2
        })
        .await;
        comfy.run();
        comfy.release();
        let drawn = drawing.await.unwrap().unwrap();
        assert_eq!(
            (comfy.paid(), &drawn.metadata["takenUp"]),
            (0, &json!(true))
        );
    }
}

#[tokio::test]
async fn a_picture_that_was_ended_meanwhile_is_fetched_and_not_paid_again() {
    let (comfy, request) = (Comfy::new().await, request(0));
    let provider = comfy.provider(workflow());
    draw(&provider, request.clone()).await.unwrap();
    let again = draw(&comfy.provider(workflow()), request).await.unwrap();
    assert_eq!(
        (comfy.paid(), &again.metadata["takenUp"]),
        (1, &json!(true))
    );
}

#[tokio::test]
async fn a_picture_of_something_else_is_never_taken_up() {
    let comfy = Comfy::new().await;
    let provider = comfy.provider(with_reference());
    let before = request(1);
    draw(&provider, before.clone()).await.unwrap();
    let mut words = before.clone();
    words.prompt = "Mara, dry".into();
    let mut reference = words.clone();
    reference.references[0].bytes = png(200);
    let mut seed = reference.clone();
    seed.seed += 1;
    let mut size = seed.clone();
    size.width = 512;
    for (paid, changed) in [words, reference, seed, size].into_iter().enumerate() {
        let drawn = draw(&provider, changed).await.unwrap();
        assert_eq!(
            (comfy.paid(), &drawn.metadata["takenUp"]),
            (paid + 2, &json!(false))
        );
    }
}

#[tokio::test]
async fn a_running_prompt_of_something_else_is_ended_first() {
    let (comfy, request) = (Comfy::new().await, request(0));
    let mut other = filled(workflow(), &request).await;
    other["6"]["inputs"]["text"] = json!("Mara, dry");
    comfy.open(request.job, other, true);
    comfy.hold();
    let provider = comfy.provider(workflow());
    let error = draw(&provider, request.clone()).await.unwrap_err();
    assert_eq!((error.code, comfy.paid()), (JobErrorCode::Temporary, 0));
    assert_eq!(comfy.asked("POST /interrupt").len(), 1);
    comfy.release();
    draw(&provider, request).await.unwrap();
    assert_eq!(comfy.paid(), 1);
}

#[tokio::test]
async fn an_answer_that_was_lost_is_not_paid_again() {
    let (comfy, request) = (Comfy::new().await, request(0));
    comfy.spoilt("POST /prompt", |_| Reply::close());
    let provider = comfy.provider(workflow());
    let lost = draw(&provider, request.clone()).await.unwrap_err();
    assert_eq!(lost.code, JobErrorCode::Temporary);
    draw(&provider, request).await.unwrap();
    assert_eq!(comfy.paid(), 1);
}

#[tokio::test]
async fn what_failed_before_is_drawn_anew() {
    let (comfy, request) = (Comfy::new().await, request(0));
    let provider = comfy.provider(workflow());
    let well = comfy.ending(failed("execution_interrupted", json!({ "node_id": "3" })));
    draw(&provider, request.clone()).await.unwrap_err();
    comfy.ending(well);
    draw(&provider, request.clone()).await.unwrap();
    assert_eq!(comfy.paid(), 2);
    let forgotten = comfy.asked("POST /history")[0].json();
    assert_eq!(forgotten, json!({ "delete": [request.job] }));
}

#[tokio::test]
async fn an_older_version_that_gives_names_of_its_own_is_followed() {
    let (comfy, request) = (Comfy::new().await, request(0));
    comfy.rename();
    let provider = comfy.provider(workflow());
    let drawn = draw(&provider, request.clone()).await.unwrap();
    let name = format!("mine-{}", request.job);
    assert_eq!(drawn.metadata["promptId"], json!(name));
    let again = draw(&provider, request.clone()).await.unwrap();
    assert_eq!(
        (comfy.paid(), &again.metadata["takenUp"]),
        (1, &json!(true))
    );
    provider.end(request.job).await;
    let ended = comfy.asked("POST /queue")[0].json();
    assert_eq!(ended, json!({ "delete": [name] }));
}

async fn a_worker_that_comes_back_watches_what_still_runs(ctx: TestCtx) {
    let (path, comfy) = (alone(&ctx).await, Comfy::new().await);
    comfy.hold();
    let hasty = Settings {
        shutdown_grace: Duration::ZERO,
        ..settings()
    };
    let before = process(&ctx, comfy.provider(workflow()), hasty);
    let id = ask(&before, &ctx, path).await.job_id;
    let worker = Worker::start(&before, "before".into());
    until("it is paid", async || comfy.paid() == 1).await;
    worker.stop().await;
    assert_eq!(job(&ctx, id).await.status, JobStatus::Queued);
    comfy.release();
    work_off(&process(&ctx, comfy.provider(workflow()), settings())).await;
    let job = job(&ctx, id).await;
    assert_eq!((job.status, job.attempt_count), (JobStatus::Completed, 2));
    assert_eq!((comfy.paid(), listed(&ctx, path).await.len()), (1, 1));
}

async fn a_picture_that_is_no_use_is_drawn_anew_when_retried(ctx: TestCtx) {
    let (path, comfy) = (alone(&ctx).await, Comfy::new().await);
    let process = process(&ctx, comfy.provider(workflow()), settings());
    comfy.picture(&b"<html>Not a picture</html>"[..]);
    let id = ask(&process, &ctx, path).await.job_id;
    work_off(&process).await;
    reaches(&ctx, id, JobStatus::Failed).await;
    comfy.picture(png(9));
    queue::retry(&process, ctx.viewer, id).await.unwrap();
    work_off(&process).await;
    assert_eq!(job(&ctx, id).await.status, JobStatus::Completed);
    assert_eq!(comfy.paid(), 2);
}

async fn a_job_that_failed_in_comfyui_is_drawn_anew_when_retried(ctx: TestCtx) {
    let (path, comfy) = (alone(&ctx).await, Comfy::new().await);
    let process = process(&ctx, comfy.provider(workflow()), settings());
    let error = json!({ "node_id": "3", "exception_message": "No such sampler" });
    let well = comfy.ending(failed("execution_error", error));
    let asked = queue::create(&process, ctx.viewer, path, Ask::default()).await;
    let id = asked.unwrap().job_id;
    work_off(&process).await;
    assert_eq!(job(&ctx, id).await.status, JobStatus::Failed);
    comfy.ending(well);
    queue::retry(&process, ctx.viewer, id).await.unwrap();
    work_off(&process).await;
    assert_eq!(job(&ctx, id).await.status, JobStatus::Completed);
    assert_eq!(comfy.paid(), 2);
}
