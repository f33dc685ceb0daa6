//! What others change arrives by itself: by server-sent events, and by asking while they are away.

use super::page::Page;
use leptos::prelude::*;
use std::time::Duration;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{EventSource, MessageEvent};

/// How often the state is asked for while no events come.
const POLL: Duration = Duration::from_secs(2);
/// How long changes are gathered before the state is asked for.
const GATHER: Duration = Duration::from_millis(40);

/// Follows the project for as long as the page stands.
pub fn follow(page: Page, address: &str) {
    let source = StoredValue::new_local(EventSource::new(address).ok());
    let waiting = StoredValue::new(false);
    let wake = move || {
        if !waiting.get_value() {
            waiting.set_value(true);
            set_timeout(
                move || {
                    waiting.set_value(false);
                    page.look();
                },
                GATHER,
            );
        }
    };
    let heard = Closure::<dyn Fn(MessageEvent)>::new(move |_| wake());
    source.with_value(|source| {
        for name in ["change", "refresh"] {
            if let Some(source) = source {
                // A browser without events still asks by itself below.
                let _ =
                    source.add_event_listener_with_callback(name, heard.as_ref().unchecked_ref());
            }
        }
    });
    // It listens for as long as the page stands.
    heard.forget();
    let open = move || {
        source.with_value(|source| {
            source
                .as_ref()
                .is_some_and(|source| source.ready_state() == EventSource::OPEN)
        })
    };
    set_interval(
        move || {
            if !open() {
                page.look();
            }
        },
        POLL,
    );
}
