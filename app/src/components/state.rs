//! The asset's state in this scene: its tags, and whether the next scene takes it over.

use super::{
    act::{self, Act},
    place::Place,
};
use crate::ui::icon::Icon;
use domain::{
    act::PanelAction,
    model::{panel::OpenAsset, rules},
};
use leptos::prelude::*;

/// "Status tags", with the film's own tags to choose from.
#[component]
pub fn Tags(
    /// The open asset.
    asset: OpenAsset,
    /// The film's tags.
    known: Vec<String>,
) -> impl IntoView {
    let place = expect_context::<Place>();
    let (instance, locked) = (asset.instance, asset.locked);
    let suggested: Vec<_> = known
        .into_iter()
        .filter(|tag| !asset.tags.contains(tag))
        .collect();
    let tag = move |tag: String| {
        let untag = PanelAction::Untag {
            instance,
            remove: tag.clone(),
        };
        let label = format!("Remove {tag}");
        view! {
            <li class="tag">
                {tag}
                {(!locked).then(|| view! { <Act action=untag class="tag-remove" label><Icon name="close"/></Act> })}
            </li>
        }
    };
    view! {
        <section class="block" aria-labelledby="tags-title">
            <h2 class="section-title" id="tags-title">"Status tags"</h2>
            <div class="tag-editor">
                <ul class="tags" id="tags" aria-label="Status tags">{asset.tags.into_iter().map(tag).collect_view()}</ul>
                <form class="tag-form" id="add-tag" method="post" action=act::address(place.path)>
                    <input type="hidden" name="do" value="tag"/>
                    <input type="hidden" name="instance" value=instance.to_string()/>
                    <input
                        class="tag-input"
                        id="tag-input"
                        name="add"
                        aria-label="Add tag"
                        placeholder="Add tag"
                        list="known-tags"
                        autocomplete="off"
                        maxlength=rules::MAX_TAG
                        data-of=instance.to_string()
                        disabled=locked
                    />
                    <datalist id="known-tags">{suggested.into_iter().map(|tag| view! { <option value=tag></option> }).collect_view()}</datalist>
                    <button class="button small scriptless" disabled=locked>"Add"</button>
                </form>
            </div>
        </section>
    }
}

/// "Carry forward to next scene".
#[component]
pub fn CarryForward(
    /// The open asset.
    asset: OpenAsset,
    /// The next scene's number.
    next: Option<i32>,
) -> impl IntoView {
    let place = expect_context::<Place>();
    let hint = match next {
        Some(number) => format!("Description, tags and picture become the start of scene {number}"),
        None => "Description, tags and picture become the start of the scene after this".to_owned(),
    };
    view! {
        <form class="block switch-row" id="carry" method="post" action=act::address(place.path) data-sends="">
            <input type="hidden" name="do" value="carry_forward"/>
            <input type="hidden" name="instance" value=asset.instance.to_string()/>
            <input
                class="switch"
                type="checkbox"
                id="carry-forward"
                name="enabled"
                aria-describedby="carry-forward-hint"
                checked=asset.carry_forward
                disabled=asset.locked
            />
            <div class="switch-text">
                <label for="carry-forward">"Carry forward to next scene"</label>
                <p id="carry-forward-hint">{hint}</p>
            </div>
            <button class="button small scriptless" disabled=asset.locked>"Apply"</button>
        </form>
    }
}
