//! `/projects/{project}/members`: who takes part in a film, and as what.

use super::{Framed, page, param};
use crate::{
    components::{
        header::{Head, Place},
        wording,
    },
    notice::{Refilled, Standing},
    ui::field::{Line, Why},
};
use domain::{
    error::Error,
    model::{
        ids::{ProjectId, UserId},
        kinds::ProjectRole,
        panel::RunningView,
        views::ProjectView,
    },
    services::{
        boards,
        members::{self, MemberView},
    },
};
use leptos::prelude::*;

/// What the page shows.
struct Company {
    film: ProjectView,
    running: RunningView,
    members: Vec<MemberView>,
    /// Who reads, and what they may do.
    reader: (UserId, ProjectRole),
}

/// The page. In local mode there is none.
#[component]
pub fn MembersPage() -> impl IntoView {
    let place = match Standing::now() {
        Standing::Local => Err(Error::NotFound("page")),
        _ => param::<ProjectId>("project"),
    };
    let load = |ctx, viewer: domain::ctx::Viewer, project| async move {
        let (film, running) = boards::head(&ctx, viewer, project).await?;
        Ok(Company {
            members: members::list(&ctx, viewer, project).await?,
            reader: (viewer.user, members::mine(&ctx, viewer, project).await?),
            film,
            running,
        })
    };
    page(place, load, |company| Framed {
        title: format!("Members · {}", company.film.title),
        class: "page-members",
        head: Some(Head {
            project: company.film.id,
            title: company.film.title.clone(),
            scene: None,
            place: Place::Members,
        }),
        running: company.running,
        scene: None,
        inside: view! { <Whole company/> }.into_any(),
    })
}

#[component]
fn Whole(company: Company) -> impl IntoView {
    let project = company.film.id;
    let (_, role) = company.reader;
    let owns = role == ProjectRole::Owner;
    let reader = company.reader;
    let row = move |member: MemberView| view! { <Row project reader member/> };
    view! {
        <main class="page account" id="content" tabindex="-1">
            <header class="page-head">
                <div>
                    <h1 class="page-title">"Members"</h1>
                    <p class="page-summary">"Viewers look, editors change, owners also decide who takes part."</p>
                </div>
            </header>
            <div class="table-scroll" role="region" aria-label="Members" tabindex="0">
                <table class="table members-table">
                    <caption class="visually-hidden">"Who takes part in this film"</caption>
                    <thead>
                        <tr>
                            <th scope="col">"Name"</th>
                            <th scope="col">"E-mail"</th>
                            <th scope="col">"Role"</th>
                            <th scope="col"><span class="visually-hidden">"Action"</span></th>
                        </tr>
                    </thead>
                    <tbody>{company.members.into_iter().map(row).collect_view()}</tbody>
                </table>
            </div>
            {owns.then(|| view! { <Another project/> })}
        </main>
    }
}

#[component]
fn Row(project: ProjectId, reader: (UserId, ProjectRole), member: MemberView) -> impl IntoView {
    let (me, role) = reader;
    let address = format!("/projects/{project}/members/{}", member.user_id);
    let part = if member.is_maker {
        "Owner, who made the film".into_any()
    } else if role == ProjectRole::Owner {
        view! { <Change address=address.clone() member=member.clone()/> }.into_any()
    } else {
        wording::part(member.role).into_any()
    };
    let (word, label) = match member.user_id == me {
        true => ("Leave", "Leave this film".to_owned()),
        false => ("Remove", format!("Remove {}", member.name)),
    };
    let may = !member.is_maker && (member.user_id == me || role == ProjectRole::Owner);
    let remove = may.then(|| {
        view! {
            <form method="post" action=format!("{address}/remove")>
                <button class="button small ghost" aria-label=label>{word}</button>
            </form>
        }
    });
    view! {
        <tr>
            <th scope="row">{member.name}</th>
            <td class="second">{member.email}</td>
            <td class="member-part">{part}</td>
            <td class="table-end">{remove}</td>
        </tr>
    }
}

/// An owner's choice of what somebody may do.
#[component]
fn Change(address: String, member: MemberView) -> impl IntoView {
    let label = format!("Role of {}", member.name);
    view! {
        <form class="role-form" method="post" action=address>
            <Roles label chosen=member.role/>
            <button class="button small" aria-label=format!("Save the role of {}", member.name)>"Save"</button>
        </form>
    }
}

#[component]
fn Roles(#[prop(optional, into)] label: Option<String>, chosen: ProjectRole) -> impl IntoView {
    let choice = move |role: &ProjectRole| {
        view! { <option value=role.as_str() selected={*role == chosen}>{wording::part(*role)}</option> }
    };
    view! {
        <select class="field" name="role" aria-label=label>{ProjectRole::ALL.iter().map(choice).collect_view()}</select>
    }
}

#[component]
fn Another(project: ProjectId) -> impl IntoView {
    let refilled = Refilled::of("member");
    let why = refilled.is_some().then_some("member-why");
    let typed = |name: &str| refilled.as_ref().and_then(|refilled| refilled.typed(name));
    let email = typed("email");
    let chosen = typed("role").and_then(|role| role.parse().ok());
    let chosen = chosen.unwrap_or(ProjectRole::Editor);
    view! {
        <section class="members-add" aria-labelledby="add-title">
            <h2 class="account-title" id="add-title">"Add a member"</h2>
            <form class="row-form" method="post" action=format!("/projects/{project}/members")>
                {refilled.map(|refilled| view! { <Why id="member-why" why=refilled.why/> })}
                <Line label="E-mail" name="email" kind="email" most=254 autocomplete="off" value=email describedby=why wrong={why.is_some()}/>
                <label class="form-row">
                    <span class="label">"Role"</span>
                    <Roles chosen/>
                </label>
                <button class="button">"Add"</button>
            </form>
        </section>
    }
}
