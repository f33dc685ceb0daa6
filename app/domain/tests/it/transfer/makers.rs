//! Which jobs the pictures of an archive name. It may say what it likes: a job made what it was asked for, and made it
//! once.

use super::bring;
use super::hostile::{ATTEMPTS, entries, with_rows};
use crate::support::everything;
use crate::whole::whole;
use domain::{
    entities::{attempts, instances, jobs, master_attempts},
    jobs::queue,
    model::ids::{AssetId, ProjectId},
    testing::TestCtx,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use std::collections::HashSet;

on_both!(
    a_picture_keeps_the_job_that_made_it,
    a_picture_names_no_job_that_did_not_make_it,
);

const MASTERS: &str = "master_attempts";
const JOBS: &str = "image_generation_jobs";
const NAMED: &str = "image_generation_job_id";

/// Every picture of a film that names a job, with that job: those at masters by their asset, those in scenes by their
/// instance.
async fn made(ctx: &TestCtx, film: ProjectId) -> Vec<(AssetId, jobs::Model)> {
    let conn = ctx.db.read();
    let of = jobs::Column::ProjectId.eq(film);
    let jobs = jobs::Entity::find().filter(of).all(conn).await.unwrap();
    let job = |id| jobs.iter().find(|job| Some(job.id) == id).cloned();
    let masters = master_attempts::Entity::find().all(conn).await.unwrap();
    let in_scenes = attempts::Entity::find()
        .find_also_related(instances::Entity)
        .all(conn)
        .await
        .unwrap();
    let masters = masters
        .into_iter()
        .map(|one| (one.project_asset_id, one.image_generation_job_id));
    let in_scenes = in_scenes.into_iter().map(|(one, instance)| {
        let asset = instance.unwrap().project_asset_id;
        (asset, one.image_generation_job_id)
    });
    let all = masters.chain(in_scenes);
    all.filter_map(|(asset, id)| Some((asset, job(id)?)))
        .collect()
}

async fn a_picture_keeps_the_job_that_made_it(ctx: TestCtx) {
    let all = entries(&ctx).await;
    let same = with_rows(&all, |_| {});
    let back = bring(&ctx, ctx.viewer, same).await.unwrap();
    let made = made(&ctx, back.id).await;
    // One master, and one in a scene.
    assert_eq!(made.len(), 2);
    for (asset, job) in made {
        assert_eq!(job.project_asset_id, asset);
    }
}

/// The jobs of an archive that ended well: the one of a master, and the one of a scene.
fn ended(json: &Value) -> [Value; 2] {
    ["master_asset", "scene_asset"].map(|kind| {
        let all = json[JOBS].as_array().unwrap();
        let one = |job: &&Value| job["job_type"] == kind && job["status"] == "completed";
        all.iter().find(one).unwrap()["id"].clone()
    })
}

async fn a_picture_names_no_job_that_did_not_make_it(ctx: TestCtx) {
    let all = entries(&ctx).await;
    // All of them name one: the one that made it keeps it, and nobody else does.
    let one_for_all = with_rows(&all, |json| {
        let [master, in_scene] = ended(json);
        for (table, job) in [(MASTERS, master), (ATTEMPTS, in_scene)] {
            for row in json[table].as_array_mut().unwrap() {
                row[NAMED] = job.clone();
            }
        }
    });
    let back = bring(&ctx, ctx.viewer, one_for_all).await.unwrap();
    let kept = made(&ctx, back.id).await;
    assert_eq!(kept.len(), 2);
    for (asset, job) in kept {
        assert_eq!(job.project_asset_id, asset);
    }
    listed_once(&ctx, back.id).await;
    // Jobs of the other kind made none of them.
    let crossed = with_rows(&all, |json| {
        let [master, in_scene] = ended(json);
        for (table, job) in [(MASTERS, in_scene), (ATTEMPTS, master)] {
            for row in json[table].as_array_mut().unwrap() {
                row[NAMED] = job.clone();
            }
        }
    });
    let back = bring(&ctx, ctx.viewer, crossed).await.unwrap();
    assert_eq!(made(&ctx, back.id).await.len(), 0);
    listed_once(&ctx, back.id).await;
    // A job of nobody in particular made nothing in a scene.
    let lost = with_rows(&all, |json| {
        for job in json[JOBS].as_array_mut().unwrap() {
            job["scene_asset_instance_id"] = json!(null);
        }
    });
    let back = bring(&ctx, ctx.viewer, lost).await.unwrap();
    assert_eq!(made(&ctx, back.id).await.len(), 1);
    whole(&ctx).await;
}

/// Every job of a film stands in its list once.
async fn listed_once(ctx: &TestCtx, film: ProjectId) {
    let page = queue::page(ctx, ctx.viewer, film, None, &everything()).await;
    let listed: Vec<_> = page.unwrap().rows.iter().map(|job| job.job_id).collect();
    let once: HashSet<_> = listed.iter().collect();
    assert!(!listed.is_empty());
    assert_eq!(once.len(), listed.len());
}
