//! Events between nodes that share one PostgreSQL.
//!
//! What is told here is also sent by NOTIFY, and what other nodes send is told here. That only wakes: who hears asks
//! for the state, and the queue is looked at by the clock as well, so everything works without a relay, a little
//! later. Nothing that is told ever waits for the network. What could not be sent, or may have been missed, becomes
//! one refresh for everybody.

use crate::{
    ctx::Ctx,
    error::{Error, Result, invalid},
    events::outbox::{Outbox, Word},
};
use sea_orm::{
    DbBackend,
    sqlx::{
        self, ConnectOptions,
        postgres::{PgConnectOptions, PgListener, PgPool, PgPoolOptions},
    },
};
use std::{
    str::FromStr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::{sync::mpsc, task::JoinHandle, time::timeout};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

const CHANNEL: &str = "throughline";
/// Words that wait to be sent, at most.
const WAITING: usize = 1_024;
/// Words sent in one statement, at most.
const AT_ONCE: usize = 100;
/// The first wait before a lost connection is made again; each further one is twice as long.
const SHORTEST: Duration = Duration::from_millis(250);
const LONGEST: Duration = Duration::from_secs(30);
/// How long a connection may be silent before it is asked whether it still is one.
const SILENCE: Duration = Duration::from_secs(30);
/// How long the database may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long it may take to answer once the process ends: what is left is still worth a try, but not a long one.
const LAST: Duration = Duration::from_secs(2);

/// The relay of this process.
#[derive(Debug)]
pub struct Relay {
    closing: CancellationToken,
    tasks: [JoinHandle<()>; 2],
}

impl Relay {
    /// Sends what was told until now, and ends. Call it after everything that tells has ended.
    pub async fn end(self) {
        self.closing.cancel();
        for task in self.tasks {
            // One that panicked has nothing left to send.
            let _ = task.await;
        }
    }
}

/// Begins to relay between this process and all others on the PostgreSQL of that address, which is the context's own.
/// No more is heard once `stop` is cancelled; what is told while the process drains is still sent until
/// [`Relay::end`].
///
/// Errors: `Unavailable` when nobody answers there now (later losses mend themselves), `Invalid` for SQLite, which
/// has one process.
pub async fn start(ctx: &Ctx, url: &str, stop: CancellationToken) -> Result<Relay> {
    if ctx.db.backend() != DbBackend::Postgres {
        return invalid("Events are relayed on PostgreSQL alone.");
    }
    let options = PgConnectOptions::from_str(url)
        .map_err(away)?
        .disable_statement_logging();
    let node = Uuid::now_v7();
    let (words, post) = mpsc::channel(WAITING);
    let overflowed = Arc::new(AtomicBool::new(false));
    let outbox = Outbox {
        words,
        overflowed: overflowed.clone(),
    };
    let post = Post {
        pool: alone(&options),
        node,
        words: post,
        overflowed,
    };
    let ears = Ears {
        ctx: ctx.clone(),
        options,
        node,
    };
    let listener = ears.open().await.map_err(away)?;
    ctx.events.relay_through(outbox.clone());
    ctx.running.relay_through(outbox);
    let closing = CancellationToken::new();
    let tasks = [
        tokio::spawn(sending(post, closing.clone())),
        tokio::spawn(listening(ears, listener, stop, closing.clone())),
    ];
    Ok(Relay { closing, tasks })
}

/// One connection that nothing else waits for.
fn alone(options: &PgConnectOptions) -> PgPool {
    PgPoolOptions::new()
        .max_connections(1)
        .acquire_timeout(PATIENCE)
        .connect_lazy_with(options.clone())
}

fn away(err: sqlx::Error) -> Error {
    Error::Unavailable(Box::new(err))
}

fn longer(wait: Duration) -> Duration {
    (wait * 2).min(LONGEST)
}

/// What sends.
struct Post {
    pool: PgPool,
    node: Uuid,
    words: mpsc::Receiver<Word>,
    overflowed: Arc<AtomicBool>,
}

impl Post {
    async fn send(&self, words: &[Word]) -> Result<(), sqlx::Error> {
        let letters: Vec<_> = words
            .iter()
            .filter_map(|word| serde_json::to_string(&(self.node, word)).ok())
            .collect();
        sqlx::query("SELECT pg_notify($1, letter) FROM unnest($2::text[]) AS letter")
            .bind(CHANNEL)
            .bind(letters)
            .execute(&self.pool)
            .await
            .map(drop)
    }

    /// One word in the place of all that wait.
    fn refresh(&mut self) -> Vec<Word> {
        // The mark comes off first: what does not fit while the rest is thrown away puts it on again.
        self.overflowed.store(false, Ordering::Relaxed);
        while self.words.try_recv().is_ok() {}
        vec![Word::Refresh]
    }
}

async fn sending(mut post: Post, closing: CancellationToken) {
    let mut wait = SHORTEST;
    let mut last = false;
    while !last {
        let mut words = Vec::with_capacity(AT_ONCE);
        tokio::select! {
            // What was left before the end is taken first.
            biased;
            taken = post.words.recv_many(&mut words, AT_ONCE) => last = taken == 0,
            () = closing.cancelled() => last = true,
        }
        if post.overflowed.load(Ordering::Relaxed) {
            words = post.refresh();
        }
        if words.is_empty() {
            continue;
        }
        loop {
            let sent = tokio::select! {
                biased;
                sent = timeout(PATIENCE, post.send(&words)) => sent,
                () = closed(&closing) => return,
            };
            let Err(err) = sent.unwrap_or(Err(sqlx::Error::PoolTimedOut)) else {
                break;
            };
            tracing::warn!(error = ?err, "the other nodes cannot be told");
            tokio::select! {
                () = closing.cancelled() => return,
                () = tokio::time::sleep(wait) => {}
            }
            wait = longer(wait);
            words = post.refresh();
        }
        wait = SHORTEST;
    }
}

/// Returns a moment after the process began to end.
async fn closed(closing: &CancellationToken) {
    closing.cancelled().await;
    tokio::time::sleep(LAST).await;
}

/// What listens.
struct Ears {
    ctx: Ctx,
    options: PgConnectOptions,
    node: Uuid,
}

impl Ears {
    /// A fresh connection: giving back one that died silently could take for ever.
    async fn open(&self) -> Result<PgListener, sqlx::Error> {
        let opened = timeout(PATIENCE, async {
            let mut listener = PgListener::connect_with(&alone(&self.options)).await?;
            listener.ignore_pool_close_event(true);
            // What was missed meanwhile has to be made up for here, so nothing may reconnect on its own.
            listener.eager_reconnect(false);
            listener.listen(CHANNEL).await?;
            Ok::<_, sqlx::Error>(listener)
        });
        opened.await.unwrap_or(Err(sqlx::Error::PoolTimedOut))
    }

    /// Hears until the connection is lost.
    async fn hear(&self, mut listener: PgListener) {
        loop {
            match timeout(SILENCE, listener.try_recv()).await {
                Ok(Ok(Some(letter))) => self.take_in(letter.payload()),
                Ok(Ok(None)) => return,
                Ok(Err(err)) => {
                    tracing::warn!(error = ?err, "the other nodes cannot be heard");
                    return;
                }
                Err(_) => {
                    let asked = sqlx::query("SELECT 1").execute(&mut listener);
                    if !matches!(timeout(PATIENCE, asked).await, Ok(Ok(_))) {
                        return;
                    }
                }
            }
        }
    }

    /// Hears for good, on one connection after the other.
    async fn always(&self, listener: PgListener) {
        self.hear(listener).await;
        let mut wait = SHORTEST;
        loop {
            tokio::time::sleep(wait).await;
            match self.open().await {
                Ok(listener) => {
                    // Whatever was told while nobody listened.
                    self.refresh();
                    self.hear(listener).await;
                    wait = SHORTEST;
                }
                Err(err) => {
                    tracing::warn!(error = ?err, "the other nodes cannot be heard yet");
                    wait = longer(wait);
                }
            }
        }
    }

    fn take_in(&self, letter: &str) {
        let Ok((from, word)) = serde_json::from_str::<(Uuid, Word)>(letter) else {
            tracing::debug!("a letter of another version was not understood");
            return self.refresh();
        };
        if from == self.node {
            return;
        }
        match word {
            Word::Change {
                project,
                scene,
                instance,
            } => self.ctx.events.hear(project, scene, instance),
            Word::Stop { job } => {
                self.ctx.running.stop_here(job);
            }
            Word::Refresh => self.ctx.events.refresh(),
        }
        self.ctx.wake.notify_one();
    }

    fn refresh(&self) {
        self.ctx.events.refresh();
        self.ctx.wake.notify_one();
    }
}

async fn listening(
    ears: Ears,
    listener: PgListener,
    stop: CancellationToken,
    closing: CancellationToken,
) {
    tokio::select! {
        () = stop.cancelled() => {}
        () = closing.cancelled() => {}
        () = ears.always(listener) => {}
    }
}
