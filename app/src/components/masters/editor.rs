//! The middle pane: the open asset.

use super::{
    dialogs::{AddAsset, Delete, Rename},
    generate::Generate,
    history::History,
    place::{self, Place},
};
use crate::{
    components::{
        act::Act,
        generate::Unsent,
        looking::{Changes, LookingNote, only_looks},
        upload::Zone,
        wording,
    },
    notice::Refilled,
    ui::{icon::Icon, words::escaped_lines},
};
use domain::{
    act::masters::MasterAction,
    model::{
        masters_page::{MasterUse, OpenMaster},
        panel::ProviderChoice,
        paths::ScenePath,
        rules,
        sending::{self, Sending},
    },
};
use leptos::{either::Either, prelude::*};

/// The open asset, or what to do when the film has none.
#[component]
pub fn Editor(
    /// The asset.
    open: Option<OpenMaster>,
    /// Everybody who can draw.
    providers: Vec<ProviderChoice>,
    /// Now, in milliseconds.
    now: i64,
) -> impl IntoView {
    view! {
        <main class="editor" id="content" tabindex="-1">
            <nav class="drawer-bar" aria-label="Panes">
                <button class="button" type="button" popovertarget="assets-drawer"><Icon name="list"/>"Assets"</button>
            </nav>
            <LookingNote/>
            {match open {
                Some(open) => Either::Left(view! { <Open open providers now/> }),
                None => Either::Right(view! { <Nothing/> }),
            }}
            {(!only_looks()).then(|| view! { <AddAsset/> })}
        </main>
    }
}

#[component]
fn Nothing() -> impl IntoView {
    view! {
        <div class="empty">
            <Icon name="users"/>
            <h1 class="empty-title">"No asset yet"</h1>
            <p class="empty-text">
                "Characters, locations and props of the film stand here, each with the master image that its scenes start from."
            </p>
            <div class="empty-actions">
                <Changes>
                    <button class="button primary" type="button" popovertarget="add-asset"><Icon name="plus"/>"Add asset"</button>
                </Changes>
            </div>
        </div>
    }
}

#[component]
fn Open(open: OpenMaster, providers: Vec<ProviderChoice>, now: i64) -> impl IntoView {
    let dialogs = !only_looks() && !open.locked;
    let lines = unsent(&open, &providers);
    let some = !lines.is_empty();
    view! {
        <header class="editor-head">
            <div class="editor-title">
                <h1 class="editor-name" id="asset-name">{open.name.clone()}</h1>
                <span class="editor-kind">{wording::kind(open.asset_type)}</span>
            </div>
            <Actions open=open.clone() providers unsent=some/>
            {(open.locked || some).then(|| view! {
                <div class="editor-notes">
                    {open.locked.then(|| view! { <p class="editor-note" id="locked-why"><Icon name="lock"/>{rules::LOCKED_MASTER}</p> })}
                    {some.then(|| view! { <Unsent lines/> })}
                </div>
            })}
        </header>
        <div class="editor-body">
            <div class="editor-reference">
                <Description open=open.clone()/>
                <Uses uses=open.uses.clone()/>
            </div>
            <div class="editor-instance">
                <History open=open.clone() now/>
                <Upload open=open.clone()/>
            </div>
        </div>
        {dialogs.then(|| view! { <Rename open=open.clone()/><Delete open/> })}
    }
}

/// Who would leave out what must not be seen, a sentence each.
fn unsent(open: &OpenMaster, providers: &[ProviderChoice]) -> Vec<String> {
    if open.locked {
        return Vec::new();
    }
    let sending = Sending {
        primary: false,
        extras: &[],
        weight: 1.0,
        negative: open.negative.is_some(),
    };
    let said = |one: &ProviderChoice| {
        let why = sending::unsent(&one.takes(), &sending)?;
        Some(format!("{} {why}", one.name))
    };
    providers.iter().filter_map(said).collect()
}

/// What is done to the asset as a whole, in one line with its name.
#[component]
fn Actions(open: OpenMaster, providers: Vec<ProviderChoice>, unsent: bool) -> impl IntoView {
    let locked = open.locked;
    let lock = MasterAction::Lock {
        asset: open.asset,
        enabled: !locked,
    };
    view! {
        <div class="editor-actions">
            <Changes>
                <button class="button ghost" type="button" popovertarget="rename-asset" disabled=locked>"Rename"</button>
                <button class="button ghost danger" type="button" popovertarget="delete-asset" disabled=locked>"Delete asset"</button>
            </Changes>
            <Act action=lock class="button ghost">{if locked { "Unlock" } else { "Lock" }}</Act>
            <Generate open providers unsent/>
        </div>
    }
}

