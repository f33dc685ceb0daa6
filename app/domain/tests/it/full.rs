//! A film in which everything has happened that can happen to one.

use crate::film::{Film, choose, scene};
use crate::support::{ask, upload, uploads, work_off};
use domain::{
    model::paths::ScenePath,
    services::{
        as_is, attempts, inheritance,
        instances::{self, InstanceInput},
    },
    testing::TestCtx,
};

/// Five scenes: uploads and a deleted one, words and a drawn one, a chosen reference used as-is, a locked one, one that
/// inherited; a job that failed, and an asset that was taken out.
pub(crate) async fn full(ctx: &TestCtx) -> Film {
    let film = Film::new(ctx, 4).await;
    let made = uploads(ctx, film.at[0], 3).await;
    attempts::delete(ctx, ctx.viewer, film.at[0].attempt(made[0].id))
        .await
        .unwrap();
    describe(ctx, &film).await;
    ask(ctx, ctx, film.at[1]).await;
    let refused = ctx
        .instance(film.at[0].scene(), "A lamp that nobody draws [refuse]")
        .await;
    ask(ctx, ctx, refused).await;
    work_off(ctx).await;
    choose(ctx, film.at[2], scene(film.at[0])).await.unwrap();
    as_is::set(ctx, ctx.viewer, film.at[2], true).await.unwrap();
    upload(ctx, film.at[3], 90).await;
    let heir = ScenePath {
        scene: ctx.next_scene(film.at[0].project).await,
        ..film.at[0].scene()
    };
    inheritance::fill(ctx, ctx.viewer, heir).await.unwrap();
    let lock = InstanceInput {
        locked: Some(true),
        ..Default::default()
    };
    instances::update(ctx, ctx.viewer, film.at[3], lock)
        .await
        .unwrap();
    let gone = ctx.instance(film.at[1].scene(), "A dog").await;
    upload(ctx, gone, 120).await;
    instances::delete(ctx, ctx.viewer, gone, None)
        .await
        .unwrap();
    film
}

/// Two versions of the words, tags, and a reason to need no picture.
async fn describe(ctx: &TestCtx, film: &Film) {
    for words in ["Mara, soaked to the skin", "Mara, in the ball gown"] {
        let input = InstanceInput {
            description_override: Some(Some(words.into())),
            status_tags: Some(Some(vec!["wet".into(), "night".into()])),
            waived_reason: Some(Some("Seen from behind".into())),
            carry_forward: Some(false),
            ..Default::default()
        };
        instances::update(ctx, ctx.viewer, film.at[1], input)
            .await
            .unwrap();
    }
}
