//! The head of every page.

use crate::{
    browser::keys::KEYS,
    notice::{Reader, Standing},
    ui::{dialog::Dialog, icon::Icon, words},
};
use domain::model::{ids::ProjectId, masters_page, panel::RunningView};
use leptos::{either::Either, prelude::*};

/// Where in a project a page stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The board.
    Board,
    /// The film's assets with their masters.
    Masters,
    /// A scene's panel.
    Scene,
    /// The queue.
    Queue,
    /// What the pictures cost.
    Costs,
    /// Who takes part.
    Members,
}

/// What the head shows of a project.
#[derive(Clone, Debug, PartialEq)]
pub struct Head {
    /// The film.
    pub project: ProjectId,
    /// Its title.
    pub title: String,
    /// The line of work and the scene, where the page is about one.
    pub scene: Option<(String, i32)>,
    /// Which page it is.
    pub place: Place,
}

/// Logo, path, pages of the project, work under way, theme, settings and keys; with accounts the reader's menu as well,
/// which has the settings in it. Before the door there is nothing but the logo and the theme.
#[component]
pub fn SiteHeader(
    /// The project, where the page is about one.
    #[prop(optional)]
    head: Option<Head>,
    /// The work under way in it.
    #[prop(optional)]
    running: RunningView,
) -> impl IntoView {
    let project = head.as_ref().map(|head| head.project);
    let standing = Standing::now();
    let inside = standing != Standing::Out;
    let local = standing == Standing::Local;
    let reader = match standing {
        Standing::In(reader) => Some(reader),
        _ => None,
    };
    view! {
        <header class="site-header">
            <a class="logo" href="/" aria-label="Throughline">
                <svg class="logo-mark" viewBox="0 0 28 12" aria-hidden="true">
                    <circle cx="6" cy="6" r="4.5"></circle>
                    <circle cx="22" cy="6" r="4.5"></circle>
                    <path d="M10.5 6h7"></path>
                </svg>
                <span class="logo-word">"Throughline"</span>
            </a>
            {head.map(|head| view! { <Path head=head.clone()/><Pages head/> })}
            {project.map(|project| view! { <Pill project running/> })}
            <button class="icon-button" type="button" popovertarget="theme-menu" aria-label="Theme"><Icon name="moon"/></button>
            <form class="menu theme-menu" id="theme-menu" popover method="post" action="/theme" aria-label="Theme">
                <button class="menu-item" name="theme" value="system"><Icon name="monitor"/>"System"</button>
                <button class="menu-item" name="theme" value="light"><Icon name="sun"/>"Light"</button>
                <button class="menu-item" name="theme" value="dark"><Icon name="moon"/>"Dark"</button>
            </form>
            {local.then(|| view! {
                <a class="icon-button" href="/settings" aria-label="Settings"><Icon name="settings"/></a>
            })}
            {inside.then(|| view! {
                <button class="icon-button" id="keyboard-button" type="button" popovertarget="keyboard-help" aria-label="Keyboard help">
                    <Icon name="help"/>
                </button>
            })}
            {reader.map(|reader| view! { <ReaderMenu reader project/> })}
        </header>
        {inside.then(|| view! { <KeyboardHelp/> })}
    }
}

#[component]
fn KeyboardHelp() -> impl IntoView {
    view! {
        <Dialog id="keyboard-help" title="Keyboard" class="keyboard-help">
            <dl class="key-list">
                {KEYS.iter().map(|(key, words)| view! { <div><dt><kbd class="key">{*key}</kbd></dt><dd>{*words}</dd></div> }).collect_view()}
            </dl>
        </Dialog>
    }
}

/// What belongs to the reader: their account, who takes part in the film, for admins the settings, and the way out.
#[component]
fn ReaderMenu(reader: Reader, project: Option<ProjectId>) -> impl IntoView {
    view! {
        <button class="reader-button" type="button" popovertarget="reader-menu">
            <Icon name="user"/><span class="reader-name">{reader.name}</span>
        </button>
        <div class="menu reader-menu" id="reader-menu" popover role="group" aria-label="Your account">
            <p class="reader-email">{reader.email}</p>
            <a class="menu-item" href="/account"><Icon name="user"/>"Account"</a>
            {project.map(|project| view! {
                <a class="menu-item" href=format!("/projects/{project}/members")><Icon name="users"/>"Members"</a>
            })}
            {reader.is_admin.then(|| view! {
                <a class="menu-item" href="/settings"><Icon name="settings"/>"Settings"</a>
            })}
            <form method="post" action="/logout">
                <button class="menu-item"><Icon name="external"/>"Sign out"</button>
            </form>
        </div>
    }
}

/// How many jobs wait or run, and what they cost together.
#[component]
fn Pill(project: ProjectId, running: RunningView) -> impl IntoView {
    let RunningView { count, cost } = running;
    let (state, text) = match count {
        0 => ("ready", "Nothing runs".to_owned()),
        count => ("generating", format!("{count} generating")),
    };
    let cost = (count > 0).then(|| format!(" · {}", words::credits(cost)));
    view! {
        <a class="pill" id="running" data-live="" href=format!("/projects/{project}/jobs")>
            <span class="dot" data-state=state></span>
            <span>{text} <span class="pill-extra">{cost}</span></span>
        </a>
    }
}

#[component]
fn Path(head: Head) -> impl IntoView {
    let board = format!("/projects/{}", head.project);
    let title = head.title;
    view! {
        <nav class="breadcrumb" aria-label="Breadcrumb">
            <ol>
                {match head.scene {
                    Some((branch, number)) => Either::Left(view! {
                        <li><a href=board>{title}</a></li>
                        <li><span>{branch}</span></li>
                        <li><span aria-current="page">{format!("Scene {number}")}</span></li>
                    }),
                    None => Either::Right(view! { <li><span aria-current="page">{title}</span></li> }),
                }}
            </ol>
        </nav>
    }
}

#[component]
fn Pages(head: Head) -> impl IntoView {
    let here = |place: Place| (head.place == place).then_some("page");
    let project = head.project;
    view! {
        <nav class="site-nav" aria-label="Project">
            <ul>
                <li><a href=format!("/projects/{project}") aria-current=here(Place::Board)>"Board"</a></li>
                <li><a href=masters_page::address(project, None) aria-current=here(Place::Masters)>"Assets"</a></li>
                <li><a href=format!("/projects/{project}/scenes") aria-current=here(Place::Scene)>"Scenes"</a></li>
                <li><a href=format!("/projects/{project}/jobs") aria-current=here(Place::Queue)>"Queue"</a></li>
            </ul>
        </nav>
    }
}
