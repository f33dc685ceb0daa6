//! What people and their scripts may do once they are let in.

use super::{GOOD, Studio};
use crate::client::{fields, nothing};
use serde_json::json;

#[tokio::test]
async fn a_script_works_by_its_token_until_that_is_revoked() {
    let studio = Studio::open().await;
    let cookie = studio.cookie().await;
    let browser = ("cookie", cookie.as_str());
    let new = json!({"name": "Nightly export", "expiresInDays": 90});
    let made = studio
        .ask(browser, "POST", "/api/tokens", new)
        .await
        .expect(201);
    assert_eq!(fields(&made), ["expires_at", "id", "name", "token"]);
    let bearer = format!("Bearer {}", made["token"].as_str().unwrap());
    let script = ("authorization", bearer.as_str());
    let title = json!({"title": "The Lamplighter"});
    let film = studio.ask(script, "POST", "/api/projects", title).await;
    assert_eq!(film.expect(201)["title"], "The Lamplighter");
    let listed = studio.ask(browser, "GET", "/api/tokens", nothing()).await;
    let listed = listed.expect(200);
    assert_eq!(
        fields(&listed[0]),
        ["created_at", "expires_at", "id", "last_used_at", "name"]
    );
    assert!(!listed[0]["last_used_at"].is_null());
    let address = format!("/api/tokens/{}", made["id"].as_str().unwrap());
    let (_, voss) = studio.member("voss@studio.example").await;
    let theirs = studio.ask(("authorization", &voss), "DELETE", &address, nothing());
    theirs.await.refusal(404, "not_found");
    studio
        .ask(browser, "DELETE", &address, nothing())
        .await
        .expect(204);
    let reply = studio.ask(script, "GET", "/api/me", nothing()).await;
    reply.refusal(401, "unauthorized");
    for days in [json!(0), json!(3651), json!("90"), json!(-1), json!(1.5)] {
        let new = json!({"name": "Never", "expiresInDays": days});
        let reply = studio.ask(browser, "POST", "/api/tokens", new).await;
        reply.refusal(400, "invalid");
    }
}

#[tokio::test]
async fn admins_manage_people_and_nobody_else_does() {
    let studio = Studio::open().await;
    let mara = studio.bearer(studio.mara).await;
    let admin = ("authorization", mara.as_str());
    let (_, voss) = studio.member("voss@studio.example").await;
    let new = json!({"email": "Ida@Mill.Test", "name": "Ida", "password": GOOD});
    for (method, body) in [("GET", nothing()), ("POST", new.clone())] {
        let reply = studio.ask(("authorization", &voss), method, "/api/users", body);
        reply.await.refusal(403, "forbidden");
    }
    let added = studio
        .ask(admin, "POST", "/api/users", new.clone())
        .await
        .expect(201);
    assert_eq!(fields(&added), ["email", "id", "name", "role"]);
    assert_eq!(
        (&added["email"], &added["role"]),
        (&json!("ida@mill.test"), &json!("member"))
    );
    let again = studio.ask(admin, "POST", "/api/users", new).await;
    again.refusal(409, "conflict");
    let weak = json!({"email": "jo@mill.test", "name": "Jo", "password": "password1234"});
    let weak = studio.ask(admin, "POST", "/api/users", weak).await;
    assert!(weak.refusal(400, "invalid").contains("easy to guess"));
    let page = studio
        .ask(admin, "GET", "/api/users?limit=2", nothing())
        .await;
    assert_eq!(page.expect(200).as_array().unwrap().len(), 2);
    assert!(page.header("link").contains("rel=\"next\""));
    let all = studio.ask(admin, "GET", "/api/users", nothing()).await;
    assert_eq!(all.expect(200).as_array().unwrap().len(), 4);
    assert!(!all.text().contains("argon2"));
}

#[tokio::test]
async fn a_part_in_a_film_opens_it_as_far_as_it_goes() {
    let studio = Studio::open().await;
    let film = studio.ctx.scene().await.project;
    let maker = studio.bearer(studio.ctx.viewer).await;
    let maker = ("authorization", maker.as_str());
    let (viewer, voss) = studio.member("voss@studio.example").await;
    let voss = ("authorization", voss.as_str());
    let address = format!("/api/projects/{film}");
    let members = format!("{address}/members");
    let theirs = format!("{members}/{}", viewer.user);
    let title = || json!({"title": "The Mill"});
    for (method, at) in [("GET", &address), ("GET", &members), ("DELETE", &theirs)] {
        let reply = studio.ask(voss, method, at, nothing()).await;
        reply.refusal(404, "not_found");
    }
    let new = json!({"email": "voss@studio.example", "role": "viewer"});
    let added = studio
        .ask(maker, "POST", &members, new.clone())
        .await
        .expect(201);
    assert_eq!(
        fields(&added),
        ["email", "is_maker", "name", "role", "user_id"]
    );
    let again = studio.ask(maker, "POST", &members, new).await;
    again.refusal(409, "conflict");
    studio
        .ask(voss, "GET", &address, nothing())
        .await
        .expect(200);
    let reply = studio.ask(voss, "PUT", &address, title()).await;
    reply.refusal(403, "forbidden");
    let role = json!({"role": "editor"});
    let raised = studio.ask(voss, "PUT", &theirs, role.clone()).await;
    raised.refusal(403, "forbidden");
    let raised = studio.ask(maker, "PUT", &theirs, role).await;
    assert_eq!(raised.expect(200)["role"], "editor");
    studio.ask(voss, "PUT", &address, title()).await.expect(200);
    let reply = studio.ask(voss, "DELETE", &address, nothing()).await;
    reply.refusal(403, "forbidden");
    let unknown = studio
        .ask(maker, "PUT", &theirs, json!({"role": "king"}))
        .await;
    unknown.refusal(400, "invalid");
    studio
        .ask(voss, "DELETE", &theirs, nothing())
        .await
        .expect(204);
    let reply = studio.ask(voss, "GET", &address, nothing()).await;
    reply.refusal(404, "not_found");
}
