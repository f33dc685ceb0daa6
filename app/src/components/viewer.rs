//! A picture that fills the window, with zoom.

use super::stage::{Slide, Stage};
use crate::ui::icon::Icon;
use leptos::{ev, html::Div, prelude::*};

/// The steps of the zoom, in percent.
const STEPS: [u32; 5] = [100, 150, 200, 300, 400];

/// The viewer, while a picture is enlarged.
#[component]
pub fn Viewer() -> impl IntoView {
    let stage = expect_context::<Stage>();
    move || stage.enlarged.get().map(|id| view! { <Open id/> })
}

#[component]
fn Open(id: domain::model::ids::AttemptId) -> impl IntoView {
    let stage = expect_context::<Stage>();
    let zoom = RwSignal::new(0_usize);
    let frame = NodeRef::<Div>::new();
    let back = StoredValue::new_local(document().active_element());
    let close = move || {
        stage.enlarged.set(None);
        use wasm_bindgen::JsCast;
        if let Some(element) = back
            .get_value()
            .and_then(|back| back.dyn_into::<web_sys::HtmlElement>().ok())
        {
            // What had the focus may be gone; then nothing has it.
            let _ = element.focus();
        }
    };
    let move_by = move |by: isize| {
        stage.slides.step(by);
        if let Some(Slide::Attempt(next)) =
            stage.slides.shown.with_untracked(|shown| Slide::of(shown))
        {
            stage.enlarged.set(Some(next));
        }
    };
    let zoom_by = move |by: isize| {
        zoom.update(|zoom| *zoom = zoom.saturating_add_signed(by).min(STEPS.len() - 1))
    };
    let keys = move |event: ev::KeyboardEvent| {
        match event.key().as_str() {
            "Escape" | " " => close(),
            "ArrowLeft" => move_by(-1),
            "ArrowRight" => move_by(1),
            "+" | "=" => zoom_by(1),
            "-" => zoom_by(-1),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    };
    Effect::new(move |_| {
        if let Some(frame) = frame.get() {
            // The viewer takes the keys for as long as it stands.
            let _ = frame.focus();
        }
    });
    let attempt = stage.editor.with_untracked(|editor| {
        editor
            .as_ref()?
            .attempts
            .iter()
            .find(|attempt| attempt.id == id)
            .cloned()
    });
    attempt.map(|attempt| {
        let title = format!("Attempt {}, full size", attempt.number);
        let (width, height) = attempt.size.unwrap_or((1280, 720));
        let heading = title.clone();
        let alt = title.clone();
        view! {
            <div class="viewer" role="dialog" aria-modal="true" aria-label=title on:keydown=keys>
                <div class="viewer-head">
                    <p class="viewer-title">{heading}</p>
                    <div class="viewer-tools">
                        <button class="icon-button" type="button" aria-label="Zoom out" on:click=move |_| zoom_by(-1)>
                            <Icon name="zoom-out"/>
                        </button>
                        <output class="viewer-zoom" aria-label="Zoom">{move || format!("{} %", STEPS[zoom.get()])}</output>
                        <button class="icon-button" type="button" aria-label="Zoom in" on:click=move |_| zoom_by(1)>
                            <Icon name="zoom-in"/>
                        </button>
                        <button class="icon-button" type="button" aria-label="Close" on:click=move |_| close()>
                            <Icon name="close"/>
                        </button>
                    </div>
                </div>
                <div class="viewer-stage" tabindex="0" node_ref=frame>
                    <img
                        class="viewer-picture"
                        src=attempt.picture.url
                        alt=alt
                        width=width
                        height=height
                        data-zoomed=move || (zoom.get() > 0).then_some("")
                        style=move || format!("--zoom:calc({}/100)", STEPS[zoom.get()])
                    />
                </div>
            </div>
        }
    })
}
