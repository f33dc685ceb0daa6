//! `/projects/{project}/assets`: the film's assets with their Stage 5 masters.

use super::{Framed, page, param};
use crate::{
    components::{
        header::{Head, Place as Here},
        masters::{Masters, place::Place},
    },
    notice::Refilled,
};
use domain::{
    model::{ids::ProjectId, masters_page::MastersView},
    services::masters,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The page.
#[component]
pub fn MastersPage() -> impl IntoView {
    let query = use_query_map().get_untracked();
    let place = param::<ProjectId>("project").and_then(|project| Place::of(project, &query));
    let load = |ctx, viewer, mut place: Place| async move {
        let view = masters::get(&ctx, viewer, place.project, place.asset).await?;
        // The asset that is really open: the one named, or the first.
        place.asset = view.open.as_ref().map(|open| open.asset);
        Ok((view, place))
    };
    page(place, load, |(view, place)| framed(view, place))
}

fn framed(view: MastersView, place: Place) -> Framed {
    let name = view.open.as_ref().map(|open| format!("{} · ", open.name));
    let waiting = view
        .open
        .as_ref()
        .is_some_and(|open| open.jobs.iter().any(|job| job.status.is_open()));
    // Words that were refused stand on this page alone, so it stays until they are saved.
    let looks_again = waiting && Refilled::of("describe").is_none();
    Framed {
        title: format!(
            "{}Assets · {}",
            name.unwrap_or_default(),
            view.project.title
        ),
        class: "page-panel page-masters",
        head: Some(Head {
            project: view.project.id,
            title: view.project.title.clone(),
            scene: None,
            place: Here::Masters,
        }),
        running: view.running,
        scene: None,
        inside: view! {
            // Without scripts the page itself asks again while a picture is on its way.
            {looks_again.then(|| view! { <noscript><meta http-equiv="refresh" content="3"/></noscript> })}
            <Masters view place/>
        }
        .into_any(),
    }
}
