//! Branches of a film, and what the API adds to asking for pictures: a master's own, and keys in a header.

use crate::client::{Api, fields, instance, nothing, request};
use axum::{body::Body, http::header};
use serde_json::{Value, json};

#[tokio::test]
async fn a_branch_is_made_activated_and_deleted() {
    let api = Api::sqlite().await;
    let at = api.instance(api.scene().await, "Mara.").await;
    let film = format!("/api/projects/{}", at.project);
    let all = format!("{film}/branches");
    let main = api.get(&all).await.expect(200)[0].clone();
    assert_eq!(
        (&main["name"], &main["parent_branch_id"]),
        (&json!("main"), &json!(null))
    );
    let copy = json!({"name": "night", "fromBranchId": main["id"]});
    let made = api.post(&all, copy.clone()).await.expect(201);
    insta::assert_snapshot!(fields(&made).join(" "), @"created_at id name parent_branch_id project_id updated_at");
    assert_eq!(made["parent_branch_id"], main["id"]);
    api.post(&all, copy).await.refusal(409, "conflict");
    let scenes =
        |branch: &Value| format!("{film}/scenes?branch={}", branch["id"].as_str().unwrap());
    let copied = api.get(&scenes(&made)).await.expect(200);
    assert_eq!(copied.as_array().unwrap().len(), 1);
    assert_ne!(copied[0]["id"], at.scene.to_string());

    let one = |branch: &Value| format!("{all}/{}", branch["id"].as_str().unwrap());
    let active = api
        .post(&format!("{}/activate", one(&made)), nothing())
        .await
        .expect(200);
    assert_eq!(active["id"], made["id"]);
    assert_eq!(
        api.get(&film).await.expect(200)["active_branch_id"],
        made["id"]
    );
    api.delete(&one(&made)).await.refusal(409, "conflict");
    api.post(&format!("{}/activate", one(&main)), nothing())
        .await
        .expect(200);
    api.delete(&one(&made)).await.expect(204);
    api.delete(&one(&made)).await.refusal(404, "not_found");
}

#[tokio::test]
async fn a_branch_of_another_film_is_not_there() {
    let api = Api::sqlite().await;
    let here = api.scene().await.project;
    let other = api
        .post("/api/projects", json!({"title": "The Keeper"}))
        .await
        .expect(201);
    let branch = other["active_branch_id"].as_str().unwrap();
    for address in [
        format!("/api/projects/{here}/branches/{branch}/activate"),
        format!("/api/projects/{here}/branches/main/activate"),
    ] {
        api.post(&address, nothing())
            .await
            .refusal(404, "not_found");
    }
    api.delete(&format!("/api/projects/{here}/branches/{branch}"))
        .await
        .refusal(404, "not_found");
    let copy = json!({"name": "night", "fromBranchId": branch});
    api.post(&format!("/api/projects/{here}/branches"), copy)
        .await
        .refusal(404, "not_found");
}

#[tokio::test]
async fn a_master_is_drawn_by_a_job() {
    let api = Api::sqlite().await;
    let at = api.instance(api.scene().await, "Mara.").await;
    let row = api.get(&instance(at)).await.expect(200);
    let asset = format!(
        "/api/projects/{}/assets/{}",
        at.project,
        row["project_asset_id"].as_str().unwrap()
    );
    let queued = api
        .post(&format!("{asset}/generate-image"), nothing())
        .await
        .expect(202);
    // The whole job, as it is shown everywhere.
    assert_eq!(
        (&queued["status"], &queued["provider"]),
        (&json!("queued"), &json!("fake"))
    );
    api.work().await;
    let job = format!("/api/images/jobs/{}", queued["jobId"].as_str().unwrap());
    let job = api.get(&job).await.expect(200);
    assert_eq!(job["status"], "completed", "{job}");
    let drawn = api.get(&asset).await.expect(200);
    assert_eq!(drawn["image_key_url"], job["publicUrl"]);
    let picture = drawn["image_key_url"].as_str().unwrap();
    assert_eq!(api.get(picture).await.status, 200);
}

#[tokio::test]
async fn a_key_in_the_header_counts_unless_the_body_has_one() {
    let api = Api::sqlite().await;
    let at = api.instance(api.scene().await, "Mara.").await;
    let ask = async |key: &[u8], body: Value| {
        let request = request("POST", &format!("{}/generate-image", instance(at)))
            .header(header::CONTENT_TYPE, "application/json")
            .header("Idempotency-Key", key);
        api.send(request.body(Body::from(body.to_string())).unwrap())
            .await
    };
    let first = ask(b"one", nothing()).await.expect(202);
    assert_eq!(ask(b"one", nothing()).await.expect(202), first);
    let second = ask(b"one", json!({"idempotencyKey": "two"})).await;
    assert_ne!(second.expect(202)["jobId"], first["jobId"]);
    let third = ask(b"two", nothing()).await;
    assert_eq!(third.expect(202)["jobId"], second.json()["jobId"]);
    ask(b"\xff", nothing()).await.refusal(400, "invalid");
}
