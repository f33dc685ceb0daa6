//! How the asset looks in this scene, in words.

use super::{act, stage::Stage};
use crate::ui::words::escaped_lines;
use domain::model::act::PanelAction;
use leptos::{ev, prelude::*};

/// The description with "Save". What is being typed is never overwritten by what arrives.
#[component]
pub fn Description() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let saved = Memo::new(move |_| {
        stage.editor.with(|editor| {
            let asset = &editor.as_ref()?.asset;
            Some((asset.instance, asset.description.clone()))
        })
    });
    let words = move || saved.get().map(|(_, words)| words).unwrap_or_default();
    let draft = RwSignal::new(untrack(words));
    // The server's words come in where the reader has typed none of their own, or opened another asset.
    Effect::new(move |before: Option<Option<(_, String)>>| {
        let now = saved.get();
        if let Some(before) = before {
            let other = before.as_ref().map(|one| one.0) != now.as_ref().map(|one| one.0);
            let untouched = before.map(|one| one.1).unwrap_or_default() == draft.get_untracked();
            if other || untouched {
                draft.set(now.clone().map(|one| one.1).unwrap_or_default());
            }
        }
        now
    });
    let save = move || {
        if let Some(instance) = stage.open() {
            stage.act(PanelAction::Describe {
                instance,
                text: draft.get_untracked(),
            });
        }
    };
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        save();
    };
    let keys = move |event: ev::KeyboardEvent| {
        if (event.ctrl_key() || event.meta_key()) && event.key().eq_ignore_ascii_case("s") {
            event.prevent_default();
            save();
        }
    };
    let first = untrack(words);
    view! {
        <section class="block" aria-labelledby="description-title">
            <form method="post" action=act::address(stage) on:submit=submit>
                <input type="hidden" name="do" value="describe"/>
                <input type="hidden" name="instance" value=move || saved.get().map(|one| one.0.to_string())/>
                <header class="section-head">
                    <h2 class="section-title" id="description-title">
                        <label for="description">"Visual state description"</label>
                    </h2>
                    <span class="section-hint">
                        {move || (draft.get() != words()).then_some("not saved yet")}
                    </span>
                    <button class="button small section-end">"Save"</button>
                </header>
                <textarea
                    class="field description"
                    id="description"
                    name="text"
                    rows="5"
                    maxlength="4000"
                    prop:value=move || draft.get()
                    on:input=move |event| draft.set(event_target_value(&event))
                    on:keydown=keys
                    inner_html=escaped_lines(&first)
                ></textarea>
            </form>
        </section>
    }
}
