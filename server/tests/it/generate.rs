//! Asking for pictures, and the jobs that make them.

use crate::client::{Api, fields, instance, nothing, scene};
use domain::model::{ids::InstanceId, paths::InstancePath};
use serde_json::{Value, json};

async fn place(description: &str) -> (Api, InstancePath) {
    let api = Api::sqlite().await;
    let at = api.instance(api.scene().await, description).await;
    (api, at)
}

async fn generate(api: &Api, at: InstancePath, body: Value) -> Value {
    api.post(&format!("{}/generate-image", instance(at)), body)
        .await
        .expect(202)
}

async fn job(api: &Api, id: &Value) -> Value {
    api.get(&format!("/api/images/jobs/{}", id.as_str().unwrap()))
        .await
        .expect(200)
}

#[tokio::test]
async fn a_job_ends_with_a_picture() {
    let (api, at) = place("Mara.").await;
    let queued = generate(&api, at, json!({"seed": 7})).await;
    assert_eq!(fields(&queued), ["jobId", "status"]);
    assert_eq!(queued["status"], "queued");
    assert_eq!(
        job(&api, &queued["jobId"]).await["cost"],
        json!({"estimated": 0.04, "actual": null})
    );
    api.work().await;
    let done = job(&api, &queued["jobId"]).await;
    assert_eq!(
        (&done["status"], &done["cost"]["actual"]),
        (&json!("completed"), &json!(0.04)),
        "{done}"
    );
    let row = api.get(&instance(at)).await.expect(200);
    assert_eq!(done["publicUrl"], row["image_key_url"]);
    assert!(
        done["completedAt"].is_string()
            && done["createdAt"].is_string()
            && done.get("error").is_none()
    );
    assert_eq!(
        api.get(done["publicUrl"].as_str().unwrap())
            .await
            .status
            .as_u16(),
        200
    );
    let attempt = &api
        .get(&format!("{}/attempts", instance(at)))
        .await
        .expect(200)[0];
    assert_eq!(
        (&attempt["seed"], &attempt["cost_credits"]),
        (&json!(7), &json!(0.04))
    );
    let listed = api
        .get(&format!(
            "/api/projects/{}/jobs?status=completed",
            at.project
        ))
        .await
        .expect(200);
    assert_eq!(listed, json!([done]));
    api.get(&format!("/api/projects/{}/jobs?status=done", at.project))
        .await
        .refusal(400, "invalid");
}

#[tokio::test]
async fn a_failed_job_says_why_and_can_be_tried_again() {
    let (api, at) = place("[refuse]").await;
    let id = generate(&api, at, nothing()).await["jobId"].clone();
    api.work().await;
    let failed = job(&api, &id).await;
    let error = json!({"code": "PERMANENT", "message": "The fake provider refuses this description.", "failureStage": "generating"});
    assert_eq!(
        (&failed["status"], &failed["error"]),
        (&json!("failed"), &error)
    );
    let address = format!("/api/images/jobs/{}", id.as_str().unwrap());
    api.post(&format!("{address}/cancel"), nothing())
        .await
        .refusal(409, "conflict");
    let again = api
        .post(&format!("{address}/retry"), nothing())
        .await
        .expect(200);
    assert_eq!(again["status"], "queued");
    api.post(&format!("{address}/retry"), nothing())
        .await
        .refusal(409, "conflict");
    let ended = api
        .post(&format!("{address}/cancel"), nothing())
        .await
        .expect(200);
    assert_eq!(
        (&ended["status"], &ended["error"]["code"]),
        (&json!("cancelled"), &json!("CANCELLED"))
    );
}

#[tokio::test]
async fn a_key_that_was_seen_answers_its_job() {
    let (api, at) = place("Mara.").await;
    let first = generate(&api, at, json!({"idempotencyKey": "one"})).await;
    assert_eq!(
        generate(&api, at, json!({"idempotencyKey": "one"})).await,
        first
    );
    let other = api.instance(at.scene(), "Jonas.").await;
    let reply = api
        .post(
            &format!("{}/generate-image", instance(other)),
            json!({"idempotencyKey": "one"}),
        )
        .await;
    reply.refusal(409, "conflict");
    let reply = api
        .post(
            &format!("{}/generate-image", instance(at)),
            json!({"provider": "nobody"}),
        )
        .await;
    reply.refusal(400, "invalid");
    let reply = api
        .post(
            &format!("{}/generate-image", instance(at)),
            json!({"seed": "seven"}),
        )
        .await;
    reply.refusal(400, "invalid");
}

#[tokio::test]
async fn many_are_asked_for_each_by_itself() {
    let (api, at) = place("Mara.").await;
    let locked = api.instance(at.scene(), "Jonas.").await;
    api.put(&instance(locked), json!({"locked": true}))
        .await
        .expect(200);
    let unknown = InstanceId::new();
    let address = format!("{}/assets/bulk-generate", scene(at.scene()));
    let ids = json!({"instanceIds": [at.instance, locked.instance, at.instance.to_string().to_uppercase(), unknown, "x"]});
    let body = api.post(&address, ids).await.expect(202);
    let results = body["results"].as_array().unwrap();
    let shown: Vec<_> = results
        .iter()
        .map(|row| {
            (
                row["instanceId"].as_str().unwrap().to_owned(),
                row["success"] == true,
            )
        })
        .collect();
    let expected = [
        (at.instance.to_string(), true),
        (locked.instance.to_string(), false),
        (unknown.to_string(), false),
        ("x".to_owned(), false),
    ];
    assert_eq!(shown, expected);
    assert_eq!(fields(&results[0]), ["instanceId", "jobId", "success"]);
    assert_eq!(fields(&results[1]), ["error", "instanceId", "success"]);
    api.post(&address, json!({"instanceIds": []}))
        .await
        .refusal(400, "invalid");
    api.post(&address, nothing()).await.refusal(400, "invalid");
    api.post(&address, json!({"instanceIds": [7]}))
        .await
        .refusal(400, "invalid");
    api.post(&address, json!({"instanceIds": vec!["x"; 1_001]}))
        .await
        .refusal(400, "invalid");
    let many = api
        .post(&address, json!({"instanceIds": vec!["x"; 1_000]}))
        .await
        .expect(202);
    assert_eq!(many["results"].as_array().unwrap().len(), 1);
}
