//! What a reader who may only look at a film sees: everything, with what would change it closed.

use crate::ui::icon::Icon;
use domain::model::kinds::ProjectRole;
use leptos::{either::Either, prelude::*};

/// Whether the reader may only look. The page's role is in the context; without one nothing is closed.
pub fn only_looks() -> bool {
    use_context::<ProjectRole>() == Some(ProjectRole::Viewer)
}

/// Controls that change something. Whoever may only look sees them closed by the browser itself, so that no script and
/// no key opens them; links, searches and filters stand outside.
#[component]
pub fn Changes(
    /// The controls.
    children: Children,
) -> impl IntoView {
    let inside = children();
    if only_looks() {
        Either::Left(view! { <fieldset class="plain" disabled>{inside}</fieldset> })
    } else {
        Either::Right(inside)
    }
}

/// Says it once on a page.
#[component]
pub fn LookingNote() -> impl IntoView {
    only_looks().then(|| {
        view! {
            <p class="looking-note" role="note">
                <Icon name="info"/>"You can look at this film. To change it, ask its owner."
            </p>
        }
    })
}
