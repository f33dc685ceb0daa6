//! `/projects/{project}`: the throughline board, assets by scenes.

use super::{Framed, page, param};
use crate::{
    components::{
        film::EditFilm,
        header::{Head, Place},
        looking::{Changes, LookingNote, only_looks},
        wording,
    },
    islands::instant::Instant,
    ui::{dialog::Dialog, icon::Icon, picture::Thumb, words},
};
use domain::{
    model::{
        ids::{ProjectId, SceneId},
        pages::{BoardCell, BoardRow, BoardView},
        paths::ScenePath,
        rules,
        views::SceneView,
    },
    services::boards,
};
use leptos::prelude::*;

/// The page.
#[component]
pub fn BoardPage() -> impl IntoView {
    let load = |ctx, viewer, project| async move { boards::get(&ctx, viewer, project).await };
    page(param::<ProjectId>("project"), load, |board| Framed {
        title: board.project.title.clone(),
        class: "page-board",
        head: Some(Head {
            project: board.project.id,
            title: board.project.title.clone(),
            scene: None,
            place: Place::Board,
        }),
        running: board.running,
        scene: None,
        inside: view! { <Board board/> }.into_any(),
    })
}

#[component]
fn Board(board: BoardView) -> impl IntoView {
    let cells = || {
        board
            .assets
            .iter()
            .flat_map(|row| row.cells.iter().flatten())
    };
    let (all, made) = (
        cells().count(),
        cells().filter(|cell| cell.picture.is_some()).count(),
    );
    let summary = format!(
        "{} · {} · {made} of {all} pictures",
        words::count(board.assets.len(), "asset", "assets"),
        words::count(board.scenes.len(), "scene", "scenes"),
    );
    provide_context(board.role);
    let style = board.project.visual_style.clone();
    let project = board.project.id;
    let (film, providers) = (board.project.clone(), board.providers.clone());
    let events = format!("/api/projects/{project}/events?since={}", board.seen);
    let stale = cells().filter(|cell| cell.stale).count();
    let summary = if stale > 0 {
        format!(
            "{summary} · {}",
            words::count(stale, "reference changed", "references changed")
        )
    } else {
        summary
    };
    view! {
        <main class="board-page" id="content" tabindex="-1" data-live="" data-events=events data-readonly=only_looks().then_some("")>
            <header class="page-head board-head">
                <div>
                    <h1 class="page-title">{board.project.title.clone()}</h1>
                    <p class="page-summary">{summary}</p>
                    <LookingNote/>
                </div>
                <dl class="project-facts">
                    {(!style.is_empty()).then(|| view! { <div><dt>"Visual style"</dt><dd>{style}</dd></div> })}
                    <div><dt>"Aspect ratio"</dt><dd>{board.project.aspect_ratio.clone()}</dd></div>
                </dl>
                <Changes>
                    <button class="button" type="button" popovertarget="edit-film"><Icon name="film"/>"Film settings"</button>
                    <button class="button" type="button" popovertarget="new-scene"><Icon name="plus"/>"New scene"</button>
                </Changes>
            </header>
            {if board.scenes.is_empty() {
                view! {
                    <div class="empty">
                        <Icon name="columns"/>
                        <h2 class="empty-title">"No scene yet"</h2>
                        <p class="empty-text">"Scenes stand here side by side, with every asset followed from one to the next."</p>
                    </div>
                }.into_any()
            } else {
                view! { <Table board/> }.into_any()
            }}
            {(!only_looks()).then(|| view! { <NewScene project/> <EditFilm film providers/> })}
        </main>
        <Instant/>
    }
}

#[component]
fn NewScene(project: ProjectId) -> impl IntoView {
    view! {
        <Dialog id="new-scene" title="New scene">
            <form class="dialog-body" method="post" action=format!("/projects/{project}/scenes")>
                <label class="form-row">
                    <span class="label">"Heading"</span>
                    <input class="field" name="heading" required maxlength=rules::MAX_NAME placeholder="INT. LAMP ROOM – NIGHT" autocomplete="off"/>
                </label>
                <label class="form-row">
                    <span class="label">"Script excerpt"</span>
                    <textarea class="field" name="script" rows="6" maxlength=rules::MAX_SCRIPT></textarea>
                </label>
                <div class="dialog-foot"><button class="button primary">"Make scene"</button></div>
            </form>
        </Dialog>
    }
}

