//! The master reference: what generation starts from.

use super::{act::Act, place::Place};
use crate::ui::{
    carousel::{Carousel, Naming, Slot},
    icon::Icon,
    picture::{likeness, scaled},
};
use domain::{
    act::PanelAction,
    model::{
        ids::InstanceId,
        kinds::ReferenceSource,
        panel::{OpenAsset, ReferenceView},
    },
};
use leptos::prelude::*;

fn id(reference: &ReferenceView) -> String {
    match reference.scene_number {
        Some(number) => format!("reference-{number}"),
        None => "reference-master".to_owned(),
    }
}

/// What a reference is called.
pub fn label(reference: &ReferenceView) -> String {
    match (reference.source, reference.scene_number) {
        (ReferenceSource::PriorSceneInstance, Some(number)) => format!("Scene {number}"),
        _ => "Stage 5 Master".to_owned(),
    }
}

/// The region "Master reference".
#[component]
pub fn Reference(
    /// The open asset.
    asset: OpenAsset,
    /// The reference chain.
    references: Vec<ReferenceView>,
) -> impl IntoView {
    let place = expect_context::<Place>();
    let active = references.iter().find(|one| one.active);
    let open = active.or(references.last()).map(id).unwrap_or_default();
    let named = place.reference.clone();
    let open = named
        .filter(|named| references.iter().any(|one| id(one) == *named))
        .unwrap_or(open);
    let naming = Naming {
        id: "master-reference",
        title: "Master reference",
        hint: "what generation starts from",
        thumbs: "References",
        field: "reference",
        of: asset.instance.to_string(),
        open: open.clone(),
        kept: place.kept(),
    };
    let count = references.len();
    let slots: Vec<_> = references
        .into_iter()
        .enumerate()
        .map(|(at, reference)| {
            let slide = id(&reference);
            let count = format!("{}/{count}", at + 1);
            slot(&asset, reference, slide == open, count)
        })
        .collect();
    let above = asset
        .reference_note
        .clone()
        .map(|note| view! { <p class="section-note"><Icon name="info"/>{note}</p> }.into_any());
    let above = view! { {above} }.into_any();
    let empty = view! { <p>"No master reference available."</p> }.into_any();
    view! { <Carousel naming slots above empty/> }
}

fn slot(asset: &OpenAsset, reference: ReferenceView, first: bool, count: String) -> Slot {
    let words = label(&reference);
    let active = reference.active;
    let url = reference.image_url.clone();
    let thumb = view! {
        <img src=scaled(&url, 320) alt="" width="86" height="48" loading="lazy" decoding="async" style=likeness(reference.thumbhash.as_deref())/>
    };
    Slot {
        id: id(&reference),
        selected: false,
        state: None,
        made_by: None,
        label: if active {
            format!("{words}, active")
        } else {
            words.clone()
        },
        thumb: thumb.into_any(),
        inside: view! { <ReferenceSlide instance=asset.instance name=asset.name.clone() closed=asset.locked reference words first count/> }
            .into_any(),
    }
}

#[component]
fn ReferenceSlide(
    instance: InstanceId,
    name: String,
    closed: bool,
    reference: ReferenceView,
    words: String,
    first: bool,
    count: String,
) -> impl IntoView {
    let choose = PanelAction::Reference {
        instance,
        source: Some(reference.source),
        from: reference.instance_id,
        drop: None,
        bring: None,
    };
    let url = reference.image_url;
    let active = reference.active.then_some("");
    view! {
        <div class="slide-frame" data-active=active>
            <a class="slide-picture" href=url.clone() data-enlarge="">
                <img
                    src=scaled(&url, 640)
                    alt=format!("{name}, {words}, full size")
                    width="1280"
                    height="720"
                    loading=if first { "eager" } else { "lazy" }
                    decoding="async"
                    style=likeness(reference.thumbhash.as_deref())
                />
            </a>
            <div class="slide-top">
                <span class="slide-label">{words}</span>
                <span class="slide-label slide-active">"Active"</span>
                <Act action=choose class="slide-button" form="slide-choose" disabled=closed>"Use This Reference"</Act>
            </div>
            <div class="slide-foot"><span class="slide-count">{count}</span></div>
        </div>
    }
}
