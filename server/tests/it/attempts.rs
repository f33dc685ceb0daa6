//! The history of an instance.

use crate::client::{Api, fields, instance, nothing};
use domain::model::ids::AttemptId;
use serde_json::json;

async fn flow(api: &Api) {
    let at = api.instance(api.scene().await, "Mara in the rain.").await;
    let address = instance(at);
    let ids = api.pictures(at, 3).await;
    let listed = api.get(&format!("{address}/attempts")).await.expect(200);
    assert_eq!(listed[0]["attempt_number"], 3);
    assert_eq!(listed[0]["is_selected"], true);
    assert_eq!(
        listed[0]["image_url"],
        format!("/media/attempts/{}", ids[0])
    );

    let selected = api
        .post(&format!("{address}/attempts/{}/select", ids[2]), nothing())
        .await
        .expect(200);
    assert_eq!(
        (&selected["is_selected"], &selected["attempt_number"]),
        (&json!(true), &json!(1))
    );
    let row = api.get(&address).await.expect(200);
    assert_eq!(row["image_key_url"], format!("/media/attempts/{}", ids[2]));

    let refused = api.delete(&format!("{address}/attempts/{}", ids[2])).await;
    assert_eq!(
        refused.refusal(409, "conflict"),
        "Select another image before deleting this one."
    );
    let deleted = api.delete(&format!("{address}/attempts/{}", ids[1])).await;
    assert_eq!((deleted.status.as_u16(), deleted.body.len()), (204, 0));
    api.delete(&format!("{address}/attempts/{}", ids[1]))
        .await
        .refusal(404, "not_found");

    let live = api.get(&format!("{address}/attempts")).await.expect(200);
    assert_eq!(live.as_array().unwrap().len(), 2);
    let removed = api
        .get(&format!("{address}/attempts?deleted=true"))
        .await
        .expect(200);
    assert_eq!(removed[0]["id"], ids[1].to_string());
    api.post(&format!("{address}/attempts/{}/select", ids[1]), nothing())
        .await
        .refusal(409, "conflict");

    let restored = api
        .post(&format!("{address}/attempts/{}/restore", ids[1]), nothing())
        .await
        .expect(200);
    assert_eq!(
        (&restored["deleted_at"], &restored["is_selected"]),
        (&json!(null), &json!(false))
    );
    api.post(&format!("{address}/attempts/{}/restore", ids[1]), nothing())
        .await
        .expect(200);
    let live = api.get(&format!("{address}/attempts")).await.expect(200);
    assert_eq!(live.as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn attempts_are_listed_selected_deleted_and_restored() {
    flow(&Api::sqlite().await).await;
}

#[tokio::test]
async fn attempts_are_listed_selected_deleted_and_restored_on_postgres() {
    flow(&Api::postgres().await).await;
}

#[tokio::test]
async fn a_row_has_the_columns_names() {
    let api = Api::sqlite().await;
    let at = api.instance(api.scene().await, "Mara.").await;
    api.pictures(at, 1).await;
    let rows = api
        .get(&format!("{}/attempts", instance(at)))
        .await
        .expect(200);
    insta::assert_snapshot!(fields(&rows[0]).join(" "), @"attempt_number copied_from_url cost_credits created_at deleted_at entered_history_at file_size_bytes height id image_generation_job_id image_url is_selected mime_type negative_prompt original_filename other_references prompt_snapshot provider reference_snapshot scene_asset_instance_id seed sha256 source storage_path thumbhash updated_at width");
    assert_eq!(rows[0]["source"], "uploaded");
    assert!(rows[0]["created_at"].as_str().unwrap().ends_with('Z'));
}

#[tokio::test]
async fn a_question_that_makes_no_sense_is_invalid() {
    let api = Api::sqlite().await;
    let at = api.instance(api.scene().await, "Mara.").await;
    api.get(&format!("{}/attempts?deleted=perhaps", instance(at)))
        .await
        .refusal(400, "invalid");
}

#[tokio::test]
async fn an_attempt_of_another_instance_is_not_there() {
    let api = Api::sqlite().await;
    let path = api.scene().await;
    let (here, there) = (
        api.instance(path, "Mara.").await,
        api.instance(path, "Jonas.").await,
    );
    let ids = api.pictures(there, 2).await;
    let address = format!("{}/attempts/{}", instance(here), ids[1]);
    api.delete(&address).await.refusal(404, "not_found");
    api.post(&format!("{address}/select"), nothing())
        .await
        .refusal(404, "not_found");
    api.post(&format!("{address}/restore"), nothing())
        .await
        .refusal(404, "not_found");
    let address = format!("{}/attempts/{}/select", instance(here), AttemptId::new());
    api.post(&address, nothing())
        .await
        .refusal(404, "not_found");
}
