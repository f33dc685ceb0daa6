//! A picture that fills the window, with zoom.

use crate::browser::carousel;
use leptos::{ev, html::Div, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// The steps of the zoom, in percent.
const STEPS: [u32; 5] = [100, 150, 200, 300, 400];

/// An icon out of the page's sprite.
#[component]
pub fn Glyph(
    /// Its name.
    name: &'static str,
) -> impl IntoView {
    view! { <svg class="icon" aria-hidden="true"><use href=format!("#icon-{name}")></use></svg> }
}

/// The picture that fills the window.
#[derive(Clone, Debug, PartialEq)]
pub struct Enlarged {
    url: String,
    title: String,
    width: String,
    height: String,
}

impl Enlarged {
    /// The picture behind a link that holds it in small.
    pub fn of(link: &Element) -> Option<Self> {
        let picture = link.query_selector("img").ok()??;
        let read = |name: &str| picture.get_attribute(name).unwrap_or_default();
        Some(Self {
            url: link.get_attribute("href")?,
            title: read("alt"),
            width: read("width"),
            height: read("height"),
        })
    }

    /// The picture of the slide that the carousel of the history shows.
    pub fn shown() -> Option<Self> {
        let slide = carousel::shown(&carousel::history()?)?;
        Self::of(&slide.query_selector("[data-enlarge]").ok()??)
    }
}

/// The viewer, while a picture is enlarged.
#[component]
pub fn Viewer(
    /// The picture.
    enlarged: RwSignal<Option<Enlarged>>,
) -> impl IntoView {
    move || {
        enlarged
            .get()
            .map(|picture| view! { <Open picture enlarged/> })
    }
}

#[component]
fn Open(picture: Enlarged, enlarged: RwSignal<Option<Enlarged>>) -> impl IntoView {
    let zoom = RwSignal::new(0_usize);
    let frame = NodeRef::<Div>::new();
    let back = StoredValue::new_local(document().active_element());
    let close = move || {
        enlarged.set(None);
        if let Some(element) = back
            .get_value()
            .and_then(|back| back.dyn_into::<HtmlElement>().ok())
        {
            // What had the focus may be gone; then nothing has it.
            let _ = element.focus();
        }
    };
    let move_by = move |by: isize| {
        if let Some(region) = carousel::history() {
            carousel::step(&region, by);
        }
        if let Some(next) = Enlarged::shown() {
            enlarged.set(Some(next));
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
    let tool = |label: &'static str, icon: &'static str, act: Callback<()>| {
        view! {
            <button class="icon-button" type="button" aria-label=label on:click=move |_| act.run(())><Glyph name=icon/></button>
        }
    };
    let Enlarged {
        url,
        title,
        width,
        height,
    } = picture;
    view! {
        <div class="viewer" role="dialog" aria-modal="true" aria-label=title.clone() on:keydown=keys>
            <div class="viewer-head">
                <p class="viewer-title">{title.clone()}</p>
                <div class="viewer-tools">
                    {tool("Zoom out", "zoom-out", Callback::new(move |()| zoom_by(-1)))}
                    <output class="viewer-zoom" aria-label="Zoom">{move || format!("{} %", STEPS[zoom.get()])}</output>
                    {tool("Zoom in", "zoom-in", Callback::new(move |()| zoom_by(1)))}
                    {tool("Close", "close", Callback::new(move |()| close()))}
                </div>
            </div>
            <div class="viewer-stage" tabindex="0" node_ref=frame>
                <img
                    class="viewer-picture"
                    src=url
                    alt=title.clone()
                    width=width
                    height=height
                    data-zoomed=move || (zoom.get() > 0).then_some("")
                    style=move || format!("--zoom:calc({}/100)", STEPS[zoom.get()])
                />
            </div>
        </div>
    }
}
