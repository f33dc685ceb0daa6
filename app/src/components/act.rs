//! A button that does one thing: a form without scripts, an instant call with them.

use super::stage::Stage;
use domain::model::act::PanelAction;
use leptos::{ev, prelude::*};

/// The address that the panel's forms are sent to.
pub fn address(stage: Stage) -> String {
    format!("{}/act", stage.path.get_value().address())
}

/// A button with its form.
#[component]
pub fn Act<C: IntoView + 'static>(
    /// What it does.
    action: PanelAction,
    /// The button's class.
    class: &'static str,
    /// The id of what describes it further, where several have the same words.
    #[prop(optional, into)]
    describedby: Option<String>,
    /// Why it cannot be done now, if it cannot.
    #[prop(optional)]
    disabled: Signal<bool>,
    /// Its words.
    children: TypedChildren<C>,
) -> impl IntoView {
    let stage = expect_context::<Stage>();
    let fields = action.fields();
    let done = StoredValue::new(action);
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        stage.act(done.get_value());
    };
    view! {
        <form method="post" action=address(stage) on:submit=submit>
            {fields.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect_view()}
            <button class=class aria-describedby=describedby disabled=move || disabled.get()>
                {children.into_inner()()}
            </button>
        </form>
    }
}
