//! What a picture of ComfyUI's costs: nothing before it is submitted, and once however often it is taken up.

use super::{
    paper::Comfy,
    stage::{draw, failed, process, request, with_reference, workflow},
};
use crate::{
    film::Film,
    providers::peer::{Reply, nobody},
    studio::calls,
    support::{alone, ask, job, until, work_off},
};
use domain::{
    ctx::{Ctx, Settings},
    jobs::{queue, worker::Worker},
    model::kinds::{JobErrorCode, JobStatus},
    providers::{ImageProvider, ProviderError, comfyui::ComfyUi},
    storage::Storage,
    testing::{TestCtx, settings},
};
use serde_json::{Value, json};
use std::time::Duration;

on_both!(
    a_prompt_that_is_taken_up_is_on_record_once,
    a_prompt_that_is_submitted_again_is_on_record_twice,
    a_prompt_beyond_the_budget_is_not_submitted_again,
    a_picture_that_could_not_be_stored_is_not_paid_again,
    a_time_out_before_a_prompt_is_submitted_is_not_on_record,
);

async fn error(comfy: &Comfy) -> ProviderError {
    let provider = comfy.provider(with_reference());
    draw(&provider, request(1)).await.unwrap_err()
}

#[tokio::test]
async fn what_was_not_submitted_cost_nothing() {
    for line in ["POST /upload/image", "GET /queue", "POST /prompt"] {
        let comfy = Comfy::new().await;
        comfy.wrong(line, 1, |_| Reply::json(500, json!({ "error": "Oh" })));
        assert!(error(&comfy).await.free, "{line}");
    }
    let comfy = Comfy::new().await;
    let wrong = json!({ "9": { "errors": [{ "message": "Missing input" }] } });
    comfy.wrong("POST /prompt", 1, move |_| {
        Reply::json(400, json!({ "error": "Invalid", "node_errors": wrong }))
    });
    assert!(error(&comfy).await.free, "the workflow is refused");
    let comfy = Comfy::new().await;
    comfy.wrong("POST /upload/image", 1, |_| Reply::close());
    assert!(error(&comfy).await.free, "the reference was lost");
    // A workflow that wants a reference is not even asked for.
    let provider = comfy.provider(with_reference());
    assert!(draw(&provider, request(0)).await.unwrap_err().free);
    let mut config = comfy.config(workflow());
    config.base_url = nobody().await.parse().unwrap();
    let away = ComfyUi::new(config).unwrap();
    assert!(draw(&away, request(0)).await.unwrap_err().free);
}

#[tokio::test]
async fn what_was_submitted_may_have_been_drawn() {
    let comfy = Comfy::new().await;
    comfy.spoilt("POST /prompt", |_| Reply::close());
    assert!(!error(&comfy).await.free, "whether it was taken is unknown");
    let comfy = Comfy::new().await;
    comfy.ending(failed("execution_error", json!({ "node_id": "3" })));
    assert!(!error(&comfy).await.free, "it ran");
    let comfy = Comfy::new().await;
    comfy.wrong("GET /view", 1, |_| Reply::json(404, json!({})));
    assert!(!error(&comfy).await.free, "it was drawn");
    let comfy = Comfy::new().await;
    comfy.hold();
    let provider = comfy.provider(workflow());
    assert!(provider.resumes());
    let drawing = tokio::spawn(async move { draw(&provider, request(0)).await });
    until("it is paid", async || comfy.paid() == 1).await;
    comfy.wrong("GET /", usize::MAX, |_| Reply::json(401, json!({})));
    assert!(
        !drawing.await.unwrap().unwrap_err().free,
        "it is drawn still"
    );
}

#[tokio::test]
async fn what_was_taken_in_part_may_have_been_drawn() {
    let comfy = Comfy::new().await;
    comfy.wrong("POST /prompt", 1, |asked| {
        let wrong = json!({ "9": { "errors": [{ "message": "Missing input" }] } });
        let id = asked.json()["prompt_id"].take();
        Reply::json(200, json!({ "prompt_id": id, "node_errors": wrong }))
    });
    comfy.wrong("POST /queue", 1, |_| Reply::json(400, json!({})));
    assert!(!error(&comfy).await.free, "it could not be ended");
}

