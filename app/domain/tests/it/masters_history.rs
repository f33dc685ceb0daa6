//! The history of masters: the rules of pictures in scenes, kept by an asset.

mod lantern;
mod lasting;
mod meanwhile;
mod older;
mod walled;

use crate::support::{alone, ask, everything, missing, refused, row, work_off};
use crate::whole::whole;
use domain::{
    jobs::queue::{self, Ask},
    model::{
        kinds::AttemptSource, masters::MasterAttemptView, paging::Paging, rules, views::AssetView,
    },
    services::{assets::history, panels, references},
    testing::TestCtx,
};
use lantern::{Lantern, numbers};

on_both!(
    an_upload_enters_the_history_and_is_selected,
    selecting_moves_the_assets_own_columns_along,
    the_selected_master_is_not_deleted,
    a_deleted_master_leaves_the_history_and_is_not_selected,
    removed_masters_come_in_pages,
    a_ninth_master_takes_out_the_oldest_and_never_the_selected_one,
    a_drawn_master_says_how_it_was_drawn,
    a_locked_asset_refuses_all_of_it,
    a_master_of_another_asset_is_out_of_reach,
    scenes_follow_the_master_that_is_selected,
);

/// The asset's row says of its master what the attempt says.
fn same(shown: &AssetView, attempt: &MasterAttemptView) {
    assert_eq!(
        shown.image_key_url.as_deref(),
        Some(attempt.image_url.as_str())
    );
    assert_eq!(shown.storage_path, attempt.storage_path);
    assert_eq!(shown.original_filename, attempt.original_filename);
    assert_eq!(shown.file_size_bytes, attempt.file_size_bytes);
    assert_eq!(shown.mime_type, attempt.mime_type);
    assert_eq!((shown.width, shown.height), (attempt.width, attempt.height));
    assert_eq!(shown.sha256, attempt.sha256);
    assert_eq!(shown.thumbhash, attempt.thumbhash);
}

async fn an_upload_enters_the_history_and_is_selected(ctx: TestCtx) {
    let lantern = Lantern::new(&ctx).await;
    assert_eq!(lantern.live(&ctx).await, []);
    assert_eq!(lantern.shown(&ctx).await.next_attempt_number, 1);
    for number in [1, 2] {
        let made = lantern.upload(&ctx, number).await;
        assert_eq!(made.attempt_number, i32::from(number));
        assert_eq!(
            (made.source, made.is_selected),
            (AttemptSource::Uploaded, true)
        );
        assert_eq!(made.original_filename.as_deref(), Some("lantern.png"));
        let shown = lantern.shown(&ctx).await;
        same(&shown, &made);
        assert_eq!(shown.next_attempt_number, i32::from(number) + 1);
    }
    assert_eq!(lantern.numbers(&ctx).await, [2, 1]);
    assert_eq!(lantern.selected(&ctx).await, Some(2));
    whole(&ctx).await;
}

async fn selecting_moves_the_assets_own_columns_along(ctx: TestCtx) {
    let lantern = Lantern::new(&ctx).await;
    let made = lantern.uploads(&ctx, 2).await;
    let ask = queue::create_master(
        &ctx,
        ctx.viewer,
        lantern.film,
        lantern.asset,
        Ask::default(),
    );
    ask.await.unwrap();
    work_off(&ctx).await;
    let drawn = lantern.live(&ctx).await.remove(0);
    for attempt in [&made[0], &drawn, &made[1]] {
        let told = ctx.events.last();
        let answer = lantern.select(&ctx, ctx.viewer, attempt.id).await.unwrap();
        assert!(answer.is_selected);
        assert_eq!(answer.id, attempt.id);
        assert_eq!(ctx.events.last(), told + 1, "those who look are told");
        same(&lantern.shown(&ctx).await, attempt);
        assert_eq!(lantern.selected(&ctx).await, Some(attempt.attempt_number));
        whole(&ctx).await;
    }
    lantern.select(&ctx, ctx.viewer, made[1].id).await.unwrap();
    assert_eq!(lantern.selected(&ctx).await, Some(2), "the same once more");
}

