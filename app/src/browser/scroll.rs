//! Where a page was scrolled to and what had the focus there, kept until the reader comes back to it.

use super::dom::{all, by_id, focus};
use leptos::{ev, prelude::*};
use web_sys::{Element, Storage};

fn kept() -> Option<Storage> {
    window().session_storage().ok().flatten()
}

fn key(element: &Element) -> String {
    let path = window().location().pathname().unwrap_or_default();
    format!("scroll-{path}-{}", element.id())
}

/// Brings everything marked with `data-scroll` back to where it stood, and keeps where it stands on leaving.
pub fn keep() {
    for element in all("[data-scroll]") {
        bring_back(&element);
    }
    let leaving = window_event_listener(ev::pagehide, |_| {
        for element in all("[data-scroll]") {
            leave(&element);
        }
    });
    // It listens for as long as the page stands.
    std::mem::forget(leaving);
}

fn bring_back(element: &Element) {
    let Some(place) = kept().and_then(|kept| kept.get_item(&key(element)).ok().flatten()) else {
        return;
    };
    let mut parts = place.splitn(3, ' ');
    let mut next = || parts.next().unwrap_or_default().to_owned();
    let (left, top, id) = (next(), next(), next());
    if let Some(focused) = by_id(&id) {
        focus(&focused);
    }
    element.set_scroll_left(left.parse().unwrap_or_default());
    element.set_scroll_top(top.parse().unwrap_or_default());
}

fn leave(element: &Element) {
    let focused = document()
        .active_element()
        .filter(|focused| element.contains(Some(focused)))
        .map(|focused| focused.id())
        .unwrap_or_default();
    let place = format!(
        "{} {} {focused}",
        element.scroll_left(),
        element.scroll_top()
    );
    if let Some(kept) = kept() {
        // Where it cannot be kept, the page begins at its beginning.
        let _ = kept.set_item(&key(element), &place);
    }
}
