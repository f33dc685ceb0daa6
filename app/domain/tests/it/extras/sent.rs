//! What is drawn from: the reference in force first, then the others in their order, as many as are taken.

use super::{put, stage};
use crate::{
    easel::{Easel, easel, extra, master, sha256, taking},
    support::{ask, job, listed, refused, row, upload, work_off},
};
use domain::{
    ctx::Ctx,
    error::Error,
    jobs::queue,
    model::{
        ids::AssetId,
        kinds::{
            JobErrorCode, JobStatus,
            ReferenceRole::{self, Location, Style},
            ReferenceSource,
        },
        paths::InstancePath,
        rules,
        views::AttemptView,
    },
    services::{
        instances::{self, InstanceInput},
        panels,
    },
    storage::StorageKey,
    testing::TestCtx,
};

on_both!(
    the_reference_in_force_goes_first_and_the_others_in_their_order,
    no_more_is_sent_or_paid_than_is_taken,
    one_without_a_picture_is_not_sent,
    without_a_reference_in_force_the_others_are_sent_alone,
    the_weight_of_the_reference_in_force_is_sent_and_kept,
    only_the_reference_in_force_makes_a_picture_stale,
    again_sends_what_was_sent_then,
    again_is_refused_where_one_of_them_is_gone,
    one_that_goes_after_asking_again_fails_the_job,
);

/// Mara and the storm have masters, the hall has a picture in the same scene; both others are sent along.
struct Set {
    path: InstancePath,
    hall: InstancePath,
    storm: AssetId,
}

async fn set(ctx: &TestCtx) -> Set {
    let (path, hall, storm) = stage(ctx).await;
    let mara = row(ctx, path.instance).await.project_asset_id;
    master(ctx, path.project, mara, 10).await;
    master(ctx, path.project, storm, 20).await;
    let here = path.scene().instance(ctx.appear(path.scene(), hall).await);
    upload(ctx, here, 30).await;
    let both = vec![extra(storm, Style, 0.5), extra(hall, Location, 0.25)];
    put(ctx, path, both).await;
    Set {
        path,
        hall: here,
        storm,
    }
}

/// Draws; the picture that came of it.
async fn draw(ctx: &TestCtx, process: &Ctx, path: InstancePath) -> AttemptView {
    ask(process, ctx, path).await;
    work_off(process).await;
    listed(ctx, path).await.remove(0)
}

/// What was sent: the names of the bytes, the roles and the weights.
fn sent(easel: &Easel) -> Vec<(String, String, f64)> {
    let references = easel.last().references;
    let short = references
        .into_iter()
        .map(|one| (sha256(&one.bytes), one.role, one.weight));
    short.collect()
}

/// The same as it was kept.
fn kept(attempt: &AttemptView) -> Vec<(String, String, f64)> {
    let first = attempt.reference_snapshot.iter();
    let first = first.map(|one| (one.sha256.clone(), one.role.clone(), one.weight));
    let others = attempt.other_references.iter().flatten();
    let others = others.map(|one| (one.sha256.clone(), one.role.to_string(), one.weight));
    first.chain(others).collect()
}

fn roles(sent: &[(String, String, f64)]) -> Vec<&str> {
    sent.iter().map(|(_, role, _)| role.as_str()).collect()
}

async fn the_reference_in_force_goes_first_and_the_others_in_their_order(ctx: TestCtx) {
    let set = set(&ctx).await;
    let (process, easel) = easel(&ctx, taking(5));
    let made = draw(&ctx, &process, set.path).await;
    let sent = sent(&easel);
    assert_eq!(roles(&sent), ["identity", "style", "location"]);
    let weights: Vec<_> = sent.iter().map(|one| one.2).collect();
    assert_eq!(weights, [1.0, 0.5, 0.25]);
    assert_eq!(kept(&made), sent);
    let names: Vec<_> = easel
        .last()
        .references
        .into_iter()
        .map(|one| one.name)
        .collect();
    let mara = instances::get(&ctx, ctx.viewer, set.path).await.unwrap();
    assert_eq!(
        names,
        [mara.project_asset.name.as_str(), "Storm", "Great hall"]
    );
    let hall = listed(&ctx, set.hall).await.remove(0);
    assert_eq!(Some(&sent[2].0), hall.sha256.as_ref());
    let others = made.other_references.unwrap();
    let [storm, there] = &others[..] else {
        panic!("{others:?}")
    };
    assert_eq!(
        (storm.asset_id, storm.name.as_str(), storm.source),
        (set.storm, "Storm", ReferenceSource::Stage5Master)
    );
    assert_eq!(
        (storm.scene_number, storm.instance_id, storm.attempt_id),
        (None, None, None)
    );
    assert_eq!(
        (there.source, there.scene_number),
        (ReferenceSource::PriorSceneInstance, Some(1))
    );
    assert_eq!(
        (there.instance_id, there.attempt_id),
        (Some(set.hall.instance), Some(hall.id))
    );
    assert_eq!(there.role, ReferenceRole::Location);
}

