//! What happens while the web UI draws: how far it is, and that it is ended without ending what others draw.

use super::{Automatic1111, WORDS, encoded, pictures, provider, request};
use crate::providers::{
    faults::process,
    peer::{Asked, Peer, Reply},
};
use crate::support::{ask, job, reaches, until};
use domain::{
    jobs::{queue, worker::Worker},
    model::{ids::JobId, kinds::JobStatus},
    providers::{Drawn, ImageProvider, Progress, ProviderError, Request},
    testing::{TestCtx, png},
};
use futures::future::join_all;
use serde_json::{Value, json};
use std::sync::Arc;
use tokio::{sync::Semaphore, task::JoinHandle};

const TOLD: &str = "GET /sdapi/v1/progress";
const INTERRUPT: &str = "POST /sdapi/v1/interrupt";

on_both!(a_cancelled_job_is_ended_at_the_provider_too);

/// A peer that draws when the gate lets it, and says this of how far it is.
async fn drawing(gate: &Arc<Semaphore>, told: impl Fn() -> Reply + Send + 'static) -> Peer {
    let gate = gate.clone();
    Peer::new(move |asked| match asked.line().as_str() {
        WORDS => pictures(json!([encoded(&png(1))])).once(&gate),
        TOLD => told(),
        _ => Reply::json(200, json!({})),
    })
    .await
}

fn closed() -> Arc<Semaphore> {
    Arc::new(Semaphore::new(0))
}

fn count(peer: &Peer, line: &str) -> usize {
    let same = |asked: &&Asked| asked.line() == line;
    peer.asked().iter().filter(same).count()
}

/// Begins to draw, and waits until the peer was asked.
async fn begun(
    peer: &Peer,
    provider: &Arc<Automatic1111>,
    request: Request,
    progress: &Progress,
) -> JoinHandle<Result<Drawn, ProviderError>> {
    let before = count(peer, WORDS);
    let (provider, progress) = (provider.clone(), progress.clone());
    let drawing = tokio::spawn(async move { provider.draw(request, &progress).await });
    until("the peer is asked to draw", async || {
        count(peer, WORDS) > before
    })
    .await;
    drawing
}

#[tokio::test]
async fn how_far_it_is_is_told_while_it_draws() {
    let gate = closed();
    let peer = drawing(&gate, || {
        Reply::json(
            200,
            json!({ "progress": 0.42, "state": { "job_count": 1 } }),
        )
    })
    .await;
    let provider = Arc::new(provider(&peer.url(), json!({})));
    let progress = Progress::new(0);
    let mut told = progress.subscribe();
    let drawing = begun(&peer, &provider, request(Vec::new()), &progress).await;
    told.wait_for(|percent| *percent == 42).await.unwrap();
    gate.add_permits(1);
    assert_eq!(drawing.await.unwrap().unwrap().bytes, png(1));
    let asked = peer.asked();
    let asked = asked.iter().find(|asked| asked.line() == TOLD).unwrap();
    assert_eq!(asked.query, "skip_current_image=true");
}

/// How far it seems to be after it was asked about twice.
async fn seems(told: Reply) -> i32 {
    let gate = closed();
    let peer = drawing(&gate, move || told.clone()).await;
    let provider = Arc::new(provider(&peer.url(), json!({})));
    let progress = Progress::new(0);
    let drawing = begun(&peer, &provider, request(Vec::new()), &progress).await;
    until("it was asked twice", async || count(&peer, TOLD) > 1).await;
    gate.add_permits(1);
    assert_eq!(drawing.await.unwrap().unwrap().bytes, png(1));
    *progress.borrow()
}

#[tokio::test]
async fn that_nobody_tells_how_far_it_is_is_no_failure() {
    let told = [
        Reply::json(500, json!({ "progress": 0.9 })),
        Reply::bytes(200, "text/html", "<html>"),
        Reply::close(),
        Reply::json(200, json!({ "progress": "half" })),
    ];
    assert_eq!(join_all(told.map(seems)).await, [0, 0, 0, 0]);
}

#[tokio::test]
async fn how_far_somebody_elses_picture_is_is_not_told() {
    let told = [
        json!({ "progress": 0.9, "current_task": "task(theirs)" }),
        json!({ "progress": 0.9, "state": { "job_count": 0 } }),
    ];
    let told = told.map(|told| seems(Reply::json(200, told)));
    assert_eq!(join_all(told).await, [0, 0]);
}

/// Begins to draw, gives the waiting up and ends the job; how often the peer was interrupted.
async fn ended(told: impl Fn(JobId) -> Value + Send + 'static) -> usize {
    let request = request(Vec::new());
    let job = request.job;
    let peer = drawing(&closed(), move || Reply::json(200, told(job))).await;
    let provider = Arc::new(provider(&peer.url(), json!({})));
    let drawing = begun(&peer, &provider, request, &Progress::new(0)).await;
    drawing.abort();
    assert!(drawing.await.unwrap_err().is_cancelled());
    provider.end(job).await;
    let interrupted = count(&peer, INTERRUPT);
    // Once it was ended, there is nothing more to end.
    let asked = peer.asked().len();
    provider.end(job).await;
    assert_eq!(peer.asked().len(), asked);
    interrupted
}

