//! Another site's page changes nothing, whatever it asks for.

use super::{
    ask_with,
    table::{Route, routes},
    world::{Chain, film, seen},
};
use crate::client::Api;
use domain::model::kinds::Access;
use serde_json::json;

/// How browsers mark what another site's page asks for.
const FOREIGN: [(&str, &str); 6] = [
    ("sec-fetch-site", "cross-site"),
    ("sec-fetch-site", "same-site"),
    ("origin", "https://evil.example"),
    ("origin", "http://127.0.0.1:3001"),
    ("origin", "https://127.0.0.1.evil.example:3000"),
    ("origin", "null"),
];

/// Everything that changes something: the table's, and what belongs to no film or is a page's own form.
fn unsafe_routes(chain: &Chain) -> Vec<Route> {
    let film = format!("/projects/{}", chain.project);
    let elsewhere = [
        ("POST", "/api/projects".to_owned()),
        ("POST", "/api/login".to_owned()),
        ("POST", "/api/logout".to_owned()),
        ("POST", "/api/tokens".to_owned()),
        ("DELETE", "/api/tokens/1".to_owned()),
        ("POST", "/api/users".to_owned()),
        ("PUT", "/api/me/password".to_owned()),
        ("DELETE", "/api/me/sessions".to_owned()),
        ("POST", "/api/nothing".to_owned()),
        ("POST", "/login".to_owned()),
        ("POST", "/logout".to_owned()),
        ("POST", "/welcome".to_owned()),
        ("POST", "/account/password".to_owned()),
        ("POST", "/account/sessions/end".to_owned()),
        ("POST", "/account/tokens".to_owned()),
        ("POST", "/account/tokens/1/revoke".to_owned()),
        ("POST", "/account/people".to_owned()),
        ("POST", "/theme".to_owned()),
        ("POST", "/sample".to_owned()),
        ("POST", "/projects".to_owned()),
        ("POST", format!("{film}/delete")),
        ("POST", format!("{film}/scenes")),
        ("POST", format!("{film}/members")),
        ("POST", format!("{film}/members/{}", chain.guest)),
        ("POST", format!("{film}/members/{}/remove", chain.guest)),
        ("POST", format!("{film}/jobs/{}/cancel", chain.job)),
        ("POST", format!("{film}/jobs/{}/retry", chain.job)),
        ("POST", format!("{film}/scenes/{}/act", chain.scene)),
        ("POST", format!("{film}/assets/act")),
        ("PATCH", film),
    ];
    let bare = |(method, address)| Route {
        method,
        address,
        body: json!({"title": "Theirs"}),
        needs: Access::Change,
        done: &[],
    };
    routes(chain)
        .into_iter()
        .filter(|route| !route.only_looks())
        .chain(elsewhere.map(bare))
        .collect()
}

/// Not even with the token of the one whose film it is.
async fn changes_nothing(api: Api, token: Option<String>) {
    let chain = film(&api, api.viewer, 10).await;
    let before = seen(api.router(), &chain, token.as_deref()).await;
    let bearer = token.as_ref().map(|token| format!("Bearer {token}"));
    for route in unsafe_routes(&chain) {
        for (name, value) in FOREIGN {
            let mut headers = vec![(name, value.to_owned())];
            headers.extend(bearer.clone().map(|bearer| ("authorization", bearer)));
            let reply = ask_with(api.router(), &route, headers).await;
            assert_eq!(
                reply.status.as_u16(),
                403,
                "{} {} {name}: {value}",
                route.method,
                route.address
            );
            reply.refusal(403, "cross_site");
        }
    }
    let after = seen(api.router(), &chain, token.as_deref()).await;
    assert_eq!(after, before);
}

#[tokio::test]
async fn another_sites_page_changes_nothing_on_this_machine() {
    changes_nothing(Api::sqlite().await, None).await;
}

#[tokio::test]
async fn another_sites_page_changes_nothing_where_there_are_accounts() {
    let api = Api::with_accounts().await;
    let token = api.token(api.viewer).await;
    changes_nothing(api, Some(token)).await;
}

#[tokio::test]
async fn our_own_pages_and_scripts_are_served() {
    let api = Api::sqlite().await;
    let chain = film(&api, api.viewer, 10).await;
    let rename = routes(&chain)
        .into_iter()
        .find(|route| route.method == "PUT")
        .unwrap();
    for (name, value) in [
        ("sec-fetch-site", "same-origin"),
        ("sec-fetch-site", "none"),
        ("origin", "http://127.0.0.1:3000"),
        ("x-nothing", "1"),
    ] {
        let reply = ask_with(api.router(), &rename, [(name, value.to_owned())]).await;
        assert_eq!(reply.status.as_u16(), 200, "{name}: {value}");
    }
}
