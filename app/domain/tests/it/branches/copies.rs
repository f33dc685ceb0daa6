//! What a branch has that begins as a copy: all that was decided on, and nothing that leads back.

mod later;
mod links;

use super::{active, make};
use crate::film::{Film, count, shown};
use crate::support::{
    alone, ask, everything, listed, objects, row, there, upload, uploads, work_off, write,
};
use crate::whole::whole;
use domain::{
    entities::instances::ActiveModel,
    model::{
        ids::{BranchId, ProjectId},
        kinds::AttemptSource,
        paths::{InstancePath, ScenePath},
        views::{AssetView, InstanceView, SceneView},
    },
    services::{
        as_is, assets, attempts, descriptions,
        instances::{self, InstanceInput},
        scenes::{self, SceneInput},
    },
    storage::StorageKey,
    testing::TestCtx,
};
use sea_orm::ActiveValue::{Set, Unchanged};

on_both!(
    scenes_are_copied_as_they_are,
    masters_are_copied_with_bytes_of_their_own,
    what_was_decided_on_is_copied,
    the_selected_picture_begins_a_history_of_its_own,
    the_source_is_left_as_it_was,
    what_uses_its_master_goes_on_to,
    a_picture_from_elsewhere_stays_where_it_is,
    a_lost_picture_keeps_nothing_else_back,
);

async fn copy(ctx: &TestCtx, film: ProjectId) -> BranchId {
    let main = active(ctx, film).await;
    make(ctx, film, "copy", Some(main)).await.id
}

async fn scenes_of(ctx: &TestCtx, film: ProjectId, branch: BranchId) -> Vec<SceneView> {
    let listed = scenes::list(ctx, ctx.viewer, film, Some(branch), &everything()).await;
    listed.unwrap().rows
}

async fn assets_of(ctx: &TestCtx, film: ProjectId, branch: BranchId) -> Vec<AssetView> {
    let listed = assets::list(ctx, ctx.viewer, film, Some(branch), &everything()).await;
    listed.unwrap().rows
}

/// What stands for an instance in the copy: there is one in each scene.
async fn twin(ctx: &TestCtx, branch: BranchId, number: i32, of: InstancePath) -> InstancePath {
    let scenes = scenes_of(ctx, of.project, branch).await;
    let scene = scenes.iter().find(|scene| scene.scene_number == number);
    let path = ScenePath {
        project: of.project,
        scene: scene.unwrap().id,
    };
    let listed = instances::list(ctx, ctx.viewer, path, &everything()).await;
    let listed = listed.unwrap().rows;
    assert_eq!(listed.len(), 1);
    path.instance(listed[0].id)
}

async fn view(ctx: &TestCtx, path: InstancePath) -> InstanceView {
    instances::get(ctx, ctx.viewer, path).await.unwrap()
}

async fn scenes_are_copied_as_they_are(ctx: TestCtx) {
    let film = Film::new(&ctx, 2).await;
    let project = film.at[0].project;
    let input = SceneInput {
        scene_number: Some(7),
        slug: Some("harbour-7".into()),
        script_excerpt: Some(Some("MARA waits.".into())),
        expected_characters: Some(Some(vec!["Mara".into()])),
        expected_location: Some(Some("Harbour".into())),
        expected_props: Some(Some(vec!["Lantern".into()])),
        is_deferred: Some(true),
        ..Default::default()
    };
    scenes::update(&ctx, ctx.viewer, film.at[1].scene(), input)
        .await
        .unwrap();
    let main = active(&ctx, project).await;
    let branch = copy(&ctx, project).await;
    let (before, after) = (
        scenes_of(&ctx, project, main).await,
        scenes_of(&ctx, project, branch).await,
    );
    assert_eq!((before.len(), after.len()), (2, 2));
    for (old, new) in before.into_iter().zip(after) {
        assert_ne!(old.id, new.id);
        let same = SceneView {
            id: new.id,
            branch_id: branch,
            created_at: new.created_at,
            updated_at: new.updated_at,
            ..old
        };
        assert_eq!(new, same);
    }
}

async fn masters_are_copied_with_bytes_of_their_own(ctx: TestCtx) {
    let film = Film::new(&ctx, 1).await;
    let project = film.at[0].project;
    let main = active(&ctx, project).await;
    let branch = copy(&ctx, project).await;
    let old = assets_of(&ctx, project, main).await.remove(0);
    let new = assets_of(&ctx, project, branch).await.remove(0);
    let (from, to) = (old.storage_path.clone(), new.storage_path.clone());
    assert_ne!(from, to);
    for path in [from, to] {
        assert!(there(&ctx, &path.unwrap()).await);
    }
    let url = format!("/media/assets/{}/{}", new.id, old.sha256.clone().unwrap());
    let same = AssetView {
        id: new.id,
        branch_id: branch,
        image_key_url: Some(url),
        storage_path: new.storage_path.clone(),
        created_at: new.created_at,
        updated_at: new.updated_at,
        ..old
    };
    assert_eq!(new, same);
}

