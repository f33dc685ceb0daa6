//! A slide of the master's history: frame, badge and buttons, facts, and what was sent.

use crate::{
    components::{act::Act, wording},
    ui::{
        icon::Icon,
        picture::{framed_likeness, scaled},
        words,
    },
};
use domain::{
    act::masters::MasterAction,
    model::{ids::AssetId, masters_page::MasterShot},
};
use leptos::prelude::*;

/// What the slide holds.
#[component]
pub fn MasterSlide(
    /// The asset.
    asset: AssetId,
    /// Its name.
    name: String,
    /// Whether it refuses changes.
    locked: bool,
    /// The picture.
    shot: MasterShot,
    /// Its place among the slides, as "1/3".
    count: String,
    /// Whether it is the slide in view, whose picture is loaded at once.
    first: bool,
    /// Now, in milliseconds.
    now: i64,
) -> impl IntoView {
    let (width, height) = shot.size.unwrap_or((1280, 720));
    let url = shot.picture.url.clone();
    let wide = format!("{} 640w, {} 1280w", scaled(&url, 640), scaled(&url, 1280));
    view! {
        <div class="slide-frame">
            <a class="slide-picture" href=url.clone() data-enlarge="">
                <img
                    src=scaled(&url, 640)
                    srcset=url.starts_with("/media/").then_some(wide)
                    sizes="(min-width: 1280px) 560px, (min-width: 1100px) 62vw, 96vw"
                    alt=format!("{name}, attempt {}, full size", shot.number)
                    width=width
                    height=height
                    loading=if first { "eager" } else { "lazy" }
                    decoding="async"
                    style=framed_likeness(shot.picture.thumbhash.as_deref(), (width, height))
                />
            </a>
            <Top asset locked shot=shot.clone()/>
            <Facts shot=shot.clone() now/>
            <div class="slide-foot">
                <button class="slide-button slide-info" type="button" aria-label="Facts"><Icon name="info"/></button>
                <span class="slide-count">{count}</span>
            </div>
        </div>
        <Bar shot now/>
    }
}

/// Badge and buttons stand here together; which of them is seen follows from the slide, so that selecting shows at
/// once.
#[component]
fn Top(asset: AssetId, locked: bool, shot: MasterShot) -> impl IntoView {
    let attempt = shot.id;
    let select = MasterAction::Select { asset, attempt };
    let delete = MasterAction::Delete { asset, attempt };
    view! {
        <div class="slide-top">
            <span class="slide-badge"><Icon name="check"/>"Selected"</span>
            <Act action=select class="slide-button" form="slide-choose" disabled=locked>"Select This One"</Act>
            <Act action=delete class="slide-button" form="slide-choose" disabled=locked>
                <Icon name="trash"/>"Delete"
            </Act>
            <span class="slide-label slide-source">{wording::source(shot.source)}</span>
        </div>
    }
}

#[component]
fn Facts(shot: MasterShot, now: i64) -> impl IntoView {
    let facts = [
        ("Source", Some(wording::source(shot.source).to_owned())),
        ("When", Some(words::ago(shot.made, now))),
        ("Cost", shot.cost.map(words::credits)),
        ("Size", wording::measures(shot.size, shot.bytes)),
        ("File", shot.filename),
    ];
    let fact = |(term, fact): (&'static str, Option<String>)| {
        fact.map(|fact| view! { <div><dt>{term}</dt><dd>{fact}</dd></div> })
    };
    let words = [("Prompt", shot.prompt), ("Not to be seen", shot.negative)];
    let words = words.into_iter().filter_map(|(term, words)| {
        words.map(|words| view! { <div class="fact-wide"><dt>{term}</dt><dd>{words}</dd></div> })
    });
    view! { <dl class="facts">{facts.into_iter().filter_map(fact).collect_view()} {words.collect_view()}</dl> }
}

/// Under the picture: what was sent for it, and when it was made.
#[component]
fn Bar(shot: MasterShot, now: i64) -> impl IntoView {
    let cost = shot
        .cost
        .map(|cost| format!(" · {}", words::credits(cost)))
        .unwrap_or_default();
    let line = format!(
        "attempt {} · {}{cost}",
        shot.number,
        words::ago(shot.made, now)
    );
    let id = format!("sent-{}", shot.id);
    let drawn_by = wording::drawer(shot.provider, shot.seed);
    let sent = shot.prompt.map(|prompt| {
        view! {
            <details class="sent" id=id>
                <summary class="button ghost">"What was sent"</summary>
                <dl class="record">
                    <div><dt>"Prompt"</dt><dd class="record-prompt">{prompt}</dd></div>
                    {shot.negative.map(|words| view! { <div><dt>"Not to be seen"</dt><dd class="record-prompt">{words}</dd></div> })}
                    {drawn_by.map(|provider| view! { <div><dt>"Provider"</dt><dd>{provider}</dd></div> })}
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
