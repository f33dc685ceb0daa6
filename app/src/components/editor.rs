//! The middle pane: the open asset.

use super::{
    act::{self, Act},
    description::Description,
    extras::Extras,
    generate::{Generate, Unsent, sendable, unsent},
    generation::Generation,
    looking::{Changes, LookingNote, only_looks},
    reference::Reference,
    state::{CarryForward, Tags},
    upload::Upload,
    wording,
};
use crate::ui::icon::Icon;
use domain::{
    act::PanelAction,
    model::{
        panel::{EditorView, FilledView, OpenAsset, PanelView, ProviderChoice},
        rules,
        views::DescriptionVersion,
    },
};
use leptos::prelude::*;

/// The editor of the open asset, or what to do when the scene has none.
#[component]
pub fn Editor(
    /// What the panel shows.
    view: PanelView,
) -> impl IntoView {
    let known = view.known_tags.clone();
    let next = view.next.map(|next| next.1);
    let now = view.now;
    let providers = view.providers;
    view! {
        <main class="editor" id="content" tabindex="-1">
            <nav class="drawer-bar" aria-label="Panes">
                <button class="button" type="button" popovertarget="assets-drawer"><Icon name="list"/>"Assets"</button>
                <button class="button" type="button" popovertarget="add-drawer"><Icon name="plus"/>"Add"</button>
            </nav>
            <LookingNote/>
            {view.filled.map(|filled| view! { <Filled filled/> })}
            {match view.editor {
                Some(editor) => view! { <Open editor known next now providers/> }.into_any(),
                None => view! { <Nothing/> }.into_any(),
            }}
        </main>
    }
}

/// What the scene was filled with when it was opened for the first time.
#[component]
fn Filled(filled: FilledView) -> impl IntoView {
    let mut parts = Vec::new();
    if let Some(number) = filled.from_scene.filter(|_| filled.inherited > 0) {
        parts.push(format!(
            "{} taken over from scene {number}",
            filled.inherited
        ));
    }
    if filled.matched > 0 {
        parts.push(format!("{} found by the screenplay", filled.matched));
    }
    let text = format!("This scene filled itself: {}.", parts.join(", "));
    let undo = PanelAction::TakeBackFill {
        instances: filled.instances,
    };
    view! {
        <div class="filled-note" id="filled" role="status" data-stays="">
            <Icon name="sparkle"/>
            <p>{text}</p>
            <Act action=undo class="quiet-link">"Undo"</Act>
        </div>
    }
}

#[component]
fn Nothing() -> impl IntoView {
    view! {
        <div class="empty">
            <Icon name="users"/>
            <h1 class="empty-title">"No assets in this scene yet"</h1>
            <p class="empty-text">
                "Characters, locations and props of the scene stand here once they are brought into it: take over those of the scenes before, or add them one by one."
            </p>
            <div class="empty-actions">
                <Act action=PanelAction::Fill {} class="button primary">"Take over from earlier scenes"</Act>
                <Changes>
                    <button class="button" type="button" popovertarget="add-existing">"Add from project assets"</button>
                </Changes>
            </div>
        </div>
    }
}

#[component]
fn Open(
    editor: EditorView,
    known: Vec<String>,
    next: Option<i32>,
    now: i64,
    providers: Vec<ProviderChoice>,
) -> impl IntoView {
    let EditorView {
        asset,
        attempts,
        removed,
        jobs,
        references,
        extras,
        pickable,
        versions,
    } = editor;
    let can_copy = !references.is_empty();
    let instance = asset.instance;
    let lines = unsent(&asset, &providers, &references, &extras);
    let some = !lines.is_empty();
    let sent = sendable(&references, &extras);
    view! {
        <header class="editor-head">
            <div class="editor-title">
                <h1 class="editor-name" id="asset-name" data-asset=instance.to_string()>{asset.name.clone()}</h1>
                <span class="editor-kind">{wording::kind(asset.asset_type)}</span>
            </div>
            <Actions asset=asset.clone() can_copy providers=providers.clone() references=sent unsent=some/>
            <Notes asset=asset.clone() can_copy lines/>
        </header>
        <div class="editor-body">
            <div class="editor-reference">
                <Reference asset=asset.clone() references=references.clone()/>
                <Extras asset=asset.clone() providers can_copy extras pickable/>
                <Described asset=asset.clone() versions known next/>
            </div>
            <div class="editor-instance">
                <Generation asset=asset.clone() attempts removed jobs references now/>
                <Upload asset/>
            </div>
        </div>
    }
}

