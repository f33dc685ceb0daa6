//! The same routes for everybody who may ask, where there are accounts.

use super::{
    ask, is_not_there, misled,
    table::{Route, routes},
    world::{Chain, film, person, seen},
};
use crate::client::{Api, Reply};
use domain::{
    model::kinds::{Access, ProjectRole, UserRole},
    services::members,
};

/// Somebody who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Who {
    /// They send nothing that says who they are.
    Nobody,
    /// They send a token that is none.
    Forger,
    /// They have an account and no part in the film.
    Stranger,
    /// They manage people and have no part in the film.
    Admin,
    Viewer,
    Editor,
    Owner,
    /// The one who made the film.
    Maker,
}

use Who::*;

impl Who {
    /// What they may do in the film.
    fn may(self) -> Option<Access> {
        match self {
            Nobody | Forger | Stranger | Admin => None,
            Viewer => Some(Access::Look),
            Editor => Some(Access::Change),
            Owner | Maker => Some(Access::Own),
        }
    }

    fn has_no_account(self) -> bool {
        matches!(self, Nobody | Forger)
    }
}

/// Their token, once they take the part in the film that they have.
pub(super) async fn token(api: &Api, chain: &Chain, who: Who) -> Option<String> {
    let role = match who {
        Nobody => return None,
        Forger => return Some(format!("tl_{}", "A".repeat(43))),
        Maker => return Some(api.token(api.viewer).await),
        Viewer => Some(ProjectRole::Viewer),
        Editor => Some(ProjectRole::Editor),
        Owner => Some(ProjectRole::Owner),
        Stranger | Admin => None,
    };
    let kind = match who {
        Admin => UserRole::Admin,
        _ => UserRole::Member,
    };
    let (user, email) = person(api, "Somebody", kind).await;
    if let Some(role) = role {
        let project = chain.project.parse().unwrap();
        members::add(api, api.viewer, project, &email, role)
            .await
            .unwrap();
    }
    Some(api.token(user).await)
}

/// They are refused as what they are.
#[track_caller]
pub(super) fn is_refused(who: Who, route: &Route, reply: &Reply) {
    let place = format!("{who:?}: {} {}", route.method, route.address);
    match who.may() {
        None if who.has_no_account() => {
            assert_eq!(reply.status.as_u16(), 401, "{place}: {}", reply.text());
            reply.refusal(401, "unauthorized");
            assert!(
                reply.header("www-authenticate").starts_with("Bearer"),
                "{place}"
            );
        }
        None => is_not_there(route, reply),
        Some(_) => {
            assert_eq!(reply.status.as_u16(), 403, "{place}: {}", reply.text());
            reply.refusal(403, "forbidden");
        }
    }
}

/// Whoever may not is refused, and nothing of the film has changed after they all tried.
async fn who_may_not_is_refused(api: Api) {
    let chain = film(&api, api.viewer, 10).await;
    let maker = token(&api, &chain, Maker).await;
    let mut tokens = Vec::new();
    for who in [Nobody, Forger, Stranger, Admin, Viewer, Editor] {
        tokens.push((who, token(&api, &chain, who).await));
    }
    let before = seen(api.router(), &chain, maker.as_deref()).await;
    for (who, token) in &tokens {
        // What they may do they do to other films, so that this one can be seen to be as it was.
        let tried = |route: &Route| route.only_looks() || who.may() < Some(route.needs);
        for route in routes(&chain).into_iter().filter(tried) {
            let reply = ask(api.router(), &route, token.as_deref()).await;
            if who.may() < Some(route.needs) {
                is_refused(*who, &route, &reply);
            } else {
                assert_eq!(reply.status.as_u16(), 200, "{who:?}: {}", route.address);
            }
        }
    }
    assert_eq!(seen(api.router(), &chain, maker.as_deref()).await, before);
}

#[tokio::test]
async fn who_may_not_is_refused_everywhere() {
    who_may_not_is_refused(Api::with_accounts().await).await;
}

#[tokio::test]
async fn who_may_not_is_refused_everywhere_on_postgres() {
    who_may_not_is_refused(Api::with_accounts_on_postgres().await).await;
}

/// Whoever may is served, each in a film of their own, from the first look to its end.
async fn who_may_is_served(api: Api) {
    for (shade, who) in [(10, Viewer), (20, Editor), (30, Owner), (40, Maker)] {
        let chain = film(&api, api.viewer, shade).await;
        let token = token(&api, &chain, who).await;
        for route in routes(&chain) {
            if who.may() < Some(route.needs) {
                continue;
            }
            let reply = ask(api.router(), &route, token.as_deref()).await;
            assert!(
                route.done.contains(&reply.status.as_u16()),
                "{who:?}: {} {}: {} {}",
                route.method,
                route.address,
                reply.status,
                reply.text()
            );
        }
    }
}

#[tokio::test]
async fn who_may_is_served_everywhere() {
    who_may_is_served(Api::with_accounts().await).await;
}

#[tokio::test]
async fn who_may_is_served_everywhere_on_postgres() {
    who_may_is_served(Api::with_accounts_on_postgres().await).await;
}

/// With a wrong id at any level there is no such thing, for everybody who has a part in the film and for those who have
/// none. Who may not change the film may hear that instead, but only where the film itself is named rightly.
#[tokio::test]
async fn a_wrong_id_is_not_there_for_anybody() {
    let api = Api::with_accounts().await;
    let right = film(&api, api.viewer, 10).await;
    let others = [
        Chain::unknown(),
        film(&api, api.viewer, 20).await,
        film(&api, api.stranger().await, 30).await,
        Chain::of("1"),
    ];
    let maker = token(&api, &right, Maker).await;
    let mut asking = Vec::new();
    for who in [Nobody, Stranger, Viewer, Editor, Owner] {
        asking.push((who, token(&api, &right, who).await));
    }
    let before = seen(api.router(), &right, maker.as_deref()).await;
    for (who, token) in asking {
        for (wrong, level) in others
            .iter()
            .flat_map(|wrong| (0..Chain::LEVELS).map(move |level| (wrong, level)))
        {
            for route in misled(&right, wrong, level, false) {
                let reply = ask(api.router(), &route, token.as_deref()).await;
                let named = route.address.contains(&right.project);
                let lacks = who.may().is_some_and(|may| may < route.needs);
                if who.has_no_account() || (lacks && named && reply.status.as_u16() == 403) {
                    is_refused(who, &route, &reply);
                } else {
                    is_not_there(&route, &reply);
                }
            }
        }
    }
    assert_eq!(seen(api.router(), &right, maker.as_deref()).await, before);
}
