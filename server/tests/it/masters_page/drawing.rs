//! The form that has masters drawn, and the jobs that it makes.

use super::{
    Place,
    acting::{done, sent},
    shown,
};
use crate::{client::Api, forms::notice};
use serde_json::{Value, json};
use std::collections::BTreeSet;

async fn jobs(api: &Api, place: Place) -> Vec<Value> {
    let address = format!("/api/projects/{}/jobs", place.project);
    let jobs = api.get(&address).await.expect(200);
    jobs.as_array().unwrap().clone()
}

#[tokio::test]
async fn masters_are_drawn_and_the_first_job_is_shown() {
    let api = Api::sqlite().await;
    let place = Place::new(&api, "Mara.").await;
    let fields = format!(
        "do=generate&asset={}&provider=sketch&count=4&negative=",
        place.asset
    );
    let reply = sent(&api, place, &fields).await;
    assert_eq!(notice(&reply).text, "Generating 4 variations");
    let asked = jobs(&api, place).await;
    assert_eq!(asked.len(), 4);
    assert!(asked.iter().all(|job| job["provider"] == "sketch"));
    let first = asked[3]["jobId"].as_str().unwrap();
    let shown = format!("{}&show=job-{first}", place.address());
    assert_eq!(reply.header("location"), shown);
    api.work().await;
    let history = place.history(&api).await;
    let seeds: BTreeSet<_> = history.iter().map(|one| one["seed"].as_i64()).collect();
    assert_eq!((history.len(), seeds.len()), (4, 4));
}

#[tokio::test]
async fn what_is_not_to_be_seen_is_kept_and_stands_there_next_time() {
    let api = Api::sqlite().await;
    let place = Place::new(&api, "Mara.").await;
    let fields = format!(
        "do=generate&asset={}&provider=fake&negative=crowds+%26+cars",
        place.asset
    );
    let said = notice(&sent(&api, place, &fields).await);
    assert_eq!((said.error, said.text.as_str()), (false, "Generating"));
    let page = shown(&api, &place.address()).await;
    assert!(page.contains("crowds &amp; cars"), "{page}");
    let says = "takes no negative prompt; it is not sent";
    assert!(page.contains(&format!("sketch {says}.")), "{page}");
    let fields = fields.replace("provider=fake", "provider=sketch");
    let said = notice(&sent(&api, place, &fields).await);
    assert_eq!(
        (said.error, said.text),
        (false, format!("Generating. sketch {says}"))
    );
    assert_eq!(jobs(&api, place).await.len(), 2);
}

#[tokio::test]
async fn a_form_that_is_left_empty_takes_back_what_was_not_to_be_seen() {
    let api = Api::sqlite().await;
    let place = Place::new(&api, "Mara.").await;
    let draw = format!("do=generate&asset={}&provider=fake", place.asset);
    sent(&api, place, &format!("{draw}&negative=crowds%2C%0D%0Acars")).await;
    let page = shown(&api, &place.address()).await;
    // The field ends its lines as the words do.
    let kept = page.split("crowds,").nth(1).expect("the words");
    assert!(
        !kept.starts_with('\r') && !kept.starts_with("&#13;"),
        "{page}"
    );
    sent(&api, place, &format!("{draw}&negative=")).await;
    let page = shown(&api, &place.address()).await;
    assert!(!page.contains("crowds"), "{page}");
}

#[tokio::test]
async fn who_draws_into_a_full_history_hears_what_leaves_it() {
    let api = Api::sqlite().await;
    let place = Place::new(&api, "Mara.").await;
    for shade in 0..8 {
        place.upload(&api, shade * 9 + 1).await;
    }
    let reply = sent(&api, place, &format!("do=generate&asset={}", place.asset)).await;
    assert_eq!(
        notice(&reply).text,
        "Generating. The history is full: attempt 1 will make room and can be restored under \"Removed\""
    );
}

#[tokio::test]
async fn a_job_is_cancelled_and_tried_again() {
    let api = Api::sqlite().await;
    let place = Place::new(&api, "Mara.").await;
    sent(&api, place, &format!("do=generate&asset={}", place.asset)).await;
    let job = jobs(&api, place).await[0]["jobId"].clone();
    let job = job.as_str().unwrap();
    let cancel = format!("do=cancel&job={job}");
    assert_eq!(
        done(&api, place, &cancel).await.text,
        "Generation cancelled"
    );
    assert!(done(&api, place, &cancel).await.error);
    let retry = format!("do=retry&asset={}&job={job}", place.asset);
    let reply = sent(&api, place, &retry).await;
    assert_eq!(notice(&reply).text, "Generation started again");
    let shown = format!("{}&show=job-{job}", place.address());
    assert_eq!(reply.header("location"), shown);
}

#[tokio::test]
async fn a_job_of_a_scene_is_not_ended_here() {
    let api = Api::sqlite().await;
    let place = Place::new(&api, "Mara.").await;
    let generate = format!("{}/generate-image", crate::client::instance(place.at));
    let made = api.post(&generate, json!({})).await.expect(202);
    let job = made["jobId"].as_str().unwrap();
    let fields = format!("do=cancel&asset={}&job={job}", place.asset);
    let reply = api.form(&format!("{}/act", place.page()), &fields).await;
    assert_eq!(reply.status.as_u16(), 404);
    assert_eq!(jobs(&api, place).await[0]["status"], "queued");
}
