//! How the asset looks in this scene, in words, with every version that was kept.

use super::{
    act::{self, Act},
    looking::only_looks,
    place::Place,
};
use crate::ui::words::escaped_lines;
use domain::{
    act::PanelAction,
    model::{panel::OpenAsset, views::DescriptionVersion},
};
use leptos::prelude::*;

/// The description with "Save".
#[component]
pub fn Description(
    /// The open asset.
    asset: OpenAsset,
    /// The descriptions that were kept.
    versions: Vec<DescriptionVersion>,
) -> impl IntoView {
    let place = expect_context::<Place>();
    let selected = versions.iter().find(|version| version.selected);
    let hint = match selected {
        Some(version) => format!("version {}", version.number),
        None if asset.described_here => String::new(),
        None => "as its master says".to_owned(),
    };
    let closed = asset.locked || asset.as_is || only_looks();
    let why = if asset.locked {
        Some("locked-why")
    } else {
        asset.as_is.then_some("as-is-why")
    };
    view! {
        <section class="block" aria-labelledby="description-title">
            <form method="post" id="describe" action=act::address(place.path)>
                <input type="hidden" name="do" value="describe"/>
                <input type="hidden" name="instance" value=asset.instance.to_string()/>
                <input type="hidden" name="before" value=asset.description.clone()/>
                <header class="section-head">
                    <h2 class="section-title" id="description-title">
                        <label for="description">"Visual state description"</label>
                    </h2>
                    <span class="section-hint" id="description-hint" data-default=hint.clone()>{hint.clone()}</span>
                    <button class="button small section-end" disabled=closed>"Save"</button>
                </header>
                <textarea
                    class="field description"
                    id="description"
                    name="text"
                    rows="5"
                    maxlength="4000"
                    disabled=closed
                    aria-describedby=why
                    data-of=asset.instance.to_string()
                    inner_html=escaped_lines(&asset.description)
                ></textarea>
            </form>
            <Versions asset versions/>
        </section>
    }
}

#[component]
fn Versions(asset: OpenAsset, versions: Vec<DescriptionVersion>) -> impl IntoView {
    let closed = asset.locked || asset.as_is;
    let instance = asset.instance;
    let count = versions.len();
    let master = (asset.described_here && !closed).then(|| {
        let action = PanelAction::Version {
            instance,
            version: 0,
        };
        view! {
            <li class="version">
                <span class="version-words">"As its master says"</span>
                <Act action class="button small" label="Use the master's description">"Use"</Act>
            </li>
        }
    });
    let item = move |version: DescriptionVersion| {
        let action = PanelAction::Version {
            instance,
            version: version.number,
        };
        let id = format!("version-{}", version.number);
        let end = if version.selected {
            view! { <span class="slide-badge">"Selected"</span> }.into_any()
        } else if closed {
            ().into_any()
        } else {
            let label = format!("Use version {}", version.number);
            view! { <Act action class="button small" label>"Use"</Act> }.into_any()
        };
        view! {
            <li class="version" id=id>
                <span class="version-number">{version.number}</span>
                <span class="version-words">{version.words}</span>
                {end}
            </li>
        }
    };
    (count > 0).then(|| {
        view! {
            <details class="versions" id="versions">
                <summary class="quiet-link">{format!("Versions ({count})")}</summary>
                <ul class="version-list">{versions.into_iter().map(item).collect_view()} {master}</ul>
            </details>
        }
    })
}
