//! The page of the film's assets: what it opens, and what its buttons refuse.

mod ending;
mod meanwhile;

use crate::easel::cast;
use crate::support::{ask, missing, refused};
use domain::{
    act::{Action, masters::MasterAction},
    error::Result,
    jobs::queue::{self, Ask},
    model::{
        ids::{AssetId, BranchId, JobId, ProjectId},
        kinds::AssetType,
        masters_page::MastersView,
        rules,
    },
    services::{
        assets::{self, AssetInput},
        boards,
        branches::{self, NewBranch},
        mastering::{self, Done},
        masters, removal,
    },
    testing::TestCtx,
};

on_both!(
    a_description_is_not_saved_over_one_that_was_not_seen,
    taking_a_description_back_spares_what_came_after,
    the_asset_that_is_named_is_open_or_nothing_is,
    a_master_of_another_branch_is_listed_and_leads_nowhere,
    a_job_of_a_scene_is_not_ended_or_tried_again_as_a_masters,
);

async fn pressed(ctx: &TestCtx, film: ProjectId, action: MasterAction) -> Result<Done> {
    mastering::act(ctx, ctx.viewer, film, action).await
}

async fn page(ctx: &TestCtx, film: ProjectId, open: Option<AssetId>) -> Result<MastersView> {
    masters::get(ctx, ctx.viewer, film, open).await
}

async fn said_of(ctx: &TestCtx, film: ProjectId, asset: AssetId) -> String {
    let row = assets::get(ctx, ctx.viewer, film, asset).await;
    row.unwrap().description
}

fn describing(asset: AssetId, text: &str, before: &str) -> MasterAction {
    MasterAction::Describe {
        asset,
        text: text.into(),
        before: Some(before.into()),
    }
}

async fn a_description_is_not_saved_over_one_that_was_not_seen(ctx: TestCtx) {
    let film = ctx.scene().await.project;
    let lamp = cast(&ctx, film, "Lamp", AssetType::Prop).await;
    let first = describing(lamp, "Brass,\ndented", "");
    pressed(&ctx, film, first).await.unwrap();
    let late = describing(lamp, "Silver", "");
    let why = refused(pressed(&ctx, film, late).await);
    assert_eq!(why, rules::DESCRIBED_MEANWHILE);
    assert_eq!(said_of(&ctx, film, lamp).await, "Brass,\ndented");
    // The same words are nobody's loss, however lines end.
    let same = describing(lamp, "Brass,\r\ndented ", "");
    pressed(&ctx, film, same).await.unwrap();
    let seen = describing(lamp, "Silver", "Brass,\r\ndented");
    pressed(&ctx, film, seen).await.unwrap();
    assert_eq!(said_of(&ctx, film, lamp).await, "Silver");
    // Whoever does not say what they saw does not ask.
    let input = AssetInput {
        description: Some("Gold".into()),
        ..Default::default()
    };
    let updated = assets::update(&ctx, ctx.viewer, film, lamp, input).await;
    assert_eq!(updated.unwrap().description, "Gold");
}

async fn taking_a_description_back_spares_what_came_after(ctx: TestCtx) {
    let film = ctx.scene().await.project;
    let lamp = cast(&ctx, film, "Lamp", AssetType::Prop).await;
    let mut ways_back = Vec::new();
    for (text, before) in [("Brass", ""), ("Silver", "Brass")] {
        let done = pressed(&ctx, film, describing(lamp, text, before)).await;
        let Some(Action::Master(back)) = done.unwrap().notice.undo else {
            panic!("it cannot be taken back");
        };
        ways_back.push(back);
    }
    let [first, second]: [MasterAction; 2] = ways_back.try_into().unwrap();
    refused(pressed(&ctx, film, first).await);
    assert_eq!(said_of(&ctx, film, lamp).await, "Silver");
    pressed(&ctx, film, second).await.unwrap();
    assert_eq!(said_of(&ctx, film, lamp).await, "Brass");
}

