//! Taking an asset out of a scene, and bringing it back as it was.

mod kept;

use crate::support::{
    alone, ask, job, listed, missing, queued_deletions, row, upload, uploads, work_off, write,
};
use crate::whole::whole;
use domain::{
    ctx::Ctx,
    entities::{attempts as pictures, descriptions as versions, instances as rows, removals},
    model::{
        ids::InstanceId,
        kinds::ReferenceSource,
        paths::{InstancePath, ScenePath},
    },
    services::{
        assets::{self, AssetInput},
        attempts, inheritance,
        instances::{self, InstanceInput},
        removal, scenes,
    },
    testing::TestCtx,
};
use sea_orm::{
    ActiveValue::{Set, Unchanged},
    ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
};

on_both!(
    it_comes_back_with_every_row_as_it_was,
    its_jobs_are_its_own_again,
    those_that_came_from_it_and_chose_it_do_so_again,
    what_others_were_given_meanwhile_stays,
    what_it_rested_on_may_be_gone,
    the_masters_words_are_those_of_today,
);

async fn remove(ctx: &Ctx, of: &TestCtx, path: InstancePath) {
    removal::remove(ctx, of.viewer, path).await.unwrap();
}

async fn history(ctx: &TestCtx, id: InstanceId) -> Vec<pictures::Model> {
    pictures::Entity::find()
        .filter(pictures::Column::SceneAssetInstanceId.eq(id))
        .order_by_asc(pictures::Column::AttemptNumber)
        .all(ctx.db.read())
        .await
        .unwrap()
}

async fn described(ctx: &TestCtx, id: InstanceId) -> Vec<versions::Model> {
    versions::Entity::find()
        .filter(versions::Column::SceneAssetInstanceId.eq(id))
        .order_by_asc(versions::Column::VersionNumber)
        .all(ctx.db.read())
        .await
        .unwrap()
}

async fn describe(ctx: &TestCtx, path: InstancePath, words: &str) {
    let input = InstanceInput {
        description_override: Some(Some(words.into())),
        ..Default::default()
    };
    instances::update(ctx, ctx.viewer, path, input)
        .await
        .unwrap();
}

async fn snapshots(ctx: &Ctx) -> u64 {
    removals::Entity::find().count(ctx.db.read()).await.unwrap()
}

async fn it_comes_back_with_every_row_as_it_was(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let made = uploads(&ctx, path, 4).await;
    attempts::select(&ctx, ctx.viewer, path.attempt(made[1].id))
        .await
        .unwrap();
    attempts::delete(&ctx, ctx.viewer, path.attempt(made[0].id))
        .await
        .unwrap();
    describe(&ctx, path, "Mara, soaked").await;
    describe(&ctx, path, "Mara, \"dry\"\nagain").await;
    let decided = rows::ActiveModel {
        id: Unchanged(path.instance),
        use_master_as_is: Set(true),
        waived_reason: Set(Some("Unseen".into())),
        ..Default::default()
    };
    write(&ctx, decided).await;
    let before = (
        row(&ctx, path.instance).await,
        history(&ctx, path.instance).await,
        described(&ctx, path.instance).await,
    );
    assert_eq!((before.1.len(), before.2.len()), (4, 2));
    remove(&ctx, &ctx, path).await;
    missing(instances::get(&ctx, ctx.viewer, path).await);
    assert!(history(&ctx, path.instance).await.is_empty());
    assert_eq!(queued_deletions(&ctx).await, 4);
    let told = ctx.events.last();
    let back = removal::bring_back(&ctx, ctx.viewer, path).await.unwrap();
    assert_eq!(back.id, path.instance);
    assert!(ctx.events.last() > told);
    let after = (
        row(&ctx, path.instance).await,
        history(&ctx, path.instance).await,
        described(&ctx, path.instance).await,
    );
    assert_eq!(after, before);
    assert_eq!(
        (queued_deletions(&ctx).await, snapshots(&ctx).await),
        (1, 0),
        "what was deleted before waits again, and nothing else"
    );
    attempts::restore(&ctx, ctx.viewer, path.attempt(made[0].id))
        .await
        .unwrap();
    whole(&ctx).await;
}

async fn its_jobs_are_its_own_again(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let done = ask(&ctx, &ctx, path).await.job_id;
    work_off(&ctx).await;
    let waiting = ask(&ctx, &ctx, path).await.job_id;
    remove(&ctx, &ctx, path).await;
    assert_eq!(job(&ctx, waiting).await.status.as_str(), "cancelled");
    assert_eq!(job(&ctx, done).await.scene_asset_instance_id, None);
    removal::bring_back(&ctx, ctx.viewer, path).await.unwrap();
    for id in [done, waiting] {
        assert_eq!(
            job(&ctx, id).await.scene_asset_instance_id,
            Some(path.instance)
        );
    }
    assert_eq!(
        listed(&ctx, path).await[0].image_generation_job_id,
        Some(done)
    );
}

