//! Every route of the API that stands below a film, or names something that does.

use super::world::Chain;
use domain::model::kinds::Access;
use serde_json::{Value, json};

/// A route as it is called.
pub(super) struct Route {
    /// "upload" stands for a POST of a picture.
    pub(super) method: &'static str,
    pub(super) address: String,
    pub(super) body: Value,
    /// The least that one must be allowed to do in the film.
    pub(super) needs: Access,
    /// What those hear who may, when they call all of them in this order.
    pub(super) done: &'static [u16],
}

impl Route {
    pub(super) fn only_looks(&self) -> bool {
        self.needs == Access::Look
    }
}

/// All of them, those last that leave less behind.
pub(super) fn routes(chain: &Chain) -> Vec<Route> {
    [
        looks(chain),
        changes(chain),
        pictures(chain),
        removals(chain),
        owns(chain),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Addresses that others begin with.
struct Places {
    film: String,
    scene: String,
    cast: String,
    instance: String,
    attempt: String,
    asset: String,
    master: String,
    job: String,
}

fn places(c: &Chain) -> Places {
    let film = format!("/api/projects/{}", c.project);
    let scene = format!("{film}/scenes/{}", c.scene);
    let cast = format!("{scene}/assets");
    let instance = format!("{cast}/{}", c.instance);
    let asset = format!("{film}/assets/{}", c.asset);
    Places {
        master: format!("{asset}/attempts/{}", c.master),
        asset,
        attempt: format!("{instance}/attempts/{}", c.attempt),
        job: format!("/api/images/jobs/{}", c.job),
        film,
        scene,
        cast,
        instance,
    }
}

fn looks(c: &Chain) -> Vec<Route> {
    let Places {
        film,
        scene,
        cast,
        instance,
        asset,
        job,
        ..
    } = places(c);
    let addresses = [
        film.clone(),
        format!("{film}/members"),
        format!("{film}/branches"),
        format!("{film}/scenes"),
        format!("{film}/assets"),
        format!("{film}/jobs"),
        format!("{film}/costs"),
        format!("{film}/events"),
        format!("{scene}/gate"),
        scene,
        cast,
        format!("{instance}/attempts"),
        format!("{instance}/attempts?deleted=true"),
        format!("{instance}/reference-chain"),
        format!("{instance}/references"),
        instance,
        format!("{asset}/attempts"),
        format!("{asset}/attempts?deleted=true"),
        asset,
        job,
        format!("/media/attempts/{}", c.attempt),
        format!("/media/attempts/{}?w=320", c.attempt),
        format!("/media/assets/{}/{}", c.asset, c.sha256),
        format!("/media/assets/{}/{}?w=320", c.asset, c.sha256),
    ];
    let look = |address| Route {
        method: "GET",
        address,
        body: json!({}),
        needs: Access::Look,
        done: &[200],
    };
    addresses.into_iter().map(look).collect()
}

fn change(method: &'static str, address: String, body: Value, done: &'static [u16]) -> Route {
    Route {
        method,
        address,
        body,
        needs: Access::Change,
        done,
    }
}

fn changes(c: &Chain) -> Vec<Route> {
    let Places {
        film,
        scene,
        cast,
        instance,
        asset,
        ..
    } = places(c);
    let several = json!({"instanceIds": [c.instance], "enabled": false});
    vec![
        change("PUT", film.clone(), json!({"title": "Mine"}), &[200]),
        change(
            "POST",
            format!("{film}/branches"),
            json!({"name": "Mine"}),
            &[201],
        ),
        change(
            "POST",
            format!("{film}/scenes"),
            json!({"heading": "INT. MILL"}),
            &[201],
        ),
        change(
            "POST",
            format!("{film}/assets"),
            json!({"name": "Lamp", "assetType": "prop"}),
            &[201],
        ),
        change("PUT", scene, json!({"heading": "INT. MINE"}), &[200]),
        change("PUT", asset, json!({"description": "Mine"}), &[200]),
        // She is in the scene already, and so is somebody.
        change(
            "POST",
            cast.clone(),
            json!({"projectAssetId": c.asset}),
            &[409],
        ),
        change("POST", format!("{cast}/inherit"), json!({}), &[400]),
        change(
            "POST",
            format!("{cast}/populate-from-dependencies"),
            json!({}),
            &[200],
        ),
        change(
            "POST",
            format!("{cast}/create-with-project-asset"),
            json!({"name": "Rope", "assetType": "prop"}),
            &[201],
        ),
        change(
            "PUT",
            instance.clone(),
            json!({"statusTags": ["mine"]}),
            &[200],
        ),
        change(
            "POST",
            format!("{instance}/select-master-reference"),
            json!({"source": "stage5_master"}),
            &[200],
        ),
        change("PUT", format!("{instance}/references"), json!([]), &[200]),
        change(
            "POST",
            format!("{cast}/bulk-use-master-as-is"),
            several,
            &[200],
        ),
        change(
            "POST",
            format!("{instance}/use-master-as-is"),
            json!({"enabled": true}),
            &[200],
        ),
        change(
            "POST",
            format!("{film}/branches/{}/activate", c.branch),
            json!({}),
            &[200],
        ),
    ]
}

fn pictures(c: &Chain) -> Vec<Route> {
    let Places {
        cast,
        instance,
        attempt,
        asset,
        master,
        job,
        ..
    } = places(c);
    let nothing = || json!({});
    vec![
        change("upload", format!("{asset}/upload-image"), nothing(), &[200]),
        change(
            "upload",
            format!("{instance}/upload-image"),
            nothing(),
            &[200],
        ),
        change("POST", format!("{asset}/generate-image"), nothing(), &[202]),
        change(
            "POST",
            format!("{instance}/generate-image"),
            nothing(),
            &[202],
        ),
        change(
            "POST",
            format!("{cast}/bulk-generate"),
            json!({"instanceIds": [c.instance]}),
            &[202],
        ),
        change("POST", format!("{job}/cancel"), nothing(), &[200]),
        change("POST", format!("{job}/retry"), nothing(), &[200]),
        change("POST", format!("{attempt}/restore"), nothing(), &[200]),
        change("POST", format!("{attempt}/select"), nothing(), &[200]),
        // It is the one that was selected just now.
        change("DELETE", attempt, nothing(), &[409]),
        change("POST", format!("{master}/restore"), nothing(), &[200]),
        change("POST", format!("{master}/select"), nothing(), &[200]),
        change("DELETE", master, nothing(), &[409]),
    ]
}

fn removals(c: &Chain) -> Vec<Route> {
    let places = places(c);
    let forced = format!("{}?force=true", places.asset);
    vec![
        change("DELETE", places.instance, json!({}), &[204]),
        change("DELETE", places.scene, json!({}), &[204]),
        change("DELETE", forced, json!({}), &[204]),
        // It is the one that is worked on.
        change(
            "DELETE",
            format!("{}/branches/{}", places.film, c.branch),
            json!({}),
            &[409],
        ),
    ]
}

fn owns(c: &Chain) -> Vec<Route> {
    let film = places(c).film;
    let guest = format!("{film}/members/{}", c.guest);
    let own = |method, address, body, done| Route {
        needs: Access::Own,
        ..change(method, address, body, done)
    };
    vec![
        own(
            "POST",
            format!("{film}/members"),
            json!({"email": c.newcomer, "role": "viewer"}),
            &[201],
        ),
        own("PUT", guest.clone(), json!({"role": "editor"}), &[200]),
        own("DELETE", guest, json!({}), &[204]),
        own("DELETE", film, json!({}), &[204]),
    ]
}
