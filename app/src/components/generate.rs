//! The form that has pictures drawn: by whom, and how many.

use super::{act, looking::only_looks, place::Place};
use crate::ui::{icon::Icon, words};
use domain::{
    act::PanelAction,
    model::panel::{OpenAsset, ProviderChoice, ReferenceView},
};
use leptos::prelude::*;

/// How many pictures "Generate 4 variations" asks for.
const SEVERAL: i64 = 4;

/// "Generate Image", who draws where there is a choice, and several at once.
#[component]
pub fn Generate(
    /// The open asset.
    asset: OpenAsset,
    /// Everybody who can draw.
    providers: Vec<ProviderChoice>,
    /// Whether it is said that the reference is not sent.
    alone: bool,
) -> impl IntoView {
    let path = expect_context::<Place>().path;
    let action = PanelAction::Generate {
        instance: asset.instance,
        provider: None,
        count: None,
        seed: None,
    };
    let closed = asset.locked || asset.as_is || only_looks();
    let about = match &asset {
        OpenAsset { locked: true, .. } => Some("locked-why"),
        OpenAsset { as_is: true, .. } => Some("as-is-why"),
        _ => alone.then_some("words-alone"),
    };
    let price = match providers.as_slice() {
        [one] if one.price > 0 => Some(format!(" · {}", words::credits(one.price * SEVERAL))),
        _ => None,
    };
    let choice = (providers.len() > 1).then(|| {
        view! {
            <select class="field" name="provider" aria-label="Provider" disabled=closed>
                {providers.into_iter().map(option).collect_view()}
            </select>
        }
    });
    view! {
        <form class="generate" id="generate" method="post" action=act::address(path)>
            {act::fields(&action)}
            <button class="button primary" disabled=closed aria-describedby=about>"Generate Image"</button>
            {choice}
            <button class="button" id="variations" name="count" value=SEVERAL disabled=closed aria-describedby=about>
                {format!("Generate {SEVERAL} variations")} {price}
            </button>
        </form>
    }
}

/// A provider with what one picture costs, and what several do.
fn option(choice: ProviderChoice) -> impl IntoView {
    let one = words::credits(choice.price);
    let text = match choice.price {
        0 => format!("{} · {one}", choice.name),
        price => {
            let several = words::credits(price * SEVERAL);
            format!("{} · {one}, {SEVERAL} for {several}", choice.name)
        }
    };
    view! { <option value=choice.name title=choice.label selected=choice.chosen>{text}</option> }
}

/// The provider that draws here unless another is chosen, where it takes no reference though one is in force.
pub fn draws_alone(
    asset: &OpenAsset,
    providers: &[ProviderChoice],
    references: &[ReferenceView],
) -> Option<String> {
    let chosen = providers.iter().find(|one| one.chosen)?;
    let unsent = !chosen.takes_reference && references.iter().any(|one| one.active);
    (unsent && !asset.locked && !asset.as_is).then(|| chosen.name.clone())
}

/// Says that the reference is not sent.
#[component]
pub fn WordsAlone(
    /// Who draws.
    provider: String,
) -> impl IntoView {
    view! {
        <p class="editor-note" id="words-alone">
            <Icon name="info"/>
            {format!("{provider} draws from words alone; the reference is not sent.")}
        </p>
    }
}