/// The words that the asset is drawn from, with "Save". Words that were refused stand there still, to be copied at
/// least, beside those that somebody else wrote meanwhile.
#[component]
fn Description(open: OpenMaster) -> impl IntoView {
    let project = expect_context::<Place>().project;
    let closed = open.locked || only_looks();
    let hint = "for every scene that says nothing else";
    let since = "Somebody changed it meanwhile; saving shows you theirs first";
    let asset = open.asset.to_string();
    let refused = Refilled::of("describe");
    let typed = |name: &str| refused.as_ref().and_then(|refused| refused.typed(name));
    let (draft, begun) = (typed("text"), typed("before"));
    // What was there when the words were begun was not written meanwhile.
    let others = |words: &String| {
        let present = open.description.trim();
        !words.trim().lines().eq(present.lines())
    };
    let meanwhile = draft.as_ref().is_some_and(others) && begun.as_ref().is_none_or(others);
    let words = draft.as_ref().unwrap_or(&open.description);
    view! {
        <section class="block" aria-labelledby="description-title">
            <form method="post" id="describe" action=place::acts(project)>
                <input type="hidden" name="do" value="describe"/>
                <input type="hidden" name="asset" value=asset.clone()/>
                <input type="hidden" name="before" value=open.description.clone()/>
                <header class="section-head">
                    <h2 class="section-title" id="description-title"><label for="description">"Description"</label></h2>
                    <span class="section-hint" id="description-hint" data-default=hint data-since=since>{hint}</span>
                    <button class="button small section-end" disabled=closed>"Save"</button>
                </header>
                <textarea
                    class="field description"
                    id="description"
                    name="text"
                    rows="5"
                    maxlength=rules::MAX_DESCRIPTION
                    disabled={closed && draft.is_none()}
                    readonly=closed
                    aria-describedby=open.locked.then_some("locked-why")
                    data-of=asset.clone()
                    data-saved=draft.is_some().then(|| open.description.clone())
                    inner_html=escaped_lines(words)
                ></textarea>
            </form>
            {meanwhile.then(|| view! {
                <div class="stands-now" id="stands-now" data-of=asset data-stays="">
                    <p class="section-note">"Written meanwhile"</p>
                    <p class="stands-now-words">{open.description.clone()}</p>
                </div>
            })}
        </section>
    }
}

/// Where the asset appears.
#[component]
fn Uses(uses: Vec<MasterUse>) -> impl IntoView {
    let project = expect_context::<Place>().project;
    let item = move |one: MasterUse| {
        let path = ScenePath {
            project,
            scene: one.scene,
        };
        view! {
            <li>
                <a class="master-use" href=path.instance(one.instance).address()>
                    <span class="visually-hidden">"Scene "</span>
                    <span class="scene-number">{one.number}</span> " "
                    <span class="master-heading">{one.heading}</span>
                    {one.along.then(|| view! { <span class="section-hint">"sent along"</span> })}
                </a>
            </li>
        }
    };
    let list = if uses.is_empty() {
        Either::Left(view! { <p class="section-note">"No scene uses it yet."</p> })
    } else {
        Either::Right(
            view! { <ul class="master-uses" aria-labelledby="uses-title">{uses.into_iter().map(item).collect_view()}</ul> },
        )
    };
    view! {
        <section class="block" aria-labelledby="uses-title">
            <h2 class="section-title" id="uses-title">"Used in"</h2>
            {list}
        </section>
    }
}

/// The zone for a picture of one's own.
#[component]
fn Upload(open: OpenMaster) -> impl IntoView {
    let project = expect_context::<Place>().project;
    let address = format!("/api/projects/{project}/assets/{}/upload-image", open.asset);
    let looks = only_looks();
    let (title, hint) = if looks {
        (
            "Nothing is uploaded here",
            "Editors and owners of the film upload pictures.",
        )
    } else if open.locked {
        ("This asset is locked", "Unlock it to upload a picture.")
    } else {
        (
            "Drop image or click to upload",
            "PNG, JPEG or WebP, up to 5 MB",
        )
    };
    view! { <Zone address title hint closed={looks || open.locked}/> }
}
