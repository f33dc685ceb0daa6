//! A job's slide: what it does, how far it is, or why it failed.

use super::{act::Act, wording};
use crate::ui::{carousel::Slot, icon::Icon};
use domain::{
    act::Action,
    model::{ids::JobId, kinds::JobStatus, panel::JobShown},
};
use leptos::prelude::*;

/// The id of a job's slide.
pub fn id(job: JobId) -> String {
    format!("job-{job}")
}

/// The slide of a job in a carousel, with what ends it and what begins it anew.
pub fn slot(
    job: JobShown,
    cancel: impl Into<Action>,
    retry: impl Into<Action>,
    count: String,
) -> Slot {
    let (cancel, retry) = (cancel.into(), retry.into());
    let (state, label) = if job.status == JobStatus::Failed {
        ("failed", "Failed")
    } else {
        ("running", "Generating")
    };
    Slot {
        id: id(job.id),
        selected: false,
        state: Some(state),
        made_by: None,
        label: label.to_owned(),
        inside: view! { <JobSlide job cancel retry count/> }.into_any(),
        thumb: view! { <Icon name="clock"/> }.into_any(),
    }
}

/// What the slide of a job holds.
#[component]
fn JobSlide(
    /// The job.
    job: JobShown,
    /// What ends it.
    cancel: Action,
    /// What begins it anew.
    retry: Action,
    /// Its place among the slides, as "1/3".
    count: String,
) -> impl IntoView {
    let inside = match job.status {
        JobStatus::Failed => view! { <Failed job retry/> }.into_any(),
        _ => view! { <Running job cancel/> }.into_any(),
    };
    view! {
        <div class="slide-frame">
            <div class="slide-job" aria-live="polite">{inside}</div>
            <div class="slide-foot"><span class="slide-count">{count}</span></div>
        </div>
    }
}

#[component]
fn Running(job: JobShown, cancel: Action) -> impl IntoView {
    let stage_id = format!("job-{}-stage", job.id);
    let note = match &job.message {
        Some(message) => format!("{message} It is tried again by itself."),
        None => format!("By {}", job.provider),
    };
    view! {
        <p class="slide-stage" id=stage_id.clone()>{wording::stage(&job)}</p>
        <progress class="progress" aria-labelledby=stage_id value=job.progress.filter(|percent| *percent > 0) max="100"></progress>
        <p class="slide-note">{note}</p>
        <Act action=cancel class="button">"Cancel"</Act>
    }
}

#[component]
fn Failed(job: JobShown, retry: Action) -> impl IntoView {
    let remedy = wording::remedy(&job);
    let message = job.message.unwrap_or_default();
    view! {
        <p class="slide-stage"><Icon name="alert"/>"Generation failed"</p>
        <p class="slide-note">{message}</p>
        {remedy.map(|words| view! { <p class="slide-note slide-remedy">{words}</p> })}
        <div class="slide-choices">
            <Act action=retry class="button"><Icon name="refresh"/>"Retry"</Act>
        </div>
    }
}
