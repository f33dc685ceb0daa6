//! The forms of pages without scripts.

use crate::client::{Api, Reply, form, instance, request};
use axum::{body::Body, http::HeaderMap};
use domain::model::{
    act::{Notice, PanelAction},
    ids::{AttemptId, InstanceId},
    paths::InstancePath,
};
use serde_json::json;
use server::flash;

/// The notice that the next page will show.
pub(crate) fn notice(reply: &Reply) -> Notice {
    let cookie = reply.header("set-cookie");
    assert!(
        cookie.contains("; HttpOnly; SameSite=Lax; Max-Age=60") && cookie.contains("; Path=/"),
        "{cookie}"
    );
    let pair = cookie.split(';').next().unwrap().to_owned();
    flash::read(&HeaderMap::from_iter([(
        axum::http::header::COOKIE,
        pair.parse().unwrap(),
    )]))
    .expect("a notice")
}

fn act(at: InstancePath) -> String {
    format!("{}/act", at.scene().address())
}

fn led(reply: &Reply, address: &str) {
    assert_eq!(
        (reply.status.as_u16(), reply.header("location")),
        (303, address),
        "{}",
        reply.text()
    );
}

#[tokio::test]
async fn every_action_of_the_panel_is_a_form() {
    let api = Api::sqlite().await;
    let at = api.instance(api.scene().await, "Mara.").await;
    let ids = api.pictures(at, 2).await;
    let send = async |fields: String| {
        let reply = api
            .form(&act(at), &format!("instance={}&{fields}", at.instance))
            .await;
        led(&reply, &at.address());
        notice(&reply)
    };
    assert_eq!(
        send(format!("do=select&attempt={}", ids[1])).await.text,
        "Attempt 1 selected"
    );
    let deleted = send(format!("do=delete&attempt={}", ids[0])).await;
    assert_eq!(
        deleted.undo,
        Some(PanelAction::Restore {
            instance: at.instance,
            attempt: ids[0]
        })
    );
    let refused = send(format!("do=delete&attempt={}", ids[1])).await;
    assert_eq!(
        (refused.error, refused.text.as_str()),
        (true, "Select another image before deleting this one.")
    );
    assert!(!send(format!("do=restore&attempt={}", ids[0])).await.error);
    assert!(
        !send("do=describe&text=Wet+hair%2C%0D%0Acold.".to_owned())
            .await
            .error
    );
    let row = api.get(&instance(at)).await.expect(200);
    assert_eq!(row["description_override"], "Wet hair,\ncold.");
    assert!(!send("do=generate".to_owned()).await.error);
    let job = api
        .get(&format!("/api/projects/{}/jobs", at.project))
        .await
        .expect(200)[0]["jobId"]
        .clone();
    let job = job.as_str().unwrap();
    assert_eq!(
        send(format!("do=cancel&job={job}")).await.text,
        "Generation cancelled"
    );
    assert!(send(format!("do=cancel&job={job}")).await.error);
    assert!(!send(format!("do=retry&job={job}")).await.error);
    let queue = format!("/projects/{}/jobs", at.project);
    led(
        &api.form(&format!("{queue}/{job}/cancel"), "").await,
        &queue,
    );
    led(&api.form(&format!("{queue}/{job}/retry"), "").await, &queue);
}

#[tokio::test]
async fn a_form_for_what_is_not_there_is_a_page() {
    let api = Api::sqlite().await;
    let at = api.instance(api.scene().await, "Mara.").await;
    let forms = [
        (
            act(at),
            format!("do=generate&instance={}", InstanceId::new()),
        ),
        (
            act(at),
            format!(
                "do=select&instance={}&attempt={}",
                at.instance,
                AttemptId::new()
            ),
        ),
        (
            act(at).replace(&at.project.to_string(), "x"),
            format!("do=generate&instance={}", at.instance),
        ),
        (format!("/projects/{}/delete", at.scene), String::new()),
        (
            format!("/projects/{}/jobs/{}/cancel", at.project, at.scene),
            String::new(),
        ),
    ];
    for (address, fields) in forms {
        let reply = api.form(&address, &fields).await;
        assert_eq!(reply.status.as_u16(), 404, "{address}");
        assert!(
            reply.header("content-type").starts_with("text/html"),
            "{address}: {}",
            reply.text()
        );
    }
}

#[tokio::test]
async fn a_form_that_makes_no_sense_is_invalid() {
    let api = Api::sqlite().await;
    let at = api.instance(api.scene().await, "Mara.").await;
    for fields in [
        "",
        "do=generate",
        "do=explode&instance=x",
        &format!("do=select&instance={}", at.instance),
    ] {
        api.form(&act(at), fields).await.refusal(400, "invalid");
    }
    let long = format!(
        "do=describe&instance={}&text={}",
        at.instance,
        "a".repeat(70_000)
    );
    api.form(&act(at), &long).await.refusal(413, "too_large");
    let json = request("POST", &act(at))
        .header("content-type", "application/json")
        .body(Body::from("{}"))
        .unwrap();
    api.send(json).await.refusal(415, "unsupported_media_type");
}

#[tokio::test]
async fn a_description_of_any_alphabet_fits_and_its_undo_need_not() {
    let api = Api::sqlite().await;
    let at = api.instance(api.scene().await, "Mara.").await;
    for text in ["火".repeat(4_000), "水".repeat(4_000)] {
        let encoded: String = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let reply = api
            .form(
                &act(at),
                &format!("do=describe&instance={}&text={encoded}", at.instance),
            )
            .await;
        led(&reply, &at.address());
        assert!(reply.header("set-cookie").len() < 4_096);
        assert!(!notice(&reply).error, "{}", notice(&reply).text);
    }
}

#[tokio::test]
async fn projects_are_made_and_deleted_by_forms() {
    let api = Api::sqlite().await;
    let made = api
        .form(
            "/projects",
            "title=The+Lamplighter&aspectRatio=16%3A9&visualStyle=",
        )
        .await;
    let project = api.get("/api/projects").await.expect(200)[0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    led(&made, &format!("/projects/{project}"));
    let nameless = api.form("/projects", "title=+").await;
    led(&nameless, "/");
    assert!(notice(&nameless).error);
    let deleted = api.form(&format!("/projects/{project}/delete"), "").await;
    led(&deleted, "/");
    assert_eq!(api.get("/api/projects").await.expect(200), json!([]));
}

#[tokio::test]
async fn a_theme_is_kept_and_leads_back_to_its_page() {
    let api = Api::sqlite().await;
    let chosen = async |word: &str, referer: &str| {
        let mut request = form("/theme", &format!("theme={word}"));
        request
            .headers_mut()
            .insert("referer", referer.parse().unwrap());
        api.send(request).await
    };
    let dark = chosen("dark", "http://127.0.0.1:3000/projects/1?q=a").await;
    led(&dark, "/projects/1?q=a");
    assert!(dark.header("set-cookie").starts_with("theme=dark; Path=/"));
    led(
        &chosen("light", "http://evil.example//evil.example/x").await,
        "/",
    );
    assert!(
        chosen("system", "nonsense")
            .await
            .header("set-cookie")
            .contains("Max-Age=0")
    );
    chosen("pink", "/").await.refusal(400, "invalid");
}
