//! Who reaches what: every route, with every wrong id at every level, for everybody who may ask.
//!
//! One table says what each route is and what the least is that one must be allowed to do there. Everything else
//! follows from it.

mod affairs;
mod foreign;
mod roles;
mod table;
mod world;

use crate::client::{Api, Part, Reply, multipart, request, send};
use axum::{Router, body::Body};
use domain::testing::png;
use serde_json::json;
use table::{Route, routes};
use tower::ServiceExt;
use world::{Chain, film};

/// Asks for a route, as the one whose token it is where there is one.
async fn ask(router: &Router, route: &Route, token: Option<&str>) -> Reply {
    let bearer = token.map(|token| ("authorization", format!("Bearer {token}")));
    ask_with(router, route, bearer).await
}

/// Asks for a route with these headers.
async fn ask_with(
    router: &Router,
    route: &Route,
    headers: impl IntoIterator<Item = (&'static str, String)>,
) -> Reply {
    let mut asked = match route.method {
        "upload" => multipart(&route.address, &[Part::image(&png(3))]).body,
        method => request(method, &route.address)
            .body(Body::from(route.body.to_string()))
            .unwrap(),
    };
    for (name, value) in headers {
        asked.headers_mut().insert(name, value.parse().unwrap());
    }
    if !route.address.ends_with("/events") {
        return send(router.clone(), asked).await;
    }
    // A stream of events has no end to wait for.
    let response = router.clone().oneshot(asked).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = match parts.status.is_success() {
        true => Default::default(),
        false => axum::body::to_bytes(body, usize::MAX).await.unwrap(),
    };
    Reply {
        status: parts.status,
        headers: parts.headers,
        body,
    }
}

/// The routes of the chain with the id at one level replaced, as far as that changes where they lead. Where the other
/// chain is `reached` by the one who asks, an address with none of the right ids left in it simply names another thing.
fn misled(right: &Chain, wrong: &Chain, level: usize, reached: bool) -> Vec<Route> {
    let plain = routes(right);
    let mixed = routes(&right.with(wrong, level));
    let leads_astray = |(plain, mixed): &(Route, Route)| {
        let keeps_one = right.ids().iter().any(|id| mixed.address.contains(*id));
        plain.address != mixed.address && (keeps_one || !reached)
    };
    plain
        .into_iter()
        .zip(mixed)
        .filter(leads_astray)
        .map(|(_, mixed)| mixed)
        .collect()
}

/// Nobody learns more than that there is no such thing.
#[track_caller]
fn is_not_there(route: &Route, reply: &Reply) {
    let (method, address) = (route.method, &route.address);
    assert_eq!(
        reply.status.as_u16(),
        404,
        "{method} {address}: {}",
        reply.text()
    );
    let sentence = reply.refusal(404, "not_found");
    assert!(
        sentence.starts_with("There is no such "),
        "{method} {address}: {sentence}"
    );
}

#[tokio::test]
async fn a_wrong_id_at_any_level_is_not_there() {
    let api = Api::sqlite().await;
    let right = film(&api, api.viewer, 10).await;
    let others = [
        (Chain::unknown(), false),
        (film(&api, api.viewer, 20).await, true),
        (film(&api, api.stranger().await, 30).await, false),
        (Chain::of("1"), false),
        (Chain::of("..%2f%00'"), false),
    ];
    let router = api.router_for(api.viewer);
    let before = world::seen(&router, &right, None).await;
    let mut tried = 0;
    for (wrong, reached) in &others {
        for level in 0..Chain::LEVELS {
            for route in misled(&right, wrong, level, *reached) {
                is_not_there(&route, &ask(&router, &route, None).await);
                tried += 1;
            }
        }
    }
    assert!(tried > 400, "{tried}");
    assert_eq!(world::seen(&router, &right, None).await, before);
}

#[tokio::test]
async fn an_id_in_a_body_that_is_not_mine_is_not_there() {
    let api = Api::sqlite().await;
    let right = film(&api, api.viewer, 10).await;
    let other = film(&api, api.viewer, 20).await;
    let film = format!("/api/projects/{}", right.project);
    let cast = format!("{film}/scenes/{}/assets", right.scene);
    api.post(&cast, json!({"projectAssetId": other.asset}))
        .await
        .refusal(404, "not_found");
    let lamp = json!({"name": "Lamp", "assetType": "prop"});
    let made = api.post(&format!("{film}/assets"), lamp).await.expect(201);
    let body = json!({"projectAssetId": made["id"], "inheritedFromInstanceId": other.instance});
    api.post(&cast, body).await.refusal(404, "not_found");
    let body = json!({"name": "Theirs", "fromBranchId": other.branch});
    api.post(&format!("{film}/branches"), body)
        .await
        .refusal(404, "not_found");
    for body in [
        json!({"instanceIds": [other.instance], "enabled": true}),
        json!({"instanceIds": ["1"], "enabled": true}),
    ] {
        let address = format!("{cast}/bulk-use-master-as-is");
        let told = api.post(&address, body.clone()).await.expect(200);
        assert_eq!(told["results"][0]["success"], false, "{told}");
        let told = api
            .post(&format!("{cast}/bulk-generate"), body)
            .await
            .expect(202);
        assert_eq!(told["results"][0]["success"], false, "{told}");
    }
}

#[tokio::test]
async fn a_branch_of_another_film_has_no_lists_here() {
    let api = Api::sqlite().await;
    let right = film(&api, api.viewer, 10).await;
    let other = film(&api, api.viewer, 20).await;
    for list in ["scenes", "assets"] {
        for branch in [&*other.branch, "1", "%27"] {
            let address = format!("/api/projects/{}/{list}?branch={branch}", right.project);
            api.get(&address).await.refusal(404, "not_found");
        }
    }
}
