//! The pages and forms of accounts, as a browser without scripts meets them.

use crate::client::{ELSEWHERE, Reply, at_host, form, request, send};
use axum::{Router, body::Body, http::Request};
use domain::{
    ctx::{Ctx, Viewer},
    model::kinds::{ProjectRole, UserRole},
    services::{
        accounts::{self, NewUser},
        members, tokens,
    },
    testing::TestCtx,
};
use server::{router::router, state::AppState};

const GOOD: &str = "violet anchor thirteen umbrella";
const MARA: &str = "mara@studio.example";
const IVO: &str = "ivo@studio.example";
const PAGE: &str = "text/html,application/xhtml+xml,*/*;q=0.8";

/// A server with accounts, whose films are the first user's, and that user's cookie.
struct Studio {
    ctx: TestCtx,
    router: Router,
    mara: Viewer,
    cookie: String,
}

impl Studio {
    async fn open() -> Self {
        let ctx = TestCtx::sqlite().await;
        let router = router(AppState::with_accounts(Ctx::clone(&ctx)));
        let first = accounts::begin(&ctx, person(MARA)).await.unwrap();
        let cookie = entered(&router, MARA).await;
        Self {
            ctx,
            router,
            mara: Viewer::new(first.id),
            cookie,
        }
    }

    async fn page(&self, cookie: &str, address: &str) -> Reply {
        let request = request("GET", address).header("accept", PAGE);
        let request = request.header("cookie", cookie).body(Body::empty());
        send(self.router.clone(), at_host(request.unwrap(), ELSEWHERE)).await
    }

    async fn form(&self, cookie: &str, address: &str, fields: &str) -> Reply {
        let request = at_host(form(address, fields), ELSEWHERE);
        send(self.router.clone(), with(cookie, request)).await
    }
}

fn with(cookie: &str, mut request: Request<Body>) -> Request<Body> {
    request
        .headers_mut()
        .insert("cookie", cookie.parse().unwrap());
    request
}

fn person(email: &str) -> NewUser {
    NewUser {
        email: email.into(),
        name: email.split('@').next().unwrap().into(),
        password: GOOD.into(),
    }
}

async fn signing_in(router: &Router, email: &str, password: &str, next: &str) -> Reply {
    let fields = form_urlencoded(&[("email", email), ("password", password), ("next", next)]);
    send(router.clone(), at_host(form("/login", &fields), ELSEWHERE)).await
}

/// Signs somebody in and answers the cookie as a browser sends it back.
async fn entered(router: &Router, email: &str) -> String {
    let reply = signing_in(router, email, GOOD, "").await;
    assert_eq!(reply.status.as_u16(), 303, "{}", reply.text());
    session(&reply)
}

/// The session that an answer sets.
fn session(reply: &Reply) -> String {
    let cookies = reply.headers.get_all("set-cookie").iter();
    let mut cookies = cookies.map(|cookie| cookie.to_str().unwrap());
    let session = cookies.find(|cookie| cookie.starts_with("__Host-session="));
    session.unwrap().split(';').next().unwrap().to_owned()
}

fn form_urlencoded(fields: &[(&str, &str)]) -> String {
    let escaped = |text: &str| {
        let byte = |byte: u8| format!("%{byte:02X}");
        text.bytes().map(byte).collect::<String>()
    };
    let field = |(name, value): &(&str, &str)| format!("{name}={}", escaped(value));
    fields.iter().map(field).collect::<Vec<_>>().join("&")
}

#[tokio::test]
async fn who_is_not_signed_in_is_led_to_the_door_and_on_from_there() {
    let studio = Studio::open().await;
    let scene = studio.ctx.scene().await;
    let wanted = format!("/projects/{}", scene.project);
    let turned = studio.page("", &wanted).await;
    assert_eq!(turned.status.as_u16(), 303);
    let door = turned.header("location").to_owned();
    let page = studio.page("", &door).await;
    assert_eq!(page.status.as_u16(), 200);
    assert!(page.text().contains(&format!("value=\"{wanted}\"")));
    let reply = signing_in(&studio.router, MARA, GOOD, &wanted).await;
    assert_eq!(reply.header("location"), wanted);
    let again = studio.page(&session(&reply), "/login?next=/account").await;
    assert_eq!(
        (again.status.as_u16(), again.header("location")),
        (303, "/account")
    );
}

