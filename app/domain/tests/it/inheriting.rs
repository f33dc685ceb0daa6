//! Rule 14: what an empty scene takes over from the nearest earlier one.

mod once;

use crate::support::{everything, listed, row, upload, uploads, write};
use crate::whole::whole;
use domain::{
    entities::{attempts as pictures, instances as rows},
    model::{
        kinds::{AttemptSource, ReferenceSource},
        paths::{InstancePath, ScenePath},
        views::{InstanceView, ReferenceSnapshot},
    },
    services::{
        attempts, descriptions,
        inheritance::{self, Filled},
        instances::{self, InstanceInput},
        scenes::{self, SceneInput},
    },
    storage::StorageKey,
    testing::TestCtx,
};
use sea_orm::ActiveValue::{Set, Unchanged};

on_both!(
    what_carries_forward_comes_as_it_was,
    what_does_not_carry_forward_comes_as_its_master,
    decisions_of_the_earlier_scene_stay_there,
    the_picture_is_a_copy_with_its_origin_on_record,
    empty_and_deferred_scenes_are_passed_over,
    the_first_scene_takes_over_nothing,
    a_picture_from_elsewhere_stays_there,
    an_object_that_was_lost_keeps_no_scene_closed,
);

/// A film whose first scene has Mara, described, tagged and with three pictures of which the second is selected,
/// and Voss, who does not carry forward. The second scene is empty.
struct Film {
    mara: InstancePath,
    voss: InstancePath,
    second: ScenePath,
}

async fn film(ctx: &TestCtx) -> Film {
    let first = ctx.scene().await;
    let mara = ctx.instance(first, "Mara in the oilskin coat").await;
    let voss = ctx.instance(first, "Voss in the grey hat").await;
    let made = uploads(ctx, mara, 3).await;
    attempts::select(ctx, ctx.viewer, mara.attempt(made[1].id))
        .await
        .unwrap();
    upload(ctx, voss, 99).await;
    let soaked = InstanceInput {
        description_override: Some(Some("Mara, soaked".into())),
        status_tags: Some(Some(vec!["wet".into(), "night".into()])),
        ..Default::default()
    };
    change(ctx, mara, soaked).await;
    let once = InstanceInput {
        description_override: Some(Some("Voss without his hat".into())),
        status_tags: Some(Some(vec!["bareheaded".into()])),
        carry_forward: Some(false),
        ..Default::default()
    };
    change(ctx, voss, once).await;
    Film {
        mara,
        voss,
        second: next(ctx, first).await,
    }
}

async fn change(ctx: &TestCtx, path: InstancePath, input: InstanceInput) {
    instances::update(ctx, ctx.viewer, path, input)
        .await
        .unwrap();
}

async fn next(ctx: &TestCtx, path: ScenePath) -> ScenePath {
    ScenePath {
        scene: ctx.next_scene(path.project).await,
        ..path
    }
}

async fn shown(ctx: &TestCtx, path: ScenePath) -> Vec<InstanceView> {
    instances::list(ctx, ctx.viewer, path, &everything())
        .await
        .unwrap()
        .rows
}

async fn filled(ctx: &TestCtx, path: ScenePath) -> Filled {
    inheritance::fill(ctx, ctx.viewer, path)
        .await
        .unwrap()
        .expect("it was filled")
}

/// What the instance handed down to the scene.
async fn heir(ctx: &TestCtx, scene: ScenePath, of: InstancePath) -> InstanceView {
    let mut all = shown(ctx, scene).await;
    all.retain(|row| row.inherited_from_instance_id == Some(of.instance));
    assert_eq!(all.len(), 1, "{all:?}");
    all.remove(0)
}

async fn what_carries_forward_comes_as_it_was(ctx: TestCtx) {
    let film = film(&ctx).await;
    let heir = heir(&ctx, film.second, film.mara).await;
    assert_eq!(heir.description_override.as_deref(), Some("Mara, soaked"));
    assert_eq!(heir.effective_description, "Mara, soaked");
    assert_eq!(heir.status_tags, ["wet", "night"]);
    assert!(heir.carry_forward);
    assert_eq!((heir.modification_count, heir.next_attempt_number), (0, 2));
    let versions = descriptions::list(&ctx, ctx.viewer, film.second.instance(heir.id))
        .await
        .unwrap();
    let versions: Vec<_> = versions
        .iter()
        .map(|version| (version.number, version.words.as_str(), version.selected))
        .collect();
    assert_eq!(versions, [(1, "Mara, soaked", true)]);
    whole(&ctx).await;
}

async fn what_does_not_carry_forward_comes_as_its_master(ctx: TestCtx) {
    let film = film(&ctx).await;
    let heir = heir(&ctx, film.second, film.voss).await;
    assert_eq!(heir.description_override, None);
    assert_eq!(heir.effective_description, "Voss in the grey hat");
    assert_eq!(heir.status_tags, Vec::<String>::new());
    assert_eq!(heir.image_key_url, None);
    assert_eq!(
        listed(&ctx, film.second.instance(heir.id)).await,
        [],
        "no history"
    );
}

