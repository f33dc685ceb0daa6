//! The browser's entry point: makes the islands ready to act.

// The islands are exported by the crate that defines them; naming it links it.
use app as _;
use wasm_bindgen::prelude::wasm_bindgen;

/// Called once by the page, before the islands are hydrated one by one.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_islands();
}
