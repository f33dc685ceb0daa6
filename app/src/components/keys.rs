//! The panel's keys. They never act while somebody types.

use super::stage::{Slide, Stage};
use crate::ui::typing::is_typing;
use domain::model::{act::PanelAction, ids::AttemptId};
use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;

/// The keys and what they do, as the help shows them.
pub const KEYS: &[(&str, &str)] = &[
    ("J", "Next asset"),
    ("K", "Previous asset"),
    ("← →", "Previous, next attempt"),
    ("Enter", "Select the shown attempt"),
    ("Space", "Full size"),
    ("G", "Generate image"),
    ("Delete", "Delete the shown attempt"),
    ("Z", "Undo"),
    ("/", "Search assets"),
    ("?", "This list"),
];

/// Listens for as long as the panel stands.
pub fn listen(stage: Stage) {
    let listening = window_event_listener(ev::keydown, move |event| {
        let modified = event.ctrl_key() || event.meta_key() || event.alt_key();
        if modified
            || event.default_prevented()
            || is_typing(&event)
            || stage.enlarged.get_untracked().is_some()
        {
            return;
        }
        if press(stage, &event.key(), on_control(&event)) {
            event.prevent_default();
        }
    });
    on_cleanup(move || listening.remove());
}

/// Whether the key falls on something that has its own use of Enter and Space.
fn on_control(event: &ev::KeyboardEvent) -> bool {
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    target.is_some_and(|element| {
        element
            .closest("a, button, summary, input, [popover]")
            .ok()
            .flatten()
            .is_some()
    })
}

fn press(stage: Stage, key: &str, on_control: bool) -> bool {
    match key {
        "j" | "J" => step(stage, 1),
        "k" | "K" => step(stage, -1),
        "ArrowLeft" => stage.slides.step(-1),
        "ArrowRight" => stage.slides.step(1),
        "Enter" if !on_control => with_shown(stage, |instance, attempt| PanelAction::Select {
            instance,
            attempt,
        }),
        " " if !on_control => stage.enlarged.set(shown(stage)),
        "Delete" => with_shown(stage, |instance, attempt| PanelAction::Delete {
            instance,
            attempt,
        }),
        "g" | "G" => {
            if let Some(instance) = stage.open() {
                stage.act(PanelAction::Generate { instance });
            }
        }
        "z" | "Z" => stage.take_back(),
        "/" => focus("#search-assets"),
        "?" => click("#keyboard-button"),
        _ => return false,
    }
    true
}

fn step(stage: Stage, by: isize) {
    let open = stage.open();
    let next = stage.view.with_untracked(|view| {
        let place = view
            .rows
            .iter()
            .position(|row| Some(row.instance) == open)?;
        view.rows
            .get(place.checked_add_signed(by)?)
            .map(|row| row.instance)
    });
    if let Some(next) = next {
        super::assets::open(stage, next);
    }
}

fn shown(stage: Stage) -> Option<AttemptId> {
    match stage
        .slides
        .shown
        .with_untracked(|shown| Slide::of(shown))?
    {
        Slide::Attempt(id) => Some(id),
        Slide::Job(_) => None,
    }
}

fn with_shown(
    stage: Stage,
    action: impl FnOnce(domain::model::ids::InstanceId, AttemptId) -> PanelAction,
) {
    if let (Some(instance), Some(attempt)) = (stage.open(), shown(stage)) {
        stage.act(action(instance, attempt));
    }
}

fn element(selector: &str) -> Option<web_sys::HtmlElement> {
    document()
        .query_selector(selector)
        .ok()
        .flatten()?
        .dyn_into()
        .ok()
}

fn focus(selector: &str) {
    if let Some(element) = element(selector) {
        // A field that cannot take the focus now simply does not get it.
        let _ = element.focus();
    }
}

fn click(selector: &str) {
    if let Some(element) = element(selector) {
        element.click();
    }
}
