//! What opens above the page: a new asset, another name, and the end of an asset.

use super::place::{self, Place};
use crate::{
    components::{act, wording},
    ui::{dialog::Dialog, words},
};
use domain::{
    act::masters::MasterAction,
    model::{kinds::AssetType, masters_page::OpenMaster, rules},
};
use leptos::prelude::*;

/// "Add asset".
#[component]
pub fn AddAsset() -> impl IntoView {
    let project = expect_context::<Place>().project;
    view! {
        <Dialog id="add-asset" title="Add asset">
            <form class="dialog-body" method="post" action=place::acts(project)>
                <input type="hidden" name="do" value="add"/>
                <label class="form-row">
                    <span class="label">"Name"</span>
                    <input class="field" name="name" required maxlength=rules::MAX_NAME autocomplete="off"/>
                </label>
                <label class="form-row">
                    <span class="label">"Kind"</span>
                    <select class="field" name="kind">{kinds(None)}</select>
                </label>
                <label class="form-row">
                    <span class="label">"Description"</span>
                    <textarea class="field" name="description" rows="4" maxlength=rules::MAX_DESCRIPTION></textarea>
                </label>
                <div class="dialog-foot"><button class="button primary">"Add"</button></div>
            </form>
        </Dialog>
    }
}

fn kinds(chosen: Option<AssetType>) -> impl IntoView {
    let choice = move |kind: &AssetType| {
        view! { <option value=kind.to_string() selected={chosen == Some(*kind)}>{wording::kind(*kind)}</option> }
    };
    AssetType::ALL.iter().map(choice).collect_view()
}

/// Another name, or another kind.
#[component]
pub fn Rename(
    /// The open asset.
    open: OpenMaster,
) -> impl IntoView {
    let project = expect_context::<Place>().project;
    let asset = open.asset.to_string();
    view! {
        <Dialog id="rename-asset" title="Rename">
            <form class="dialog-body" method="post" action=place::acts(project)>
                <input type="hidden" name="do" value="rename"/>
                <input type="hidden" name="asset" value=asset.clone()/>
                <label class="form-row">
                    <span class="label">"Name"</span>
                    <input
                        class="field"
                        name="name"
                        required
                        maxlength=rules::MAX_NAME
                        autocomplete="off"
                        value=open.name
                        data-of=asset.clone()
                    />
                </label>
                <label class="form-row">
                    <span class="label">"Kind"</span>
                    <select class="field" id=format!("kind-of-{asset}") name="kind">{kinds(Some(open.asset_type))}</select>
                </label>
                <div class="dialog-foot"><button class="button primary">"Save name"</button></div>
            </form>
        </Dialog>
    }
}

/// The end of an asset, with what goes with it.
#[component]
pub fn Delete(
    /// The open asset.
    open: OpenMaster,
) -> impl IntoView {
    let project = expect_context::<Place>().project;
    let scenes = open.uses.len();
    let text = match scenes {
        0 => {
            "No scene uses it. It goes with all its pictures, and this cannot be undone.".to_owned()
        }
        scenes => format!(
            "It is used in {} and goes from there too, with all its pictures. This cannot be undone.",
            words::count(scenes, "scene", "scenes")
        ),
    };
    let action = MasterAction::Remove {
        asset: open.asset,
        scenes,
    };
    view! {
        <Dialog id="delete-asset" title="Delete asset">
            <form class="dialog-body" method="post" action=place::acts(project)>
                {act::hidden(action.fields())}
                <p class="dialog-text">{text}</p>
                <div class="dialog-foot"><button class="button danger">{format!("Delete {}", open.name)}</button></div>
            </form>
        </Dialog>
    }
}
