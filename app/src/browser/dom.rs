//! Short ways through the document. What is not there is `None`, and nothing then happens.

use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, HtmlTextAreaElement};

/// The element of that id.
pub fn by_id(id: &str) -> Option<Element> {
    document().get_element_by_id(id)
}

/// The first that matches in the document.
pub fn find(selector: &str) -> Option<Element> {
    document().query_selector(selector).ok().flatten()
}

/// The first that matches inside.
pub fn find_in(root: &Element, selector: &str) -> Option<Element> {
    root.query_selector(selector).ok().flatten()
}

/// All that match inside.
pub fn all_in(root: &Element, selector: &str) -> Vec<Element> {
    let Ok(found) = root.query_selector_all(selector) else {
        return Vec::new();
    };
    (0..found.length())
        .filter_map(|at| found.get(at)?.dyn_into().ok())
        .collect()
}

/// All that match in the document.
pub fn all(selector: &str) -> Vec<Element> {
    document()
        .document_element()
        .map(|root| all_in(&root, selector))
        .unwrap_or_default()
}

/// The nearest around the element, itself included, that matches.
pub fn around(element: &Element, selector: &str) -> Option<Element> {
    element.closest(selector).ok().flatten()
}

/// What an event happened to.
pub fn target(event: &Event) -> Option<Element> {
    event.target()?.dyn_into().ok()
}

/// The words that the server has for a field, whatever is typed in it now. Where a form was refused, they are not those
/// that it stands there with.
pub fn saved(field: &HtmlTextAreaElement) -> String {
    field
        .get_attribute("data-saved")
        .or_else(|| field.text_content())
        .unwrap_or_default()
}

/// Whether the reader may only look at the film.
pub fn only_looks() -> bool {
    find("[data-readonly]").is_some()
}

/// Sets or removes a mark.
pub fn mark(element: &Element, name: &str, value: Option<&str>) {
    // Names of attributes here are constants and valid.
    let _ = match value {
        Some(value) => element.set_attribute(name, value),
        None => element.remove_attribute(name),
    };
}

/// Gives it the focus, if it takes it.
pub fn focus(element: &Element) {
    if let Some(element) = element.dyn_ref::<HtmlElement>() {
        let _ = element.focus();
    }
}

/// Presses it.
pub fn press(selector: &str) -> bool {
    let found = find(selector).and_then(|found| found.dyn_into::<HtmlElement>().ok());
    if let Some(element) = &found {
        element.click();
    }
    found.is_some()
}
