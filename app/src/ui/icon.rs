//! Icons, by name, out of the page's one sprite.

use leptos::prelude::*;

/// An icon that says nothing by itself: the words beside it, or the button's label, do.
#[component]
pub fn Icon(
    /// Its name in the sprite.
    name: &'static str,
) -> impl IntoView {
    view! {
        <svg class="icon" aria-hidden="true">
            <use href=format!("#icon-{name}")></use>
        </svg>
    }
}