async fn the_selected_master_is_not_deleted(ctx: TestCtx) {
    let lantern = Lantern::new(&ctx).await;
    let made = lantern.uploads(&ctx, 2).await;
    let why = refused(lantern.delete(&ctx, ctx.viewer, made[1].id).await);
    assert_eq!(why, rules::SELECTED_NOT_DELETED);
    assert_eq!(lantern.numbers(&ctx).await, [2, 1]);
}

async fn a_deleted_master_leaves_the_history_and_is_not_selected(ctx: TestCtx) {
    let lantern = Lantern::new(&ctx).await;
    let made = lantern.uploads(&ctx, 3).await;
    for attempt in &made[..2] {
        let told = ctx.events.last();
        lantern.delete(&ctx, ctx.viewer, attempt.id).await.unwrap();
        assert_eq!(ctx.events.last(), told + 1, "those who look are told");
    }
    assert_eq!(lantern.numbers(&ctx).await, [3]);
    assert_eq!(numbers(&lantern.removed(&ctx).await), [2, 1]);
    missing(lantern.delete(&ctx, ctx.viewer, made[0].id).await);
    let why = refused(lantern.select(&ctx, ctx.viewer, made[0].id).await);
    assert_eq!(why, rules::DELETED_NOT_SELECTED);
    assert_eq!(lantern.selected(&ctx).await, Some(3));
    whole(&ctx).await;
}

async fn removed_masters_come_in_pages(ctx: TestCtx) {
    let lantern = Lantern::new(&ctx).await;
    let made = lantern.uploads(&ctx, 4).await;
    for attempt in &made[..3] {
        lantern.delete(&ctx, ctx.viewer, attempt.id).await.unwrap();
    }
    let (mut paging, mut seen) = (Paging::first(1), Vec::new());
    loop {
        let (film, asset) = (lantern.film, lantern.asset);
        let page = history::list_removed(&ctx, ctx.viewer, film, asset, &paging).await;
        let page = page.unwrap();
        seen.extend(numbers(&page.rows));
        match page.next {
            Some(_) => paging.cursor = page.next,
            None => break,
        }
    }
    assert_eq!(seen, [3, 2, 1], "last removed first");
}

async fn a_ninth_master_takes_out_the_oldest_and_never_the_selected_one(ctx: TestCtx) {
    let lantern = Lantern::new(&ctx).await;
    let made = lantern.uploads(&ctx, 8).await;
    assert_eq!(lantern.numbers(&ctx).await, [8, 7, 6, 5, 4, 3, 2, 1]);
    lantern.upload(&ctx, 90).await;
    assert_eq!(lantern.numbers(&ctx).await, [9, 8, 7, 6, 5, 4, 3, 2]);
    assert_eq!(numbers(&lantern.removed(&ctx).await), [1]);
    for shade in 100..103 {
        lantern.select(&ctx, ctx.viewer, made[1].id).await.unwrap();
        lantern.upload(&ctx, shade).await;
    }
    assert_eq!(lantern.numbers(&ctx).await, [12, 11, 10, 9, 8, 7, 6, 2]);
    whole(&ctx).await;
}

