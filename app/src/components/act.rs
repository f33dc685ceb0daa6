//! A button that does one thing: a form, which scripts send by themselves.

use super::{looking::only_looks, place::Place};
use domain::{act::PanelAction, model::paths::ScenePath};
use leptos::prelude::*;

/// The address that the forms of a scene are sent to.
pub fn address(path: ScenePath) -> String {
    format!("{}/act", path.address())
}

/// The hidden fields of an action.
pub fn fields(action: &PanelAction) -> impl IntoView + use<> {
    action
        .fields()
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
        .collect_view()
}

/// A button with its form. Whoever may only look cannot press it.
#[component]
pub fn Act(
    /// What it does.
    action: PanelAction,
    /// The button's class.
    class: &'static str,
    /// The form's class.
    #[prop(optional)]
    form: &'static str,
    /// What the button is called, where its words alone do not say it.
    #[prop(optional, into)]
    label: Option<String>,
    /// The id of what describes it further, where several have the same words.
    #[prop(optional, into)]
    describedby: Option<String>,
    /// Whether it cannot be done now.
    #[prop(optional)]
    disabled: bool,
    /// Its words.
    children: Children,
) -> impl IntoView {
    let place = expect_context::<Place>();
    view! {
        <form class=form method="post" action=address(place.path)>
            {fields(&action)}
            <button class=class aria-label=label aria-describedby=describedby disabled=disabled || only_looks()>{children()}</button>
        </form>
    }
}
