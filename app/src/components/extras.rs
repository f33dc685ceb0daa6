//! What is sent beside the reference in force, and how strongly each of them counts.

use super::{
    act::{self, Act},
    looking::{Changes, only_looks},
    place::Place,
    wording,
};
use crate::ui::picture::Thumb;
use domain::{
    act::PanelAction,
    model::{
        ids::{AssetId, InstanceId},
        kinds::{AssetType, ReferenceRole},
        panel::{OpenAsset, Pickable, ProviderChoice},
        rules,
        views::ExtraView,
    },
};
use leptos::{either::Either, prelude::*};

/// A weight is given in steps of so many percent.
const STEP: i64 = 5;

/// The region "Also sent": there where somebody who can draw makes something of it, or where something is sent
/// already.
#[component]
pub fn Extras(
    /// The open asset.
    asset: OpenAsset,
    /// Everybody who can draw.
    providers: Vec<ProviderChoice>,
    /// Whether there is a reference at all.
    can_copy: bool,
    /// What is sent, in that order.
    extras: Vec<ExtraView>,
    /// What else could be.
    pickable: Vec<Pickable>,
) -> impl IntoView {
    let weighs = providers.iter().any(|one| one.weights);
    let several = providers.iter().any(|one| one.references > 1);
    let in_force = wording::percent(asset.reference_weight) != 100 || (weighs && can_copy);
    let there = !extras.is_empty();
    let more =
        several.then(|| view! { <More asset=asset.clone() count=extras.len() pickable weighs/> });
    (in_force || there || several).then(|| {
        view! {
            <section class="block extras" id="extras" aria-labelledby="extras-title">
                <header class="section-head">
                    <h2 class="section-title" id="extras-title">"Also sent"</h2>
                    <span class="section-hint">"beside the reference in force"</span>
                </header>
                {in_force.then(|| view! { <InForce asset=asset.clone()/> })}
                {there.then(|| view! { <Sent asset extras weighs/> })}
                {more}
            </section>
        }
    })
}

/// How strongly the reference in force counts.
#[component]
fn InForce(asset: OpenAsset) -> impl IntoView {
    let words = format!("In force · {} %", wording::percent(asset.reference_weight));
    view! {
        <div class="extra extra-in-force">
            <p class="extra-text">{words}</p>
            <Weight
                instance=asset.instance
                of=None
                label="Weight of the reference in force, in percent".to_owned()
                weight=asset.reference_weight
                locked=asset.locked
            />
        </div>
    }
}

/// The references that are sent as well.
#[component]
fn Sent(asset: OpenAsset, extras: Vec<ExtraView>, weighs: bool) -> impl IntoView {
    let OpenAsset {
        instance, locked, ..
    } = asset;
    let item = move |extra: ExtraView| {
        let drop = PanelAction::DropReference {
            instance,
            asset: extra.asset_id,
        };
        let says = about(&extra);
        let weighed = weighs || wording::percent(extra.weight) != 100;
        view! {
            <li class="extra" id=format!("extra-{}", extra.asset_id)>
                {match extra.image_url {
                    Some(url) => Either::Left(view! {
                        <Thumb class="asset-thumb" url thumbhash=extra.thumbhash width=64 height=40/>
                    }),
                    None => Either::Right(view! { <span class="asset-thumb"></span> }),
                }}
                <div class="extra-text">
                    <p class="asset-name">{extra.name.clone()}</p>
                    <p class="asset-source">{says}</p>
                </div>
                {weighed.then(|| view! {
                    <Weight
                        instance
                        of=Some(extra.asset_id)
                        label=format!("Weight of {}, in percent", extra.name)
                        weight=extra.weight
                        locked
                    />
                })}
                <Act action=drop class="quiet-link" label=format!("Remove {}", extra.name) disabled=locked>"Remove"</Act>
            </li>
        }
    };
    view! { <ul class="extra-list" aria-label="References also sent">{extras.into_iter().map(item).collect_view()}</ul> }
}

