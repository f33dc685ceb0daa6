//! A labelled line of a form, and the reason why a form was refused, tied to its lines.

use super::icon::Icon;
use leptos::prelude::*;

/// A line to type in, under its label.
#[component]
pub fn Line(
    /// What it is called.
    label: &'static str,
    /// The name that it is sent by.
    name: &'static str,
    /// What a browser fills in by itself.
    autocomplete: &'static str,
    /// The kind of line, as `email` or `password`.
    #[prop(default = "text")]
    kind: &'static str,
    /// Characters at most.
    #[prop(default = 200)]
    most: usize,
    /// Characters at least.
    #[prop(optional)]
    least: Option<usize>,
    /// What stands in it from the beginning.
    #[prop(optional_no_strip)]
    value: Option<String>,
    /// The ids of what explains it.
    #[prop(optional_no_strip)]
    describedby: Option<&'static str>,
    /// Whether what was sent in it was refused.
    #[prop(optional)]
    wrong: bool,
    /// Whether the reader begins here.
    #[prop(optional)]
    first: bool,
) -> impl IntoView {
    view! {
        <label class="form-row">
            <span class="label">{label}</span>
            <input
                class="field"
                type=kind
                name=name
                required
                autocomplete=autocomplete
                autofocus=first
                minlength=least
                maxlength=most
                value=value
                aria-describedby=describedby
                aria-invalid=wrong.then_some("true")
            />
        </label>
    }
}

/// Why a form was refused.
#[component]
pub fn Why(
    /// Its id, which the lines name that it is about.
    id: &'static str,
    /// The sentence.
    why: String,
) -> impl IntoView {
    view! { <p class="field-error" id=id role="alert"><Icon name="alert"/><span>{why}</span></p> }
}
