//! The master reference: what generation starts from.

use super::stage::Stage;
use crate::ui::{
    carousel::{Carousel, Mark, Slides},
    picture::scaled,
};
use domain::model::{kinds::ReferenceSource, panel::ReferenceView};
use leptos::{either::Either, prelude::*};

/// The id of a reference's slide: another picture is another slide, so that nothing of the old one is shown.
fn id(reference: &ReferenceView) -> String {
    let picture = reference.image_url.rsplit('/').next().unwrap_or_default();
    let picture: String = picture
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect();
    match reference.scene_number {
        Some(number) => format!("reference-{number}-{picture}"),
        None => format!("reference-master-{picture}"),
    }
}

fn label(reference: &ReferenceView) -> String {
    match (reference.source, reference.scene_number) {
        (ReferenceSource::PriorSceneInstance, Some(number)) => format!("Scene {number}"),
        _ => "Stage 5 Master".to_owned(),
    }
}

/// The region "Master reference".
#[component]
pub fn Reference() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let chain = Memo::new(move |_| {
        stage.editor.with(|editor| {
            editor
                .as_ref()
                .map(|editor| editor.references.clone())
                .unwrap_or_default()
        })
    });
    let ids = Memo::new(move |_| chain.with(|chain| chain.iter().map(id).collect::<Vec<_>>()));
    let active = move || {
        chain
            .with(|chain| {
                chain
                    .iter()
                    .find(|reference| reference.active)
                    .or(chain.last())
                    .map(id)
            })
            .unwrap_or_default()
    };
    let shown = RwSignal::new(untrack(active));
    // Another asset has another chain: the carousel goes to the reference that is in force there.
    Effect::new(move |before: Option<String>| {
        let now = active();
        if before.is_some_and(|before| before != now) {
            shown.set(now.clone());
        }
        now
    });
    let slides = Slides { ids, shown };
    let find =
        move |slide: &str| chain.with(|chain| chain.iter().find(|one| id(one) == slide).cloned());
    let mark = move |slide: String| {
        let found = find(&slide);
        let in_force = found.as_ref().is_some_and(|one| one.active);
        let label = found.as_ref().map(label).unwrap_or_default();
        Mark {
            label: if in_force {
                format!("{label}, active")
            } else {
                label
            },
            ..Mark::default()
        }
    };
    let slide = move |id: String| view! { <ReferenceSlide id chain slides/> };
    let thumb = move |slide: String| {
        let url = move || find(&slide).map(|one| scaled(&one.image_url, 320));
        view! { <img src=url alt="" width="86" height="48" loading="lazy" decoding="async"/> }
    };
    view! {
        <section
            class="carousel"
            id="master-reference"
            role="region"
            aria-roledescription="carousel"
            aria-label="Master reference"
        >
            <header class="section-head">
                <h2 class="section-title">"Master reference"</h2>
                <span class="section-hint">"what generation starts from"</span>
            </header>
            {move || {
                if ids.with(Vec::is_empty) {
                    Either::Left(view! {
                        <div class="carousel-stage">
                            <div class="slide-frame slide-empty"><p>"No master reference available."</p></div>
                        </div>
                    })
                } else {
                    Either::Right(view! {
                        <Carousel
                            slides
                            mark=Callback::new(mark)
                            slide=slide
                            thumb=thumb
                            thumbs="References"
                            field="reference"
                            kept=Signal::derive(move || {
                                stage.editor.with(|editor| {
                                    editor.iter().map(|editor| ("asset", editor.asset.instance.to_string())).collect()
                                })
                            })
                        />
                    })
                }
            }}
        </section>
    }
}

#[component]
fn ReferenceSlide(id: String, chain: Memo<Vec<ReferenceView>>, slides: Slides) -> impl IntoView {
    let stage = expect_context::<Stage>();
    let name = move || {
        stage.editor.with(|editor| {
            editor
                .as_ref()
                .map(|editor| editor.asset.name.clone())
                .unwrap_or_default()
        })
    };
    let slide = id.clone();
    let found = Memo::new(move |_| {
        chain.with(|chain| chain.iter().find(|one| self::id(one) == slide).cloned())
    });
    let url = move || found.with(|found| found.as_ref().map(|one| one.image_url.clone()));
    let words = move || found.with(|found| found.as_ref().map(label).unwrap_or_default());
    let count = move || {
        let place = slides.place(&id).unwrap_or_default();
        format!("{}/{}", place + 1, slides.ids.with(Vec::len))
    };
    view! {
        <div class="slide-frame">
            <a class="slide-picture" href=url target="_blank">
                <img
                    src=move || url().map(|url| scaled(&url, 640))
                    alt=move || format!("{}, {}, full size", name(), words())
                    width="1280"
                    height="720"
                    decoding="async"
                />
            </a>
            <div class="slide-top">
                <span class="slide-label">{words}</span>
                {move || {
                    found
                        .with(|found| found.as_ref().is_some_and(|one| one.active))
                        .then(|| view! { <span class="slide-label slide-active">"Active"</span> })
                }}
            </div>
            <div class="slide-foot"><span class="slide-count">{count}</span></div>
        </div>
    }
}
