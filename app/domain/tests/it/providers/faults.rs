//! What may go wrong between a job and its provider, for the whole life of the job, the same for every provider: what each
//! fault ends in, how often was paid for it, and that nothing is left of it. A provider names its particulars as a
//! [`Trial`], and has all of it tried by `every_fault!`.

mod late;
mod life;
mod table;

use super::peer::{Asked, Peer, Reply};
use bytes::Bytes;
use domain::{
    ctx::{Ctx, Settings},
    model::kinds::{JobErrorCode, ProviderKind},
    providers::{
        ImageProvider, Providers,
        config::{Config, Price, Secret},
    },
    testing::{TestCtx, png, settings},
};
use std::{collections::BTreeMap, sync::Arc, time::Duration};

pub(crate) use late::{cancelled, lost};
pub(crate) use life::{never_reached, no_pictures, own, passing, refusals, silence};

/// The key that no message may hold.
pub(crate) const KEY: &str = "sk-never-to-be-seen-0123456789";

/// Has every fault tried on a provider, on both databases: `every_fault!(trial);` in its test file, where `trial` is a
/// function that makes its [`Trial`].
macro_rules! every_fault {
    ($trial:path) => {
        on_both!(
            what_is_refused_fails_at_once,
            what_passes_is_tried_again,
            silence_is_not_waited_for,
            what_is_no_picture_fails,
            whoever_is_not_reached_is_not_paid,
            its_own_faults_end_as_they_should,
            an_answer_after_the_job_was_cancelled_is_thrown_away,
            an_answer_after_the_lease_went_is_thrown_away,
        );

        async fn what_is_refused_fails_at_once(ctx: domain::testing::TestCtx) {
            $crate::providers::faults::refusals(&ctx, &$trial()).await;
        }

        async fn what_passes_is_tried_again(ctx: domain::testing::TestCtx) {
            $crate::providers::faults::passing(&ctx, &$trial()).await;
        }

        async fn silence_is_not_waited_for(ctx: domain::testing::TestCtx) {
            $crate::providers::faults::silence(&ctx, &$trial()).await;
        }

        async fn what_is_no_picture_fails(ctx: domain::testing::TestCtx) {
            $crate::providers::faults::no_pictures(&ctx, &$trial()).await;
        }

        async fn whoever_is_not_reached_is_not_paid(ctx: domain::testing::TestCtx) {
            $crate::providers::faults::never_reached(&ctx, &$trial()).await;
        }

        async fn its_own_faults_end_as_they_should(ctx: domain::testing::TestCtx) {
            $crate::providers::faults::own(&ctx, &$trial()).await;
        }

        async fn an_answer_after_the_job_was_cancelled_is_thrown_away(
            ctx: domain::testing::TestCtx,
        ) {
            $crate::providers::faults::cancelled(&ctx, &$trial()).await;
        }

        async fn an_answer_after_the_lease_went_is_thrown_away(ctx: domain::testing::TestCtx) {
            $crate::providers::faults::lost(&ctx, &$trial()).await;
        }
    };
}
pub(crate) use every_fault;

/// How a peer answers one request when all is well, with these bytes as the picture. It may keep a state.
pub(crate) type Well = Box<dyn FnMut(&Asked, &Bytes) -> Reply + Send>;

/// A provider's particulars.
pub(crate) struct Trial {
    /// Makes the provider.
    pub(crate) provider: fn(Config) -> Arc<dyn ImageProvider>,
    /// Its settings at an address: see [`config`].
    pub(crate) config: fn(&str) -> Config,
    /// Whether a request is the one that costs money.
    pub(crate) paid: fn(&Asked) -> bool,
    /// A fresh peer that answers well.
    pub(crate) well: fn() -> Well,
    /// Whether a call whose answer was lost is taken up again instead of paid again.
    pub(crate) resumes: bool,
    /// What can go wrong with this provider alone.
    pub(crate) own: fn() -> Vec<Fault>,
}

/// Something that goes wrong, and what the job comes to.
pub(crate) struct Fault {
    pub(crate) name: &'static str,
    pub(crate) happens: Happens,
    pub(crate) ends: Ends,
}

/// What goes wrong with a call, from the paid request on.
pub(crate) enum Happens {
    /// The paid request is answered like this.
    Reply(Reply),
    /// The paid request is answered well, and then spoiled.
    Spoiled(fn(Reply) -> Reply),
    /// All is answered well, but these bytes are the picture.
    Picture(Bytes),
    /// Whatever the script answers; well, where it answers nothing.
    Script(fn(&Asked) -> Option<Reply>),
}

/// What the job comes to. The words stand in its message.
pub(crate) enum Ends {
    /// It fails at once.
    Refused(JobErrorCode, &'static str),
    /// It is tried again, and then completes.
    Passes(JobErrorCode, &'static str),
    /// It completes as if nothing had happened.
    Completed,
}

/// Settings of a provider at an address of this machine.
pub(crate) fn config(kind: ProviderKind, base: &str) -> Config {
    Config {
        name: "studio".into(),
        kind,
        base_url: base.parse().expect("an address"),
        model: None,
        key: Some(Secret::new(KEY)),
        user: None,
        allow_private: true,
        timeout: Duration::from_secs(25),
        concurrency: 2,
        price: Price {
            picture: 0.25,
            reference: 0.5,
        },
        monthly_budget: None,
        project_budget: None,
        workflow: None,
        options: BTreeMap::new(),
    }
}

/// A process that draws with this provider alone.
pub(crate) fn process(ctx: &TestCtx, provider: Arc<dyn ImageProvider>, retries: i32) -> Ctx {
    Ctx {
        providers: Providers::new(provider, Vec::new()),
        ..ctx.with(Settings {
            max_retries: retries,
            // The provider's own time comes first.
            provider_timeout: Duration::from_secs(60),
            ..settings()
        })
    }
}

/// A peer with which something goes wrong during the first so many paid calls.
pub(crate) async fn peer(trial: &Trial, happens: Option<Happens>, times: usize) -> Peer {
    let (paid, mut well, good) = (trial.paid, (trial.well)(), png(77));
    let mut calls = 0;
    Peer::new(move |asked| {
        let pays = paid(asked);
        calls += usize::from(pays);
        match &happens {
            _ if calls > times => well(asked, &good),
            Some(Happens::Reply(reply)) if pays => reply.clone(),
            Some(Happens::Spoiled(spoil)) if pays => spoil(well(asked, &good)),
            Some(Happens::Picture(bytes)) => well(asked, bytes),
            Some(Happens::Script(script)) => script(asked).unwrap_or_else(|| well(asked, &good)),
            _ => well(asked, &good),
        }
    })
    .await
}

/// How often a peer was asked for what costs money.
pub(crate) fn calls(trial: &Trial, peer: &Peer) -> usize {
    peer.asked()
        .iter()
        .filter(|asked| (trial.paid)(asked))
        .count()
}
