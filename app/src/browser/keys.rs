//! The keys of the panel and of the board. They never act while somebody types.

use super::{
    carousel, compare,
    dom::{all, all_in, around, find, find_in, focus, only_looks, press, target},
    page::Page,
};
use crate::islands::viewer::Enlarged;
use leptos::{ev, prelude::*};
use web_sys::Element;

/// The keys and what they do, as the help shows them.
pub const KEYS: &[(&str, &str)] = &[
    ("J", "Next asset"),
    ("K", "Previous asset"),
    ("← →", "Previous, next attempt"),
    ("Enter", "Select the shown attempt"),
    ("Space", "Full size"),
    ("G", "Generate image"),
    ("M", "Use master as-is"),
    ("U", "Upload"),
    ("C", "Compare"),
    ("N", "Next picture in the comparison"),
    ("Delete", "Delete the shown attempt"),
    ("Z", "Undo"),
    ("/", "Search assets"),
    ("?", "This list"),
];

/// Listens for as long as the page stands.
pub fn listen(page: Page) {
    let listening = window_event_listener(ev::keydown, move |event| {
        let modified = event.ctrl_key() || event.meta_key() || event.alt_key();
        let Some(element) = target(&event) else {
            return;
        };
        if modified && event.key().eq_ignore_ascii_case("s") && element.id() == "description" {
            event.prevent_default();
            press("#describe button");
            return;
        }
        if modified
            || event.default_prevented()
            || is_typing(&element)
            || page.enlarged.with_untracked(Option::is_some)
        {
            return;
        }
        let on_control = around(&element, "a, button, summary, input, [popover]").is_some();
        let key = event.key();
        let done = if compare::is_open() {
            in_comparison(&key, &element, on_control)
        } else if around(&element, "#board").is_some() {
            on_board(&key, &element)
        } else {
            on_panel(page, &key, &element, on_control)
        };
        if done {
            event.prevent_default();
        }
    });
    // It listens for as long as the page stands.
    std::mem::forget(listening);
}

/// True where a key goes into a field; single keys mean nothing else there.
fn is_typing(element: &Element) -> bool {
    let kind = element.get_attribute("type").unwrap_or_default();
    match element.tag_name().as_str() {
        "TEXTAREA" | "SELECT" => true,
        "INPUT" => !matches!(kind.as_str(), "checkbox" | "radio" | "button" | "submit"),
        _ => element.has_attribute("contenteditable"),
    }
}

fn on_panel(page: Page, key: &str, element: &Element, on_control: bool) -> bool {
    let region = around(element, ".carousel").or_else(carousel::history);
    let shown = || carousel::shown(&carousel::history()?);
    let button = |name: &str| {
        let slide = shown().map(|slide| slide.id()).unwrap_or_default();
        let form = format!("[id='{slide}'] form:has([name=do][value={name}]) button");
        press(&form)
    };
    match (key, region) {
        ("ArrowLeft", Some(region)) => carousel::step(&region, -1),
        ("ArrowRight", Some(region)) => carousel::step(&region, 1),
        ("Home", Some(region)) if in_carousel(element) => carousel::go_to_end(&region, false),
        ("End", Some(region)) if in_carousel(element) => carousel::go_to_end(&region, true),
        ("j" | "J", _) => return step(1),
        ("k" | "K", _) => return step(-1),
        ("Enter" | "Delete" | "g" | "G" | "m" | "M" | "u" | "U" | "z" | "Z", _) if only_looks() => {
            return false;
        }
        ("Enter", _) if !on_control => return button("select"),
        (" ", _) if !on_control => page.enlarged.set(Enlarged::shown()),
        ("Delete", _) => return button("delete"),
        ("g" | "G", _) => return press("#generate button"),
        ("m" | "M", _) => return press("#as-is input[type=checkbox]"),
        ("u" | "U", _) => return press("#upload-input"),
        ("c" | "C", _) => match compare::address() {
            Some(address) => page.go(&address),
            None => return false,
        },
        ("z" | "Z", _) => page.take_back(),
        ("/", _) => return find("#search-assets").map(|field| focus(&field)).is_some(),
        ("?", _) => return press("#keyboard-button"),
        _ => return false,
    }
    true
}

