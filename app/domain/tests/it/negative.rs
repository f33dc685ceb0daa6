//! What must not be seen: sent and kept where it is taken, refused where it would be dropped, and said again by
//! everything that draws without asking.

mod again;

use crate::{
    easel::{easel, master, taking},
    film::Film,
    support::{alone, job, listed, open_jobs, row, upload, work_off},
};
use domain::{
    act::{Notice, PanelAction},
    ctx::Ctx,
    error::{Error, Result},
    jobs::queue::{self, Ask},
    model::{paths::InstancePath, rules, views::JobView},
    providers::{Capabilities, Providers, sketch::Sketch},
    services::{
        acting, assets, masters, panels,
        projects::{self, ProjectInput},
    },
    testing::TestCtx,
};
use std::sync::Arc;

on_both!(
    it_is_sent_and_kept,
    who_takes_none_refuses_it,
    it_is_no_longer_than_it_may_be,
    a_master_is_drawn_without_it_too,
    a_refresh_leaves_out_the_same,
    a_whole_scene_is_refreshed_without_it,
    of_those_drawn_together_each_leaves_out_its_own,
    what_was_cleared_is_not_said_again,
    of_a_master_it_is_not_said_again_either,
    who_takes_none_draws_without_it_and_it_is_not_forgotten,
);

fn without(words: &str) -> Ask {
    Ask {
        negative_prompt: Some(words.into()),
        ..Ask::default()
    }
}

async fn asked(process: &Ctx, ctx: &TestCtx, path: InstancePath, words: &str) -> Result<JobView> {
    queue::create(process, ctx.viewer, path, without(words)).await
}

async fn it_is_sent_and_kept(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let (process, easel) = easel(&ctx, taking(0));
    let made = asked(&process, &ctx, path, " umbrellas,\n\"hats\" ").await;
    let made = made.unwrap().job_id;
    work_off(&process).await;
    let words = Some("umbrellas,\n\"hats\"".to_owned());
    assert_eq!(easel.last().negative_prompt, words);
    assert_eq!(job(&ctx, made).await.negative_prompt, words);
    let picture = listed(&ctx, path).await.remove(0);
    assert_eq!(picture.negative_prompt, words);
    let prompt = picture.prompt_snapshot.unwrap();
    assert!(!prompt.contains("umbrellas"), "{prompt}");
    asked(&process, &ctx, path, " \n ").await.unwrap();
    work_off(&process).await;
    assert_eq!(easel.last().negative_prompt, None);
    assert_eq!(listed(&ctx, path).await[0].negative_prompt, None);
}

async fn who_takes_none_refuses_it(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let none = Capabilities {
        negative: false,
        ..taking(0)
    };
    let (process, easel) = easel(&ctx, none);
    let refused = asked(&process, &ctx, path, "umbrellas").await;
    let Err(Error::Invalid(why)) = refused else {
        panic!("{refused:?}");
    };
    assert!(why.contains("\"easel\""), "{why}");
    let asset = row(&ctx, path.instance).await.project_asset_id;
    let of_master = without("umbrellas");
    let refused = queue::create_master(&process, ctx.viewer, path.project, asset, of_master).await;
    assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
    assert_eq!(open_jobs(&ctx).await, 0);
    asked(&process, &ctx, path, "  ").await.unwrap();
    work_off(&process).await;
    assert_eq!(easel.last().negative_prompt, None);
}

async fn it_is_no_longer_than_it_may_be(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let (process, _) = easel(&ctx, taking(0));
    for wrong in ["ü".repeat(rules::MAX_NEGATIVE + 1), "a\0b".to_owned()] {
        let refused = asked(&process, &ctx, path, &wrong).await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
    }
    assert_eq!(open_jobs(&ctx).await, 0);
    let most = "ü".repeat(rules::MAX_NEGATIVE);
    let made = asked(&process, &ctx, path, &most).await.unwrap().job_id;
    assert_eq!(job(&ctx, made).await.negative_prompt, Some(most));
}

async fn a_master_is_drawn_without_it_too(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let asset = row(&ctx, path.instance).await.project_asset_id;
    master(&ctx, path.project, asset, 10).await;
    let (process, easel) = easel(&ctx, taking(5));
    let of_master = without("umbrellas");
    let made = queue::create_master(&process, ctx.viewer, path.project, asset, of_master).await;
    let made = job(&ctx, made.unwrap().job_id).await;
    assert_eq!(made.negative_prompt.as_deref(), Some("umbrellas"));
    let said = made.estimated_cost.unwrap().normalize().to_string();
    assert_eq!(said, "0.25", "a master is drawn from no reference");
    work_off(&process).await;
    let sent = easel.last();
    assert_eq!(sent.negative_prompt.as_deref(), Some("umbrellas"));
    assert!(sent.references.is_empty());
    let history = assets::history::list(&ctx, ctx.viewer, path.project, asset).await;
    let (drawn, uploaded) = {
        let mut history = history.unwrap().into_iter();
        (history.next().unwrap(), history.next().unwrap())
    };
    assert_eq!(drawn.negative_prompt.as_deref(), Some("umbrellas"));
    assert_eq!(uploaded.negative_prompt, None);
}

async fn pressed(process: &Ctx, ctx: &TestCtx, path: InstancePath, action: PanelAction) -> Notice {
    let done = acting::perform(process, ctx.viewer, path.scene(), action).await;
    done.unwrap().notice.unwrap()
}

/// What stands in the field of the panel.
async fn field(process: &Ctx, ctx: &TestCtx, path: InstancePath) -> Option<String> {
    let open = Some(path.instance);
    let panel = panels::get(process, ctx.viewer, path.scene(), open).await;
    panel.unwrap().editor.unwrap().asset.negative
}

