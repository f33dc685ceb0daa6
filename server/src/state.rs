//! What handlers share.

use crate::limits::Limits;
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
    /// Who is served.
    pub auth: Auth,
    /// Where the browser's files are.
    pub site: Site,
    /// The hosts that are answered besides this machine's own names.
    pub hosts: Hosts,
    /// The open streams of events.
    pub streams: Streams,
    /// The framework's options.
    pub options: LeptosOptions,
    /// How often somebody may do what costs.
    pub limits: Limits,
    /// How pictures reach the browser.
    pub pictures: Pictures,
    /// Whether a proxy of ours stands before us and tells where requests come from.
    #[from_ref(skip)]
    pub proxied: bool,
}

/// Who is served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Auth {
    /// Everybody who reaches this machine's own names, as this one user.
    Local(Viewer),
    /// Those who sign in, or send a token.
    Accounts,
}

/// How pictures reach the browser.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pictures {
    /// Through us.
    #[default]
    Stream,
    /// From the store itself, by addresses that hold for a few minutes, where the store can make such.
    Redirect,
}

/// The hosts that are answered besides this machine's own names.
#[derive(Clone, Debug, Default)]
pub struct Hosts {
    /// Their names, in lower case and without a port.
    named: Arc<[String]>,
    /// Whether all are answered while none is named.
    any: bool,
}

impl Hosts {
    fn or_any(self) -> Self {
        Self { any: true, ..self }
    }

    /// Whether a host, in lower case and without its port, is answered.
    pub fn know(&self, host: &str) -> bool {
        self.named.iter().any(|name| name == host) || (self.any && self.named.is_empty())
    }
}

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
        Self::serving(ctx, Auth::Local(local))
    }

    /// For a server: those who have an account, under whatever name it is reached.
    pub fn with_accounts(ctx: Ctx) -> Self {
        Self {
            hosts: Hosts::default().or_any(),
            ..Self::serving(ctx, Auth::Accounts)
        }
    }

    fn serving(ctx: Ctx, auth: Auth) -> Self {
        Self {
            ctx,
            auth,
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
            limits: Limits::new(auth == Auth::Accounts),
            pictures: Pictures::default(),
            proxied: false,
        }
    }

    /// Answers these hosts too.
    pub fn answering(mut self, hosts: &[String]) -> Self {
        self.hosts.named = hosts.iter().map(|host| host.to_ascii_lowercase()).collect();
        self
    }

    /// Ends every stream when this is cancelled.
    pub fn until(mut self, stop: CancellationToken) -> Self {
        self.streams.stop = stop;
        self
    }
}
