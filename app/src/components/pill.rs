//! The work under way, in the page's head.

#![allow(
    missing_docs,
    reason = "the macro makes a type of its own, whose fields are the documented ones"
)]

use crate::ui::words;
use domain::model::{ids::ProjectId, panel::RunningView};
use leptos::prelude::*;

thread_local! {
    // The head stands outside the panel's island; in the browser this is the one thing that both know.
    static LATEST: ArcRwSignal<Option<RunningView>> = ArcRwSignal::new(None);
}

/// Passes on what the panel learnt. For the browser alone.
pub fn tell(running: RunningView) {
    LATEST.with(|latest| {
        if latest.get_untracked() != Some(running) {
            latest.set(Some(running));
        }
    });
}

/// How many jobs wait or run, and what they cost together.
#[island]
pub fn RunningPill(
    /// The film.
    project: ProjectId,
    /// As the page was made.
    running: RunningView,
) -> impl IntoView {
    let now = RwSignal::new(running);
    // Effects run in the browser alone, so no page on the server ever sees another one's numbers.
    Effect::new(move |_| {
        if let Some(latest) = LATEST.with(ArcRwSignal::get) {
            now.set(latest);
        }
    });
    let state = move || {
        if now.get().count > 0 {
            "generating"
        } else {
            "ready"
        }
    };
    let text = move || match now.get().count {
        0 => "Nothing runs".to_owned(),
        count => format!("{count} generating"),
    };
    let cost = move || match now.get() {
        RunningView { count: 0, .. } => String::new(),
        RunningView { cost, .. } => format!(" · {}", words::credits(cost)),
    };
    view! {
        <a class="pill" href=format!("/projects/{project}/jobs")>
            <span class="dot" data-state=state></span>
            <span>{text} <span class="pill-extra">{cost}</span></span>
        </a>
    }
}
