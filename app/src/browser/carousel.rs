//! Carousels: which slide is in view, by buttons, thumbnails, keys, swipes, and after the page changed.

use super::dom::{all_in, around, by_id, find_in, mark};
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*};
use std::{cell::RefCell, time::Duration};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, ScrollBehavior, ScrollToOptions};

/// The ids of the carousels of a history: of an asset in a scene, and of a master. A page has one of them.
const HISTORIES: [&str; 2] = ["scene-instance-image", "master-image"];

/// How long the row must stand still before the slide in sight counts as the shown one.
const SETTLED: Duration = Duration::from_millis(90);

thread_local! {
    static WAITING: RefCell<Option<TimeoutHandle>> = const { RefCell::new(None) };
}

/// How the shown slide changes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// By the reader, who sees the row move and hears where it went.
    Told,
    /// By itself: at once and without a word.
    Silent,
}

/// The carousel of the history that the page is about.
pub fn history() -> Option<Element> {
    HISTORIES.iter().find_map(|id| by_id(id))
}

/// The slides of a carousel.
fn slides(region: &Element) -> Vec<Element> {
    all_in(region, ".slide")
}

/// The slide in view.
pub fn shown(region: &Element) -> Option<Element> {
    find_in(region, ".slide[data-open]").or_else(|| find_in(region, ".slide"))
}

/// Shows a slide.
pub fn show(region: &Element, slide: &Element, how: How) {
    let all = slides(region);
    let id = slide.id();
    let place = all
        .iter()
        .position(|one| *one == *slide)
        .unwrap_or_default();
    for one in &all {
        mark(one, "data-open", (*one == *slide).then_some(""));
    }
    for thumb in all_in(region, ".thumb") {
        let here = thumb.get_attribute("href").as_deref() == Some(&format!("#{id}"));
        mark(&thumb, "aria-current", here.then_some("true"));
    }
    for arrow in all_in(region, ".carousel-arrow") {
        let by: isize = number(&arrow, "data-by");
        let next = place.checked_add_signed(by).and_then(|at| all.get(at));
        mark(&arrow, "aria-disabled", next.is_none().then_some("true"));
        mark(&arrow, "value", Some(&next.unwrap_or(slide).id()));
    }
    if let Some(picture) = find_in(slide, "img") {
        mark(&picture, "loading", Some("eager"));
    }
    if how == How::Told
        && let Some(line) = find_in(region, "p[aria-live]")
    {
        line.set_text_content(slide.get_attribute("aria-label").as_deref());
    }
    scroll_to(region, slide, how);
}

fn number(element: &Element, name: &str) -> isize {
    element
        .get_attribute(name)
        .and_then(|text| text.parse().ok())
        .unwrap_or_default()
}

fn scroll_to(region: &Element, slide: &Element, how: How) {
    let left = |element: &Element| {
        element
            .dyn_ref::<HtmlElement>()
            .map_or(0, HtmlElement::offset_left)
    };
    let (Some(track), Some(first)) = (
        find_in(region, ".carousel-track"),
        find_in(region, ".slide"),
    ) else {
        return;
    };
    let to = f64::from(left(slide) - left(&first));
    if (f64::from(track.scroll_left()) - to).abs() > 1.0 {
        // What scrolls from here on is not the reader's hand, and must not be read as a choice.
        mark(&track, "data-hand", None);
        let options = ScrollToOptions::new();
        options.set_left(to);
        options.set_behavior(match how {
            How::Told => ScrollBehavior::Auto,
            How::Silent => ScrollBehavior::Instant,
        });
        track.scroll_to_with_scroll_to_options(&options);
    }
}

/// Shows the slide that stands `by` places further, if there is one.
pub fn step(region: &Element, by: isize) {
    let all = slides(region);
    let Some(now) = shown(region) else { return };
    let place = all.iter().position(|one| *one == now).unwrap_or_default();
    if let Some(next) = place.checked_add_signed(by).and_then(|at| all.get(at)) {
        show(region, next, How::Told);
    }
}

/// Shows the first or the last slide.
pub fn go_to_end(region: &Element, last: bool) {
    let all = slides(region);
    if let Some(slide) = if last { all.last() } else { all.first() } {
        show(region, slide, How::Told);
    }
}

/// Shows the slide that a thumbnail stands for.
pub fn show_thumb(thumb: &Element) -> Option<()> {
    let region = around(thumb, ".carousel")?;
    let id = thumb.get_attribute("href")?;
    let slide = by_id(id.strip_prefix('#')?)?;
    show(&region, &slide, How::Told);
    Some(())
}

/// The slide that has the focus is the one to see.
pub fn show_focused(element: &Element) {
    if let Some((slide, region)) = around(element, ".slide").zip(around(element, ".carousel"))
        && shown(&region).is_none_or(|now| now != slide)
    {
        show(&region, &slide, How::Told);
    }
}

/// The reader's hand lies on the row: what scrolls now is a choice.
pub fn hand(element: &Element) {
    if let Some(track) = around(element, ".carousel-track") {
        mark(&track, "data-hand", Some(""));
    }
}

/// After a swipe, and only then: the slide in sight becomes the shown one.
pub fn scrolled(track: Element) {
    if !track.has_attribute("data-hand") {
        return;
    }
    let look = move || {
        let Some(region) = around(&track, ".carousel") else {
            return;
        };
        let left = track.scroll_left();
        let all = slides(&region);
        let offset = |slide: &Element| {
            slide
                .dyn_ref::<HtmlElement>()
                .map_or(0, HtmlElement::offset_left)
        };
        let first = all.first().map_or(0, offset);
        let nearest = all
            .iter()
            .min_by_key(|slide| (offset(slide) - first - left).abs());
        if let Some(slide) = nearest.filter(|slide| !slide.has_attribute("data-open")) {
            show(&region, slide, How::Told);
        }
    };
    WAITING.with_borrow_mut(|waiting| {
        if let Some(earlier) = waiting.take() {
            earlier.clear();
        }
        *waiting = set_timeout_with_handle(look, SETTLED).ok();
    });
}

/// What a carousel showed before the page changed.
pub struct Before {
    id: String,
    of: Option<String>,
    slides: Vec<String>,
    shown: String,
}

/// What every carousel shows now.
pub fn remember() -> Vec<Before> {
    let region = |region: Element| Before {
        id: region.id(),
        of: region.get_attribute("data-of"),
        slides: slides(&region).iter().map(Element::id).collect(),
        shown: shown(&region).map(|slide| slide.id()).unwrap_or_default(),
    };
    super::dom::all(".carousel")
        .into_iter()
        .map(region)
        .collect()
}

/// After the page changed: each carousel shows what it showed, or what stands where that was. `wanted` names a
/// slide that is to be seen instead.
pub fn settle(before: &[Before], wanted: Option<&str>) {
    for region in super::dom::all(".carousel") {
        let old = before
            .iter()
            .find(|old| old.id == region.id() && old.of == region.get_attribute("data-of"));
        let all = slides(&region);
        let named = |id: &str| all.iter().find(|slide| slide.id() == id);
        let stayed = old.and_then(|old| {
            let place = old.slides.iter().position(|id| *id == old.shown)?;
            named(&old.shown).or_else(|| all.get(place.min(all.len().saturating_sub(1))))
        });
        let opened = || all.iter().find(|slide| slide.has_attribute("data-open"));
        let slide = wanted.and_then(named).or(stayed).or_else(opened);
        if let Some(slide) = slide.or(all.first()) {
            show(&region, slide, How::Silent);
        }
    }
}
