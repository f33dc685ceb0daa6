//! Who draws: the provider that a request names, else the film's own, else the default one; and several at once.

use crate::{
    easel::{cast, easel, extra, master, taking},
    support::{alone, ask, open_jobs, row, write},
};
use domain::{
    act::{Notice, PanelAction},
    ctx::{Ctx, Settings},
    entities::{jobs, projects as rows},
    error::{Error, Result},
    jobs::queue::{self, Ask},
    model::{
        credits::parts,
        ids::ProjectId,
        kinds::{AssetType, ReferenceRole},
        paths::InstancePath,
        views::{JobView, ProjectView},
    },
    services::{
        acting, choice, export, import, instances, panels,
        projects::{self, ProjectInput},
        references::extras,
    },
    testing::{TestCtx, settings},
};
use sea_orm::{
    ActiveValue::{Set, Unchanged},
    ColumnTrait, EntityTrait, QueryFilter,
};
use std::{collections::BTreeSet, io::Cursor};

on_both!(
    a_film_is_drawn_by_its_own_provider_unless_a_request_names_another,
    null_takes_a_films_choice_back,
    a_provider_that_nobody_set_up_is_refused_with_those_that_there_are,
    a_film_whose_provider_is_gone_is_drawn_by_the_default_one,
    the_panel_offers_everybody_who_can_draw,
    what_each_reference_costs_is_told_as_it_will_be_asked_for,
    variations_are_jobs_with_seeds_of_their_own,
    variations_end_where_the_queue_is_full_and_those_made_stay,
    no_more_pictures_are_asked_for_together_than_a_history_keeps,
    a_films_provider_travels_and_is_left_behind_where_it_is_not_known,
);

async fn prefer(
    ctx: &Ctx,
    of: &TestCtx,
    film: ProjectId,
    name: Option<&str>,
) -> Result<ProjectView> {
    let input = ProjectInput {
        provider: Some(name.map(str::to_owned)),
        ..Default::default()
    };
    projects::update(ctx, of.viewer, film, input).await
}

async fn asked(ctx: &TestCtx, path: InstancePath, provider: Option<&str>) -> JobView {
    let ask = Ask {
        provider: provider.map(str::to_owned),
        ..Ask::default()
    };
    queue::create(ctx, ctx.viewer, path, ask).await.unwrap()
}

async fn several(ctx: &Ctx, of: &TestCtx, path: InstancePath, count: u8) -> Result<Notice> {
    let action = PanelAction::Generate {
        instance: path.instance,
        provider: Some("sketch".into()),
        count: Some(count),
        seed: None,
        negative: None,
    };
    let done = acting::perform(ctx, of.viewer, path.scene(), action).await?;
    assert!(done.job.is_some());
    Ok(done.notice.unwrap())
}

async fn made(ctx: &TestCtx, path: InstancePath) -> Vec<jobs::Model> {
    jobs::Entity::find()
        .filter(jobs::Column::SceneAssetInstanceId.eq(path.instance))
        .all(ctx.db.read())
        .await
        .unwrap()
}

async fn a_film_is_drawn_by_its_own_provider_unless_a_request_names_another(ctx: TestCtx) {
    let path = alone(&ctx).await;
    assert_eq!(asked(&ctx, path, None).await.provider, "fake");
    let film = prefer(&ctx, &ctx, path.project, Some("sketch"))
        .await
        .unwrap();
    assert_eq!(film.provider.as_deref(), Some("sketch"));
    assert_eq!(asked(&ctx, path, None).await.provider, "sketch");
    assert_eq!(asked(&ctx, path, Some("fake")).await.provider, "fake");
    let asset = instances::get(&ctx, ctx.viewer, path).await.unwrap();
    let asset = asset.project_asset_id;
    let master = queue::create_master(&ctx, ctx.viewer, path.project, asset, Ask::default()).await;
    assert_eq!(master.unwrap().provider, "sketch");
}

async fn null_takes_a_films_choice_back(ctx: TestCtx) {
    let path = alone(&ctx).await;
    prefer(&ctx, &ctx, path.project, Some("sketch"))
        .await
        .unwrap();
    let title = ProjectInput {
        title: Some("The Storm".into()),
        ..Default::default()
    };
    let film = projects::update(&ctx, ctx.viewer, path.project, title).await;
    assert_eq!(film.unwrap().provider.as_deref(), Some("sketch"));
    let film = prefer(&ctx, &ctx, path.project, None).await.unwrap();
    assert_eq!(film.provider, None);
    assert_eq!(asked(&ctx, path, None).await.provider, "fake");
}

async fn a_provider_that_nobody_set_up_is_refused_with_those_that_there_are(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let input = ProjectInput {
        title: Some("The Storm".into()),
        provider: Some(Some("studio".into())),
        ..Default::default()
    };
    let made = projects::create(&ctx, ctx.viewer, input).await;
    for refused in [made, prefer(&ctx, &ctx, path.project, Some("studio")).await] {
        let Err(Error::Invalid(why)) = refused else {
            panic!("{refused:?}");
        };
        assert!(
            why.contains("studio") && why.contains("fake, sketch"),
            "{why}"
        );
    }
    let film = projects::get(&ctx, ctx.viewer, path.project).await.unwrap();
    assert_eq!(film.provider, None);
}

