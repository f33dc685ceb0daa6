//! The Stage 8 panel: one island, whose parts share their state.

#![allow(
    missing_docs,
    reason = "the macro makes a type of its own, whose fields are the documented ones"
)]

use super::{assets::AssetPane, editor::Editor, keys, live, pill, stage::Stage, viewer::Viewer};
use crate::ui::toast::ToastRegion;
use domain::model::panel::PanelView;
use leptos::{ev, prelude::*};

/// The panel of a scene.
#[island]
pub fn Stage8(
    /// What it shows.
    view: PanelView,
    /// The slide that the address names.
    show: Option<String>,
    /// What the address searches for.
    search: String,
    /// The pane on the right, as the server made it.
    children: Children,
) -> impl IntoView {
    let stage = Stage::new(view, show);
    provide_context(stage);
    let search = RwSignal::new(search);
    // Effects run in the browser alone.
    Effect::new(move |_| {
        keys::listen(stage);
        live::follow(stage);
        let back = window_event_listener(ev::popstate, move |_| go_back(stage));
        on_cleanup(move || back.remove());
        if let Some(root) = document().document_element() {
            // Without the mark the panel acts all the same.
            let _ = root.set_attribute("data-hydrated", "");
        }
    });
    Effect::new(move |_| pill::tell(stage.view.with(|view| view.running)));
    view! {
        <div class="panel">
            <AssetPane search/>
            <Editor/>
            {children()}
        </div>
        <ToastRegion toasts=stage.toasts/>
        <Viewer/>
    }
}

/// The browser went back: the address says which asset is open.
fn go_back(stage: Stage) {
    let asset = window().location().search().ok();
    let asset = asset.and_then(|search| {
        web_sys::UrlSearchParams::new_with_str(&search)
            .ok()?
            .get("asset")
    });
    let first = || {
        stage
            .view
            .with_untracked(|view| view.rows.first().map(|row| row.instance))
    };
    if let Some(instance) = asset.and_then(|asset| asset.parse().ok()).or_else(first) {
        stage.show(instance);
    }
}
