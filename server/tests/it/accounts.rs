//! Accounts as a browser and a script meet them.

mod parts;

use crate::client::{ELSEWHERE, Reply, at_host, fields, nothing, request, send};
use axum::{Router, body::Body, extract::ConnectInfo, http::header};
use domain::{
    ctx::{Ctx, Viewer},
    model::kinds::UserRole,
    services::{
        accounts::{self, NewUser},
        tokens::{self, NewToken},
    },
    testing::TestCtx,
};
use serde_json::{Value, json};
use server::{router::router, state::AppState};
use std::net::SocketAddr;

const GOOD: &str = "violet anchor thirteen umbrella";
const BETTER: &str = "quarry lantern 47 ember tallow";
const MARA: &str = "mara@studio.example";

/// A server with accounts, and its first user, who is an admin.
struct Studio {
    ctx: TestCtx,
    router: Router,
    mara: Viewer,
}

impl Studio {
    async fn open() -> Self {
        let ctx = TestCtx::sqlite().await;
        let router = router(AppState::with_accounts(Ctx::clone(&ctx)));
        let first = accounts::begin(&ctx, person(MARA)).await.unwrap();
        Self {
            ctx,
            router,
            mara: Viewer::new(first.id),
        }
    }

    /// Asks as whoever the header says.
    async fn ask(&self, who: (&str, &str), method: &str, address: &str, body: Value) -> Reply {
        let request = request(method, address).header(who.0, who.1);
        let request = request.header(header::CONTENT_TYPE, "application/json");
        let request = request.body(Body::from(body.to_string())).unwrap();
        send(self.router.clone(), at_host(request, ELSEWHERE)).await
    }

    async fn login(&self, password: &str) -> Reply {
        let body = json!({"email": MARA, "password": password});
        self.ask(NOBODY, "POST", "/api/login", body).await
    }

    /// The session's cookie as a browser sends it back.
    async fn cookie(&self) -> String {
        let reply = self.login(GOOD).await;
        reply.expect(200);
        sent(&reply)
    }

    /// Somebody else's token, as a script sends it.
    async fn member(&self, email: &str) -> (Viewer, String) {
        let user = accounts::add(&self.ctx, person(email), UserRole::Member)
            .await
            .unwrap();
        let viewer = Viewer::new(user.id);
        (viewer, self.bearer(viewer).await)
    }

    async fn bearer(&self, viewer: Viewer) -> String {
        let new = NewToken {
            name: "Tests".into(),
            expires_in_days: None,
        };
        let made = tokens::create(&self.ctx, viewer, new).await.ok().unwrap();
        format!("Bearer {}", made.token)
    }
}

const NOBODY: (&str, &str) = ("x-nobody", "1");

fn person(email: &str) -> NewUser {
    NewUser {
        email: email.into(),
        name: "Mara".into(),
        password: GOOD.into(),
    }
}

/// The cookie that an answer set, without what is said about it.
fn sent(reply: &Reply) -> String {
    let cookie = reply.header("set-cookie");
    cookie.split(';').next().unwrap().to_owned()
}

#[tokio::test]
async fn signing_in_sets_a_cookie_that_only_this_host_gets() {
    let studio = Studio::open().await;
    let reply = studio.login(GOOD).await;
    let user = reply.expect(200);
    assert_eq!(fields(&user), ["email", "id", "name", "role"]);
    assert_eq!(
        (&user["email"], &user["role"]),
        (&json!(MARA), &json!("admin"))
    );
    let cookie = reply.header("set-cookie");
    let mut parts = cookie.split("; ");
    let value = parts.next().unwrap().strip_prefix("__Host-session=");
    assert_eq!(value.unwrap().len(), 43);
    let mut parts: Vec<_> = parts.collect();
    parts.sort_unstable();
    assert_eq!(
        parts,
        [
            "HttpOnly",
            "Max-Age=1209600",
            "Path=/",
            "SameSite=Lax",
            "Secure"
        ]
    );
    assert_eq!(reply.header("cache-control"), "no-store");
    let me = studio
        .ask(("cookie", &sent(&reply)), "GET", "/api/me", nothing())
        .await;
    assert_eq!(me.expect(200), user);
}

