//! Figures for Prometheus at `/metrics`, and the one line that every request leaves in the log.
//!
//! Requests are counted as they are answered. Everything else is looked up when it is asked for, a few seconds at most
//! before. Labels have few values: a route is named as the router knows it, never by its raw path.

use crate::{logs::REQUESTS, state::AppState};
use axum::{
    Extension, Router,
    extract::{MatchedPath, Request, State},
    http::{Extensions, Method, header},
    middleware::Next,
    response::{IntoResponse, Response},
    routing::get,
};
use domain::{
    ctx::{Ctx, Viewer},
    db::as_system,
    error::{Error, Result},
    model::ids::UserId,
    services::figures::{self, Figures, JobFigure},
};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use std::{
    fmt::Write,
    sync::{Arc, LazyLock, OnceLock},
    time::{Duration, Instant},
};
use tokio::sync::Mutex;
use tokio_util::sync::CancellationToken;
use tower_http::request_id::RequestId;

const REQUESTS_TOTAL: &str = "throughline_http_requests_total";
const REQUEST_SECONDS: &str = "throughline_http_request_duration_seconds";
/// From an attempt that is selected to an upload over a slow line.
const BUCKETS: [f64; 13] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 60.0,
];
/// How old looked-up figures may be: however often somebody asks, the database is asked this often.
const FRESH: Duration = Duration::from_secs(5);
/// How long the looking up may take.
const PATIENCE: Duration = Duration::from_secs(2);
/// How often counts are gathered though nobody asks for them.
const UPKEEP: Duration = Duration::from_secs(5);

/// What counts the requests of this process.
static COUNTS: LazyLock<PrometheusHandle> = LazyLock::new(|| {
    let builder = PrometheusBuilder::new();
    let matched = Matcher::Full(REQUEST_SECONDS.to_owned());
    let recorder = match builder.set_buckets_for_metric(matched, &BUCKETS) {
        Ok(builder) => builder.build_recorder(),
        // Only an empty list of buckets is refused.
        Err(_) => PrometheusBuilder::new().build_recorder(),
    };
    let handle = recorder.handle();
    if ::metrics::set_global_recorder(recorder).is_err() {
        tracing::error!("something else counts in this process already");
    }
    ::metrics::describe_counter!(REQUESTS_TOTAL, "Requests that were answered.");
    ::metrics::describe_histogram!(REQUEST_SECONDS, "How long the answers took to begin.");
    handle
});

/// The figures that were looked up last, and when.
#[derive(Clone, Default)]
struct Looked(Arc<Mutex<Option<(Instant, Figures)>>>);

/// Who turned out to ask. It is known further in than where requests are counted.
#[derive(Clone, Default)]
struct Asker(Arc<OnceLock<UserId>>);

/// `/metrics`.
pub fn routes() -> Router<AppState> {
    LazyLock::force(&COUNTS);
    Router::new()
        .route("/metrics", get(show))
        .layer(Extension(Looked::default()))
}

/// Gathers what was counted, so that it does not pile up where nobody asks for it.
pub async fn upkeep(stop: CancellationToken) {
    while stop
        .run_until_cancelled(tokio::time::sleep(UPKEEP))
        .await
        .is_some()
    {
        COUNTS.run_upkeep();
    }
}

/// Counts a request, and writes its line into the log. Stands around everything that may answer.
pub async fn measure(mut request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let asker = Asker::default();
    request.extensions_mut().insert(asker.clone());
    let id = id(request.extensions());
    let method = method(request.method());
    let matched = request.extensions().get::<MatchedPath>().cloned();
    let route = matched.as_ref().map_or("none", MatchedPath::as_str);
    let response = next.run(request).await;
    let (status, took) = (response.status(), begun.elapsed());
    ::metrics::counter!(
        REQUESTS_TOTAL,
        "method" => method, "route" => route.to_owned(), "status" => status.as_str().to_owned()
    )
    .increment(1);
    ::metrics::histogram!(REQUEST_SECONDS, "method" => method, "route" => route.to_owned())
        .record(took);
    tracing::info!(
        target: REQUESTS,
        id,
        method,
        route,
        status = status.as_u16(),
        duration_ms = took.as_secs_f64() * 1_000.0,
        user = asker.0.get().map(tracing::field::display),
    );
    response
}

