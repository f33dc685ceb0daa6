//! What archives did not always have: histories of masters, and what is sent along with a reference.

use super::hostile::{ATTEMPTS, entries, refused, with_rows};
use super::{bring, retold::retold};
use crate::whole::whole;
use domain::{
    entities::{assets, instance_references, instances, master_attempts},
    model::ids::{AssetId, MasterAttemptId, ProjectId},
    testing::TestCtx,
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};

on_both!(
    an_older_archive_comes_in_as_before,
    a_history_of_masters_that_breaks_the_rules_is_refused,
    an_asset_shows_its_selected_master_whatever_is_said,
    an_asset_whose_masters_are_all_deselected_has_none,
    a_master_that_cannot_be_restored_any_more_stays_behind,
    a_reference_that_breaks_the_rules_is_refused,
    what_was_sent_of_an_asset_that_is_gone_leads_nowhere,
);

const MASTERS: &str = "master_attempts";
const EXTRAS: &str = "instance_references";

fn rows<'a>(json: &'a mut Value, table: &str) -> &'a mut Vec<Value> {
    json[table].as_array_mut().unwrap()
}

/// Mara's masters: the first one deleted, then three live ones.
fn history(json: &mut Value) -> Vec<&mut Value> {
    let mara = rows(json, "project_assets");
    let mara = mara.iter().find(|asset| asset["name"] == "Mara").unwrap();
    let mara = mara["id"].clone();
    let all = rows(json, MASTERS).iter_mut();
    let mut history: Vec<_> = all.filter(|one| one["project_asset_id"] == mara).collect();
    history.sort_by_key(|one| one["attempt_number"].as_i64());
    assert_eq!(history.len(), 4);
    history
}

async fn cast(ctx: &TestCtx, film: ProjectId) -> Vec<assets::Model> {
    let cast = assets::Entity::find().filter(assets::Column::ProjectId.eq(film));
    cast.all(ctx.db.read()).await.unwrap()
}

async fn masters(ctx: &TestCtx, asset: AssetId) -> Vec<master_attempts::Model> {
    let of = master_attempts::Column::ProjectAssetId.eq(asset);
    let found = master_attempts::Entity::find().filter(of);
    found.all(ctx.db.read()).await.unwrap()
}

async fn mara(ctx: &TestCtx, film: ProjectId) -> assets::Model {
    let cast = cast(ctx, film).await;
    cast.into_iter().find(|asset| asset.name == "Mara").unwrap()
}

async fn an_older_archive_comes_in_as_before(ctx: TestCtx) {
    let all = entries(&ctx).await;
    let older = with_rows(&all, |json| {
        let tables = json.as_object_mut().unwrap();
        tables.remove(MASTERS).unwrap();
        tables.remove(EXTRAS).unwrap();
        for (table, column) in [
            ("project_assets", "next_attempt_number"),
            ("scene_asset_instances", "reference_weight"),
            (ATTEMPTS, "other_references"),
            (ATTEMPTS, "negative_prompt"),
        ] {
            for row in rows(json, table) {
                row.as_object_mut().unwrap().remove(column).unwrap();
            }
        }
    });
    let back = bring(&ctx, ctx.viewer, older).await.unwrap();
    let cast = cast(&ctx, back.id).await;
    let (with, without): (Vec<_>, Vec<_>) = cast
        .into_iter()
        .partition(|asset| asset.image_key_url.is_some());
    assert_eq!(with.len(), 2);
    for asset in with {
        let history = masters(&ctx, asset.id).await;
        let short: Vec<_> = history
            .iter()
            .map(|one| (one.attempt_number, one.is_selected, &one.storage_path))
            .collect();
        assert_eq!(short, [(1, true, &asset.storage_path)]);
        assert_eq!(asset.next_attempt_number, 2);
    }
    assert!(!without.is_empty());
    for asset in without {
        assert!(masters(&ctx, asset.id).await.is_empty());
        assert_eq!(asset.next_attempt_number, 1);
    }
    let here = instances::Entity::find().all(ctx.db.read()).await.unwrap();
    let weighed = here.iter().filter(|row| row.reference_weight != 1.0);
    assert_eq!(weighed.count(), 1, "that of the first film alone");
    whole(&ctx).await;
}