#[tokio::test]
async fn at_this_machines_own_name_the_cookie_needs_no_encryption() {
    let studio = Studio::open().await;
    let body = json!({"email": MARA, "password": GOOD}).to_string();
    let login = request("POST", "/api/login")
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(body));
    let reply = send(studio.router.clone(), login.unwrap()).await;
    let user = reply.expect(200);
    let cookie = reply.header("set-cookie");
    assert!(cookie.starts_with("session="), "{cookie}");
    assert!(!cookie.contains("Secure"), "{cookie}");
    assert!(cookie.contains("; HttpOnly; SameSite=Lax"), "{cookie}");
    assert_eq!(reply.header("strict-transport-security"), "");
    let me = request("GET", "/api/me").header("cookie", sent(&reply));
    let me = send(studio.router.clone(), me.body(Body::empty()).unwrap()).await;
    assert_eq!(me.expect(200), user);
    // From elsewhere it is nobody's: there anybody beside us could have set it.
    let cookie = sent(&reply);
    let me = studio.ask(("cookie", &cookie), "GET", "/api/me", nothing());
    me.await.refusal(401, "unauthorized");
}

#[tokio::test]
async fn who_is_not_signed_in_is_told_how_to() {
    let studio = Studio::open().await;
    let expired = format!("__Host-session={}", "A".repeat(43));
    for who in [
        NOBODY,
        ("authorization", "Bearer tl_nonsense"),
        ("authorization", "Bearer "),
        ("cookie", expired.as_str()),
        // Without its prefix anybody beside us could have set it.
        ("cookie", "session=abc"),
    ] {
        for (method, address) in [
            ("GET", "/api/me"),
            ("GET", "/api/projects"),
            ("POST", "/api/projects"),
            ("GET", "/api/tokens"),
            ("GET", "/api/users"),
            ("PUT", "/api/me/password"),
            ("POST", "/api/logout"),
        ] {
            let reply = studio.ask(who, method, address, nothing()).await;
            reply.refusal(401, "unauthorized");
            assert!(reply.header("www-authenticate").starts_with("Bearer"));
        }
    }
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_address_are_answered_alike() {
    let studio = Studio::open().await;
    let unknown = json!({"email": "voss@studio.example", "password": GOOD});
    let unknown = studio.ask(NOBODY, "POST", "/api/login", unknown).await;
    let wrong = studio.login(BETTER).await;
    assert_eq!(
        wrong.refusal(401, "unauthorized"),
        unknown.refusal(401, "unauthorized")
    );
    for reply in [wrong, unknown] {
        assert_eq!(reply.header("set-cookie"), "");
    }
    for body in [
        nothing(),
        json!({"email": MARA}),
        json!({"email": 1, "password": GOOD}),
    ] {
        let reply = studio.ask(NOBODY, "POST", "/api/login", body).await;
        reply.refusal(400, "invalid");
    }
}

#[tokio::test]
async fn another_sites_page_signs_nobody_in_or_out() {
    let studio = Studio::open().await;
    let cookie = studio.cookie().await;
    for address in ["/api/login", "/api/logout", "/api/tokens"] {
        for (name, value) in [
            ("sec-fetch-site", "cross-site"),
            ("origin", "https://evil.example"),
        ] {
            let request = request("POST", address)
                .header("cookie", &cookie)
                .header(name, value)
                .body(Body::from(
                    json!({"email": MARA, "password": GOOD}).to_string(),
                ))
                .unwrap();
            let reply = send(studio.router.clone(), at_host(request, ELSEWHERE)).await;
            reply.refusal(403, "cross_site");
        }
    }
    let me = studio.ask(("cookie", &cookie), "GET", "/api/me", nothing());
    me.await.expect(200);
}

#[tokio::test]
async fn signing_out_ends_the_session_and_takes_the_cookie() {
    let studio = Studio::open().await;
    let (one, other) = (studio.cookie().await, studio.cookie().await);
    let reply = studio
        .ask(("cookie", &one), "POST", "/api/logout", nothing())
        .await;
    reply.expect(204);
    let gone = reply.header("set-cookie");
    assert!(gone.starts_with("__Host-session=;") && gone.contains("Max-Age=0"));
    for (cookie, status) in [(&one, 401), (&other, 200)] {
        let me = studio.ask(("cookie", cookie), "GET", "/api/me", nothing());
        me.await.expect(status);
    }
}

#[tokio::test]
async fn signing_in_again_ends_the_session_before() {
    let studio = Studio::open().await;
    let old = studio.cookie().await;
    let body = json!({"email": MARA, "password": GOOD});
    let reply = studio
        .ask(("cookie", &old), "POST", "/api/login", body)
        .await;
    reply.expect(200);
    let new = sent(&reply);
    assert_ne!(new, old);
    for (cookie, status) in [(&old, 401), (&new, 200)] {
        let me = studio.ask(("cookie", cookie), "GET", "/api/me", nothing());
        me.await.expect(status);
    }
}

#[tokio::test]
async fn a_new_password_signs_every_other_browser_out() {
    let studio = Studio::open().await;
    let (here, there) = (studio.cookie().await, studio.cookie().await);
    let browser = ("cookie", here.as_str());
    let listed = studio
        .ask(browser, "GET", "/api/me/sessions", nothing())
        .await;
    let listed = listed.expect(200);
    assert_eq!(listed.as_array().unwrap().len(), 2);
    assert_eq!(
        fields(&listed[0]),
        ["created_at", "expires_at", "id", "last_seen_at"]
    );
    let wrong = json!({"old": BETTER, "new": BETTER});
    let reply = studio.ask(browser, "PUT", "/api/me/password", wrong).await;
    reply.refusal(400, "invalid");
    let right = json!({"old": GOOD, "new": BETTER});
    let reply = studio.ask(browser, "PUT", "/api/me/password", right).await;
    reply.expect(204);
    for (cookie, status) in [(&here, 200), (&there, 401)] {
        let me = studio.ask(("cookie", cookie), "GET", "/api/me", nothing());
        me.await.expect(status);
    }
    studio.login(GOOD).await.refusal(401, "unauthorized");
    let again = sent(&studio.login(BETTER).await);
    let ended = studio.ask(("cookie", &again), "DELETE", "/api/me/sessions", nothing());
    ended.await.expect(204);
    let me = studio.ask(browser, "GET", "/api/me", nothing()).await;
    me.refusal(401, "unauthorized");
}

#[tokio::test]
async fn without_accounts_there_is_nobody_to_sign_in() {
    let ctx = TestCtx::sqlite().await;
    let router = router(AppState::local(Ctx::clone(&ctx), ctx.viewer));
    for (method, address) in [
        ("POST", "/api/login"),
        ("POST", "/api/logout"),
        ("PUT", "/api/me/password"),
        ("GET", "/api/me/sessions"),
        ("DELETE", "/api/me/sessions"),
        ("GET", "/api/users"),
        ("POST", "/api/users"),
    ] {
        let request = request(method, address).body(Body::from("{}")).unwrap();
        let sentence = send(router.clone(), request).await.refusal(409, "conflict");
        assert_eq!(
            sentence, "Accounts are off here; start with --auth password.",
            "{method} {address}"
        );
    }
    let request = request("GET", "/api/tokens").body(Body::empty()).unwrap();
    assert_eq!(send(router, request).await.expect(200), json!([]));
}

#[tokio::test]
async fn what_is_open_stays_open_with_a_token_that_does_not_hold() {
    let studio = Studio::open().await;
    let stale = ("authorization", "Bearer tl_gone");
    for address in ["/healthz", "/api/openapi.json"] {
        let reply = studio.ask(stale, "GET", address, nothing()).await;
        assert_eq!(reply.status.as_u16(), 200, "{address}");
    }
    let body = json!({"email": MARA, "password": GOOD});
    let signed_in = studio.ask(stale, "POST", "/api/login", body).await;
    signed_in.expect(200);
    let me = studio.ask(stale, "GET", "/api/me", nothing()).await;
    me.refusal(401, "unauthorized");
}

#[tokio::test]
async fn a_script_that_would_read_pages_hears_what_it_lacks() {
    let studio = Studio::open().await;
    let browser = ("accept", "text/html");
    for (method, address) in [("GET", "/api/projects"), ("POST", "/api/projects")] {
        let reply = studio.ask(browser, method, address, nothing()).await;
        reply.refusal(401, "unauthorized");
    }
    let page = studio.ask(browser, "GET", "/", nothing()).await;
    assert_eq!(page.status.as_u16(), 303);
}

#[tokio::test]
async fn figures_are_for_this_machine_and_for_who_has_a_token() {
    let studio = Studio::open().await;
    let asked = |peer: [u8; 4], through: Option<&str>| {
        let mut asked = request("GET", "/metrics");
        if let Some(through) = through {
            asked = asked.header("x-forwarded-for", through);
        }
        let peer = ConnectInfo(SocketAddr::from((peer, 4000)));
        asked.extension(peer).body(Body::empty()).unwrap()
    };
    for (peer, through, status) in [
        ([127, 0, 0, 1], None, 200),
        ([127, 0, 0, 1], Some("203.0.113.7"), 401),
        ([203, 0, 113, 7], None, 401),
    ] {
        let reply = send(studio.router.clone(), asked(peer, through)).await;
        assert_eq!(reply.status.as_u16(), status, "{peer:?} {through:?}");
    }
}