async fn a_drawn_master_says_how_it_was_drawn(ctx: TestCtx) {
    let lantern = Lantern::new(&ctx).await;
    let mut asked = Vec::new();
    for seed in [7, 8] {
        let ask = Ask {
            seed: Some(seed),
            ..Ask::default()
        };
        let (film, asset) = (lantern.film, lantern.asset);
        let job = queue::create_master(&ctx, ctx.viewer, film, asset, ask).await;
        asked.push(job.unwrap().job_id);
        work_off(&ctx).await;
    }
    let live = lantern.live(&ctx).await;
    assert_eq!(numbers(&live), [2, 1]);
    for (attempt, (seed, job)) in live.iter().rev().zip([7, 8].into_iter().zip(&asked)) {
        assert_eq!(attempt.source, AttemptSource::Generated);
        assert_eq!(attempt.image_generation_job_id, Some(*job));
        assert_eq!(
            (attempt.provider.as_deref(), attempt.seed),
            (Some("fake"), Some(seed))
        );
        assert_eq!(attempt.cost_credits, Some(0.04));
        let prompt = attempt.prompt_snapshot.as_ref().unwrap();
        assert!(prompt.contains("Brass, dented"), "{prompt}");
        // The picture of either job can be seen, whichever is selected.
        let job = queue::get(&ctx, ctx.viewer, *job).await.unwrap();
        assert_eq!(job.public_url.as_ref(), Some(&attempt.image_url));
    }
    same(&lantern.shown(&ctx).await, &live[0]);
    whole(&ctx).await;
}

async fn a_locked_asset_refuses_all_of_it(ctx: TestCtx) {
    let lantern = Lantern::new(&ctx).await;
    let made = lantern.uploads(&ctx, 3).await;
    let viewer = ctx.viewer;
    lantern.delete(&ctx, viewer, made[0].id).await.unwrap();
    lantern.lock(&ctx, true).await;
    for why in [
        refused(lantern.send(&ctx, viewer, 90).await),
        refused(lantern.select(&ctx, viewer, made[1].id).await),
        refused(lantern.delete(&ctx, viewer, made[1].id).await),
        refused(lantern.restore(&ctx, viewer, made[0].id).await),
    ] {
        assert_eq!(why, rules::LOCKED_MASTER);
    }
    assert_eq!(lantern.numbers(&ctx).await, [3, 2]);
    assert_eq!(numbers(&lantern.removed(&ctx).await), [1]);
    lantern.lock(&ctx, false).await;
    lantern.select(&ctx, viewer, made[1].id).await.unwrap();
    whole(&ctx).await;
}

async fn a_master_of_another_asset_is_out_of_reach(ctx: TestCtx) {
    let lantern = Lantern::new(&ctx).await;
    let lamp = Lantern::called(&ctx, lantern.film, "Street lamp").await;
    lantern.uploads(&ctx, 2).await;
    let theirs = lamp.uploads(&ctx, 2).await[0].id;
    let stranger = ctx.stranger().await;
    for (at, who) in [(lantern, ctx.viewer), (lamp, stranger)] {
        missing(at.select(&ctx, who, theirs).await);
        missing(at.delete(&ctx, who, theirs).await);
        missing(at.restore(&ctx, who, theirs).await);
    }
    missing(history::list(&ctx, stranger, lamp.film, lamp.asset).await);
    let all = everything();
    missing(history::list_removed(&ctx, stranger, lamp.film, lamp.asset, &all).await);
    assert_eq!(lamp.numbers(&ctx).await, [2, 1]);
    assert_eq!(lamp.selected(&ctx).await, Some(2));
}

async fn scenes_follow_the_master_that_is_selected(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let lantern = Lantern {
        film: path.project,
        asset: row(&ctx, path.instance).await.project_asset_id,
    };
    let first = lantern.upload(&ctx, 10).await;
    ask(&ctx, &ctx, path).await;
    work_off(&ctx).await;
    let stale = async || {
        let stale = panels::stale(&ctx, ctx.viewer, path.scene()).await;
        stale.unwrap().len()
    };
    assert_eq!(stale().await, 0);
    let second = lantern.upload(&ctx, 20).await;
    assert_eq!(stale().await, 1, "it was made from the other one");
    for (attempt, count) in [(&first, 0), (&second, 1)] {
        lantern.select(&ctx, ctx.viewer, attempt.id).await.unwrap();
        assert_eq!(stale().await, count);
        let chain = references::list(&ctx, ctx.viewer, path).await.unwrap();
        assert_eq!(chain[0].image_url, attempt.image_url);
    }
}