async fn a_history_of_masters_that_breaks_the_rules_is_refused(ctx: TestCtx) {
    let all = entries(&ctx).await;
    let selected = with_rows(&all, |json| {
        for one in history(json).into_iter().skip(1) {
            one["is_selected"] = json!(true);
        }
    });
    refused(&ctx, selected, "several selected").await;
    let deleted = with_rows(&all, |json| {
        for one in history(json) {
            one["is_selected"] = json!(one["attempt_number"] == 1);
        }
    });
    refused(&ctx, deleted, "one that is selected and deleted").await;
    let numbered = with_rows(&all, |json| {
        for one in history(json) {
            one["attempt_number"] = json!(3);
        }
    });
    refused(&ctx, numbered, "a number that is used twice").await;
    let endless = with_rows(&all, |json| {
        for asset in rows(json, "project_assets") {
            asset["next_attempt_number"] = json!(i32::MAX);
        }
    });
    refused(&ctx, endless, "no number for the next one").await;
    let crowded = with_rows(&all, |json| {
        let one = history(json)[2].clone();
        for number in 100..106 {
            let mut another = one.clone();
            another["id"] = json!(MasterAttemptId::new());
            another["attempt_number"] = json!(number);
            another["is_selected"] = json!(false);
            rows(json, MASTERS).push(another);
        }
    });
    refused(&ctx, crowded, "more than eight").await;
    let nobodys = with_rows(&all, |json| {
        history(json)[1]["project_asset_id"] = json!(AssetId::new());
    });
    refused(&ctx, nobodys, "a master of nobody").await;
    let shared = with_rows(&all, |json| {
        let mut history = history(json);
        for column in ["storage_path", "sha256", "file_size_bytes"] {
            history[1][column] = history[2][column].clone();
        }
    });
    refused(&ctx, shared, "two masters on one picture").await;
    let other = with_rows(&all, |json| {
        history(json)[2]["sha256"] = json!("00".repeat(32));
    });
    refused(&ctx, other, "a lie about the bytes").await;
}

async fn an_asset_shows_its_selected_master_whatever_is_said(ctx: TestCtx) {
    let all = entries(&ctx).await;
    let first = assets::Entity::find().one(ctx.db.read()).await.unwrap();
    let told = retold(&ctx, first.unwrap().project_id).await;
    let liar = with_rows(&all, |json| {
        for asset in rows(json, "project_assets") {
            asset["image_key_url"] = json!("https://example.com/a.png");
            asset["storage_path"] = json!("project_x/a.png");
            asset["sha256"] = json!("00".repeat(32));
            asset["width"] = json!(1);
            asset["original_filename"] = Value::Null;
            asset["next_attempt_number"] = json!(-3);
        }
        // What has no history keeps its picture, and must have it.
        let masters: Vec<_> = rows(json, MASTERS)
            .iter()
            .map(|one| one["project_asset_id"].clone())
            .collect();
        for asset in rows(json, "project_assets") {
            if !masters.contains(&asset["id"]) {
                asset["storage_path"] = Value::Null;
                asset["next_attempt_number"] = json!(1);
            }
        }
    });
    let back = bring(&ctx, ctx.viewer, liar).await.unwrap();
    assert_eq!(retold(&ctx, back.id).await, told);
    whole(&ctx).await;
}

async fn an_asset_whose_masters_are_all_deselected_has_none(ctx: TestCtx) {
    let all = entries(&ctx).await;
    let bare = with_rows(&all, |json| {
        for one in history(json) {
            one["is_selected"] = json!(false);
        }
    });
    let back = bring(&ctx, ctx.viewer, bare).await.unwrap();
    let asset = mara(&ctx, back.id).await;
    assert_eq!((asset.image_key_url, asset.storage_path), (None, None));
    assert_eq!(masters(&ctx, asset.id).await.len(), 4);
    assert_eq!(asset.next_attempt_number, 5);
    whole(&ctx).await;
}

