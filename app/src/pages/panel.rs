//! `/projects/{project}/scenes/{scene}`: the Stage 8 panel.

use super::{Framed, page, scene};
use crate::components::{
    header::{Head, Place as Here},
    panel::Panel,
    place::Place,
};
use domain::{model::panel::PanelView, services::panels};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The page.
#[component]
pub fn PanelPage() -> impl IntoView {
    let query = use_query_map().get_untracked();
    let place = scene().map(|path| Place::of(path, &query));
    let load = |ctx, viewer, mut place: Place| async move {
        let view = panels::get(&ctx, viewer, place.path, place.asset).await?;
        // The asset that is really open: the one named, or the first.
        place.asset = view.editor.as_ref().map(|editor| editor.asset.instance);
        if let Some(editor) = &view.editor {
            place.leave_out_removed(editor);
        }
        Ok((view, place))
    };
    page(place, load, |(view, place)| framed(view, place))
}

fn framed(view: PanelView, place: Place) -> Framed {
    let name = view
        .editor
        .as_ref()
        .map(|editor| format!("{} · ", editor.asset.name));
    let waiting = view
        .editor
        .as_ref()
        .is_some_and(|editor| editor.jobs.iter().any(|job| job.status.is_open()));
    Framed {
        title: format!("{}Scene {}", name.unwrap_or_default(), view.scene.number),
        class: "page-panel",
        head: Some(Head {
            project: view.path.project,
            title: view.project_title.clone(),
            scene: Some((view.branch_name.clone(), view.scene.number)),
            place: Here::Scene,
        }),
        running: view.running,
        scene: Some(view.path),
        inside: view! {
            // Without scripts the page itself asks again while a picture is on its way.
            {(waiting || view.run.is_some()).then(|| view! { <noscript><meta http-equiv="refresh" content="3"/></noscript> })}
            <Panel view place/>
        }
        .into_any(),
    }
}