#[tokio::test]
async fn the_door_never_leads_to_another_host() {
    let studio = Studio::open().await;
    for next in [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "/\t/evil.example",
    ] {
        let reply = signing_in(&studio.router, MARA, GOOD, next).await;
        assert_eq!(reply.header("location"), "/", "{next:?}");
    }
}

#[tokio::test]
async fn a_wrong_try_says_so_in_place_and_gives_no_password_back() {
    let studio = Studio::open().await;
    for email in [MARA, "nobody@studio.example"] {
        let reply = signing_in(&studio.router, email, "secret-guess", "/account").await;
        assert_eq!(reply.status.as_u16(), 401);
        assert_eq!(reply.header("cache-control"), "no-store");
        let page = reply.text();
        assert!(page.contains("The e-mail address or the password is wrong."));
        assert!(page.contains(&format!("value=\"{email}\"")), "{page}");
        assert!(page.contains("value=\"/account\""), "{page}");
        assert!(!page.contains("secret-guess"));
        let cookies = reply.headers.get_all("set-cookie").iter();
        assert!(cookies.count() == 0, "a refused form sets no cookie");
    }
}

#[tokio::test]
async fn the_first_one_is_welcome_and_nobody_after() {
    let ctx = TestCtx::sqlite().await;
    let router = router(AppState::with_accounts(Ctx::clone(&ctx)));
    let page = |address: &'static str| {
        let request = request("GET", address).header("accept", PAGE);
        let request = request.body(Body::empty()).unwrap();
        send(router.clone(), at_host(request, ELSEWHERE))
    };
    assert_eq!(page("/login").await.header("location"), "/welcome");
    assert_eq!(page("/welcome").await.status.as_u16(), 200);
    let begin = |password: &str| {
        let fields = [("name", "Mara"), ("email", MARA), ("password", password)];
        let request = form("/welcome", &form_urlencoded(&fields));
        send(router.clone(), at_host(request, ELSEWHERE))
    };
    let refused = begin("0123456789").await;
    assert_eq!(refused.status.as_u16(), 400);
    assert!(refused.text().contains(&format!("value=\"{MARA}\"")));
    assert!(!refused.text().contains("0123456789"));
    let begun = begin(GOOD).await;
    assert_eq!(
        (begun.status.as_u16(), begun.header("location")),
        (303, "/")
    );
    assert!(session(&begun).len() > "__Host-session=".len());
    assert_eq!(page("/welcome").await.header("location"), "/login");
}

#[tokio::test]
async fn a_token_is_in_one_answer_and_nowhere_else() {
    let studio = Studio::open().await;
    let cookie = &studio.cookie;
    let made = studio
        .form(cookie, "/account/tokens", "name=Farm&lasts=30")
        .await;
    assert_eq!(made.status.as_u16(), 201);
    assert_eq!(made.header("cache-control"), "no-store");
    assert_eq!(made.headers.get_all("set-cookie").iter().count(), 0);
    let page = made.text();
    let at = page.find("tl_").unwrap();
    let token = &page[at..at + 46];
    assert_eq!(
        tokens::of_token(&studio.ctx, token).await.unwrap(),
        Some(studio.mara.user)
    );
    let later = studio.page(cookie, "/account").await.text();
    assert!(later.contains("Farm") && !later.contains(token), "{later}");

    let listed = tokens::list(&studio.ctx, studio.mara).await.unwrap();
    let address = format!("/account/tokens/{}/revoke", listed[0].id);
    assert_eq!(studio.form(cookie, &address, "").await.status.as_u16(), 303);
    assert_eq!(tokens::of_token(&studio.ctx, token).await.unwrap(), None);
}

