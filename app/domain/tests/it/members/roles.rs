//! What a part in a film lets its bearer do.

use super::{email, film, listed, member};
use crate::support::missing;
use crate::whole::whole;
use domain::{
    ctx::Viewer,
    error::{Error, Result},
    jobs::queue::{self, Ask},
    model::{
        ids::{ProjectId, UserId},
        kinds::{AssetType, ProjectRole},
        paging::Paging,
        paths::InstancePath,
    },
    services::{
        assets::{self, AssetInput},
        attempts,
        instances::{self, InstanceInput},
        members,
        projects::{self, ProjectInput},
        scenes::{self, SceneInput},
    },
    testing::{TestCtx, png},
};
use std::fmt::Debug;

on_both!(
    a_viewer_sees_everything_and_changes_nothing,
    a_stranger_finds_nothing_until_added_and_after_being_removed,
    an_editor_changes_the_film_but_not_who_takes_part,
    an_owner_by_membership_may_do_everything,
);

fn forbidden<T: Debug>(result: Result<T>) {
    assert!(
        matches!(result, Err(Error::Forbidden(_))),
        "expected not to be allowed, got {result:?}"
    );
}

fn titled(title: &str) -> ProjectInput {
    ProjectInput {
        title: Some(title.into()),
        ..Default::default()
    }
}

/// What may be tried in a film: in every room of the house one thing that changes something.
async fn changes(ctx: &TestCtx, viewer: Viewer, at: InstancePath) -> Vec<Result<()>> {
    let heading = SceneInput {
        heading: Some("INT. MILL".into()),
        ..Default::default()
    };
    let asset = AssetInput {
        name: Some(format!("Lamp {}", ProjectId::new())),
        asset_type: Some(AssetType::Prop),
        ..Default::default()
    };
    let attempt = attempts::list(ctx, ctx.viewer, at).await.unwrap()[0].id;
    let picture = Some("mara.png".into());
    vec![
        projects::update(ctx, viewer, at.project, titled("The Mill"))
            .await
            .map(drop),
        scenes::create(ctx, viewer, at.project, None, heading)
            .await
            .map(drop),
        assets::create(ctx, viewer, at.project, None, asset)
            .await
            .map(drop),
        instances::update(ctx, viewer, at, InstanceInput::default())
            .await
            .map(drop),
        instances::upload(ctx, viewer, at, picture, png(20))
            .await
            .map(drop),
        attempts::select(ctx, viewer, at.attempt(attempt))
            .await
            .map(drop),
        queue::create(ctx, viewer, at, Ask::default())
            .await
            .map(drop),
    ]
}

/// What only an owner may do, on somebody who takes part already.
async fn of_owners(
    ctx: &TestCtx,
    viewer: Viewer,
    film: ProjectId,
    other: UserId,
) -> [Result<()>; 3] {
    let new = ctx.stranger().await;
    let new = email(ctx, new).await;
    [
        members::add(ctx, viewer, film, &new, ProjectRole::Viewer)
            .await
            .map(drop),
        members::change(ctx, viewer, film, other, ProjectRole::Owner)
            .await
            .map(drop),
        members::remove(ctx, viewer, film, other).await,
    ]
}

async fn a_viewer_sees_everything_and_changes_nothing(ctx: TestCtx) {
    let at = film(&ctx).await;
    let viewer = member(&ctx, at.project, ProjectRole::Viewer).await;
    let other = member(&ctx, at.project, ProjectRole::Editor).await;
    let looking = viewer.looking();
    projects::get(&ctx, looking, at.project).await.unwrap();
    scenes::get(&ctx, looking, at.scene()).await.unwrap();
    instances::get(&ctx, looking, at).await.unwrap();
    assert_eq!(attempts::list(&ctx, looking, at).await.unwrap().len(), 1);
    let films = projects::list(&ctx, looking, &Paging::first(10)).await;
    assert_eq!(films.unwrap().rows.len(), 1);
    for tried in changes(&ctx, viewer, at).await {
        forbidden(tried);
    }
    for tried in of_owners(&ctx, viewer, at.project, other.user).await {
        forbidden(tried);
    }
    forbidden(projects::delete(&ctx, viewer, at.project).await);
    let film = projects::get(&ctx, looking, at.project).await.unwrap();
    assert_eq!(film.title, "The Lamplighter");
    assert_eq!(attempts::list(&ctx, looking, at).await.unwrap().len(), 1);
    assert_eq!(listed(&ctx, viewer, at.project).await.len(), 3);
    whole(&ctx).await;
}

