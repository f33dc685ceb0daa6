//! What the tests have in common: short ways to a state, and the rules that hold in every state.

use domain::{
    ctx::{Ctx, Settings},
    entities::{attempts, deletions, instances, jobs},
    error::Error,
    jobs::{
        queue::{self, Ask},
        worker::Worker,
    },
    model::{
        ids::{AttemptId, InstanceId, JobId},
        kinds::JobStatus,
        paging::Paging,
        paths::InstancePath,
        views::{AttemptView, JobView},
    },
    services::{attempts as history, instances as in_scene},
    storage::StorageKey,
    testing::{TestCtx, png, settings},
};
use futures::TryStreamExt;
use sea_orm::{
    ActiveModelBehavior, ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel,
    PaginatorTrait, QueryFilter,
};
use std::{collections::BTreeSet, fmt::Debug, time::Duration};

/// An instance alone in a fresh film.
pub(crate) async fn alone(ctx: &TestCtx) -> InstancePath {
    ctx.instance(ctx.scene().await, "Mara in the oilskin coat")
        .await
}

/// Uploads a small picture; the attempt that it became.
pub(crate) async fn upload(ctx: &TestCtx, path: InstancePath, shade: u8) -> AttemptView {
    in_scene::upload(ctx, ctx.viewer, path, Some("mara.png".into()), png(shade))
        .await
        .unwrap();
    history::list(ctx, ctx.viewer, path)
        .await
        .unwrap()
        .remove(0)
}

/// As many uploads, the oldest first.
pub(crate) async fn uploads(ctx: &TestCtx, path: InstancePath, count: u8) -> Vec<AttemptView> {
    let mut made = Vec::new();
    for shade in 0..count {
        made.push(upload(ctx, path, shade * 10).await);
    }
    made
}

/// The live history as it is listed.
pub(crate) async fn listed(ctx: &TestCtx, path: InstancePath) -> Vec<AttemptView> {
    history::list(ctx, ctx.viewer, path).await.unwrap()
}

/// The numbers of the live history, newest first.
pub(crate) async fn numbers(ctx: &TestCtx, path: InstancePath) -> Vec<i32> {
    listed(ctx, path)
        .await
        .iter()
        .map(|attempt| attempt.attempt_number)
        .collect()
}

/// The number of the selected attempt.
pub(crate) async fn selected(ctx: &TestCtx, path: InstancePath) -> Option<i32> {
    let live = listed(ctx, path).await;
    live.iter()
        .find(|attempt| attempt.is_selected)
        .map(|attempt| attempt.attempt_number)
}

/// A page on which all that a test makes has room.
pub(crate) fn everything() -> Paging {
    Paging::first(1_000)
}

/// Asks for a picture.
pub(crate) async fn ask(ctx: &Ctx, of: &TestCtx, path: InstancePath) -> JobView {
    queue::create(ctx, of.viewer, path, Ask::default())
        .await
        .unwrap()
}

/// An instance's row.
pub(crate) async fn row(ctx: &Ctx, id: InstanceId) -> instances::Model {
    instances::Entity::find_by_id(id)
        .one(ctx.db.read())
        .await
        .unwrap()
        .unwrap()
}

/// An attempt's row, if it is there.
pub(crate) async fn attempt(ctx: &Ctx, id: AttemptId) -> Option<attempts::Model> {
    attempts::Entity::find_by_id(id)
        .one(ctx.db.read())
        .await
        .unwrap()
}

/// A job's row.
pub(crate) async fn job(ctx: &Ctx, id: JobId) -> jobs::Model {
    jobs::Entity::find_by_id(id)
        .one(ctx.db.read())
        .await
        .unwrap()
        .unwrap()
}

/// Changes a row past every rule, as an older version or another process might have.
pub(crate) async fn write<A>(ctx: &Ctx, change: A)
where
    A: ActiveModelTrait + ActiveModelBehavior + Send,
    <A::Entity as EntityTrait>::Model: IntoActiveModel<A>,
{
    let txn = ctx.db.begin().await.unwrap();
    change.update(&txn).await.unwrap();
    txn.commit().await.unwrap();
}

/// Whether the object of a stored path is there.
pub(crate) async fn there(ctx: &Ctx, path: &str) -> bool {
    ctx.storage
        .size(&StorageKey::parse(path).unwrap())
        .await
        .unwrap()
        .is_some()
}

/// The paths of all originals in the store.
pub(crate) async fn objects(ctx: &Ctx) -> BTreeSet<String> {
    let all: Vec<_> = ctx.storage.list(None).try_collect().await.unwrap();
    all.into_iter()
        .filter(|found| found.rendition.is_none())
        .map(|found| found.key.to_string())
        .collect()
}

/// Entries in the queue of deletions.
pub(crate) async fn queued_deletions(ctx: &Ctx) -> u64 {
    deletions::Entity::find()
        .count(ctx.db.read())
        .await
        .unwrap()
}

/// The same with nothing kept for later: what is deleted is due at once.
pub(crate) fn forgetful(ctx: &TestCtx) -> Ctx {
    ctx.with(Settings {
        attempt_retention: Duration::ZERO,
        orphan_grace: Duration::ZERO,
        ..settings()
    })
}

/// The sentence of a conflict.
pub(crate) fn refused<T: Debug>(result: Result<T, Error>) -> String {
    match result {
        Err(Error::Conflict(why)) => why,
        other => panic!("expected a conflict, got {other:?}"),
    }
}

/// It is as if there were no such thing.
pub(crate) fn missing<T: Debug>(result: Result<T, Error>) {
    assert!(
        matches!(result, Err(Error::NotFound(_))),
        "expected not to be found, got {result:?}"
    );
}

/// Waits until something is so, for half a minute at most.
pub(crate) async fn until(what: &str, mut so: impl AsyncFnMut() -> bool) {
    for _ in 0..3_000 {
        if so().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("never came: {what}");
}

/// Waits until a job stands in a state.
pub(crate) async fn reaches(ctx: &Ctx, id: JobId, status: JobStatus) {
    until(&format!("the job is {status}"), async || {
        job(ctx, id).await.status == status
    })
    .await;
}

/// Jobs that wait or run.
pub(crate) async fn open_jobs(ctx: &Ctx) -> u64 {
    let open = JobStatus::ALL
        .iter()
        .copied()
        .filter(|status| status.is_open());
    let open = jobs::Entity::find().filter(jobs::Column::Status.is_in(open));
    open.count(ctx.db.read()).await.unwrap()
}

/// Runs a worker with the context's settings until no job waits or runs.
pub(crate) async fn work_off(ctx: &Ctx) {
    let worker = Worker::start(ctx, "worker".into());
    until("all jobs end", async || open_jobs(ctx).await == 0).await;
    worker.stop().await;
}
