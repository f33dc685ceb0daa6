//! A film in which everything has happened that can happen to one.

use crate::film::{Film, choose, scene};
use crate::support::{ask, upload, uploads, work_off};
use domain::{
    jobs::queue::{self, Ask},
    model::{
        ids::{AssetId, MasterAttemptId},
        kinds::{AssetType, ReferenceRole},
        paths::ScenePath,
    },
    services::{
        as_is,
        assets::{self, AssetInput, history},
        attempts, inheritance,
        instances::{self, InstanceInput},
        references::extras::{self, ExtraInput},
    },
    testing::{TestCtx, png},
};

/// Five scenes: uploads and a deleted one, words and a drawn one, a chosen reference used as-is, a locked one, one that
/// inherited; masters that were uploaded, deleted and drawn, and what is sent along with a reference; a job that failed,
/// and an asset that was taken out.
pub(crate) async fn full(ctx: &TestCtx) -> Film {
    let film = Film::new(ctx, 4).await;
    let (project, master) = (film.at[0].project, masters(ctx, &film).await);
    let made = uploads(ctx, film.at[0], 3).await;
    attempts::delete(ctx, ctx.viewer, film.at[0].attempt(made[0].id))
        .await
        .unwrap();
    describe(ctx, &film).await;
    send_along(ctx, &film).await;
    queue::create(ctx, ctx.viewer, film.at[1], without_hats())
        .await
        .unwrap();
    let refused = ctx
        .instance(film.at[0].scene(), "A lamp that nobody draws [refuse]")
        .await;
    ask(ctx, ctx, refused).await;
    work_off(ctx).await;
    history::select(ctx, ctx.viewer, project, film.asset, master)
        .await
        .unwrap();
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

/// A picture in which something must not be seen.
fn without_hats() -> Ask {
    Ask {
        negative_prompt: Some("A hat,\n\"umbrellas\"".into()),
        ..Ask::default()
    }
}

/// Four masters, the first one deleted and the last one still to be drawn. Answers the one to select.
async fn masters(ctx: &TestCtx, film: &Film) -> MasterAttemptId {
    let (project, asset) = (film.at[0].project, film.asset);
    film.master(ctx, 210).await;
    film.master(ctx, 220).await;
    let live = history::list(ctx, ctx.viewer, project, asset).await;
    let live = live.unwrap();
    history::delete(ctx, ctx.viewer, project, asset, live[2].id)
        .await
        .unwrap();
    queue::create_master(ctx, ctx.viewer, project, asset, without_hats())
        .await
        .unwrap();
    live[1].id
}

/// A place that has a picture, and a manner that has none.
async fn send_along(ctx: &TestCtx, film: &Film) {
    let project = film.at[0].project;
    let hall = place(ctx, film, "Great hall").await;
    assets::upload_master(ctx, ctx.viewer, project, hall, None, png(150))
        .await
        .unwrap();
    let sent = [
        (hall, ReferenceRole::Location, Some(0.5)),
        (
            place(ctx, film, "Etching").await,
            ReferenceRole::Style,
            None,
        ),
    ];
    let sent = sent.map(|(asset_id, role, weight)| ExtraInput {
        asset_id,
        role,
        weight,
    });
    extras::put(ctx, ctx.viewer, film.at[1], sent.into())
        .await
        .unwrap();
}

async fn place(ctx: &TestCtx, film: &Film, name: &str) -> AssetId {
    let input = AssetInput {
        name: Some(name.into()),
        asset_type: Some(AssetType::Location),
        ..Default::default()
    };
    let made = assets::create(ctx, ctx.viewer, film.at[0].project, None, input).await;
    made.unwrap().id
}

/// Two versions of the words, tags, and a reason to need no picture.
async fn describe(ctx: &TestCtx, film: &Film) {
    for words in ["Mara, soaked to the skin", "Mara, in the ball gown"] {
        let input = InstanceInput {
            description_override: Some(Some(words.into())),
            status_tags: Some(Some(vec!["wet".into(), "night".into()])),
            waived_reason: Some(Some("Seen from behind".into())),
            carry_forward: Some(false),
            reference_weight: Some(0.75),
            ..Default::default()
        };
        instances::update(ctx, ctx.viewer, film.at[1], input)
            .await
            .unwrap();
    }
}