async fn a_master_that_cannot_be_restored_any_more_stays_behind(ctx: TestCtx) {
    let all = entries(&ctx).await;
    let late = with_rows(&all, |json| {
        let nine_days_ago = domain::db::now() - chrono::TimeDelta::days(9);
        history(json)[0]["deleted_at"] = json!(nine_days_ago);
    });
    let back = bring(&ctx, ctx.viewer, late).await.unwrap();
    let asset = mara(&ctx, back.id).await;
    let numbers: Vec<_> = masters(&ctx, asset.id).await;
    let numbers: Vec<_> = numbers.iter().map(|one| one.attempt_number).collect();
    assert_eq!(numbers.len(), 3, "{numbers:?}");
    assert!(!numbers.contains(&1), "{numbers:?}");
    whole(&ctx).await;
}

async fn a_reference_that_breaks_the_rules_is_refused(ctx: TestCtx) {
    let all = entries(&ctx).await;
    for weight in [json!(0), json!(1.5), json!(-1), json!(null), json!("1")] {
        for (table, column) in [
            (EXTRAS, "weight"),
            ("scene_asset_instances", "reference_weight"),
        ] {
            let odd = with_rows(&all, |json| rows(json, table)[0][column] = weight.clone());
            refused(&ctx, odd, &format!("{table} {weight}")).await;
        }
    }
    let role = with_rows(&all, |json| rows(json, EXTRAS)[0]["role"] = json!("ghost"));
    refused(&ctx, role, "a role that nobody knows").await;
    let many = with_rows(&all, |json| {
        let one = rows(json, EXTRAS)[0].clone();
        rows(json, EXTRAS).extend(vec![one; 4]);
    });
    refused(&ctx, many, "more than are sent").await;
    let itself = with_rows(&all, |json| {
        let mara = history(json)[0]["project_asset_id"].clone();
        rows(json, EXTRAS)[0]["project_asset_id"] = mara;
    });
    refused(&ctx, itself, "an asset with itself").await;
    let elsewhere = with_rows(&all, |json| {
        let mut branch = rows(json, "branches")[0].clone();
        branch["id"] = json!(domain::model::ids::BranchId::new());
        branch["name"] = json!("elsewhere");
        let of = rows(json, EXTRAS)[0]["project_asset_id"].clone();
        for asset in rows(json, "project_assets") {
            if asset["id"] == of {
                asset["branch_id"] = branch["id"].clone();
            }
        }
        rows(json, "branches").push(branch);
    });
    let why = refused(&ctx, elsewhere, "an asset of another branch").await;
    assert!(why.contains("branch"), "{why}");
    let nobody = with_rows(&all, |json| {
        rows(json, EXTRAS)[0]["project_asset_id"] = json!(AssetId::new());
    });
    refused(&ctx, nobody, "an asset that is not there").await;
}

async fn what_was_sent_of_an_asset_that_is_gone_leads_nowhere(ctx: TestCtx) {
    use domain::{entities::attempts, model::views::OtherReference};
    let all = entries(&ctx).await;
    let gone = AssetId::new();
    let stranger = with_rows(&all, |json| {
        let rows = rows(json, ATTEMPTS).iter_mut();
        let mut sent = rows.filter(|row| row["other_references"][0].is_object());
        sent.next().unwrap()["other_references"][0]["assetId"] = json!(gone);
    });
    let back = bring(&ctx, ctx.viewer, stranger).await.unwrap();
    let cast = cast(&ctx, back.id).await;
    let made = attempts::Entity::find().all(ctx.db.read()).await.unwrap();
    let own = format!("project_{}/", back.id);
    let here = |one: &&attempts::Model| {
        let path = one.storage_path.as_ref();
        path.is_some_and(|path| path.starts_with(&own))
    };
    let sent: Vec<OtherReference> = made
        .iter()
        .filter(here)
        .filter_map(|one| one.other_references.clone())
        .flat_map(|json| serde_json::from_value::<Vec<OtherReference>>(json).unwrap())
        .collect();
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0].name, "Great hall");
    assert_ne!(sent[0].asset_id, gone);
    assert!(cast.iter().all(|asset| asset.id != sent[0].asset_id));
    let extras = instance_references::Entity::find().count(ctx.db.read());
    assert_eq!(extras.await.unwrap(), 4, "two in each film");
}
