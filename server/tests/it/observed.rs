//! What can be seen of the process from outside: whether it can serve, its figures, its log.

use crate::{
    client::{Api, Part, instance, request, send},
    running::Running,
};
use axum::body::Body;
use domain::{
    ctx::Ctx,
    storage::Storage,
    testing::{TestCtx, png},
};
use serde_json::{Value, json};
use server::{router::router, state::AppState};
use tokio_util::sync::CancellationToken;

/// The value of a figure with these labels, or nothing.
fn figure(text: &str, name: &str) -> Option<f64> {
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    Some(
        line.trim()
            .parse()
            .unwrap_or_else(|err| panic!("{err}: {name}{line}")),
    )
}

async fn figures(api: &Api) -> String {
    let reply = api.get("/metrics").await;
    assert_eq!(reply.status, 200);
    assert!(
        reply
            .header("content-type")
            .starts_with("text/plain; version=0.0.4")
    );
    reply.text()
}

async fn ready(state: AppState) -> crate::client::Reply {
    let asked = request("GET", "/readyz").body(Body::empty()).unwrap();
    send(router(state), asked).await
}

#[tokio::test]
async fn a_process_that_ends_is_not_ready_any_more() {
    let test = TestCtx::sqlite().await;
    let stop = CancellationToken::new();
    let state = AppState::local(test.clone(), test.viewer).until(stop.clone());
    assert_eq!(ready(state.clone()).await.text(), "ready\n");
    stop.cancel();
    let reply = ready(state).await;
    reply.refusal(503, "unavailable");
    assert!(!reply.header("retry-after").is_empty());
}

#[tokio::test]
async fn without_its_database_or_store_a_process_is_up_but_not_ready() {
    let test = TestCtx::sqlite().await;
    let folder = tempfile::tempdir().unwrap();
    let pictures = folder.path().join("pictures");
    let ctx = Ctx {
        storage: Storage::local(&pictures).unwrap(),
        ..test.clone()
    };
    assert_eq!(
        ready(AppState::local(ctx.clone(), test.viewer))
            .await
            .status,
        200
    );
    std::fs::remove_dir_all(&pictures).unwrap();
    ready(AppState::local(ctx, test.viewer))
        .await
        .refusal(503, "unavailable");

    let api = Api::over(test);
    api.db.clone().close().await.unwrap();
    api.get("/readyz").await.refusal(503, "unavailable");
    assert_eq!(api.get("/healthz").await.status, 200);
    // What the process itself counted is told all the same.
    let text = figures(&api).await;
    assert!(text.contains("throughline_http_requests_total{"), "{text}");
    assert!(!text.contains("throughline_jobs{"), "{text}");
}

#[tokio::test]
async fn requests_are_counted_by_route_and_never_by_path() {
    let api = Api::sqlite().await;
    let at = api.scene().await;
    let address = format!("/api/projects/{}", at.project);
    let shown = "throughline_http_requests_total{method=\"GET\",route=\"/api/projects/{project}\",status=\"200\"}";
    let before = figure(&figures(&api).await, shown).unwrap_or(0.0);
    api.get(&address).await.expect(200);
    api.get(&address).await.expect(200);
    api.get("/nowhere/at/all?token=s3cret").await;
    api.call("BREW", &address, json!({})).await;
    let text = figures(&api).await;
    // Other tests may count in the same process.
    assert!(figure(&text, shown).unwrap() >= before + 2.0, "{text}");
    let timed = "throughline_http_request_duration_seconds_bucket{method=\"GET\",route=\"/api/projects/{project}\",le=\"+Inf\"}";
    assert!(figure(&text, timed).unwrap() >= 2.0, "{text}");
    assert!(
        text.contains("{method=\"GET\",route=\"none\",status=\"404\"}"),
        "{text}"
    );
    assert!(text.contains("method=\"other\""), "{text}");
    for hidden in [at.project.to_string().as_str(), "nowhere", "s3cret", "BREW"] {
        assert!(!text.contains(hidden), "{hidden}\n{text}");
    }
}

