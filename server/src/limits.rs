//! How often somebody may sign in, upload and generate, where there are accounts: each in a minute, and as often at
//! once. Addresses are counted for signing in, users for the rest.

use crate::{
    answer::{Answer, Refusal},
    extract::wants_page,
    forms::{lead_to, page_before},
    state::AppState,
};
use axum::{
    extract::{ConnectInfo, Request, State},
    http::HeaderMap,
    middleware::Next,
    response::{IntoResponse, Response},
};
use domain::{ctx::Viewer, error::Error, model::ids::UserId};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter, clock::Clock};
use std::{
    hash::Hash,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    num::NonZeroU32,
    sync::Arc,
};

const ONE: NonZeroU32 = NonZeroU32::MIN;
const LOGINS: NonZeroU32 = NonZeroU32::new(10).unwrap();
const UPLOADS: NonZeroU32 = NonZeroU32::new(300).unwrap();
const PICTURES: NonZeroU32 = NonZeroU32::new(120).unwrap();
/// Those who are counted at once, about; then those whose count is over are forgotten.
const MANY: usize = 10_000;

/// The counts. Cheap to clone.
#[derive(Clone)]
pub struct Limits {
    logins: Arc<DefaultKeyedRateLimiter<IpAddr>>,
    guesses: Arc<DefaultKeyedRateLimiter<UserId>>,
    uploads: Arc<DefaultKeyedRateLimiter<UserId>>,
    pictures: Arc<DefaultKeyedRateLimiter<UserId>>,
    /// Whether anybody is held to them.
    on: bool,
}

impl Limits {
    /// Limits that hold where there are accounts.
    pub fn new(on: bool) -> Self {
        Self {
            on,
            guesses: Arc::new(RateLimiter::keyed(Quota::per_minute(LOGINS))),
            logins: Arc::new(RateLimiter::keyed(Quota::per_minute(LOGINS))),
            uploads: Arc::new(RateLimiter::keyed(Quota::per_minute(UPLOADS))),
            pictures: Arc::new(RateLimiter::keyed(Quota::per_minute(PICTURES))),
        }
    }
}

impl Limits {
    /// Counts pictures that are asked for together; as many as there may be at once stand for any more.
    pub fn pictures(&self, viewer: Viewer, number: usize) -> Answer<()> {
        let number = u32::try_from(number).unwrap_or(u32::MAX);
        match NonZeroU32::new(number.min(PICTURES.get())) {
            Some(number) if self.on => count(&self.pictures, &viewer.user, number),
            _ => Ok(()),
        }
    }
}

fn count<K: Clone + Eq + Hash>(
    limit: &DefaultKeyedRateLimiter<K>,
    who: &K,
    number: NonZeroU32,
) -> Answer<()> {
    if limit.len() > MANY {
        limit.retain_recent();
        limit.shrink_to_fit();
    }
    // No number is above what may be at once.
    let Ok(counted) = limit.check_key_n(who, number) else {
        return Ok(());
    };
    counted.map_err(|until| {
        let wait = until.wait_time_from(governor::clock::DefaultClock::default().now());
        let retry_after = wait.as_secs() + 1;
        let message = format!("That was too often. Try again in {retry_after} s.");
        Refusal::from(Error::TooMany {
            message,
            retry_after,
        })
    })
}

/// Counts what is asked for, and refuses what is too much.
pub async fn held(State(state): State<AppState>, request: Request, next: Next) -> Response {
    if state.limits.on
        && !request.method().is_safe()
        && let Err(refusal) = counted(&state, &request)
    {
        return if wants_page(request.headers()) {
            lead_to(&page_before(request.headers()), Err(refusal)).into_response()
        } else {
            refusal.into_response()
        };
    }
    next.run(request).await
}

fn counted(state: &AppState, request: &Request) -> Answer<()> {
    let path = request.uri().path();
    if matches!(path, "/api/login" | "/login" | "/welcome") {
        return count(&state.limits.logins, &address(state, request), ONE);
    }
    // What the panel's one form asks for is known when it is read.
    let Some(viewer) = request.extensions().get::<Viewer>() else {
        return Ok(());
    };
    if matches!(path, "/api/me/password" | "/account/password") {
        return count(&state.limits.guesses, &viewer.user, ONE);
    }
    if path.ends_with("/upload-image") {
        return count(&state.limits.uploads, &viewer.user, ONE);
    }
    // How many more a list asks for is known when it is read.
    if path.ends_with("/generate-image")
        || path.ends_with("/bulk-generate")
        || path.ends_with("/retry")
    {
        return state.limits.pictures(*viewer, 1);
    }
    Ok(())
}

/// Where a request comes from: the other end of the connection, or, behind a proxy, what the proxy saw there.
fn address(state: &AppState, request: &Request) -> IpAddr {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let seen = state
        .proxied
        .then(|| forwarded(request.headers()))
        .flatten();
    let address = seen.or(peer.map(|peer| peer.0.ip()));
    network(address.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED)))
}

/// The last address is the one that our own proxy wrote; those before it are what it was told.
fn forwarded(headers: &HeaderMap) -> Option<IpAddr> {
    let all = headers.get_all("x-forwarded-for").iter().next_back()?;
    all.to_str().ok()?.rsplit(',').next()?.trim().parse().ok()
}

/// Whoever has an IPv6 address has a whole network of them.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        four => four,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_proxys_own_word_counts() {
        let headers = HeaderMap::from_iter([(
            "x-forwarded-for".parse().unwrap(),
            "1.2.3.4, 10.0.0.9".parse().unwrap(),
        )]);
        assert_eq!(forwarded(&headers), Some("10.0.0.9".parse().unwrap()));
    }

    #[test]
    fn a_network_counts_as_one() {
        let of = |text: &str| network(text.parse().unwrap());
        assert_eq!(of("2001:db8:1:2:3::4"), of("2001:db8:1:2:9::1"));
        assert_ne!(of("2001:db8:1:2::"), of("2001:db8:1:3::"));
        assert_eq!(of("::ffff:10.0.0.1"), of("10.0.0.1"));
    }
}
