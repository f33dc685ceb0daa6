//! What is not the caller's, or not in that place, is not there: every route, at every level.

use crate::client::{Api, Part, multipart, request, send};
use axum::body::Body;
use domain::{
    model::{ids::*, paths::InstancePath},
    testing::png,
};
use serde_json::{Value, json};

/// The ids of a whole chain, as they stand in addresses.
#[derive(Clone)]
struct Chain {
    project: String,
    scene: String,
    instance: String,
    attempt: String,
    asset: String,
    job: String,
}

impl Chain {
    fn ids(&self) -> [&String; 6] {
        [
            &self.project,
            &self.scene,
            &self.instance,
            &self.attempt,
            &self.asset,
            &self.job,
        ]
    }
}

/// Every route below a project as method, address and body; "upload" stands for a multipart POST.
fn routes(c: &Chain) -> Vec<(&'static str, String, Value)> {
    let p = format!("/api/projects/{}", c.project);
    let s = format!("{p}/scenes/{}", c.scene);
    let i = format!("{s}/assets/{}", c.instance);
    let a = format!("{i}/attempts/{}", c.attempt);
    let m = format!("{p}/assets/{}", c.asset);
    let place = json!({"projectAssetId": c.asset});
    vec![
        ("GET", p.clone(), json!({})),
        ("PUT", p.clone(), json!({"title": "Mine now"})),
        ("GET", format!("{p}/scenes"), json!({})),
        (
            "POST",
            format!("{p}/scenes"),
            json!({"heading": "INT. MILL"}),
        ),
        ("GET", format!("{p}/assets"), json!({})),
        (
            "POST",
            format!("{p}/assets"),
            json!({"name": "Lamp", "assetType": "prop"}),
        ),
        ("GET", format!("{p}/jobs"), json!({})),
        ("GET", format!("{p}/events"), json!({})),
        ("GET", s.clone(), json!({})),
        ("PUT", s.clone(), json!({"heading": "Mine"})),
        ("GET", format!("{s}/assets"), json!({})),
        ("POST", format!("{s}/assets"), place),
        (
            "POST",
            format!("{s}/assets/bulk-generate"),
            json!({"instanceIds": [c.instance]}),
        ),
        ("POST", format!("{s}/assets/inherit"), json!({})),
        (
            "POST",
            format!("{s}/assets/populate-from-dependencies"),
            json!({}),
        ),
        (
            "POST",
            format!("{s}/assets/create-with-project-asset"),
            json!({"name": "Lamp", "assetType": "prop"}),
        ),
        ("GET", i.clone(), json!({})),
        ("PUT", i.clone(), json!({"statusTags": ["mine"]})),
        ("GET", format!("{i}/reference-chain"), json!({})),
        (
            "POST",
            format!("{i}/select-master-reference"),
            json!({"source": "stage5_master"}),
        ),
        (
            "POST",
            format!("{i}/use-master-as-is"),
            json!({"enabled": true}),
        ),
        (
            "POST",
            format!("{s}/assets/bulk-use-master-as-is"),
            json!({"instanceIds": [c.instance], "enabled": true}),
        ),
        ("GET", format!("{s}/gate"), json!({})),
        ("GET", format!("{i}/attempts"), json!({})),
        ("GET", format!("{i}/attempts?deleted=true"), json!({})),
        ("POST", format!("{i}/generate-image"), json!({})),
        ("upload", format!("{i}/upload-image"), json!({})),
        ("POST", format!("{a}/select"), json!({})),
        ("POST", format!("{a}/restore"), json!({})),
        ("DELETE", a, json!({})),
        ("DELETE", i, json!({})),
        ("DELETE", s, json!({})),
        ("GET", m.clone(), json!({})),
        ("PUT", m.clone(), json!({"name": "Mine"})),
        ("upload", format!("{m}/upload-image"), json!({})),
        ("DELETE", format!("{m}?force=true"), json!({})),
        ("GET", format!("/api/images/jobs/{}", c.job), json!({})),
        (
            "POST",
            format!("/api/images/jobs/{}/cancel", c.job),
            json!({}),
        ),
        (
            "POST",
            format!("/api/images/jobs/{}/retry", c.job),
            json!({}),
        ),
        ("GET", format!("/media/attempts/{}", c.attempt), json!({})),
        (
            "GET",
            format!("/media/attempts/{}?w=320", c.attempt),
            json!({}),
        ),
        ("DELETE", p, json!({})),
    ]
}

