//! A carousel after the ARIA pattern: all slides in one row that scrolls and snaps by itself, so that it works
//! without a script; scripts move it at once, by buttons, keys and thumbnails.

use super::icon::Icon;
use leptos::prelude::*;

/// One slide with its thumbnail.
pub struct Slot {
    /// Its id.
    pub id: String,
    /// Gold: this one.
    pub selected: bool,
    /// A state of its own, as `running` or `failed`.
    pub state: Option<&'static str>,
    /// The job that its picture came from.
    pub made_by: Option<String>,
    /// What its thumbnail is called.
    pub label: String,
    /// What the slide holds.
    pub inside: AnyView,
    /// What the thumbnail holds.
    pub thumb: AnyView,
}

/// What a carousel is called, and where it stands.
pub struct Naming {
    /// The region's id.
    pub id: &'static str,
    /// The region's name.
    pub title: &'static str,
    /// A hint beside the title.
    pub hint: &'static str,
    /// What the row of thumbnails is called.
    pub thumbs: &'static str,
    /// The field of the address that names a slide, for the arrows without a script.
    pub field: &'static str,
    /// Whose pictures these are: another owner, another carousel.
    pub of: String,
    /// The slide to open at.
    pub open: String,
    /// What else the address holds.
    pub kept: Vec<(&'static str, String)>,
}

/// The region with its slides; what stands in it when there is none; and what follows.
#[component]
pub fn Carousel(
    /// Its words.
    naming: Naming,
    /// Its slides, in order.
    slots: Vec<Slot>,
    /// What stands beside the title, at the end.
    #[prop(optional)]
    tools: Option<AnyView>,
    /// What stands between title and slides.
    #[prop(optional)]
    above: Option<AnyView>,
    /// What stands in the frame when there is no slide.
    empty: AnyView,
    /// What follows the slides.
    #[prop(optional)]
    below: Option<AnyView>,
) -> impl IntoView {
    let Naming {
        id, title, hint, ..
    } = naming;
    let of = naming.of.clone();
    let inside = if slots.is_empty() {
        view! { <div class="carousel-stage"><div class="slide-frame slide-empty">{empty}</div></div> }.into_any()
    } else {
        view! { <Stage naming slots/> }.into_any()
    };
    view! {
        <section class="carousel" id=id role="region" aria-roledescription="carousel" aria-label=title data-of=of>
            <header class="section-head">
                <h2 class="section-title">{title}</h2>
                <span class="section-hint">{hint}</span>
                {tools}
            </header>
            {above}
            {inside}
            {below}
        </section>
    }
}

#[component]
fn Stage(naming: Naming, slots: Vec<Slot>) -> impl IntoView {
    let count = slots.len();
    let place = slots.iter().position(|slot| slot.id == naming.open);
    let place = place.unwrap_or_default();
    let ids: Vec<_> = slots.iter().map(|slot| slot.id.clone()).collect();
    let neighbour = |by: isize| {
        let there = place.checked_add_signed(by).and_then(|at| ids.get(at));
        (there.unwrap_or(&ids[place]).clone(), there.is_none())
    };
    let arrow = |by: isize, label: &'static str, icon: &'static str| {
        let (to, ends) = neighbour(by);
        view! {
            <button
                class="carousel-arrow"
                name=naming.field
                value=to
                aria-label=label
                aria-disabled=ends.then_some("true")
                data-by=by.to_string()
            >
                <Icon name=icon/>
            </button>
        }
    };
    let arrows = (
        arrow(-1, "Previous image", "chevron-left"),
        arrow(1, "Next image", "chevron-right"),
    );
    let kept = naming.kept.iter();
    let kept = kept
        .map(|(name, value)| view! { <input type="hidden" name=*name value=value.clone()/> })
        .collect_view();
    let (mut slides, mut thumbs) = (Vec::new(), Vec::new());
    for (at, slot) in slots.into_iter().enumerate() {
        let here = at == place;
        thumbs.push(view! {
            <li>
                <a
                    class="thumb"
                    id=format!("thumb-{}", slot.id)
                    href=format!("#{}", slot.id)
                    aria-label=slot.label
                    aria-current=here.then_some("true")
                    data-selected=slot.selected.then_some("")
                    data-job=slot.state
                >
                    {slot.thumb}
                </a>
            </li>
        });
        slides.push(view! {
            <div
                class="slide"
                id=slot.id
                role="group"
                aria-roledescription="slide"
                aria-label=format!("{} of {count}", at + 1)
                data-open=here.then_some("")
                data-selected=slot.selected.then_some("")
                data-job=slot.state
                data-made-by=slot.made_by
            >
                {slot.inside}
            </div>
        });
    }
    view! {
        <div class="carousel-stage" data-thumbs="">
            <div class="carousel-track">{slides}</div>
            <form class="carousel-arrows" method="get">{kept} {arrows.0} {arrows.1}</form>
            <ol class="carousel-thumbs" aria-label=naming.thumbs>{thumbs}</ol>
        </div>
        <p class="visually-hidden" aria-live="polite" data-own=""></p>
    }
}
