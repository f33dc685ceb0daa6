//! Histories of masters, and what is sent along with a reference, in a branch that begins as a copy.

use super::{assets_of, copy, twin};
use crate::branches::{active, make};
use crate::film::{Film, shown};
use crate::support::{objects, row, there, work_off};
use crate::whole::whole;
use domain::{
    entities::master_attempts,
    jobs::queue::{self, Ask},
    model::{
        ids::AssetId,
        kinds::{
            AssetType, AttemptSource,
            ReferenceRole::{Location, Style},
        },
        masters::MasterAttemptView,
    },
    services::{
        assets::{self, AssetInput, history},
        branches, deletions,
        instances::{self, InstanceInput},
        projects,
        references::extras::{self, ExtraInput},
    },
    testing::{TestCtx, png},
};
use sea_orm::{EntityTrait, PaginatorTrait};

on_both!(
    a_master_begins_a_history_of_its_own,
    what_is_sent_along_is_of_the_copy,
    what_was_sent_along_is_called_as_in_the_copy,
    a_branch_goes_with_all_its_masters,
    a_film_goes_with_all_its_masters,
);

async fn masters(ctx: &TestCtx, film: &Film, asset: AssetId) -> Vec<MasterAttemptView> {
    let project = film.at[0].project;
    let live = history::list(ctx, ctx.viewer, project, asset).await;
    live.unwrap()
}

fn without_umbrellas() -> Ask {
    Ask {
        negative_prompt: Some("umbrellas".into()),
        ..Ask::default()
    }
}

async fn a_master_begins_a_history_of_its_own(ctx: TestCtx) {
    let film = Film::new(&ctx, 1).await;
    let project = film.at[0].project;
    queue::create_master(&ctx, ctx.viewer, project, film.asset, without_umbrellas())
        .await
        .unwrap();
    work_off(&ctx).await;
    film.master(&ctx, 90).await;
    let before = masters(&ctx, &film, film.asset).await;
    // The drawn one, with one beside it on either side.
    let old = &before[1];
    history::select(&ctx, ctx.viewer, project, film.asset, old.id)
        .await
        .unwrap();
    let branch = copy(&ctx, project).await;
    let asset = assets_of(&ctx, project, branch).await.remove(0).id;
    let after = masters(&ctx, &film, asset).await;
    assert_eq!(after.len(), 1);
    let new = &after[0];
    assert_eq!(
        (new.attempt_number, new.is_selected, new.source),
        (1, true, AttemptSource::Generated)
    );
    assert_eq!(
        (&new.sha256, &new.provider, &new.prompt_snapshot, new.seed),
        (&old.sha256, &old.provider, &old.prompt_snapshot, old.seed)
    );
    assert!(new.provider.is_some() && new.seed.is_some());
    assert_eq!(new.negative_prompt.as_deref(), Some("umbrellas"));
    assert_eq!(
        (new.image_generation_job_id, new.cost_credits),
        (None, None)
    );
    assert_ne!(new.storage_path, old.storage_path);
    assert!(there(&ctx, new.storage_path.as_ref().unwrap()).await);
    assets::upload_master(&ctx, ctx.viewer, project, asset, None, png(91))
        .await
        .unwrap();
    assert_eq!(masters(&ctx, &film, asset).await[0].attempt_number, 2);
    assert_eq!(masters(&ctx, &film, film.asset).await.len(), before.len());
    whole(&ctx).await;
}

/// Two others that the asset of the first scene is drawn from as well.
async fn send_along(ctx: &TestCtx, film: &Film) {
    let path = film.at[0];
    let mut sent = Vec::new();
    for (name, role, weight) in [("Hall", Location, Some(0.25)), ("Etching", Style, None)] {
        let input = AssetInput {
            name: Some(name.into()),
            asset_type: Some(AssetType::Location),
            ..Default::default()
        };
        let asset = assets::create(ctx, ctx.viewer, path.project, None, input).await;
        let asset_id = asset.unwrap().id;
        assets::upload_master(ctx, ctx.viewer, path.project, asset_id, None, png(33))
            .await
            .unwrap();
        sent.push(ExtraInput {
            asset_id,
            role,
            weight,
        });
    }
    extras::put(ctx, ctx.viewer, path, sent).await.unwrap();
    let input = InstanceInput {
        reference_weight: Some(0.5),
        ..Default::default()
    };
    instances::update(ctx, ctx.viewer, path, input)
        .await
        .unwrap();
}

