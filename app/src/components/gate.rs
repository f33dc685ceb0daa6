//! The gate to Stage 9: what is missing by name, each with the ways to fix it.

use super::{
    act,
    looking::{Changes, only_looks},
    place::Place,
};
use crate::ui::{icon::Icon, words};
use domain::model::{
    ids::{InstanceId, SceneId},
    panel::AssetRow,
    rules,
};
use leptos::{either::Either, prelude::*};

/// The region "Before Stage 9", with "Back" and "Proceed".
#[component]
pub fn Gate(
    /// The scene's assets.
    rows: Vec<AssetRow>,
    /// The scene before it.
    previous: Option<SceneId>,
) -> impl IntoView {
    let place = expect_context::<Place>();
    let path = place.path;
    let all = rows.len();
    let missing: Vec<_> = rows.into_iter().filter(|row| !row.ready).collect();
    let open = all > 0 && missing.is_empty();
    let says = match (all, missing.len()) {
        (0, _) => "The scene has no assets yet.".to_owned(),
        (all, 0) => format!("{} ready.", words::count(all, "asset is", "assets are")),
        (_, missing) => format!(
            "{} without a picture:",
            words::count(missing, "asset", "assets")
        ),
    };
    let back = match previous {
        Some(scene) => format!("/projects/{}/scenes/{scene}", path.project),
        None => format!("/projects/{}", path.project),
    };
    let proceed = if open {
        Either::Left(
            view! { <a class="button primary" id="proceed" href=format!("{}/handover", path.address())>"Proceed"</a> },
        )
    } else {
        Either::Right(view! {
            <a class="button" id="proceed" href="#before-stage-9" role="button" aria-disabled="true" aria-describedby="gate-says">"Proceed"</a>
        })
    };
    view! {
        <section class="gate" id="before-stage-9" role="region" aria-label="Before Stage 9" tabindex="-1">
            <h3 class="section-title">"Before Stage 9"</h3>
            <p class="gate-says" id="gate-says">{says}</p>
            <ul class="gate-list">{missing.into_iter().map(|row| view! { <Missing row/> }).collect_view()}</ul>
            <div class="gate-actions">
                <a class="button" href=back>"Back"</a>
                {proceed}
            </div>
        </section>
    }
}

#[component]
fn Missing(row: AssetRow) -> impl IntoView {
    let place = expect_context::<Place>();
    let instance: InstanceId = row.instance;
    let (state, text) = match row.running {
        Some(_) => ("generating", format!("{} is generating", row.name)),
        None => ("none", format!("{} has no picture", row.name)),
    };
    let id = format!("gate-{instance}");
    let menu = format!("waive-{instance}");
    let opens = menu.clone();
    view! {
        <li class="gate-item" id=format!("missing-{instance}")>
            <span class="dot" data-state=state></span>
            <span class="gate-text" id=id.clone()>{text}</span>
            <a class="quiet-link" href=place.open(instance) data-go="" aria-describedby=id.clone()>"Fix"</a>
            <Changes>
                <button class="quiet-link" type="button" popovertarget=opens aria-describedby=id>"Waive"</button>
            </Changes>
            {(!only_looks()).then(|| view! { <Waive menu instance name=row.name/> })}
        </li>
    }
}

/// The reason why an asset needs no picture.
#[component]
fn Waive(menu: String, instance: InstanceId, name: String) -> impl IntoView {
    let place = expect_context::<Place>();
    view! {
        <form class="menu waive-menu" id=menu popover method="post" action=act::address(place.path)>
            <input type="hidden" name="do" value="waive"/>
            <input type="hidden" name="instance" value=instance.to_string()/>
            <label class="form-row">
                <span class="label">"Why is no picture needed?"</span>
                <input class="field" name="reason" required maxlength=rules::MAX_NAME autocomplete="off"/>
            </label>
            <button class="button small"><Icon name="check"/>{format!("Waive {name}")}</button>
        </form>
    }
}