fn refresh(path: InstancePath) -> PanelAction {
    PanelAction::Refresh {
        instance: path.instance,
    }
}

async fn a_refresh_leaves_out_the_same(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let (process, easel) = easel(&ctx, taking(0));
    asked(&process, &ctx, path, "umbrellas").await.unwrap();
    work_off(&process).await;
    let said = pressed(&process, &ctx, path, refresh(path)).await;
    assert_eq!(said.text, "Generating");
    work_off(&process).await;
    assert_eq!(easel.asked().len(), 2);
    assert_eq!(easel.last().negative_prompt.as_deref(), Some("umbrellas"));
}

async fn a_whole_scene_is_refreshed_without_it(ctx: TestCtx) {
    let film = Film::new(&ctx, 2).await;
    film.pictures(&ctx, &[0]).await;
    let (process, easel) = easel(&ctx, taking(1));
    asked(&process, &ctx, film.at[1], "umbrellas")
        .await
        .unwrap();
    work_off(&process).await;
    upload(&ctx, film.at[0], 99).await;
    let said = pressed(&process, &ctx, film.at[1], PanelAction::RefreshAll {}).await;
    assert_eq!(said.text, "Refreshing 1 asset");
    work_off(&process).await;
    assert_eq!(easel.asked().len(), 2);
    assert_eq!(easel.last().negative_prompt.as_deref(), Some("umbrellas"));
}

async fn of_those_drawn_together_each_leaves_out_its_own(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let other = ctx.instance(path.scene(), "Voss").await;
    let third = ctx.instance(path.scene(), "The lamplighter").await;
    let (process, easel) = easel(&ctx, taking(0));
    asked(&process, &ctx, path, "umbrellas").await.unwrap();
    asked(&process, &ctx, other, "hats").await.unwrap();
    work_off(&process).await;
    let all = PanelAction::GenerateMany {
        instances: vec![path.instance, other.instance, third.instance],
    };
    let said = pressed(&process, &ctx, path, all).await;
    assert_eq!(
        (said.error, said.text.as_str()),
        (false, "Generating 3 assets")
    );
    work_off(&process).await;
    let mut told: Vec<_> = easel.asked().split_off(2);
    told.sort_by_key(|request| request.negative_prompt.clone());
    let told: Vec<_> = told
        .iter()
        .map(|request| request.negative_prompt.as_deref())
        .collect();
    assert_eq!(told, [None, Some("hats"), Some("umbrellas")]);
    for (at, words) in [
        (path, Some("umbrellas")),
        (other, Some("hats")),
        (third, None),
    ] {
        assert_eq!(field(&process, &ctx, at).await.as_deref(), words);
    }
}

async fn what_was_cleared_is_not_said_again(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let (process, easel) = easel(&ctx, taking(0));
    assert_eq!(field(&process, &ctx, path).await, None);
    asked(&process, &ctx, path, "umbrellas").await.unwrap();
    let there = field(&process, &ctx, path).await;
    assert_eq!(there.as_deref(), Some("umbrellas"));
    let cleared = PanelAction::Generate {
        instance: path.instance,
        provider: None,
        count: None,
        seed: None,
        negative: Some(" ".into()),
    };
    pressed(&process, &ctx, path, cleared).await;
    assert_eq!(field(&process, &ctx, path).await, None);
    work_off(&process).await;
    pressed(&process, &ctx, path, refresh(path)).await;
    work_off(&process).await;
    assert_eq!(easel.asked().len(), 3);
    assert_eq!(easel.last().negative_prompt, None);
    asked(&process, &ctx, path, "hats").await.unwrap();
    let there = field(&process, &ctx, path).await;
    assert_eq!(there.as_deref(), Some("hats"));
}

async fn of_a_master_it_is_not_said_again_either(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let asset = row(&ctx, path.instance).await.project_asset_id;
    let (process, _) = easel(&ctx, taking(0));
    asked(&process, &ctx, path, "umbrellas").await.unwrap();
    for (ask, says) in [
        (Ask::default(), None),
        (without("hats"), Some("hats")),
        (Ask::default(), None),
    ] {
        let made = queue::create_master(&process, ctx.viewer, path.project, asset, ask).await;
        made.unwrap();
        let page = masters::get(&process, ctx.viewer, path.project, Some(asset)).await;
        let open = page.unwrap().open.unwrap();
        assert_eq!(open.negative.as_deref(), says);
    }
    let there = field(&process, &ctx, path).await;
    assert_eq!(there.as_deref(), Some("umbrellas"), "its own in the scene");
}

async fn who_takes_none_draws_without_it_and_it_is_not_forgotten(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let (process, easel) = easel(&ctx, taking(0));
    let process = Ctx {
        providers: Providers::new(easel, vec![Arc::new(Sketch)]),
        ..process
    };
    asked(&process, &ctx, path, "umbrellas").await.unwrap();
    let input = ProjectInput {
        provider: Some(Some("sketch".into())),
        ..Default::default()
    };
    projects::update(&process, ctx.viewer, path.project, input)
        .await
        .unwrap();
    let many = PanelAction::GenerateMany {
        instances: vec![path.instance],
    };
    let said = pressed(&process, &ctx, path, many).await;
    assert_eq!(
        (said.error, said.text.as_str()),
        (false, "Generating 1 asset")
    );
    let said = pressed(&process, &ctx, path, refresh(path)).await;
    let why = "Generating. sketch takes no negative prompt; it is not sent";
    assert_eq!((said.error, said.text.as_str()), (false, why));
    assert_eq!(open_jobs(&ctx).await, 3);
    let there = field(&process, &ctx, path).await;
    assert_eq!(there.as_deref(), Some("umbrellas"));
}
