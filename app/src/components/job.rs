//! A job's slide: what it does, how far it is, or why it failed.

use super::{act::Act, stage::Stage, wording};
use crate::ui::icon::Icon;
use domain::model::{act::PanelAction, ids::JobId, kinds::JobStatus, panel::JobShown};
use leptos::{either::Either, prelude::*};

/// The slide of a job.
#[component]
pub fn JobSlide(
    /// The job.
    id: JobId,
) -> impl IntoView {
    let stage = expect_context::<Stage>();
    let job = Memo::new(move |_| {
        stage.editor.with(|editor| {
            editor
                .as_ref()?
                .jobs
                .iter()
                .find(|job| job.id == id)
                .cloned()
        })
    });
    let instance = stage.open();
    let inside = move || {
        let (job, instance) = (job.get()?, instance?);
        Some(match job.status {
            JobStatus::Failed => {
                let retry = PanelAction::Retry { instance, job: id };
                Either::Left(view! { <Failed job retry/> })
            }
            _ => {
                let cancel = PanelAction::Cancel { instance, job: id };
                Either::Right(view! { <Running job cancel/> })
            }
        })
    };
    let slide = super::stage::Slide::Job(id).id();
    let count = move || {
        let place = stage.slides.place(&slide).unwrap_or_default();
        format!("{}/{}", place + 1, stage.slides.ids.with(Vec::len))
    };
    view! {
        <div class="slide-frame">
            <div class="slide-job" aria-live="polite">{inside}</div>
            <div class="slide-foot"><span class="slide-count">{count}</span></div>
        </div>
    }
}

#[component]
fn Running(job: JobShown, cancel: PanelAction) -> impl IntoView {
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
fn Failed(job: JobShown, retry: PanelAction) -> impl IntoView {
    let message = job.message.unwrap_or_default();
    view! {
        <p class="slide-stage"><Icon name="alert"/>"Generation failed"</p>
        <p class="slide-note">{message}</p>
        <div class="slide-choices">
            <Act action=retry class="button"><Icon name="refresh"/>"Retry"</Act>
        </div>
    }
}
