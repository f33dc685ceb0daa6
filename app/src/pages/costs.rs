//! `/projects/{project}/costs`: what the pictures of a film cost.

use super::{Framed, page, param};
use crate::{
    components::{
        header::{Head, Place},
        wording,
    },
    ui::{icon::Icon, words},
};
use domain::{
    model::{
        credits::parts, ids::ProjectId, panel::RunningView, paths::ScenePath, views::ProjectView,
    },
    services::{
        boards,
        costs::{self, AssetCost, CostsView, ProviderCost, SceneCost, Sums},
    },
};
use leptos::{either::Either, prelude::*};

/// The page.
#[component]
pub fn CostsPage() -> impl IntoView {
    let load = |ctx, viewer, project| async move {
        let costs = costs::get(&ctx, viewer, project).await?;
        let (project, running) = boards::head(&ctx, viewer, project).await?;
        Ok((project, running, costs))
    };
    let show = |(project, running, costs): (ProjectView, RunningView, CostsView)| Framed {
        title: format!("Costs · {}", project.title),
        class: "page-costs",
        head: Some(Head {
            project: project.id,
            title: project.title.clone(),
            scene: None,
            place: Place::Costs,
        }),
        running,
        scene: None,
        inside: view! { <Costs project=project.id costs/> }.into_any(),
    };
    page(param::<ProjectId>("project"), load, show)
}

#[component]
fn Costs(project: ProjectId, costs: CostsView) -> impl IntoView {
    let nothing = costs.total.asked == 0 && costs.total.spent == 0.0;
    view! {
        <main class="page" id="content" tabindex="-1">
            <header class="page-head">
                <div>
                    <h1 class="page-title">"Costs"</h1>
                    <p class="page-summary">"All branches together, in credits as the providers' prices say."</p>
                </div>
                <div class="page-actions">
                    <a class="button" href=format!("/projects/{project}/jobs")>"Back to the queue"</a>
                </div>
            </header>
            {if nothing {
                Either::Left(view! {
                    <div class="empty">
                        <Icon name="image"/>
                        <h2 class="empty-title">"No picture was asked for yet"</h2>
                        <p class="empty-text">"What pictures cost stands here, by scene, by asset and by provider."</p>
                    </div>
                })
            } else {
                Either::Right(view! { <Totals total=costs.total/><Tables project scenes=costs.scenes assets=costs.assets providers=costs.providers/> })
            }}
        </main>
    }
}

/// The whole film at a glance.
#[component]
fn Totals(total: Sums) -> impl IntoView {
    let kept = total.per_kept.map_or_else(|| "–".to_owned(), credits);
    let asked = words::count(total.asked as usize, "picture", "pictures");
    view! {
        <dl class="totals">
            <div><dt>"Spent"</dt><dd>{credits(total.spent)}</dd></div>
            <div><dt>"Waiting"</dt><dd>{credits(total.waiting)}</dd></div>
            <div><dt>"Per picture kept"</dt><dd>{kept}</dd></div>
        </dl>
        <p class="totals-text">
            {format!("{asked} asked for, {} kept. ", total.kept)}
            "A picture is kept when a provider drew it and it is the one selected now, or the asset's master. What it "
            "took to get there, failed and deleted ones included, is what a kept picture costs."
        </p>
    }
}

#[component]
fn Tables(
    project: ProjectId,
    scenes: Vec<SceneCost>,
    assets: Vec<AssetCost>,
    providers: Vec<ProviderCost>,
) -> impl IntoView {
    let first = scenes.iter().find_map(|row| row.branch.clone());
    let several = scenes
        .iter()
        .any(|row| row.branch.is_some() && row.branch != first);
    let scene = move |row: SceneCost| {
        let name = match row.scene_number {
            Some(number) => format!("Scene {number}"),
            None => row.title.clone(),
        };
        let branch = row.branch.filter(|_| several);
        let about = [row.scene_number.map(|_| row.title), branch];
        let about: Vec<_> = about.into_iter().flatten().collect();
        let href = row
            .scene_id
            .map(|scene| ScenePath { project, scene }.address());
        Line {
            name,
            about: about.join(" · "),
            href,
            sums: row.sums,
        }
    };
    let asset = |row: AssetCost| Line {
        name: row.name,
        about: row
            .asset_type
            .map(wording::kind)
            .unwrap_or_default()
            .to_owned(),
        href: None,
        sums: row.sums,
    };
    let provider = |row: ProviderCost| Line {
        name: row.provider,
        about: String::new(),
        href: None,
        sums: row.sums,
    };
    view! {
        <Table id="by-scene" title="By scene" first="Scene" lines=scenes.into_iter().map(scene).collect()/>
        <Table id="by-asset" title="By asset" first="Asset" lines=assets.into_iter().map(asset).collect()/>
        <Table id="by-provider" title="By provider" first="Provider" lines=providers.into_iter().map(provider).collect()/>
    }
}

/// A line of a table.
struct Line {
    name: String,
    about: String,
    href: Option<String>,
    sums: Sums,
}

#[component]
fn Table(
    id: &'static str,
    title: &'static str,
    /// What a line is about.
    first: &'static str,
    lines: Vec<Line>,
) -> impl IntoView {
    view! {
        <section class="costs-part" aria-labelledby=id>
            <h2 class="section-title" id=id>{title}</h2>
            <div class="table-scroll" role="region" aria-label=format!("Costs {}", title.to_lowercase()) tabindex="0">
                <table class="table costs-table" aria-labelledby=id>
                    <thead>
                        <tr>
                            <th scope="col">{first}</th>
                            <th scope="col" class="number">"Asked for"</th>
                            <th scope="col" class="number">"Kept"</th>
                            <th scope="col" class="number">"Spent"</th>
                            <th scope="col" class="number">"Waiting"</th>
                            <th scope="col" class="number">"Per picture kept"</th>
                        </tr>
                    </thead>
                    <tbody>{lines.into_iter().map(|line| view! { <Row line/> }).collect_view()}</tbody>
                </table>
            </div>
        </section>
    }
}

#[component]
fn Row(line: Line) -> impl IntoView {
    let Line {
        name,
        about,
        href,
        sums,
    } = line;
    let name = match href {
        Some(href) => Either::Left(view! { <a class="costs-name" href=href>{name}</a> }),
        None => Either::Right(view! { <span class="costs-name">{name}</span> }),
    };
    let about = (!about.is_empty()).then(|| view! { <p class="costs-about">{about}</p> });
    view! {
        <tr>
            <th scope="row">{name}{about}</th>
            <td class="number">{sums.asked}</td>
            <td class="number">{sums.kept}</td>
            <td class="number">{credits(sums.spent)}</td>
            <td class="number">{credits(sums.waiting)}</td>
            <td class="number">{sums.per_kept.map_or_else(|| "–".to_owned(), credits)}</td>
        </tr>
    }
}

fn credits(amount: f64) -> String {
    words::credits(parts(amount))
}
