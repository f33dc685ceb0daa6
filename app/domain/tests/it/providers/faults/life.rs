//! The lives of jobs under each fault, and what is looked at when they are over.

use super::{Ends, Fault, Happens, KEY, Trial, calls, peer, process, table};
use crate::providers::peer::nobody;
use crate::support::{ask, job, listed, objects, work_off};
use crate::whole::whole;
use domain::{
    entities::jobs,
    model::{
        kinds::{FailureStage, JobErrorCode, JobStatus},
        paths::InstancePath,
    },
    providers::config::Config,
    testing::TestCtx,
};
use std::time::Duration;

/// A job from its beginning to its end.
async fn life(
    ctx: &TestCtx,
    trial: &Trial,
    config: Config,
    retries: i32,
) -> (InstancePath, jobs::Model) {
    let process = process(ctx, (trial.provider)(config), retries);
    let path = ctx
        .instance(ctx.scene().await, "Mara in the oilskin coat")
        .await;
    let id = ask(&process, ctx, path).await.job_id;
    work_off(&process).await;
    (path, job(ctx, id).await)
}

/// It failed with these words at the first try, and nothing is left of it.
async fn has_failed(
    ctx: &TestCtx,
    name: &str,
    (path, job): &(InstancePath, jobs::Model),
    code: JobErrorCode,
    words: &str,
) {
    let message = job.error_message.clone().unwrap_or_default();
    assert_eq!(job.status, JobStatus::Failed, "{name}");
    assert_eq!(job.error_code, Some(code), "{name}: {message}");
    assert!(message.contains(words), "{name}: {message}");
    assert!(
        !message.is_empty() && !message.contains(KEY),
        "{name}: {message}"
    );
    assert_eq!((job.attempt_count, job.retry_count), (1, 0), "{name}");
    assert_eq!((&job.lease_owner, job.lease_until), (&None, None), "{name}");
    assert_eq!(listed(ctx, *path).await, [], "{name}");
}

/// It completed after so many tries, each of which was paid once.
async fn has_completed(
    ctx: &TestCtx,
    name: &str,
    (path, job): &(InstancePath, jobs::Model),
    tries: i32,
) {
    assert_eq!(
        job.status,
        JobStatus::Completed,
        "{name}: {:?}",
        job.error_message
    );
    assert_eq!(
        (job.attempt_count, job.retry_count),
        (tries, tries - 1),
        "{name}"
    );
    assert_eq!(job.error_code, None, "{name}");
    let live = listed(ctx, *path).await;
    assert_eq!(
        (live.len(), live[0].cost_credits),
        (1, Some(0.25)),
        "{name}"
    );
}

async fn tried(ctx: &TestCtx, trial: &Trial, faults: fn() -> Vec<Fault>) {
    // Each fault is made twice: what passes is looked at once when it may not be tried again.
    for (first, again) in faults().into_iter().zip(faults()) {
        let name = first.name;
        let taken_up = trial.resumes && matches!(first.happens, Happens::Spoiled(_));
        let peer_of_first = peer(trial, Some(first.happens), 1).await;
        let config = (trial.config)(&peer_of_first.url());
        let before = objects(ctx).await;
        match first.ends {
            Ends::Refused(code, words) => {
                let lived = life(ctx, trial, config, 3).await;
                has_failed(ctx, name, &lived, code, words).await;
                assert_eq!(objects(ctx).await, before, "{name}");
            }
            Ends::Passes(code, words) => {
                let lived = life(ctx, trial, config, 0).await;
                has_failed(ctx, name, &lived, code, words).await;
                assert_eq!(objects(ctx).await, before, "{name}");
                let peer = peer(trial, Some(again.happens), 1).await;
                let lived = life(ctx, trial, (trial.config)(&peer.url()), 3).await;
                has_completed(ctx, name, &lived, 2).await;
                let paid = if taken_up { 1 } else { 2 };
                assert_eq!(calls(trial, &peer), paid, "{name}");
            }
            Ends::Completed => {
                let lived = life(ctx, trial, config, 3).await;
                has_completed(ctx, name, &lived, 1).await;
            }
        }
        assert_eq!(calls(trial, &peer_of_first), 1, "{name}");
    }
    whole(ctx).await;
}

pub(crate) async fn refusals(ctx: &TestCtx, trial: &Trial) {
    tried(ctx, trial, table::refusals).await;
}

pub(crate) async fn passing(ctx: &TestCtx, trial: &Trial) {
    tried(ctx, trial, table::passing).await;
}

pub(crate) async fn own(ctx: &TestCtx, trial: &Trial) {
    tried(ctx, trial, trial.own).await;
}

/// Neither an answer that never comes nor one that never ends is waited for longer than the settings say.
pub(crate) async fn silence(ctx: &TestCtx, trial: &Trial) {
    for fault in table::silence() {
        let peer = peer(trial, Some(fault.happens), 1).await;
        let mut config = (trial.config)(&peer.url());
        config.timeout = Duration::from_millis(1500);
        let lived = life(ctx, trial, config, 0).await;
        let words = "The provider did not answer within 1.5 seconds.";
        has_failed(ctx, fault.name, &lived, JobErrorCode::Temporary, words).await;
        assert_eq!(calls(trial, &peer), 1, "{}", fault.name);
    }
}

/// What came is looked at, whatever it was called.
pub(crate) async fn no_pictures(ctx: &TestCtx, trial: &Trial) {
    for (name, bytes) in table::no_pictures() {
        let peer = peer(trial, Some(Happens::Picture(bytes)), 1).await;
        let lived = life(ctx, trial, (trial.config)(&peer.url()), 3).await;
        let words = "something that is no usable picture";
        has_failed(ctx, name, &lived, JobErrorCode::Permanent, words).await;
        assert_eq!(
            lived.1.failure_stage,
            Some(FailureStage::Uploading),
            "{name}"
        );
        assert_eq!(calls(trial, &peer), 1, "{name}");
    }
    assert!(objects(ctx).await.is_empty());
}

/// No connection comes about: nobody listens, somebody speaks another language, or the address is not allowed.
pub(crate) async fn never_reached(ctx: &TestCtx, trial: &Trial) {
    use JobErrorCode::{Permanent, Temporary};
    let plain = peer(trial, None, 0).await;
    let secure = plain.url().replace("http://", "https://");
    for (name, base, allowed, code, words) in [
        (
            "nobody",
            nobody().await,
            true,
            Temporary,
            "cannot be reached: connection refused.",
        ),
        (
            "https",
            secure.clone(),
            true,
            Temporary,
            "cannot be reached: ",
        ),
        (
            "private",
            plain.url(),
            false,
            Permanent,
            "Set allow_private for this provider",
        ),
    ] {
        let mut config = (trial.config)(&base);
        config.allow_private = allowed;
        let lived = life(ctx, trial, config, 0).await;
        has_failed(ctx, name, &lived, code, words).await;
    }
    assert!(plain.asked().is_empty());
}
