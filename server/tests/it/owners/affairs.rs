//! What belongs to no film: one's own account, tokens and sessions, and the people of the installation.

use super::{
    ask,
    roles::{Who, is_refused, token},
    table::Route,
    world::film,
};
use crate::client::Api;
use domain::model::{ids::ApiTokenId, kinds::Access};
use serde_json::{Value, json};

/// A route and its body, and what a member and an admin hear there.
type Affair = (&'static str, String, Value, u16, u16);

fn own_affairs() -> Vec<Affair> {
    let person = json!({"email": "new@example.com", "name": "New", "password": "quarry lantern 47 ember tallow"});
    let lost = ApiTokenId::new();
    vec![
        ("GET", "/api/me".into(), json!({}), 200, 200),
        ("GET", "/api/projects".into(), json!({}), 200, 200),
        (
            "POST",
            "/api/projects".into(),
            json!({"title": "Mine"}),
            201,
            201,
        ),
        ("GET", "/api/providers".into(), json!({}), 200, 200),
        ("GET", "/api/tokens".into(), json!({}), 200, 200),
        (
            "POST",
            "/api/tokens".into(),
            json!({"name": "Mine"}),
            201,
            201,
        ),
        ("DELETE", format!("/api/tokens/{lost}"), json!({}), 404, 404),
        ("DELETE", "/api/tokens/1".into(), json!({}), 404, 404),
        ("GET", "/api/me/sessions".into(), json!({}), 200, 200),
        ("DELETE", "/api/me/sessions".into(), json!({}), 204, 204),
        ("GET", "/api/users".into(), json!({}), 403, 200),
        ("POST", "/api/users".into(), person, 403, 201),
        ("POST", "/api/logout".into(), json!({}), 204, 204),
    ]
}

#[tokio::test]
async fn own_affairs_are_for_those_who_are_signed_in_and_people_for_admins() {
    let api = Api::with_accounts().await;
    let chain = film(&api, api.viewer, 10).await;
    let member = token(&api, &chain, Who::Stranger).await;
    let admin = token(&api, &chain, Who::Admin).await;
    for (method, address, body, as_member, as_admin) in own_affairs() {
        let route = Route {
            method,
            address,
            body,
            needs: Access::Look,
            done: &[],
        };
        let refused = ask(api.router(), &route, None).await;
        is_refused(Who::Nobody, &route, &refused);
        for (token, expected) in [(&member, as_member), (&admin, as_admin)] {
            let reply = ask(api.router(), &route, token.as_deref()).await;
            assert_eq!(
                reply.status.as_u16(),
                expected,
                "{method} {}: {}",
                route.address,
                reply.text()
            );
        }
    }
}

#[tokio::test]
async fn a_token_is_revoked_by_its_owner_alone() {
    let api = Api::with_accounts().await;
    let chain = film(&api, api.viewer, 10).await;
    let maker = token(&api, &chain, Who::Maker).await;
    let admin = token(&api, &chain, Who::Admin).await;
    let call = async |method, address: String, token: &Option<String>| {
        let route = Route {
            method,
            address,
            body: json!({}),
            needs: Access::Look,
            done: &[],
        };
        ask(api.router(), &route, token.as_deref()).await
    };
    let listed = call("GET", "/api/tokens".into(), &maker).await.expect(200);
    let address = format!("/api/tokens/{}", listed[0]["id"].as_str().unwrap());
    let theirs = call("DELETE", address.clone(), &admin).await;
    theirs.refusal(404, "not_found");
    call("DELETE", address, &maker).await.expect(204);
    let after = call("GET", "/api/me".into(), &maker).await;
    after.refusal(401, "unauthorized");
}

#[tokio::test]
async fn the_door_is_open_to_everybody() {
    let api = Api::with_accounts().await;
    for address in [
        "/healthz",
        "/readyz",
        "/api/openapi.json",
        "/api/docs/",
        "/welcome",
    ] {
        assert_eq!(api.get(address).await.status.as_u16(), 200, "{address}");
    }
    let closed = [
        "/api/me",
        "/api/projects",
        "/api/nothing",
        "/media/attempts/1",
    ];
    for address in closed {
        api.get(address).await.refusal(401, "unauthorized");
    }
}
