//! Who takes part in a film.

mod roles;

use crate::support::{missing, refused, upload};
use domain::{
    ctx::{Ctx, Viewer},
    error::Error,
    model::{ids::ProjectId, kinds::ProjectRole, paths::InstancePath},
    services::{
        members::{self, MemberView},
        projects, users,
    },
    testing::TestCtx,
};

on_both!(
    the_maker_comes_first_and_the_others_by_name,
    the_maker_always_stays_the_owner,
    everybody_may_leave,
    somebody_takes_part_once_and_needs_an_account,
    a_film_that_goes_takes_its_members_along,
);

async fn email(ctx: &Ctx, viewer: Viewer) -> String {
    users::get(ctx, viewer).await.unwrap().email
}

/// Somebody else with a part in the film.
async fn member(ctx: &TestCtx, film: ProjectId, role: ProjectRole) -> Viewer {
    let viewer = ctx.stranger().await;
    let email = email(ctx, viewer).await;
    let added = members::add(ctx, ctx.viewer, film, &email, role)
        .await
        .unwrap();
    assert_eq!(
        (added.user_id, added.role, added.is_maker),
        (viewer.user, role, false)
    );
    viewer
}

async fn film(ctx: &TestCtx) -> InstancePath {
    let at = ctx.instance(ctx.scene().await, "Mara.").await;
    upload(ctx, at, 10).await;
    at
}

async fn listed(ctx: &Ctx, viewer: Viewer, film: ProjectId) -> Vec<MemberView> {
    members::list(ctx, viewer, film).await.unwrap()
}

async fn the_maker_comes_first_and_the_others_by_name(ctx: TestCtx) {
    let film = film(&ctx).await.project;
    let one = member(&ctx, film, ProjectRole::Viewer).await;
    let other = member(&ctx, film, ProjectRole::Editor).await;
    for viewer in [ctx.viewer, one, other] {
        let listed = listed(&ctx, viewer, film).await;
        let short: Vec<_> = listed
            .iter()
            .map(|member| (member.user_id, member.role, member.is_maker))
            .collect();
        assert_eq!(
            short,
            [
                (ctx.viewer.user, ProjectRole::Owner, true),
                (one.user, ProjectRole::Viewer, false),
                (other.user, ProjectRole::Editor, false),
            ]
        );
        assert_eq!(listed[0].email, "editor@example.com");
    }
    for (viewer, role) in [
        (ctx.viewer, ProjectRole::Owner),
        (one, ProjectRole::Viewer),
        (other, ProjectRole::Editor),
    ] {
        assert_eq!(members::mine(&ctx, viewer, film).await.unwrap(), role);
    }
}

async fn the_maker_always_stays_the_owner(ctx: TestCtx) {
    let film = film(&ctx).await.project;
    let owner = member(&ctx, film, ProjectRole::Owner).await;
    let maker = ctx.viewer.user;
    for viewer in [ctx.viewer, owner] {
        for role in [ProjectRole::Viewer, ProjectRole::Owner] {
            refused(members::change(&ctx, viewer, film, maker, role).await);
        }
        refused(members::remove(&ctx, viewer, film, maker).await);
        let again = members::add(
            &ctx,
            viewer,
            film,
            "editor@example.com",
            ProjectRole::Viewer,
        );
        refused(again.await);
    }
    members::remove(&ctx, owner, film, owner.user)
        .await
        .unwrap();
    let left = listed(&ctx, ctx.viewer, film).await;
    assert_eq!((left.len(), left[0].user_id), (1, maker));
    projects::delete(&ctx, ctx.viewer, film).await.unwrap();
}

async fn everybody_may_leave(ctx: TestCtx) {
    let film = film(&ctx).await.project;
    for role in ProjectRole::ALL {
        let somebody = member(&ctx, film, *role).await;
        members::remove(&ctx, somebody, film, somebody.user)
            .await
            .unwrap();
        missing(projects::get(&ctx, somebody.looking(), film).await);
    }
    assert_eq!(listed(&ctx, ctx.viewer, film).await.len(), 1);
}

async fn somebody_takes_part_once_and_needs_an_account(ctx: TestCtx) {
    let film = film(&ctx).await.project;
    let somebody = member(&ctx, film, ProjectRole::Viewer).await;
    let address = email(&ctx, somebody).await.to_uppercase();
    let again = members::add(&ctx, ctx.viewer, film, &address, ProjectRole::Editor).await;
    assert!(refused(again).contains("already"));
    assert_eq!(
        members::mine(&ctx, somebody, film).await.unwrap(),
        ProjectRole::Viewer
    );
    let unknown = members::add(&ctx, ctx.viewer, film, "ida@mill.test", ProjectRole::Editor);
    missing(unknown.await);
    let malformed = members::add(&ctx, ctx.viewer, film, "ida", ProjectRole::Editor).await;
    assert!(matches!(malformed, Err(Error::Invalid(_))));
    let stranger = ctx.stranger().await.user;
    missing(members::change(&ctx, ctx.viewer, film, stranger, ProjectRole::Editor).await);
    missing(members::remove(&ctx, ctx.viewer, film, stranger).await);
}

async fn a_film_that_goes_takes_its_members_along(ctx: TestCtx) {
    let one = film(&ctx).await.project;
    let other = film(&ctx).await.project;
    let somebody = member(&ctx, one, ProjectRole::Owner).await;
    projects::delete(&ctx, ctx.viewer, one).await.unwrap();
    missing(members::mine(&ctx, somebody, one).await);
    missing(members::list(&ctx, ctx.viewer, one).await);
    assert_eq!(listed(&ctx, ctx.viewer, other).await.len(), 1);
}
