//! Rule 17: a row is reachable only through its whole chain, and anything else is as if it were not there.
//!
//! The tables call every use-case there is. One that takes fewer ids stands in the table of its level.

use crate::support::{ask, job, missing, refused, upload, whole};
use domain::{
    ctx::{Ctx, Viewer},
    error::Result,
    jobs::queue::{self, Ask},
    model::{
        act::PanelAction,
        ids::{AssetId, AttemptId, BranchId, InstanceId, JobId, ProjectId, SceneId},
        kinds::AssetType,
        paths::{AttemptPath, InstancePath, ScenePath},
    },
    services::{
        acting,
        assets::{self, AssetInput},
        attempts, boards,
        instances::{self, InstanceInput, NewInstance},
        panels, pictures,
        projects::{self, ProjectInput},
        references, sample,
        scenes::{self, SceneInput},
    },
    testing::{TestCtx, png},
};

on_both!(
    a_film_is_its_owners_alone,
    a_branch_belongs_to_its_film,
    a_scene_is_found_through_its_film,
    an_asset_is_found_through_its_film,
    an_instance_is_found_through_its_scene_and_film,
    an_attempt_is_found_through_its_instance_scene_and_film,
    a_job_is_its_owners_alone,
    a_button_reaches_only_what_stands_at_its_place,
    lists_show_only_what_is_the_viewers,
    an_asset_enters_scenes_of_its_own_branch_alone,
);