/// What it stands for, where its picture comes from, and how strongly it counts.
fn about(extra: &ExtraView) -> String {
    let role = wording::stands_for(extra.role);
    let place = match extra.image_url {
        Some(_) => wording::place(extra.scene_number),
        None => "no picture yet; not sent".to_owned(),
    };
    format!("{role} · {} % · {place}", wording::percent(extra.weight))
}

/// A field that is sent when it is changed.
#[component]
fn Weight(
    instance: InstanceId,
    of: Option<AssetId>,
    label: String,
    weight: f64,
    locked: bool,
) -> impl IntoView {
    let path = expect_context::<Place>().path;
    let asset = of.map(|asset| {
        view! { <input type="hidden" name="asset" value=asset.to_string()/> }
    });
    let closed = locked || only_looks();
    view! {
        <form class="extra-weight" method="post" action=act::address(path) data-sends="">
            <input type="hidden" name="do" value="weigh_reference"/>
            <input type="hidden" name="instance" value=instance.to_string()/>
            {asset}
            <PercentField label weight of=instance closed/>
            <button class="button small scriptless" disabled=closed>"Apply"</button>
        </form>
    }
}

#[component]
fn PercentField(label: String, weight: f64, of: InstanceId, closed: bool) -> impl IntoView {
    view! {
        <span class="percent">
            <input
                class="field"
                type="number"
                name="weight"
                min=STEP
                max="100"
                step=STEP
                required
                value=wording::percent(weight)
                aria-label=label
                data-of=of.to_string()
                disabled=closed
            />
            <span aria-hidden="true">"%"</span>
        </span>
    }
}

/// "Add reference": which asset, what it stands for, and how strongly it counts.
#[component]
fn More(asset: OpenAsset, count: usize, pickable: Vec<Pickable>, weighs: bool) -> impl IntoView {
    let path = expect_context::<Place>().path;
    let most = rules::MAX_EXTRA_REFERENCES;
    let why_not = match pickable.is_empty() {
        _ if count >= most => Some(format!("No more than {most} can be sent beside it.")),
        true => Some("The film has no other asset that could be sent.".to_owned()),
        false => None,
    };
    if let Some(why) = why_not {
        return Either::Left(view! { <p class="section-note">{why}</p> });
    }
    let instance = asset.instance;
    let closed = asset.locked;
    let role = |role: &ReferenceRole| {
        view! { <option value=role.to_string()>{wording::stands_for(*role)}</option> }
    };
    let weight = weighs.then(|| {
        let label = "Weight, in percent".to_owned();
        view! { <PercentField label weight=1.0 of=instance closed/> }
    });
    Either::Right(view! {
        <Changes>
            <details class="extra-more" id=format!("add-reference-{instance}")>
                <summary class="quiet-link">"Add reference"</summary>
                <form class="extra-add" id="add-reference" method="post" action=act::address(path)>
                    <input type="hidden" name="do" value="add_reference"/>
                    <input type="hidden" name="instance" value=instance.to_string()/>
                    <select class="field" name="asset" aria-label="Asset" disabled=closed>{groups(pickable)}</select>
                    <select class="field" name="role" aria-label="Role" disabled=closed>
                        <option value="">"Choose a role"</option>
                        {ReferenceRole::ALL.iter().map(role).collect_view()}
                    </select>
                    {weight}
                    <button class="button small" disabled=closed>"Also send it"</button>
                </form>
            </details>
        </Changes>
    })
}

/// Assets to choose from, by kind.
fn groups(pickable: Vec<Pickable>) -> impl IntoView {
    let option = |one: &Pickable| {
        // A location is one unless something else is said; of anything else it has to be said.
        let role =
            (one.asset_type == AssetType::Location).then(|| ReferenceRole::Location.to_string());
        view! { <option value=one.asset_id.to_string() data-role=role>{one.name.clone()}</option> }
    };
    let group = |kind: &AssetType| {
        let of_kind = pickable.iter().filter(|one| one.asset_type == *kind);
        let options: Vec<_> = of_kind.map(option).collect();
        (!options.is_empty())
            .then(|| view! { <optgroup label=wording::kinds(*kind)>{options}</optgroup> })
    };
    AssetType::ALL.iter().filter_map(group).collect_view()
}