/// A line of work with nothing in it.
async fn branch(ctx: &TestCtx, film: ProjectId) -> BranchId {
    let draft = NewBranch {
        name: "night".into(),
        from_branch_id: None,
    };
    let made = branches::create(ctx, ctx.viewer, film, draft).await;
    made.unwrap().id
}

async fn the_asset_that_is_named_is_open_or_nothing_is(ctx: TestCtx) {
    let film = ctx.scene().await.project;
    assert_eq!(page(&ctx, film, None).await.unwrap().open, None);
    let lamp = cast(&ctx, film, "Lamp", AssetType::Prop).await;
    let mara = cast(&ctx, film, "Mara", AssetType::Character).await;
    let opened = async |named| {
        let page = page(&ctx, film, named).await.unwrap();
        page.open.map(|open| open.asset)
    };
    assert_eq!(opened(None).await, Some(mara));
    assert_eq!(opened(Some(lamp)).await, Some(lamp));
    missing(page(&ctx, film, Some(AssetId::new())).await);
    let night = branch(&ctx, film).await;
    let input = AssetInput {
        name: Some("Owl".into()),
        asset_type: Some(AssetType::Prop),
        ..Default::default()
    };
    let owl = assets::create(&ctx, ctx.viewer, film, Some(night), input).await;
    missing(page(&ctx, film, Some(owl.unwrap().id)).await);
    let other = ctx.scene().await.project;
    missing(page(&ctx, other, Some(lamp)).await);
}

async fn a_master_of_another_branch_is_listed_and_leads_nowhere(ctx: TestCtx) {
    let at = ctx.scene().await;
    let film = at.project;
    let night = branch(&ctx, film).await;
    let input = AssetInput {
        name: Some("Owl".into()),
        asset_type: Some(AssetType::Prop),
        ..Default::default()
    };
    let owl = assets::create(&ctx, ctx.viewer, film, Some(night), input).await;
    let owl = owl.unwrap().id;
    let lamp = cast(&ctx, film, "Lamp", AssetType::Prop).await;
    for asset in [owl, lamp] {
        let asked = queue::create_master(&ctx, ctx.viewer, film, asset, Ask::default()).await;
        asked.unwrap();
    }
    let mara = ctx.instance(at, "Mara").await;
    ask(&ctx, &ctx, mara).await;
    let listed = boards::queue(&ctx, ctx.viewer, film, None, None).await;
    let rows = listed.unwrap().rows;
    let of: Vec<_> = rows
        .iter()
        .map(|row| (row.is_master, row.address.clone()))
        .collect();
    let page = format!("/projects/{film}/assets?asset={lamp}");
    let here = [
        (false, Some(mara.address())),
        (true, Some(page)),
        (true, None),
    ];
    assert_eq!(of, here);
}

async fn a_job_of_a_scene_is_not_ended_or_tried_again_as_a_masters(ctx: TestCtx) {
    let path = ctx.instance(ctx.scene().await, "Mara").await;
    let job = ask(&ctx, &ctx, path).await;
    let asset = job.asset_id;
    let film = path.project;
    let both = |job: JobId| {
        [
            MasterAction::Cancel { asset, job },
            MasterAction::Retry { asset, job },
        ]
    };
    for action in both(job.job_id) {
        missing(pressed(&ctx, film, action).await);
    }
    // Its instance goes, and it becomes no master's by that.
    removal::remove(&ctx, ctx.viewer, path).await.unwrap();
    for action in both(job.job_id) {
        missing(pressed(&ctx, film, action).await);
    }
    let rows = boards::queue(&ctx, ctx.viewer, film, None, None).await;
    let row = rows.unwrap().rows.remove(0);
    assert!(!row.is_master);
    assert_eq!(row.address, None);
    let own = queue::create_master(&ctx, ctx.viewer, film, asset, Ask::default()).await;
    for action in both(own.unwrap().job_id) {
        pressed(&ctx, film, action).await.unwrap();
    }
}
