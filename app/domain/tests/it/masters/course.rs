//! The jobs of master images: asked for once, ended, tried again, and listed with the others.

use super::Master;
use crate::support::{alone, ask, everything, job, refused, uploads, work_off, write};
use domain::{
    ctx::Settings,
    entities::attempts,
    error::Error,
    jobs::queue::{self, Ask},
    model::{kinds::JobStatus, paths::ScenePath},
    services::boards,
    testing::{TestCtx, settings},
};
use sea_orm::ActiveValue::{Set, Unchanged};

on_both!(
    a_key_makes_one_job,
    a_master_is_cancelled_and_asked_for_again,
    a_failed_master_is_tried_again,
    more_masters_than_allowed_are_refused,
    the_queue_shows_masters_among_the_others,
    a_job_is_listed_once_whatever_names_it,
);

fn keyed(key: &str) -> Ask {
    Ask {
        idempotency_key: Some(key.to_owned()),
        ..Ask::default()
    }
}

async fn a_key_makes_one_job(ctx: TestCtx) {
    let master = Master::new(&ctx, "A brass lantern").await;
    let (one, other) = tokio::join!(
        master.ask(&ctx, keyed("lantern")),
        master.ask(&ctx, keyed("lantern")),
    );
    let (one, other) = (one.unwrap(), other.unwrap());
    assert_eq!(one.job_id, other.job_id);
    work_off(&ctx).await;
    let again = master.ask(&ctx, keyed("lantern")).await.unwrap();
    assert_eq!(again.job_id, one.job_id);
    assert_eq!(again.public_url, master.shown(&ctx).await.image_key_url);
    assert_eq!(ctx.fake.asked().len(), 1);
    // The same word for something else of the film.
    let scene = ctx.next_scene(master.film).await;
    let path = ScenePath {
        project: master.film,
        scene,
    };
    let path = path.instance(ctx.appear(path, master.asset).await);
    refused(queue::create(&ctx, ctx.viewer, path, keyed("lantern")).await);
    queue::create(&ctx, ctx.viewer, path, keyed("in scene"))
        .await
        .unwrap();
    refused(master.ask(&ctx, keyed("in scene")).await);
}

async fn a_master_is_cancelled_and_asked_for_again(ctx: TestCtx) {
    let master = Master::new(&ctx, "A brass lantern").await;
    let id = master.asked(&ctx).await.job_id;
    let cancelled = queue::cancel(&ctx, ctx.viewer, id).await.unwrap();
    assert_eq!(cancelled.status, JobStatus::Cancelled);
    work_off(&ctx).await;
    assert!(ctx.fake.asked().is_empty());
    queue::retry(&ctx, ctx.viewer, id).await.unwrap();
    work_off(&ctx).await;
    assert_eq!(job(&ctx, id).await.status, JobStatus::Completed);
    assert!(master.shown(&ctx).await.image_key_url.is_some());
}

async fn a_failed_master_is_tried_again(ctx: TestCtx) {
    let passing = Master::new(&ctx, "A lantern [fail]").await;
    let id = passing.asked(&ctx).await.job_id;
    work_off(&ctx).await;
    let ended = job(&ctx, id).await;
    assert_eq!((ended.status, ended.retry_count), (JobStatus::Completed, 1));
    let lasting = Master::new(&ctx, "A lantern [refuse]").await;
    let id = lasting.asked(&ctx).await.job_id;
    work_off(&ctx).await;
    assert_eq!(job(&ctx, id).await.status, JobStatus::Failed);
    assert_eq!(lasting.shown(&ctx).await.image_key_url, None);
}

async fn more_masters_than_allowed_are_refused(ctx: TestCtx) {
    let master = Master::new(&ctx, "A brass lantern").await;
    let narrow = ctx.with(Settings {
        queue_limit: 1,
        ..settings()
    });
    master.asked(&ctx).await;
    let second = queue::create_master(
        &narrow,
        ctx.viewer,
        master.film,
        master.asset,
        Ask::default(),
    )
    .await;
    assert!(matches!(second, Err(Error::TooMany { .. })), "{second:?}");
}

async fn the_queue_shows_masters_among_the_others(ctx: TestCtx) {
    let master = Master::new(&ctx, "A brass lantern").await;
    let id = master.asked(&ctx).await.job_id;
    let scene = ScenePath {
        project: master.film,
        scene: ctx.next_scene(master.film).await,
    };
    let other = ask(&ctx, &ctx, ctx.instance(scene, "Mara").await)
        .await
        .job_id;
    work_off(&ctx).await;
    let listed = boards::queue(&ctx, ctx.viewer, master.film, None, None).await;
    let mut listed = listed.unwrap().rows;
    let shown = listed.remove(1);
    let url = master.shown(&ctx).await.image_key_url;
    assert_eq!(
        (
            shown.job.job_id,
            shown.asset_name.as_str(),
            shown.scene_number
        ),
        (id, "Brass lantern", None)
    );
    assert_eq!(shown.picture.map(|picture| picture.url), url);
    assert_eq!(
        (listed[0].job.job_id, listed[0].scene_number),
        (other, Some(2))
    );
    let page = queue::page(&ctx, ctx.viewer, master.film, None, &everything()).await;
    let page = page.unwrap().rows;
    assert_eq!((page[0].job_id, page[1].job_id), (other, id));
    assert!(page[0].public_url.is_some() && url.is_some());
    assert_eq!(page[1].public_url, url);
}

async fn a_job_is_listed_once_whatever_names_it(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let id = ask(&ctx, &ctx, path).await.job_id;
    work_off(&ctx).await;
    for made in uploads(&ctx, path, 2).await {
        let change = attempts::ActiveModel {
            id: Unchanged(made.id),
            image_generation_job_id: Set(Some(id)),
            ..Default::default()
        };
        write(&ctx, change).await;
    }
    let rows = boards::queue(&ctx, ctx.viewer, path.project, None, None).await;
    let rows = rows.unwrap().rows;
    assert_eq!(rows.len(), 1);
    let page = queue::page(&ctx, ctx.viewer, path.project, None, &everything()).await;
    let page = page.unwrap();
    assert_eq!((page.rows.len(), page.next), (1, None));
    let shown = page.rows[0].public_url.clone();
    assert!(shown.is_some());
    assert_eq!(rows[0].job.public_url, shown);
    let one = queue::get(&ctx, ctx.viewer, id).await.unwrap();
    assert_eq!(one.public_url, shown);
}
