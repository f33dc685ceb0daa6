//! The forms of one asset's pictures and jobs.

use super::{act, done, led, notice, state, there_and_back, undo};
use crate::client::{Api, instance};
use domain::{
    act::{Action, PanelAction},
    model::paths::InstancePath,
};
use serde_json::{Value, json};

async fn jobs(api: &Api, at: InstancePath) -> Vec<Value> {
    let address = format!("/api/projects/{}/jobs", at.project);
    let jobs = api.get(&address).await.expect(200);
    jobs.as_array().unwrap().clone()
}

/// Sends an action that begins a job, which the page then shows; answers the job.
async fn begun(api: &Api, at: InstancePath, fields: &str, says: &str) -> String {
    let fields = format!("instance={}&{fields}", at.instance);
    let reply = api.form(&act(at.scene()), &fields).await;
    let job = jobs(api, at).await[0]["jobId"].as_str().unwrap().to_owned();
    led(&reply, &format!("{}&show=job-{job}", at.address()));
    let said = notice(&reply);
    assert_eq!((said.error, said.text.as_str()), (false, says));
    job
}

#[tokio::test]
async fn a_picture_is_selected_deleted_and_restored() {
    let api = Api::sqlite().await;
    let at = api.instance(api.scene().await, "Mara.").await;
    let ids = api.pictures(at, 3).await;
    let select = format!("do=select&attempt={}", ids[2]);
    there_and_back(&api, at, &select, "Attempt 1 selected").await;
    let delete = format!("do=delete&attempt={}", ids[2]);
    let before = state(&api, at).await;
    let deleted = done(&api, at, &delete).await;
    let attempt = ids[2];
    assert_eq!(
        deleted.undo,
        Some(Action::Panel(PanelAction::Restore {
            instance: at.instance,
            attempt
        }))
    );
    let without = state(&api, at).await;
    assert_eq!(without["history"].as_array().unwrap().len(), 2);
    let restored = undo(&api, at.scene(), deleted).await;
    assert_eq!(notice(&restored).text, "Attempt 1 restored");
    // It counts as new, and is seen where it was.
    let numbers = |state: &Value| {
        let history = state["history"].as_array().unwrap();
        let number = |one: &Value| (one["id"].clone(), one["is_selected"].clone());
        history.iter().map(number).collect::<Vec<_>>()
    };
    assert_eq!(numbers(&state(&api, at).await), numbers(&before));
    undo(&api, at.scene(), notice(&restored)).await;
    assert_eq!(state(&api, at).await, without);
    let refused = done(&api, at, &format!("do=delete&attempt={}", ids[0])).await;
    assert_eq!(
        (refused.error, refused.text.as_str(), refused.undo),
        (true, "Select another image before deleting this one.", None)
    );
}

#[tokio::test]
async fn a_picture_is_drawn_and_its_job_is_shown() {
    let api = Api::sqlite().await;
    let at = api.instance(api.scene().await, "Mara.").await;
    let job = begun(&api, at, "do=generate", "Generating").await;
    let cancel = format!("do=cancel&job={job}");
    assert_eq!(done(&api, at, &cancel).await.text, "Generation cancelled");
    assert!(done(&api, at, &cancel).await.error);
    let retry = format!("do=retry&job={job}");
    begun(&api, at, &retry, "Generation started again").await;
    let queue = format!("/projects/{}/jobs", at.project);
    led(
        &api.form(&format!("{queue}/{job}/cancel"), "").await,
        &queue,
    );
    led(&api.form(&format!("{queue}/{job}/retry"), "").await, &queue);
    assert_eq!(jobs(&api, at).await.len(), 1);
}

#[tokio::test]
async fn who_draws_into_a_full_history_hears_what_leaves_it() {
    let api = Api::sqlite().await;
    let at = api.instance(api.scene().await, "Mara.").await;
    api.pictures(at, 8).await;
    let says = "Generating. The history is full: attempt 1 will make room and can be restored under \"Removed\"";
    begun(&api, at, "do=generate", says).await;
}

#[tokio::test]
async fn a_description_is_saved_and_its_versions_are_taken() {
    let api = Api::sqlite().await;
    let at = api.instance(api.scene().await, "Mara.").await;
    let saved = "Description saved";
    let wet = "do=describe&text=Wet+hair%2C%0D%0Acold.";
    let after = there_and_back(&api, at, wet, saved).await;
    assert_eq!(after["row"]["description_override"], "Wet hair,\ncold.");
    done(&api, at, wet).await;
    let dry = "do=describe&text=Dry.";
    there_and_back(&api, at, dry, saved).await;
    done(&api, at, dry).await;
    let first = "do=version&version=1";
    let after = there_and_back(&api, at, first, "Description version 1 taken").await;
    assert_eq!(after["row"]["effective_description"], "Wet hair,\ncold.");
    let master = "do=version&version=0";
    let after = there_and_back(&api, at, master, "Described as its master").await;
    assert_eq!(
        (
            &after["row"]["description_override"],
            &after["row"]["effective_description"]
        ),
        (&Value::Null, &json!("Mara."))
    );
    let none = format!("do=version&instance={}&version=9", at.instance);
    let reply = api.form(&act(at.scene()), &none).await;
    assert_eq!(reply.status.as_u16(), 404);
}

#[tokio::test]
async fn words_that_somebody_else_changed_meanwhile_are_kept_beside_theirs() {
    let api = Api::sqlite().await;
    let at = api.instance(api.scene().await, "Mara.").await;
    assert!(
        !done(&api, at, "do=describe&before=Mara.&text=Wet.")
            .await
            .error
    );
    let late = done(&api, at, "do=describe&before=Mara.&text=Torn.").await;
    assert_eq!(
        (late.error, late.text.as_str()),
        (
            true,
            "Somebody changed this description meanwhile. Your words were kept as version 2; select it to use them."
        )
    );
    let row = api.get(&instance(at)).await.expect(200);
    assert_eq!(row["description_override"], "Wet.");
    done(&api, at, "do=version&version=2").await;
    let row = api.get(&instance(at)).await.expect(200);
    assert_eq!(row["description_override"], "Torn.");
}
