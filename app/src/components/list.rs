//! The left pane: the scene's assets in groups, with search, filter and what is done to several at once.

use super::{
    act::{self, Act},
    looking::{Changes, only_looks},
    place::Place,
    row::Row,
    wording,
};
use crate::ui::{icon::Icon, words};
use domain::{
    act::PanelAction,
    model::{
        credits,
        kinds::{AssetType, Only},
        panel::{AssetRow, PanelView, RunShown},
    },
};
use leptos::prelude::*;

/// The pane.
#[component]
pub fn ListPane(
    /// What the panel shows.
    view: PanelView,
) -> impl IntoView {
    let place = expect_context::<Place>();
    let stale = view.rows.iter().filter(|row| row.stale).count();
    let any_as_is = view.rows.iter().any(|row| row.as_is);
    let open = view.editor.as_ref().map(|editor| editor.asset.instance);
    let nothing = if view.rows.is_empty() {
        "No assets in this scene yet."
    } else {
        "Nothing found."
    };
    let shown: Vec<_> = view
        .rows
        .iter()
        .filter(|row| place.filter.takes(row))
        .cloned()
        .collect();
    let empty = shown.is_empty();
    let drawer = view.providers.iter().find(|one| one.chosen);
    let price = drawer.map_or(0, |one| one.price);
    let more = drawer.is_some_and(|one| one.price_of(1) > one.price);
    let groups = AssetType::ALL.iter().map(|kind| {
        let rows = shown.iter().filter(|row| row.asset_type == *kind);
        view! { <Group kind=*kind rows=rows.cloned().collect() open/> }
    });
    view! {
        <aside class="pane pane-assets" id="assets-drawer" popover aria-label="Scene assets">
            <header class="pane-head">
                <SceneLine view=view.clone()/>
                <h2 class="pane-title">"Scene assets"</h2>
                <p class="counts">{counts(&view.rows)}</p>
                {(stale > 0).then(|| view! { <Stale stale/> })}
            </header>
            <Tools rows=view.rows.clone()/>
            <form
                class="asset-form"
                id="bulk"
                method="post"
                action=act::address(place.path)
                data-price=price
                data-more=more.then_some("")
            >
                <div class="asset-scroll" id="asset-scroll">
                    {groups.collect_view()}
                    {empty.then(|| view! { <p class="asset-nothing">{nothing}</p> })}
                </div>
                <Changes><Foot cost=credits::of_ticked(0, price, more) any_as_is/></Changes>
            </form>
            {view.run.map(|run| view! { <Run run/> })}
        </aside>
    }
}

fn counts(rows: &[AssetRow]) -> String {
    let pictures = rows.iter().filter(|row| row.picture.is_some()).count();
    let assets = words::count(rows.len(), "asset", "assets");
    if rows.len() > 1 {
        format!("{assets} · {pictures} with pictures")
    } else {
        assets
    }
}

#[component]
fn Stale(stale: usize) -> impl IntoView {
    view! {
        <div class="counts stale-line">
            <span class="state" data-state="stale">{words::count(stale, "reference changed", "references changed")}</span>
            <Act action=PanelAction::RefreshAll {} class="quiet-link">"Refresh all"</Act>
        </div>
    }
}

#[component]
fn SceneLine(view: PanelView) -> impl IntoView {
    let project = view.path.project;
    let step = |scene: Option<domain::model::ids::SceneId>,
                label: &'static str,
                icon: &'static str| {
        scene.map(|scene| {
            view! {
                <a class="icon-button" href=format!("/projects/{project}/scenes/{scene}") aria-label=label><Icon name=icon/></a>
            }
        })
    };
    view! {
        <div class="scene-line">
            <span class="scene-number">{view.scene.number}</span>
            <span class="scene-heading">{view.scene.heading}</span>
            {step(view.previous, "Previous scene", "chevron-left")}
            {step(view.next.map(|next| next.0), "Next scene", "chevron-right")}
            <button
                class="icon-button drawer-close"
                type="button"
                popovertarget="assets-drawer"
                popovertargetaction="hide"
                aria-label="Close"
            >
                <Icon name="close"/>
            </button>
        </div>
    }
}

