//! `/projects/{project}/jobs`: the queue.

use super::{Framed, page, param};
use crate::{
    components::{
        header::{Head, Place},
        looking::{LookingNote, only_looks},
        wording,
    },
    ui::{icon::Icon, picture::Thumb, words},
};
use chrono::Utc;
use domain::{
    model::{
        credits::parts,
        ids::ProjectId,
        kinds::JobStatus,
        pages::{QueueRow, QueueView},
    },
    services::boards,
};
use leptos::prelude::*;

/// The page.
#[component]
pub fn QueuePage() -> impl IntoView {
    let load = |ctx, viewer, project| async move {
        boards::queue(&ctx, viewer, project, None, None).await
    };
    page(param::<ProjectId>("project"), load, |queue| Framed {
        title: format!("Queue · {}", queue.project.title),
        class: "page-jobs",
        head: Some(Head {
            project: queue.project.id,
            title: queue.project.title.clone(),
            scene: None,
            place: Place::Queue,
        }),
        running: queue.running,
        scene: None,
        inside: view! { <Queue queue/> }.into_any(),
    })
}

#[component]
fn Queue(queue: QueueView) -> impl IntoView {
    let failed = queue
        .rows
        .iter()
        .filter(|row| row.job.status == JobStatus::Failed)
        .count();
    let summary = match queue.running.count {
        0 => "Nothing runs".to_owned(),
        count => format!(
            "{count} under way · {} expected",
            words::credits(queue.running.cost)
        ),
    };
    let summary = if failed > 0 {
        format!("{summary} · {failed} failed")
    } else {
        summary
    };
    provide_context(queue.role);
    let project = queue.project.id;
    view! {
        <main class="page" id="content" tabindex="-1">
            <header class="page-head">
                <div>
                    <h1 class="page-title">"Queue"</h1>
                    <p class="page-summary">{summary}</p>
                    <LookingNote/>
                </div>
                <div class="page-actions">
                    <a class="button" href=format!("/projects/{project}/costs")>"Costs"</a>
                </div>
            </header>
            {if queue.rows.is_empty() {
                view! {
                    <div class="empty">
                        <Icon name="clock"/>
                        <h2 class="empty-title">"The queue is empty"</h2>
                        <p class="empty-text">"Pictures that are being generated stand here, with what they cost and how they ended."</p>
                    </div>
                }.into_any()
            } else {
                view! {
                    <div class="table-scroll" role="region" aria-label="Jobs" tabindex="0">
                        <table class="table jobs-table">
                            <caption class="visually-hidden">"Jobs, newest first"</caption>
                            <thead>
                                <tr>
                                    <th scope="col">"Asset"</th>
                                    <th scope="col">"Scene"</th>
                                    <th scope="col">"State"</th>
                                    <th scope="col">"Provider"</th>
                                    <th scope="col" class="number">"Cost"</th>
                                    <th scope="col">"When"</th>
                                    <th scope="col"><span class="visually-hidden">"Action"</span></th>
                                </tr>
                            </thead>
                            <tbody>{queue.rows.into_iter().map(|row| view! { <Row project row/> }).collect_view()}</tbody>
                        </table>
                    </div>
                }.into_any()
            }}
        </main>
    }
}

#[component]
fn Row(project: ProjectId, row: QueueRow) -> impl IntoView {
    let QueueRow {
        job,
        asset_name,
        scene_number,
        is_master,
        address,
        picture,
    } = row;
    let (word, state) = wording::job_state(job.status);
    let word = match job.progress.filter(|_| job.status == JobStatus::Generating) {
        Some(percent) => format!("{word} {percent} %"),
        None => word.to_owned(),
    };
    let cost = job
        .cost
        .actual
        .or(job.cost.estimated.filter(|_| job.status.is_open()));
    let choice = match job.status {
        status if status.is_open() => Some(("cancel", "Cancel")),
        JobStatus::Failed | JobStatus::Cancelled => Some(("retry", "Retry")),
        _ => None,
    };
    let of = match scene_number {
        Some(number) => format!("Scene {number}"),
        None if is_master => "Master".to_owned(),
        None => "–".to_owned(),
    };
    let why = job
        .error
        .clone()
        .filter(|_| job.status == JobStatus::Failed || job.status == JobStatus::Queued);
    view! {
        <tr>
            <th scope="row">
                <a class="job-asset" href=address>
                    {match picture {
                        Some(picture) => view! {
                            <Thumb class="asset-thumb" url=picture.url thumbhash=picture.thumbhash width=64 height=40/>
                        }.into_any(),
                        None => view! { <span class="asset-thumb"></span> }.into_any(),
                    }}
                    <span class="asset-name">{asset_name.clone()}</span>
                </a>
            </th>
            <td class="job-scene">{of}</td>
            <td class="job-state">
                <span class="state" data-state=state>{word}</span>
                {why.map(|why| view! { <p class="job-why">{why.message}</p> })}
            </td>
            <td class="job-provider second">{job.provider}</td>
            <td class="job-cost number">{cost.map_or_else(|| "–".to_owned(), |cost| words::credits(parts(cost)))}</td>
            <td class="job-when second">
                <time datetime=job.created_at.to_rfc3339()>{words::ago(job.created_at.timestamp_millis(), Utc::now().timestamp_millis())}</time>
            </td>
            <td class="table-end">
                {choice.map(|(verb, words)| view! {
                    <form method="post" action=format!("/projects/{project}/jobs/{}/{verb}", job.job_id)>
                        <button class="button small" aria-label=format!("{words} {asset_name}") disabled=only_looks()>{words}</button>
                    </form>
                })}
            </td>
        </tr>
    }
}
