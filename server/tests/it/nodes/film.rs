//! A film that is made through the nodes.

use super::cluster::{Front, until};
use domain::testing::png;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

/// A film with one scene, and so many assets in it.
pub(crate) struct Film {
    pub(crate) project: String,
    /// The addresses of the instances.
    pub(crate) instances: Vec<String>,
}

fn id(row: &Value) -> String {
    row["id"].as_str().unwrap().to_owned()
}

impl Film {
    pub(crate) async fn new(front: &Front, instances: usize) -> Self {
        let title = json!({ "title": "The Lamplighter" });
        let project = format!(
            "/api/projects/{}",
            id(&front.post("/api/projects", title).await.json())
        );
        let heading = json!({ "heading": "EXT. HARBOUR STEPS – NIGHT" });
        let scene = front.post(&format!("{project}/scenes"), heading).await;
        let cast = format!("{project}/scenes/{}/assets", id(&scene.json()));
        let mut film = Self {
            project,
            instances: Vec::new(),
        };
        for number in 0..instances {
            let asset = json!({
                "name": format!("Mara {number}"),
                "assetType": "character",
                "description": "Mara in the oilskin coat",
            });
            let asset = front.post(&format!("{}/assets", film.project), asset).await;
            let instance = json!({ "projectAssetId": id(&asset.json()) });
            let instance = front.post(&cast, instance).await;
            film.instances
                .push(format!("{cast}/{}", id(&instance.json())));
        }
        film
    }

    /// Asks for one more picture of every instance; the jobs.
    pub(crate) async fn generate(&self, front: &Front) -> Vec<String> {
        let mut made = Vec::new();
        for instance in &self.instances {
            let address = format!("{instance}/generate-image");
            let job = front.post(&address, json!({})).await;
            made.push(job.json()["jobId"].as_str().unwrap().to_owned());
        }
        made
    }

    /// Waits until all these jobs are completed.
    pub(crate) async fn completed(&self, front: &Front, jobs: &[String]) {
        for job in jobs {
            until("a job is completed", async || {
                let job = front.get(&format!("/api/images/jobs/{job}")).await.json();
                let status = job["status"].as_str().unwrap();
                assert!(status != "failed" && status != "cancelled", "{job}");
                (status == "completed").then_some(())
            })
            .await;
        }
    }
}

/// Uploads a picture under a name; the status.
pub(crate) async fn upload(front: &Front, instance: &str, name: &str, shade: u8) -> u16 {
    let picture = png(shade).to_vec();
    let answer = front.ask(|client, begin| {
        let part = Part::bytes(picture.clone()).file_name(name.to_owned());
        let form = Form::new().part("image", part);
        client
            .post(format!("{begin}{instance}/upload-image"))
            .multipart(form)
    });
    answer.await.status
}

/// The attempts of an instance: the live ones, or those that can be restored.
pub(crate) async fn attempts(front: &Front, instance: &str, removed: bool) -> Vec<Value> {
    let query = if removed {
        "?deleted=true&limit=1000"
    } else {
        ""
    };
    let listed = front.get(&format!("{instance}/attempts{query}")).await;
    listed.json().as_array().unwrap().clone()
}
