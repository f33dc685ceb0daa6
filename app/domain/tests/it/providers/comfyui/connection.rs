//! "Test connection": what is there, and what the workflow would miss.

use super::{
    paper::Comfy,
    stage::{node, with_reference, workflow},
};
use crate::providers::peer::Reply;
use domain::{
    model::kinds::JobErrorCode,
    providers::{ImageProvider, comfyui::ComfyUi},
};
use serde_json::json;

#[tokio::test]
async fn it_says_what_it_is_and_what_it_runs_on() {
    let comfy = Comfy::new().await;
    let told = comfy.provider(workflow()).test().await.unwrap();
    assert_eq!(
        told,
        "ComfyUI 0.3.40 on NVIDIA RTX 4090 is there, and has all 6 kinds of node of the workflow."
    );
    assert_eq!(comfy.paid(), 0);
}

#[tokio::test]
async fn it_names_the_nodes_that_are_missing() {
    let comfy = Comfy::new().await;
    comfy.lack("LoadImage");
    let mut config = comfy.config(with_reference());
    config
        .options
        .insert("without_reference".into(), workflow());
    let error = ComfyUi::new(config).unwrap().test().await.unwrap_err();
    assert_eq!(error.code, JobErrorCode::Permanent);
    assert!(
        error.message.contains("no nodes of the kind LoadImage."),
        "{}",
        error.message
    );
}

#[tokio::test]
async fn a_kind_of_node_with_spaces_is_asked_for_by_its_whole_name() {
    let comfy = Comfy::new().await;
    let mut graph = workflow();
    graph["11"] = node("Mine", "Power Lora / Loader?", json!({}));
    comfy.provider(graph).test().await.unwrap();
    let asked = comfy.asked("GET /object_info/Power%20Lora%20%2F%20Loader%3F");
    assert_eq!(asked.len(), 1);
}

#[tokio::test]
async fn whatever_answers_is_told_honestly() {
    for (reply, code, word) in [
        (
            Reply::bytes(401, "text/plain", "Who are you?"),
            JobErrorCode::AuthError,
            "Who are you?",
        ),
        (
            Reply::bytes(502, "text/plain", "Bad gateway"),
            JobErrorCode::Temporary,
            "Bad gateway",
        ),
        (
            Reply::bytes(200, "text/html", "<html>Hello</html>"),
            JobErrorCode::Permanent,
            "not JSON",
        ),
    ] {
        let comfy = Comfy::new().await;
        comfy.wrong("GET /system_stats", 1, move |_| reply.clone());
        let error = comfy.provider(workflow()).test().await.unwrap_err();
        assert_eq!(error.code, code);
        assert!(error.message.contains(word), "{}", error.message);
    }
}
