//! The film's assets with their masters: the list, and the open one with its history.

pub mod cast;
pub mod dialogs;
pub mod editor;
pub mod generate;
pub mod history;
pub mod place;
pub mod slide;

use super::looking::only_looks;
use crate::islands::instant::Instant;
use cast::CastPane;
use domain::model::masters_page::MastersView;
use editor::Editor;
use leptos::prelude::*;
use place::Place;

/// Both panes. What is in them is taken over from each page that answers.
#[component]
pub fn Masters(
    /// What the page shows.
    view: MastersView,
    /// Where the reader is.
    place: Place,
) -> impl IntoView {
    let events = format!("/api/projects/{}/events?since={}", place.project, view.seen);
    provide_context(place);
    provide_context(view.role);
    let MastersView {
        cast,
        open,
        providers,
        now,
        ..
    } = view;
    let opened = open.as_ref().map(|open| open.asset);
    view! {
        <div class="panel masters" id="panel" data-live="" data-events=events data-readonly=only_looks().then_some("")>
            <CastPane cast opened/>
            <Editor open providers now/>
        </div>
        <Instant/>
    }
}
