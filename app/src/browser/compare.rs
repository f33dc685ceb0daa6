//! The comparison: its slider, and which picture "Compare" sets beside the selected one.

use super::{
    carousel,
    dom::{all_in, by_id, find, find_in, focus},
};
use std::cell::Cell;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlInputElement};

thread_local! {
    static OPEN: Cell<bool> = const { Cell::new(false) };
    /// The place of the picture that a key acts on: what stands there afterwards has the focus.
    static PLACE: Cell<Option<usize>> = const { Cell::new(None) };
}

/// Whether a comparison stands open.
pub fn is_open() -> bool {
    by_id("compare").is_some()
}

/// After the page changed: a comparison that was opened takes the focus and gives it back when it closes, and
/// its slider stands where it stood.
pub fn ready() {
    let was_open = OPEN.replace(is_open());
    let Some(view) = by_id("compare") else {
        if let Some(link) = find("#compare-link").filter(|_| was_open) {
            focus(&link);
        }
        return;
    };
    let active = leptos::prelude::document().active_element();
    let inside = active.is_some_and(|element| element != view && view.contains(Some(&element)));
    let items = all_in(&view, ".compare-item");
    match PLACE
        .take()
        .and_then(|place| items.get(place).or(items.last()))
    {
        Some(item) if !inside => focus(item),
        None if !inside => focus(&view),
        _ => {}
    }
    slide();
}

/// A key acts on the picture at this place.
pub fn act_at(place: Option<usize>) {
    PLACE.set(place);
}

/// The slider moved: the frame is divided where it stands.
pub fn slide() {
    let range = by_id("compare-range").and_then(|range| range.dyn_into::<HtmlInputElement>().ok());
    let frame = by_id("compare-slider").and_then(|frame| frame.dyn_into::<HtmlElement>().ok());
    if let (Some(range), Some(frame)) = (range, frame) {
        let _ = frame
            .style()
            .set_property("--split", &format!("{}%", range.value()));
    }
}

/// The address that sets the shown picture beside the selected one.
pub fn address() -> Option<String> {
    let link = find("#compare-link")?;
    let href = link.get_attribute("href")?;
    let region = carousel::history()?;
    let id = |slide: web_sys::Element| slide.id().strip_prefix("attempt-").map(str::to_owned);
    let shown = carousel::shown(&region).and_then(id)?;
    let selected = find_in(&region, ".slide[data-selected]").and_then(id)?;
    if shown == selected {
        return Some(href);
    }
    let bare = href.split("compare=").next()?;
    Some(format!("{bare}compare={selected},{shown}"))
}
