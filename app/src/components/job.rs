//! A job's slide: what it does, how far it is, or why it failed.

use super::{act::Act, wording};
use crate::ui::icon::Icon;
use domain::{
    act::PanelAction,
    model::{ids::InstanceId, kinds::JobStatus, panel::JobShown},
};
use leptos::prelude::*;

/// What the slide of a job holds.
#[component]
pub fn JobSlide(
    /// The asset that it draws.
    instance: InstanceId,
    /// The job.
    job: JobShown,
    /// Its place among the slides, as "1/3".
    count: String,
) -> impl IntoView {
    let inside = match job.status {
        JobStatus::Failed => view! { <Failed instance job/> }.into_any(),
        _ => view! { <Running instance job/> }.into_any(),
    };
    view! {
        <div class="slide-frame">
            <div class="slide-job" aria-live="polite">{inside}</div>
            <div class="slide-foot"><span class="slide-count">{count}</span></div>
        </div>
    }
}

#[component]
fn Running(instance: InstanceId, job: JobShown) -> impl IntoView {
    let cancel = PanelAction::Cancel {
        instance,
        job: job.id,
    };
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
fn Failed(instance: InstanceId, job: JobShown) -> impl IntoView {
    let retry = PanelAction::Retry {
        instance,
        job: job.id,
    };
    let message = job.message.unwrap_or_default();
    view! {
        <p class="slide-stage"><Icon name="alert"/>"Generation failed"</p>
        <p class="slide-note">{message}</p>
        <div class="slide-choices">
            <Act action=retry class="button"><Icon name="refresh"/>"Retry"</Act>
        </div>
    }
}