/// What is said of the asset in this scene, and what the next one takes over.
#[component]
fn Described(
    asset: OpenAsset,
    versions: Vec<DescriptionVersion>,
    known: Vec<String>,
    next: Option<i32>,
) -> impl IntoView {
    view! {
        <Changes>
            <Description asset=asset.clone() versions/>
            <Tags asset=asset.clone() known/>
            <CarryForward asset next/>
        </Changes>
    }
}

/// What is done to the asset as a whole, in one line with its name.
#[component]
fn Actions(
    asset: OpenAsset,
    can_copy: bool,
    providers: Vec<ProviderChoice>,
    references: usize,
    unsent: bool,
) -> impl IntoView {
    let OpenAsset {
        instance, locked, ..
    } = asset;
    let lock = PanelAction::Lock {
        instance,
        enabled: !locked,
    };
    view! {
        <div class="editor-actions">
            <AsIs asset=asset.clone() can_copy/>
            <Act action=PanelAction::Remove { instance } class="button ghost danger" disabled=locked>"Remove"</Act>
            <Act action=lock class="button ghost">{if locked { "Unlock" } else { "Lock" }}</Act>
            <Generate asset providers references unsent/>
        </div>
    }
}

/// A real box that is sent when it is ticked.
#[component]
fn AsIs(asset: OpenAsset, can_copy: bool) -> impl IntoView {
    let path = expect_context::<super::place::Place>().path;
    let instance = asset.instance.to_string();
    let missing = !can_copy && !asset.as_is;
    let closed = asset.locked || missing || only_looks();
    view! {
        <form class="as-is" id="as-is" method="post" action=act::address(path) data-sends="">
            <input type="hidden" name="do" value="as_is"/>
            <input type="hidden" name="instance" value=instance/>
            <label class="check">
                <input
                    class="checkbox"
                    type="checkbox"
                    name="enabled"
                    checked=asset.as_is
                    disabled=closed
                    aria-describedby=missing.then_some("no-master")
                />
                "Use master as-is"
            </label>
            <button class="button small scriptless" disabled=closed>"Apply"</button>
        </form>
    }
}

/// Why something cannot be done now, and what else is to be known of the asset.
#[component]
fn Notes(asset: OpenAsset, can_copy: bool, lines: Vec<String>) -> impl IntoView {
    let instance = asset.instance;
    let waived = asset.waived_reason.map(|reason| {
        let again = PanelAction::Waive {
            instance,
            reason: String::new(),
        };
        view! {
            <p class="editor-note">"Needs no picture: " {reason}</p>
            <Act action=again class="quiet-link">"It needs one"</Act>
        }
    });
    let missing = !can_copy && !asset.as_is;
    let unsent = (!lines.is_empty()).then(|| view! { <Unsent lines/> });
    let notes = asset.locked || asset.as_is || missing || waived.is_some() || unsent.is_some();
    notes.then(|| {
        view! {
            <div class="editor-notes">
                {asset.locked.then(|| view! { <p class="editor-note" id="locked-why"><Icon name="lock"/>{rules::LOCKED}</p> })}
                {(asset.as_is && !asset.locked).then(|| view! { <p class="editor-note" id="as-is-why"><Icon name="info"/>{rules::AS_IS}</p> })}
                {missing.then(|| view! { <p class="editor-note" id="no-master">"No master image available to use"</p> })}
                {unsent}
                {waived}
            </div>
        }
    })
}
