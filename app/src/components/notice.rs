//! What is said at the top of a page that follows a form.

use super::{act, masters::place};
use crate::ui::icon::Icon;
use domain::{
    act::{Action, Notice},
    model::{ids::ProjectId, paths::ScenePath},
};
use leptos::prelude::*;

/// The notice, with the form that takes the action back.
#[component]
pub fn NoticeBar(
    /// What is said.
    notice: Notice,
    /// The scene whose panel takes it back.
    #[prop(optional_no_strip)]
    path: Option<ScenePath>,
    /// The film on the page of whose assets it is taken back.
    #[prop(optional_no_strip)]
    film: Option<ProjectId>,
) -> impl IntoView {
    let (kind, icon) = if notice.error {
        ("error", "alert")
    } else {
        ("info", "info")
    };
    let undo = notice.undo.and_then(|action| {
        let address = match action {
            Action::Panel(_) => act::address(path?),
            Action::Master(_) => place::acts(film?),
        };
        Some(view! {
            <form method="post" action=address>
                {act::hidden(action.fields())}
                <button class="toast-action">"Undo"</button>
            </form>
        })
    });
    view! {
        <div class="notice" id="notice" data-kind=kind role="status">
            <Icon name=icon/>
            <p class="toast-text">{notice.text}</p>
            {undo}
        </div>
    }
}