/// An asset in two scenes: the second took it over from the first.
async fn two_scenes(ctx: &TestCtx) -> (InstancePath, InstancePath) {
    let first = alone(ctx).await;
    upload(ctx, first, 1).await;
    let second = ScenePath {
        scene: ctx.next_scene(first.project).await,
        ..first.scene()
    };
    let filled = inheritance::inherit(ctx, ctx.viewer, second).await.unwrap();
    (first, second.instance(filled.instances[0]))
}

async fn choose_first(ctx: &TestCtx, first: InstancePath, second: InstancePath) {
    let choice = rows::ActiveModel {
        id: Unchanged(second.instance),
        selected_master_reference_source: Set(Some(ReferenceSource::PriorSceneInstance)),
        selected_master_reference_instance_id: Set(Some(first.instance)),
        selected_master_reference_url: Set(row(ctx, first.instance).await.image_key_url),
        last_modified_field: Set(Some("selected_master_reference".into())),
        modification_reason: Set(Some("As in the storm".into())),
        ..Default::default()
    };
    write(ctx, choice).await;
}

async fn those_that_came_from_it_and_chose_it_do_so_again(ctx: TestCtx) {
    let (first, second) = two_scenes(&ctx).await;
    choose_first(&ctx, first, second).await;
    let before = row(&ctx, second.instance).await;
    assert_eq!(before.inherited_from_instance_id, Some(first.instance));
    remove(&ctx, &ctx, first).await;
    let meanwhile = row(&ctx, second.instance).await;
    assert_eq!(meanwhile.inherited_from_instance_id, None);
    assert_eq!(meanwhile.selected_master_reference_source, None);
    assert_eq!(meanwhile.selected_master_reference_instance_id, None);
    let why = meanwhile.modification_reason.unwrap();
    assert!(why.contains("scene 1"), "it says why: {why}");
    removal::bring_back(&ctx, ctx.viewer, first).await.unwrap();
    let after = row(&ctx, second.instance).await;
    assert_eq!(
        rows::Model {
            updated_at: before.updated_at,
            ..after
        },
        before
    );
    whole(&ctx).await;
}

async fn what_others_were_given_meanwhile_stays(ctx: TestCtx) {
    let (first, second) = two_scenes(&ctx).await;
    choose_first(&ctx, first, second).await;
    remove(&ctx, &ctx, first).await;
    let chosen = rows::ActiveModel {
        id: Unchanged(second.instance),
        selected_master_reference_source: Set(Some(ReferenceSource::Stage5Master)),
        last_modified_field: Set(Some("status_tags".into())),
        modification_reason: Set(None),
        ..Default::default()
    };
    write(&ctx, chosen).await;
    removal::bring_back(&ctx, ctx.viewer, first).await.unwrap();
    let after = row(&ctx, second.instance).await;
    assert_eq!(
        (
            after.selected_master_reference_source,
            after.selected_master_reference_instance_id,
            after.last_modified_field.as_deref(),
            after.modification_reason
        ),
        (
            Some(ReferenceSource::Stage5Master),
            None,
            Some("status_tags"),
            None
        )
    );
}

async fn what_it_rested_on_may_be_gone(ctx: TestCtx) {
    let (first, second) = two_scenes(&ctx).await;
    choose_first(&ctx, first, second).await;
    remove(&ctx, &ctx, second).await;
    scenes::delete(&ctx, ctx.viewer, first.scene())
        .await
        .unwrap();
    removal::bring_back(&ctx, ctx.viewer, second).await.unwrap();
    let back = row(&ctx, second.instance).await;
    assert_eq!(back.inherited_from_instance_id, None);
    assert_eq!(
        (
            back.selected_master_reference_source,
            back.selected_master_reference_instance_id,
            back.selected_master_reference_url
        ),
        (None, None, None)
    );
    assert_eq!(listed(&ctx, second).await.len(), 1);
    whole(&ctx).await;
}

async fn the_masters_words_are_those_of_today(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let asset = row(&ctx, path.instance).await.project_asset_id;
    remove(&ctx, &ctx, path).await;
    let input = AssetInput {
        description: Some("Mara with her hair cut".into()),
        ..Default::default()
    };
    assets::update(&ctx, ctx.viewer, path.project, asset, input)
        .await
        .unwrap();
    let back = removal::bring_back(&ctx, ctx.viewer, path).await.unwrap();
    assert_eq!(back.effective_description, "Mara with her hair cut");
}
