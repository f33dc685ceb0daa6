//! What the reader does with the page: every event comes here and goes on to the part that knows it.

use super::{
    bulk, carousel, changing, compare,
    dom::{all_in, around, by_id, focus, mark, target},
    draft,
    forms::{self, fields, submitted},
    page::Page,
};
use crate::islands::viewer::Enlarged;
use leptos::{ev, leptos_dom::helpers::TimeoutHandle, prelude::*};
use std::{cell::RefCell, time::Duration};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Element, HtmlFormElement, HtmlInputElement, MouseEvent, UrlSearchParams};

/// How long typing in the search rests before the list follows.
const REST: Duration = Duration::from_millis(60);

thread_local! {
    static WAITING: RefCell<Option<TimeoutHandle>> = const { RefCell::new(None) };
}

/// Listens for as long as the page stands.
pub fn listen(page: Page) {
    let listening = (
        window_event_listener(ev::submit, move |event| submitted(page, &event)),
        window_event_listener(ev::click, move |event| clicked(page, &event)),
        window_event_listener(ev::change, move |event| {
            if let Some(element) = target(&event) {
                changed(page, &element);
            }
        }),
        window_event_listener(ev::input, move |event| {
            if let Some(element) = target(&event) {
                typed(page, &element);
            }
        }),
        window_event_listener(ev::focusin, |event| {
            if let Some(element) = target(&event) {
                carousel::show_focused(&element);
            }
        }),
        // Whoever goes on to something else has made up their mind.
        window_event_listener(ev::focusout, move |event| {
            if target(&event).is_some_and(|left| around(&left, "form[data-sends]").is_some()) {
                changing::now(page);
            }
        }),
        window_event_listener(ev::pointerdown, |event| {
            if let Some(element) = target(&event) {
                carousel::hand(&element);
            }
        }),
        window_event_listener(ev::wheel, |event| {
            if let Some(element) = target(&event) {
                carousel::hand(&element);
            }
        }),
        window_event_listener(ev::popstate, move |_| page.look()),
    );
    // They listen for as long as the page stands.
    std::mem::forget(listening);
    // Scrolling does not rise to the window; it is caught on its way down.
    let scrolled = Closure::<dyn Fn(web_sys::Event)>::new(|event: web_sys::Event| {
        if let Some(track) =
            target(&event).filter(|one| one.class_list().contains("carousel-track"))
        {
            carousel::scrolled(track);
        }
    });
    let _ = window().add_event_listener_with_callback_and_bool(
        "scroll",
        scrolled.as_ref().unchecked_ref(),
        true,
    );
    scrolled.forget();
}

fn clicked(page: Page, event: &MouseEvent) {
    let Some(element) = target(event) else { return };
    if event.default_prevented() {
        return;
    }
    if let Some(field) = element.dyn_ref::<HtmlInputElement>() {
        if field.name() == "instances" {
            bulk::pressed(field, event.shift_key());
        }
        return;
    }
    // With a modifier the browser opens an address elsewhere, as with every link.
    if event.ctrl_key() || event.meta_key() || event.shift_key() {
        return;
    }
    if pressed(page, &element).is_some() {
        event.prevent_default();
    }
}

fn pressed(page: Page, element: &Element) -> Option<()> {
    if let Some(arrow) = around(element, ".carousel-arrow") {
        let by = arrow.get_attribute("data-by")?.parse().ok()?;
        carousel::step(&around(&arrow, ".carousel")?, by);
        return Some(());
    }
    let link = around(element, "a")?;
    let href = link.get_attribute("href").unwrap_or_default();
    if link.id() == "compare-link" {
        page.go(&compare::address()?);
    } else if link.has_attribute("data-go") {
        close_drawer(&link);
        page.go(&href);
    } else if link.has_attribute("data-enlarge") {
        page.enlarged.set(Some(Enlarged::of(&link)?));
    } else if link.has_attribute("data-tick") {
        bulk::tick_group(&link);
    } else if link.class_list().contains("thumb") {
        carousel::show_thumb(&link)?;
    } else if link.id() == "proceed" && link.has_attribute("aria-disabled") {
        focus(&by_id("before-stage-9")?);
    } else {
        return None;
    }
    Some(())
}

/// On a narrow screen the panes are drawers: what was chosen in one is to be seen.
fn close_drawer(link: &Element) {
    let drawer = around(link, ".pane:popover-open");
    if let Some(drawer) = drawer
        .as_ref()
        .and_then(|drawer| drawer.dyn_ref::<web_sys::HtmlElement>())
    {
        let _ = drawer.hide_popover();
    }
}

fn changed(page: Page, element: &Element) {
    if let Some(form) = around(element, "form[data-sends]") {
        if let Some(form) = form.dyn_ref::<HtmlFormElement>() {
            changing::changed(page, form, element.dyn_ref());
        }
    } else if around(element, "#add-reference [name=asset]").is_some() {
        forms::role(true);
    } else if around(element, "#filter").is_some()
        && let Some(form) = around(element, "#filter-form").and_then(|form| form.dyn_into().ok())
    {
        filter(page, &form);
    }
}

fn typed(page: Page, element: &Element) {
    match element.id().as_str() {
        "description" => draft::typed(),
        "compare-range" => compare::slide(),
        "search-existing" => search_existing(element),
        "search-assets" => {
            let form = around(element, "form").and_then(|form| form.dyn_into().ok());
            let later = move || {
                if let Some(form) = &form {
                    filter(page, form);
                }
            };
            WAITING.with_borrow_mut(|waiting| {
                if let Some(earlier) = waiting.take() {
                    earlier.clear();
                }
                *waiting = set_timeout_with_handle(later, REST).ok();
            });
        }
        _ => {}
    }
}

/// The address holds what is searched for and filtered by, so that it can be shared, reloaded and gone back to.
pub fn filter(page: Page, form: &HtmlFormElement) {
    let Ok(query) = UrlSearchParams::new() else {
        return;
    };
    for (name, value) in fields(form, None) {
        if !value.is_empty() {
            query.append(&name, &value);
        }
    }
    let address = form.get_attribute("action").unwrap_or_default();
    page.become_of(&format!("{address}?{}", String::from(query.to_string())));
}

/// Keeps of the assets to choose from what fits.
fn search_existing(field: &Element) {
    let sought = field
        .dyn_ref::<HtmlInputElement>()
        .map(|field| field.value().to_lowercase())
        .unwrap_or_default();
    let items = by_id("pick-list").map(|list| all_in(&list, "li"));
    for item in items.unwrap_or_default() {
        let name = item.get_attribute("data-name").unwrap_or_default();
        mark(&item, "hidden", (!name.contains(&sought)).then_some(""));
    }
}
