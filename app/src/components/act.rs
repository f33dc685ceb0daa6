//! A button that does one thing: a form, which scripts send by themselves.

use super::{
    looking::only_looks,
    masters::place::{self, Place as Among},
    place::Place,
};
use domain::{
    act::{Action, PanelAction},
    model::paths::ScenePath,
};
use leptos::prelude::*;

/// The address that the forms of a scene are sent to.
pub fn address(path: ScenePath) -> String {
    format!("{}/act", path.address())
}

/// The address that a form with this action is sent to, on the page that it stands on.
fn sent_to(action: &Action) -> String {
    match action {
        Action::Panel(_) => address(expect_context::<Place>().path),
        Action::Master(_) => place::acts(expect_context::<Among>().project),
    }
}

/// The hidden fields of an action.
pub fn fields(action: &PanelAction) -> impl IntoView + use<> {
    hidden(action.fields())
}

/// Fields that are sent without being seen, by their names and values.
pub fn hidden(fields: Vec<(String, String)>) -> impl IntoView {
    fields
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
        .collect_view()
}

/// A button with its form. Whoever may only look cannot press it.
#[component]
pub fn Act(
    /// What it does.
    #[prop(into)]
    action: Action,
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
    view! {
        <form class=form method="post" action=sent_to(&action)>
            {hidden(action.fields())}
            <button class=class aria-label=label aria-describedby=describedby disabled=disabled || only_looks()>{children()}</button>
        </form>
    }
}
