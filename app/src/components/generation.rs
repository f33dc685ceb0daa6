//! The generation carousel: every attempt, the jobs under way, and what was removed.

use super::{
    act::Act,
    attempt::AttemptSlide,
    job,
    place::Place,
    reference,
    removed::{Gone, Removed},
};
use crate::ui::{
    carousel::{Carousel, Naming, Slot},
    icon::Icon,
    picture::Thumb,
};
use domain::{
    act::PanelAction,
    model::{
        ids::{AttemptId, InstanceId},
        panel::{JobShown, OpenAsset, ReferenceView, Shot},
    },
};
use leptos::prelude::*;

/// The region "Scene instance image".
#[component]
pub fn Generation(
    /// The open asset.
    asset: OpenAsset,
    /// The live history, newest first.
    attempts: Vec<Shot>,
    /// What can still be restored.
    removed: Vec<Shot>,
    /// The jobs in the carousel.
    jobs: Vec<JobShown>,
    /// The reference chain.
    references: Vec<ReferenceView>,
    /// Now, in milliseconds.
    now: i64,
) -> impl IntoView {
    let place = expect_context::<Place>();
    let count = jobs.len() + attempts.len();
    let instance = asset.instance;
    let open = opening(&place, &attempts, &jobs);
    let tools = tools(&place, &attempts);
    let stale = asset.stale.then(|| {
        let selected = attempts.iter().find(|attempt| attempt.selected);
        view! { <Stale asset=asset.clone() selected=selected.cloned() references/> }
    });
    let mut slots: Vec<_> = jobs
        .into_iter()
        .enumerate()
        .map(|(at, job)| job_slot(instance, job, format!("{}/{count}", at + 1)))
        .collect();
    let before = slots.len();
    for (at, shot) in attempts.into_iter().enumerate() {
        let count = format!("{}/{count}", before + at + 1);
        let first = open == slide_id(shot.id);
        slots.push(shot_slot(&asset, shot, count, first, now));
    }
    let naming = Naming {
        id: "scene-instance-image",
        title: "Scene instance image",
        hint: "newest first",
        thumbs: "Attempts",
        field: "show",
        of: instance.to_string(),
        open,
        kept: place.kept(),
    };
    let empty = view! { <Icon name="image"/> <p>"No image yet. Generate above."</p> }.into_any();
    let gone = removed.into_iter().map(|shot| gone(instance, shot));
    let below = view! { <Removed gone=gone.collect() locked=asset.locked now/> }.into_any();
    let above = view! { {stale} }.into_any();
    view! { <Carousel naming slots tools above empty below/> }
}

fn slide_id(attempt: AttemptId) -> String {
    format!("attempt-{attempt}")
}

/// The slide to open at: the one that the address names, or what its job made; else the selected picture; else
/// the first.
fn opening(place: &Place, attempts: &[Shot], jobs: &[JobShown]) -> String {
    let job = |job: &JobShown| job::id(job.id);
    let named = place.show.as_deref().and_then(|named| {
        let running = jobs.iter().map(job).find(|id| id == named);
        let made = attempts.iter().find(|attempt| {
            slide_id(attempt.id) == named
                || attempt
                    .job
                    .is_some_and(|job| named.strip_prefix("job-") == Some(&job.to_string()))
        });
        running.or(made.map(|made| slide_id(made.id)))
    });
    let selected = attempts.iter().find(|attempt| attempt.selected);
    named
        .or(selected.map(|selected| slide_id(selected.id)))
        .or_else(|| jobs.first().map(job))
        .or_else(|| attempts.first().map(|first| slide_id(first.id)))
        .unwrap_or_default()
}

/// "Compare": the selected picture beside the newest of the others.
fn tools(place: &Place, attempts: &[Shot]) -> AnyView {
    let selected = attempts.iter().find(|attempt| attempt.selected);
    let other = attempts
        .iter()
        .find(|attempt| Some(attempt.id) != selected.map(|one| one.id));
    let pair = selected.or(attempts.last()).zip(other);
    let link = pair.map(|(one, other)| {
        view! {
            <a class="quiet-link section-end" id="compare-link" href=place.comparing(&[one.id, other.id]) data-go="">
                <Icon name="columns"/>"Compare"
            </a>
        }
    });
    view! { {link} }.into_any()
}

/// The reference of the selected picture shows something else now: compare, or make the picture anew.
#[component]
fn Stale(
    asset: OpenAsset,
    selected: Option<Shot>,
    references: Vec<ReferenceView>,
) -> impl IntoView {
    let place = expect_context::<Place>();
    let used = selected.as_ref().and_then(|shot| shot.reference.clone());
    let source = used.as_ref().and_then(|used| {
        references
            .iter()
            .find(|one| one.scene_number == used.scene_number)
    });
    let text = match source {
        Some(source) => format!("{} shows another picture now.", reference::label(source)),
        None => "Its reference shows another picture now.".to_owned(),
    };
    // What it was made from and what stands there now, beside the picture itself.
    let compared: Vec<_> = selected
        .iter()
        .map(|shot| shot.id)
        .chain(source.and_then(|source| source.attempt))
        .chain(used.and_then(|used| used.attempt))
        .collect();
    let compare = (compared.len() > 1).then(|| {
        view! { <a class="button small" href=place.comparing(&compared) data-go="">"Compare"</a> }
    });
    view! {
        <div class="stale-note">
            <span class="state" data-state="stale">"reference changed"</span>
            <p>{text}</p>
            {compare}
            <Act action=PanelAction::Refresh { instance: asset.instance } class="button small" disabled=asset.locked>"Refresh"</Act>
        </div>
    }
}

fn job_slot(instance: InstanceId, shown: JobShown, count: String) -> Slot {
    let job = shown.id;
    let cancel = PanelAction::Cancel { instance, job };
    let retry = PanelAction::Retry { instance, job };
    job::slot(shown, cancel, retry, count)
}

fn shot_slot(asset: &OpenAsset, shot: Shot, count: String, first: bool, now: i64) -> Slot {
    let selected = if shot.selected { ", selected" } else { "" };
    let picture = shot.picture.clone();
    Slot {
        id: slide_id(shot.id),
        selected: shot.selected,
        state: None,
        made_by: shot.job.map(|job| format!("job-{job}")),
        label: format!("Attempt {}{selected}", shot.number),
        thumb: view! { <Thumb class="" url=picture.url thumbhash=picture.thumbhash width=86 height=48/> }
            .into_any(),
        inside: view! { <AttemptSlide asset=asset.clone() shot count first now/> }.into_any(),
    }
}

fn gone(instance: InstanceId, shot: Shot) -> Gone {
    let restore = PanelAction::Restore {
        instance,
        attempt: shot.id,
    };
    Gone {
        id: shot.id.to_string(),
        number: shot.number,
        picture: shot.picture,
        removed: shot.removed,
        restore: restore.into(),
    }
}