async fn world(api: &Api) -> (InstancePath, Chain) {
    let at = api.instance(api.scene().await, "Mara.").await;
    let attempt = api.pictures(at, 2).await[1];
    let row = api.get(&crate::client::instance(at)).await.expect(200);
    let job = api
        .post(
            &format!("{}/generate-image", crate::client::instance(at)),
            json!({}),
        )
        .await
        .expect(202);
    let chain = Chain {
        project: at.project.to_string(),
        scene: at.scene.to_string(),
        instance: at.instance.to_string(),
        attempt: attempt.to_string(),
        asset: row["project_asset_id"].as_str().unwrap().to_owned(),
        job: job["jobId"].as_str().unwrap().to_owned(),
    };
    (at, chain)
}

async fn call(
    router: axum::Router,
    method: &str,
    address: &str,
    body: &Value,
) -> crate::client::Reply {
    let request = match method {
        "upload" => multipart(address, &[Part::image(&png(3))]).body,
        _ => request(method, address)
            .body(Body::from(body.to_string()))
            .unwrap(),
    };
    send(router, request).await
}

/// Nothing of the chain can be reached by somebody else, and nothing of it has changed after they tried.
async fn a_stranger_finds_nothing(api: &Api) {
    let (at, chain) = world(api).await;
    let before = api.get(&crate::client::instance(at)).await.expect(200);
    let strangers = api.router_for(api.stranger().await);
    for (method, address, body) in routes(&chain) {
        let reply = call(strangers.clone(), method, &address, &body).await;
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
    assert_eq!(
        api.get(&crate::client::instance(at)).await.expect(200),
        before
    );
}

#[tokio::test]
async fn a_stranger_finds_nothing_anywhere() {
    a_stranger_finds_nothing(&Api::sqlite().await).await;
}

#[tokio::test]
async fn a_stranger_finds_nothing_anywhere_on_postgres() {
    a_stranger_finds_nothing(&Api::postgres().await).await;
}

/// Every address with one of its ids replaced: by one that is nobody's, one of my own from another chain,
/// and one that is no id at all.
#[tokio::test]
async fn a_wrong_id_at_any_level_is_not_there() {
    let api = Api::sqlite().await;
    let (_, right) = world(&api).await;
    let (_, other) = world(&api).await;
    let unknown = Chain {
        project: ProjectId::new().to_string(),
        scene: SceneId::new().to_string(),
        instance: InstanceId::new().to_string(),
        attempt: AttemptId::new().to_string(),
        asset: AssetId::new().to_string(),
        job: JobId::new().to_string(),
    };
    let words = |word: &str| Chain {
        project: word.into(),
        scene: word.into(),
        instance: word.into(),
        attempt: word.into(),
        asset: word.into(),
        job: word.into(),
    };
    let router = api.router_for(api.viewer);
    let mut tried = 0;
    for (wrong, same_user) in [
        (unknown, false),
        (other, true),
        (words("1"), false),
        (words("..%2f%00'"), false),
    ] {
        for level in 0..6 {
            let mixed = mixed(&right, &wrong, level);
            let plain = routes(&right);
            for (place, (method, address, body)) in routes(&mixed).into_iter().enumerate() {
                // An address with none of the right ids in it simply names another thing of mine.
                let names_another =
                    same_user && !right.ids().iter().any(|id| address.contains(*id));
                if address == plain[place].1 || names_another {
                    continue;
                }
                let reply = call(router.clone(), method, &address, &body).await;
                assert_eq!(
                    reply.status.as_u16(),
                    404,
                    "{method} {address}: {}",
                    reply.text()
                );
                tried += 1;
            }
        }
    }
    assert!(tried > 200, "{tried}");
}

fn mixed(right: &Chain, wrong: &Chain, level: usize) -> Chain {
    let pick = |at: usize, right: &String, wrong: &String| {
        if at == level {
            wrong.clone()
        } else {
            right.clone()
        }
    };
    Chain {
        project: pick(0, &right.project, &wrong.project),
        scene: pick(1, &right.scene, &wrong.scene),
        instance: pick(2, &right.instance, &wrong.instance),
        attempt: pick(3, &right.attempt, &wrong.attempt),
        asset: pick(4, &right.asset, &wrong.asset),
        job: pick(5, &right.job, &wrong.job),
    }
}

#[tokio::test]
async fn an_id_in_a_body_that_is_not_mine_is_not_there() {
    let api = Api::sqlite().await;
    let (at, chain) = world(&api).await;
    let (_, other) = world(&api).await;
    let all = format!("{}/assets", crate::client::scene(at.scene()));
    api.post(&all, json!({"projectAssetId": other.asset}))
        .await
        .refusal(404, "not_found");
    let lamp = json!({"name": "Lamp", "assetType": "prop"});
    let made = api
        .post(&format!("/api/projects/{}/assets", chain.project), lamp)
        .await
        .expect(201);
    let asset = made["id"].clone();
    let body = json!({"projectAssetId": asset, "inheritedFromInstanceId": other.instance});
    api.post(&all, body).await.refusal(404, "not_found");
}
