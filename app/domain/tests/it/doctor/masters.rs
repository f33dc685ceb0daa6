//! Damage to the histories of masters, and to what is sent along with a reference.

use super::{look, mended, objects::queue, only_told, rows::forget_the_queue};
use crate::film::Film;
use crate::support::{alone, row, write};
use crate::whole::whole;
use domain::{
    db::now,
    entities::{assets, instance_references, instances, master_attempts},
    model::{
        ids::{AssetId, InstanceId, InstanceReferenceId},
        kinds::{AttemptSource, ReferenceRole},
    },
    services::assets::history,
    storage::StorageKey,
    testing::TestCtx,
};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{Set, Unchanged},
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder,
};

on_both!(
    an_asset_that_shows_another_master_shows_the_selected_one,
    a_master_that_is_shown_is_selected,
    a_master_that_is_in_no_history_begins_one,
    nine_live_masters_are_told,
    a_master_that_is_selected_and_deleted_is_brought_back,
    a_deleted_master_that_nothing_waits_for_is_queued,
    a_master_that_should_have_gone_is_told,
    a_number_of_a_master_is_not_used_again,
    a_master_without_its_object_is_told,
    two_masters_on_one_object_are_told,
    a_master_with_another_address_is_told,
    a_master_in_use_is_taken_off_the_queue,
    a_reference_of_another_branch_or_of_itself_is_told,
    a_reference_that_counts_too_little_is_told,
);

/// An asset with so many masters, the oldest first.
async fn masters(ctx: &TestCtx, count: u8) -> (Film, Vec<master_attempts::Model>) {
    let film = Film::without_master(ctx, 1).await;
    for shade in 0..count {
        film.master(ctx, shade * 10).await;
    }
    let made = history_of(ctx, film.asset).await;
    assert_eq!(made.len(), usize::from(count));
    (film, made)
}

async fn history_of(ctx: &TestCtx, asset: AssetId) -> Vec<master_attempts::Model> {
    master_attempts::Entity::find()
        .filter(master_attempts::Column::ProjectAssetId.eq(asset))
        .order_by_asc(master_attempts::Column::AttemptNumber)
        .all(ctx.db.read())
        .await
        .unwrap()
}

async fn asset(ctx: &TestCtx, film: &Film) -> assets::Model {
    let found = assets::Entity::find_by_id(film.asset).one(ctx.db.read());
    found.await.unwrap().unwrap()
}

async fn delete(ctx: &TestCtx, film: &Film, one: &master_attempts::Model) {
    let project = film.at[0].project;
    history::delete(ctx, ctx.viewer, project, film.asset, one.id)
        .await
        .unwrap();
}

/// A change to that one.
fn change(one: &master_attempts::Model) -> master_attempts::ActiveModel {
    master_attempts::ActiveModel {
        id: Unchanged(one.id),
        ..Default::default()
    }
}

async fn an_asset_that_shows_another_master_shows_the_selected_one(ctx: TestCtx) {
    let (film, made) = masters(&ctx, 2).await;
    for damage in [
        assets::ActiveModel {
            image_key_url: Set(Some(made[0].image_url.clone())),
            ..Default::default()
        },
        assets::ActiveModel {
            storage_path: Set(made[0].storage_path.clone()),
            ..Default::default()
        },
        assets::ActiveModel {
            width: Set(Some(7)),
            ..Default::default()
        },
    ] {
        let before = asset(&ctx, &film).await;
        let id = Unchanged(film.asset);
        write(&ctx, assets::ActiveModel { id, ..damage }).await;
        mended(&ctx, (1, "another master than the selected one")).await;
        let updated_at = asset(&ctx, &film).await.updated_at;
        let after = assets::Model {
            updated_at,
            ..before
        };
        assert_eq!(asset(&ctx, &film).await, after);
    }
}

async fn a_master_that_is_shown_is_selected(ctx: TestCtx) {
    let (film, made) = masters(&ctx, 2).await;
    let damage = master_attempts::ActiveModel {
        is_selected: Set(false),
        ..change(&made[1])
    };
    write(&ctx, damage).await;
    mended(&ctx, (1, "none is selected")).await;
    assert!(history_of(&ctx, film.asset).await[1].is_selected);
}

async fn a_master_that_is_in_no_history_begins_one(ctx: TestCtx) {
    let (film, made) = masters(&ctx, 1).await;
    let txn = ctx.db.begin().await.unwrap();
    let gone = master_attempts::Entity::delete_by_id(made[0].id);
    gone.exec(&txn).await.unwrap();
    txn.commit().await.unwrap();
    mended(&ctx, (1, "in no history")).await;
    let entered = history_of(&ctx, film.asset).await.remove(0);
    assert_eq!(
        (entered.attempt_number, entered.source),
        (2, AttemptSource::Generated),
        "numbers are never used again"
    );
    film.master(&ctx, 77).await;
    let numbers: Vec<_> = history_of(&ctx, film.asset).await;
    let numbers: Vec<_> = numbers.iter().map(|one| one.attempt_number).collect();
    assert_eq!(numbers, [2, 3]);
    whole(&ctx).await;
}

async fn nine_live_masters_are_told(ctx: TestCtx) {
    let (_, made) = masters(&ctx, 9).await;
    forget_the_queue(&ctx).await;
    let damage = master_attempts::ActiveModel {
        deleted_at: Set(None),
        ..change(&made[0])
    };
    write(&ctx, damage).await;
    only_told(&ctx, (2, "9 images")).await;
}

