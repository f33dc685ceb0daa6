//! What others change arrives by itself: by server-sent events, and by asking while they are away.

use super::stage::Stage;
use leptos::{prelude::*, task::spawn_local};
use std::time::Duration;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{EventSource, MessageEvent};

/// How often the state is asked for while no events come.
const POLL: Duration = Duration::from_secs(2);
/// How long changes are gathered before the state is asked for.
const GATHER: Duration = Duration::from_millis(40);

/// Follows the project for as long as the panel stands.
pub fn follow(stage: Stage) {
    let (project, seen) = stage
        .view
        .with_untracked(|view| (view.path.project, view.seen));
    let address = format!("/api/projects/{project}/events?since={seen}");
    let source = StoredValue::new_local(EventSource::new(&address).ok());
    let waiting = StoredValue::new(false);
    let wake = move || {
        if !waiting.get_value() {
            waiting.set_value(true);
            set_timeout(
                move || {
                    waiting.set_value(false);
                    spawn_local(stage.refresh());
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
    let heard = StoredValue::new_local(heard);
    let open = move || {
        source.with_value(|source| {
            source
                .as_ref()
                .is_some_and(|source| source.ready_state() == EventSource::OPEN)
        })
    };
    let polling = set_interval_with_handle(
        move || {
            if !open() {
                spawn_local(stage.refresh());
            }
        },
        POLL,
    );
    on_cleanup(move || {
        source.with_value(|source| source.iter().for_each(EventSource::close));
        heard.dispose();
        if let Ok(polling) = polling {
            polling.clear();
        }
    });
}
