//! Every use-case there is, called with given ids. One that takes fewer ids stands in the table of its level.

use crate::support::{ask, upload};
use domain::{
    ctx::{Ctx, Viewer},
    error::Result,
    jobs::queue::{self, Ask},
    model::{
        act::PanelAction,
        ids::{AssetId, AttemptId, BranchId, InstanceId, JobId, ProjectId},
        kinds::AssetType,
        paths::{AttemptPath, InstancePath, ScenePath},
    },
    services::{
        acting,
        assets::{self, AssetInput},
        attempts, boards,
        instances::{self, InstanceInput, NewInstance},
        panels,
        projects::{self, ProjectInput},
        references,
        scenes::{self, SceneInput},
    },
    testing::{TestCtx, png},
};

pub(super) type Table = Vec<(&'static str, Result<()>)>;

/// A film with an asset in one scene, two attempts of it, and a job.
pub(super) struct Film {
    pub(super) at: AttemptPath,
    pub(super) asset: AssetId,
    pub(super) branch: BranchId,
    pub(super) job: JobId,
}

impl Film {
    pub(super) async fn new(ctx: &TestCtx) -> Self {
        Self::around(ctx, ctx.scene().await).await
    }

    async fn around(ctx: &TestCtx, scene: ScenePath) -> Self {
        let path = ctx.instance(scene, "Mara").await;
        let attempt = upload(ctx, path, 1).await.id;
        upload(ctx, path, 2).await;
        let asset = instances::get(ctx, ctx.viewer, path)
            .await
            .unwrap()
            .project_asset_id;
        assets::upload_master(ctx, ctx.viewer, path.project, asset, None, png(9))
            .await
            .unwrap();
        let branch = scenes::get(ctx, ctx.viewer, scene).await.unwrap().branch_id;
        Self {
            at: path.attempt(attempt),
            asset,
            branch,
            job: ask(ctx, ctx, path).await.job_id,
        }
    }

    pub(super) fn path(&self) -> InstancePath {
        self.at.instance()
    }
}

pub(super) fn heading() -> SceneInput {
    SceneInput {
        heading: Some("INT. HALL".into()),
        ..Default::default()
    }
}

pub(super) fn voss() -> AssetInput {
    AssetInput {
        name: Some("Voss".into()),
        asset_type: Some(AssetType::Character),
        ..Default::default()
    }
}

pub(super) async fn of_film(ctx: &Ctx, who: Viewer, film: ProjectId) -> Table {
    let title = ProjectInput {
        title: Some("Mine".into()),
        ..Default::default()
    };
    let mut table = vec![
        (
            "projects::get",
            projects::get(ctx, who, film).await.map(drop),
        ),
        (
            "projects::update",
            projects::update(ctx, who, film, title).await.map(drop),
        ),
        ("projects::delete", projects::delete(ctx, who, film).await),
        ("boards::get", boards::get(ctx, who, film).await.map(drop)),
        (
            "boards::queue",
            boards::queue(ctx, who, film, None, None).await.map(drop),
        ),
    ];
    table.extend(of_branch(ctx, who, film, None).await);
    table
}

pub(super) async fn of_branch(
    ctx: &Ctx,
    who: Viewer,
    film: ProjectId,
    branch: Option<BranchId>,
) -> Table {
    vec![
        (
            "scenes::list",
            scenes::list(ctx, who, film, branch).await.map(drop),
        ),
        (
            "scenes::create",
            scenes::create(ctx, who, film, branch, heading())
                .await
                .map(drop),
        ),
        (
            "assets::list",
            assets::list(ctx, who, film, branch).await.map(drop),
        ),
        (
            "assets::create",
            assets::create(ctx, who, film, branch, voss())
                .await
                .map(drop),
        ),
    ]
}

pub(super) async fn of_scene(ctx: &Ctx, who: Viewer, at: ScenePath, asset: AssetId) -> Table {
    vec![
        ("scenes::get", scenes::get(ctx, who, at).await.map(drop)),
        (
            "scenes::update",
            scenes::update(ctx, who, at, heading()).await.map(drop),
        ),
        ("scenes::delete", scenes::delete(ctx, who, at).await),
        (
            "panels::get",
            panels::get(ctx, who, at, None).await.map(drop),
        ),
        (
            "instances::list",
            instances::list(ctx, who, at, 10).await.map(drop),
        ),
        (
            "instances::create",
            instances::create(ctx, who, at, entering(asset))
                .await
                .map(drop),
        ),
    ]
}

pub(super) fn entering(project_asset_id: AssetId) -> NewInstance {
    NewInstance {
        project_asset_id,
        description_override: None,
        status_tags: None,
        carry_forward: None,
        inherited_from_instance_id: None,
    }
}

pub(super) async fn of_asset(ctx: &Ctx, who: Viewer, film: ProjectId, asset: AssetId) -> Table {
    let master = assets::upload_master(ctx, who, film, asset, None, png(1)).await;
    vec![
        (
            "assets::get",
            assets::get(ctx, who, film, asset).await.map(drop),
        ),
        (
            "assets::update",
            assets::update(ctx, who, film, asset, voss())
                .await
                .map(drop),
        ),
        ("assets::upload_master", master.map(drop)),
        (
            "assets::delete",
            assets::delete(ctx, who, film, asset, true).await,
        ),
    ]
}

pub(super) async fn of_instance(ctx: &Ctx, who: Viewer, at: InstancePath) -> Table {
    let input = InstanceInput {
        locked: Some(true),
        ..Default::default()
    };
    vec![
        (
            "instances::get",
            instances::get(ctx, who, at).await.map(drop),
        ),
        (
            "instances::update",
            instances::update(ctx, who, at, input).await.map(drop),
        ),
        (
            "instances::upload",
            instances::upload(ctx, who, at, None, png(1))
                .await
                .map(drop),
        ),
        ("instances::delete", instances::delete(ctx, who, at).await),
        (
            "attempts::list",
            attempts::list(ctx, who, at).await.map(drop),
        ),
        (
            "attempts::list_removed",
            attempts::list_removed(ctx, who, at).await.map(drop),
        ),
        (
            "references::list",
            references::list(ctx, who, at).await.map(drop),
        ),
        (
            "queue::create",
            queue::create(ctx, who, at, Ask::default()).await.map(drop),
        ),
    ]
}

pub(super) async fn of_attempt(ctx: &Ctx, who: Viewer, at: AttemptPath) -> Table {
    vec![
        (
            "attempts::select",
            attempts::select(ctx, who, at).await.map(drop),
        ),
        ("attempts::delete", attempts::delete(ctx, who, at).await),
        (
            "attempts::restore",
            attempts::restore(ctx, who, at).await.map(drop),
        ),
    ]
}

pub(super) async fn of_job(ctx: &Ctx, who: Viewer, job: JobId) -> Table {
    vec![
        ("queue::get", queue::get(ctx, who, job).await.map(drop)),
        (
            "queue::cancel",
            queue::cancel(ctx, who, job).await.map(drop),
        ),
        ("queue::retry", queue::retry(ctx, who, job).await.map(drop)),
    ]
}

pub(super) async fn of_buttons(
    ctx: &Ctx,
    who: Viewer,
    at: ScenePath,
    instance: InstanceId,
    film: &Film,
) -> Table {
    let attempt: AttemptId = film.at.attempt;
    let job = film.job;
    let actions = [
        PanelAction::Generate { instance },
        PanelAction::Select { instance, attempt },
        PanelAction::Delete { instance, attempt },
        PanelAction::Restore { instance, attempt },
        PanelAction::Describe {
            instance,
            text: "Wet".into(),
        },
        PanelAction::Cancel { instance, job },
        PanelAction::Retry { instance, job },
    ];
    let mut table = Vec::new();
    for action in actions {
        table.push((
            "acting::act",
            acting::act(ctx, who, at, action.clone()).await.map(drop),
        ));
        table.push((
            "acting::perform",
            acting::perform(ctx, who, at, action).await.map(drop),
        ));
    }
    table
}