type Table = Vec<(&'static str, Result<()>)>;

/// A film with an asset in one scene, two attempts of it, and a job.
struct Film {
    at: AttemptPath,
    asset: AssetId,
    branch: BranchId,
    job: JobId,
}

impl Film {
    async fn new(ctx: &TestCtx) -> Self {
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

    fn path(&self) -> InstancePath {
        self.at.instance()
    }
}

fn nothing_found(who: &str, table: Table) {
    for (what, result) in table {
        assert!(
            matches!(result, Err(domain::error::Error::NotFound(_))),
            "{what} as {who}: {result:?}"
        );
    }
}

fn heading() -> SceneInput {
    SceneInput {
        heading: Some("INT. HALL".into()),
        ..Default::default()
    }
}

fn voss() -> AssetInput {
    AssetInput {
        name: Some("Voss".into()),
        asset_type: Some(AssetType::Character),
        ..Default::default()
    }
}

async fn of_film(ctx: &Ctx, who: Viewer, film: ProjectId) -> Table {
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

async fn of_branch(ctx: &Ctx, who: Viewer, film: ProjectId, branch: Option<BranchId>) -> Table {
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

async fn of_scene(ctx: &Ctx, who: Viewer, at: ScenePath, asset: AssetId) -> Table {
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

fn entering(project_asset_id: AssetId) -> NewInstance {
    NewInstance {
        project_asset_id,
        description_override: None,
        status_tags: None,
        carry_forward: None,
        inherited_from_instance_id: None,
    }
}

async fn of_asset(ctx: &Ctx, who: Viewer, film: ProjectId, asset: AssetId) -> Table {
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

async fn of_instance(ctx: &Ctx, who: Viewer, at: InstancePath) -> Table {
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

async fn of_attempt(ctx: &Ctx, who: Viewer, at: AttemptPath) -> Table {
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

async fn of_job(ctx: &Ctx, who: Viewer, job: JobId) -> Table {
    vec![
        ("queue::get", queue::get(ctx, who, job).await.map(drop)),
        (
            "queue::cancel",
            queue::cancel(ctx, who, job).await.map(drop),
        ),
        ("queue::retry", queue::retry(ctx, who, job).await.map(drop)),
    ]
}

async fn of_buttons(
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

/// Nothing that was tried changed anything.
async fn untouched(ctx: &TestCtx, film: &Film) {
    let live = attempts::list(ctx, ctx.viewer, film.path()).await.unwrap();
    assert_eq!((live.len(), live[0].is_selected), (2, true));
    assert_eq!(job(ctx, film.job).await.status.as_str(), "queued");
    assert!(
        !instances::get(ctx, ctx.viewer, film.path())
            .await
            .unwrap()
            .locked
    );
    assert_eq!(
        scenes::list(ctx, ctx.viewer, film.at.project, None)
            .await
            .unwrap()
            .len(),
        1
    );
    assert_eq!(
        boards::queue(ctx, ctx.viewer, film.at.project, None, None)
            .await
            .unwrap()
            .rows
            .len(),
        1
    );
    whole(ctx).await;
}

async fn a_film_is_its_owners_alone(ctx: TestCtx) {
    let film = Film::new(&ctx).await;
    nothing_found(
        "a stranger",
        of_film(&ctx, ctx.stranger().await, film.at.project).await,
    );
    nothing_found(
        "its owner, of none",
        of_film(&ctx, ctx.viewer, ProjectId::new()).await,
    );
    untouched(&ctx, &film).await;
}

async fn a_branch_belongs_to_its_film(ctx: TestCtx) {
    let (film, other) = (Film::new(&ctx).await, Film::new(&ctx).await);
    let crossed = of_branch(&ctx, ctx.viewer, film.at.project, Some(other.branch)).await;
    nothing_found("the owner of both", crossed);
    let stranger = ctx.stranger().await;
    nothing_found(
        "a stranger",
        of_branch(&ctx, stranger, film.at.project, Some(film.branch)).await,
    );
    untouched(&ctx, &film).await;
    untouched(&ctx, &other).await;
}

async fn a_scene_is_found_through_its_film(ctx: TestCtx) {
    let (film, other) = (Film::new(&ctx).await, Film::new(&ctx).await);
    let at = film.path().scene();
    nothing_found(
        "a stranger",
        of_scene(&ctx, ctx.stranger().await, at, film.asset).await,
    );
    for crossed in [
        ScenePath {
            project: other.at.project,
            ..at
        },
        ScenePath {
            scene: other.at.scene,
            ..at
        },
        ScenePath {
            scene: SceneId::new(),
            ..at
        },
    ] {
        nothing_found(
            "the owner of both",
            of_scene(&ctx, ctx.viewer, crossed, film.asset).await,
        );
    }
    untouched(&ctx, &film).await;
    untouched(&ctx, &other).await;
}

async fn an_asset_is_found_through_its_film(ctx: TestCtx) {
    let (film, other) = (Film::new(&ctx).await, Film::new(&ctx).await);
    let stranger = ctx.stranger().await;
    nothing_found(
        "a stranger",
        of_asset(&ctx, stranger, film.at.project, film.asset).await,
    );
    nothing_found(
        "the owner of both",
        of_asset(&ctx, ctx.viewer, film.at.project, other.asset).await,
    );
    nothing_found(
        "the owner of both",
        of_asset(&ctx, ctx.viewer, other.at.project, film.asset).await,
    );
    let sha256 = assets::get(&ctx, ctx.viewer, film.at.project, film.asset)
        .await
        .unwrap()
        .sha256
        .unwrap();
    missing(pictures::master(&ctx, stranger, film.asset, &sha256).await);
    missing(pictures::master(&ctx, ctx.viewer, film.asset, "another").await);
    pictures::master(&ctx, ctx.viewer, film.asset, &sha256)
        .await
        .unwrap();
    untouched(&ctx, &film).await;
}

/// The path with each of its ids swapped for another that exists, of the same owner.
async fn crossed(ctx: &TestCtx, film: &Film) -> Vec<InstancePath> {
    let other = Film::new(ctx).await;
    let next = ctx.next_scene(other.at.project).await;
    let sibling = ctx
        .instance(
            ScenePath {
                project: other.at.project,
                scene: next,
            },
            "Voss",
        )
        .await;
    let at = film.path();
    vec![
        InstancePath {
            project: other.at.project,
            ..at
        },
        InstancePath {
            scene: other.at.scene,
            ..at
        },
        InstancePath {
            instance: other.at.instance,
            ..at
        },
        InstancePath {
            project: at.project,
            ..other.path()
        },
        InstancePath {
            scene: sibling.scene,
            ..other.path()
        },
        InstancePath {
            instance: sibling.instance,
            ..other.path()
        },
        InstancePath {
            instance: InstanceId::new(),
            ..at
        },
    ]
}

async fn an_instance_is_found_through_its_scene_and_film(ctx: TestCtx) {
    let film = Film::new(&ctx).await;
    nothing_found(
        "a stranger",
        of_instance(&ctx, ctx.stranger().await, film.path()).await,
    );
    for path in crossed(&ctx, &film).await {
        nothing_found(
            "the owner of both",
            of_instance(&ctx, ctx.viewer, path).await,
        );
    }
    untouched(&ctx, &film).await;
}

async fn an_attempt_is_found_through_its_instance_scene_and_film(ctx: TestCtx) {
    let film = Film::new(&ctx).await;
    let stranger = ctx.stranger().await;
    nothing_found("a stranger", of_attempt(&ctx, stranger, film.at).await);
    for path in crossed(&ctx, &film).await {
        nothing_found(
            "the owner of both",
            of_attempt(&ctx, ctx.viewer, path.attempt(film.at.attempt)).await,
        );
    }
    let other = ctx.instance(film.path().scene(), "Voss").await;
    let theirs = upload(&ctx, other, 3).await.id;
    nothing_found(
        "its owner",
        of_attempt(&ctx, ctx.viewer, film.path().attempt(theirs)).await,
    );
    missing(pictures::attempt(&ctx, stranger, film.at.attempt).await);
    pictures::attempt(&ctx, ctx.viewer, film.at.attempt)
        .await
        .unwrap();
    untouched(&ctx, &film).await;
}

async fn a_job_is_its_owners_alone(ctx: TestCtx) {
    let film = Film::new(&ctx).await;
    nothing_found(
        "a stranger",
        of_job(&ctx, ctx.stranger().await, film.job).await,
    );
    nothing_found(
        "its owner, of none",
        of_job(&ctx, ctx.viewer, JobId::new()).await,
    );
    untouched(&ctx, &film).await;
}

async fn a_button_reaches_only_what_stands_at_its_place(ctx: TestCtx) {
    let film = Film::new(&ctx).await;
    let (at, instance) = (film.path().scene(), film.at.instance);
    nothing_found(
        "a stranger",
        of_buttons(&ctx, ctx.stranger().await, at, instance, &film).await,
    );
    for path in crossed(&ctx, &film).await {
        nothing_found(
            "the owner of both",
            of_buttons(&ctx, ctx.viewer, path.scene(), path.instance, &film).await,
        );
    }
    untouched(&ctx, &film).await;
    // The job and the picture of one asset through another asset of the same scene.
    let other = ctx.instance(at, "Voss").await.instance;
    let table = of_buttons(&ctx, ctx.viewer, at, other, &film).await;
    let (done, refused): (Table, Table) = table.into_iter().partition(|(_, result)| result.is_ok());
    assert_eq!(
        done.len(),
        4,
        "the other asset is described and drawn, each called twice"
    );
    nothing_found("its owner", refused);
    assert_eq!(job(&ctx, film.job).await.status.as_str(), "queued");
    assert_eq!(
        attempts::list(&ctx, ctx.viewer, film.path())
            .await
            .unwrap()
            .len(),
        2
    );
}

async fn lists_show_only_what_is_the_viewers(ctx: TestCtx) {
    let film = Film::new(&ctx).await;
    let stranger = ctx.stranger().await;
    assert_eq!(projects::list(&ctx, stranger, 10).await.unwrap(), []);
    assert!(projects::cards(&ctx, stranger).await.unwrap().is_empty());
    assert_eq!(sample::find(&ctx, stranger).await.unwrap(), None);
    let mine = projects::list(&ctx, ctx.viewer, 10).await.unwrap();
    assert_eq!(
        mine.iter().map(|film| film.id).collect::<Vec<_>>(),
        [film.at.project]
    );
}

async fn an_asset_enters_scenes_of_its_own_branch_alone(ctx: TestCtx) {
    let (film, other) = (Film::new(&ctx).await, Film::new(&ctx).await);
    let at = film.path().scene();
    missing(instances::create(&ctx, ctx.viewer, at, entering(other.asset)).await);
    let fresh = assets::create(&ctx, ctx.viewer, at.project, None, voss())
        .await
        .unwrap()
        .id;
    let from = NewInstance {
        inherited_from_instance_id: Some(other.at.instance),
        ..entering(fresh)
    };
    missing(instances::create(&ctx, ctx.viewer, at, from).await);
    refused(instances::create(&ctx, ctx.viewer, at, entering(film.asset)).await);
    instances::create(&ctx, ctx.viewer, at, entering(fresh))
        .await
        .unwrap();
}
