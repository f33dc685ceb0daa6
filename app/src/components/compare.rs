//! Two to four attempts side by side, or two in one frame; their prompts and references set against each other.

use super::{act::Act, place::Place, wording};
use crate::ui::{
    icon::Icon,
    picture::{Thumb, scaled},
    words,
};
use domain::{
    act::PanelAction,
    model::{
        ids::AttemptId,
        panel::{EditorView, OpenAsset, Shot},
    },
};
use leptos::prelude::*;
use std::collections::HashSet;

/// The comparison that the address names. Pictures of other scenes stand in it as references.
#[component]
pub fn Compare(
    /// The open asset with its history.
    editor: EditorView,
) -> impl IntoView {
    let place = expect_context::<Place>();
    let ids = place.compare.clone();
    let split = place.split && ids.len() == 2;
    let asset = editor.asset.clone();
    let find = |id: &AttemptId| editor.attempts.iter().find(|shot| shot.id == *id).cloned();
    let shown: Vec<(AttemptId, Option<Shot>)> = ids.iter().map(|id| (*id, find(id))).collect();
    let others: Vec<_> = editor
        .attempts
        .iter()
        .filter(|shot| !ids.contains(&shot.id))
        .cloned()
        .collect();
    let title = format!("Compare {}", asset.name);
    let modes = (ids.len() == 2).then(|| {
        let beside = place.comparing(&ids);
        let slider = place.with(&[("compare", join(&ids)), ("view", "slider".to_owned())]);
        let here = |one: bool| (one == split).then_some("true");
        view! {
            <nav class="compare-modes" aria-label="View">
                <a class="button small" href=beside aria-current=here(false) data-go="">"Side by side"</a>
                <a class="button small" href=slider aria-current=here(true) data-go="">"Slider"</a>
            </nav>
        }
    });
    view! {
        <section class="viewer compare-view" id="compare" role="dialog" aria-modal="true" aria-label=title.clone() tabindex="-1">
            <div class="viewer-head">
                <p class="viewer-title">{title.clone()}</p>
                <div class="viewer-tools">
                    {modes}
                    <a class="icon-button" href=place.with(&[]) data-go="" data-close="" aria-label="Close"><Icon name="close"/></a>
                </div>
            </div>
            <div class="compare-body">
                {if split {
                    view! { <Split shown=shown.clone()/> }.into_any()
                } else {
                    ().into_any()
                }}
                <ul class="compare" data-count=ids.len() data-split=split.then_some("")>
                    {shown.iter().map(|(id, shot)| view! { <Item asset=asset.clone() id=*id shot=shot.clone() next=others.first().cloned()/> }).collect_view()}
                </ul>
                <Differences shown=shown.clone()/>
                <Others others/>
            </div>
        </section>
    }
}

fn join(ids: &[AttemptId]) -> String {
    let ids: Vec<_> = ids.iter().map(ToString::to_string).collect();
    ids.join(",")
}

fn url(id: AttemptId) -> String {
    format!("/media/attempts/{id}")
}

fn name(shot: Option<&Shot>) -> String {
    shot.map_or_else(
        || "Reference".to_owned(),
        |shot| format!("Attempt {}", shot.number),
    )
}

/// Two pictures in one frame; the slider says where one ends and the other begins.
#[component]
fn Split(shown: Vec<(AttemptId, Option<Shot>)>) -> impl IntoView {
    let mut pictures = shown.into_iter();
    let (Some(left), Some(right)) = (pictures.next(), pictures.next()) else {
        return ().into_any();
    };
    view! {
        <div class="viewer-stage">
            <div class="compare-slider" id="compare-slider">
                <img src=url(left.0) alt=name(left.1.as_ref()) width="1280" height="720"/>
                <img class="compare-over" src=url(right.0) alt=name(right.1.as_ref()) width="1280" height="720"/>
            </div>
            <label class="viewer-split scripted">
                {name(left.1.as_ref())}
                <input class="range" id="compare-range" type="range" min="0" max="100" value="50" aria-label="Divide"/>
                {name(right.1.as_ref())}
            </label>
        </div>
    }
    .into_any()
}

