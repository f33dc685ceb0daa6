//! The Stage 8 panel: three panes, each scrolling by itself.

use super::{
    add::AddPane, compare::Compare, editor::Editor, list::ListPane, looking::only_looks,
    place::Place,
};
use crate::islands::instant::Instant;
use domain::model::panel::PanelView;
use leptos::prelude::*;

/// The panel of a scene. Everything in it with `data-live` is taken over from each page that answers.
#[component]
pub fn Panel(
    /// What it shows.
    view: PanelView,
    /// Where the reader is.
    place: Place,
) -> impl IntoView {
    provide_context(place.clone());
    provide_context(view.role);
    let events = format!(
        "/api/projects/{}/events?since={}",
        view.path.project, view.seen
    );
    let compared = (place.compare.len() > 1)
        .then(|| view.editor.clone())
        .flatten();
    view! {
        <div class="panel" id="panel" data-live="" data-events=events data-readonly=only_looks().then_some("")>
            <ListPane view=view.clone()/>
            <Editor view=view.clone()/>
            <AddPane view/>
        </div>
        <div id="beside" data-live="">{compared.map(|editor| view! { <Compare editor/> })}</div>
        <Instant/>
    }
}