#[tokio::test]
async fn people_are_for_admins_alone() {
    let studio = Studio::open().await;
    let ivo = accounts::add(&studio.ctx, person(IVO), UserRole::Member).await;
    ivo.unwrap();
    let cookie = entered(&studio.router, IVO).await;
    assert!(
        studio
            .page(&studio.cookie, "/account")
            .await
            .text()
            .contains(IVO)
    );
    let page = studio.page(&cookie, "/account").await.text();
    assert!(!page.contains(MARA), "{page}");
    let fields = [
        ("name", "Una"),
        ("email", "una@studio.example"),
        ("password", GOOD),
        ("role", "admin"),
    ];
    let fields = form_urlencoded(&fields);
    let refused = studio.form(&cookie, "/account/people", &fields).await;
    assert_eq!(refused.status.as_u16(), 403);
    let added = studio
        .form(&studio.cookie, "/account/people", &fields)
        .await;
    assert_eq!(added.status.as_u16(), 303);
    entered(&studio.router, "una@studio.example").await;
}

#[tokio::test]
async fn a_viewer_sees_everything_closed_and_is_told_once() {
    const NOTE: &str = "You can look at this film. To change it, ask its owner.";
    let studio = Studio::open().await;
    let film = domain::services::projects::create(
        &studio.ctx,
        studio.mara,
        domain::services::projects::ProjectInput {
            title: Some("The Lamplighter".into()),
            ..Default::default()
        },
    );
    let film = film.await.unwrap().id;
    let ivo = accounts::add(&studio.ctx, person(IVO), UserRole::Member);
    ivo.await.unwrap();
    let cookie = entered(&studio.router, IVO).await;
    let board = format!("/projects/{film}");
    assert_eq!(studio.page(&cookie, &board).await.status.as_u16(), 404);

    let viewer = ProjectRole::Viewer;
    members::add(&studio.ctx, studio.mara, film, IVO, viewer)
        .await
        .unwrap();
    let page = studio.page(&cookie, &board).await.text();
    assert_eq!(page.matches(NOTE).count(), 1, "{page}");
    assert!(page.contains("<fieldset") && page.contains("data-readonly"));
    let home = studio.page(&cookie, "/").await.text();
    assert!(home.contains("Made by mara · Viewer"), "{home}");
    assert!(!home.contains(&format!("/projects/{film}/delete")));
    let fields = "email=una%40studio.example&role=editor";
    let refused = studio
        .form(&cookie, &format!("{board}/members"), fields)
        .await;
    assert_eq!(refused.status.as_u16(), 403);

    let own = studio.page(&studio.cookie, &board).await.text();
    assert!(!own.contains(NOTE) && !own.contains("data-readonly"));
}

#[tokio::test]
async fn local_mode_knows_of_no_accounts() {
    let ctx = TestCtx::sqlite().await;
    let router = router(AppState::local(Ctx::clone(&ctx), ctx.viewer));
    let scene = ctx.scene().await;
    let members = format!("/projects/{}/members", scene.project);
    for address in ["/login", "/welcome", "/account", &members] {
        let request = request("GET", address).header("accept", PAGE);
        let reply = send(router.clone(), request.body(Body::empty()).unwrap()).await;
        assert_eq!(reply.status.as_u16(), 404, "{address}");
        assert!(reply.text().contains("There is nothing at this address"));
    }
    for address in ["/login", "/logout", "/account/tokens", "/account/people"] {
        let fields = "name=a&email=b&password=c&lasts=&role=member";
        let reply = send(router.clone(), form(address, fields)).await;
        assert_eq!(reply.status.as_u16(), 404, "{address}");
    }
    let request = request("GET", "/").header("accept", PAGE);
    let home = send(router, request.body(Body::empty()).unwrap()).await;
    assert!(!home.text().contains("/logout"));
}
