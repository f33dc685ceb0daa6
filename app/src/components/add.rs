//! The right pane: what else can come into the scene, its part of the screenplay, and the gate.

use super::{
    act,
    gate::Gate,
    looking::{Changes, only_looks},
    place::Place,
    wording,
};
use crate::ui::{dialog::Dialog, icon::Icon, picture::Thumb};
use domain::model::{
    kinds::AssetType,
    panel::{Addable, PanelView, SceneHead},
    rules,
};
use leptos::{either::Either, prelude::*};

/// The pane.
#[component]
pub fn AddPane(
    /// What the panel shows.
    view: PanelView,
) -> impl IntoView {
    view! {
        <aside class="pane pane-add" id="add-drawer" popover aria-label="Add new assets">
            <header class="pane-head">
                <h2 class="pane-title">"Add new assets"</h2>
                <p class="counts">"From the project, or made for this scene"</p>
                <button
                    class="icon-button drawer-close"
                    type="button"
                    popovertarget="add-drawer"
                    popovertargetaction="hide"
                    aria-label="Close"
                >
                    <Icon name="close"/>
                </button>
            </header>
            <div class="pane-scroll" id="add-scroll" tabindex="0" role="region" aria-label="Add and script">
                <div class="pane-section add-actions">
                    <Changes>
                        <button class="button" type="button" popovertarget="add-existing">"Add from project assets"</button>
                        <button class="button" type="button" popovertarget="add-created">"Create new asset"</button>
                    </Changes>
                </div>
                {(!only_looks()).then(|| view! { <Existing addable=view.addable.clone()/><Created/> })}
                <Script scene=view.scene.clone()/>
            </div>
            <Gate rows=view.rows previous=view.previous/>
        </aside>
    }
}

#[component]
fn Existing(addable: Vec<Addable>) -> impl IntoView {
    let place = expect_context::<Place>();
    let pick = |asset: Addable| {
        let name = asset.name.to_lowercase();
        view! {
            <li data-name=name>
                <label class="pick">
                    <input class="checkbox" type="checkbox" name="assets" value=asset.asset.to_string() aria-label=asset.name.clone() data-mine=""/>
                    {match asset.picture {
                        Some(picture) => Either::Left(view! {
                            <Thumb class="asset-thumb" url=picture.url thumbhash=picture.thumbhash width=64 height=40/>
                        }),
                        None => Either::Right(view! { <span class="asset-thumb"></span> }),
                    }}
                    <span class="asset-body">
                        <span class="asset-name">{asset.name.clone()}</span>
                        <span class="asset-source">{wording::kind(asset.asset_type)}</span>
                    </span>
                </label>
            </li>
        }
    };
    let empty = addable.is_empty();
    view! {
        <Dialog id="add-existing" title="Add from project assets">
            <form class="dialog-body" method="post" action=act::address(place.path)>
                <input type="hidden" name="do" value="add"/>
                {if empty {
                    Either::Left(view! { <p class="dialog-text">"Every asset of the project is in this scene already."</p> })
                } else {
                    Either::Right(view! {
                        <div class="search-field scripted">
                            <Icon name="search"/>
                            <input class="field" id="search-existing" type="search" aria-label="Search project assets" placeholder="Search project assets"/>
                        </div>
                        <ul class="pick-list" id="pick-list" tabindex="0" aria-label="Project assets">{addable.into_iter().map(pick).collect_view()}</ul>
                        <div class="dialog-foot"><button class="button primary">"Add to scene"</button></div>
                    })
                }}
            </form>
        </Dialog>
    }
}

#[component]
fn Created() -> impl IntoView {
    let place = expect_context::<Place>();
    let kind =
        |kind: &AssetType| view! { <option value=kind.to_string()>{wording::kind(*kind)}</option> };
    view! {
        <Dialog id="add-created" title="Create new asset">
            <form class="dialog-body" method="post" action=act::address(place.path)>
                <input type="hidden" name="do" value="create"/>
                <label class="form-row">
                    <span class="label">"Name"</span>
                    <input class="field" name="name" required maxlength=rules::MAX_NAME autocomplete="off"/>
                </label>
                <label class="form-row">
                    <span class="label">"Type"</span>
                    <select class="field" name="asset_type">{AssetType::ALL.iter().map(kind).collect_view()}</select>
                </label>
                <label class="form-row">
                    <span class="label">"Description"</span>
                    <textarea class="field" name="description" rows="4" maxlength=rules::MAX_DESCRIPTION></textarea>
                </label>
                <div class="dialog-foot"><button class="button primary">"Create asset"</button></div>
            </form>
        </Dialog>
    }
}

#[component]
fn Script(scene: SceneHead) -> impl IntoView {
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
        <section class="pane-section script" aria-labelledby="script-title">
            <h3 class="section-title" id="script-title">"Script"</h3>
            <div class="script-text">
                <p class="script-slug">{heading}</p>
                <p class="script-lines">{script}</p>
            </div>
        </section>
    }
}
