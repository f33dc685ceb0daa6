//! The right pane: the scene's part of the screenplay.

use crate::ui::icon::Icon;
use domain::model::panel::SceneHead;
use leptos::prelude::*;

/// The pane.
#[component]
pub fn ScriptPane(
    /// The scene.
    scene: SceneHead,
) -> impl IntoView {
    let heading = scene.heading.clone();
    // The excerpt begins with the heading itself, which stands above it already.
    let script = scene
        .script
        .trim_start_matches(heading.as_str())
        .trim_start_matches('\n')
        .to_owned();
    let script = if script.trim().is_empty() {
        "No excerpt was given for this scene.".to_owned()
    } else {
        script
    };
    view! {
        <aside class="pane pane-add" id="script-drawer" popover aria-label="Script">
            <header class="pane-head">
                <h2 class="pane-title">"Script"</h2>
                <p class="counts">"What this scene tells"</p>
                <button
                    class="icon-button drawer-close"
                    type="button"
                    popovertarget="script-drawer"
                    popovertargetaction="hide"
                    aria-label="Close"
                >
                    <Icon name="close"/>
                </button>
            </header>
            <div class="pane-scroll" tabindex="0" role="region" aria-label="Screenplay">
                <section class="pane-section script">
                    <div class="script-text">
                        <p class="script-slug">{heading}</p>
                        <p class="script-lines">{script}</p>
                    </div>
                </section>
            </div>
        </aside>
    }
}
