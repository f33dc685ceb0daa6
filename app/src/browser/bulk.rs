//! The boxes of the list: how many are ticked, what that would cost, whole groups and ranges.

use super::dom::{all, all_in, around, by_id, mark};
use domain::model::credits;
use std::cell::RefCell;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement};

thread_local! {
    /// The box that was ticked last: where a range begins.
    static LAST: RefCell<Option<String>> = const { RefCell::new(None) };
}

fn boxes() -> Vec<HtmlInputElement> {
    all("#bulk .asset-row input")
        .into_iter()
        .filter_map(|element| element.dyn_into().ok())
        .collect()
}

/// Says on the buttons how many are ticked; none, and they cannot be pressed.
pub fn count() {
    let ticked = boxes().iter().filter(|one| one.checked()).count();
    for button in all("[data-counted]") {
        let words = button.get_attribute("data-counted").unwrap_or_default();
        let text = if ticked > 0 {
            format!("{words} ({ticked})")
        } else {
            words
        };
        if button.text_content().as_deref() != Some(&text) {
            button.set_text_content(Some(&text));
        }
        mark(&button, "disabled", (ticked == 0).then_some(""));
    }
    cost(ticked);
    for link in all("[data-tick]") {
        name(&link);
    }
}

/// What generating for what is ticked is expected to cost.
fn cost(ticked: usize) {
    let (Some(form), Some(line)) = (by_id("bulk"), by_id("bulk-cost")) else {
        return;
    };
    let price = form
        .get_attribute("data-price")
        .and_then(|price| price.parse().ok())
        .unwrap_or_default();
    let text = credits::of_ticked(ticked, price, form.has_attribute("data-more"));
    if line.text_content().as_deref() != Some(&text) {
        line.set_text_content(Some(&text));
    }
}

fn of_group(link: &Element) -> Vec<HtmlInputElement> {
    around(link, ".asset-group")
        .map(|group| all_in(&group, ".asset-row input"))
        .unwrap_or_default()
        .into_iter()
        .filter_map(|element| element.dyn_into().ok())
        .collect()
}

fn name(link: &Element) {
    let rows = of_group(link);
    let full = !rows.is_empty() && rows.iter().all(HtmlInputElement::checked);
    let (old, new) = if full {
        ("Select all", "Select none")
    } else {
        ("Select none", "Select all")
    };
    let label = link.get_attribute("aria-label").unwrap_or_default();
    if label.starts_with(old) {
        mark(link, "aria-label", Some(&label.replacen(old, new, 1)));
        link.set_text_content(Some(new));
    }
}

/// Ticks all of a group, or none when all were.
pub fn tick_group(link: &Element) {
    let rows = of_group(link);
    let full = rows.iter().all(HtmlInputElement::checked);
    for row in rows {
        row.set_checked(!full);
    }
    count();
}

/// A box was pressed; with Shift everything between it and the one before becomes like it.
pub fn pressed(field: &HtmlInputElement, range: bool) {
    let all = boxes();
    let place = |id: &str| all.iter().position(|one| one.value() == id);
    let here = place(&field.value());
    let before = LAST.with_borrow(|last| last.as_deref().and_then(place));
    if let (true, Some(here), Some(before)) = (range, here, before) {
        for one in &all[here.min(before)..=here.max(before)] {
            one.set_checked(field.checked());
        }
    }
    LAST.set(Some(field.value()));
    count();
}

/// After a bulk action nothing is ticked any more.
pub fn clear() {
    for one in boxes() {
        one.set_checked(false);
    }
    count();
}