async fn no_more_is_sent_or_paid_than_is_taken(ctx: TestCtx) {
    let set = set(&ctx).await;
    for (taken, said) in [
        (0, "0.25"),
        (1, "0.75"),
        (2, "1.25"),
        (3, "1.75"),
        (9, "1.75"),
    ] {
        let (process, easel) = easel(&ctx, taking(taken));
        let asked = ask(&process, &ctx, set.path).await.job_id;
        let cost = job(&ctx, asked).await.estimated_cost.unwrap();
        assert_eq!(cost.normalize().to_string(), said, "{taken} are taken");
        work_off(&process).await;
        let made = listed(&ctx, set.path).await.remove(0);
        let sent = sent(&easel);
        assert_eq!(sent.len(), taken.min(3));
        assert_eq!(kept(&made), sent);
        assert_eq!(made.other_references.is_some(), taken > 1);
    }
}

async fn one_without_a_picture_is_not_sent(ctx: TestCtx) {
    let (path, hall, storm) = stage(&ctx).await;
    master(&ctx, path.project, storm, 20).await;
    put(
        &ctx,
        path,
        vec![extra(hall, Location, None), extra(storm, Style, None)],
    )
    .await;
    let (process, easel) = easel(&ctx, taking(5));
    let asked = ask(&process, &ctx, path).await.job_id;
    let cost = job(&ctx, asked).await.estimated_cost.unwrap();
    assert_eq!(cost.normalize().to_string(), "0.75");
    work_off(&process).await;
    assert_eq!(roles(&sent(&easel)), ["style"]);
}

async fn without_a_reference_in_force_the_others_are_sent_alone(ctx: TestCtx) {
    let (path, hall, _) = stage(&ctx).await;
    master(&ctx, path.project, hall, 30).await;
    put(&ctx, path, vec![extra(hall, Location, 0.5)]).await;
    let (process, easel) = easel(&ctx, taking(1));
    let made = draw(&ctx, &process, path).await;
    assert_eq!(roles(&sent(&easel)), ["location"]);
    assert_eq!(made.reference_snapshot, None);
    assert_eq!(kept(&made), sent(&easel));
    let again = queue::again(&process, ctx.viewer, path.attempt(made.id)).await;
    again.unwrap();
    work_off(&process).await;
    assert_eq!(kept(&made), sent(&easel));
    assert_eq!(easel.asked().len(), 2);
}

async fn weigh(ctx: &TestCtx, path: InstancePath, weight: f64) -> Result<f64, Error> {
    let input = InstanceInput {
        reference_weight: Some(weight),
        ..Default::default()
    };
    let changed = instances::update(ctx, ctx.viewer, path, input).await?;
    assert_eq!(
        changed.last_modified_field.as_deref(),
        Some("reference_weight")
    );
    Ok(changed.reference_weight)
}

async fn the_weight_of_the_reference_in_force_is_sent_and_kept(ctx: TestCtx) {
    let set = set(&ctx).await;
    let before = instances::get(&ctx, ctx.viewer, set.path).await.unwrap();
    assert_eq!(before.reference_weight, 1.0);
    assert_eq!(weigh(&ctx, set.path, 0.4).await.unwrap(), 0.4);
    for wrong in [0.0, 0.049, 1.1, f64::NAN] {
        let refused = weigh(&ctx, set.path, wrong).await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
    }
    let (process, easel) = easel(&ctx, taking(5));
    let made = draw(&ctx, &process, set.path).await;
    assert_eq!(sent(&easel)[0].2, 0.4);
    assert_eq!(made.reference_snapshot.unwrap().weight, 0.4);
    assert_eq!(weigh(&ctx, set.path, 0.05).await.unwrap(), 0.05);
}

