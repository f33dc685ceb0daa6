//! The one form of the film's assets, which every button there sends, and the page that follows it.

use super::{
    accounts::{again, form},
    lead_to, page_before,
};
use crate::{
    answer::{Answer, Refusal},
    extract::{Fields, Place},
    state::AppState,
};
use app::notice::Refilled;
use axum::{
    Extension,
    extract::State,
    http::{HeaderMap, StatusCode, Uri, request::Parts},
    response::Redirect,
};
use domain::{
    act::masters::MasterAction,
    ctx::Viewer,
    model::{
        ids::{AssetId, ProjectId},
        masters_page,
    },
    services::mastering,
};

/// Does what the form says, and leads back to the page. A description that is refused comes back in its page, with what
/// was typed, unless there is nothing to describe.
pub(super) async fn act(
    State(state): State<AppState>,
    Extension(viewer): Extension<Viewer>,
    Place(project): Place<ProjectId>,
    asked: Parts,
    Fields(action): Fields<MasterAction>,
) -> Answer {
    let stays = action.asset();
    let stays = stays.or_else(|| open_before(&asked.headers, project));
    let here = masters_page::address(project, stays);
    if let Err(refusal) = state.limits.pictures(viewer, action.draws()) {
        return lead_to(&here, Err(refusal));
    }
    let action = plain_lines(action);
    let draft = draft(&action);
    let done = mastering::act(&state.ctx, viewer, project, action).await;
    let done = match (done.map_err(Refusal::from), draft) {
        (Err(refusal), Some(draft)) if refusal.status() != StatusCode::NOT_FOUND => {
            return again(state, asked, &here, refusal, draft).await;
        }
        (done, _) => done,
    };
    let address = match &done {
        Ok(done) => {
            let address = masters_page::address(project, done.open);
            match done.job {
                Some(job) => format!("{address}&show=job-{job}"),
                None => address,
            }
        }
        Err(_) => here,
    };
    lead_to(&address, done.map(|done| Some(done.notice)))
}

/// The page itself, for links of an answer that came from the address of the form.
pub(super) async fn page(Place(project): Place<ProjectId>, asked: Uri) -> Redirect {
    let address = masters_page::address(project, None);
    match asked.query() {
        Some(query) => Redirect::to(&format!("{address}?{query}")),
        None => Redirect::to(&address),
    }
}

/// The form of a description that is to be saved, with the words and those that they were begun from.
fn draft(action: &MasterAction) -> Option<Refilled> {
    let MasterAction::Describe { text, before, .. } = action else {
        return None;
    };
    let before = before.clone().map(|before| ("before", before));
    let typed = [("text", text.clone())].into_iter().chain(before);
    Some(form("describe", typed.collect()))
}

/// The asset that was open on the page that held the form.
fn open_before(headers: &HeaderMap, project: ProjectId) -> Option<AssetId> {
    let before = page_before(headers);
    let (path, query) = before.split_once('?')?;
    if path != masters_page::address(project, None) {
        return None;
    }
    let mut fields = form_urlencoded::parse(query.as_bytes());
    fields.find(|(name, _)| name == "asset")?.1.parse().ok()
}

/// Browsers send every line's end as two characters; what scripts send has one.
fn plain_lines(action: MasterAction) -> MasterAction {
    match action {
        MasterAction::Add {
            name,
            kind,
            description,
        } => MasterAction::Add {
            name,
            kind,
            description: description.replace("\r\n", "\n"),
        },
        MasterAction::Describe {
            asset,
            text,
            before,
        } => MasterAction::Describe {
            asset,
            text: text.replace("\r\n", "\n"),
            before: before.map(|before| before.replace("\r\n", "\n")),
        },
        MasterAction::Generate {
            asset,
            provider,
            count,
            seed,
            negative,
        } => MasterAction::Generate {
            asset,
            provider,
            count,
            seed,
            negative: negative.map(|negative| negative.replace("\r\n", "\n")),
        },
        other => other,
    }
}
