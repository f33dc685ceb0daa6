//! The left pane: the film's assets in groups, each with its master.

use super::place::Place;
use crate::{
    components::{looking::Changes, wording},
    ui::{icon::Icon, picture::Thumb, words},
};
use domain::model::{
    ids::AssetId,
    kinds::{AssetType, JobStatus},
    masters_page::CastRow,
};
use leptos::{either::Either, prelude::*};

/// The pane.
#[component]
pub fn CastPane(
    /// The film's assets.
    cast: Vec<CastRow>,
    /// The one that is open.
    opened: Option<AssetId>,
) -> impl IntoView {
    let pictures = cast.iter().filter(|row| row.picture.is_some()).count();
    let assets = words::count(cast.len(), "asset", "assets");
    let counts = match cast.len() {
        0 | 1 => assets,
        _ => format!("{assets} · {pictures} with masters"),
    };
    let groups = AssetType::ALL.iter().map(|kind| {
        let rows = cast.iter().filter(|row| row.asset_type == *kind);
        view! { <Group kind=*kind rows=rows.cloned().collect() opened/> }
    });
    view! {
        <aside class="pane pane-assets" id="assets-drawer" popover aria-label="Assets of the film">
            <header class="pane-head">
                <h2 class="pane-title">"Assets"</h2>
                <p class="counts">{counts}</p>
                <button
                    class="icon-button drawer-close"
                    type="button"
                    popovertarget="assets-drawer"
                    popovertargetaction="hide"
                    aria-label="Close"
                >
                    <Icon name="close"/>
                </button>
            </header>
            <div class="asset-scroll" id="asset-scroll" data-scroll="">{groups.collect_view()}</div>
            <footer class="pane-foot">
                <Changes>
                    <button class="button" type="button" popovertarget="add-asset"><Icon name="plus"/>"Add asset"</button>
                </Changes>
            </footer>
        </aside>
    }
}

#[component]
fn Group(kind: AssetType, rows: Vec<CastRow>, opened: Option<AssetId>) -> impl IntoView {
    let heading = format!("group-{kind}");
    (!rows.is_empty()).then(|| {
        let count = rows.len();
        let row = |row: CastRow| {
            let current = opened == Some(row.asset);
            view! { <Row row current/> }
        };
        view! {
            <section class="asset-group" id=format!("kind-{kind}") aria-labelledby=heading.clone()>
                <header class="asset-group-head">
                    <h3 id=heading.clone()>{wording::kinds(kind)} " " <span class="count">{count}</span></h3>
                </header>
                <ul class="asset-rows">{rows.into_iter().map(row).collect_view()}</ul>
            </section>
        }
    })
}

#[component]
fn Row(row: CastRow, current: bool) -> impl IntoView {
    let place = expect_context::<Place>();
    let seen = words::fingerprint(&(&row, current));
    let (word, state) = state(&row);
    let used = match row.scenes {
        0 => "in no scene".to_owned(),
        scenes => format!("in {}", words::count(scenes, "scene", "scenes")),
    };
    view! {
        <li class="asset-row" id=format!("row-{}", row.asset) data-v=seen aria-current=current.then_some("true")>
            <a class="asset-link" href=place.open(row.asset) data-go="">
                {match row.picture {
                    Some(picture) => Either::Left(view! {
                        <Thumb class="asset-thumb" url=picture.url thumbhash=picture.thumbhash width=64 height=40/>
                    }),
                    None => Either::Right(view! { <span class="asset-thumb"></span> }),
                }}
                <span class="asset-body">
                    <span class="asset-title"><span class="asset-name">{row.name}</span></span>
                    <span class="asset-line">
                        <span class="asset-source">{used}</span> " "
                        <span class="state" data-state=state>{word}</span>
                    </span>
                </span>
            </a>
        </li>
    }
}

/// The state of an asset's master: a word for the reader and one for the style.
fn state(row: &CastRow) -> (&'static str, &'static str) {
    match row {
        CastRow {
            running: Some(JobStatus::Queued),
            ..
        } => ("queued", "queued"),
        CastRow {
            running: Some(_), ..
        } => ("generating", "generating"),
        CastRow { locked: true, .. } => ("locked", "locked"),
        CastRow { picture: None, .. } => ("No image yet", "none"),
        _ => ("ready", "ready"),
    }
}
