//! A picture's slide: frame, badge and buttons, facts, and what was sent.

use super::{act::Act, wording};
use crate::ui::{
    icon::Icon,
    picture::{framed_likeness, scaled},
    words,
};
use domain::{
    act::PanelAction,
    model::{
        ids::AttemptId,
        kinds::AttemptSource,
        panel::{OpenAsset, Shot},
    },
};
use leptos::prelude::*;

/// What the slide of an attempt holds.
#[component]
pub fn AttemptSlide(
    /// The asset.
    asset: OpenAsset,
    /// The attempt.
    shot: Shot,
    /// Its place among the slides, as "1/3".
    count: String,
    /// Whether it is the slide in view, whose picture is loaded at once.
    first: bool,
    /// Now, in milliseconds.
    now: i64,
) -> impl IntoView {
    let (width, height) = shot.size.unwrap_or((1280, 720));
    let url = shot.picture.url.clone();
    let again = again(&asset, &shot);
    let alt = format!("{}, attempt {}, full size", asset.name, shot.number);
    view! {
        <div class="slide-frame">
            <a class="slide-picture" href=url.clone() data-enlarge="">
                <img
                    src=scaled(&url, 640)
                    srcset=srcset(&url)
                    sizes="(min-width: 1280px) 460px, (min-width: 1100px) 46vw, 96vw"
                    alt=alt
                    width=width
                    height=height
                    loading=if first { "eager" } else { "lazy" }
                    decoding="async"
                    style=framed_likeness(shot.picture.thumbhash.as_deref(), (width, height))
                />
            </a>
            <Top asset shot=shot.clone()/>
            <Facts shot=shot.clone() now/>
            <div class="slide-foot">
                <button class="slide-button slide-info" type="button" aria-label="Facts"><Icon name="info"/></button>
                <span class="slide-count">{count}</span>
            </div>
        </div>
        <Bar shot now again/>
    }
}

fn srcset(url: &str) -> Option<String> {
    url.starts_with("/media/")
        .then(|| format!("{} 640w, {} 1280w", scaled(url, 640), scaled(url, 1280)))
}

/// The badge of the selected one and the buttons of the others stand here together; which of them is seen
/// follows from the slide, so that selecting shows at once.
#[component]
fn Top(asset: OpenAsset, shot: Shot) -> impl IntoView {
    let (instance, attempt) = (asset.instance, shot.id);
    let select = PanelAction::Select { instance, attempt };
    let delete = PanelAction::Delete { instance, attempt };
    view! {
        <div class="slide-top">
            <span class="slide-badge"><Icon name="check"/>"Selected"</span>
            <Act action=select class="slide-button" form="slide-choose" disabled=asset.locked>"Select This One"</Act>
            <Act action=delete class="slide-button" form="slide-choose" disabled=asset.locked>
                <Icon name="trash"/>"Delete"
            </Act>
            <span class="slide-label slide-source">{wording::source(shot.source)}</span>
        </div>
    }
}

#[component]
fn Facts(shot: Shot, now: i64) -> impl IntoView {
    let facts = [
        ("Source", Some(wording::source(shot.source).to_owned())),
        ("When", Some(words::ago(shot.made, now))),
        ("Cost", shot.cost.map(words::credits)),
        ("Size", wording::size(&shot)),
        ("Reference", shot.reference.as_ref().map(wording::reference)),
        ("Also sent", wording::also_sent(&shot)),
        ("File", shot.filename.clone()),
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

/// "Again like this", of a picture that a provider drew here. One that was taken over was drawn elsewhere.
fn again(asset: &OpenAsset, shot: &Shot) -> AnyView {
    let inherited = shot.reference.as_ref().is_some_and(|used| used.inherited);
    let drawn = shot.source == AttemptSource::Generated && shot.provider.is_some() && !inherited;
    let action = PanelAction::Again {
        instance: asset.instance,
        attempt: shot.id,
    };
    let closed = asset.locked || asset.as_is;
    let meta = meta_id(shot.id);
    let button = drawn.then(|| {
        view! {
            <Act action class="button small" form="again" describedby=meta disabled=closed><Icon name="refresh"/>"Again like this"</Act>
        }
    });
    view! { {button} }.into_any()
}

/// The id of the line that tells an attempt from the others.
fn meta_id(attempt: AttemptId) -> String {
    format!("meta-{attempt}")
}

/// Under the picture: what was sent for it, and when it was made.
#[component]
fn Bar(shot: Shot, now: i64, again: AnyView) -> impl IntoView {
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
    let meta = meta_id(shot.id);
    let sent = shot.prompt.clone().map(|prompt| {
        view! {
            <details class="sent" id=id>
                <summary class="button ghost">"What was sent"</summary>
                <dl class="record">
                    <div><dt>"Prompt"</dt><dd class="record-prompt">{prompt}</dd></div>
                    <div>
                        <dt>"Reference"</dt>
                        <dd>{shot.reference.as_ref().map_or_else(|| "None".to_owned(), |used| format!("{} · {}", wording::reference(used), wording::short(&used.sha256)))}</dd>
                    </div>
                    {wording::also_sent(&shot).map(|others| view! { <div><dt>"Also sent"</dt><dd>{others}</dd></div> })}
                    {shot.negative.clone().map(|words| view! { <div><dt>"Not to be seen"</dt><dd class="record-prompt">{words}</dd></div> })}
                    {wording::drawn_by(&shot).map(|provider| view! { <div><dt>"Provider"</dt><dd>{provider}</dd></div> })}
                </dl>
                {shot.reference.as_ref().and_then(|used| used.attempt).map(|attempt| view! {
                    <img class="sent-picture" src=format!("/media/attempts/{attempt}?w=320") alt="The reference that was sent" width="160" height="90" loading="lazy"/>
                })}
                {again}
            </details>
        }
    });
    view! {
        <div class="slide-bar">
            {sent}
            <p class="slide-meta" id=meta>{line}</p>
        </div>
    }
}
