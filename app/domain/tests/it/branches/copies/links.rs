//! What points to other rows points to their copies in the copy.

use super::{assets_of, copy, scenes_of, twin};
use crate::branches::active;
use crate::film::{Film, choose, in_force, renumber, scene};
use crate::support::{ask, everything, row, upload, work_off, write};
use domain::{
    entities::{assets as masters, instances::ActiveModel},
    model::{
        ids::AssetId,
        kinds::{AssetSource, AssetType},
        paths::{InstancePath, ScenePath},
    },
    services::{instances, panels},
    testing::TestCtx,
};
use sea_orm::{
    ActiveValue::{Set, Unchanged},
    EntityTrait,
};

on_both!(
    links_lead_to_the_copy,
    links_to_scenes_that_were_moved_lead_to_the_copy,
    a_copy_is_stale_when_its_own_scenes_change,
    long_lists_are_copied_whole,
);

async fn links_lead_to_the_copy(ctx: TestCtx) {
    let film = Film::new(&ctx, 3).await;
    film.pictures(&ctx, &[0, 1]).await;
    let (first, last) = (film.at[0], film.at[2]);
    choose(&ctx, last, scene(first)).await.unwrap();
    let inherited = ActiveModel {
        id: Unchanged(last.instance),
        inherited_from_instance_id: Set(Some(film.at[1].instance)),
        ..Default::default()
    };
    write(&ctx, inherited).await;
    let branch = copy(&ctx, first.project).await;
    let mut twins = Vec::new();
    for (at, path) in film.at.iter().enumerate() {
        twins.push(twin(&ctx, branch, at as i32 + 1, *path).await);
    }
    let chooser = row(&ctx, twins[2].instance).await;
    assert_eq!(chooser.inherited_from_instance_id, Some(twins[1].instance));
    assert_eq!(
        chooser.selected_master_reference_instance_id,
        Some(twins[0].instance)
    );
    assert_eq!(
        chooser.selected_master_reference_url,
        row(&ctx, twins[0].instance).await.image_key_url
    );
    assert_eq!(in_force(&ctx, twins[2]).await, Some(1));
}

async fn links_to_scenes_that_were_moved_lead_to_the_copy(ctx: TestCtx) {
    let film = Film::new(&ctx, 2).await;
    let inherited = ActiveModel {
        id: Unchanged(film.at[1].instance),
        inherited_from_instance_id: Set(Some(film.at[0].instance)),
        ..Default::default()
    };
    write(&ctx, inherited).await;
    renumber(&ctx, film.at[0], 9).await;
    let branch = copy(&ctx, film.at[0].project).await;
    let from = twin(&ctx, branch, 9, film.at[0]).await;
    let heir = twin(&ctx, branch, 2, film.at[1]).await;
    assert_eq!(
        row(&ctx, heir.instance).await.inherited_from_instance_id,
        Some(from.instance)
    );
}

async fn a_copy_is_stale_when_its_own_scenes_change(ctx: TestCtx) {
    let film = Film::new(&ctx, 2).await;
    film.pictures(&ctx, &[0]).await;
    ask(&ctx, &ctx, film.at[1]).await;
    work_off(&ctx).await;
    let branch = copy(&ctx, film.at[0].project).await;
    let first = twin(&ctx, branch, 1, film.at[0]).await;
    let second = twin(&ctx, branch, 2, film.at[1]).await;
    let stale = async |path: InstancePath| {
        let found = panels::stale(&ctx, ctx.viewer, path.scene()).await.unwrap();
        found.len()
    };
    upload(&ctx, film.at[0], 99).await;
    assert_eq!((stale(film.at[1]).await, stale(second).await), (1, 0));
    upload(&ctx, first, 98).await;
    assert_eq!(stale(second).await, 1);
}

async fn long_lists_are_copied_whole(ctx: TestCtx) {
    let path = ctx.scene().await;
    let main = active(&ctx, path.project).await;
    let asset = |number: usize| masters::ActiveModel {
        id: Set(AssetId::new()),
        project_id: Set(path.project),
        branch_id: Set(main),
        name: Set(format!("Lantern {number}")),
        asset_type: Set(AssetType::Prop),
        description: Set("Brass".into()),
        locked: Set(false),
        source: Set(AssetSource::Imported),
        created_at: Set(domain::db::now()),
        updated_at: Set(domain::db::now()),
        ..Default::default()
    };
    let all: Vec<_> = (0..450).map(asset).collect();
    let txn = ctx.db.begin().await.unwrap();
    let insert = masters::Entity::insert_many(all);
    insert.exec_without_returning(&txn).await.unwrap();
    txn.commit().await.unwrap();
    let ids: Vec<_> = assets_of(&ctx, path.project, main).await;
    let ids: Vec<_> = ids.into_iter().map(|asset| asset.id).collect();
    instances::add_many(&ctx, ctx.viewer, path, &ids)
        .await
        .unwrap();
    let branch = copy(&ctx, path.project).await;
    assert_eq!(assets_of(&ctx, path.project, branch).await.len(), 450);
    let scene = scenes_of(&ctx, path.project, branch).await.remove(0).id;
    let path = ScenePath { scene, ..path };
    let listed = instances::list(&ctx, ctx.viewer, path, &everything()).await;
    assert_eq!(listed.unwrap().rows.len(), 450);
}