/// As if the provider had been set up once and is no longer.
async fn outlive(ctx: &TestCtx, film: ProjectId) {
    let gone = rows::ActiveModel {
        id: Unchanged(film),
        provider: Set(Some("studio".into())),
        ..Default::default()
    };
    write(ctx, gone).await;
}

async fn a_film_whose_provider_is_gone_is_drawn_by_the_default_one(ctx: TestCtx) {
    let path = alone(&ctx).await;
    outlive(&ctx, path.project).await;
    assert_eq!(asked(&ctx, path, None).await.provider, "fake");
    let view = panels::get(&ctx, ctx.viewer, path.scene(), None)
        .await
        .unwrap();
    let chosen: Vec<_> = view.providers.iter().filter(|one| one.chosen).collect();
    assert_eq!((chosen.len(), chosen[0].name.as_str()), (1, "fake"));
}

async fn the_panel_offers_everybody_who_can_draw(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let offered = async || {
        let view = panels::get(&ctx, ctx.viewer, path.scene(), None)
            .await
            .unwrap();
        let shown = view
            .providers
            .into_iter()
            .map(|one| (one.name, one.price, one.takes_reference, one.chosen));
        shown.collect::<Vec<_>>()
    };
    let one = |name: &str, price, chosen| (name.to_owned(), price, true, chosen);
    assert_eq!(
        offered().await,
        [one("fake", 400, true), one("sketch", 0, false)]
    );
    prefer(&ctx, &ctx, path.project, Some("sketch"))
        .await
        .unwrap();
    assert_eq!(
        offered().await,
        [one("fake", 400, false), one("sketch", 0, true)]
    );
    let listed = choice::list(&ctx).unwrap();
    let names: Vec<_> = listed.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["fake", "sketch"]);
}

async fn what_each_reference_costs_is_told_as_it_will_be_asked_for(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let mara = row(&ctx, path.instance).await.project_asset_id;
    let storm = cast(&ctx, path.project, "Storm", AssetType::Prop).await;
    for (asset, shade) in [(mara, 10), (storm, 20)] {
        master(&ctx, path.project, asset, shade).await;
    }
    let along = vec![extra(storm, ReferenceRole::Style, None)];
    extras::put(&ctx, ctx.viewer, path, along).await.unwrap();
    for (taken, said) in [(0, 2_500), (1, 7_500), (2, 12_500), (9, 12_500)] {
        let (process, _) = easel(&ctx, taking(taken));
        let view = panels::get(&process, ctx.viewer, path.scene(), None).await;
        let offered = view.unwrap().providers.remove(0);
        assert_eq!((offered.price_of(0), offered.price_of(2)), (2_500, said));
        let job = ask(&process, &ctx, path).await;
        assert_eq!(job.cost.estimated.map(parts), Some(said), "{taken}");
        let listed = choice::list(&process).unwrap();
        assert_eq!((listed[0].cost, listed[0].reference_cost), (0.25, 0.5));
    }
}

async fn variations_are_jobs_with_seeds_of_their_own(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let said = several(&ctx, &ctx, path, 4).await.unwrap();
    assert_eq!(
        (said.error, said.text.as_str()),
        (false, "Generating 4 variations")
    );
    let jobs = made(&ctx, path).await;
    let seeds: BTreeSet<_> = jobs.iter().filter_map(|job| job.seed).collect();
    assert_eq!((jobs.len(), seeds.len()), (4, 4));
    assert!(jobs.iter().all(|job| job.provider == "sketch"));
    let prompts: BTreeSet<_> = jobs.iter().map(|job| &job.prompt).collect();
    assert_eq!(prompts.len(), 1);
}

async fn variations_end_where_the_queue_is_full_and_those_made_stay(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let small = ctx.with(Settings {
        queue_limit: 2,
        ..settings()
    });
    let said = several(&small, &ctx, path, 4).await.unwrap();
    assert!(said.error);
    assert!(
        said.text.starts_with("Only 2 of 4 variations"),
        "{}",
        said.text
    );
    assert!(
        said.text.contains("as many waiting pictures"),
        "{}",
        said.text
    );
    let refused = several(&small, &ctx, path, 4).await;
    assert!(matches!(refused, Err(Error::TooMany { .. })), "{refused:?}");
    assert_eq!(open_jobs(&ctx).await, 2);
}

async fn no_more_pictures_are_asked_for_together_than_a_history_keeps(ctx: TestCtx) {
    let path = alone(&ctx).await;
    for count in [0, 9] {
        let refused = several(&ctx, &ctx, path, count).await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
    }
    assert_eq!(open_jobs(&ctx).await, 0);
    several(&ctx, &ctx, path, 8).await.unwrap();
    assert_eq!(open_jobs(&ctx).await, 8);
}

async fn a_films_provider_travels_and_is_left_behind_where_it_is_not_known(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let brought = async || {
        let out = Cursor::new(Vec::new());
        let archive = export::write(&ctx, ctx.viewer, path.project, out, |_, _| {}).await;
        let archive = Cursor::new(archive.unwrap().into_inner());
        let film = import::read(&ctx, ctx.viewer, archive, |_, _| {}).await;
        film.unwrap().provider
    };
    assert_eq!(brought().await, None);
    prefer(&ctx, &ctx, path.project, Some("sketch"))
        .await
        .unwrap();
    assert_eq!(brought().await.as_deref(), Some("sketch"));
    outlive(&ctx, path.project).await;
    assert_eq!(brought().await, None);
}
