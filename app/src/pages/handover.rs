//! `/projects/{project}/scenes/{scene}/handover`: what the scene hands over to Stage 9, to read and to print.

use super::{Framed, page, scene};
use crate::{
    components::{
        header::{Head, Place},
        wording,
    },
    ui::{icon::Icon, picture::scaled, words},
};
use domain::{
    model::{
        pages::{HandoverItem, HandoverView},
        paths::ScenePath,
    },
    services::panels,
};
use leptos::prelude::*;

/// The page.
#[component]
pub fn HandoverPage() -> impl IntoView {
    let load = |ctx, viewer, path| async move { panels::handover(&ctx, viewer, path).await };
    page(scene(), load, |sheet| Framed {
        title: format!("Hand-over · Scene {}", sheet.scene.number),
        class: "page-handover",
        head: Some(Head {
            project: sheet.project.id,
            title: sheet.project.title.clone(),
            scene: Some((sheet.branch_name.clone(), sheet.scene.number)),
            place: Place::Scene,
        }),
        running: sheet.running,
        scene: Some(sheet.path),
        inside: view! { <Sheet sheet/> }.into_any(),
    })
}

#[component]
fn Sheet(sheet: HandoverView) -> impl IntoView {
    let path = sheet.path;
    let summary = format!(
        "{} · {} · {}",
        sheet.project.title,
        words::count(sheet.items.len(), "asset", "assets"),
        sheet.project.aspect_ratio
    );
    view! {
        <main class="page sheet" id="content" tabindex="-1">
            <header class="page-head">
                <div>
                    <h1 class="page-title">{format!("Scene {} · hand-over", sheet.scene.number)}</h1>
                    <p class="sheet-heading">{sheet.scene.heading}</p>
                    <p class="page-summary">{summary}</p>
                </div>
                <div class="page-actions no-print">
                    <a class="button" href=path.address()>"Back to the scene"</a>
                </div>
            </header>
            {(!sheet.open).then(|| view! {
                <p class="notice" data-kind="error" role="status">
                    <Icon name="alert"/>"This scene is not ready for Stage 9: some of its assets have no picture yet."
                </p>
            })}
            <ol class="sheet-items">{sheet.items.into_iter().map(|item| view! { <Item path item/> }).collect_view()}</ol>
        </main>
    }
}

#[component]
fn Item(path: ScenePath, item: HandoverItem) -> impl IntoView {
    let HandoverItem { name, shot, .. } = item;
    let reference = shot.as_ref().and_then(|shot| shot.reference.as_ref());
    let made = shot.as_ref().map(|shot| {
        let how = if item.as_is {
            "Master, used as-is"
        } else {
            wording::source(shot.source)
        };
        format!("{how} · attempt {}", shot.number)
    });
    let facts = [
        ("Picture", made),
        (
            "Reference",
            reference.map(|used| {
                format!(
                    "{} · {}",
                    wording::reference(used),
                    wording::short(&used.sha256)
                )
            }),
        ),
        ("Needs no picture", item.waived_reason),
    ];
    let fact = |(term, fact): (&'static str, Option<String>)| {
        fact.map(|fact| view! { <div><dt>{term}</dt><dd>{fact}</dd></div> })
    };
    let picture = match shot {
        Some(shot) => {
            let (width, height) = shot.size.unwrap_or((1280, 720));
            view! {
                <img
                    class="sheet-picture"
                    src=scaled(&shot.picture.url, 1280)
                    alt=format!("{name}, as decided")
                    width=width
                    height=height
                />
            }
            .into_any()
        }
        None => view! { <div class="sheet-picture sheet-none">"No picture"</div> }.into_any(),
    };
    let tags = item.tags;
    view! {
        <li class="sheet-item">
            {picture}
            <div class="sheet-text">
                <h2 class="sheet-name"><a href=path.instance(item.instance).address()>{name}</a></h2>
                <p class="editor-kind">{wording::kind(item.asset_type)}</p>
                <p class="sheet-words">{item.description}</p>
                {(!tags.is_empty()).then(|| view! {
                    <ul class="tags" aria-label="Status tags">{tags.into_iter().map(|tag| view! { <li class="tag">{tag}</li> }).collect_view()}</ul>
                })}
                <dl class="record">{facts.into_iter().filter_map(fact).collect_view()}</dl>
            </div>
        </li>
    }
}
