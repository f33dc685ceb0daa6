//! The left pane: the scene's assets in groups, with search.

use super::{stage::Stage, wording};
use crate::ui::{icon::Icon, picture::Thumb, words};
use domain::model::{ids::InstanceId, kinds::AssetType, panel::AssetRow};
use leptos::{either::Either, ev, prelude::*};

/// Opens an asset: the panel changes at once, and the address with it.
pub fn open(stage: Stage, instance: InstanceId) {
    let address = stage.path.get_value().instance(instance).address();
    if let Ok(history) = window().history() {
        // Without a new entry in the history the panel still opens.
        let _ = history.push_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&address));
    }
    stage.show(instance);
}

/// The pane.
#[component]
pub fn AssetPane(
    /// What is searched for, from the address.
    search: RwSignal<String>,
) -> impl IntoView {
    let stage = expect_context::<Stage>();
    let rows = Memo::new(move |_| {
        let sought = search.get().to_lowercase();
        let found =
            |row: &&AssetRow| sought.is_empty() || row.name.to_lowercase().contains(&sought);
        stage
            .view
            .with(|view| view.rows.iter().filter(found).cloned().collect::<Vec<_>>())
    });
    let counts = move || {
        stage.view.with(|view| {
            let pictures = view.rows.iter().filter(|row| row.picture.is_some()).count();
            let assets = words::count(view.rows.len(), "asset", "assets");
            if view.rows.len() > 1 {
                format!("{assets} · {pictures} with pictures")
            } else {
                assets
            }
        })
    };
    view! {
        <aside class="pane pane-assets" id="assets-drawer" popover aria-label="Scene assets">
            <header class="pane-head">
                <SceneLine/>
                <h2 class="pane-title">"Scene assets"</h2>
                <p class="counts">{counts}</p>
            </header>
            <Search search/>
            <div class="asset-form">
                <div class="asset-scroll">
                    {AssetType::ALL.iter().map(|kind| view! { <Group kind=*kind rows/> }).collect_view()}
                    <Show when=move || rows.with(Vec::is_empty)>
                        <p class="asset-nothing">
                            {move || if search.with(String::is_empty) { "No assets in this scene yet." } else { "Nothing found." }}
                        </p>
                    </Show>
                </div>
            </div>
        </aside>
    }
}

#[component]
fn SceneLine() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let (scene, previous, next) = stage
        .view
        .with_untracked(|view| (view.scene.clone(), view.previous, view.next));
    let project = stage.path.get_value().project;
    let step = move |scene: Option<domain::model::ids::SceneId>,
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
            <span class="scene-number">{scene.number}</span>
            <span class="scene-heading">{scene.heading}</span>
            {step(previous, "Previous scene", "chevron-left")}
            {step(next, "Next scene", "chevron-right")}
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

/// The address holds what is searched for, so that it can be shared, reloaded and gone back to.
fn keep_in_address(sought: &str) {
    let here = window().location().search().unwrap_or_default();
    let Ok(words) = web_sys::UrlSearchParams::new_with_str(&here) else {
        return;
    };
    if sought.is_empty() {
        words.delete("q");
    } else {
        words.set("q", sought);
    }
    if let Ok(history) = window().history() {
        let address = format!("?{}", String::from(words.to_string()));
        // Where the address cannot be changed, the list is filtered all the same.
        let _ = history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&address));
    }
}

#[component]
fn Search(search: RwSignal<String>) -> impl IntoView {
    let stage = expect_context::<Stage>();
    let asset = move || {
        stage.editor.with(|editor| {
            editor
                .as_ref()
                .map(|editor| editor.asset.instance.to_string())
        })
    };
    let submit = move |event: ev::SubmitEvent| event.prevent_default();
    view! {
        <form class="asset-tools" role="search" method="get" on:submit=submit>
            <input type="hidden" name="asset" value=asset/>
            <div class="search-field">
                <Icon name="search"/>
                <input
                    class="field"
                    id="search-assets"
                    type="search"
                    name="q"
                    aria-label="Search assets"
                    placeholder="Search assets"
                    value=search.get_untracked()
                    on:input=move |event| {
                        let sought = event_target_value(&event);
                        keep_in_address(&sought);
                        search.set(sought);
                    }
                />
                <kbd class="key" aria-hidden="true">"/"</kbd>
            </div>
        </form>
    }
}

#[component]
fn Group(kind: AssetType, rows: Memo<Vec<AssetRow>>) -> impl IntoView {
    let of_kind = Memo::new(move |_| {
        rows.with(|rows| {
            rows.iter()
                .filter(|row| row.asset_type == kind)
                .cloned()
                .collect::<Vec<_>>()
        })
    });
    let heading = format!("group-{kind}");
    let titled = heading.clone();
    view! {
        <Show when=move || !of_kind.with(Vec::is_empty)>
            <section class="asset-group" aria-labelledby=heading.clone()>
                <header class="asset-group-head">
                    <h3 id=titled.clone()>
                        {wording::kinds(kind)} " " <span class="count">{move || of_kind.with(Vec::len)}</span>
                    </h3>
                </header>
                <ul class="asset-rows">
                    <For each=move || of_kind.get() key=|row| (row.instance, row.state_key()) let:row>
                        <Row row/>
                    </For>
                </ul>
            </section>
        </Show>
    }
}

#[component]
fn Row(row: AssetRow) -> impl IntoView {
    let stage = expect_context::<Stage>();
    let instance = row.instance;
    let (word, state) = wording::state(&row);
    let origin = wording::origin(&row);
    let current = move || {
        stage
            .editor
            .with(|editor| {
                editor
                    .as_ref()
                    .is_some_and(|editor| editor.asset.instance == instance)
            })
            .then_some("true")
    };
    let click = move |event: ev::MouseEvent| {
        if !(event.ctrl_key() || event.meta_key() || event.shift_key()) {
            event.prevent_default();
            open(stage, instance);
        }
    };
    let shown = row
        .tags
        .iter()
        .take(3)
        .cloned()
        .map(|tag| view! { <span class="tag">{tag}</span> " " })
        .collect_view();
    let more = row.tags.len().saturating_sub(3);
    let tags = (!row.tags.is_empty()).then(|| {
        view! {
            <span class="tags">{shown}{(more > 0).then(|| view! { <span class="tag">{format!("+{more}")}</span> })}</span>
        }
    });
    view! {
        <li class="asset-row" aria-current=current>
            <a class="asset-link" href=stage.path.get_value().instance(instance).address() on:click=click>
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
