//! Whether a key belongs to somebody who types.

use leptos::ev::KeyboardEvent;
use wasm_bindgen::JsCast;

/// True where the key goes into a field; single keys mean nothing else there.
pub fn is_typing(event: &KeyboardEvent) -> bool {
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    target.is_some_and(|element| {
        let kind = element.get_attribute("type").unwrap_or_default();
        match element.tag_name().as_str() {
            "TEXTAREA" | "SELECT" => true,
            "INPUT" => !matches!(kind.as_str(), "checkbox" | "radio" | "button" | "submit"),
            _ => element.has_attribute("contenteditable"),
        }
    })
}
