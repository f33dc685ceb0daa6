//! What was removed from a history and can still be restored.

use super::act::Act;
use crate::ui::{picture::Thumb, words};
use domain::{act::Action, model::panel::Picture};
use leptos::prelude::*;

/// A picture that left a history.
pub struct Gone {
    /// Its key.
    pub id: String,
    /// Its number in the history.
    pub number: i32,
    /// The picture.
    pub picture: Picture,
    /// When it left, in milliseconds since 1970.
    pub removed: Option<i64>,
    /// What brings it back.
    pub restore: Action,
}

/// "Removed (3)", with the list behind it.
#[component]
pub fn Removed(
    /// What can still be restored.
    gone: Vec<Gone>,
    /// Whether it cannot be now.
    locked: bool,
    /// Now, in milliseconds.
    now: i64,
) -> impl IntoView {
    let count = gone.len();
    let item = move |one: Gone| {
        let when = one
            .removed
            .map(|then| words::ago(then, now))
            .unwrap_or_default();
        let id = format!("removed-{}", one.id);
        view! {
            <li class="removed-item">
                <Thumb class="removed-thumb" url=one.picture.url thumbhash=one.picture.thumbhash width=64 height=40/>
                <span class="removed-text" id=id.clone()>
                    {format!("Attempt {}", one.number)} <span class="sep">" · "</span> {format!("removed {when}")}
                </span>
                <Act action=one.restore class="button small" describedby=id disabled=locked>"Restore"</Act>
            </li>
        }
    };
    (count > 0).then(|| {
        view! {
            <details class="removed" id="removed">
                <summary class="quiet-link">{format!("Removed ({count})")}</summary>
                <ul class="removed-list">{gone.into_iter().map(item).collect_view()}</ul>
            </details>
        }
    })
}
