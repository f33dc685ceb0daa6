//! A picture's slide: frame, badge or buttons, facts, and what was sent.

use super::{
    act::Act,
    stage::{Slide, Stage},
    wording,
};
use crate::ui::{
    icon::Icon,
    picture::{likeness, scaled},
    words,
};
use domain::model::{act::PanelAction, ids::AttemptId, panel::Shot};
use leptos::{either::Either, ev, prelude::*};

/// The slide of an attempt. It stays itself while the attempt is selected or another one is.
#[component]
pub fn AttemptSlide(
    /// The attempt.
    id: AttemptId,
) -> impl IntoView {
    let stage = expect_context::<Stage>();
    let found = Memo::new(move |_| {
        stage.editor.with(|editor| {
            editor
                .as_ref()?
                .attempts
                .iter()
                .find(|attempt| attempt.id == id)
                .cloned()
        })
    });
    // Nothing of an attempt but its selection ever changes.
    found.get_untracked().map(|attempt| {
        let selected = Memo::new(move |_| found.with(|found| found.as_ref().is_some_and(|found| found.selected)));
        view! {
            <div class="slide-frame">
                <Frame attempt=attempt.clone()/>
                <Top attempt=attempt.clone() selected/>
                <Facts attempt/>
                <div class="slide-foot">
                    <button class="slide-button slide-info" type="button" aria-label="Facts"><Icon name="info"/></button>
                    <Count id/>
                </div>
            </div>
        }
    })
}

#[component]
fn Count(id: AttemptId) -> impl IntoView {
    let stage = expect_context::<Stage>();
    let slide = Slide::Attempt(id).id();
    let words = move || {
        let place = stage.slides.place(&slide).unwrap_or_default();
        format!("{}/{}", place + 1, stage.slides.ids.with(Vec::len))
    };
    view! { <span class="slide-count">{words}</span> }
}

#[component]
fn Frame(attempt: Shot) -> impl IntoView {
    let stage = expect_context::<Stage>();
    let id = attempt.id;
    let name = stage.editor.with_untracked(|editor| {
        editor
            .as_ref()
            .map(|editor| editor.asset.name.clone())
            .unwrap_or_default()
    });
    let enlarge = move |event: ev::MouseEvent| {
        if !(event.ctrl_key() || event.meta_key() || event.shift_key()) {
            event.prevent_default();
            stage.enlarged.set(Some(id));
        }
    };
    let (width, height) = attempt.size.unwrap_or((1280, 720));
    // Only the picture in view is loaded at once.
    let first = stage
        .slides
        .shown
        .with_untracked(|shown| *shown == Slide::Attempt(id).id());
    view! {
        <a class="slide-picture" href=attempt.picture.url.clone() on:click=enlarge>
            <img
                src=scaled(&attempt.picture.url, 640)
                srcset=srcset(&attempt.picture.url)
                sizes="(min-width: 1280px) 460px, (min-width: 1100px) 46vw, 96vw"
                alt=format!("{name}, attempt {}, full size", attempt.number)
                width=width
                height=height
                loading=if first { "eager" } else { "lazy" }
                decoding="async"
                style=likeness(attempt.picture.thumbhash.as_deref())
            />
        </a>
    }
}

fn srcset(url: &str) -> Option<String> {
    url.starts_with("/media/")
        .then(|| format!("{} 640w, {} 1280w", scaled(url, 640), scaled(url, 1280)))
}

#[component]
fn Top(attempt: Shot, selected: Memo<bool>) -> impl IntoView {
    let stage = expect_context::<Stage>();
    let id = attempt.id;
    let instance = stage.open()?;
    let source = wording::source(attempt.source);
    let select = PanelAction::Select {
        instance,
        attempt: id,
    };
    let delete = PanelAction::Delete {
        instance,
        attempt: id,
    };
    Some(view! {
        <div class="slide-top">
            {move || {
                if selected.get() {
                    Either::Left(view! { <span class="slide-badge"><Icon name="check"/>"Selected"</span> })
                } else {
                    Either::Right(view! {
                        <Act action=select.clone() class="slide-button">"Select This One"</Act>
                        <Act action=delete.clone() class="slide-button">
                            <Icon name="trash"/>"Delete"
                        </Act>
                    })
                }
            }}
            <span class="slide-label slide-source">{source}</span>
        </div>
    })
}

#[component]
fn Facts(attempt: Shot) -> impl IntoView {
    let stage = expect_context::<Stage>();
    let now = stage.view.with_untracked(|view| view.now);
    let facts = [
        ("Source", Some(wording::source(attempt.source).to_owned())),
        ("When", Some(words::ago(attempt.made, now))),
        ("Cost", attempt.cost.map(words::credits)),
        ("Size", wording::size(&attempt)),
        (
            "Reference",
            attempt.reference.as_ref().map(wording::reference),
        ),
        ("File", attempt.filename.clone()),
    ];
    let fact = |(term, fact): (&'static str, Option<String>)| {
        fact.map(|fact| view! { <div><dt>{term}</dt><dd>{fact}</dd></div> })
    };
    let prompt = attempt.prompt.map(|prompt| {
        view! { <div class="fact-wide"><dt>"Prompt"</dt><dd>{prompt}</dd></div> }
    });
    view! {
        <dl class="facts">{facts.into_iter().filter_map(fact).collect_view()} {prompt}</dl>
    }
}

/// Under the carousel: what was sent for the shown attempt, and when it was made.
#[component]
pub fn ShownBar() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let shown = Memo::new(move |_| {
        let id = match stage.slides.shown.with(|shown| Slide::of(shown)) {
            Some(Slide::Attempt(id)) => id,
            _ => return None,
        };
        stage.editor.with(|editor| {
            editor
                .as_ref()?
                .attempts
                .iter()
                .find(|attempt| attempt.id == id)
                .cloned()
        })
    });
    move || shown.get().map(|attempt| view! { <Bar attempt/> })
}

#[component]
fn Bar(attempt: Shot) -> impl IntoView {
    let stage = expect_context::<Stage>();
    let now = stage.view.with_untracked(|view| view.now);
    let cost = attempt
        .cost
        .map(|cost| format!(" · {}", words::credits(cost)))
        .unwrap_or_default();
    let line = format!(
        "attempt {} · {}{cost}",
        attempt.number,
        words::ago(attempt.made, now)
    );
    let sent = attempt.prompt.clone().map(|prompt| {
        let reference = attempt.reference.as_ref();
        let reference = reference.map(|used| format!("{} · {}", wording::reference(used), short(&used.sha256)));
        let seed = attempt.seed.map(|seed| format!(" · seed {seed}")).unwrap_or_default();
        let provider = attempt.provider.clone().map(|provider| format!("{provider}{seed}"));
        view! {
            <details class="sent">
                <summary class="button ghost">"What was sent"</summary>
                <dl class="record">
                    <div><dt>"Prompt"</dt><dd class="record-prompt">{prompt}</dd></div>
                    <div><dt>"Reference"</dt><dd>{reference.unwrap_or_else(|| "None".to_owned())}</dd></div>
                    {provider.map(|provider| view! { <div><dt>"Provider"</dt><dd>{provider}</dd></div> })}
                </dl>
            </details>
        }
    });
    view! {
        <div class="slide-bar">
            {sent}
            <p class="slide-meta">{line}</p>
        </div>
    }
}

/// The ends of a hash, enough to tell two apart.
fn short(hash: &str) -> String {
    match (hash.get(..4), hash.get(hash.len().saturating_sub(2)..)) {
        (Some(head), Some(tail)) => format!("{head}…{tail}"),
        _ => hash.to_owned(),
    }
}