#[component]
fn Table(board: BoardView) -> impl IntoView {
    let project = board.project.id;
    let scenes = board.scenes.clone();
    view! {
        <div class="board" id="board" role="region" aria-label="Throughline board" tabindex="0" data-scroll="">
            <table class="board-table">
                <caption class="visually-hidden">"Assets by scene"</caption>
                <thead>
                    <tr>
                        <th class="board-corner" scope="col"><span class="visually-hidden">"Asset"</span></th>
                        {board.scenes.into_iter().map(|scene| view! { <Column project scene/> }).collect_view()}
                    </tr>
                </thead>
                <tbody>
                    {board.assets.into_iter().map(|row| view! { <Row project row scenes=scenes.clone()/> }).collect_view()}
                </tbody>
            </table>
        </div>
    }
}

#[component]
fn Column(project: ProjectId, scene: SceneView) -> impl IntoView {
    view! {
        <th class="board-scene" scope="col">
            <a class="board-scene-link" href=ScenePath { project, scene: scene.id }.address()>
                <span class="scene-number">{scene.scene_number}</span>
                <span class="board-heading">{scene.heading}</span>
            </a>
        </th>
    }
}

#[component]
fn Row(project: ProjectId, row: BoardRow, scenes: Vec<SceneView>) -> impl IntoView {
    let asset = row.asset;
    let name = asset.name.clone();
    let cells = row.cells.into_iter().zip(scenes).map(|(cell, scene)| {
        let name = name.clone();
        view! { <td class="board-cell">{cell.map(|cell| view! { <Cell project scene=scene.id number=scene.scene_number name cell/> })}</td> }
    });
    view! {
        <tr>
            <th class="board-asset" scope="row">
                <span class="board-asset-link">
                    {match asset.image_key_url {
                        Some(url) => view! {
                            <Thumb class="asset-thumb" url thumbhash=asset.thumbhash width=64 height=40/>
                        }.into_any(),
                        None => view! { <span class="asset-thumb"></span> }.into_any(),
                    }}
                    <span class="board-asset-text">
                        <span class="asset-name">{asset.name}</span>
                        <span class="board-kind">{wording::kind(asset.asset_type)}</span>
                    </span>
                </span>
            </th>
            {cells.collect_view()}
        </tr>
    }
}

#[component]
fn Cell(
    project: ProjectId,
    scene: SceneId,
    number: i32,
    name: String,
    cell: BoardCell,
) -> impl IntoView {
    let href = ScenePath { project, scene }
        .instance(cell.instance)
        .address();
    let (state, word) = match &cell {
        BoardCell { running: true, .. } => (Some("generating"), Some("generating")),
        BoardCell {
            picture: None,
            waived: true,
            ..
        } => (Some("waived"), Some("waived")),
        BoardCell { picture: None, .. } => (Some("none"), Some("no picture")),
        BoardCell { stale: true, .. } => (Some("stale"), Some("reference changed")),
        BoardCell { locked: true, .. } => (Some("locked"), Some("locked")),
        BoardCell { as_is: true, .. } => (Some("as-is"), Some("Master, used as-is")),
        _ => (None, None),
    };
    let label = match word {
        Some(word) => format!("{name}, scene {number}: {word}"),
        None => format!("{name}, scene {number}"),
    };
    let mark = match state {
        Some("locked") => view! { <span class="board-mark"><Icon name="lock"/></span> }.into_any(),
        Some("as-is") => view! { <span class="board-mark badge">"Master"</span> }.into_any(),
        Some(state @ ("generating" | "stale")) if cell.picture.is_some() => {
            view! { <span class="board-mark state" data-state=state>{word}</span> }.into_any()
        }
        _ => ().into_any(),
    };
    view! {
        <a class="board-picture" id=format!("cell-{}", cell.instance) href=href data-state=state aria-label=label>
            {match cell.picture {
                Some(picture) => view! {
                    <Thumb class="" url=picture.url thumbhash=picture.thumbhash width=128 height=72/>
                }.into_any(),
                None => view! { <span class="state" data-state=state>{word}</span> }.into_any(),
            }}
            {mark}
        </a>
    }
}
