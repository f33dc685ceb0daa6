//! What is said at the top of a page that follows a form.

use super::act;
use crate::ui::icon::Icon;
use domain::{act::Notice, model::paths::ScenePath};
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
        view! {
            <form method="post" action=act::address(path)>
                {act::fields(&action)}
                <button class="toast-action">"Undo"</button>
            </form>
        }
    });
    view! {
        <div class="notice" id="notice" data-kind=kind role="status">
            <Icon name=icon/>
            <p class="toast-text">{notice.text}</p>
            {undo}
        </div>
    }
}
