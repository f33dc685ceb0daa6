//! The carousel of the master: every attempt, the jobs under way, and what was removed.

use super::{place::Place, slide::MasterSlide};
use crate::{
    components::{
        job,
        removed::{Gone, Removed},
    },
    ui::{
        carousel::{Carousel, Naming, Slot},
        icon::Icon,
        picture::Thumb,
    },
};
use domain::{
    act::masters::MasterAction,
    model::{
        ids::{AssetId, MasterAttemptId},
        kinds::AttemptSource,
        masters_page::{MasterShot, OpenMaster},
        panel::JobShown,
    },
};
use leptos::prelude::*;

/// The region "Master image".
#[component]
pub fn History(
    /// The open asset.
    open: OpenMaster,
    /// Now, in milliseconds.
    now: i64,
) -> impl IntoView {
    let place = expect_context::<Place>();
    let asset = open.asset;
    let count = open.jobs.len() + open.attempts.len();
    let opening = opening(&place, &open);
    let jobs = open.jobs.iter().cloned().enumerate();
    let mut slots: Vec<_> = jobs
        .map(|(at, job)| job_slot(asset, job, format!("{}/{count}", at + 1)))
        .collect();
    let before = slots.len();
    for (at, shot) in open.attempts.iter().cloned().enumerate() {
        let count = format!("{}/{count}", before + at + 1);
        let first = opening == slide_id(shot.id);
        slots.push(shot_slot(&open, shot, count, first, now));
    }
    let naming = Naming {
        id: "master-image",
        title: "Master image",
        hint: "newest first",
        thumbs: "Attempts",
        field: "show",
        of: asset.to_string(),
        open: opening,
        kept: vec![("asset", asset.to_string())],
    };
    let empty = view! { <Icon name="image"/> <p>"No image yet. Generate above."</p> }.into_any();
    let gone = open.removed.into_iter().map(|shot| gone(asset, shot));
    let below = view! { <Removed gone=gone.collect() locked=open.locked now/> }.into_any();
    view! { <Carousel naming slots empty below/> }
}

fn slide_id(attempt: MasterAttemptId) -> String {
    format!("attempt-{attempt}")
}

/// The slide to open at: the one that the address names, or what its job made; else the selected picture; else
/// the first.
fn opening(place: &Place, open: &OpenMaster) -> String {
    let job = |job: &JobShown| job::id(job.id);
    let named = place.show.as_deref().and_then(|named| {
        let running = open.jobs.iter().map(job).find(|id| id == named);
        let made = open.attempts.iter().find(|shot| {
            slide_id(shot.id) == named || shot.job.is_some_and(|made| job::id(made) == named)
        });
        running.or(made.map(|made| slide_id(made.id)))
    });
    let selected = open.attempts.iter().find(|shot| shot.selected);
    named
        .or(selected.map(|selected| slide_id(selected.id)))
        .or_else(|| open.jobs.first().map(job))
        .or_else(|| open.attempts.first().map(|first| slide_id(first.id)))
        .unwrap_or_default()
}

fn job_slot(asset: AssetId, shown: JobShown, count: String) -> Slot {
    let job = shown.id;
    let cancel = MasterAction::Cancel { asset, job };
    let retry = MasterAction::Retry { asset, job };
    job::slot(shown, cancel, retry, count)
}

fn shot_slot(open: &OpenMaster, shot: MasterShot, count: String, first: bool, now: i64) -> Slot {
    let selected = if shot.selected { ", selected" } else { "" };
    let picture = shot.picture.clone();
    Slot {
        id: slide_id(shot.id),
        selected: shot.selected,
        state: None,
        made_by: made_by(&shot),
        label: format!("Attempt {}{selected}", shot.number),
        thumb: view! { <Thumb class="" url=picture.url thumbhash=picture.thumbhash width=86 height=48/> }
            .into_any(),
        inside: view! { <MasterSlide asset=open.asset name=open.name.clone() locked=open.locked shot count first now/> }
            .into_any(),
    }
}

/// What brings a picture into view that was made on this page: its job, or the upload, which knows it by its bytes.
fn made_by(shot: &MasterShot) -> Option<String> {
    match (shot.job, shot.source) {
        (Some(job), _) => Some(job::id(job)),
        (None, AttemptSource::Uploaded) => shot
            .sha256
            .as_ref()
            .map(|sha256| format!("new-attempt-{sha256}")),
        _ => None,
    }
}

fn gone(asset: AssetId, shot: MasterShot) -> Gone {
    let restore = MasterAction::Restore {
        asset,
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
