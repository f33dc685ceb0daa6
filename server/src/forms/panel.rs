//! The one form of the panel, which every button sends, and the panel that follows it.

use super::{lead_to, page_before};
use crate::{
    answer::{Answer, Refusal},
    extract::{Fields, Place},
    state::AppState,
};
use axum::{Extension, extract::State, http::HeaderMap};
use domain::{
    act::PanelAction,
    ctx::Viewer,
    model::{ids::InstanceId, paths::ScenePath},
    services::acting,
};

/// Does what the form says, and leads back to the panel.
pub(super) async fn act(
    State(state): State<AppState>,
    Extension(viewer): Extension<Viewer>,
    Place(path): Place<ScenePath>,
    headers: HeaderMap,
    Fields(action): Fields<PanelAction>,
) -> Answer {
    let meant = action.instance();
    if let Err(refusal) = state.limits.pictures(viewer, action.draws()) {
        return lead_to(
            &panel_after(&headers, path, meant, false, None),
            Err(refusal),
        );
    }
    let taken_out = matches!(action, PanelAction::Remove { .. });
    let done = acting::perform(&state.ctx, viewer, path, plain_lines(action)).await;
    let (open, show) = match &done {
        Ok(done) => {
            let job = done.job.map(|job| format!("job-{job}"));
            let made = done.made.map(|made| format!("attempt-{made}"));
            (done.open.or(meant.filter(|_| !taken_out)), job.or(made))
        }
        Err(_) => (meant, None),
    };
    let address = panel_after(&headers, path, open, taken_out, show);
    lead_to(
        &address,
        done.map(|done| done.notice).map_err(Refusal::from),
    )
}

/// The panel as the reader left it, with the asset meant open, and what was made or begun in view.
pub(crate) fn panel_after(
    headers: &HeaderMap,
    path: ScenePath,
    open: Option<InstanceId>,
    close: bool,
    show: Option<String>,
) -> String {
    let before = page_before(headers);
    let query = before
        .strip_prefix(&path.address())
        .and_then(|rest| rest.strip_prefix('?'))
        .unwrap_or_default();
    let mut kept = form_urlencoded::Serializer::new(String::new());
    let asset = open.map(|open| open.to_string());
    let left = |name: &str| {
        matches!(name, "show" | "reference" | "select")
            || (name == "asset" && (open.is_some() || close))
    };
    if let Some(asset) = &asset {
        kept.append_pair("asset", asset);
    }
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        if !left(&name) {
            kept.append_pair(&name, &value);
        }
    }
    if let Some(show) = show {
        kept.append_pair("show", &show);
    }
    let query = kept.finish();
    if query.is_empty() {
        path.address()
    } else {
        format!("{}?{query}", path.address())
    }
}

/// Browsers send every line's end as two characters; what scripts send has one.
fn plain_lines(action: PanelAction) -> PanelAction {
    match action {
        PanelAction::Describe {
            instance,
            text,
            before,
        } => PanelAction::Describe {
            instance,
            text: text.replace("\r\n", "\n"),
            before: before.map(|before| before.replace("\r\n", "\n")),
        },
        PanelAction::Create {
            name,
            asset_type,
            description,
        } => PanelAction::Create {
            name,
            asset_type,
            description: description.replace("\r\n", "\n"),
        },
        PanelAction::Generate {
            instance,
            provider,
            count,
            seed,
            negative,
        } => PanelAction::Generate {
            instance,
            provider,
            count,
            seed,
            negative: negative.map(|negative| negative.replace("\r\n", "\n")),
        },
        other => other,
    }
}