fn in_carousel(element: &Element) -> bool {
    around(element, ".carousel").is_some()
}

/// Opens the row that stands `by` places further.
fn step(by: isize) -> bool {
    let rows = all(".asset-row");
    let open = rows
        .iter()
        .position(|row| row.has_attribute("aria-current"));
    let next = open
        .and_then(|place| place.checked_add_signed(by))
        .and_then(|place| rows.get(place));
    match next {
        Some(row) => {
            row.scroll_into_view_with_bool(false);
            press(&format!("[id='{}'] a", row.id()))
        }
        None => true,
    }
}

/// Culling: the focus walks from picture to picture, and the keys act on the one that has it.
fn in_comparison(key: &str, element: &Element, on_control: bool) -> bool {
    let items = all("#compare .compare-item");
    let here = around(element, ".compare-item");
    let place = here
        .as_ref()
        .and_then(|here| items.iter().position(|item| item == here));
    let go = |place: Option<usize>| {
        if let Some(item) = place.and_then(|place| items.get(place)) {
            focus(item);
        }
        true
    };
    let item = here.or_else(|| items.first().cloned());
    let on_item = |selector: &str| {
        compare::act_at(Some(place.unwrap_or_default()));
        let id = item.as_ref().map(Element::id).unwrap_or_default();
        press(&format!("[id='{id}'] {selector}"))
    };
    match key {
        "Escape" | "c" | "C" => press("#compare [data-close]"),
        "ArrowLeft" if find("#compare-range:focus").is_none() => {
            go(Some(place.unwrap_or(1).saturating_sub(1)))
        }
        "ArrowRight" if find("#compare-range:focus").is_none() => {
            go(Some(place.map_or(0, |place| place + 1)))
        }
        "Enter" if !on_control => on_item(".compare-select button"),
        "Delete" => on_item(".compare-delete button"),
        "n" | "N" => on_item("[data-key=n]"),
        _ => false,
    }
}

/// The arrows walk over the cells of the board.
fn on_board(key: &str, element: &Element) -> bool {
    let (across, down): (isize, isize) = match key {
        "ArrowLeft" => (-1, 0),
        "ArrowRight" => (1, 0),
        "ArrowUp" => (0, -1),
        "ArrowDown" => (0, 1),
        "?" => return press("#keyboard-button"),
        _ => return false,
    };
    let Some(cell) = around(element, "td, th") else {
        return find("#board td a").map(|link| focus(&link)).is_some();
    };
    let Some(row) = around(&cell, "tr") else {
        return false;
    };
    let cells = all_in(&row, "td, th");
    let rows = all("#board tr");
    let (Some(x), Some(y)) = (
        cells.iter().position(|one| *one == cell),
        rows.iter().position(|one| *one == row),
    ) else {
        return false;
    };
    // Empty places are passed over.
    let (mut x, mut y) = (x, y);
    loop {
        let (Some(left), Some(top)) = (x.checked_add_signed(across), y.checked_add_signed(down))
        else {
            return true;
        };
        (x, y) = (left, top);
        let Some(cells) = rows.get(y).map(|row| all_in(row, "td, th")) else {
            return true;
        };
        let Some(cell) = cells.get(x) else {
            return true;
        };
        if let Some(link) = find_in(cell, "a") {
            focus(&link);
            link.scroll_into_view_with_scroll_into_view_options(&nearest());
            return true;
        }
    }
}

fn nearest() -> web_sys::ScrollIntoViewOptions {
    let options = web_sys::ScrollIntoViewOptions::new();
    options.set_block(web_sys::ScrollLogicalPosition::Nearest);
    options.set_inline(web_sys::ScrollLogicalPosition::Nearest);
    options
}