async fn decisions_of_the_earlier_scene_stay_there(ctx: TestCtx) {
    let film = film(&ctx).await;
    let decided = rows::ActiveModel {
        id: Unchanged(film.mara.instance),
        use_master_as_is: Set(true),
        locked: Set(true),
        waived_reason: Set(Some("Seen from behind".into())),
        selected_master_reference_source: Set(Some(ReferenceSource::Stage5Master)),
        selected_master_reference_url: Set(Some("/media/assets/x/y".into())),
        modification_reason: Set(Some("Rain".into())),
        ..Default::default()
    };
    write(&ctx, decided).await;
    let heir = heir(&ctx, film.second, film.mara).await;
    let heir = row(&ctx, heir.id).await;
    assert!(!heir.use_master_as_is && !heir.locked);
    assert_eq!((heir.waived_reason, heir.modification_reason), (None, None));
    assert_eq!(
        (
            heir.selected_master_reference_source,
            heir.selected_master_reference_url,
            heir.selected_master_reference_instance_id
        ),
        (None, None, None)
    );
}

async fn the_picture_is_a_copy_with_its_origin_on_record(ctx: TestCtx) {
    let film = film(&ctx).await;
    let source = listed(&ctx, film.mara)
        .await
        .into_iter()
        .find(|attempt| attempt.is_selected)
        .unwrap();
    let heir = heir(&ctx, film.second, film.mara).await;
    let history = listed(&ctx, film.second.instance(heir.id)).await;
    assert_eq!(history.len(), 1, "no other history comes along");
    let first = &history[0];
    assert_eq!(
        (first.attempt_number, first.source, first.is_selected),
        (1, AttemptSource::Generated, true)
    );
    assert_eq!(heir.image_key_url.as_ref(), Some(&first.image_url));
    assert_eq!(
        (&first.sha256, &first.thumbhash, first.width, first.height),
        (
            &source.sha256,
            &source.thumbhash,
            source.width,
            source.height
        )
    );
    assert_eq!(first.cost_credits, None);
    assert_eq!(
        first.reference_snapshot,
        Some(ReferenceSnapshot {
            source: ReferenceSource::PriorSceneInstance,
            scene_number: Some(1),
            instance_id: Some(film.mara.instance),
            attempt_id: Some(source.id),
            sha256: source.sha256.clone().unwrap(),
            role: "inherited".into(),
            weight: 1.0,
        })
    );
    assert_ne!(first.storage_path, source.storage_path);
    let (own, theirs) = (
        StorageKey::parse(first.storage_path.as_ref().unwrap()).unwrap(),
        StorageKey::parse(source.storage_path.as_ref().unwrap()).unwrap(),
    );
    assert_eq!(
        ctx.storage.get(&own).await.unwrap(),
        ctx.storage.get(&theirs).await.unwrap()
    );
    whole(&ctx).await;
}

async fn empty_and_deferred_scenes_are_passed_over(ctx: TestCtx) {
    let film = film(&ctx).await;
    let third = next(&ctx, film.second).await;
    ctx.instance(third, "The lamplighter").await;
    let deferred = SceneInput {
        is_deferred: Some(true),
        ..Default::default()
    };
    scenes::update(&ctx, ctx.viewer, third, deferred)
        .await
        .unwrap();
    let fourth = next(&ctx, third).await;
    let filled = filled(&ctx, fourth).await;
    assert_eq!(
        (filled.from_scene, filled.inherited, filled.matched),
        (Some(1), 2, 0)
    );
    assert_eq!(filled.instances.len(), 2);
    heir(&ctx, fourth, film.mara).await;
    // The nearest counts, though it was itself filled.
    let fifth = next(&ctx, fourth).await;
    let from = inheritance::fill(&ctx, ctx.viewer, fifth).await.unwrap();
    assert_eq!(from.unwrap().from_scene, Some(4));
}

async fn the_first_scene_takes_over_nothing(ctx: TestCtx) {
    let film = film(&ctx).await;
    let before = next(&ctx, film.second).await;
    let first = SceneInput {
        scene_number: Some(1),
        ..Default::default()
    };
    scenes::update(&ctx, ctx.viewer, before, first)
        .await
        .unwrap();
    assert_eq!(
        inheritance::fill(&ctx, ctx.viewer, before).await.unwrap(),
        None
    );
    let scene = scenes::get(&ctx, ctx.viewer, before).await.unwrap();
    assert_eq!((scene.scene_number, scene.filled_at), (1, None));
}

async fn a_picture_from_elsewhere_stays_there(ctx: TestCtx) {
    let film = film(&ctx).await;
    let selected = listed(&ctx, film.mara)
        .await
        .into_iter()
        .find(|attempt| attempt.is_selected)
        .unwrap();
    let foreign = pictures::ActiveModel {
        id: Unchanged(selected.id),
        storage_path: Set(None),
        ..Default::default()
    };
    write(&ctx, foreign).await;
    let heir = heir(&ctx, film.second, film.mara).await;
    assert_eq!(heir.effective_description, "Mara, soaked");
    assert_eq!((heir.image_key_url, heir.next_attempt_number), (None, 1));
}

async fn an_object_that_was_lost_keeps_no_scene_closed(ctx: TestCtx) {
    let film = film(&ctx).await;
    let selected = listed(&ctx, film.mara)
        .await
        .into_iter()
        .find(|attempt| attempt.is_selected)
        .unwrap();
    let key = StorageKey::parse(selected.storage_path.as_ref().unwrap()).unwrap();
    ctx.storage.delete(&key).await.unwrap();
    let heir = heir(&ctx, film.second, film.mara).await;
    assert_eq!(heir.status_tags, ["wet", "night"]);
    assert_eq!(heir.image_key_url, None);
}
