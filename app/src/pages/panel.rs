//! `/projects/{project}/scenes/{scene}`: the Stage 8 panel.

use super::{flash, missing::Refusal, param};
use crate::{
    api::{Refused, panel::look},
    components::{
        header::{Head, Place, SiteHeader},
        notice::NoticeBar,
        script::ScriptPane,
        stage8::Stage8,
    },
};
use domain::model::{panel::PanelView, paths::ScenePath};
use leptos::prelude::*;
use leptos_meta::{Body, Title};
use leptos_router::hooks::use_query_map;

/// The page.
#[component]
pub fn PanelPage() -> impl IntoView {
    let path = param("project").and_then(|project| {
        Ok(ScenePath {
            project,
            scene: param("scene")?,
        })
    });
    let query = use_query_map().get_untracked();
    let open = query.get("asset").and_then(|asset| asset.parse().ok());
    let (show, search) = (query.get("show"), query.get("q").unwrap_or_default());
    let notice = flash();
    let loading = async move {
        match path {
            Ok(path) => look(path, open).await,
            Err(refused) => Err(refused),
        }
    };
    let shown = Suspend::new(async move {
        match loading.await {
            Ok(view) => page(view, notice, show, search).into_any(),
            Err(refused) => missing(refused).into_any(),
        }
    });
    view! { <Suspense>{shown}</Suspense> }
}

fn missing(refused: Refused) -> impl IntoView {
    view! { <Refusal refused/> }
}

fn page(
    view: PanelView,
    notice: Option<domain::model::act::Notice>,
    show: Option<String>,
    search: String,
) -> impl IntoView {
    let name = view
        .editor
        .as_ref()
        .map(|editor| format!("{} · ", editor.asset.name));
    let title = format!(
        "{}Scene {} – Throughline",
        name.unwrap_or_default(),
        view.scene.number
    );
    let head = Head {
        project: view.path.project,
        title: view.project_title.clone(),
        scene: Some((view.branch_name.clone(), view.scene.number)),
        place: Place::Scene,
    };
    let (path, scene) = (view.path, view.scene.clone());
    let waiting = view
        .editor
        .as_ref()
        .is_some_and(|editor| editor.jobs.iter().any(|job| job.status.is_open()));
    view! {
        <Title text=title/>
        <Body attr:class="page-panel"/>
        // Without scripts the page itself asks again while a picture is on its way.
        {waiting.then(|| view! { <noscript><meta http-equiv="refresh" content="3"/></noscript> })}
        <SiteHeader head running=view.running/>
        {notice.map(|notice| view! { <NoticeBar notice path=Some(path)/> })}
        <Stage8 view show search><ScriptPane scene/></Stage8>
    }
}
