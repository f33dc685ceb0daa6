//! The island that makes forms and links of a page instant: toasts, the full-size view, and everything that
//! `browser` listens for.

use super::{
    toast::{ToastRegion, Toasts},
    viewer::{Enlarged, Viewer},
};
use crate::browser::{self, page::Page};
use leptos::prelude::*;

/// Makes the page instant. What it has to know stands on the page, so the browser carries no reader of props.
#[island]
pub fn Instant() -> impl IntoView {
    let toasts = Toasts::default();
    let enlarged = RwSignal::new(None::<Enlarged>);
    // Effects run in the browser alone.
    Effect::new(move |_| browser::start(Page::new(toasts, enlarged)));
    view! {
        <ToastRegion toasts/>
        <Viewer enlarged/>
    }
}
