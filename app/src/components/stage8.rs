//! The Stage 8 panel: one island, whose parts share their state.

#![allow(missing_docs, reason = "the macro makes a type of its own, whose fields are the documented ones")]

use super::{
    assets::AssetPane,
    editor::Editor,
    header::{Head, Place, SiteHeader},
    keys, live,
    notice::NoticeBar,
    script::ScriptPane,
    stage::Stage,
    viewer::Viewer,
};
use crate::ui::toast::ToastRegion;
use domain::model::{act::Notice, panel::PanelView};
use leptos::{ev, prelude::*};

/// The panel of a scene.
#[island]
pub fn Stage8(
    /// What it shows.
    view: PanelView,
    /// What is said at the top, after a form.
    notice: Option<Notice>,
    /// The slide that the address names.
    show: Option<String>,
    /// What the address searches for.
    search: String,
) -> impl IntoView {
    let path = view.path;
    let head = Head {
        project: path.project,
        title: view.project_title.clone(),
        scene: Some((view.branch_name.clone(), view.scene.scene_number)),
        place: Place::Scene,
    };
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
    let running = Signal::derive(move || stage.view.with(|view| view.running));
    view! {
        <SiteHeader head running/>
        {notice.map(|notice| view! { <NoticeBar notice path=Some(path)/> })}
        <div class="panel">
            <AssetPane search/>
            <Editor/>
            <ScriptPane/>
        </div>
        <ToastRegion toasts=stage.toasts/>
        <Viewer/>
    }
}

/// The browser went back: the address says which asset is open.
fn go_back(stage: Stage) {
    let asset = window().location().search().ok();
    let asset = asset.and_then(|search| web_sys::UrlSearchParams::new_with_str(&search).ok()?.get("asset"));
    let first = || stage.view.with_untracked(|view| view.rows.first().map(|row| row.instance));
    if let Some(instance) = asset.and_then(|asset| asset.parse().ok()).or_else(first) {
        stage.show(instance);
    }
}