/// Search and filter: one form whose address keeps both.
#[component]
fn Tools(rows: Vec<AssetRow>) -> impl IntoView {
    let place = expect_context::<Place>();
    let mut tags: Vec<String> = rows.into_iter().flat_map(|row| row.tags).collect();
    tags.extend(place.filter.tags.iter().cloned());
    tags.sort();
    tags.dedup();
    let filter = place.filter.clone();
    let kind = |kind: &AssetType| {
        view! { <Choice name="kind" value=kind.to_string() words=wording::kinds(*kind).to_owned() ticked=filter.kinds.contains(kind)/> }
    };
    let only = |only: &Only| {
        view! { <Choice name="only" value=only.to_string() words=wording::only(*only).to_owned() ticked=filter.only.contains(only)/> }
    };
    let tag = |tag: String| {
        view! { <Choice name="tag" value=tag.clone() ticked=filter.tags.contains(&tag) words=tag/> }
    };
    let narrows = filter.narrows().then_some("");
    let bare = Place {
        filter: Default::default(),
        ..place.clone()
    };
    view! {
        <form class="asset-tools" id="filter-form" role="search" method="get" action=place.path.address()>
            {place.asset.map(|asset| view! { <input type="hidden" name="asset" value=asset.to_string()/> })}
            <div class="search-field">
                <Icon name="search"/>
                <input
                    class="field"
                    id="search-assets"
                    type="search"
                    name="q"
                    aria-label="Search assets"
                    placeholder="Search assets"
                    autocomplete="off"
                    value=filter.words.clone()
                />
                <kbd class="key" aria-hidden="true">"/"</kbd>
            </div>
            <button class="button filter-button" type="button" popovertarget="filter" data-active=narrows>
                <Icon name="filter"/>"Filter"
            </button>
            <div class="menu filter-menu" id="filter" popover role="group" aria-label="Filter">
                <fieldset class="filter-group"><legend>"Kind"</legend>{AssetType::ALL.iter().map(kind).collect_view()}</fieldset>
                <fieldset class="filter-group"><legend>"State"</legend>{Only::ALL.iter().map(only).collect_view()}</fieldset>
                {(!tags.is_empty()).then(|| view! {
                    <fieldset class="filter-group"><legend>"Tag"</legend>{tags.into_iter().map(tag).collect_view()}</fieldset>
                })}
                <footer class="filter-foot">
                    <a class="quiet-link" href=bare.with(&[])>"Clear"</a>
                    <button class="button small">"Apply"</button>
                </footer>
            </div>
        </form>
    }
}

#[component]
fn Choice(name: &'static str, value: String, words: String, ticked: bool) -> impl IntoView {
    view! {
        <label class="check"><input class="checkbox" type="checkbox" name=name value=value checked=ticked/>{words}</label>
    }
}

#[component]
fn Group(
    kind: AssetType,
    rows: Vec<AssetRow>,
    open: Option<domain::model::ids::InstanceId>,
) -> impl IntoView {
    let place = expect_context::<Place>();
    let heading = format!("group-{kind}");
    let kinds = wording::kinds(kind);
    let all = place.ticked == Some(kind);
    let (word, address) = if all {
        ("Select none", place.with(&[]))
    } else {
        ("Select all", place.with(&[("select", kind.to_string())]))
    };
    (!rows.is_empty()).then(|| {
        view! {
            <section class="asset-group" id=format!("kind-{kind}") aria-labelledby=heading.clone()>
                <header class="asset-group-head">
                    <h3 id=heading.clone()>{kinds} " " <span class="count">{rows.len()}</span></h3>
                    {(!only_looks()).then(|| view! {
                        <a class="quiet-link" href=address data-tick="" aria-label=format!("{word}: {kinds}")>{word}</a>
                    })}
                </header>
                <ul class="asset-rows">
                    {rows.into_iter().map(|row| {
                        let current = open == Some(row.instance);
                        view! { <Row row current ticked=all/> }
                    }).collect_view()}
                </ul>
            </section>
        }
    })
}

/// The buttons for what is ticked. Without scripts nothing counts, so both can be pressed.
#[component]
fn Foot(cost: String, any_as_is: bool) -> impl IntoView {
    view! {
        <footer class="pane-foot">
            <button class="button primary" name="do" value="generate_many" data-counted="Generate" aria-describedby="bulk-cost">
                "Generate"
            </button>
            <button class="button" name="do" value="as_is_many" data-counted="Use Master As-Is">"Use Master As-Is"</button>
            {any_as_is.then(|| view! {
                <button class="button ghost" name="do" value="not_as_is_many" data-counted="End As-Is">"End As-Is"</button>
            })}
            <p class="bulk-cost" id="bulk-cost">{cost}</p>
        </footer>
    }
}

#[component]
fn Run(run: RunShown) -> impl IntoView {
    let RunShown { run, done, all } = run;
    view! {
        <div class="pane-foot bulk-run" id="bulk-run">
            <div class="bulk">
                <p class="bulk-text" id="bulk-text">"Generating " <span class="bulk-count">{format!("{done} of {all}")}</span></p>
                <Act action=PanelAction::CancelRun { run } class="button small" describedby="bulk-text">"Cancel"</Act>
                <progress class="progress" aria-labelledby="bulk-text" value=done max=all></progress>
            </div>
        </div>
    }
}
