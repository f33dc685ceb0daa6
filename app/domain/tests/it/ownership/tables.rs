//! Every use-case there is, called with given ids. One that takes fewer ids stands in the table of its level.

use crate::support::{ask, everything, upload};
use domain::{
    ctx::{Ctx, Viewer},
    error::Result,
    jobs::{bulk, queue},
    model::{
        ids::{AssetId, BranchId, InstanceId, JobId, ProjectId},
        kinds::AssetType,
        paths::{AttemptPath, InstancePath, ScenePath},
    },
    services::{
        as_is,
        assets::{self, AssetInput},
        boards,
        branches::{self, NewBranch},
        gate, inheritance,
        instances::{self, NewInstance},
        panels,
        projects::{self, ProjectInput},
        scenes::{self, SceneInput},
        tags,
    },
    testing::{TestCtx, png},
};

/// The name of a bulk run that never was.
pub(super) const RUN: &str = "0192f0c0-0000-7000-8000-000000000000";

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

fn draft(from_branch_id: Option<BranchId>) -> NewBranch {
    NewBranch {
        name: "draft".into(),
        from_branch_id,
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
        (
            "queue::page",
            queue::page(ctx, who, film, None, &everything())
                .await
                .map(drop),
        ),
        (
            "branches::list",
            branches::list(ctx, who, film, &everything())
                .await
                .map(drop),
        ),
        (
            "branches::create",
            branches::create(ctx, who, film, draft(None))
                .await
                .map(drop),
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
    let id = branch.unwrap_or_else(BranchId::new);
    vec![
        (
            "branches::create",
            branches::create(ctx, who, film, draft(Some(id)))
                .await
                .map(drop),
        ),
        (
            "branches::activate",
            branches::activate(ctx, who, film, id).await.map(drop),
        ),
        (
            "branches::delete",
            branches::delete(ctx, who, film, id).await,
        ),
        (
            "scenes::list",
            scenes::list(ctx, who, film, branch, &everything())
                .await
                .map(drop),
        ),
        (
            "scenes::create",
            scenes::create(ctx, who, film, branch, heading())
                .await
                .map(drop),
        ),
        (
            "assets::list",
            assets::list(ctx, who, film, branch, &everything())
                .await
                .map(drop),
        ),
        (
            "tags::list",
            tags::list(ctx, who, film, branch).await.map(drop),
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
        ("panels::stale", panels::stale(ctx, who, at).await.map(drop)),
        (
            "panels::handover",
            panels::handover(ctx, who, at).await.map(drop),
        ),
        ("gate::get", gate::get(ctx, who, at).await.map(drop)),
        (
            "bulk::create",
            bulk::create(ctx, who, at, &["x".to_owned()])
                .await
                .map(drop),
        ),
        (
            "bulk::cancel",
            bulk::cancel(ctx, who, at, RUN).await.map(drop),
        ),
        (
            "as_is::set_many",
            as_is::set_many(ctx, who, at, &["x".to_owned()], true)
                .await
                .map(drop),
        ),
        (
            "instances::list",
            instances::list(ctx, who, at, &everything()).await.map(drop),
        ),
        (
            "instances::create",
            instances::create(ctx, who, at, entering(asset))
                .await
                .map(drop),
        ),
        (
            "instances::create_with_asset",
            instances::create_with_asset(ctx, who, at, voss())
                .await
                .map(drop),
        ),
        (
            "instances::add_many",
            instances::add_many(ctx, who, at, &[asset]).await.map(drop),
        ),
        (
            "inheritance::fill",
            inheritance::fill(ctx, who, at).await.map(drop),
        ),
        (
            "inheritance::inherit",
            inheritance::inherit(ctx, who, at).await.map(drop),
        ),
        (
            "inheritance::populate",
            inheritance::populate(ctx, who, at).await.map(drop),
        ),
        (
            "inheritance::take_back",
            inheritance::take_back(ctx, who, at, &[InstanceId::new()]).await,
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