async fn what_was_decided_on_is_copied(ctx: TestCtx) {
    let film = Film::new(&ctx, 1).await;
    let path = film.at[0];
    upload(&ctx, path, 10).await;
    let input = InstanceInput {
        description_override: Some(Some("Mara, soaked".into())),
        status_tags: Some(Some(vec!["wet".into(), "torn sleeve".into()])),
        carry_forward: Some(false),
        modification_reason: Some(Some("The storm".into())),
        waived_reason: Some(Some("Seen from behind".into())),
        locked: Some(true),
        ..Default::default()
    };
    instances::update(&ctx, ctx.viewer, path, input)
        .await
        .unwrap();
    let branch = copy(&ctx, path.project).await;
    let twin = twin(&ctx, branch, 1, path).await;
    let (old, new) = (view(&ctx, path).await, view(&ctx, twin).await);
    let same = InstanceView {
        id: new.id,
        scene_id: new.scene_id,
        project_asset_id: new.project_asset_id,
        image_key_url: new.image_key_url.clone(),
        project_asset: new.project_asset.clone(),
        created_at: new.created_at,
        updated_at: new.updated_at,
        ..old.clone()
    };
    assert_eq!(new, same);
    assert_ne!(new.project_asset_id, old.project_asset_id);
    assert_ne!(new.image_key_url, old.image_key_url);
    let versions = descriptions::list(&ctx, ctx.viewer, twin).await.unwrap();
    let versions: Vec<_> = versions
        .iter()
        .map(|version| (version.number, version.words.as_str(), version.selected))
        .collect();
    assert_eq!(versions, [(1, "Mara, soaked", true)]);
}

async fn the_selected_picture_begins_a_history_of_its_own(ctx: TestCtx) {
    let film = Film::new(&ctx, 1).await;
    let path = film.at[0];
    ask(&ctx, &ctx, path).await;
    work_off(&ctx).await;
    let old = shown(&ctx, path).await;
    uploads(&ctx, path, 2).await;
    attempts::select(&ctx, ctx.viewer, path.attempt(old.id))
        .await
        .unwrap();
    let branch = copy(&ctx, path.project).await;
    let twin = twin(&ctx, branch, 1, path).await;
    assert_eq!(count(&ctx, twin).await, 1);
    let new = shown(&ctx, twin).await;
    assert_eq!(
        (new.source, new.attempt_number, new.image_generation_job_id),
        (AttemptSource::Generated, 1, None)
    );
    assert_ne!((&new.id, &new.storage_path), (&old.id, &old.storage_path));
    assert_eq!(
        (new.sha256, new.prompt_snapshot, new.reference_snapshot),
        (old.sha256, old.prompt_snapshot, old.reference_snapshot)
    );
    assert_eq!((new.seed, new.cost_credits), (old.seed, None));
    assert_eq!(upload(&ctx, twin, 90).await.attempt_number, 2);
    whole(&ctx).await;
}

async fn the_source_is_left_as_it_was(ctx: TestCtx) {
    let film = Film::new(&ctx, 2).await;
    film.pictures(&ctx, &[0, 1]).await;
    let path = film.at[0];
    let before = (
        row(&ctx, path.instance).await,
        listed(&ctx, path).await,
        objects(&ctx).await,
    );
    let branch = copy(&ctx, path.project).await;
    let twin = twin(&ctx, branch, 1, path).await;
    upload(&ctx, twin, 77).await;
    assert_eq!(row(&ctx, path.instance).await, before.0);
    assert_eq!(listed(&ctx, path).await, before.1);
    assert!(objects(&ctx).await.is_superset(&before.2));
    assert_eq!(objects(&ctx).await.len(), before.2.len() * 2 + 1);
}

async fn what_uses_its_master_goes_on_to(ctx: TestCtx) {
    let film = Film::new(&ctx, 1).await;
    let path = film.at[0];
    as_is::set(&ctx, ctx.viewer, path, true).await.unwrap();
    let branch = copy(&ctx, path.project).await;
    let twin = twin(&ctx, branch, 1, path).await;
    assert!(view(&ctx, twin).await.use_master_as_is);
    let (old, new) = (shown(&ctx, path).await, shown(&ctx, twin).await);
    assert_eq!(new.source, AttemptSource::MasterCopy);
    assert_eq!(new.copied_from_url, old.copied_from_url);
    as_is::set(&ctx, ctx.viewer, twin, true).await.unwrap();
    assert_eq!(count(&ctx, twin).await, 1, "it is on already");
    whole(&ctx).await;
}

async fn a_picture_from_elsewhere_stays_where_it_is(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let url = Some("https://example.com/mara.png".to_owned());
    let old = ActiveModel {
        id: Unchanged(path.instance),
        image_key_url: Set(url.clone()),
        ..Default::default()
    };
    write(&ctx, old).await;
    let branch = copy(&ctx, path.project).await;
    let twin = twin(&ctx, branch, 1, path).await;
    assert_eq!(row(&ctx, twin.instance).await.image_key_url, url);
    assert_eq!(count(&ctx, twin).await, 0);
    assert_eq!(
        listed(&ctx, twin).await.len(),
        1,
        "as older data is taken in"
    );
}

async fn a_lost_picture_keeps_nothing_else_back(ctx: TestCtx) {
    let film = Film::new(&ctx, 2).await;
    let made = film.pictures(&ctx, &[0, 1]).await;
    let path = film.at[0];
    let lost = StorageKey::parse(made[0].storage_path.as_ref().unwrap()).unwrap();
    ctx.storage.delete_with_renditions(&lost).await.unwrap();
    let branch = copy(&ctx, path.project).await;
    let first = twin(&ctx, branch, 1, path).await;
    let second = twin(&ctx, branch, 2, film.at[1]).await;
    let lost = row(&ctx, first.instance).await;
    assert_eq!((lost.image_key_url, lost.next_attempt_number), (None, 1));
    assert_eq!(count(&ctx, first).await, 0);
    assert_eq!(shown(&ctx, second).await.sha256, made[1].sha256);
}
