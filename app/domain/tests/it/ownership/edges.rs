//! Where ids come in other ways than in a path: lists, and assets that enter scenes.

use super::tables::{Film, entering, voss};
use crate::support::{everything, missing, refused};
use domain::{
    services::{
        assets,
        instances::{self, NewInstance},
        projects, sample,
    },
    testing::TestCtx,
};

on_both!(
    lists_show_only_what_is_the_viewers,
    an_asset_enters_scenes_of_its_own_branch_alone
);

async fn lists_show_only_what_is_the_viewers(ctx: TestCtx) {
    let film = Film::new(&ctx).await;
    let stranger = ctx.stranger().await;
    assert_eq!(
        projects::list(&ctx, stranger, &everything())
            .await
            .unwrap()
            .rows,
        []
    );
    assert!(projects::cards(&ctx, stranger).await.unwrap().is_empty());
    assert_eq!(sample::find(&ctx, stranger).await.unwrap(), None);
    let mine = projects::list(&ctx, ctx.viewer, &everything())
        .await
        .unwrap()
        .rows;
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
