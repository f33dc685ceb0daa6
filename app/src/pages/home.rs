//! `/`: the films.

use super::{Framed, page};
use crate::{
    components::{film::FilmFields, wording},
    ui::{
        dialog::Dialog,
        icon::Icon,
        picture::{likeness, scaled},
        words,
    },
};
use domain::{
    model::{ids::ProjectId, kinds::ProjectRole, pages::ProjectCard},
    services::projects,
};
use leptos::prelude::*;

/// The page.
#[component]
pub fn HomePage() -> impl IntoView {
    let load = |ctx, viewer, ()| async move { projects::cards(&ctx, viewer).await };
    page(Ok(()), load, |cards| Framed {
        title: "Projects".to_owned(),
        class: "page-home",
        head: None,
        running: Default::default(),
        scene: None,
        inside: view! {
            <Films cards/>
            <NewProject/>
        }
        .into_any(),
    })
}

#[component]
fn Films(cards: Vec<ProjectCard>) -> impl IntoView {
    let sample = cards
        .iter()
        .any(|card| card.project.is_sample && card.maker.is_none());
    let any = !cards.is_empty();
    let (made, all) = cards.iter().fold((0, 0), |(made, all), card| {
        (made + card.with_picture, all + card.instances)
    });
    let summary = format!(
        "{} · {made} of {all} pictures",
        words::count(cards.len(), "film", "films")
    );
    view! {
        <main class="page" id="content" tabindex="-1">
            <header class="page-head">
                <div>
                    <h1 class="page-title">"Projects"</h1>
                    {any.then(|| view! { <p class="page-summary">{summary}</p> })}
                </div>
                <div class="page-actions">
                    {(any && !sample).then(|| view! { <Sample words="Restore the sample project" class="button ghost"/> })}
                    <button class="button primary" type="button" popovertarget="new-project">
                        <Icon name="plus"/>"New project"
                    </button>
                </div>
            </header>
            {if any {
                view! {
                    <ul class="cards">
                        {cards.into_iter().enumerate().map(|(place, card)| view! { <Card card first={place == 0}/> }).collect_view()}
                    </ul>
                }.into_any()
            } else {
                view! {
                    <div class="empty">
                        <Icon name="film"/>
                        <h2 class="empty-title">"No project yet"</h2>
                        <p class="empty-text">"Begin with a film of your own, or look around in one that is already under way."</p>
                        <div class="empty-actions"><Sample words="Open the sample project" class="button"/></div>
                    </div>
                }.into_any()
            }}
        </main>
    }
}

#[component]
fn Sample(words: &'static str, class: &'static str) -> impl IntoView {
    view! { <form method="post" action="/sample"><button class=class>{words}</button></form> }
}

#[component]
fn Card(card: ProjectCard, first: bool) -> impl IntoView {
    let project = card.project;
    let title = project.title.clone();
    let removable = (card.role == ProjectRole::Owner).then(|| title.clone());
    let id = project.id;
    // The reader's own films need no name on them.
    let whose = card
        .maker
        .map(|maker| format!("Made by {maker} · {}", wording::part(card.role)));
    let picture = card.picture.map(|picture| {
        view! {
            <img
                src=scaled(&picture.url, 640)
                alt=""
                width="640"
                height="360"
                loading=if first { "eager" } else { "lazy" }
                style=likeness(picture.thumbhash.as_deref())
            />
        }
    });
    let missing = picture.is_none();
    view! {
        <li class="card project-card">
            <a class="card-link" href=format!("/projects/{}", project.id)>
                <span class="card-picture">{picture} {missing.then(|| view! { <Icon name="film"/> })}</span>
                <span class="card-title">{project.title}</span>
            </a>
            <p class="card-text">
                {words::count(card.scenes as usize, "scene", "scenes")} <span class="sep">" · "</span> {project.aspect_ratio}
                {project.is_sample.then(|| view! { <span class="sep">" · "</span> "sample" })}
            </p>
            {whose.map(|whose| view! { <p class="card-text">{whose}</p> })}
            <div class="card-progress">
                <progress
                    class="progress"
                    data-tone="ready"
                    value=card.with_picture
                    max=card.instances.max(1)
                    aria-label=format!("{title}, pictures")
                ></progress>
                <p class="card-text">{format!("{} of {} pictures", card.with_picture, card.instances)}</p>
            </div>
            {removable.map(|title| view! { <Remove project=id title/> })}
        </li>
    }
}

/// What takes a film away, for its owners.
#[component]
fn Remove(project: ProjectId, title: String) -> impl IntoView {
    let menu = format!("remove-{project}");
    view! {
        <button class="button small ghost card-remove" type="button" popovertarget=menu.clone() aria-label=format!("Remove {title}")>
            "Remove"
        </button>
        <form class="menu" id=menu popover method="post" action=format!("/projects/{project}/delete")>
            <p class="card-text">"The film goes with all its scenes and pictures. This cannot be undone."</p>
            <button class="button small danger">{format!("Remove {title} for good")}</button>
        </form>
    }
}

#[component]
fn NewProject() -> impl IntoView {
    view! {
        <Dialog id="new-project" title="New project">
            <form class="dialog-body" method="post" action="/projects">
                <FilmFields film=None/>
                <div class="dialog-foot"><button class="button primary">"Create project"</button></div>
            </form>
        </Dialog>
    }
}
