//! The form that has masters drawn: by whom, how many, and what must not be seen.

use super::place::{self, Place};
use crate::components::{
    act,
    generate::{Negative, SEVERAL, option, price},
    looking::only_looks,
};
use domain::{
    act::masters::MasterAction,
    model::{masters_page::OpenMaster, panel::ProviderChoice},
};
use leptos::prelude::*;

/// "Generate Image", who draws where there is a choice, and several at once.
#[component]
pub fn Generate(
    /// The open asset.
    open: OpenMaster,
    /// Everybody who can draw.
    providers: Vec<ProviderChoice>,
    /// Whether it is said that something is not sent.
    unsent: bool,
) -> impl IntoView {
    let project = expect_context::<Place>().project;
    let action = MasterAction::Generate {
        asset: open.asset,
        provider: None,
        count: None,
        seed: None,
        negative: None,
    };
    let closed = open.locked || only_looks();
    let about = match open.locked {
        true => Some("locked-why"),
        false => unsent.then_some("unsent"),
    };
    let negative = providers.iter().any(|one| one.negative);
    // A master is drawn from words alone.
    let price = price(&providers, 0);
    let option = |one| option(one, 0);
    let choice = (providers.len() > 1).then(|| {
        view! {
            <select class="field" name="provider" aria-label="Provider" disabled=closed aria-describedby=about>
                {providers.into_iter().map(option).collect_view()}
            </select>
        }
    });
    view! {
        <form class="generate" id="generate" method="post" action=place::acts(project)>
            {act::hidden(action.fields())}
            <button class="button primary" disabled=closed aria-describedby=about>"Generate Image"</button>
            {choice}
            <button class="button" id="variations" name="count" value=SEVERAL disabled=closed aria-describedby=about>
                {format!("Generate {SEVERAL} variations")} {price}
            </button>
            {negative.then(|| view! { <Negative of=open.asset.to_string() said=open.negative closed/> })}
        </form>
    }
}