#[tokio::test]
async fn what_is_drawn_for_the_job_is_interrupted() {
    let busy = json!({ "progress": 0.5, "state": { "job_count": 1 } });
    assert_eq!(ended(move |_| busy.clone()).await, 1);
    let ours = |job: JobId| json!({ "current_task": job.to_string() });
    assert_eq!(ended(ours).await, 1);
    // Where it does not say, it is ours as far as anybody knows.
    assert_eq!(ended(|_| json!({})).await, 1);
}

#[tokio::test]
async fn what_is_drawn_on_after_the_answer_was_lost_is_interrupted() {
    let peer = Peer::new(|asked| match asked.line().as_str() {
        WORDS => Reply::close(),
        _ => Reply::json(200, json!({ "progress": 0.5 })),
    })
    .await;
    let provider = provider(&peer.url(), json!({}));
    let request = request(Vec::new());
    let job = request.job;
    let lost = provider.draw(request, &Progress::new(0)).await.unwrap_err();
    assert!(!lost.free);
    provider.end(job).await;
    assert_eq!(count(&peer, INTERRUPT), 1);
}

/// How often a job is interrupted that is ended after it was answered like this.
async fn ended_after(reply: Reply) -> usize {
    let peer = Peer::new(move |asked| match asked.line().as_str() {
        WORDS => reply.clone(),
        _ => Reply::json(200, json!({ "progress": 0.5 })),
    })
    .await;
    let provider = provider(&peer.url(), json!({}));
    let request = request(Vec::new());
    let job = request.job;
    provider.draw(request, &Progress::new(0)).await.unwrap_err();
    provider.end(job).await;
    count(&peer, INTERRUPT)
}

#[tokio::test]
async fn what_is_drawn_on_after_a_gateway_gave_up_is_interrupted() {
    for status in [408, 502, 504] {
        let late = Reply::bytes(status, "text/plain", "Late.");
        assert_eq!(ended_after(late).await, 1, "{status}");
    }
    // Nothing is drawn after a refusal, nor after an answer that is no picture.
    for reply in [
        Reply::json(422, json!({ "detail": "No." })),
        pictures(json!([])),
    ] {
        assert_eq!(ended_after(reply.clone()).await, 0, "{reply:?}");
    }
}

#[tokio::test]
async fn what_is_drawn_for_somebody_else_is_not_interrupted() {
    let theirs = |_| json!({ "current_task": "task(theirs)", "state": { "job_count": 1 } });
    assert_eq!(ended(theirs).await, 0);
    let idle = |_| json!({ "current_task": null, "state": { "job_count": 0 } });
    assert_eq!(ended(idle).await, 0);
}

#[tokio::test]
async fn without_a_call_of_ours_nothing_is_interrupted() {
    let gate = Arc::new(Semaphore::new(1));
    let peer = drawing(&gate, || Reply::json(200, json!({}))).await;
    let provider = Arc::new(provider(&peer.url(), json!({})));
    provider.end(JobId::new()).await;
    assert!(peer.asked().is_empty());
    let request = request(Vec::new());
    let job = request.job;
    provider.draw(request, &Progress::new(0)).await.unwrap();
    provider.end(job).await;
    assert_eq!(count(&peer, INTERRUPT), 0);
}

#[tokio::test]
async fn ending_a_call_that_waits_for_its_turn_leaves_the_other_alone() {
    let gate = closed();
    let peer = drawing(&gate, || Reply::json(200, json!({ "progress": 0.5 }))).await;
    let provider = Arc::new(provider(&peer.url(), json!({})));
    let (first, second) = (request(Vec::new()), request(Vec::new()));
    let (first_job, second_job) = (first.job, second.job);
    let progress = Progress::new(0);
    let drawing = begun(&peer, &provider, first, &progress).await;
    let waiting = begun(&peer, &provider, second, &progress).await;
    waiting.abort();
    assert!(waiting.await.unwrap_err().is_cancelled());
    provider.end(second_job).await;
    assert_eq!(count(&peer, INTERRUPT), 0);
    drawing.abort();
    assert!(drawing.await.unwrap_err().is_cancelled());
    provider.end(first_job).await;
    assert_eq!(count(&peer, INTERRUPT), 1);
}

async fn a_cancelled_job_is_ended_at_the_provider_too(ctx: TestCtx) {
    let gate = closed();
    let peer = drawing(&gate, || Reply::json(200, json!({ "progress": 0.5 }))).await;
    let process = process(&ctx, Arc::new(provider(&peer.url(), json!({}))), 3);
    let path = ctx.instance(ctx.scene().await, "Mara").await;
    let id = ask(&process, &ctx, path).await.job_id;
    let worker = Worker::start(&process, "worker".into());
    until("the peer is asked to draw", async || {
        count(&peer, WORDS) == 1
    })
    .await;
    reaches(&ctx, id, JobStatus::Generating).await;
    queue::cancel(&process, ctx.viewer, id).await.unwrap();
    until("the peer is interrupted", async || {
        count(&peer, INTERRUPT) == 1
    })
    .await;
    worker.stop().await;
    let job = job(&ctx, id).await;
    assert_eq!((job.status, job.attempt_count), (JobStatus::Cancelled, 1));
    assert_eq!(count(&peer, WORDS), 1);
}