async fn a_stranger_finds_nothing_until_added_and_after_being_removed(ctx: TestCtx) {
    let at = film(&ctx).await;
    let other = member(&ctx, at.project, ProjectRole::Editor).await;
    let somebody = ctx.stranger().await;
    let nothing = async || {
        missing(members::list(&ctx, somebody, at.project).await);
        missing(members::mine(&ctx, somebody, at.project).await);
        missing(members::remove(&ctx, somebody, at.project, somebody.user).await);
        missing(instances::get(&ctx, somebody.looking(), at).await);
        for tried in changes(&ctx, somebody, at).await {
            missing(tried);
        }
        for tried in of_owners(&ctx, somebody, at.project, other.user).await {
            missing(tried);
        }
        missing(projects::delete(&ctx, somebody, at.project).await);
        let films = projects::list(&ctx, somebody.looking(), &Paging::first(10)).await;
        assert_eq!(films.unwrap().rows, []);
    };
    nothing().await;
    let address = email(&ctx, somebody).await;
    members::add(&ctx, ctx.viewer, at.project, &address, ProjectRole::Viewer)
        .await
        .unwrap();
    instances::get(&ctx, somebody.looking(), at).await.unwrap();
    members::remove(&ctx, ctx.viewer, at.project, somebody.user)
        .await
        .unwrap();
    nothing().await;
}

async fn an_editor_changes_the_film_but_not_who_takes_part(ctx: TestCtx) {
    let at = film(&ctx).await;
    let editor = member(&ctx, at.project, ProjectRole::Editor).await;
    let other = member(&ctx, at.project, ProjectRole::Viewer).await;
    for tried in changes(&ctx, editor, at).await {
        tried.unwrap();
    }
    for tried in of_owners(&ctx, editor, at.project, other.user).await {
        forbidden(tried);
    }
    let raised = members::change(&ctx, editor, at.project, editor.user, ProjectRole::Owner);
    forbidden(raised.await);
    forbidden(projects::delete(&ctx, editor, at.project).await);
    assert_eq!(listed(&ctx, editor, at.project).await.len(), 3);
    assert_eq!(
        members::mine(&ctx, editor, at.project).await.unwrap(),
        ProjectRole::Editor
    );
}

async fn an_owner_by_membership_may_do_everything(ctx: TestCtx) {
    let at = film(&ctx).await;
    let owner = member(&ctx, at.project, ProjectRole::Owner).await;
    let other = member(&ctx, at.project, ProjectRole::Viewer).await;
    for tried in changes(&ctx, owner, at).await {
        tried.unwrap();
    }
    for tried in of_owners(&ctx, owner, at.project, other.user).await {
        tried.unwrap();
    }
    assert_eq!(listed(&ctx, owner, at.project).await.len(), 3);
    // Only one who owns it may.
    members::change(
        &ctx,
        ctx.viewer,
        at.project,
        owner.user,
        ProjectRole::Editor,
    )
    .await
    .unwrap();
    forbidden(projects::delete(&ctx, owner, at.project).await);
    members::change(&ctx, ctx.viewer, at.project, owner.user, ProjectRole::Owner)
        .await
        .unwrap();
    projects::delete(&ctx, owner, at.project).await.unwrap();
    missing(projects::get(&ctx, ctx.viewer, at.project).await);
}