/// Notes for [`measure`] who asks. Stands inside of what finds that out.
pub async fn note_asker(request: Request, next: Next) -> Response {
    let extensions = request.extensions();
    if let (Some(asker), Some(viewer)) = (extensions.get::<Asker>(), extensions.get::<Viewer>()) {
        asker.0.get_or_init(|| viewer.user);
    }
    next.run(request).await
}

fn id(extensions: &Extensions) -> String {
    let id = extensions.get::<RequestId>();
    let id = id.and_then(|id| id.header_value().to_str().ok());
    id.unwrap_or_default().to_owned()
}

/// The methods that there are. What else somebody makes up is one.
fn method(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        Method::PATCH => "PATCH",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

async fn show(State(ctx): State<Ctx>, Extension(looked): Extension<Looked>) -> Response {
    let figures = looked.at(&ctx).await;
    let mut text = COUNTS.render();
    text.push_str(&build());
    match figures {
        Ok(figures) => text.push_str(&written(&figures)),
        // What this process counted is true without a database, and most wanted then.
        Err(err) => tracing::warn!(error = ?err, "the figures could not be looked up"),
    }
    let kind = [(
        header::CONTENT_TYPE,
        "text/plain; version=0.0.4; charset=utf-8",
    )];
    (kind, text).into_response()
}

impl Looked {
    /// The figures as they are or were a moment ago. Who asks meanwhile waits for the same ones.
    async fn at(&self, ctx: &Ctx) -> Result<Figures> {
        let mut last = self.0.lock().await;
        if let Some((when, figures)) = &*last
            && when.elapsed() < FRESH
        {
            return Ok(figures.clone());
        }
        let figures = tokio::time::timeout(PATIENCE, as_system(figures::take(ctx)))
            .await
            .unwrap_or_else(|late| Err(Error::Unavailable(Box::new(late))))?;
        *last = Some((Instant::now(), figures.clone()));
        Ok(figures)
    }
}

fn build() -> String {
    let version = env!("CARGO_PKG_VERSION");
    gauge(
        "throughline_build_info",
        "The version that runs.",
        &[(labels(&[("version", version)]), 1.0)],
    )
}

fn written(figures: &Figures) -> String {
    let jobs: Vec<_> = figures.jobs.iter().map(job).collect();
    let one = |value: f64| [(String::new(), value)];
    let connections = [
        ("busy", figures.busy_connections),
        ("idle", figures.idle_connections),
    ]
    .map(|(state, count)| (labels(&[("state", state)]), count as f64));
    let age = figures.queue_age.as_secs_f64();
    [
        gauge("throughline_jobs", "Image generation jobs.", &jobs),
        gauge(
            "throughline_queue_age_seconds",
            "How long the job that waits longest could have been drawn already.",
            &one(age),
        ),
        gauge(
            "throughline_storage_bytes",
            "Bytes of the pictures in the store.",
            &one(figures.bytes as f64),
        ),
        gauge(
            "throughline_storage_objects",
            "Pictures in the store.",
            &one(figures.objects as f64),
        ),
        gauge(
            "throughline_database_connections",
            "Connections of this process to the database.",
            &connections,
        ),
    ]
    .concat()
}

fn job(job: &JobFigure) -> (String, f64) {
    let named = [
        ("state", job.status.as_str()),
        ("provider", job.provider.as_str()),
    ];
    (labels(&named), job.count as f64)
}

/// A gauge with its values in the text that Prometheus reads.
fn gauge(name: &str, help: &str, values: &[(String, f64)]) -> String {
    let mut text = format!("# HELP {name} {help}\n# TYPE {name} gauge\n");
    for (labels, value) in values {
        let _ = writeln!(text, "{name}{labels} {value}");
    }
    text
}

fn labels(labels: &[(&str, &str)]) -> String {
    let label = |(name, value): &(&str, &str)| {
        let value = value
            .replace('\\', "\\\\")
            .replace('"', "\\\"")
            .replace('\n', "\\n");
        format!("{name}=\"{value}\"")
    };
    let labels: Vec<_> = labels.iter().map(label).collect();
    format!("{{{}}}", labels.join(","))
}
