//! The forms of pages without scripts.

mod choice;
mod extras;
mod gate;
mod looks;
mod many;
mod pictures;
mod scenes;

use crate::client::{Api, Part, Reply, form, instance, multipart, request};
use axum::{body::Body, http::HeaderMap};
use domain::{
    act::Notice,
    model::{
        ids::{AttemptId, InstanceId},
        paths::{InstancePath, ScenePath},
    },
    testing::png,
};
use serde_json::{Value, json};
use server::{cookies::Cookies, flash};

/// The notice that the next page will show.
pub(crate) fn notice(reply: &Reply) -> Notice {
    let cookie = reply.header("set-cookie");
    assert!(
        cookie.contains("; HttpOnly; SameSite=Lax; Max-Age=60") && cookie.contains("; Path=/"),
        "{cookie}"
    );
    let pair = cookie.split(';').next().unwrap().to_owned();
    flash::read(
        Cookies { secure: false },
        &HeaderMap::from_iter([(axum::http::header::COOKIE, pair.parse().unwrap())]),
    )
    .expect("a notice")
}

fn act(at: ScenePath) -> String {
    format!("{}/act", at.address())
}

#[track_caller]
fn led(reply: &Reply, address: &str) {
    assert_eq!(
        (reply.status.as_u16(), reply.header("location")),
        (303, address),
        "{}",
        reply.text()
    );
}

/// Sends an action of one asset, and answers what is said on the page that it leads to.
async fn done(api: &Api, at: InstancePath, fields: &str) -> Notice {
    let fields = format!("instance={}&{fields}", at.instance);
    let reply = api.form(&act(at.scene()), &fields).await;
    let shown = reply.header("location").split_once("&show=attempt-");
    if let Some((_, attempt)) = shown {
        // What came of it is in view, and is what was decided on.
        let row = api.get(&instance(at)).await.expect(200);
        assert_eq!(row["image_key_url"], format!("/media/attempts/{attempt}"));
        led(&reply, &format!("{}&show=attempt-{attempt}", at.address()));
    } else {
        led(&reply, &at.address());
    }
    notice(&reply)
}

/// Sends an action of the whole scene, likewise.
async fn done_in(api: &Api, at: ScenePath, fields: &str) -> Notice {
    let reply = api.form(&act(at), fields).await;
    led(&reply, &at.address());
    notice(&reply)
}

/// Sends what the button "Undo" sends.
async fn undo(api: &Api, at: ScenePath, said: Notice) -> Reply {
    let fields = said.undo.expect("a way back").fields();
    let mut form = form_urlencoded::Serializer::new(String::new());
    let reply = api
        .form(&act(at), &form.extend_pairs(fields).finish())
        .await;
    assert_eq!(reply.status.as_u16(), 303, "{}", reply.text());
    assert!(!notice(&reply).error, "{}", notice(&reply).text);
    reply
}

/// The asset, its history and what is sent along as they are seen, without what counts or dates changes.
async fn state(api: &Api, at: InstancePath) -> Value {
    let mut row = api.get(&instance(at)).await.expect(200);
    for counts in [
        "modification_count",
        "last_modified_field",
        "modification_reason",
        "next_attempt_number",
        "updated_at",
    ] {
        row.as_object_mut().unwrap().remove(counts).unwrap();
    }
    let mut history = api
        .get(&format!("{}/attempts", instance(at)))
        .await
        .expect(200);
    for attempt in history.as_array_mut().unwrap() {
        attempt.as_object_mut().unwrap().remove("updated_at");
    }
    let extras = api
        .get(&format!("{}/references", instance(at)))
        .await
        .expect(200);
    json!({"row": row, "history": history, "extras": extras})
}

/// Sends an action that changes something, and takes it back: then all is as it was. Answers how it was between.
async fn there_and_back(api: &Api, at: InstancePath, fields: &str, says: &str) -> Value {
    let before = state(api, at).await;
    let said = done(api, at, fields).await;
    assert_eq!((said.error, said.text.as_str()), (false, says), "{fields}");
    let after = state(api, at).await;
    assert_ne!(after, before, "{fields}");
    led(&undo(api, at.scene(), said).await, &at.address());
    assert_eq!(state(api, at).await, before, "{fields}");
    after
}

/// Gives an asset its master.
async fn master(api: &Api, at: InstancePath, shade: u8) {
    let row = api.get(&instance(at)).await.expect(200);
    let asset = row["project_asset_id"].as_str().unwrap();
    let address = format!("/api/projects/{}/assets/{asset}/upload-image", at.project);
    let sent = multipart(&address, &[Part::image(&png(shade))]);
    api.send(sent.body).await.expect(200);
}

/// An asset's name.
async fn name(api: &Api, at: InstancePath) -> String {
    let row = api.get(&instance(at)).await.expect(200);
    row["project_asset"]["name"].as_str().unwrap().to_owned()
}

/// The asset in one more scene.
async fn next(api: &Api, at: InstancePath) -> InstancePath {
    let row = api.get(&instance(at)).await.expect(200);
    let asset = row["project_asset_id"].as_str().unwrap().parse().unwrap();
    let path = ScenePath {
        scene: api.next_scene(at.project).await,
        ..at.scene()
    };
    path.instance(api.appear(path, asset).await)
}

#[tokio::test]
async fn a_form_for_what_is_not_there_is_a_page() {
    let api = Api::sqlite().await;
    let at = api.instance(api.scene().await, "Mara.").await;
    let forms = [
        (
            act(at.scene()),
            format!("do=generate&instance={}", InstanceId::new()),
        ),
        (
            act(at.scene()),
            format!(
                "do=select&instance={}&attempt={}",
                at.instance,
                AttemptId::new()
            ),
        ),
        (
            act(at.scene()).replace(&at.project.to_string(), "x"),
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
        api.form(&act(at.scene()), fields)
            .await
            .refusal(400, "invalid");
    }
    let long = format!(
        "do=describe&instance={}&text={}",
        at.instance,
        "a".repeat(140_000)
    );
    api.form(&act(at.scene()), &long)
        .await
        .refusal(413, "too_large");
    let json = request("POST", &act(at.scene()))
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
                &act(at.scene()),
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