#[component]
fn Item(asset: OpenAsset, id: AttemptId, shot: Option<Shot>, next: Option<Shot>) -> impl IntoView {
    let place = expect_context::<Place>();
    let selected = shot.as_ref().is_some_and(|shot| shot.selected);
    let alt = format!("{}, {}", asset.name, name(shot.as_ref()).to_lowercase());
    let caption = match &shot {
        Some(shot) => format!("attempt {} · {}", shot.number, wording::source(shot.source)),
        None => "reference".to_owned(),
    };
    let remaining: Vec<_> = place
        .compare
        .iter()
        .copied()
        .filter(|one| *one != id)
        .collect();
    let next = next.map(|next| {
        let ids: Vec<_> = place
            .compare
            .iter()
            .map(|one| if *one == id { next.id } else { *one })
            .collect();
        view! { <a class="button small ghost" href=place.comparing(&ids) data-go="" data-key="n">"Next"</a> }
    });
    let away = (remaining.len() > 1).then(|| {
        view! { <a class="button small ghost" href=place.comparing(&remaining) data-go="">"Put away"</a> }
    });
    let instance = asset.instance;
    let choices = shot.filter(|_| !selected).map(|shot| {
        let select = PanelAction::Select {
            instance,
            attempt: shot.id,
        };
        let delete = PanelAction::Delete {
            instance,
            attempt: shot.id,
        };
        view! {
            <Act action=select class="button small" form="compare-select" disabled=asset.locked>"Select This One"</Act>
            <Act action=delete class="button small ghost" form="compare-delete" disabled=asset.locked>"Delete"</Act>
        }
    });
    view! {
        <li class="compare-item" id=format!("compare-{id}") data-selected=selected.then_some("") tabindex="0">
            <img class="compare-picture" src=scaled(&url(id), 1280) alt=alt width="1280" height="720"/>
            <div class="compare-foot">
                <p class="slide-meta">{caption}</p>
                {selected.then(|| view! { <span class="slide-badge"><Icon name="check"/>"Selected"</span> })}
                {choices}
                {next}
                {away}
            </div>
        </li>
    }
}

/// Prompt, reference, seed and cost of each; the words that not all of them have are marked.
#[component]
fn Differences(shown: Vec<(AttemptId, Option<Shot>)>) -> impl IntoView {
    let shots: Vec<Shot> = shown.into_iter().filter_map(|one| one.1).collect();
    if shots.len() < 2 {
        return ().into_any();
    }
    let all: Vec<HashSet<String>> = shots.iter().map(|shot| split(shot).collect()).collect();
    let common: HashSet<String> = all
        .iter()
        .skip(1)
        .fold(all[0].clone(), |common, words| &common & words);
    let row = |term: &'static str, cells: Vec<AnyView>| {
        view! { <tr><th scope="row">{term}</th>{cells.into_iter().map(|cell| view! { <td>{cell}</td> }).collect_view()}</tr> }
    };
    let texts = |read: &dyn Fn(&Shot) -> Option<String>| {
        let cell = |shot| read(shot).unwrap_or_else(|| "–".to_owned()).into_any();
        shots.iter().map(cell).collect::<Vec<_>>()
    };
    let prompts = shots.iter().map(|shot| prompt(shot, &common)).collect();
    view! {
        <div class="table-scroll" role="region" aria-label="Differences" tabindex="0">
            <table class="table compare-table">
                <thead>
                    <tr>
                        <th scope="col"><span class="visually-hidden">"Fact"</span></th>
                        {shots.iter().map(|shot| view! { <th scope="col">{name(Some(shot))}</th> }).collect_view()}
                    </tr>
                </thead>
                <tbody>
                    {row("Prompt", prompts)}
                    {row("Reference", texts(&|shot| {
                        shot.reference.as_ref().map(|used| format!("{} · {}", wording::reference(used), wording::short(&used.sha256)))
                    }))}
                    {row("Provider", texts(&wording::drawn_by))}
                    {row("Cost", texts(&|shot| shot.cost.map(words::credits)))}
                    {row("Size", texts(&wording::size))}
                </tbody>
            </table>
        </div>
    }
    .into_any()
}

fn split(shot: &Shot) -> impl Iterator<Item = String> + use<'_> {
    let prompt = shot.prompt.as_deref().unwrap_or_default();
    prompt.split_whitespace().map(str::to_lowercase)
}

fn prompt(shot: &Shot, common: &HashSet<String>) -> AnyView {
    let Some(prompt) = shot.prompt.clone() else {
        return "–".into_any();
    };
    let word = |word: &str| {
        let own = !common.contains(&word.to_lowercase());
        let word = word.to_owned();
        if own {
            view! { <mark>{word}</mark> " " }.into_any()
        } else {
            format!("{word} ").into_any()
        }
    };
    prompt
        .split_whitespace()
        .map(word)
        .collect::<Vec<_>>()
        .into_any()
}

/// The other attempts, to put beside these.
#[component]
fn Others(others: Vec<Shot>) -> impl IntoView {
    let place = expect_context::<Place>();
    let free = place.compare.len() < 4 && !others.is_empty();
    free.then(|| {
        let item = |shot: Shot| {
            let ids: Vec<_> = place.compare.iter().copied().chain([shot.id]).collect();
            view! {
                <li>
                    <a class="thumb" href=place.comparing(&ids) data-go="" aria-label=format!("Put attempt {} beside them", shot.number)>
                        <Thumb class="" url=shot.picture.url thumbhash=shot.picture.thumbhash width=86 height=48/>
                    </a>
                </li>
            }
        };
        view! {
            <div class="compare-others">
                <p class="section-title">"Put beside them"</p>
                <ol class="carousel-thumbs" aria-label="Other attempts">{others.into_iter().map(item).collect_view()}</ol>
            </div>
        }
    })
}
