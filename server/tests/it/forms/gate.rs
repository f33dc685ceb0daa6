//! The gate to Stage 9 and the hand-over sheet, as pages.

use super::{done, master, name};
use crate::client::{Api, Reply};
use domain::model::paths::ScenePath;

async fn page(api: &Api, address: &str) -> String {
    let page: Reply = api.get(address).await;
    assert_eq!(page.status.as_u16(), 200, "{address}");
    page.text()
}

fn sheet(at: ScenePath) -> String {
    format!("{}/handover", at.address())
}

/// The part of a page from the element with that id to the end of its section.
fn section<'a>(page: &'a str, id: &str) -> &'a str {
    let from = page
        .split(&format!("id=\"{id}\""))
        .nth(1)
        .expect("a section");
    from.split("</section>").next().unwrap()
}

const NOT_READY: &str = "This scene is not ready for Stage 9";

#[tokio::test]
async fn the_gate_names_what_is_missing_and_opens() {
    let api = Api::sqlite().await;
    let at = api.instance(api.scene().await, "Mara.").await;
    let voss = api.instance(at.scene(), "Voss.").await;
    api.pictures(at, 1).await;
    let (mara, missing) = (name(&api, at).await, name(&api, voss).await);
    let closed = page(&api, &at.scene().address()).await;
    let gate = section(&closed, "before-stage-9");
    assert!(gate.contains("Before Stage 9") && gate.contains("1 asset without a picture:"));
    assert!(
        gate.contains(&format!("{missing} has no picture")),
        "{gate}"
    );
    assert!(
        !gate.contains(&mara) && gate.contains("value=\"waive\""),
        "{gate}"
    );
    assert!(gate.contains("aria-disabled=\"true\"") && !gate.contains("/handover"));
    done(&api, voss, "do=waive&reason=Only+heard").await;
    let open = page(&api, &at.scene().address()).await;
    let gate = section(&open, "before-stage-9");
    assert!(gate.contains("2 assets are ready."), "{gate}");
    assert!(gate.contains(&sheet(at.scene())) && !gate.contains("aria-disabled"));
}

#[tokio::test]
async fn a_scene_without_assets_does_not_pass() {
    let api = Api::sqlite().await;
    let at = api.scene().await;
    let panel = page(&api, &at.address()).await;
    let gate = section(&panel, "before-stage-9");
    assert!(gate.contains("The scene has no assets yet.") && gate.contains("aria-disabled"));
    assert!(page(&api, &sheet(at)).await.contains(NOT_READY));
}

#[tokio::test]
async fn the_sheet_shows_what_was_decided() {
    let api = Api::sqlite().await;
    let at = api.instance(api.scene().await, "Mara.").await;
    let voss = api.instance(at.scene(), "Voss.").await;
    master(&api, at, 90).await;
    done(&api, at, "do=tag&add=wet").await;
    done(&api, at, "do=as_is&enabled=on").await;
    let (mara, other) = (name(&api, at).await, name(&api, voss).await);
    let open = page(&api, &sheet(at.scene())).await;
    assert!(open.contains(NOT_READY) && open.contains("No picture"));
    done(&api, voss, "do=waive&reason=Only+heard").await;
    let shown = page(&api, &sheet(at.scene())).await;
    assert!(!shown.contains(NOT_READY));
    for word in [
        mara.as_str(),
        &other,
        "Only heard",
        "wet",
        "Master, used as-is · attempt 1",
        "/media/attempts/",
    ] {
        assert!(shown.contains(word), "{word}");
    }
    let stranger = api.stranger().await;
    let request = crate::client::request("GET", &sheet(at.scene()))
        .body(axum::body::Body::empty())
        .unwrap();
    let reply = crate::client::send(api.router_for(stranger), request).await;
    assert_eq!(reply.status.as_u16(), 404);
}
