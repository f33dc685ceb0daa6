//! The history of an asset's master.

use crate::client::{Api, Part, fields, instance, multipart, nothing};
use domain::{model::ids::MasterAttemptId, testing::png};
use serde_json::{Value, json};

/// An asset of a fresh film: its address.
async fn asset(api: &Api) -> String {
    let at = api.instance(api.scene().await, "Mara in the rain.").await;
    let row = api.get(&instance(at)).await.expect(200);
    let asset = row["project_asset_id"].as_str().unwrap();
    format!("/api/projects/{}/assets/{asset}", at.project)
}

/// Uploads that many masters and answers their history, newest first.
async fn uploaded(api: &Api, asset: &str, count: u8) -> Vec<Value> {
    for shade in 0..count {
        let picture = png(shade * 9 + 1);
        let sent = multipart(&format!("{asset}/upload-image"), &[Part::image(&picture)]);
        api.send(sent.body).await.expect(200);
    }
    listed(api, &format!("{asset}/attempts")).await
}

async fn listed(api: &Api, address: &str) -> Vec<Value> {
    let rows = api.get(address).await.expect(200);
    rows.as_array().unwrap().clone()
}

fn id(attempt: &Value) -> &str {
    attempt["id"].as_str().unwrap()
}

async fn flow(api: &Api) {
    let asset = asset(api).await;
    assert_eq!(uploaded(api, &asset, 0).await, Vec::<Value>::new());
    let all = uploaded(api, &asset, 3).await;
    assert_eq!(
        (&all[0]["attempt_number"], &all[0]["is_selected"]),
        (&json!(3), &json!(true))
    );
    let row = api.get(&asset).await.expect(200);
    assert_eq!(row["image_key_url"], all[0]["image_url"]);

    let first = format!("{asset}/attempts/{}", id(&all[2]));
    let selected = api
        .post(&format!("{first}/select"), nothing())
        .await
        .expect(200);
    assert_eq!(
        (&selected["is_selected"], &selected["attempt_number"]),
        (&json!(true), &json!(1))
    );
    let row = api.get(&asset).await.expect(200);
    assert_eq!(
        (&row["image_key_url"], &row["sha256"]),
        (&all[2]["image_url"], &all[2]["sha256"])
    );
    let refused = api.delete(&first).await;
    assert_eq!(
        refused.refusal(409, "conflict"),
        "Select another image before deleting this one."
    );

    let second = format!("{asset}/attempts/{}", id(&all[1]));
    let deleted = api.delete(&second).await;
    assert_eq!((deleted.status.as_u16(), deleted.body.len()), (204, 0));
    api.delete(&second).await.refusal(404, "not_found");
    assert_eq!(listed(api, &format!("{asset}/attempts")).await.len(), 2);
    let removed = listed(api, &format!("{asset}/attempts?deleted=true")).await;
    assert_eq!((removed.len(), id(&removed[0])), (1, id(&all[1])));
    // What can be restored can be seen.
    let picture = all[1]["image_url"].as_str().unwrap();
    assert_eq!(api.get(picture).await.status.as_u16(), 200);
    api.post(&format!("{second}/select"), nothing())
        .await
        .refusal(409, "conflict");
    for _ in 0..2 {
        let restored = api
            .post(&format!("{second}/restore"), nothing())
            .await
            .expect(200);
        assert_eq!(
            (&restored["deleted_at"], &restored["is_selected"]),
            (&json!(null), &json!(false))
        );
    }
    assert_eq!(listed(api, &format!("{asset}/attempts")).await.len(), 3);
}

#[tokio::test]
async fn masters_are_listed_selected_deleted_and_restored() {
    flow(&Api::sqlite().await).await;
}

#[tokio::test]
async fn masters_are_listed_selected_deleted_and_restored_on_postgres() {
    flow(&Api::postgres().await).await;
}

#[tokio::test]
async fn a_row_has_the_columns_names() {
    let api = Api::sqlite().await;
    let asset = asset(&api).await;
    let rows = uploaded(&api, &asset, 1).await;
    insta::assert_snapshot!(fields(&rows[0]).join(" "), @"attempt_number cost_credits created_at deleted_at entered_history_at file_size_bytes height id image_generation_job_id image_url is_selected mime_type negative_prompt original_filename project_asset_id prompt_snapshot provider seed sha256 source storage_path thumbhash updated_at width");
    assert_eq!(rows[0]["source"], "uploaded");
    assert_eq!(rows[0]["original_filename"], "mara.png");
}

#[tokio::test]
async fn a_locked_asset_refuses_every_change_of_its_history() {
    let api = Api::sqlite().await;
    let asset = asset(&api).await;
    let all = uploaded(&api, &asset, 3).await;
    let gone = format!("{asset}/attempts/{}", id(&all[2]));
    api.delete(&gone).await.expect(204);
    api.put(&asset, json!({"locked": true})).await.expect(200);
    let other = format!("{asset}/attempts/{}", id(&all[1]));
    let says = "This asset is locked. Unlock it to change it.";
    for reply in [
        api.post(&format!("{other}/select"), nothing()).await,
        api.delete(&other).await,
        api.post(&format!("{gone}/restore"), nothing()).await,
    ] {
        assert_eq!(reply.refusal(409, "conflict"), says);
    }
    let live = listed(&api, &format!("{asset}/attempts")).await;
    let ids: Vec<_> = live.iter().map(id).collect();
    assert_eq!(ids, [id(&all[0]), id(&all[1])]);
}

#[tokio::test]
async fn a_master_of_another_asset_is_not_there() {
    let api = Api::sqlite().await;
    let (here, there) = (asset(&api).await, asset(&api).await);
    let all = uploaded(&api, &there, 2).await;
    for stray in [id(&all[1]), &MasterAttemptId::new().to_string()] {
        let address = format!("{here}/attempts/{stray}");
        api.delete(&address).await.refusal(404, "not_found");
        for verb in ["select", "restore"] {
            api.post(&format!("{address}/{verb}"), nothing())
                .await
                .refusal(404, "not_found");
        }
    }
    assert_eq!(listed(&api, &format!("{there}/attempts")).await.len(), 2);
}

#[tokio::test]
async fn a_question_that_makes_no_sense_is_invalid() {
    let api = Api::sqlite().await;
    let asset = asset(&api).await;
    api.get(&format!("{asset}/attempts?deleted=perhaps"))
        .await
        .refusal(400, "invalid");
}