/// What a card says that has no room.
fn full() -> Value {
    let error = json!({ "node_id": "3", "exception_type": "torch.OutOfMemoryError" });
    failed("execution_error", error)
}

fn trying(retries: i32) -> Settings {
    Settings {
        max_retries: retries,
        ..settings()
    }
}

async fn a_prompt_that_is_submitted_again_is_on_record_twice(ctx: TestCtx) {
    let (path, comfy) = (alone(&ctx).await, Comfy::new().await);
    comfy.ending(full());
    let process = process(&ctx, comfy.provider(workflow()), trying(1));
    let id = ask(&process, &ctx, path).await.job_id;
    work_off(&process).await;
    assert_eq!(job(&ctx, id).await.status, JobStatus::Failed);
    assert_eq!(comfy.paid(), 2);
    assert_eq!(calls(&ctx, id).await, [(0.25, true), (0.25, false)]);
}

async fn a_prompt_beyond_the_budget_is_not_submitted_again(ctx: TestCtx) {
    let (path, comfy) = (alone(&ctx).await, Comfy::new().await);
    comfy.ending(full());
    let mut config = comfy.config(workflow());
    config.monthly_budget = Some(0.3);
    let process = process(&ctx, ComfyUi::new(config).unwrap(), trying(1));
    let id = ask(&process, &ctx, path).await.job_id;
    work_off(&process).await;
    let job = job(&ctx, id).await;
    assert_eq!(job.error_code, Some(JobErrorCode::Permanent));
    let why = job.error_message.unwrap();
    assert!(why.contains("does not allow another picture"), "{why}");
    assert_eq!(comfy.paid(), 1);
    assert_eq!(calls(&ctx, id).await, [(0.25, false)]);
}

async fn a_picture_that_could_not_be_stored_is_not_paid_again(ctx: TestCtx) {
    let (path, comfy) = (alone(&ctx).await, Comfy::new().await);
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("store");
    std::fs::create_dir(&root).unwrap();
    let away = Ctx {
        storage: Storage::local(&root).unwrap(),
        ..process(&ctx, comfy.provider(workflow()), trying(0))
    };
    std::fs::remove_dir_all(&root).unwrap();
    std::fs::write(&root, "no folder").unwrap();
    let id = ask(&away, &ctx, path).await.job_id;
    work_off(&away).await;
    assert_eq!(job(&ctx, id).await.status, JobStatus::Failed);
    assert_eq!(calls(&ctx, id).await, [(0.25, true)]);
    let there = process(&ctx, comfy.provider(workflow()), trying(0));
    queue::retry(&there, ctx.viewer, id).await.unwrap();
    work_off(&there).await;
    assert_eq!(job(&ctx, id).await.status, JobStatus::Completed);
    assert_eq!(comfy.paid(), 1);
    assert_eq!(calls(&ctx, id).await, [(0.25, true)]);
}

async fn a_time_out_before_a_prompt_is_submitted_is_not_on_record(ctx: TestCtx) {
    let (path, comfy) = (Film::new(&ctx, 1).await.at[0], Comfy::new().await);
    comfy.wrong("POST /upload/image", 1, |_| Reply::hang());
    let mut config = comfy.config(with_reference());
    config.timeout = Duration::from_millis(1500);
    let process = process(&ctx, ComfyUi::new(config).unwrap(), trying(0));
    let id = ask(&process, &ctx, path).await.job_id;
    work_off(&process).await;
    let job = job(&ctx, id).await;
    let why = job.error_message.unwrap();
    assert!(why.contains("did not answer within"), "{why}");
    assert_eq!(comfy.asked("POST /upload/image").len(), 1);
    assert_eq!(calls(&ctx, id).await, []);
}

async fn a_prompt_that_is_taken_up_is_on_record_once(ctx: TestCtx) {
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
    assert_eq!(calls(&ctx, id).await, [(0.25, false)]);
    comfy.release();
    work_off(&process(&ctx, comfy.provider(workflow()), settings())).await;
    assert_eq!(job(&ctx, id).await.status, JobStatus::Completed);
    assert_eq!(
        (comfy.paid(), calls(&ctx, id).await),
        (1, vec![(0.25, true)])
    );
}
