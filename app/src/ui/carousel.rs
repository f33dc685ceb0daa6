//! A carousel after the ARIA pattern: all slides in one row that scrolls and snaps by itself, so that it works
//! without a script; scripts move it at once, by buttons, keys and thumbnails.

use super::icon::Icon;
use leptos::{ev, html::Div, leptos_dom::helpers::TimeoutHandle, prelude::*};
use std::time::Duration;
use wasm_bindgen::JsCast;
use web_sys::{ScrollBehavior, ScrollToOptions};

/// How long the row must stand still before the slide in sight counts as the shown one.
const SETTLED: Duration = Duration::from_millis(90);

/// What sets a slide apart from the others.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mark {
    /// Gold: this one.
    pub selected: bool,
    /// A state of its own, as `running` or `failed`.
    pub state: Option<&'static str>,
    /// What its thumbnail is called.
    pub label: String,
}

/// The slides by id, and the one that is shown.
#[derive(Clone, Copy)]
pub struct Slides {
    /// The ids, in order.
    pub ids: Memo<Vec<String>>,
    /// The id of the shown one.
    pub shown: RwSignal<String>,
}

impl Slides {
    /// The place of a slide.
    pub fn place(self, id: &str) -> Option<usize> {
        self.ids
            .with(|ids| ids.iter().position(|other| other == id))
    }

    /// The place of the shown slide; the first when it is gone.
    pub fn shown_place(self) -> usize {
        self.shown
            .with(|shown| self.place(shown))
            .unwrap_or_default()
    }

    /// Shows the slide that stands `by` places further, if there is one.
    pub fn step(self, by: isize) {
        let place = self.shown_place().saturating_add_signed(by);
        self.show_place(place);
    }

    /// Shows the slide at a place, or the last.
    pub fn show_place(self, place: usize) {
        let id = self
            .ids
            .with_untracked(|ids| ids.get(place.min(ids.len().saturating_sub(1))).cloned());
        if let Some(id) = id.filter(|id| self.shown.with_untracked(|shown| shown != id)) {
            self.shown.set(id);
        }
    }

    fn neighbour(self, by: isize) -> Option<String> {
        let place = self.shown_place().checked_add_signed(by)?;
        self.ids.with(|ids| ids.get(place).cloned())
    }
}

