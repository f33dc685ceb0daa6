//! Toasts: polite, long enough to read; errors stay until closed.

use super::viewer::Glyph;
use leptos::prelude::*;
use std::time::Duration;

/// How long a toast that tells of success stays.
const STAYS: Duration = Duration::from_secs(8);
/// Toasts on the screen at once.
const MOST: usize = 4;

/// One toast.
#[derive(Clone)]
pub struct Toast {
    id: u64,
    text: String,
    error: bool,
    undo: Option<Callback<()>>,
}

/// The toasts of a page.
#[derive(Clone, Copy)]
pub struct Toasts {
    shown: RwSignal<Vec<Toast>>,
    next: StoredValue<u64>,
}

impl Default for Toasts {
    fn default() -> Self {
        Self {
            shown: RwSignal::new(Vec::new()),
            next: StoredValue::new(0),
        }
    }
}

impl Toasts {
    /// Says something, with a way to take it back if there is one.
    pub fn say(self, text: String, error: bool, undo: Option<Callback<()>>) {
        let id = self.next.with_value(|next| *next);
        self.next.set_value(id + 1);
        self.shown.update(|shown| {
            shown.push(Toast {
                id,
                text,
                error,
                undo,
            });
            if shown.len() > MOST {
                shown.remove(0);
            }
        });
        if !error {
            set_timeout(move || self.close(id), STAYS);
        }
    }

    fn close(self, id: u64) {
        self.shown
            .update(|shown| shown.retain(|toast| toast.id != id));
    }
}

/// Where toasts appear.
#[component]
pub fn ToastRegion(
    /// The page's toasts.
    toasts: Toasts,
) -> impl IntoView {
    view! {
        <div class="toasts" role="region" aria-label="Notifications" aria-live="polite">
            <For each=move || toasts.shown.get() key=|toast| toast.id let:toast>
                <ToastView toast toasts/>
            </For>
        </div>
    }
}

#[component]
fn ToastView(toast: Toast, toasts: Toasts) -> impl IntoView {
    let Toast {
        id,
        text,
        error,
        undo,
    } = toast;
    let (kind, icon) = if error {
        ("error", "alert")
    } else {
        ("info", "info")
    };
    let undo = undo.map(|undo| {
        let take_back = move |_| {
            toasts.close(id);
            undo.run(());
        };
        view! { <button class="toast-action" type="button" on:click=take_back>"Undo"</button> }
    });
    view! {
        <div class="toast" data-kind=kind role="status">
            <Glyph name=icon/>
            <p class="toast-text">{text}</p>
            {undo}
            <button class="icon-button" type="button" aria-label="Close" on:click=move |_| toasts.close(id)>
                <Glyph name="close"/>
            </button>
        </div>
    }
}
