//! What handlers share.

use app::site::Site;
use axum::extract::FromRef;
use domain::ctx::{Ctx, Viewer};
use leptos::config::LeptosOptions;
use std::sync::Arc;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

/// Streams of events that are open at once, at most.
const MOST_STREAMS: usize = 500;

/// What handlers share. Cheap to clone.
#[derive(Clone, FromRef)]
pub struct AppState {
    /// What use-cases work with.
    pub ctx: Ctx,
    /// The one user of local mode.
    pub local: Viewer,
    /// Where the browser's files are.
    pub site: Site,
    /// The hosts that are answered besides this machine's own names.
    pub hosts: Hosts,
    /// The open streams of events.
    pub streams: Streams,
    /// The framework's options.
    pub options: LeptosOptions,
}

/// Host names that are answered, in lower case and without a port.
#[derive(Clone, Debug, Default)]
pub struct Hosts(pub Arc<[String]>);

/// The open streams of events, and what ends them all.
#[derive(Clone)]
pub struct Streams {
    /// One place for each stream.
    pub places: Arc<Semaphore>,
    /// Ends every stream when the process stops: an open one would keep it for ever.
    pub stop: CancellationToken,
}

impl AppState {
    /// For local mode: everybody who reaches this machine's own names is this user.
    pub fn local(ctx: Ctx, local: Viewer) -> Self {
        Self {
            ctx,
            local,
            site: Site::new(crate::site::addresses()),
            hosts: Hosts::default(),
            streams: Streams {
                places: Arc::new(Semaphore::new(MOST_STREAMS)),
                stop: CancellationToken::new(),
            },
            options: LeptosOptions::builder()
                .output_name("throughline")
                .site_pkg_dir("pkg")
                .build(),
        }
    }

    /// Answers these hosts too.
    pub fn answering(mut self, hosts: &[String]) -> Self {
        self.hosts = Hosts(hosts.iter().map(|host| host.to_ascii_lowercase()).collect());
        self
    }

    /// Ends every stream when this is cancelled.
    pub fn until(mut self, stop: CancellationToken) -> Self {
        self.streams.stop = stop;
        self
    }
}
