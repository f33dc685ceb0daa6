//! The middle pane: the open asset.

use super::{
    act::Act, description::Description, generation::Generation, reference::Reference, stage::Stage,
    wording,
};
use crate::ui::icon::Icon;
use domain::model::{act::PanelAction, rules};
use leptos::{either::Either, prelude::*};

/// The editor of the open asset, or what to do when the scene has none.
#[component]
pub fn Editor() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let any = Memo::new(move |_| stage.editor.with(Option::is_some));
    view! {
        <main class="editor" id="content" tabindex="-1">
            <nav class="drawer-bar" aria-label="Panes">
                <button class="button" type="button" popovertarget="assets-drawer"><Icon name="list"/>"Assets"</button>
                <button class="button" type="button" popovertarget="script-drawer"><Icon name="film"/>"Script"</button>
            </nav>
            {move || if any.get() { Either::Left(view! { <Open/> }) } else { Either::Right(view! { <Nothing/> }) }}
        </main>
    }
}

#[component]
fn Nothing() -> impl IntoView {
    view! {
        <div class="empty">
            <Icon name="users"/>
            <h1 class="empty-title">"No assets in this scene yet"</h1>
            <p class="empty-text">"Characters, locations and props of the scene stand here once they are brought into it."</p>
        </div>
    }
}

#[component]
fn Open() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let asset = Memo::new(move |_| {
        stage
            .editor
            .with(|editor| editor.as_ref().map(|editor| editor.asset.clone()))
    });
    let name = move || asset.get().map(|asset| asset.name);
    let kind = move || asset.get().map(|asset| wording::kind(asset.asset_type));
    let instance = Memo::new(move |_| {
        stage
            .editor
            .with(|editor| editor.as_ref().map(|editor| editor.asset.instance))
    });
    let locked = Memo::new(move |_| {
        stage
            .editor
            .with(|editor| editor.as_ref().is_some_and(|editor| editor.asset.locked))
    });
    view! {
        <header class="editor-head">
            <div class="editor-title">
                <h1 class="editor-name">{name}</h1>
                <span class="editor-kind">{kind}</span>
            </div>
            <div class="editor-actions">
                {move || locked.get().then(|| view! { <p class="editor-note"><Icon name="lock"/>{rules::LOCKED}</p> })}
                {move || instance.get().map(|instance| view! {
                    <div class="generate">
                        <Act action=PanelAction::Generate { instance } class="button primary" disabled=locked.into()>
                            "Generate Image"
                        </Act>
                    </div>
                })}
            </div>
        </header>
        <div class="editor-body">
            <div class="editor-reference">
                <Reference/>
                <Description/>
            </div>
            <div class="editor-instance">
                <Generation/>
            </div>
        </div>
    }
}
