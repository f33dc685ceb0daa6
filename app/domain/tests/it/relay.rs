//! Events between nodes that share one PostgreSQL.

use crate::held::{drawing, held};
use crate::support::{alone, ask, reaches, until, upload};
use domain::{
    ctx::{Ctx, Settings},
    error::Error,
    events::{
        Heard,
        relay::{self, Relay},
    },
    jobs::queue,
    model::{ids::ProjectId, kinds::JobStatus},
    testing::{TestCtx, settings},
};
use sea_orm::ConnectionTrait;
use std::{sync::Arc, time::Duration};
use tokio::sync::broadcast::Receiver;
use tokio_util::sync::CancellationToken;

/// A process beside the test's own on the same database.
fn node(ctx: &TestCtx) -> Ctx {
    Ctx {
        wake: Arc::default(),
        ..ctx.with(settings())
    }
}

async fn relayed(ctx: &TestCtx, node: &Ctx) -> Relay {
    relay::start(node, ctx.url(), CancellationToken::new())
        .await
        .unwrap()
}

async fn next(reader: &mut Receiver<Heard>) -> Heard {
    let next = tokio::time::timeout(Duration::from_secs(30), reader.recv()).await;
    next.expect("something is told").unwrap()
}

/// The next event; a refresh is none.
async fn change(reader: &mut Receiver<Heard>) -> domain::events::Event {
    match next(reader).await {
        Heard::Change(event) => event,
        Heard::Refresh => panic!("a refresh"),
    }
}

fn reader(node: &Ctx) -> Receiver<Heard> {
    node.events.since(node.events.last()).1
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_node_tells_reaches_the_other_once_and_not_itself_again() {
    let ctx = TestCtx::postgres().await;
    let path = alone(&ctx).await;
    let other = node(&ctx);
    let relays = [relayed(&ctx, &ctx).await, relayed(&ctx, &other).await];
    let (mut here, mut there) = (reader(&ctx), reader(&other));
    upload(&ctx, path, 1).await;
    for reader in [&mut here, &mut there] {
        let event = change(reader).await;
        assert_eq!(
            (event.project, event.scene, event.instance),
            (path.project, Some(path.scene), Some(path.instance))
        );
    }
    // What comes back the other way is the next that either hears.
    let project = ProjectId::new();
    other.events.tell(project, None, None);
    for reader in [&mut here, &mut there] {
        assert_eq!(change(reader).await.project, project);
    }
    for relay in relays {
        relay.end().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_told_before_the_end_is_still_sent() {
    let ctx = TestCtx::postgres().await;
    let other = node(&ctx);
    let stop = CancellationToken::new();
    let ending = relay::start(&ctx, ctx.url(), stop.clone()).await.unwrap();
    let staying = relayed(&ctx, &other).await;
    let mut there = reader(&other);
    stop.cancel();
    let project = ProjectId::new();
    ctx.events.tell(project, None, None);
    ending.end().await;
    assert_eq!(change(&mut there).await.project, project);
    staying.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_hears_looks_at_the_queue() {
    let ctx = TestCtx::postgres().await;
    let other = node(&ctx);
    let relays = [relayed(&ctx, &ctx).await, relayed(&ctx, &other).await];
    ctx.events.tell(ProjectId::new(), None, None);
    let woken = tokio::time::timeout(Duration::from_secs(30), other.wake.notified()).await;
    assert!(woken.is_ok(), "its worker was not woken");
    for relay in relays {
        relay.end().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_lost_connection_everybody_asks_for_everything() {
    let ctx = TestCtx::postgres().await;
    let other = node(&ctx);
    let relays = [relayed(&ctx, &ctx).await, relayed(&ctx, &other).await];
    let mut there = reader(&other);
    let before = other.events.last();
    let cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
               WHERE datname = current_database() AND query LIKE 'LISTEN%'";
    ctx.db.read().execute_unprepared(cut).await.unwrap();
    assert_eq!(next(&mut there).await, Heard::Refresh);
    assert!(other.events.since(before).0.is_none());
    // And it hears again.
    let project = ProjectId::new();
    ctx.events.tell(project, None, None);
    assert_eq!(change(&mut there).await.project, project);
    for relay in relays {
        relay.end().await;
    }
}

/// On one thread, so that nothing is sent while the test tells.
#[tokio::test]
async fn more_than_can_be_told_becomes_one_refresh() {
    let ctx = TestCtx::postgres().await;
    let other = node(&ctx);
    let relays = [relayed(&ctx, &ctx).await, relayed(&ctx, &other).await];
    let mut there = reader(&other);
    for _ in 0..5_000 {
        ctx.events.tell(ProjectId::new(), None, None);
    }
    // Some may have been on their way; the refresh follows, and nothing follows it.
    let mut told = 0;
    while let Heard::Change(_) = next(&mut there).await {
        told += 1;
    }
    assert!(told < 5_000, "{told} were told one by one");
    let project = ProjectId::new();
    ctx.events.tell(project, None, None);
    assert_eq!(change(&mut there).await.project, project);
    for relay in relays {
        relay.end().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_is_cancelled_on_one_node_ends_on_the_other() {
    let ctx = TestCtx::postgres().await;
    let path = alone(&ctx).await;
    // A lease that is not renewed within the test, and room for one job alone.
    let patient = Settings {
        lease: Duration::from_secs(3_600),
        generation_concurrency: 1,
        ..settings()
    };
    let (drawing_node, provider) = held(&ctx, patient);
    let relays = [
        relayed(&ctx, &ctx).await,
        relayed(&ctx, &drawing_node).await,
    ];
    let (id, worker) = drawing(&drawing_node, &ctx, path).await;
    let waiting = ask(&drawing_node, &ctx, path).await.job_id;
    queue::cancel(&ctx, ctx.viewer, id).await.unwrap();
    // Its place is free only once it ended.
    reaches(&ctx, waiting, JobStatus::Generating).await;
    provider.release(1);
    reaches(&ctx, waiting, JobStatus::Completed).await;
    reaches(&ctx, id, JobStatus::Cancelled).await;
    worker.stop().await;
    for relay in relays {
        relay.end().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_without_a_relay_is_told_nothing_and_still_sees_everything() {
    let ctx = TestCtx::postgres().await;
    let path = alone(&ctx).await;
    let other = node(&ctx);
    let before = other.events.last();
    let id = ask(&ctx, &ctx, path).await.job_id;
    let worker = domain::jobs::worker::Worker::start(&other, "other".into());
    until("the clock leads it to the job", async || {
        crate::support::job(&ctx, id).await.status == JobStatus::Completed
    })
    .await;
    worker.stop().await;
    assert!(other.events.last() > before, "it tells of its own work");
}

#[tokio::test(flavor = "multi_thread")]
async fn sqlite_has_one_process_and_no_relay() {
    let ctx = TestCtx::sqlite().await;
    let refused = relay::start(&ctx, ctx.url(), CancellationToken::new()).await;
    assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
}
