//! Pages: a route and its data. They are rendered on the server alone.

pub mod account;
pub mod board;
pub mod costs;
pub mod door;
pub mod handover;
pub mod home;
pub mod masters;
pub mod members;
pub mod missing;
pub mod panel;
pub mod queue;
pub mod settings;

use crate::{
    components::{
        header::{Head, Place, SiteHeader},
        notice::NoticeBar,
    },
    notice::Refilled,
    serving::{self, Refused},
    ui::words,
};
use domain::{
    act::Notice,
    ctx::{Ctx, Viewer},
    db::seen_by,
    error::{Error, Result},
    model::{panel::RunningView, paths::ScenePath},
};
use leptos::prelude::*;
use leptos_meta::{Body, Title};
use leptos_router::hooks::use_params_map;
use missing::Refusal;
use std::str::FromStr;

/// A parameter of the route. What is none is no page.
fn param<T: FromStr>(name: &str) -> Result<T> {
    let text = use_params_map()
        .with_untracked(|params| params.get(name))
        .unwrap_or_default();
    text.parse().map_err(|_| Error::NotFound("page"))
}

/// The scene that the route names.
fn scene() -> Result<ScenePath> {
    Ok(ScenePath {
        project: param("project")?,
        scene: param("scene")?,
    })
}

/// What stands around a page's own part.
struct Framed {
    /// The document's title.
    title: String,
    /// The class of its body.
    class: &'static str,
    /// What the head shows of the project.
    head: Option<Head>,
    /// The work under way.
    running: RunningView,
    /// The scene whose panel takes back what is said.
    scene: Option<ScenePath>,
    /// The page's own part.
    inside: AnyView,
}

/// Loads what a page shows and puts head and notice around it; or shows why it cannot be shown.
fn page<P, D, L>(
    place: Result<P>,
    load: impl FnOnce(Ctx, Viewer, P) -> L + Send + 'static,
    show: impl FnOnce(D) -> Framed + Send + 'static,
) -> impl IntoView
where
    P: Send + 'static,
    D: Send + 'static,
    L: Future<Output = Result<D>> + Send + 'static,
{
    let asked = serving::caller().and_then(|caller| Ok((caller, place.map_err(serving::refused)?)));
    let notice = use_context::<crate::notice::Flash>().and_then(|flash| flash.0);
    // What is refused in the middle of a page is said at its top.
    let notice = notice.or_else(|| Some(Notice::refused(Refilled::of("describe")?.why)));
    let shown = Suspend::new(async move {
        let loaded = match asked {
            Ok(((ctx, viewer), place)) => {
                // A page is rendered by a task of its own, which has to be told whose eyes it has.
                let loaded = seen_by(viewer.user, load(ctx, viewer, place)).await;
                loaded.map_err(serving::refused)
            }
            Err(refused) => Err(refused),
        };
        match loaded {
            Ok(data) => framed(show(data), notice).into_any(),
            Err(refused) => view! { <Refusal refused/> }.into_any(),
        }
    });
    view! { <Suspense>{shown}</Suspense> }
}

fn framed(framed: Framed, notice: Option<Notice>) -> impl IntoView {
    let Framed {
        title,
        class,
        head,
        running,
        scene,
        inside,
    } = framed;
    let film = head
        .as_ref()
        .filter(|head| head.place == Place::Masters)
        .map(|head| head.project);
    view! {
        <Title text=words::escaped(&format!("{title} – Throughline"))/>
        <Body attr:class=class/>
        {match head {
            Some(head) => view! { <SiteHeader head running/> }.into_any(),
            None => view! { <SiteHeader/> }.into_any(),
        }}
        {notice.map(|notice| view! { <NoticeBar notice path=scene film/> })}
        {inside}
    }
}

/// A refusal for a page that is not there.
fn not_found() -> Refused {
    serving::refused(Error::NotFound("page"))
}
