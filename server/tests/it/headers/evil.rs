//! A film in which every word is a script, and a provider that answers with one.

use crate::client::Api;
use domain::{
    ctx::{Ctx, Viewer},
    jobs::{
        queue::{self, Ask},
        worker::Worker,
    },
    model::{
        ids::JobId,
        kinds::{AssetType, JobErrorCode, JobStatus, ProviderKind},
        paths::{InstancePath, ScenePath},
    },
    providers::{Capabilities, Drawn, ImageProvider, Progress, ProviderError, Providers, Request},
    services::{
        assets::{self, AssetInput},
        branches::{self, NewBranch},
        instances::{self, NewInstance},
        projects::{self, ProjectInput},
        scenes::{self, SceneInput},
    },
    testing::png,
};
use std::{sync::Arc, time::Duration};

/// Out of every place that words can stand in, and then a script.
pub(super) const EVIL: &str = "</title></textarea></script>--><img src=x onerror=alert(1)>\"'><svg onload=alert(1)><script>alert(1)</script>";
/// Out of an attribute, in as few letters as a tag may have.
pub(super) const SHORT: &str = "\"'><b onclick=a()>";

/// A provider whose only answer is a script.
struct Loud;

#[async_trait::async_trait]
impl ImageProvider for Loud {
    fn capabilities(&self) -> Capabilities {
        Capabilities::plain(ProviderKind::Fake, "loud", EVIL)
    }

    async fn draw(&self, _: Request, _: &Progress) -> Result<Drawn, ProviderError> {
        Err(ProviderError::new(JobErrorCode::Permanent, EVIL))
    }

    async fn test(&self) -> Result<String, ProviderError> {
        Err(ProviderError::new(JobErrorCode::Permanent, EVIL))
    }
}

pub(super) fn loud(api: &Api) -> Ctx {
    Ctx {
        providers: Providers::new(Arc::new(Loud), Vec::new()),
        ..Ctx::clone(api)
    }
}

/// A film in which every word is a script, with a job that failed for a reason of the same kind.
pub(super) async fn film(ctx: &Ctx, viewer: Viewer) -> InstancePath {
    let evil = || Some(EVIL.to_owned());
    let input = ProjectInput {
        title: evil(),
        visual_style: evil(),
        ..Default::default()
    };
    let project = projects::create(ctx, viewer, input).await.unwrap().id;
    let input = SceneInput {
        heading: evil(),
        script_excerpt: Some(evil()),
        ..Default::default()
    };
    let scene = scenes::create(ctx, viewer, project, None, input).await;
    let path = ScenePath {
        project,
        scene: scene.unwrap().id,
    };
    let input = AssetInput {
        name: evil(),
        asset_type: Some(AssetType::Character),
        description: evil(),
        locked: None,
    };
    let asset = assets::create(ctx, viewer, project, None, input).await;
    let input = NewInstance {
        project_asset_id: asset.unwrap().id,
        description_override: evil(),
        status_tags: Some(vec![SHORT.to_owned()]),
        carry_forward: None,
        inherited_from_instance_id: None,
    };
    let made = instances::create(ctx, viewer, path, input).await.unwrap();
    let at = path.instance(made.id);
    instances::upload(ctx, viewer, at, evil(), png(7))
        .await
        .unwrap();
    let input = NewBranch {
        name: EVIL.to_owned(),
        from_branch_id: None,
    };
    branches::create(ctx, viewer, project, input).await.unwrap();
    let job = queue::create(ctx, viewer, at, Ask::default()).await;
    fail(ctx, viewer, job.unwrap().job_id).await;
    at
}

/// Lets the job fail, which it does at once.
async fn fail(ctx: &Ctx, viewer: Viewer, job: JobId) {
    let worker = Worker::start(ctx, "test".to_owned());
    for _ in 0..1_000 {
        let status = queue::get(ctx, viewer, job).await.unwrap().status;
        if !status.is_open() {
            assert_eq!(status, JobStatus::Failed);
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    worker.stop().await;
    let failed = queue::get(ctx, viewer, job).await.unwrap();
    assert_eq!(failed.error.unwrap().message, EVIL);
}
