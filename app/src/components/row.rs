//! One asset in the list of a scene.

use super::{looking::only_looks, place::Place, wording};
use crate::ui::{picture::Thumb, words::fingerprint};
use domain::model::panel::AssetRow;
use leptos::{either::Either, prelude::*};

/// The row. `data-v` changes with everything that is seen of it, so that the browser passes over what is the same.
#[component]
pub fn Row(
    /// The asset.
    row: AssetRow,
    /// Whether it is the open one.
    current: bool,
    /// Whether its box is ticked from the beginning.
    ticked: bool,
) -> impl IntoView {
    let place = expect_context::<Place>();
    let looks = only_looks();
    let seen = fingerprint(&(&row, current, ticked, looks, place.kept()));
    let (word, state) = wording::state(&row);
    let origin = wording::origin(&row);
    let href = place.open(row.instance);
    let shown = row.tags.iter().take(3).cloned();
    let shown = shown
        .map(|tag| view! { <span class="tag">{tag}</span> " " })
        .collect_view();
    let more = row.tags.len().saturating_sub(3);
    let tags = (!row.tags.is_empty()).then(|| {
        view! {
            <span class="tags">{shown}{(more > 0).then(|| view! { <span class="tag">{format!("+{more}")}</span> })}</span>
        }
    });
    view! {
        <li class="asset-row" id=format!("row-{}", row.instance) data-v=seen aria-current=current.then_some("true")>
            <input
                class="checkbox"
                type="checkbox"
                name="instances"
                value=row.instance.to_string()
                aria-label=format!("Select {}", row.name)
                checked=ticked
                disabled=looks
                data-mine=""
            />
            <a class="asset-link" href=href data-go="">
                {match row.picture {
                    Some(picture) => Either::Left(view! {
                        <Thumb class="asset-thumb" url=picture.url thumbhash=picture.thumbhash width=64 height=40/>
                    }),
                    None => Either::Right(view! { <span class="asset-thumb"></span> }),
                }}
                <span class="asset-body">
                    <span class="asset-title">
                        <span class="asset-name">{row.name}</span>
                        {row.as_is.then(|| view! { " " <span class="badge">"Master"</span> })}
                    </span>
                    <span class="asset-line">
                        <span class="asset-source">{origin}</span> " "
                        <span class="state" data-state=state>{word}</span>
                    </span>
                    {tags}
                </span>
            </a>
        </li>
    }
}
