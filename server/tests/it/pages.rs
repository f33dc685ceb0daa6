//! Pages as the server sends them.

use crate::client::{Api, form, request};
use axum::body::Body;
use domain::act::Notice;
use serde_json::json;
use server::{cookies::Cookies, flash};

#[tokio::test]
async fn pages_are_there_without_any_script() {
    let api = Api::sqlite().await;
    let at = api.instance(api.scene().await, "Mara.").await;
    api.pictures(at, 1).await;
    let project = format!("/projects/{}", at.project);
    for address in [
        "/".to_owned(),
        project.clone(),
        format!("{project}/jobs"),
        at.scene().address(),
        at.address(),
    ] {
        let page = api.get(&address).await;
        assert_eq!(page.status.as_u16(), 200, "{address}");
        assert!(
            page.header("content-type").starts_with("text/html"),
            "{address}"
        );
        assert!(
            page.text().contains("<!DOCTYPE html>") && page.text().contains("</html>"),
            "{address}"
        );
    }
}

#[tokio::test]
async fn a_page_runs_only_scripts_that_carry_its_nonce() {
    let api = Api::sqlite().await;
    let (first, second) = (api.get("/").await, api.get("/").await);
    let nonce = |reply: &crate::client::Reply| {
        let policy = reply.header("content-security-policy").to_owned();
        policy
            .split("'nonce-")
            .nth(1)
            .and_then(|rest| rest.split('\'').next())
            .expect("a nonce")
            .to_owned()
    };
    assert_ne!(nonce(&first), nonce(&second));
    let (page, nonce) = (first.text(), nonce(&first));
    for script in page.split("<script").skip(1) {
        assert!(
            script.split('>').next().unwrap().contains(&nonce),
            "{script}"
        );
    }
}

#[tokio::test]
async fn what_is_not_there_is_a_page_that_says_so() {
    let api = Api::sqlite().await;
    let stranger = api.stranger().await;
    let at = api.instance(api.scene().await, "Mara.").await;
    let missing = [
        "/nowhere",
        "/projects/x",
        "/projects/0192f0c0-0000-7000-8000-000000000000",
    ];
    for address in missing {
        let page = api.get(address).await;
        assert_eq!(page.status.as_u16(), 404, "{address}");
        assert!(page.text().contains("</html>"), "{address}");
    }
    let request = request("GET", &at.address()).body(Body::empty()).unwrap();
    let page = crate::client::send(api.router_for(stranger), request).await;
    assert_eq!(page.status.as_u16(), 404);
}

#[tokio::test]
async fn addresses_without_sense_are_missing_and_no_fault() {
    let api = Api::sqlite().await;
    let strange = [
        "/%ff",
        "/projects/%ff",
        "/projects/%00",
        "//nowhere",
        "/projects//scenes/x",
        "/?%ff=%00",
    ];
    for address in strange {
        let status = api.get(address).await.status.as_u16();
        assert!(
            status == 404 || status == 200 && address.starts_with("/?"),
            "{address}: {status}"
        );
    }
}

#[tokio::test]
async fn a_slash_too_many_leads_to_the_page_and_never_elsewhere() {
    let api = Api::sqlite().await;
    let reply = api.get("/projects/x/?q=a").await;
    assert_eq!(
        (reply.status.as_u16(), reply.header("location")),
        (308, "/projects/x?q=a")
    );
    for address in ["//evil.example/", "///"] {
        assert_eq!(api.get(address).await.header("location"), "", "{address}");
    }
}

#[tokio::test]
async fn a_notice_is_shown_once_and_escaped() {
    let api = Api::sqlite().await;
    let kept = flash::keep(
        Cookies { secure: false },
        Notice::refused("<script>alert(1)</script>"),
    )
    .unwrap();
    let cookie = kept.to_str().unwrap().split(';').next().unwrap().to_owned();
    let page = api.get_with("/", "cookie", &cookie).await;
    assert!(
        page.text().contains("alert(1)") && !page.text().contains("<script>alert"),
        "{}",
        page.text()
    );
    let gone: Vec<_> = page
        .headers
        .get_all("set-cookie")
        .iter()
        .map(|value| value.to_str().unwrap())
        .collect();
    assert!(
        gone.iter()
            .any(|cookie| cookie.starts_with("flash=;") && cookie.contains("Max-Age=0")),
        "{gone:?}"
    );
    let forged = api.get_with("/", "cookie", "flash=bm9uc2Vuc2U").await;
    assert_eq!(forged.status.as_u16(), 200);
    assert!(forged.header("set-cookie").contains("Max-Age=0"));
}

#[tokio::test]
async fn words_of_people_stay_words() {
    let api = Api::sqlite().await;
    let bad = "</textarea></script><script>alert(1)</script>";
    let at = api.instance(api.scene().await, bad).await;
    api.put(
        &crate::client::instance(at),
        json!({"statusTags": ["<i>x"], "descriptionOverride": bad}),
    )
    .await
    .expect(200);
    let page = api.get(&at.address()).await.text();
    assert!(!page.contains("<script>alert"), "{page}");
    assert!(!page.contains("<i>x"));
}

#[tokio::test]
async fn a_look_leaves_the_notice_to_the_next_page() {
    let api = Api::sqlite().await;
    let kept = flash::keep(Cookies { secure: false }, Notice::done("Tags saved", None)).unwrap();
    let cookie = kept.to_str().unwrap().split(';').next().unwrap().to_owned();
    let look = request("GET", "/")
        .header("cookie", &cookie)
        .header("x-look", "1")
        .body(Body::empty())
        .unwrap();
    let look = api.send(look).await;
    assert_eq!(look.status.as_u16(), 200);
    assert_eq!(look.header("set-cookie"), "");
    assert!(!look.text().contains("Tags saved"));
    let page = api.get_with("/", "cookie", &cookie).await;
    assert!(page.header("set-cookie").starts_with("flash=;"));
    assert!(page.text().contains("Tags saved"));
}

#[tokio::test]
async fn pages_have_addresses_and_forms_alone() {
    let api = Api::sqlite().await;
    for address in ["/rpc/look", "/rpc/act", "/rpc/nothing"] {
        let asked = api.post(address, json!({})).await;
        assert_eq!(asked.status.as_u16(), 404, "{address}");
        let sent = api.send(form(address, "do=generate")).await;
        assert_eq!(sent.status.as_u16(), 404, "{address}");
    }
}