/// The carousel itself: frame, arrows, thumbnails.
#[component]
pub fn Carousel<S, SV, T, TV>(
    /// The slides.
    slides: Slides,
    /// What sets a slide apart.
    mark: Callback<String, Mark>,
    /// What a slide holds.
    slide: S,
    /// What a thumbnail holds.
    thumb: T,
    /// What the row of thumbnails is called.
    thumbs: &'static str,
    /// The field of the address that names a slide, for the arrows without a script.
    field: &'static str,
    /// What else the address holds, as name and value.
    kept: Signal<Vec<(&'static str, String)>>,
) -> impl IntoView
where
    S: Fn(String) -> SV + Clone + Send + Sync + 'static,
    SV: IntoView + 'static,
    T: Fn(String) -> TV + Clone + Send + Sync + 'static,
    TV: IntoView + 'static,
{
    let track = NodeRef::<Div>::new();
    let words = move || {
        let count = slides.ids.with(Vec::len);
        format!("{} of {count}", slides.shown_place() + 1)
    };
    let waiting = StoredValue::new(None);
    // Said only after the reader moved the carousel, not when the page opens.
    let moved = RwSignal::new(false);
    let hand = StoredValue::new(false);
    follow(slides, track, moved, hand);
    view! {
        <div class="carousel-stage" data-thumbs="" on:keydown=move |event| keys(slides, &event)>
            <div
                class="carousel-track"
                node_ref=track
                on:pointerdown=move |_| hand.set_value(true)
                on:wheel=move |_| hand.set_value(true)
                on:scroll=move |_| {
                    if hand.get_value() {
                        settle(slides, track, waiting);
                    }
                }
            >
                <For
                    each=move || slides.ids.get()
                    key=String::clone
                    children=move |id| view! { <Slide id=id.clone() slides mark inside=slide(id)/> }
                />
            </div>
            <Arrows slides field kept/>
            <ol class="carousel-thumbs" aria-label=thumbs>
                <For
                    each=move || slides.ids.get()
                    key=String::clone
                    children=move |id| view! { <Thumbnail id=id.clone() slides mark inside=thumb(id)/> }
                />
            </ol>
        </div>
        <p class="visually-hidden" aria-live="polite">{move || moved.get().then(words)}</p>
    }
}

#[component]
fn Slide<V: IntoView>(
    id: String,
    slides: Slides,
    mark: Callback<String, Mark>,
    inside: V,
) -> impl IntoView {
    let id = StoredValue::new(id);
    let label = move || {
        let place = slides.place(&id.read_value()).unwrap_or_default();
        format!("{} of {}", place + 1, slides.ids.with(Vec::len))
    };
    let marked = Memo::new(move |_| mark.run(id.get_value()));
    let open = move || {
        slides
            .shown
            .with(|shown| *shown == *id.read_value())
            .then_some("")
    };
    view! {
        <div
            class="slide"
            id=id.get_value()
            role="group"
            aria-roledescription="slide"
            aria-label=label
            data-open=open
            data-selected=move || marked.with(|mark| mark.selected.then_some(""))
            data-job=move || marked.with(|mark| mark.state)
            on:focusin=move |_| show_focused(slides, &id.read_value())
        >
            {inside}
        </div>
    }
}

/// The slide that has the focus is the one to see.
fn show_focused(slides: Slides, id: &str) {
    if slides.shown.with_untracked(|shown| shown != id) {
        slides.shown.set(id.to_owned());
    }
}

#[component]
fn Thumbnail<V: IntoView>(
    id: String,
    slides: Slides,
    mark: Callback<String, Mark>,
    inside: V,
) -> impl IntoView {
    let id = StoredValue::new(id);
    let marked = Memo::new(move |_| mark.run(id.get_value()));
    let current = move || {
        slides
            .shown
            .with(|shown| *shown == *id.read_value())
            .then_some("true")
    };
    let show = move |event: ev::MouseEvent| {
        // With a modifier the browser opens the address elsewhere, as with every link.
        if !(event.ctrl_key() || event.meta_key() || event.shift_key()) {
            event.prevent_default();
            slides.shown.set(id.get_value());
        }
    };
    view! {
        <li>
            <a
                class="thumb"
                href=format!("#{}", id.get_value())
                aria-label=move || marked.with(|mark| mark.label.clone())
                aria-current=current
                data-selected=move || marked.with(|mark| mark.selected.then_some(""))
                data-job=move || marked.with(|mark| mark.state)
                on:click=show
            >
                {inside}
            </a>
        </li>
    }
}

#[component]
fn Arrows(
    slides: Slides,
    field: &'static str,
    kept: Signal<Vec<(&'static str, String)>>,
) -> impl IntoView {
    let arrow = move |by: isize, label: &'static str, icon: &'static str| {
        let ends = move || slides.neighbour(by).is_none().then_some("true");
        let step = move |event: ev::MouseEvent| {
            event.prevent_default();
            slides.step(by);
        };
        view! {
            <button
                class="carousel-arrow"
                name=field
                value=move || slides.neighbour(by).unwrap_or_else(|| slides.shown.get())
                aria-label=label
                aria-disabled=ends
                on:click=step
            >
                <Icon name=icon/>
            </button>
        }
    };
    view! {
        <form class="carousel-arrows" method="get">
            <For each=move || kept.get() key=|pair| pair.clone() let:pair>
                <input type="hidden" name=pair.0 value=pair.1/>
            </For>
            {arrow(-1, "Previous image", "chevron-left")}
            {arrow(1, "Next image", "chevron-right")}
        </form>
    }
}

fn keys(slides: Slides, event: &ev::KeyboardEvent) {
    let typing = super::typing::is_typing(event);
    if typing || event.ctrl_key() || event.meta_key() || event.alt_key() {
        return;
    }
    match event.key().as_str() {
        "ArrowLeft" => slides.step(-1),
        "ArrowRight" => slides.step(1),
        "Home" => slides.show_place(0),
        "End" => slides.show_place(usize::MAX),
        _ => return,
    }
    event.prevent_default();
    // The page's own keys would move it a second time.
    event.stop_propagation();
}

/// Scrolls to the shown slide: at once when slides came or went, smoothly when the reader moved.
fn follow(slides: Slides, track: NodeRef<Div>, moved: RwSignal<bool>, hand: StoredValue<bool>) {
    Effect::new(move |before: Option<(Vec<String>, String)>| {
        let now = (slides.ids.get(), slides.shown.get());
        let walked = before.as_ref().is_some_and(|before| before.0 == now.0);
        if walked {
            moved.set(true);
        }
        // The row has its new slides only after this turn of effects.
        request_animation_frame(move || {
            if let Some(track) = track.get_untracked() {
                let left = f64::from(stride(&track)) * untrack(move || slides.shown_place()) as f64;
                let options = ScrollToOptions::new();
                options.set_left(left);
                options.set_behavior(if walked {
                    ScrollBehavior::Auto
                } else {
                    ScrollBehavior::Instant
                });
                if (f64::from(track.scroll_left()) - left).abs() > 1.0 {
                    // What scrolls from here on is not the reader's hand, and must not be read as a choice.
                    hand.set_value(false);
                    track.scroll_to_with_scroll_to_options(&options);
                }
            }
        });
        now
    });
}

/// After a swipe, and only then: the slide in sight becomes the shown one.
fn settle(slides: Slides, track: NodeRef<Div>, waiting: StoredValue<Option<TimeoutHandle>>) {
    let look = move || {
        if let Some(track) = track.get_untracked() {
            let place = (f64::from(track.scroll_left()) / f64::from(stride(&track).max(1))).round();
            slides.show_place(place as usize);
        }
    };
    if let Some(earlier) = waiting.get_value() {
        earlier.clear();
    }
    waiting.set_value(set_timeout_with_handle(look, SETTLED).ok());
}

/// Pixels from one slide to the next: its width and the gap beside it.
fn stride(track: &web_sys::HtmlDivElement) -> i32 {
    let slides = track.children();
    let offset = |place| {
        Some(
            slides
                .item(place)?
                .dyn_into::<web_sys::HtmlElement>()
                .ok()?
                .offset_left(),
        )
    };
    match (offset(0), offset(1)) {
        (Some(first), Some(second)) => second - first,
        _ => track.client_width(),
    }
}