async fn what_is_sent_along_is_of_the_copy(ctx: TestCtx) {
    let film = Film::new(&ctx, 1).await;
    let path = film.at[0];
    send_along(&ctx, &film).await;
    let branch = copy(&ctx, path.project).await;
    let twin = twin(&ctx, branch, 1, path).await;
    assert_eq!(row(&ctx, twin.instance).await.reference_weight, 0.5);
    let before = extras::list(&ctx, ctx.viewer, path).await.unwrap();
    let after = extras::list(&ctx, ctx.viewer, twin).await.unwrap();
    let here: Vec<_> = assets_of(&ctx, path.project, branch).await;
    let here: Vec<_> = here.into_iter().map(|asset| asset.id).collect();
    assert_eq!(after.len(), 2);
    for (old, new) in before.into_iter().zip(after) {
        assert_eq!(
            (&new.name, new.role, new.weight),
            (&old.name, old.role, old.weight)
        );
        assert_ne!(new.asset_id, old.asset_id);
        assert!(here.contains(&new.asset_id), "{new:?}");
        let url = new.image_url.unwrap();
        assert!(url.contains(&new.asset_id.to_string()), "{url}");
    }
}

async fn what_was_sent_along_is_called_as_in_the_copy(ctx: TestCtx) {
    let film = Film::new(&ctx, 1).await;
    let path = film.at[0];
    send_along(&ctx, &film).await;
    queue::create(&ctx, ctx.viewer, path, without_umbrellas())
        .await
        .unwrap();
    work_off(&ctx).await;
    let branch = copy(&ctx, path.project).await;
    let twin = twin(&ctx, branch, 1, path).await;
    let here = assets_of(&ctx, path.project, branch).await;
    let before = shown(&ctx, path).await.other_references.unwrap();
    let after = shown(&ctx, twin).await;
    assert_eq!(after.negative_prompt.as_deref(), Some("umbrellas"));
    let after = after.other_references.unwrap();
    assert_eq!((before.len(), after.len()), (2, 2));
    for (old, new) in before.into_iter().zip(after) {
        let asset = here.iter().find(|asset| asset.name == old.name);
        assert_eq!(asset.map(|asset| asset.id), Some(new.asset_id));
        assert_eq!(
            (new.name, new.sha256, new.role, new.weight),
            (old.name, old.sha256, old.role, old.weight)
        );
    }
}

/// Masters that are live, deleted and selected.
async fn several(ctx: &TestCtx) -> Film {
    let film = Film::new(ctx, 1).await;
    film.master(ctx, 1).await;
    film.master(ctx, 2).await;
    let made = masters(ctx, &film, film.asset).await;
    history::delete(ctx, ctx.viewer, film.at[0].project, film.asset, made[1].id)
        .await
        .unwrap();
    assert_eq!(objects(ctx).await.len(), 3);
    film
}

async fn nothing_is_left(ctx: &TestCtx) {
    deletions::work(ctx).await.unwrap();
    assert!(objects(ctx).await.is_empty());
    let left = master_attempts::Entity::find().count(ctx.db.read()).await;
    assert_eq!(left.unwrap(), 0);
}

async fn a_branch_goes_with_all_its_masters(ctx: TestCtx) {
    let film = several(&ctx).await;
    let project = film.at[0].project;
    let main = active(&ctx, project).await;
    let night = make(&ctx, project, "night", None).await.id;
    branches::activate(&ctx, ctx.viewer, project, night)
        .await
        .unwrap();
    branches::delete(&ctx, ctx.viewer, project, main)
        .await
        .unwrap();
    nothing_is_left(&ctx).await;
}

async fn a_film_goes_with_all_its_masters(ctx: TestCtx) {
    let film = several(&ctx).await;
    projects::delete(&ctx, ctx.viewer, film.at[0].project)
        .await
        .unwrap();
    nothing_is_left(&ctx).await;
}