async fn a_master_that_is_selected_and_deleted_is_brought_back(ctx: TestCtx) {
    let (film, made) = masters(&ctx, 2).await;
    let damage = master_attempts::ActiveModel {
        deleted_at: Set(Some(now())),
        ..change(&made[1])
    };
    write(&ctx, damage).await;
    mended(&ctx, (5, "selected and deleted")).await;
    assert_eq!(history_of(&ctx, film.asset).await[1].deleted_at, None);
}

async fn a_deleted_master_that_nothing_waits_for_is_queued(ctx: TestCtx) {
    let (film, made) = masters(&ctx, 2).await;
    delete(&ctx, &film, &made[0]).await;
    forget_the_queue(&ctx).await;
    mended(&ctx, (4, "nothing waits")).await;
}

async fn a_master_that_should_have_gone_is_told(ctx: TestCtx) {
    let (film, made) = masters(&ctx, 2).await;
    delete(&ctx, &film, &made[0]).await;
    let damage = master_attempts::ActiveModel {
        deleted_at: Set(Some(now() - chrono::TimeDelta::days(9))),
        ..change(&made[0])
    };
    write(&ctx, damage).await;
    only_told(&ctx, (5, "can no longer be restored")).await;
}

async fn a_number_of_a_master_is_not_used_again(ctx: TestCtx) {
    let (film, _) = masters(&ctx, 3).await;
    let damage = assets::ActiveModel {
        id: Unchanged(film.asset),
        next_attempt_number: Set(3),
        ..Default::default()
    };
    write(&ctx, damage).await;
    mended(&ctx, (6, "image 3")).await;
    film.master(&ctx, 200).await;
    assert_eq!(history_of(&ctx, film.asset).await[3].attempt_number, 4);
}

async fn a_master_without_its_object_is_told(ctx: TestCtx) {
    let (_, made) = masters(&ctx, 2).await;
    let key = StorageKey::parse(made[0].storage_path.as_ref().unwrap()).unwrap();
    ctx.storage.delete(&key).await.unwrap();
    only_told(&ctx, (3, "Master 1 has no object")).await;
}

async fn two_masters_on_one_object_are_told(ctx: TestCtx) {
    let (film, made) = masters(&ctx, 1).await;
    // The same bytes, so that nothing else is wrong.
    film.master(&ctx, 0).await;
    let other = history_of(&ctx, film.asset).await.remove(1);
    let path = made[0].storage_path.clone();
    let damage = master_attempts::ActiveModel {
        storage_path: Set(path.clone()),
        ..change(&other)
    };
    write(&ctx, damage).await;
    let damage = assets::ActiveModel {
        id: Unchanged(film.asset),
        storage_path: Set(path),
        ..Default::default()
    };
    write(&ctx, damage).await;
    let found = look(&ctx, true).await;
    let shared = found
        .iter()
        .all(|one| one.rule == 3 && one.what.contains("shares its object") && !one.fixed);
    assert!(shared && found.len() == 2, "{found:?}");
}

async fn a_master_with_another_address_is_told(ctx: TestCtx) {
    let (_, made) = masters(&ctx, 2).await;
    let damage = master_attempts::ActiveModel {
        image_url: Set(made[1].image_url.clone()),
        ..change(&made[0])
    };
    write(&ctx, damage).await;
    only_told(&ctx, (12, "that of another picture")).await;
}

async fn a_master_in_use_is_taken_off_the_queue(ctx: TestCtx) {
    let (_, made) = masters(&ctx, 2).await;
    queue(&ctx, made[0].storage_path.as_ref().unwrap()).await;
    mended(&ctx, (4, "in use")).await;
}

/// Another asset is sent along, past every rule.
async fn send_along(ctx: &TestCtx, instance: InstanceId, asset: AssetId) -> InstanceReferenceId {
    let id = InstanceReferenceId::new();
    let extra = instance_references::ActiveModel {
        id: Set(id),
        scene_asset_instance_id: Set(instance),
        project_asset_id: Set(asset),
        role: Set(ReferenceRole::Style),
        weight: Set(1.0),
        created_at: Set(now()),
        updated_at: Set(now()),
    };
    let txn = ctx.db.begin().await.unwrap();
    extra.insert(&txn).await.unwrap();
    txn.commit().await.unwrap();
    id
}

async fn a_reference_of_another_branch_or_of_itself_is_told(ctx: TestCtx) {
    let (path, elsewhere) = (alone(&ctx).await, alone(&ctx).await);
    let theirs = row(&ctx, elsewhere.instance).await.project_asset_id;
    let id = send_along(&ctx, path.instance, theirs).await;
    only_told(&ctx, (11, "another branch")).await;
    let own = row(&ctx, path.instance).await.project_asset_id;
    let change = instance_references::ActiveModel {
        id: Unchanged(id),
        project_asset_id: Set(own),
        ..Default::default()
    };
    write(&ctx, change).await;
    only_told(&ctx, (11, "of itself")).await;
}

async fn a_reference_that_counts_too_little_is_told(ctx: TestCtx) {
    let path = alone(&ctx).await;
    let weigh = |weight| instances::ActiveModel {
        id: Unchanged(path.instance),
        reference_weight: Set(weight),
        ..Default::default()
    };
    write(&ctx, weigh(0.01)).await;
    only_told(&ctx, (11, "Its reference counts 0.01")).await;
    write(&ctx, weigh(0.05)).await;
    let other = ctx.instance(path.scene(), "A lamp").await;
    let lamp = row(&ctx, other.instance).await.project_asset_id;
    let id = send_along(&ctx, path.instance, lamp).await;
    assert_eq!(look(&ctx, false).await, []);
    let change = instance_references::ActiveModel {
        id: Unchanged(id),
        weight: Set(1.5),
        ..Default::default()
    };
    write(&ctx, change).await;
    only_told(&ctx, (11, "counts 1.5")).await;
}
