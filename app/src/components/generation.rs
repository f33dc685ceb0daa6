//! The generation carousel: every attempt, the jobs under way, and what was removed.

use super::{
    act::Act,
    attempt::{AttemptSlide, ShownBar},
    job::JobSlide,
    stage::{Slide, Stage},
};
use crate::ui::{
    carousel::{Carousel, Mark},
    icon::Icon,
    picture::Thumb,
    words,
};
use domain::model::{
    act::PanelAction,
    kinds::JobStatus,
    panel::{EditorView, Shot},
};
use leptos::{either::Either, prelude::*};

/// The region "Scene instance image".
#[component]
pub fn Generation() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let any = Memo::new(move |_| !stage.slides.ids.with(Vec::is_empty));
    let kept = Signal::derive(move || {
        stage.editor.with(|editor| {
            editor
                .iter()
                .map(|editor| ("asset", editor.asset.instance.to_string()))
                .collect()
        })
    });
    view! {
        <section
            class="carousel"
            id="scene-instance-image"
            role="region"
            aria-roledescription="carousel"
            aria-label="Scene instance image"
        >
            <header class="section-head">
                <h2 class="section-title">"Scene instance image"</h2>
                <span class="section-hint">"newest first"</span>
            </header>
            {move || {
                if any.get() {
                    Either::Left(view! {
                        <Carousel
                            slides=stage.slides
                            mark=Callback::new(move |id| mark(stage, id))
                            slide=slide
                            thumb=move |id| thumb(stage, id)
                            thumbs="Attempts"
                            field="show"
                            kept
                        />
                        <ShownBar/>
                    })
                } else {
                    Either::Right(view! {
                        <div class="carousel-stage">
                            <div class="slide-frame slide-empty">
                                <Icon name="image"/>
                                <p>"No image yet. Generate above."</p>
                            </div>
                        </div>
                    })
                }
            }}
            <Removed/>
        </section>
    }
}

fn slide(id: String) -> impl IntoView {
    Slide::of(&id).map(|slide| match slide {
        Slide::Attempt(id) => Either::Left(view! { <AttemptSlide id/> }),
        Slide::Job(id) => Either::Right(view! { <JobSlide id/> }),
    })
}

/// What is read of the open asset for one slide.
fn of<T>(stage: Stage, read: impl FnOnce(&EditorView) -> Option<T>) -> Option<T> {
    stage.editor.with(|editor| editor.as_ref().and_then(read))
}

fn mark(stage: Stage, id: String) -> Mark {
    let mark = match Slide::of(&id) {
        Some(Slide::Attempt(id)) => of(stage, |editor| {
            let attempt = editor.attempts.iter().find(|attempt| attempt.id == id)?;
            let selected = if attempt.selected { ", selected" } else { "" };
            let label = format!("Attempt {}{selected}", attempt.number);
            Some(Mark {
                selected: attempt.selected,
                state: None,
                label,
            })
        }),
        Some(Slide::Job(id)) => of(stage, |editor| {
            let job = editor.jobs.iter().find(|job| job.id == id)?;
            let (state, label) = if job.status == JobStatus::Failed {
                ("failed", "Failed")
            } else {
                ("running", "Generating")
            };
            Some(Mark {
                selected: false,
                state: Some(state),
                label: label.to_owned(),
            })
        }),
        None => None,
    };
    mark.unwrap_or_default()
}

fn thumb(stage: Stage, id: String) -> impl IntoView {
    let picture = match Slide::of(&id) {
        Some(Slide::Attempt(id)) => untrack(move || {
            of(stage, |editor| {
                editor
                    .attempts
                    .iter()
                    .find(|attempt| attempt.id == id)
                    .cloned()
            })
        }),
        _ => None,
    };
    match picture {
        Some(Shot { picture, .. }) => Either::Left(
            view! { <Thumb class="" url=picture.url thumbhash=picture.thumbhash width=86 height=48/> },
        ),
        None => Either::Right(view! { <Icon name="clock"/> }),
    }
}

/// What can still be restored.
#[component]
fn Removed() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let removed = Memo::new(move |_| {
        stage.editor.with(|editor| {
            editor
                .as_ref()
                .map(|editor| editor.removed.clone())
                .unwrap_or_default()
        })
    });
    view! {
        <Show when=move || !removed.with(Vec::is_empty)>
            <details class="removed">
                <summary class="quiet-link">{move || format!("Removed ({})", removed.with(Vec::len))}</summary>
                <ul class="removed-list">
                    <For each=move || removed.get() key=|attempt| attempt.id let:attempt>
                        <RemovedItem attempt/>
                    </For>
                </ul>
            </details>
        </Show>
    }
}

#[component]
fn RemovedItem(attempt: Shot) -> impl IntoView {
    let stage = expect_context::<Stage>();
    let now = stage.view.with_untracked(|view| view.now);
    let when = attempt
        .removed
        .map(|then| words::ago(then, now))
        .unwrap_or_default();
    let id = format!("removed-{}", attempt.id);
    let restore = stage.open().map(|instance| PanelAction::Restore {
        instance,
        attempt: attempt.id,
    });
    view! {
        <li class="removed-item">
            <Thumb class="removed-thumb" url=attempt.picture.url thumbhash=attempt.picture.thumbhash width=64 height=40/>
            <span class="removed-text" id=id.clone()>
                {format!("Attempt {}", attempt.number)} <span class="sep">" · "</span> {format!("removed {when}")}
            </span>
            {restore.map(|action| view! { <Act action class="button small" describedby=id>"Restore"</Act> })}
        </li>
    }
}
