//! Master images drawn by jobs.

mod course;

use crate::held::held;
use crate::support::{job, missing, objects, queued_deletions, reaches, refused, there, work_off};
use crate::whole::whole;
use domain::{
    error::Error,
    jobs::{
        queue::{self, Ask},
        worker::Worker,
    },
    model::{
        ids::{AssetId, ProjectId},
        kinds::{AssetType, JobErrorCode, JobStatus},
        masters::MasterAttemptView,
        prompt,
        views::{AssetView, JobView},
    },
    services::{
        assets::{self, AssetInput, history},
        projects::{self, ProjectInput},
    },
    testing::{TestCtx, png, settings},
};

on_both!(
    a_master_is_drawn_from_the_assets_own_words,
    a_master_that_is_there_is_no_reference,
    the_new_master_is_selected_and_the_old_one_stays_in_the_history,
    a_locked_asset_is_not_drawn,
    an_asset_that_is_locked_meanwhile_keeps_its_master,
    the_first_master_of_an_asset_that_is_locked_meanwhile_waits_to_be_selected,
    an_asset_that_is_deleted_meanwhile_leaves_nothing,
);

struct Master {
    film: ProjectId,
    asset: AssetId,
}

impl Master {
    async fn new(ctx: &TestCtx, description: &str) -> Self {
        let film = ctx.scene().await.project;
        let input = AssetInput {
            name: Some("Brass lantern".into()),
            asset_type: Some(AssetType::Prop),
            description: Some(description.into()),
            locked: None,
        };
        let asset = assets::create(ctx, ctx.viewer, film, None, input).await;
        Self {
            film,
            asset: asset.unwrap().id,
        }
    }

    async fn ask(&self, ctx: &TestCtx, ask: Ask) -> Result<JobView, Error> {
        queue::create_master(ctx, ctx.viewer, self.film, self.asset, ask).await
    }

    async fn asked(&self, ctx: &TestCtx) -> JobView {
        self.ask(ctx, Ask::default()).await.unwrap()
    }

    async fn shown(&self, ctx: &TestCtx) -> AssetView {
        let shown = assets::get(ctx, ctx.viewer, self.film, self.asset).await;
        shown.unwrap()
    }

    /// The numbers of its history, newest first, and which is selected.
    async fn history(&self, ctx: &TestCtx) -> Vec<(i32, bool)> {
        let live = history::list(ctx, ctx.viewer, self.film, self.asset).await;
        let said = |one: MasterAttemptView| (one.attempt_number, one.is_selected);
        live.unwrap().into_iter().map(said).collect()
    }

    async fn lock(&self, ctx: &TestCtx, locked: bool) {
        let input = AssetInput {
            locked: Some(locked),
            ..Default::default()
        };
        assets::update(ctx, ctx.viewer, self.film, self.asset, input)
            .await
            .unwrap();
    }

    async fn upload(&self, ctx: &TestCtx, shade: u8) -> AssetView {
        let (film, asset) = (self.film, self.asset);
        let made = assets::upload_master(ctx, ctx.viewer, film, asset, None, png(shade)).await;
        made.unwrap()
    }
}

async fn a_master_is_drawn_from_the_assets_own_words(ctx: TestCtx) {
    let master = Master::new(&ctx, "A brass lantern, dented").await;
    let style = ProjectInput {
        visual_style: Some("Film noir".into()),
        ..Default::default()
    };
    projects::update(&ctx, ctx.viewer, master.film, style)
        .await
        .unwrap();
    let asked = master.asked(&ctx).await;
    assert_eq!(
        (
            asked.status,
            asked.asset_id,
            asked.scene_id,
            asked.instance_id
        ),
        (JobStatus::Queued, master.asset, None, None)
    );
    // What is said after asking is not what was asked for.
    let input = AssetInput {
        description: Some("Polished".into()),
        ..Default::default()
    };
    assets::update(&ctx, ctx.viewer, master.film, master.asset, input)
        .await
        .unwrap();
    work_off(&ctx).await;
    let sent = ctx.fake.asked().remove(0);
    assert_eq!(
        (sent.description.as_str(), sent.visual_style.as_str()),
        ("A brass lantern, dented", "Film noir")
    );
    assert!(sent.tags.is_empty() && sent.references.is_empty());
    for part in [
        "Brass lantern",
        "A brass lantern, dented",
        "Film noir",
        prompt::framing(AssetType::Prop),
    ] {
        assert!(sent.prompt.contains(part), "{part}: {}", sent.prompt);
    }
    let shown = master.shown(&ctx).await;
    assert!(there(&ctx, shown.storage_path.as_ref().unwrap()).await);
    assert_eq!((shown.width, shown.height), (Some(64), Some(36)));
    let done = queue::get(&ctx, ctx.viewer, asked.job_id).await.unwrap();
    assert_eq!(
        (done.status, done.cost.actual),
        (JobStatus::Completed, Some(0.04))
    );
    assert!(done.public_url.is_some());
    assert_eq!(done.public_url, shown.image_key_url);
}

