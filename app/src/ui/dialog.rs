//! Dialogs that open without a script, by the browser's own popovers.

use super::icon::Icon;
use leptos::prelude::*;

/// A dialog that a button with `popovertarget` opens.
#[component]
pub fn Dialog<C: IntoView + 'static>(
    /// Its id, which the button names.
    id: &'static str,
    /// Its heading.
    title: &'static str,
    /// A class beside its own.
    #[prop(default = "")]
    class: &'static str,
    /// What it holds.
    children: TypedChildren<C>,
) -> impl IntoView {
    let titled = format!("{id}-title");
    let heading = titled.clone();
    view! {
        <div class=format!("dialog {class}") id=id popover role="dialog" aria-labelledby=titled>
            <div class="dialog-head">
                <h2 class="dialog-title" id=heading>{title}</h2>
                <button
                    class="icon-button"
                    type="button"
                    popovertarget=id
                    popovertargetaction="hide"
                    aria-label="Close"
                >
                    <Icon name="close"/>
                </button>
            </div>
            {children.into_inner()()}
        </div>
    }
}
