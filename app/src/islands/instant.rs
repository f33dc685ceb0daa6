//! The island that makes forms and links of a page instant: toasts, the full-size view, and everything that
//! `browser` listens for.

#![allow(
    missing_docs,
    reason = "the macro makes a type of its own, whose fields are the documented ones"
)]

use super::{
    toast::{ToastRegion, Toasts},
    viewer::{Enlarged, Viewer},
};
use crate::browser::{self, page::Page};
use leptos::prelude::*;

/// Makes the page instant.
#[island]
pub fn Instant(
    /// Where the page hears of changes.
    events: String,
) -> impl IntoView {
    let toasts = Toasts::default();
    let enlarged = RwSignal::new(None::<Enlarged>);
    // Effects run in the browser alone.
    Effect::new(move |_| browser::start(Page::new(toasts, enlarged), &events));
    view! {
        <ToastRegion toasts/>
        <Viewer enlarged/>
    }
}
