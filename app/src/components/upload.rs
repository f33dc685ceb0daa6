//! The upload zone: drop, click, paste or keyboard; without scripts a plain form.

use super::{act::Act, looking::only_looks, place::Place};
use domain::{
    act::PanelAction,
    model::{panel::OpenAsset, rules},
};
use leptos::prelude::*;

/// "Drop image or click to upload".
#[component]
pub fn Upload(
    /// The open asset.
    asset: OpenAsset,
) -> impl IntoView {
    let place = expect_context::<Place>();
    let scene = place.path;
    let address = format!(
        "/api/projects/{}/scenes/{}/assets/{}/upload-image",
        scene.project, scene.scene, asset.instance
    );
    let looks = only_looks();
    let closed = asset.locked || asset.as_is || looks;
    let (title, hint) = if looks {
        (
            "Nothing is uploaded here",
            "Editors and owners of the film upload pictures.",
        )
    } else if asset.locked {
        ("This asset is locked", "Unlock it to upload a picture.")
    } else if asset.as_is {
        ("The master is used as-is", "Uploading a picture ends that.")
    } else {
        (
            "Drop image or click to upload",
            "PNG, JPEG or WebP, up to 5 MB",
        )
    };
    let instead = PanelAction::AsIs {
        instance: asset.instance,
        enabled: false,
    };
    let instead = (asset.as_is && !asset.locked && !looks).then(|| {
        view! { <Act action=instead class="button small" form="upload-instead">"Upload instead"</Act> }
            .into_any()
    });
    view! { <Zone address title hint closed instead/> }
}

/// The zone itself. What it does stands at its address.
#[component]
pub fn Zone(
    /// Where pictures are sent to.
    address: String,
    /// Its words.
    title: &'static str,
    /// What is taken, or why nothing is.
    hint: &'static str,
    /// Whether nothing is taken.
    closed: bool,
    /// What opens it, where something does.
    #[prop(optional_no_strip)]
    instead: Option<AnyView>,
) -> impl IntoView {
    view! {
        <div class="upload" id="upload" data-disabled=closed.then_some("") data-most=rules::MAX_UPLOAD>
            <form class="upload-form" method="post" action=address enctype="multipart/form-data">
                <label class="upload-zone">
                    <span class="upload-title">{title}</span>
                    <span class="upload-hint">{hint}</span>
                    <input
                        class="upload-input"
                        id="upload-input"
                        type="file"
                        name="image"
                        accept=".png,.jpg,.jpeg,.webp"
                        required
                        disabled=closed
                    />
                </label>
                {(!closed).then(|| view! { <button class="button small scriptless">"Upload image"</button> })}
            </form>
            {instead}
            <div class="upload-state" id="upload-state" data-own=""></div>
        </div>
    }
}