async fn a_master_that_is_there_is_no_reference(ctx: TestCtx) {
    let master = Master::new(&ctx, "A brass lantern").await;
    master.upload(&ctx, 9).await;
    master.asked(&ctx).await;
    work_off(&ctx).await;
    assert!(ctx.fake.asked()[0].references.is_empty());
}

async fn the_new_master_is_selected_and_the_old_one_stays_in_the_history(ctx: TestCtx) {
    let master = Master::new(&ctx, "A brass lantern").await;
    let old = master.upload(&ctx, 9).await;
    master.asked(&ctx).await;
    work_off(&ctx).await;
    let new = master.shown(&ctx).await;
    assert_ne!(new.sha256, old.sha256);
    assert_eq!(new.original_filename, None);
    assert_eq!(queued_deletions(&ctx).await, 0);
    let both = [old.storage_path.unwrap(), new.storage_path.unwrap()];
    assert_eq!(objects(&ctx).await, both.into());
    let history = master.history(&ctx).await;
    assert_eq!(history, [(2, true), (1, false)]);
}

async fn a_locked_asset_is_not_drawn(ctx: TestCtx) {
    let master = Master::new(&ctx, "A brass lantern").await;
    let id = master.asked(&ctx).await.job_id;
    queue::cancel(&ctx, ctx.viewer, id).await.unwrap();
    master.lock(&ctx, true).await;
    refused(master.ask(&ctx, Ask::default()).await);
    refused(queue::retry(&ctx, ctx.viewer, id).await);
    work_off(&ctx).await;
    assert_eq!(master.shown(&ctx).await.image_key_url, None);
    master.lock(&ctx, false).await;
    // Locked while it waits: the provider is not even asked.
    let id = master.asked(&ctx).await.job_id;
    master.lock(&ctx, true).await;
    work_off(&ctx).await;
    let failed = job(&ctx, id).await;
    assert_eq!(
        (failed.status, failed.error_code),
        (JobStatus::Failed, Some(JobErrorCode::Permanent))
    );
    assert!(ctx.fake.asked().is_empty());
}

/// Draws a master of an asset that is locked while the provider is at work.
async fn locked_meanwhile(ctx: &TestCtx, master: &Master) {
    let (process, provider) = held(ctx, settings());
    let id = queue::create_master(
        &process,
        ctx.viewer,
        master.film,
        master.asset,
        Ask::default(),
    )
    .await
    .unwrap()
    .job_id;
    let worker = Worker::start(&process, "worker".into());
    reaches(&process, id, JobStatus::Generating).await;
    master.lock(ctx, true).await;
    provider.release(1);
    reaches(&process, id, JobStatus::Completed).await;
    worker.stop().await;
    let done = queue::get(ctx, ctx.viewer, id).await.unwrap();
    assert!(done.public_url.is_some(), "it is kept");
}

async fn an_asset_that_is_locked_meanwhile_keeps_its_master(ctx: TestCtx) {
    let master = Master::new(&ctx, "A brass lantern").await;
    let old = master.upload(&ctx, 9).await;
    locked_meanwhile(&ctx, &master).await;
    let shown = master.shown(&ctx).await;
    assert_eq!(
        (shown.sha256, shown.image_key_url, shown.next_attempt_number),
        (old.sha256, old.image_key_url, 3)
    );
    assert_eq!(master.history(&ctx).await, [(2, false), (1, true)]);
    assert_eq!(objects(&ctx).await.len(), 2);
    whole(&ctx).await;
}

async fn the_first_master_of_an_asset_that_is_locked_meanwhile_waits_to_be_selected(ctx: TestCtx) {
    let master = Master::new(&ctx, "A brass lantern").await;
    locked_meanwhile(&ctx, &master).await;
    assert_eq!(master.shown(&ctx).await.image_key_url, None);
    assert_eq!(master.history(&ctx).await, [(1, false)]);
    whole(&ctx).await;
}

async fn an_asset_that_is_deleted_meanwhile_leaves_nothing(ctx: TestCtx) {
    let master = Master::new(&ctx, "A brass lantern").await;
    let (process, provider) = held(&ctx, settings());
    let id = queue::create_master(
        &process,
        ctx.viewer,
        master.film,
        master.asset,
        Ask::default(),
    )
    .await
    .unwrap()
    .job_id;
    let worker = Worker::start(&process, "worker".into());
    reaches(&process, id, JobStatus::Generating).await;
    assets::delete(&ctx, ctx.viewer, master.film, master.asset, false)
        .await
        .unwrap();
    provider.release(1);
    worker.stop().await;
    missing(queue::get(&ctx, ctx.viewer, id).await);
    assert!(objects(&ctx).await.is_empty());
}