async fn only_the_reference_in_force_makes_a_picture_stale(ctx: TestCtx) {
    let set = set(&ctx).await;
    let (process, _) = easel(&ctx, taking(5));
    draw(&ctx, &process, set.path).await;
    let stale = async || {
        let all = panels::stale(&ctx, ctx.viewer, set.path.scene()).await;
        let mut all = all.unwrap().into_iter();
        all.any(|(instance, _)| instance == set.path.instance)
    };
    upload(&ctx, set.hall, 99).await;
    master(&ctx, set.path.project, set.storm, 98).await;
    put(&ctx, set.path, Vec::new()).await;
    assert!(!stale().await);
    let mara = row(&ctx, set.path.instance).await.project_asset_id;
    master(&ctx, set.path.project, mara, 97).await;
    assert!(stale().await);
}

async fn again_sends_what_was_sent_then(ctx: TestCtx) {
    let set = set(&ctx).await;
    weigh(&ctx, set.path, 0.4).await.unwrap();
    let (process, easel) = easel(&ctx, taking(5));
    let made = draw(&ctx, &process, set.path).await;
    let before = sent(&easel);
    upload(&ctx, set.hall, 99).await;
    weigh(&ctx, set.path, 0.9).await.unwrap();
    put(&ctx, set.path, vec![extra(set.storm, Location, 0.9)]).await;
    let again = queue::again(&process, ctx.viewer, set.path.attempt(made.id)).await;
    let asked = again.unwrap().job_id;
    let cost = job(&ctx, asked).await.estimated_cost.unwrap();
    assert_eq!(cost.normalize().to_string(), "1.75");
    work_off(&process).await;
    assert_eq!(sent(&easel), before);
    let other = listed(&ctx, set.path).await.remove(0);
    assert_ne!(other.id, made.id);
    assert_eq!(other.reference_snapshot, made.reference_snapshot);
    assert_eq!(other.other_references, made.other_references);
}

/// The hall's picture is lost.
async fn lose(ctx: &TestCtx, of: InstancePath) {
    let shown = listed(ctx, of).await.remove(0);
    let key = StorageKey::parse(&shown.storage_path.unwrap()).unwrap();
    ctx.storage.delete(&key).await.unwrap();
}

async fn again_is_refused_where_one_of_them_is_gone(ctx: TestCtx) {
    let set = set(&ctx).await;
    let (process, _) = easel(&ctx, taking(5));
    let made = set.path.attempt(draw(&ctx, &process, set.path).await.id);
    lose(&ctx, set.hall).await;
    let why = refused(queue::again(&process, ctx.viewer, made).await);
    assert_eq!(why, rules::REFERENCE_GONE);
    // What is not taken any more is not missed either.
    let (fewer, easel) = easel(&ctx, taking(2));
    queue::again(&fewer, ctx.viewer, made).await.unwrap();
    work_off(&fewer).await;
    assert_eq!(roles(&sent(&easel)), ["identity", "style"]);
}

async fn one_that_goes_after_asking_again_fails_the_job(ctx: TestCtx) {
    let set = set(&ctx).await;
    let (process, easel) = easel(&ctx, taking(5));
    let made = draw(&ctx, &process, set.path).await.id;
    let again = queue::again(&process, ctx.viewer, set.path.attempt(made)).await;
    let again = again.unwrap().job_id;
    lose(&ctx, set.hall).await;
    work_off(&process).await;
    let ended = job(&ctx, again).await;
    assert_eq!(
        (ended.status, ended.error_code),
        (JobStatus::Failed, Some(JobErrorCode::Permanent))
    );
    assert_eq!(ended.error_message.as_deref(), Some(rules::REFERENCE_GONE));
    assert_eq!(easel.asked().len(), 1);
}
