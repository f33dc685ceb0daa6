//! What is said at the top of a page that follows a form.

use crate::ui::icon::Icon;
use domain::model::{act::Notice, paths::ScenePath};
use leptos::prelude::*;

/// The notice, with the form that takes the action back.
#[component]
pub fn NoticeBar(
    /// What is said.
    notice: Notice,
    /// The scene whose panel takes it back.
    #[prop(optional_no_strip)]
    path: Option<ScenePath>,
) -> impl IntoView {
    let (kind, icon) = if notice.error {
        ("error", "alert")
    } else {
        ("info", "info")
    };
    let undo = notice.undo.zip(path).map(|(action, path)| {
        let fields = action.fields().into_iter();
        // A description to go back to is no field that the reader sees here.
        let text = match &action {
            domain::model::act::PanelAction::Describe { text, .. } => Some(("text", text.clone())),
            _ => None,
        };
        view! {
            <form method="post" action=format!("{}/act", path.address())>
                {fields.chain(text).map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect_view()}
                <button class="toast-action">"Undo"</button>
            </form>
        }
    });
    view! {
        <div class="notice" data-kind=kind role="status">
            <Icon name=icon/>
            <p class="toast-text">{notice.text}</p>
            {undo}
        </div>
    }
}
