//! The form that has pictures drawn: by whom, how many, and what must not be seen in them.

use super::{act, looking::only_looks, place::Place};
use crate::ui::{
    icon::Icon,
    words::{self, escaped_lines},
};
use domain::{
    act::PanelAction,
    model::{
        panel::{OpenAsset, ProviderChoice, ReferenceView},
        rules,
        sending::{self, Sending},
        views::ExtraView,
    },
};
use leptos::prelude::*;

/// How many pictures "Generate 4 variations" asks for.
pub(super) const SEVERAL: i64 = 4;
/// What is said of a reference that nobody can be sent.
const FOREIGN: &str = "The reference in force is a picture from elsewhere, known by its address alone; it is not sent.";

/// "Generate Image", who draws where there is a choice, and several at once.
#[component]
pub fn Generate(
    /// The open asset.
    asset: OpenAsset,
    /// Everybody who can draw.
    providers: Vec<ProviderChoice>,
    /// How many references there are to be sent.
    references: usize,
    /// Whether it is said that something is not sent.
    unsent: bool,
) -> impl IntoView {
    let path = expect_context::<Place>().path;
    let action = PanelAction::Generate {
        instance: asset.instance,
        provider: None,
        count: None,
        seed: None,
        negative: None,
    };
    let closed = asset.locked || asset.as_is || only_looks();
    let about = match &asset {
        OpenAsset { locked: true, .. } => Some("locked-why"),
        OpenAsset { as_is: true, .. } => Some("as-is-why"),
        _ => unsent.then_some("unsent"),
    };
    let price = price(&providers, references);
    let told = providers.iter().any(|one| one.negative);
    let negative = told
        .then(|| view! { <Negative of=asset.instance.to_string() said=asset.negative closed/> });
    let option = |one| option(one, references);
    let choice = (providers.len() > 1).then(|| {
        view! {
            <select class="field" name="provider" aria-label="Provider" disabled=closed aria-describedby=about>
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
            {negative}
        </form>
    }
}

/// What several pictures cost from so many references, where there is no choice that says so.
pub(super) fn price(providers: &[ProviderChoice], references: usize) -> Option<String> {
    let [one] = providers else { return None };
    let price = one.price_of(references);
    (price > 0).then(|| format!(" · {}", words::credits(price * SEVERAL)))
}

/// A provider with what one picture costs from so many references, and what several do.
pub(super) fn option(choice: ProviderChoice, references: usize) -> impl IntoView {
    let price = choice.price_of(references);
    let one = words::credits(price);
    let text = match price {
        0 => format!("{} · {one}", choice.name),
        price => {
            let several = words::credits(price * SEVERAL);
            format!("{} · {one}, {SEVERAL} for {several}", choice.name)
        }
    };
    view! { <option value=choice.name title=choice.label selected=choice.chosen>{text}</option> }
}

/// What must not be seen, as it was said last.
#[component]
pub fn Negative(
    /// The key of what is drawn.
    of: String,
    /// The words.
    said: Option<String>,
    /// Whether nothing can be drawn now.
    closed: bool,
) -> impl IntoView {
    let words = said.unwrap_or_default();
    let open = !words.is_empty();
    let id = format!("negative-{of}");
    view! {
        <details class="negative" id=id open=open>
            <summary class="quiet-link">"Not to be seen"</summary>
            <textarea
                class="field"
                name="negative"
                aria-label="Not to be seen"
                rows="2"
                maxlength=rules::MAX_NEGATIVE
                disabled=closed
                data-of=of
                inner_html=escaped_lines(&words)
            ></textarea>
        </details>
    }
}

/// How many references there are to be sent: the one in force and the extra ones, as far as they have bytes of ours.
pub fn sendable(references: &[ReferenceView], extras: &[ExtraView]) -> usize {
    let with_picture = extras.iter().filter(|extra| extra.image_url.is_some());
    usize::from(in_force(references)) + with_picture.count()
}

/// Whether a reference is in force that can be sent.
fn in_force(references: &[ReferenceView]) -> bool {
    references.iter().any(|one| one.active && one.ours)
}

/// What each of those who can draw would leave out of what is decided here, a sentence each.
pub fn unsent(
    asset: &OpenAsset,
    providers: &[ProviderChoice],
    references: &[ReferenceView],
    extras: &[ExtraView],
) -> Vec<String> {
    if asset.locked || asset.as_is {
        return Vec::new();
    }
    let with_picture = extras.iter().filter(|extra| extra.image_url.is_some());
    let extras: Vec<_> = with_picture
        .map(|extra| (extra.name.clone(), extra.role, extra.weight))
        .collect();
    let sending = Sending {
        primary: in_force(references),
        extras: &extras,
        weight: asset.reference_weight,
        negative: asset.negative.is_some(),
    };
    let said = |one: &ProviderChoice| {
        let why = sending::unsent(&one.takes(), &sending)?;
        Some(format!("{} {why}", one.name))
    };
    let foreign = references.iter().any(|one| one.active && !one.ours);
    let foreign = foreign.then(|| FOREIGN.to_owned());
    let dropped = providers.iter().filter_map(said);
    foreign.into_iter().chain(dropped).collect()
}

/// Says what is not sent.
#[component]
pub fn Unsent(
    /// A sentence for each of those who can draw.
    lines: Vec<String>,
) -> impl IntoView {
    let line = |line: String| view! { <li class="editor-note"><Icon name="info"/>{line}</li> };
    view! { <ul class="editor-unsent" id="unsent">{lines.into_iter().map(line).collect_view()}</ul> }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::model::{
        ids::AssetId,
        kinds::{AssetType, ReferenceRole, ReferenceSource},
    };

    fn reference(active: bool, ours: bool) -> ReferenceView {
        ReferenceView {
            source: ReferenceSource::Stage5Master,
            image_url: String::new(),
            scene_number: None,
            instance_id: None,
            active,
            ours,
            attempt: None,
            thumbhash: None,
        }
    }

    fn extra(image_url: Option<&str>) -> ExtraView {
        ExtraView {
            asset_id: AssetId::new(),
            name: "Great hall".to_owned(),
            asset_type: AssetType::Location,
            role: ReferenceRole::Location,
            weight: 1.0,
            image_url: image_url.map(str::to_owned),
            scene_number: None,
            thumbhash: None,
        }
    }

    #[test]
    fn only_what_has_bytes_of_ours_is_counted() {
        let extras = [extra(Some("/media/x")), extra(None)];
        for (active, ours, count) in [
            (true, true, 2),
            (true, false, 1),
            (false, true, 1),
            (false, false, 1),
        ] {
            assert_eq!(sendable(&[reference(active, ours)], &extras), count);
        }
        assert_eq!(sendable(&[], &[]), 0);
    }
}