async fn what_is_stored_and_waits_is_counted(api: &Api) {
    let at = api.scene().await;
    let mara = api.instance(at, "soaked through").await;
    api.pictures(mara, 2).await;
    let drawn = api
        .post(&format!("{}/generate-image", instance(mara)), json!({}))
        .await
        .expect(202);
    assert_eq!(drawn["status"], "queued");
    let text = figures(api).await;
    assert_eq!(figure(&text, "throughline_storage_objects "), Some(2.0));
    let rows = api
        .get(&format!("{}/attempts", instance(mara)))
        .await
        .expect(200);
    let bytes: f64 = rows
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["file_size_bytes"].as_f64().unwrap())
        .sum();
    assert_eq!(figure(&text, "throughline_storage_bytes "), Some(bytes));
    let queued = text
        .lines()
        .find(|line| line.starts_with("throughline_jobs{state=\"queued\","))
        .unwrap_or_else(|| panic!("{text}"));
    assert!(queued.ends_with("} 1"), "{queued}");
    assert!(figure(&text, "throughline_queue_age_seconds ").unwrap() >= 0.0);
    assert!(
        figure(&text, "throughline_database_connections{state=\"idle\"}").is_some(),
        "{text}"
    );
    assert!(text.contains("throughline_build_info{version=\""), "{text}");
}

#[tokio::test]
async fn what_is_stored_and_waits_is_counted_on_sqlite() {
    what_is_stored_and_waits_is_counted(&Api::sqlite().await).await;
}

#[tokio::test]
async fn what_is_stored_and_waits_is_counted_on_postgres() {
    what_is_stored_and_waits_is_counted(&Api::postgres().await).await;
}

#[tokio::test]
async fn every_family_of_figures_says_what_it_is() {
    let api = Api::sqlite().await;
    let mara = api.instance(api.scene().await, "soaked through").await;
    api.upload(mara, &[Part::image(&png(1))]).await.expect(200);
    let text = figures(&api).await;
    let named = |line: &str| line.split(['{', ' ']).next().unwrap().to_owned();
    for line in text
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
    {
        let name = named(line);
        let family = ["_bucket", "_sum", "_count"]
            .iter()
            .find_map(|end| name.strip_suffix(end))
            .unwrap_or(&name);
        assert!(
            text.contains(&format!("# TYPE {family} ")),
            "{family}\n{text}"
        );
        assert!(
            text.contains(&format!("# HELP {family} ")),
            "{family}\n{text}"
        );
    }
}

#[test]
fn a_request_is_one_line_of_json_without_a_secret() {
    let folder = tempfile::tempdir().unwrap();
    let running = Running::start(folder.path(), &["--no-sample", "--log", "json"]);
    let secrets = [
        ("Cookie", "session=s3cret-cookie"),
        ("Authorization", "Bearer s3cret-token"),
        ("X-Request-Id", "one"),
    ];
    let body = "{\"title\":\"s3cret-body\"}";
    running.send("POST", "/api/projects?word=s3cret-query", &secrets, body);
    running.send(
        "GET",
        "/media/attempts/0198c0de-0000-7000-8000-000000000000",
        &secrets,
        "",
    );
    let me = running.text("/api/me");
    let log = running.logged();
    assert!(!log.contains("s3cret"), "{log}");
    let lines: Vec<Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|err| panic!("{err}: {line}")))
        .collect();
    let requests: Vec<_> = lines
        .iter()
        .filter(|line| line["target"] == "request")
        .collect();
    assert_eq!(requests.len(), 3, "{log}");
    let made = requests[0];
    assert_eq!(
        (
            &made["id"],
            &made["method"],
            &made["route"],
            &made["status"]
        ),
        (
            &json!("one"),
            &json!("POST"),
            &json!("/api/projects"),
            &json!(201)
        )
    );
    assert!(made["duration_ms"].as_f64().unwrap() > 0.0);
    assert!(me.contains(made["user"].as_str().unwrap()), "{me}: {made}");
    assert_eq!(requests[1]["route"], "/media/attempts/{attempt}");
    assert!(!requests[1].to_string().contains("0198c0de"), "{log}");
}

#[test]
fn a_log_for_people_has_no_line_for_a_request() {
    let folder = tempfile::tempdir().unwrap();
    let running = Running::start(folder.path(), &["--no-sample"]);
    assert!(running.text("/api/projects").ends_with("[]"));
    let log = running.logged();
    assert!(!log.contains("duration_ms"), "{log}");
    assert!(log.contains("stopping"), "{log}");
}
